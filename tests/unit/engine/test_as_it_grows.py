"""A session judged after each event ends with the flags of one that is judged once: what is kept of earlier turns changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cotlens.engine.session_state import SessionState
from cotlens.evaluation.render import render
from cotlens.evaluation.scenario import read_scenarios
from cotlens.model.event import Event
from cotlens.model.flag import Flag
from cotlens.model.session import Session
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

FILES = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*-last.yaml"))
EACH = 3


def events_of(file: Path, folder: Path) -> tuple[Session, list[Event]]:
    """Some stories of one monitor, one after the other as turns of one session."""
    events: list[Event] = []
    session = None
    for scenario in list(read_scenarios(file))[:EACH]:
        (place := folder / scenario.id).mkdir()
        log, _ = render(scenario, place)
        batch = LogReader(str(log), Seen()).poll(final=True)
        session = session or batch.session
        events += batch.events
    assert session is not None
    return session, events


def shown(flags: list[Flag]) -> list[tuple[object, ...]]:
    return sorted((f.id, f.severity, f.confidence, f.message, f.lines, f.outcome) for f in flags)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_session_judged_as_it_grows_has_the_same_flags(file: Path, tmp_path: Path) -> None:
    session, events = events_of(file, tmp_path)
    growing, whole = SessionState(session), SessionState(session)
    for event in events:
        growing.feed((event,))
        growing.judged("")
    whole.feed(events)
    assert len(growing.timeline.turns) > EACH
    assert shown(growing.judged("")) == shown(whole.judged(""))
    # From an earlier turn on: what was kept of those behind it does not count.
    growing.rejudge(growing.judge.catalogue)
    assert shown(growing.judged("")) == shown(whole.flags)
