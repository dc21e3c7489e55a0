"""An agent that streams for an hour: whether the server's memory, descriptors or threads grow. Not a test; prints, and takes its time.

`python tests/bench/bench_soak.py --minutes 60` has an agent think, edit, run and tell every second, in turns of a dozen steps, an hour some
4,000 records; the editor types, hovers and asks for lenses meanwhile. Memory is that of all processes of the server together.
The first twenty minutes are not counted: until then what is loaded at first use is loaded, and the windows of what is held are filled (a
session of seven minutes is held for ten more).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import linear_regression, mean

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(Path(__file__).resolve().parent)]

from bench_server import NONE, OURS, _processes, _resident  # noqa: E402  # the path is set above
from lsp.raw_client import RawClient  # noqa: E402  # the same
from sessions import ClaudeLog, shop, tampering  # noqa: E402  # the same

EVERY = 15.0
"""Seconds between two looks."""

SESSION = 400
"""Steps after which the agent begins a new session, as people do."""

Look = tuple[float, float, int, int]
"""Hours since the start, megabytes, descriptors, threads."""


def look(pid: int, began: float) -> Look:
    """Count what all processes of a server hold."""
    pids = _processes(pid)
    descriptors = sum(len(os.listdir(f"/proc/{p}/fd")) for p in pids)
    threads = sum(len(os.listdir(f"/proc/{p}/task")) for p in pids)
    return (time.monotonic() - began) / 3600, sum(map(_resident, pids)), descriptors, threads


class Agent:
    """Works on ten files for as long as it is asked to."""

    def __init__(self, home: Path, workspace: Path) -> None:
        self._home, self._workspace, self._steps, self._session = home, workspace, 0, 0
        self._log = self._begin()

    def _begin(self) -> ClaudeLog:
        self._session += 1
        return ClaudeLog(self._home, self._workspace, f"{self._session:08d}-2222-4333-8444-555555555555")

    def step(self) -> None:
        """Do the next thing: of twelve, one is asked for, three are thoughts, four edits, three commands, one a report."""
        n, self._steps = self._steps, self._steps + 1
        if n and n % SESSION == 0:
            self._log = self._begin()
        log, path = self._log, f"part_{n % 10}.py"
        file = self._workspace / path
        kind = n % 12
        if kind == 0:
            log.user(f"Make part {n} of the shop quicker, and keep its tests green.")
        elif kind in (1, 4, 8):
            log.think(
                f"The total of part {n} is worked out twice. " + "I will keep it and see what the tests say. " * 6
            )
        elif kind in (2, 5, 7, 9):
            if not file.exists():
                log.create(path, "".join(f"def value_{k}():\n    return {k}\n\n\n" for k in range(40)))
            line = next(x for x in file.read_text().split("\n") if x.startswith("    return "))
            log.edit(path, "\n".join(_with_head(file, line)), "\n".join([_with_head(file, line)[0], f"    return {n}"]))
        elif kind in (3, 6, 10):
            log.bash("python -m pytest -q", f"{n % 40} passed in 0.{n % 90:02d}s\n" + ".............\n" * 10)
        else:
            log.say(f"Part {n} is quicker now. All tests pass.")


def _with_head(file: Path, line: str) -> tuple[str, str]:
    """The first function that returns so: its head and its line."""
    lines = file.read_text().split("\n")
    at = lines.index(line)
    return lines[at - 1], line


def editor(client: RawClient, uri: str) -> Callable[[int], None]:
    """What somebody does in the editor while the agent works."""

    def act(version: int) -> None:
        place = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 2}}
        client.change(uri, version, (0, 0), (0, 0), "# \n" if version % 2 else "")
        client.request("textDocument/hover", place)
        client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        client.messages.clear()

    return act


def soak(minutes: float, pause: float) -> list[Look]:
    """Run for so long, a step of the agent's every `pause` seconds."""
    looks: list[Look] = []
    with tempfile.TemporaryDirectory() as name:
        client = RawClient(Path(name).resolve(), OURS, NONE)
        try:
            log = ClaudeLog(client.home, shop(client.workspace))
            tampering(log)
            client.initialize()
            uri = client.open(client.workspace / "tests" / "test_cart.py")
            client.wait_until(lambda: client.diagnostics(uri))
            agent, act, began, version = Agent(client.home, client.workspace), editor(client, uri), time.monotonic(), 1
            due = began
            while time.monotonic() < began + minutes * 60:
                agent.step()
                version += 1
                act(version)
                if time.monotonic() >= due:
                    due += EVERY
                    looks.append(look(client.process.pid, began))
                time.sleep(pause)
        finally:
            client.kill()
    return looks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two steps of the agent")
    parser.add_argument("--warm", type=float, default=20, help="minutes that are not counted")
    given = parser.parse_args()
    looks = soak(given.minutes, given.pause)
    counted = [look for look in looks if look[0] * 60 >= given.warm]
    hours, memory, descriptors, threads = zip(*counted, strict=True)
    quarter = max(len(counted) // 4, 1)
    print(f"{len(looks)} looks in {looks[-1][0] * 60:.0f} minutes; counted from minute {hours[0] * 60:.0f} on")
    print(f"memory: {memory[0]:.1f} MB at first, {memory[-1]:.1f} MB in the end, at most {max(memory):.1f} MB")
    print(f"slope of all looks: {linear_regression(hours, memory).slope:+.2f} MB/h (wanted: at most 1)")
    for n in range(4):
        part = memory[n * quarter : (n + 1) * quarter]
        print(f"  quarter {n + 1}: {mean(part):.2f} MB on average")
    print(f"descriptors: {descriptors[0]} at first, {descriptors[-1]} in the end; threads: {threads[0]}, {threads[-1]}")


if __name__ == "__main__":
    main()
