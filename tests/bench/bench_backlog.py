"""Prints what a large past costs an editor: the first diagnostics, appends and answers while it is read, memory afterwards. Not a test.

`bench_backlog.py first` lays out 778 sessions with 10,114 flags; `bench_backlog.py backlog [MB ...]` copies of the shared corpus of
that size, `... pull [MB ...]` what a client that asks for diagnostics waits meanwhile, and `... machine MB OURS` what is held at rest on
a machine with so many megabytes of logs, of which OURS are the workspace's. Beside the bare server of bench_server.py in the same run.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bench_server import BARE, OURS, PULLS, _processes, _resident, append, asked, bound, client, p95, rows, tell
from histories import flagged_sessions, megabytes_of_logs
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, tampering

from cotlens.engine.doze import patience_with

SESSIONS = 778
EACH = 13
AGAIN = 5
"""Starts with what was shown last time."""
PATIENCE = 900.0
RESTED = 60.0
"""Seconds for sessions to come to rest, and to be kept, besides those after which a worker makes way for one that holds nothing."""
PUBLISH = "textDocument/publishDiagnostics"


class Stamped(list[Any]):
    """Messages with the moments at which they came."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def append(self, message: Any) -> None:
        self.times.append(time.perf_counter())
        super().append(message)


def begin(editor: RawClient) -> float:
    """Say hello; returns when the answer came, at which `initialized` is sent."""
    messages = Stamped()
    editor.messages = messages
    answer = editor.initialize()
    assert answer
    return messages.times[0]


def watched(editor: RawClient) -> None:
    editor.wait_until(lambda: editor.status().get("state") == "watching", PATIENCE)


def shown(editor: RawClient) -> list[tuple[float, str, int]]:
    """When which URI was told how many diagnostics."""
    messages: Any = editor.messages
    return [
        (when, m["params"]["uri"], len(m["params"]["diagnostics"]))
        for when, m in zip(messages.times, list(messages), strict=False)
        if m.get("method") == PUBLISH
    ]


def first() -> None:
    """From `initialized` to the first diagnostic and to all of them: with no cache, and with what was shown last time."""
    with client(OURS) as made:
        home, workspace = made.home, made.workspace
        made.kill()
        files, _ = flagged_sessions(home, workspace, SESSIONS, EACH)
        newest = files[-1].as_uri()
        editor = RawClient(home, OURS, {})
        began = begin(editor)
        watched(editor)
        told = [x for x in shown(editor) if x[2]]
        bound("uncached: `initialized` to the first diagnostic", told[0][0] - began, 1.0, "s")
        bound(
            "uncached: to the newest session's diagnostic",
            next(w for w, uri, _ in told if uri == newest) - began,
            1.0,
            "s",
        )
        print(
            f"  uncached: {len({u for _, u, _ in told})} files, {_total(editor)} diagnostics; the last after {told[-1][0] - began:.1f} s"
        )
        editor.stop()
        editor.kill()
        times: dict[str, list[float]] = {"first": [], "all": [], "wait": [], "long": []}
        for _ in range(AGAIN):
            one = again(home, len(files))
            for name, value in one.items():
                times[name].append(value)
    bound(
        f"cached: `initialized` to the first diagnostic, p50 (n={AGAIN})",
        1000 * statistics.median(times["first"]),
        150,
        "ms",
    )
    bound(f"cached: the same, worst (n={AGAIN})", 1000 * max(times["first"]), 150, "ms")
    print("  cached: to the diagnostics of all files, ms:", *(f"{1000 * t:.0f}" for t in times["all"]))
    print(
        "  cached: longest wait for a hover until all files were told, ms:", *(f"{1000 * t:.0f}" for t in times["wait"])
    )
    print("  cached: longest wait for a hover in the 5 s after that, ms:", *(f"{1000 * t:.0f}" for t in times["long"]))


def _total(editor: RawClient) -> int:
    return sum({uri: count for _, uri, count in shown(editor)}.values())


def again(home: Path, files: int) -> dict[str, float]:
    """Start once more with what was shown last, and ask for hovers all the while."""
    editor = RawClient(home, OURS, {})
    waits: list[tuple[float, float]] = []
    done = threading.Event()
    place = {"textDocument": {"uri": (home / "ws" / "a.py").as_uri()}, "position": {"line": 0, "character": 2}}

    def probe() -> None:
        while not done.is_set():
            sent = time.perf_counter()
            number = editor.start("textDocument/hover", place)
            editor.response(number)
            waits.append((sent, time.perf_counter() - sent))
            time.sleep(0.01)

    try:
        began = begin(editor)
        thread = threading.Thread(target=probe)
        thread.start()
        editor.wait_until(lambda: len({u for _, u, n in shown(editor) if n}) == files, 60)
        told = [x for x in shown(editor) if x[2]]
        end = told[-1][0]
        time.sleep(5)
        done.set()
        thread.join()
    finally:
        done.set()
        editor.kill()
    early = [w for sent, w in waits if sent <= end]
    return {
        "first": told[0][0] - began,
        "all": end - began,
        "wait": max(early),
        "long": max([w for sent, w in waits if sent > end] or [0.0]),
    }


def backlog(megabytes: int, count: int) -> None:
    """Append and ask while a large past is read, then look at the memory of all processes at rest."""
    with client(BARE) as bare, client(OURS) as ours:
        tampering(log := ClaudeLog(bare.home, shop(bare.workspace)))
        file = bare.workspace / "tests" / "test_cart.py"
        bare.initialize(initializationOptions={"logs": str(log.path.parent), "file": file.as_uri()})
        place = {"textDocument": {"uri": bare.open(file)}, "position": {"line": 4, "character": 4}}
        hover = "textDocument/hover"
        time.sleep(1)
        floor = append(bare, log, count)
        asked(bare, hover, place, 20)
        quiet = p95(asked(bare, hover, place, 4 * count))
        logs, size = megabytes_of_logs(ours.home, shop(ours.workspace), megabytes)
        tampering(live := ClaudeLog(ours.home, ours.workspace))
        what = f"{size / 1e6:.0f} MB in {logs} logs"
        began = time.perf_counter()
        ours.initialize()
        file = ours.workspace / "tests" / "test_cart.py"
        document = {"textDocument": {"uri": ours.open(file)}}
        ours.wait_until(lambda: ours.diagnostics(file.as_uri()), 60)
        print(f"  {what}: to the live session's diagnostic {time.perf_counter() - began:.2f} s")
        found = append(ours, live, count)
        under = []
        spot = {**document, "position": {"line": 4, "character": 4}}
        answers: dict[str, list[float]] = {"hover": [], "codeLens": []}
        for _ in range(count):
            answers["hover"] += asked(ours, hover, spot, 4)
            answers["codeLens"] += asked(ours, "textDocument/codeLens", document, 4)
            under += asked(bare, hover, place, 4)
        ours.wait_until(ours.status, PATIENCE)
        status = ours.status()
        at = status["progress"]
        print(f"  {what}: {status['state']} when all was measured, {at['done'] if at else 'all'} logs read")
        watched(ours)
        print(f"  {what}: read after {time.perf_counter() - began:.1f} s")
        tell(
            f"append to diagnostic while {what} are read, p50 (n={count})",
            statistics.median(floor),
            statistics.median(found),
            10,
        )
        tell(f"append to diagnostic while {what} are read, p95 (n={count})", p95(floor), p95(found), 10)
        for name, times in answers.items():
            tell(f"{name} meanwhile, p95 (n={4 * count}), bare at rest", quiet, p95(times), 3)
            tell(f"{name} meanwhile, p95 (n={4 * count}), bare at the same time", p95(under), p95(times), 3)
        time.sleep(15)
        floor_memory = sum(held("bare", bare))
        print(f"  memory just after, above bare: {sum(held('just after', ours)) - floor_memory:.0f} MB")
        time.sleep(RESTED + patience_with(logs))
        above = sum(held("at rest", ours)) - floor_memory
        bound(f"memory above bare at rest after {what}, all processes", above, 60, "MB")
        started_again(ours, floor_memory, what, logs)


def pull(megabytes: int, count: int) -> None:
    """Ask for an open document's diagnostics while a large past is read."""
    with client(BARE) as bare, client(OURS) as ours:
        tampering(log := ClaudeLog(bare.home, shop(bare.workspace)))
        file = bare.workspace / "tests" / "test_cart.py"
        bare.initialize(initializationOptions={"logs": str(log.path.parent), "file": file.as_uri()})
        place = {"textDocument": {"uri": bare.open(file)}, "position": {"line": 4, "character": 4}}
        time.sleep(1)
        asked(bare, "textDocument/hover", place, 20)
        quiet = p95(asked(bare, "textDocument/hover", place, count))
        logs, size = megabytes_of_logs(ours.home, shop(ours.workspace), megabytes)
        tampering(ClaudeLog(ours.home, ours.workspace))
        ours.initialize(PULLS)
        document = {"textDocument": {"uri": ours.open(ours.workspace / "tests" / "test_cart.py")}}
        ours.wait_until(lambda: ours.request("textDocument/diagnostic", document)["items"], 60)
        found, under = [], []
        for _ in range(count // 4):
            found += asked(ours, "textDocument/diagnostic", document, 4)
            under += asked(bare, "textDocument/hover", place, 4)
        what = f"diagnostics pulled while {size / 1e6:.0f} MB in {logs} logs are read, p95 (n={len(found)})"
        ours.wait_until(ours.status, PATIENCE)
        print(f"  {ours.status()['state']} when all was measured")
        tell(f"{what}, bare hover at rest", quiet, p95(found), 3)
        tell(f"{what}, bare hover at the same time", p95(under), p95(found), 3)


def machine(megabytes: int, own: int) -> None:
    """Look at the memory at rest where agents worked in ten folders, of which one is the workspace."""
    with client(BARE) as bare, client(OURS) as ours:
        tampering(log := ClaudeLog(bare.home, shop(bare.workspace)))
        file = bare.workspace / "tests" / "test_cart.py"
        bare.initialize(initializationOptions={"logs": str(log.path.parent), "file": file.as_uri()})
        mine, size = megabytes_of_logs(ours.home, shop(ours.workspace), own)
        tampering(ClaudeLog(ours.home, ours.workspace))
        logs = mine
        for n in range(1, 10):
            found = megabytes_of_logs(ours.home, shop(ours.home / f"other-{n}"), (megabytes - own) // 9, 4096 * n)
            logs, size = logs + found[0], size + found[1]
        what = f"{size / 1e6:.0f} MB in {logs} logs, {own} MB in {mine} of them the workspace's"
        began = time.perf_counter()
        ours.initialize()
        watched(ours)
        print(f"  {what}: read after {time.perf_counter() - began:.1f} s", flush=True)
        time.sleep(RESTED + patience_with(mine))
        floor = sum(held("bare", bare))
        bound(f"memory above bare at rest, {what}", sum(held("at rest", ours)) - floor, 60, "MB")
        started_again(ours, floor, what, mine)


def started_again(ours: RawClient, floor: float, what: str, logs: int) -> None:
    """End a server, start another in its home, and look at what that holds above `floor` megabytes when it has come to rest."""
    ours.kill()
    later = RawClient(ours.home, OURS, {})
    try:
        began = time.perf_counter()
        later.initialize()
        watched(later)
        print(f"  {what}, started again: all known after {time.perf_counter() - began:.1f} s")
        time.sleep(RESTED + patience_with(logs))
        kept = held("started again", later)
    finally:
        later.kill()
    bound(f"memory above bare at rest, started again after {what}", sum(kept) - floor, 60, "MB")


def held(when: str, editor: RawClient) -> list[float]:
    """What each process of a server holds, in megabytes."""
    found = [_resident(pid) for pid in _processes(editor.process.pid)]
    print(f"  memory, {when}, MB, each process:", [round(x) for x in found])
    return found


def main() -> None:
    words = sys.argv[1:] or ["first", "backlog"]
    if "first" in words:
        first()
        show()
    if "backlog" in words:
        for size in [int(w) for w in words if w.isdigit()] or [300]:
            backlog(size, 40)
            show()
    if "pull" in words:
        for size in [int(w) for w in words if w.isdigit()] or [300]:
            pull(size, 400)
            show()

    if "machine" in words:
        machine(*(int(w) for w in words if w.isdigit()))
        show()


def show() -> None:
    """Print the rows so far."""
    for what, bare, ours, ratio, most, reached in rows:
        print(
            f"{what:82} {bare:>9} {ours:>12} {ratio:>8}  wanted {most:>8}  {'reached' if reached else 'NOT REACHED'}",
            flush=True,
        )
    rows.clear()


if __name__ == "__main__":
    main()
