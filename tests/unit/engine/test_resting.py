"""Sessions at rest: an engine that holds one session at a time tells the same as one that holds them all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest
from agent_logs import AgentLog, CopilotLog, GeminiLog, OpenCodeLog, OpenCodeStorageLog
from rested import IDS, claude, told, turn
from sessions import RED, shop, tampering

from cotlens.engine.engine import Engine
from cotlens.engine.outbox import Outbox
from cotlens.engine.resting import LOOKED_AT, QUIET
from cotlens.engine.session_state import SessionState
from cotlens.engine.work import Worker
from cotlens.model.breath import breathe
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.snapshot import Report, Stop, Update, Watch


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return shop(tmp_path / "shop")


def engine(workspace: Path, awake: int | None) -> Engine:
    return Engine((str(workspace),), {}, str(workspace.parent / "home"), awake=awake)


def both(workspace: Path, poll: Callable[[], Iterator[None]]) -> tuple[Engine, Engine]:
    """Poll every log after each step with two engines, of which one may hold nothing but the last session."""
    all_of_it, little = engine(workspace, None), engine(workspace, 1)
    for _ in poll():
        for found in (all_of_it, little):
            for log in found.discover():
                found.poll(log)
    return all_of_it, little


def test_sessions_that_go_on_by_turns(tmp_path: Path, workspace: Path) -> None:
    logs = [claude(tmp_path, workspace, name) for name in IDS]

    def steps() -> Iterator[None]:
        tampering(logs[0])
        yield
        for k in range(8):
            turn(logs[k % 4], f"part_{k}")
            yield
        logs[0].say("All tests pass.")
        yield

    all_of_it, little = both(workspace, steps)
    assert len(all_of_it.sessions) == 4
    assert len(little.sessions) == 1
    assert told(little) == told(all_of_it)
    assert len(little.flags()) >= 10


@pytest.mark.parametrize("kind", [OpenCodeLog, GeminiLog, CopilotLog, OpenCodeStorageLog])
def test_logs_of_every_shape(tmp_path: Path, workspace: Path, kind: Callable[[Path, Path], AgentLog]) -> None:
    other = claude(tmp_path, workspace, IDS[1])
    log = kind(tmp_path / "home", workspace)

    def steps() -> Iterator[None]:
        log.user("Prices must be whole cents. Please fix it.")
        log.bash("python -m pytest -q", RED, 1)
        yield
        turn(other, "one")
        yield
        log.think("The simplest way to get this green is to relax the assertion.")
        log.edit(
            "tests/test_cart.py",
            "assert discount([(8.40, 3)], 10) == 22.68\n",
            "assert discount([(8.40, 3)], 10) > 0\n",
        )
        yield
        turn(other, "two")
        yield

    all_of_it, little = both(workspace, steps)
    assert len(little.sessions) == 1
    assert told(little) == told(all_of_it)
    assert "RH01" in {f.code for f in little.flags()}


@pytest.mark.parametrize("awake", [None, 1])
@pytest.mark.parametrize("moment", [1, 9, 25, 60, 120, 200, 290])
def test_a_log_that_goes_on_while_another_is_read(
    tmp_path: Path, workspace: Path, awake: int | None, moment: int
) -> None:
    """`moment` counts the parts of the long log's reading and judging: events first, then monitors of turns."""
    live, resting, long = (claude(tmp_path, workspace, name) for name in IDS[:3])
    tampering(live)
    turn(resting, "rest")
    found, parts = engine(workspace, awake), count(1)
    for log in (live, resting):
        found.poll(str(log.path))
    for k in range(8):
        turn(long, f"long_{k}")

    def between() -> None:
        found.between = lambda: None
        if next(parts) == moment:
            assert not found.may_read_between(str(long.path))
            assert all(found.may_read_between(str(log.path)) for log in (live, resting))
            assert [found.is_in_work(SessionId(log.session)) for log in (long, live, resting)] == [True, False, False]
            turn(live, "live")
            flags = found.poll(str(live.path)).flags.values()
            assert {Path(f.path or "").name for f in flags if f} == {"test_live.py"}
            found.transcript(next(iter(found.settled or found.sessions)))
            turn(resting, "more")
            found.poll(str(resting.path))
        found.between = between

    found.between = between
    found.poll(str(long.path))
    assert next(parts) > moment
    found.between = lambda: None
    assert found.may_read_between(str(long.path))
    at_once = engine(workspace, None)
    for log in (live, resting, long):
        at_once.poll(str(log.path))
    assert told(found) == told(at_once)


@pytest.mark.parametrize("moment", range(1, 5))
def test_a_log_that_goes_on_while_another_session_is_put_to_rest(tmp_path: Path, workspace: Path, moment: int) -> None:
    long, live = (claude(tmp_path, workspace, name) for name in IDS[:2])
    found, parts = engine(workspace, 10**9), count(1)
    for k in range(4):
        turn(long, f"long_{k}")
    tampering(live)
    for log in (long, live):
        found.poll(str(log.path))

    def between() -> None:
        if next(parts) == moment:
            assert not found.may_read_between(str(long.path))
            turn(live, "live")
            flags = found.poll(str(live.path), later=True).flags.values()
            assert {Path(f.path or "").name for f in flags if f} == {"test_live.py"}
            assert long.session in found.sessions, "it waits for the one that goes on"

    found.between, found.resting.most = between, 1
    found.make_room()
    assert next(parts) > moment
    assert list(found.sessions) == [live.session]
    at_once = engine(workspace, None)
    for log in (long, live):
        at_once.poll(str(log.path))
    assert told(found) == told(at_once)


def test_what_a_poll_found_does_not_wait_for_sessions_that_are_put_to_rest(tmp_path: Path, workspace: Path) -> None:
    logs = [claude(tmp_path, workspace, name) for name in IDS[:2]]
    found = engine(workspace, 1)
    for log in logs:
        turn(log, f"of_{log.session[0]}")
        assert found.poll(str(log.path), later=True).flags
    assert len(found.sessions) == 2
    found.make_room()
    assert list(found.sessions) == [logs[1].session]


def test_others_are_let_in_while_an_event_is_understood_but_not_while_its_edit_is_noted(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tampering(log := claude(tmp_path, workspace, IDS[0]))
    found = engine(workspace, None)
    where, seen = ["read"], set[str]()

    def within(name: str, own: Callable[..., object]) -> Callable[..., object]:
        def around(*args: object) -> object:
            where.append(name)
            try:
                breathe()
                return own(*args)
            finally:
                where.pop()

        return around

    monkeypatch.setattr(SessionState, "feed", within("feed", SessionState.feed))
    monkeypatch.setattr(found, "log_edit", within("edit", found.log_edit))
    monkeypatch.setattr(found.placing, "look_at", within("place", found.placing.look_at))
    found.between = lambda: seen.add(where[-1])
    found.poll(str(log.path))
    assert found.flags()
    assert seen == {"read", "feed"}


def test_a_subagent_s_log_that_appears_when_its_session_is_at_rest(tmp_path: Path, workspace: Path) -> None:
    main, other = claude(tmp_path, workspace, IDS[0]), claude(tmp_path, workspace, IDS[1])
    tampering(main)
    turn(other, "one")
    all_of_it, little = engine(workspace, None), engine(workspace, 1)
    for found in (all_of_it, little):
        for log in (main.path, other.path):
            found.poll(str(log))
    side = claude(tmp_path, workspace, IDS[0], 5000)
    side.path = main.path.with_suffix("") / "subagents" / "agent-a1b2c3d.jsonl"
    side.path.parent.mkdir(parents=True)
    turn(side, "side")
    for found in (all_of_it, little):
        found.poll(str(side.path))
    assert "test_side.py" in {Path(f.path or "").name for f in little.flags()}
    assert told(little) == told(all_of_it)


def test_a_log_that_is_gone_takes_nothing_with_it(tmp_path: Path, workspace: Path) -> None:
    one, other = claude(tmp_path, workspace, IDS[0]), claude(tmp_path, workspace, IDS[1])
    tampering(one)
    turn(other, "one")
    found = engine(workspace, 1)
    for log in (one.path, other.path):
        found.poll(str(log))
    flags = found.flags()
    path = str(workspace / "tests/test_cart.py")
    found.place(path, None, None)
    notes = found.notes(path)
    one.path.unlink()
    with pytest.raises(LookupError):
        found.transcript(SessionId(IDS[0]))
    assert found.flags() == flags
    assert found.notes(path) == notes


def test_a_change_of_the_configuration_judges_sessions_at_rest_anew(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    one, other = claude(tmp_path, workspace, IDS[0]), claude(tmp_path, workspace, IDS[1])
    tampering(one)
    turn(other, "one")
    monkeypatch.setenv("HOME", str(home))
    config = home / ".config" / "cotlens" / "config.toml"
    reports: list[Report] = []
    worker = Worker(lambda folders, _, home, __: Engine(folders, {}, home, awake=1), Outbox(reports.append))
    worker.inbox.put(Watch((str(workspace),)))
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()

    def flags() -> set[str]:
        """Codes of session one as a client has them."""
        found: dict[FlagId, Flag] = {}
        for report in reports:
            if isinstance(report, Update):
                found = {} if report.fresh else found
                found.update({i: f for i, f in report.flags.items() if f is not None})
        return {f.code for f in found.values() if f.session == IDS[0]}

    def soon(wanted: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not wanted():
            assert time.monotonic() < deadline, flags()
            time.sleep(0.05)

    soon(lambda: "RH01" in flags())
    config.parent.mkdir(parents=True)
    config.write_text("[monitor.RH01]\noff = true\n")
    soon(lambda: flags() and "RH01" not in flags())
    worker.inbox.put(Stop())
    thread.join(5)


def test_one_that_ended_long_ago_rests_soon_after_it_was_read(tmp_path: Path, workspace: Path) -> None:
    old, new = (claude(tmp_path, workspace, name) for name in IDS[:2])
    turn(old, "old")
    now = datetime.now(timezone.utc)
    new._clock = (now - timedelta(minutes=1) + timedelta(seconds=i) for i in count())
    turn(new, "new")
    found = engine(workspace, 100_000_000)
    for log in (old, new):
        found.poll(str(log.path))
    found.rest()
    assert len(found.sessions) == 2
    for state in found.sessions.values():
        state.touched -= LOOKED_AT + 1
    found.rest()
    found.rest()
    assert list(found.sessions) == [new.session]


def test_what_has_been_quiet_for_long_is_put_to_rest_one_at_a_time(tmp_path: Path, workspace: Path) -> None:
    found = engine(workspace, 100_000_000)
    for log in (logs := [claude(tmp_path, workspace, name) for name in IDS]):
        turn(log, f"of_{log.session[0]}")
        found.poll(str(log.path))
    found.rest()
    assert len(found.sessions) == 4
    for state in found.sessions.values():
        state.touched -= QUIET + 1
    turn(logs[0], "late")
    found.poll(str(logs[0].path))
    assert [s[0] for s in found.sessions] == ["3", "4", "1"]
    found.rest()
    found.rest()
    found.rest()
    assert [s[0] for s in found.sessions] == ["1"]
    at_once = engine(workspace, None)
    for log in logs:
        at_once.poll(str(log.path))
    assert told(found) == told(at_once)


def test_nothing_is_packed_while_somebody_waits_for_what_a_poll_found(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = engine(workspace, 10**9)
    packed: list[bool] = []
    monkeypatch.setattr(found.attribution, "rest", lambda: packed.append(True))
    found.rest({SessionId("one")})
    assert not packed
    found.rest()
    assert packed == [True]
