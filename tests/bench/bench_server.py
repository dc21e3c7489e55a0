"""Prints how quick the server is beside a bare one (pygls and watchdog alone) in the same run, and what is wanted. Not a test.

Starting, a log line to its diagnostic, answers, key strokes, rest, and five servers on one store. `--short` takes fewer samples.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(Path(__file__).resolve().parent)]

import bytecode  # noqa: E402  # the path is set above
from lsp.raw_client import RawClient  # noqa: E402  # the same
from sessions import ClaudeLog, shop, tampering  # noqa: E402  # the same

BARE = [sys.executable, str(TESTS / "bench" / "bare_server.py")]
OURS = [sys.executable, "-m", "cotlens", "serve"]
FAKE = [sys.executable, str(TESTS / "lsp" / "fake_server.py")]
"""Our server with a worker that flags whatever lines it is told to."""
NONE = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
STROKES = 20
"""Changes between two questions."""

bytecode.kept()

Row = tuple[str, str, str, str, str, bool]
rows: list[Row] = []


def tell(what: str, bare: float, ours: float, most: float, unit: str = "ms") -> None:
    """Note a figure beside the bare one and the multiple that is wanted at most."""
    scale = 1000 if unit == "ms" else 1
    ratio = ours / bare
    rows.append((what, f"{bare * scale:.2f}", f"{ours * scale:.2f}", f"{ratio:.2f}x", f"{most:g}x", ratio <= most))


def bound(what: str, ours: float, most: float, unit: str) -> None:
    """Note a figure with a bound of its own."""
    rows.append((what, "", f"{ours:.2f} {unit}", "", f"{most:g} {unit}", ours <= most))


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


@contextmanager
def client(argv: list[str], home: Path | None = None) -> Iterator[RawClient]:
    with tempfile.TemporaryDirectory() as name:
        made = RawClient(home or Path(name).resolve(), argv, NONE)
        try:
            yield made
        finally:
            made.kill()


def start(count: int) -> None:
    """Spawn to the answer of `initialize`, the two in turns."""
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    work: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(count):
        for name, argv in (("bare", BARE), ("ours", OURS)):
            began = time.perf_counter()
            with client(argv) as editor:
                editor.initialize()
                times[name].append(time.perf_counter() - began)
                work[name].append(_cpu(editor.process.pid))
    tell(
        f"processor of the server process until then, p50 (n={count})",
        statistics.median(work["bare"]),
        statistics.median(work["ours"]),
        1.25,
    )
    tell(
        f"spawn to `initialize` answered, p50 (n={count})",
        statistics.median(times["bare"]),
        statistics.median(times["ours"]),
        1.25,
    )


def append(editor: RawClient, log: ClaudeLog, count: int) -> list[float]:
    """An agent's call is appended; until the client has a diagnostic that names its file."""
    times = []
    for n in range(count):
        path = f"tests/test_more_{n}.py"
        (log.workspace / path).write_text("def test_a():\n    assert 1 == 1\n")
        log.user("round the total")
        log.bash("pytest -q", "1 failed, 1 passed in 0.1s", 1)
        # What is to be appended is made beside the log, which nobody may see grow before the clock runs.
        place, log.path = log.path, editor.home / "next.txt"
        log.edit(path, "def test_a", f"@pytest.mark.skip  # {n}\ndef test_a")
        after, log.path = log.path.read_bytes(), place
        (editor.home / "next.txt").unlink()
        time.sleep(0.15)
        wanted = f"test_more_{n}.py"
        seen = len(editor.messages)
        began = time.perf_counter()
        with log.path.open("ab") as file:
            file.write(after)

        def told(seen: int = seen, wanted: str = wanted) -> bool:
            return any(
                wanted in d["message"]
                for m in editor.messages[seen:]
                if m.get("method") == "textDocument/publishDiagnostics"
                for d in m["params"]["diagnostics"]
            )

        editor.wait_until(told)
        times.append(time.perf_counter() - began)
    return times


def live(count: int) -> None:
    found: dict[str, list[float]] = {}
    for name, argv in (("bare", BARE), ("ours", OURS)):
        with client(argv) as editor:
            log = ClaudeLog(editor.home, shop(editor.workspace))
            tampering(log)
            file = (editor.workspace / "tests" / "test_cart.py").as_uri()
            editor.initialize(
                initializationOptions={"logs": str(log.path.parent), "file": file} if name == "bare" else {}
            )
            if name == "ours":
                editor.wait_until(lambda editor=editor, file=file: editor.diagnostics(file))  # type: ignore[misc]
                editor.wait_until(lambda editor=editor: editor.status().get("state") == "watching")  # type: ignore[misc]
            time.sleep(1.0)
            found[name] = append(editor, log, count)
    tell(f"append to diagnostic, p50 (n={count})", *(statistics.median(found[n]) for n in ("bare", "ours")), 4)
    tell(f"append to diagnostic, p95 (n={count})", *(p95(found[n]) for n in ("bare", "ours")), 6)


def asked(editor: RawClient, method: str, params: Any, count: int) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        editor.request(method, params)
        times.append(time.perf_counter() - began)
        editor.messages.clear()
        time.sleep(0.001)
    return times


def flagged(editor: RawClient, lines: int, flags: int) -> tuple[Path, str]:
    text = "".join(f"value_{n} = compute({n})\n" for n in range(lines))
    path = editor.file("a.py", text)
    for n in range(flags):
        at = n * (lines // flags)
        editor.flag(f"f{n}", path, f"value_{at} = compute({at})", reasoning="I will weaken it")
    return path, text


def answers(count: int) -> None:
    with client(BARE) as bare, client(FAKE) as ours:
        path, text = flagged(bare, 1000, 1)
        bare.initialize()
        uri = bare.open(path, text)
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}}
        asked(bare, "textDocument/hover", place, 20)
        floor = p95(asked(bare, "textDocument/hover", place, count))
        path, text = flagged(ours, 1000, 20)
        ours.initialize(PULLS)
        uri = ours.open(path, text)
        ours.wait_until(
            lambda: len(ours.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"]) == 20
        )
        ours.wait_until(lambda: ours.status().get("state") == "watching")
        document = {"textDocument": {"uri": uri}}
        for what, method, params in (
            ("hover", "textDocument/hover", {**document, "position": {"line": 0, "character": 2}}),
            ("code lens", "textDocument/codeLens", document),
            ("diagnostic", "textDocument/diagnostic", document),
        ):
            asked(ours, method, params, 20)
            tell(
                f"{what} answered with 20 flags in the file, p95 (n={count})",
                floor,
                p95(asked(ours, method, params, count)),
                3,
            )


def strokes(editor: RawClient, uri: str, lines: int, count: int) -> float:
    """Seconds for one key stroke: many are sent, and a question behind them is answered when all are done."""
    place = {"textDocument": {"uri": uri}, "position": {"line": lines // 2, "character": 2}}
    times, version = [], 1
    for _ in range(count):
        began = time.perf_counter()
        for _ in range(STROKES):
            version += 1
            editor.change(uri, version, (lines // 2 + 1, 0), (lines // 2 + 1, 0), "x")
        editor.request("textDocument/hover", place)
        times.append((time.perf_counter() - began) / STROKES)
        editor.messages.clear()
        time.sleep(0.06)
    return statistics.median(times)


def typing(lines: int, count: int) -> None:
    found: dict[str, float] = {}
    for name, argv in (("bare", BARE), ("ours", FAKE)):
        with client(argv) as editor:
            path, text = flagged(editor, lines, 1000 if name == "ours" else 1)
            editor.initialize()
            uri = editor.open(path, text)
            if name == "ours":
                editor.wait_until(lambda editor=editor, uri=uri: len(editor.diagnostics(uri)) >= 200, 120)  # type: ignore[misc]
                editor.wait_until(lambda editor=editor: editor.status().get("state") == "watching", 120)  # type: ignore[misc]
                time.sleep(1.0)
            found[name] = strokes(editor, uri, lines, count)
    tell(f"didChange, {lines} lines with 1,000 flags, p50 (n={count} x {STROKES})", found["bare"], found["ours"], 1.3)


def _processes(pid: int) -> list[int]:
    children = [int(c) for task in Path(f"/proc/{pid}/task").iterdir() for c in (task / "children").read_text().split()]
    return [pid, *(p for child in children for p in _processes(child))]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def rest(seconds: float) -> None:
    """Processor time and memory of all processes of a server that watches one session with a flag in an open file."""
    with client(BARE) as bare:
        bare.initialize()
        time.sleep(2)
        floor = sum(map(_resident, _processes(bare.process.pid)))
    with client(OURS) as editor:
        log = ClaudeLog(editor.home, shop(editor.workspace))
        tampering(log)
        editor.initialize()
        uri = editor.open(editor.workspace / "tests" / "test_cart.py")
        editor.wait_until(lambda: editor.diagnostics(uri))
        time.sleep(8)
        pids = _processes(editor.process.pid)
        before = sum(map(_cpu, pids))
        time.sleep(seconds)
        bound(
            f"processor at rest, of a core ({seconds:g} s)", 100 * (sum(map(_cpu, pids)) - before) / seconds, 0.5, "%"
        )
        bound("memory at rest above bare, all processes", sum(map(_resident, pids)) - floor, 60, "MB")


def store(servers: int, verdicts: int) -> None:
    """Several servers judge flags of one store at once."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name).resolve()
        editors = [RawClient(home, FAKE, NONE) for _ in range(servers)]
        failed: list[Any] = []
        try:
            path, _ = flagged(editors[0], 100, 50)
            for editor in editors:
                editor.initialize()
            for editor in editors:
                editor.wait_until(lambda editor=editor: len(editor.diagnostics(path.as_uri())) == 50)  # type: ignore[misc]

            def judge(editor: RawClient, number: int) -> None:
                for n in range(verdicts):
                    word = "cotlens.dismiss" if n % 2 == 0 else "cotlens.undo"
                    ask = {"command": word, "arguments": [f"f{(number * 10 + n // 2) % 50}"]}
                    answer = editor.response(editor.start("workspace/executeCommand", ask))
                    if "error" in answer:
                        failed.append(answer["error"])

            threads = [threading.Thread(target=judge, args=(e, n)) for n, e in enumerate(editors)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for editor in editors:
                editor.kill()
    bound(f"{servers} servers on one store, errors in {servers * verdicts} verdicts", len(failed), 0, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    few = 3 if short else 1
    work: list[Callable[[], None]] = [
        lambda: start(12 // few),
        lambda: live(60 // few),
        lambda: answers(600 // few),
        lambda: typing(1_000, 30 // few),
        lambda: typing(20_000, 30 // few),
        lambda: rest(60.0 / few),
        lambda: store(5, 60 // few),
    ]
    for part in work:
        part()
        for what, bare, ours, ratio, most, reached in rows:
            verdict = "reached" if reached else "NOT REACHED"
            print(f"{what:66} {bare:>9} {ours:>12} {ratio:>8}  wanted {most:>8}  {verdict}", flush=True)
        rows.clear()


if __name__ == "__main__":
    main()
