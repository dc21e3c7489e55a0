"""What watching costs: CPU of the server's processes at rest with many log folders, and a burst of appends. Not a test.

Run: python tests/bench/bench_watch.py [FOLDERS ...]. Linux only: CPU time is read from /proc.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tests"))

from sessions import ClaudeLog, shop, tampering  # noqa: E402  # the path is set above

from cotlens.cli.lsp_client import LspClient  # noqa: E402  # the same
from cotlens.engine.watch import LogWatcher  # noqa: E402  # the same
from cotlens.model.event import MessageEvent  # noqa: E402  # the same
from cotlens.sources.base import Seen  # noqa: E402  # the same
from cotlens.sources.log import LogReader  # noqa: E402  # the same

REST = 30.0
"""Seconds at rest over which CPU time is counted."""
RATE, SECONDS, FILES = 1000, 5, 10
TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in children for p in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    total = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident(pid: int) -> float:
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def at_rest(folders: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        log = ClaudeLog(root / "home", shop(root / "shop"))
        tampering(log)
        record = log.path.read_text().splitlines()[0].replace(str(log.workspace), "/elsewhere")
        for number in range(folders):
            folder = root / "home" / ".claude" / "projects" / f"-elsewhere-{number}"
            folder.mkdir(parents=True)
            (folder / "a.jsonl").write_text(record + "\n")
        env = {**os.environ, "HOME": str(root / "home"), "COTLENS_STATE_DIR": str(root / "state")}
        for variable in ("CLAUDE_CONFIG_DIR", "CODEX_HOME"):
            env.pop(variable, None)
        with LspClient(log.workspace.as_uri(), env) as client:
            # The hot set holds the log just written for 15 minutes: the state that a developer at work is in.
            time.sleep(8)
            before, start = cpu_seconds(client.process.pid), time.monotonic()
            time.sleep(REST)
            used = (cpu_seconds(client.process.pid) - before) / (time.monotonic() - start)
            print(
                f"at rest, {folders:6} log folders          {100 * used:5.2f} % of a core, {resident(client.process.pid):4.0f} MB resident"
            )


def burst() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        paths = [root / f"{number}.jsonl" for number in range(FILES)]
        for path in paths:
            path.touch()
        woken = threading.Event()
        dirty: set[str] = set()

        def wake(path: str | None) -> None:
            dirty.update([path] if path else map(str, paths))
            woken.set()

        watcher = LogWatcher([str(root)], wake)
        watcher.follow(map(str, paths))
        watcher.start()
        seen = Seen()
        readers = {str(path): LogReader(str(path), seen) for path in paths}
        delays: list[float] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set() or dirty:
                woken.wait(0.05)
                woken.clear()
                while dirty:
                    told = readers[dirty.pop()].poll().events
                    now = time.time()
                    delays.extend(now - float(event.text) for event in told if isinstance(event, MessageEvent))

        thread = threading.Thread(target=read)
        thread.start()
        time.sleep(1)
        files = [path.open("a") for path in paths]
        start = time.perf_counter()
        for number in range(RATE * SECONDS):
            time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
            record = {
                "type": "assistant",
                "uuid": f"{number:036}",
                "sessionId": "burst-session-000000",
                "timestamp": "2026-01-01T00:00:00.000Z",
                "message": {
                    "id": f"m{number}",
                    "role": "assistant",
                    "content": [{"type": "text", "text": f"{time.time()}"}],
                },
            }
            file = files[number % FILES]
            file.write(json.dumps(record) + "\n")
            file.flush()
        time.sleep(1)
        stop.set()
        thread.join()
        watcher.stop()
        delays.sort()
        lost = RATE * SECONDS - len(delays)
        print(
            f"{RATE} appends/s for {SECONDS} s: {lost} lost, append to event p50 {1000 * delays[len(delays) // 2]:.1f} ms, "
            f"p95 {1000 * delays[int(len(delays) * 0.95)]:.1f} ms, longest {1000 * delays[-1]:.0f} ms"
        )


if __name__ == "__main__":
    burst()
    for count in [int(a) for a in sys.argv[1:]] or [1_000, 20_000]:
        at_rest(count)
