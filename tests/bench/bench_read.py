"""How fast logs are read into events: per format, against what reading and decoding cost at least, and against other programs.

Every event of every log is made, with its ids, times, kinds, statuses, thoughts, messages and arguments. Built only when they are asked
for, and so in no figure but where it is said, are the texts of edits and, of Claude Code, what successful tool calls gave back: its bytes
are copied out of the log, decoded they are in the row `all texts` and in the figures per format. Logs are read as `cotlens scan` reads
them, once: a log that is followed is summed up besides.

Run: python tests/bench/bench_read.py [ROUNDS] [--peers]. One core, warm page cache, best round; over the real logs of the shared corpus.
`--peers` also times `ccusage` (npm, looked for on the PATH), `claude-code-log`, `agentminutes` and `agent-trajviz` (PyPI, where
installed) as whole processes on the same Claude Code logs, and ours as a whole process beside them.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader
from cotlens.sources.named import named_logs

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
MB = 1e6


def read(logs: list[Path], *, texts: bool) -> int:
    """Read every log to its end; returns the number of events, which are dropped batch by batch as the engine does."""
    seen, count = Seen(), 0
    for path in logs:
        for key in named_logs([str(path)])[0]:
            reader = LogReader(key, seen)
            more = True
            while more:
                batch = reader.poll(final=True)
                count += len(batch.events)
                more = batch.more
                for event in batch.events if texts else ():
                    getattr(event, "edit", None)
                    getattr(event, "text", None)
    return count


class Needed(msgspec.Struct, gc=False):
    """What a reader of Claude Code's logs needs of a record, nothing done with it."""

    type: str = ""
    uuid: str | None = None
    timestamp: str | None = None
    message: msgspec.Raw = msgspec.Raw()


def lines(logs: list[Path]) -> Iterator[bytes]:
    for path in logs:
        with path.open("rb") as file:
            yield from file


def decoding(
    decode: Callable[[bytes], object], wanted: Callable[[bytes], bool] = lambda _: True
) -> Callable[[list[Path]], int]:
    def run(logs: list[Path]) -> int:
        count = 0
        for line in lines(logs):
            if wanted(line):
                try:
                    decode(line)
                    count += 1
                except ValueError:
                    continue
        return count

    return run


def speaks(line: bytes) -> bool:
    return b'"role":"assistant"' in line or b'"role":"user"' in line


def floors() -> dict[str, Callable[[list[Path]], int]]:
    found = {
        "iterate over lines": lambda logs: sum(1 for _ in lines(logs)),
        "json of every line": decoding(json.loads),
        "msgspec, typed": decoding(msgspec.json.Decoder(Needed).decode),
        "msgspec, typed, bytes checked": decoding(msgspec.json.Decoder(Needed).decode, speaks),
    }
    if importlib.util.find_spec("orjson") is not None:
        import orjson  # noqa: PLC0415 - a yardstick, no dependency

        found["orjson of every line"] = decoding(orjson.loads)
    return found


def timed(work: Callable[[], int], rounds: int) -> tuple[float, int]:
    best, count = float("inf"), 0
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        count = work()
        best = min(best, time.process_time() - start)
    return best, count


def size_of(logs: list[Path]) -> int:
    return sum(p.stat().st_size for p in logs)


def per_format(rounds: int) -> None:
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(CORPUS.rglob("*")):
        if path.is_file() and path.suffix not in (".csv", ".sql"):
            groups[path.relative_to(CORPUS).parts[0]].append(path)
    for name, logs in groups.items():
        took, count = timed(lambda logs=logs: read(logs, texts=True), rounds)  # type: ignore[misc]
        size = size_of(logs)
        print(f"{name:18} {len(logs):3} files {size / MB:6.2f} MB {count:6} events {size / MB / took:6.0f} MB/s")


def against_floors(agent: str, rounds: int) -> None:
    logs = sorted(p for p in CORPUS.glob(f"{agent}*/**/*") if p.is_file() and ".jsonl" in p.name)
    size = size_of(logs)
    print(f"\n{agent}: {len(logs)} logs, {size / MB:.1f} MB")
    rows: dict[str, Callable[[], int]] = {name: (lambda work=work: work(logs)) for name, work in floors().items()}  # type: ignore[misc]
    rows |= {"cotlens": lambda: read(logs, texts=False), "cotlens, all texts": lambda: read(logs, texts=True)}
    speeds = {}
    for name, work in rows.items():
        took, _ = timed(work, rounds)
        speeds[name] = size / MB / took
        print(f"  {name:32} {speeds[name]:6.0f} MB/s")
    floor = speeds["msgspec, typed, bytes checked"]
    print(f"  the typed floor is {floor / speeds['cotlens']:.1f} times as fast,", end=" ")
    print(f"json of every line {speeds['json of every line'] / speeds['cotlens']:.1f} times")


OURS = """
import sys; sys.path.insert(0, {bench!r})
import bench_read; from pathlib import Path
bench_read.read([Path(p) for p in {logs!r}], texts=True)
"""


def peers() -> None:
    """Whole processes over one folder of Claude Code logs; what each makes of them differs (see the name)."""
    source = sorted((CORPUS / "claude-entire").rglob("*.jsonl"))
    bare = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        project = home / ".claude" / "projects" / "-home-dev-project"
        project.mkdir(parents=True)
        for log in source:
            shutil.copy(log, project)
        logs = [str(p) for p in sorted(project.iterdir())]
        size = sum(os.path.getsize(p) for p in logs) / MB
        loads = f"from agent_trajviz import load\nfor p in {logs!r}:\n    try: load(p)\n    except Exception: pass"
        minutes = [[str(bare / "agentminutes"), "convert", "--permissive", "-o", os.devnull, p] for p in logs]
        runs: dict[str, list[list[str]]] = {
            "cotlens, all events and edits": [
                [sys.executable, "-c", OURS.format(bench=str(Path(__file__).parent), logs=logs)]
            ],
            "cotlens sessions (first time)": [[str(bare / "cotlens"), "sessions", "--all", "--format", "json"]],
            "ccusage (token counts)": [["ccusage", "daily", "--offline", "--json"]],
            "claude-code-log (HTML)": [
                [str(bare / "claude-code-log"), "convert", str(project), "-o", str(home / "x.html")]
            ],
            "agentminutes (one process a log)": minutes,
            "agent-trajviz": [[sys.executable, "-c", loads]],
        }
        print(f"\npeers: {len(logs)} Claude Code logs, {size:.1f} MB, whole processes")
        for what, commands in runs.items():
            if shutil.which(commands[0][0]) is None or (
                what == "agent-trajviz" and not importlib.util.find_spec("agent_trajviz")
            ):
                print(f"  {what:34} not installed")
                continue
            env = {
                **os.environ,
                "HOME": str(home),
                "COTLENS_STATE_DIR": str(home / what[:9]),
                "CLAUDE_CONFIG_DIR": str(home / ".claude"),
            }
            start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            for command in commands:
                subprocess.run(command, env=env, capture_output=True, check=False)
            took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"  {what:34} {took:6.2f} s {cpu:6.2f} s of CPU {size / took:6.0f} MB/s")


def main(rounds: int, *, with_peers: bool) -> None:
    per_format(rounds)
    against_floors("claude", rounds)
    against_floors("codex", rounds)
    print(f"\npeak RSS of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if with_peers:
        peers()


if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if a.isdigit()]
    main(int(given[0]) if given else 3, with_peers="--peers" in sys.argv)
