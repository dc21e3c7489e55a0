"""A worker with nothing to do ends, and its follower holds nothing: it sleeps until there is a reason, and misses none."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rested import IDS, claude, turn
from sessions import shop

from cotlens.engine import doze, resting, work
from cotlens.engine.engine import Engine
from cotlens.engine.outbox import Outbox
from cotlens.engine.work import Worker
from cotlens.model.flag import Flag
from cotlens.model.ids import SessionId
from cotlens.model.shared import shared_file
from cotlens.model.snapshot import (
    AskTranscript,
    Beat,
    Command,
    EndScan,
    Leaving,
    Lookout,
    PlaceText,
    Report,
    Rescan,
    Stop,
    Transcript,
    Update,
    Wanted,
    Watch,
)
from cotlens.store.index import LogIndex


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = shop(tmp_path / "shop")
    for session, name in zip(IDS, ("add", "sub"), strict=False):
        turn(claude(tmp_path, folder, session), name)
    return folder


@pytest.fixture(autouse=True)
def _hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "QUIET", -1.0)
    monkeypatch.setattr(doze, "LEAVE_AFTER", 0.2)
    monkeypatch.setattr(doze, "FILES_EVERY", 0.05)
    monkeypatch.setattr(work, "FILES_EVERY", 0.05)
    monkeypatch.setattr(work, "CONFIGURATION_EVERY", 0.05)
    monkeypatch.setattr(os.path, "expanduser", lambda _: str(tmp_path / "home"))


class Working:
    """A worker in a thread of its own."""

    def __init__(self, tmp_path: Path, watch: Watch) -> None:
        self.reports: list[Report] = []

        def make(folders: object, env: object, home: str, trusted: bool) -> Engine:
            # Made in the thread that it is used in: a connection to the index stays there.
            return Engine(watch.folders, {}, home, index=LogIndex(tmp_path / "state"), awake=10_000_000)

        self._worker = Worker(make, Outbox(self.reports.append))
        self._worker.inbox.put(watch)
        self._thread = threading.Thread(target=self._worker.run)
        self._thread.start()

    def send(self, command: Command) -> None:
        self._worker.inbox.put(command)

    def told(self, kind: type[Report], within: float = 15.0) -> Report | None:
        """The first report of a kind; None if none comes in so many seconds."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if (found := next((r for r in list(self.reports) if isinstance(r, kind)), None)) is not None:
                return found
            time.sleep(0.01)
        return None

    @property
    def flags(self) -> dict[str, Flag | None]:
        return {i: f for r in self.reports if isinstance(r, Update) for i, f in r.flags.items()}

    def stop(self) -> None:
        self._worker.inbox.put(Stop())
        self._thread.join(10)
        assert not self._thread.is_alive()


Start = Callable[[Watch], Working]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[Working] = []

    def begin(watch: Watch) -> Working:
        running.append(Working(tmp_path, watch))
        return running[-1]

    yield begin
    for one in running:
        one.stop()


def left(start: Start, workspace: Path) -> tuple[Working, Lookout]:
    """A worker that read all there is and made way, and what it left."""
    first = start(Watch((str(workspace),)))
    leaving = first.told(Leaving)
    assert isinstance(leaving, Leaving)
    return first, leaving.lookout


def asleep(start: Start, workspace: Path, lookout: Lookout) -> Working:
    """One that was started with what another one left, and had time to look at everything once."""
    sleeper = start(Watch((str(workspace),), lookout=lookout))
    assert sleeper.told(Beat)
    time.sleep(0.5)
    return sleeper


def test_a_worker_makes_way_when_nothing_happens_and_its_follower_says_nothing(start: Start, workspace: Path) -> None:
    first, lookout = left(start, workspace)
    assert len(first.flags) == 2
    leaving = first.reports[-1]
    assert isinstance(leaving, Leaving)
    assert leaving.commands == 1
    sleeper = asleep(start, workspace, lookout)
    sleeper.send(EndScan())
    time.sleep(0.3)
    assert [type(r) for r in sleeper.reports] == [Beat]


def test_one_that_is_woken_tells_all_again_and_makes_way_again(start: Start, workspace: Path) -> None:
    first, lookout = left(start, workspace)
    sleeper = asleep(start, workspace, lookout)
    sleeper.send(Rescan())
    assert sleeper.told(Wanted)
    sleeper.send(AskTranscript(1, SessionId(IDS[0])))  # whoever asks while the new `Watch` is on its way asks again
    sleeper.send(Watch((str(workspace),)))
    sleeper.send(AskTranscript(2, SessionId(IDS[0])))
    again = sleeper.told(Leaving)
    assert isinstance(again, Leaving)
    assert again.lookout == lookout
    assert sleeper.flags == first.flags
    answers = [r for r in sleeper.reports if isinstance(r, Transcript)]
    assert [r.request for r in answers] == [2]
    assert "just skip test_add" in answers[0].markdown, "asked before it was recalled, answered after"


def goes_on(_: Path, home: Path) -> None:
    log = next(home.rglob(f"{IDS[0]}.jsonl"))
    with log.open("a") as file:
        file.write('{"type": "user"}\n')


def begins(workspace: Path, home: Path) -> None:
    turn(claude(home.parent, workspace, IDS[2]), "mul")


def is_gone(_: Path, home: Path) -> None:
    next(home.rglob(f"{IDS[0]}.jsonl")).unlink()


def flagged_file_changes(workspace: Path, _: Path) -> None:
    (workspace / "tests" / "test_add.py").write_text("import pytest\n\n@pytest.mark.skip\ndef test_a():\n    pass\n")


def flagged_file_goes(workspace: Path, _: Path) -> None:
    (workspace / "tests" / "test_add.py").unlink()


def configured(workspace: Path, _: Path) -> None:
    (workspace / "cotlens.toml").write_text("[monitors.RH01]\nenabled = false\n")


def instructed(workspace: Path, _: Path) -> None:
    (workspace / "AGENTS.md").write_text("Tests may be skipped.\n")


def shared(workspace: Path, _: Path) -> None:
    path = Path(shared_file(str(workspace)))
    path.parent.mkdir()
    path.write_text("\n")


REASONS = [goes_on, begins, is_gone, flagged_file_changes, flagged_file_goes, configured, instructed, shared]


@pytest.mark.parametrize("happens", REASONS)
def test_what_happens_while_it_sleeps_wakes_it(
    start: Start, workspace: Path, tmp_path: Path, happens: Callable[[Path, Path], None]
) -> None:
    _, lookout = left(start, workspace)
    sleeper = asleep(start, workspace, lookout)
    happens(workspace, tmp_path / "home")
    assert sleeper.told(Wanted)


@pytest.mark.parametrize("happens", REASONS)
def test_what_happened_before_it_looked_wakes_it(
    start: Start, workspace: Path, tmp_path: Path, happens: Callable[[Path, Path], None]
) -> None:
    _, lookout = left(start, workspace)
    happens(workspace, tmp_path / "home")
    assert start(Watch((str(workspace),), lookout=lookout)).told(Wanted)


@pytest.mark.parametrize(
    "command",
    [AskTranscript(1, SessionId(IDS[0])), PlaceText("/a.py", "x\n", 1), Rescan()],
    ids=lambda c: type(c).__name__,
)
def test_what_the_server_asks_for_wakes_it(start: Start, workspace: Path, command: Command) -> None:
    _, lookout = left(start, workspace)
    sleeper = asleep(start, workspace, lookout)
    sleeper.send(command)
    sleeper.send(command)
    assert sleeper.told(Wanted)
    time.sleep(0.1)
    assert [type(r) for r in sleeper.reports] == [Beat, Wanted], "said once, and what was asked is asked again"


def elsewhere(_: Path, home: Path) -> None:
    other = shop(home.parent / "other")
    turn(claude(home.parent, other, IDS[3]), "div")


def own_work(workspace: Path, _: Path) -> None:
    (workspace / "notes.txt").write_text("mine\n")


@pytest.mark.parametrize("happens", [elsewhere, own_work])
def test_what_is_none_of_its_business_lets_it_sleep(
    start: Start, workspace: Path, tmp_path: Path, happens: Callable[[Path, Path], None]
) -> None:
    _, lookout = left(start, workspace)
    sleeper = asleep(start, workspace, lookout)
    happens(workspace, tmp_path / "home")
    assert sleeper.told(Wanted, within=1.5) is None


def test_the_longer_the_past_the_later_it_makes_way(
    start: Start, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doze, "LEAVE_LATER", 100.0)
    worker = start(Watch((str(workspace),)))
    assert worker.told(Update)
    assert worker.told(Leaving, within=3.0) is None, "it knows two logs"
