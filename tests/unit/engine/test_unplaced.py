"""Recalled sessions get their flags' places file by file, and end as if each had been placed when it was recalled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rested import IDS, claude, turn
from sessions import ClaudeLog, shop

from cotlens.engine import resting
from cotlens.engine.engine import Engine
from cotlens.engine.sent_flags import SentFlags
from cotlens.engine.unplaced import Unplaced
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.snapshot import Update
from cotlens.store.index import LogIndex

A, B, C = (SessionId(x) for x in "abc")


@pytest.fixture(autouse=True)
def _quiet_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "QUIET", -1.0)


def engine(tmp_path: Path, workspace: Path) -> Engine:
    index = LogIndex(tmp_path / "state")
    return Engine((str(workspace),), {}, str(tmp_path / "home"), index=index, awake=10_000_000)


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, list[ClaudeLog]]:
    """A workspace, and three sessions of it that an earlier process kept."""
    workspace = shop(tmp_path / "shop")
    logs = [claude(tmp_path, workspace, session) for session in IDS[:3]]
    for log, name in zip(logs, ("add", "sub", "mul"), strict=True):
        turn(log, name)
    first = engine(tmp_path, workspace)
    for found in first.discover():
        first.poll(found)
    while first.sessions:
        first.resting.most = -1
        first.rest()
    return workspace, logs


def test_the_flags_end_where_they_would_have_stood_at_once(tmp_path: Path, kept: tuple[Path, list[ClaudeLog]]) -> None:
    workspace, _ = kept
    at_once, later = engine(tmp_path, workspace), engine(tmp_path, workspace)
    wanted: dict[FlagId, Flag | None] = {}
    found: dict[FlagId, Flag | None] = {}
    told: dict[SessionId, object] = {}
    for log in at_once.discover():
        wanted |= at_once.poll(log).flags
    for log in later.discover():
        assert later.poll(log, later=True) == Update()
    while later.unplaced:
        update = later.unplaced.place()
        found |= update.flags
        told |= update.sessions
    assert found == wanted
    assert all(flag is not None and flag.location is not None for flag in found.values())
    assert told.keys() == later.settled.keys()


def test_one_that_goes_on_meanwhile_is_told_with_its_places(tmp_path: Path, kept: tuple[Path, list[ClaudeLog]]) -> None:
    workspace, logs = kept
    later = engine(tmp_path, workspace)
    for log in later.discover():
        later.poll(log, later=True)
    turn(logs[0], "div")
    told = {f.id: f for f in later.poll(str(logs[0].path)).flags.values() if f is not None}
    assert len(told) == 2
    assert all(flag.location is not None for flag in told.values())
    rest = {i: f for i, f in later.unplaced.place_all().flags.items() if i not in told}
    assert len(rest) == 2


def test_a_live_log_waits_for_no_file_that_only_recalled_sessions_edited(
    tmp_path: Path, kept: tuple[Path, list[ClaudeLog]], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _ = kept
    later = engine(tmp_path, workspace)
    turn(live := claude(tmp_path, workspace, IDS[3]), "mod")
    later.poll(str(live.path))
    for log in later.discover():
        later.poll(log, later=True)
    looked: set[str] = set()
    text = later.attribution.text
    monkeypatch.setattr(later.attribution, "text", lambda path, now: looked.add(Path(path).name) or text(path, now))
    turn(live, "neg")
    assert len(later.poll(str(live.path)).flags) == 1
    assert looked == {"test_neg.py"}
    assert len(later.unplaced.place_all().flags) == 3


def test_a_session_is_told_of_when_all_its_files_were_looked_at() -> None:
    looked: list[list[str]] = []
    told: list[set[SessionId]] = []
    unplaced = Unplaced(lambda paths: looked.append(paths) or {}, lambda ready: told.append(ready) or Update())  # type: ignore[func-returns-value]
    unplaced.add(A, {"x", "y"})
    unplaced.add(B, {"y"})
    unplaced.add(C, set())
    unplaced.place()
    assert (looked, told) == ([["x"]], [{C}])
    assert unplaced.take(B) == {"y"}
    assert unplaced.take(B) == set()
    unplaced.add(B, {"z"})
    assert unplaced.take(B) == {"z"}
    assert unplaced.paths == {"y"}
    unplaced.place()
    assert (looked, told) == ([["x"], ["y"]], [{C}, {A}])
    assert not unplaced
    unplaced.place()
    assert looked[-1] == []


def test_a_flag_that_a_fork_has_too_is_not_gone(tmp_path: Path, kept: tuple[Path, list[ClaudeLog]]) -> None:
    workspace, _ = kept
    known = engine(tmp_path, workspace)
    one, other = [f for log in known.discover() for f in known.poll(log).flags.values() if f is not None][:2]
    sent = SentFlags()
    assert sent.differing(A, (one, other)) == ([one, other], [])
    assert sent.news(A, lambda flag: flag).keys() == {one.id, other.id}
    assert sent.differing(B, (one,)) == ([one], [])
    assert sent.news(B, lambda flag: flag).keys() == {one.id}
    assert sent.differing(A, (one, other)) == ([], [])
    assert sent.news(A, lambda flag: flag) == {}
    assert sent.differing(A, ()) == ([], [other.id])
    assert sent.differing(B, ()) == ([], [one.id])


def test_a_flag_that_stands_elsewhere_is_told_with_its_own_session(
    tmp_path: Path, kept: tuple[Path, list[ClaudeLog]]
) -> None:
    workspace, _ = kept
    known = engine(tmp_path, workspace)
    one, other = [f for log in known.discover() for f in known.poll(log).flags.values() if f is not None][:2]
    sent = SentFlags()
    for session, flag in ((A, one), (B, other)):
        sent.differing(session, (flag,))
        sent.news(session, lambda flag: flag)
    moved = {flag.id: replace(flag, ignored="elsewhere now") for flag in (one, other)}
    sent.resettled((one.id, other.id), {A})
    assert sent.news(A, lambda flag: moved[flag.id]) == {one.id: moved[one.id]}
    assert sent.news(A, lambda flag: moved[flag.id]) == {}
    assert sent.news(B, lambda flag: moved[flag.id]) == {other.id: moved[other.id]}
    assert sent.as_sent(other) == (moved[other.id] if other.session == B else other)
