"""A bloated Codex rollout, as users report them: 1.3 GB of which 122 `compacted` lines of 9 MB are nearly all, and one line of 50 MB.

Run: python tests/bench/bench_bloat.py [MEGABYTES]. Each reader has a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

MB = 1e6
COMPACTED = 9_300_000
SMALL = json.dumps(
    {
        "timestamp": "2026-07-22T01:19:32.543Z",
        "type": "response_item",
        "payload": {
            "type": "reasoning",
            "summary": [{"type": "summary_text", "text": "thinking about it " * 20}],
            "content": None,
            "encrypted_content": "x" * 900,
        },
    },
    separators=(",", ":"),
).encode()


def make(path: Path, megabytes: int) -> None:
    """Write a rollout: 240 small records before each huge one."""
    text = ('lorem ipsum dolor "quoted\n" ' * 340_000)[:COMPACTED]
    head = b'{"timestamp":"2026-07-22T01:19:32.543Z","type":"compacted","payload":{"message":"","replacement_history":['
    item = json.dumps({"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}).encode()
    with path.open("wb") as file:
        while file.tell() < megabytes * MB:
            file.write((SMALL + b"\n") * 240 + head + item + b"]}}\n")


def read_json(path: str) -> int:
    count = 0
    with open(path, "rb") as file:
        for line in file:
            json.loads(line)
            count += 1
    return count


def read_cotlens(path: str) -> int:
    from cotlens.sources.base import Seen  # noqa: PLC0415 - the other readers' memory is measured without it
    from cotlens.sources.log import LogReader  # noqa: PLC0415

    reader, count = LogReader(path, Seen()), 0
    while True:
        batch = reader.poll(final=True)
        count += len(batch.events)
        if not batch.more:
            return count


def read_nothing(path: str) -> int:
    """Import what reading needs, and read no log."""
    return read_cotlens(path + ".none")


def make_bloated(path: str) -> int:
    make(Path(path), int(sys.argv[4]))
    return 0


def make_long(path: str) -> int:
    long = b'{"type":"response_item","payload":{"x":"' + b"A" * 50_000_000 + b'"}}\n'
    Path(path).write_bytes((SMALL + b"\n") * 1000 + long)
    return 0


def stalls(path: str) -> float:
    """Longest time for which another thread of the reading process got no turn, in ms."""
    longest, stop = 0.0, threading.Event()

    def tick() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not stop.is_set():
            time.sleep(0.0005)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    clock = threading.Thread(target=tick)
    clock.start()
    read_cotlens(path)
    stop.set()
    clock.join()
    return longest * 1000


MODES = {
    "json": read_json,
    "cotlens": read_cotlens,
    "imports": read_nothing,
    "stalls": stalls,
    "make-bloated": make_bloated,
    "make-long": make_long,
}


def child(mode: str, path: str) -> None:
    if mode in ("cotlens", "stalls"):
        read_nothing(path)  # imports are no part of reading
    start = time.perf_counter()
    found = MODES[mode](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([found, time.perf_counter() - start, peak]))


def run(mode: str, path: Path, *more: str) -> tuple[float, float, float]:
    """Run one mode in a process of its own: a process's peak memory counts what its parent had when it was started."""
    command = [sys.executable, __file__, "--child", mode, str(path), *more]
    found, took, peak = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found, took, peak


def main(megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rollout-bloat.jsonl"
        run("make-bloated", path, str(megabytes))
        size = path.stat().st_size
        times = {}
        for mode in ("json", "cotlens"):
            found, took, peak = run(mode, path)
            times[mode] = took
            print(
                f"{mode:8} {size / MB:6.0f} MB {took:6.2f} s {size / MB / took:6.0f} MB/s peak {peak:4.0f} MB  {found} found"
            )
        print(f"ratio    {times['json'] / times['cotlens']:.1f} times as fast as json on every line")
        print(f"imports  peak {run('imports', path)[2]:.0f} MB")
        run("make-long", path)
        longest, took, peak = run("stalls", path)
        print(
            f"one line of 50 MB: longest stall of another thread {longest:.1f} ms, {took * 1000:.0f} ms, peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1290)
