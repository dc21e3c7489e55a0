"""The link: a worker that hangs or dies is replaced, and a log that is to blame is named."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from cotlens.lsp.link import Patience, WorkerLink
from cotlens.model.snapshot import Lookout, PlaceText, Report, Update, Watch

WORKER = [sys.executable, str(Path(__file__).resolve().parents[2] / "lsp" / "fake_worker.py")]
HASTY = Patience(pauses=(0.01,), reading=0.5, answer=6.0)  # a busy machine takes seconds to start a process


class Server:
    """What the server would do with the link."""

    def __init__(self, patience: Patience = HASTY, argv: list[str] | None = None) -> None:
        self.link = WorkerLink(argv or WORKER, patience)
        self.reports: list[Report] = []
        self.ups = self.downs = 0
        # Attached first, so that no end of a worker goes unseen.
        self.link.attach(asyncio.get_running_loop(), self.reports.append, self._up, self._down)
        self.link.start()

    def watch(self) -> None:
        self.link.send(Watch(("/ws",), skip=self.link.skip))

    def _up(self) -> None:
        self.ups += 1
        self.watch()

    def _down(self) -> None:
        self.downs += 1

    async def until(self, done: Callable[[], object]) -> None:
        for _ in range(9000):
            if done():
                return
            self.link.check()
            await asyncio.sleep(0.01)
        raise AssertionError("gave up waiting")

    def scanned(self) -> bool:
        return any(isinstance(r, Update) and r.scanning is False for r in self.reports)


def play(test: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await test()

    asyncio.run(run())


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "fakelogs").mkdir()
    return tmp_path / "fakelogs"


@pytest.mark.parametrize("record", ['{"crash": true}', '{"hang": true}'])
def test_a_log_that_crashes_or_hangs_the_worker_twice_is_skipped(logs: Path, record: str) -> None:
    (logs / "bad.jsonl").write_text(record + "\n")

    async def test() -> None:
        server = Server()
        server.watch()
        await server.until(server.scanned)
        assert server.link.skip == (str(logs / "bad.jsonl"),)
        assert (server.ups, server.downs) == (2, 2)
        server.link.stop()

    play(test)


def test_a_worker_that_answers_nothing_is_replaced() -> None:
    async def test() -> None:
        server = Server()
        server.watch()
        await server.until(server.scanned)
        pid = server.link.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        server.link.send(PlaceText("/a", "x", 1))
        await server.until(lambda: server.link.pid not in (None, pid))
        assert server.link.skip == ()
        server.link.stop()

    play(test)


def test_an_idle_worker_is_left_in_peace() -> None:
    async def test() -> None:
        server = Server(Patience(reading=3.0, answer=3.0))
        server.watch()
        await server.until(server.scanned)
        before = server.downs  # a busy machine may have cost it one while it read
        await asyncio.sleep(3.1)  # longer than the patience that must not apply
        server.link.check()
        assert server.downs == before
        server.link.stop()

    play(test)


def test_a_worker_that_cannot_be_started_is_tried_again_and_not_in_a_hurry() -> None:
    async def test() -> None:
        server = Server(Patience(pauses=(0.01, 0.02, 60.0)), argv=["/no/such/program"])
        await server.until(lambda: server.downs == 3)
        # The third pause is a long one: asking again and again starts nothing.
        for _ in range(20):
            server.link.check()
            await asyncio.sleep(0.005)
        assert server.downs == 3
        assert server.ups == 2
        server.link.stop()

    play(test)


def test_requirement_11_the_worker_imports_what_the_server_imports_and_nothing_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cotlens").mkdir()
    (tmp_path / "cotlens" / "__init__.py").write_text("raise SystemExit('an agent wrote this')")
    (tmp_path / "json.py").write_text("raise SystemExit('and this')")
    monkeypatch.chdir(tmp_path)

    async def test() -> None:
        server = Server(Patience())  # a busy machine takes a while to start it
        server.watch()
        await server.until(server.scanned)
        assert server.downs == 0
        server.link.stop()

    play(test)


MAKES_WAY = """
import sys, time
from cotlens.engine.wire import read_frame, write_frame
from cotlens.model.snapshot import Leaving, Lookout
try:
    taken = [read_frame(sys.stdin.buffer) for _ in range({take})]
except EOFError:
    sys.exit()  # the test was over before anything was sent
time.sleep({wait})
write_frame(sys.stdout.buffer, Leaving(Lookout("logs", {{}}), len(taken)))
"""


def test_a_worker_that_makes_way_is_replaced_at_once_and_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        server = Server(Patience(pauses=(60.0,)), [sys.executable, "-c", MAKES_WAY.format(take=1, wait=0)])
        server.watch()
        await server.until(lambda: server.ups)
        server.link.stop()
        assert server.downs == 0
        assert "ended" not in caplog.text

    play(test)


@pytest.mark.parametrize("sent", [1, 2])
def test_what_it_left_counts_only_if_it_took_all_that_was_sent(sent: int) -> None:
    async def test() -> None:
        replaced = asyncio.Event()
        argv = [sys.executable, "-c", MAKES_WAY.format(take=1, wait=0.5)]
        link = WorkerLink(argv, Patience(pauses=(60.0,)))
        link.attach(asyncio.get_running_loop(), lambda _: None, replaced.set, lambda: None)
        link.start()
        for _ in range(sent):
            link.send(Watch(("/ws",)))
        await asyncio.wait_for(replaced.wait(), 60)
        lookout = link.take_lookout()
        link.stop()
        assert lookout == (Lookout("logs", {}) if sent == 1 else None)
        assert link.take_lookout() is None

    play(test)


def test_one_that_ends_at_once_is_not_started_again_and_again() -> None:
    async def test() -> None:
        server = Server(Patience(pauses=(60.0,)), [sys.executable, "-c", ""])
        await server.until(lambda: server.downs)
        assert server.ups == 0
        server.link.stop()

    play(test)
