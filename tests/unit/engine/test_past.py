"""The process that reads the past: a worker that has one tells the same as one that reads everything itself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rested import IDS, claude, turn
from sessions import shop

from cotlens.engine import past_reader
from cotlens.engine.engine import Engine
from cotlens.engine.outbox import Outbox
from cotlens.engine.past import PastEngine
from cotlens.engine.past_reader import past_of
from cotlens.engine.watch import Woken
from cotlens.engine.work import Worker
from cotlens.model.flag import Flag
from cotlens.model.snapshot import EndScan, Progress, Report, Stop, Update, Watch
from cotlens.store.index import LogIndex


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("COTLENS_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(past_reader, "WORTH", 0)
    monkeypatch.setattr(past_reader, "NEWEST", 1)
    return shop(tmp_path / "shop")


@dataclass
class Running:
    """A worker with a real engine, in a thread of its own."""

    workspace: Path
    reports: list[Report] = field(default_factory=list)
    polled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.worker = Worker(self._make, Outbox(self.reports.append))
        self.thread = threading.Thread(target=self.worker.run)
        self.worker.inbox.put(Watch((str(self.workspace),)))
        self.thread.start()

    def _make(self, folders: object, env: object, home: str, trusted: object) -> Engine:  # noqa: ARG002 - the factory's signature
        engine = Engine((str(self.workspace),), {}, home, index=LogIndex(), awake=10_000_000)
        read = engine.read
        engine.read = lambda log, **how: self.polled.append(Path(log).stem) or read(log, **how)  # type: ignore[method-assign]
        return engine

    def until(self, done: Callable[[], object]) -> None:
        end = time.monotonic() + 30
        while not done():
            assert time.monotonic() < end, "gave up waiting"
            time.sleep(0.02)

    @property
    def updates(self) -> list[Update]:
        return [report for report in self.reports if isinstance(report, Update)]

    @property
    def scanned(self) -> bool:
        return any(update.scanning is False for update in self.updates)

    @property
    def flags(self) -> dict[str, Flag]:
        found: dict[str, Flag | None] = {}
        for update in self.updates:
            found.update(update.flags)
        return {i: flag for i, flag in found.items() if flag is not None}

    def stop(self) -> None:
        self.worker.inbox.put(Stop())
        self.thread.join(10)


@pytest.fixture
def run(workspace: Path) -> Iterator[Callable[[], Running]]:
    running: list[Running] = []

    def start() -> Running:
        running.append(Running(workspace))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def four(tmp_path: Path, workspace: Path) -> list[Path]:
    """Four sessions, the newest first."""
    logs = []
    for age, session in enumerate(IDS):
        log = claude(tmp_path, workspace, session)
        turn(log, f"part_{age}")
        os.utime(log.path, (time.time() - 1000 * age,) * 2)
        logs.append(log.path)
    return logs


def alone(tmp_path: Path, workspace: Path) -> dict[str, Flag]:
    """What one engine tells that reads everything."""
    engine = Engine((str(workspace),), {}, str(tmp_path / "home"))
    for log in engine.discover():
        engine.poll(log)
    return {flag.id: flag for flag in engine.flags()}


def test_the_same_is_told_and_the_worker_reads_the_newest_and_what_could_not_be_kept(
    tmp_path: Path, workspace: Path, run: Callable[[], Running]
) -> None:
    newest, *_, oldest = four(tmp_path, workspace)
    one = run()
    one.until(lambda: one.scanned)
    assert one.flags == alone(tmp_path, workspace)
    # The process that reads the past never puts the session that it read last to rest.
    assert set(one.polled) == {newest.stem, oldest.stem}
    assert [u.progress for u in one.updates if u.progress][-1] == Progress(4, 4)


def test_what_goes_on_meanwhile_is_read_by_the_worker(
    tmp_path: Path, workspace: Path, run: Callable[[], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = four(tmp_path, workspace)
    # A process that takes its time.
    monkeypatch.setattr(past_reader, "PROCESS", ("sleep", "60") if os.name != "nt" else ("timeout", "60"))
    one = run()
    one.until(lambda: one.polled)
    one.worker.inbox.put(Woken(str(logs[2])))
    one.until(lambda: {f.session for f in one.flags.values()} == {logs[0].stem, logs[2].stem})
    assert not one.scanned
    one.worker.inbox.put(EndScan())
    one.until(lambda: one.scanned)


@pytest.mark.parametrize("ends", [("false",), ("no-such-program-anywhere",)])
def test_a_process_that_ends_or_never_begins_leaves_its_logs_to_the_worker(
    tmp_path: Path, workspace: Path, run: Callable[[], Running], monkeypatch: pytest.MonkeyPatch, ends: tuple[str, ...]
) -> None:
    four(tmp_path, workspace)
    monkeypatch.setattr(past_reader, "PROCESS", ends)
    one = run()
    one.until(lambda: one.scanned)
    assert one.flags == alone(tmp_path, workspace)


def test_a_process_that_hangs_is_ended_and_its_logs_are_the_worker_s(
    tmp_path: Path, workspace: Path, run: Callable[[], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    four(tmp_path, workspace)
    monkeypatch.setattr(past_reader, "PROCESS", ("sleep", "60") if os.name != "nt" else ("timeout", "60"))
    monkeypatch.setattr(past_reader, "PATIENCE", 0.3)
    one = run()
    one.until(lambda: one.scanned)
    assert one.flags == alone(tmp_path, workspace)


def test_what_it_kept_is_not_to_be_read_by_the_next(
    tmp_path: Path, workspace: Path, run: Callable[[], Running]
) -> None:
    newest, second, third, oldest = four(tmp_path, workspace)
    one = run()
    one.until(lambda: one.scanned)
    one.stop()
    next_one = Engine((str(workspace),), {}, str(tmp_path / "home"), index=LogIndex(), awake=10_000_000)
    assert next_one.unkept([str(log) for log in (newest, second, third, oldest)]) == [str(newest), str(oldest)]
    turn(claude(tmp_path, workspace, third.stem), "later")
    assert next_one.unkept([str(second), str(third)]) == [str(third)]


def test_of_a_log_that_was_read_nothing_is_held_for_reading_on(tmp_path: Path, workspace: Path) -> None:
    for name, session in zip(("add", "sub"), IDS, strict=False):
        turn(claude(tmp_path, workspace, session), name)
    engine = PastEngine((str(workspace),), {}, str(tmp_path / "home"), index=LogIndex(), awake=1)
    for log in engine.discover():
        engine.take(log)
    assert len(engine.settled) + len(engine.sessions) == 2
    assert engine._readers == {}


def test_it_is_worth_a_process_only_where_there_is_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_reader, "WORTH", 100)
    logs = [tmp_path / f"{n}.jsonl" for n in range(4)]
    for log in logs:
        log.write_bytes(b"x" * 50)
    names = [str(log) for log in logs]
    assert past_of(names, lambda found: found) == tuple(names[past_reader.NEWEST :]) == ()
    for log in logs[:2] + logs[3:]:
        os.utime(log, (time.time() - 86_400,) * 2)
    assert past_of(names, lambda found: found) == (names[1], names[3])  # the third may go on
    monkeypatch.setattr(past_reader, "NEWEST", 1)
    assert past_of(names, lambda found: found) == tuple(names[1:])
    assert past_of(names, lambda found: found[2:]) == ()
