"""What stood around one edit in its session: what the user had asked, what the agent thought, what it ran afterwards. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cotlens.attribution.link import ReasonLinks, link
from cotlens.engine.file_history import Wrote
from cotlens.engine.reading import read_source
from cotlens.engine.session_state import SessionState
from cotlens.model.event import EditEvent, Event, LogRef, ToolCallEvent
from cotlens.model.fact import Check, Step, Turn
from cotlens.model.ids import EventId
from cotlens.model.snapshot import Fault
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

RUNS: Final = 3
"""Checks after an edit that are told of."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A test run, build, linter or type check after the edit."""

    check: Check
    command: str
    log: LogRef


@dataclass(frozen=True, slots=True)
class Why:
    """What the log shows around an edit."""

    turn: int
    """The user's message that it followed, from 1; 0 for none."""
    asked: str
    """That message, '' if there is none."""
    links: ReasonLinks | None
    """The reasoning that led to it; None for what a shell command wrote."""
    refs: dict[EventId, LogRef]
    """Where the events stand that the links name."""
    ran: tuple[Ran, ...]


def why(wrote: Wrote) -> Why | None:
    """Read the edit's log again; None if the edit is not in it any more."""
    state, events = _read(wrote)
    if state is None:
        return None
    at = next((i for i, e in enumerate(events) if isinstance(e, EditEvent) and e.edit.id == wrote.edit.id), None)
    call = next((e for e in events if isinstance(e, ToolCallEvent) and e.call == wrote.edit.call), None)
    turn = next((t for t in state.timeline.turns for s in t.steps if call is not None and s.event is call), None)
    if turn is None or call is None:
        return None
    after = [(t, s) for t in state.timeline.turns if t.index >= turn.index for s in t.steps]
    index = next(s.index for _, s in after if s.event is call)
    links = link(at, events) if at is not None else None
    named = (
        {i for x in (links.primary, *links.supporting) if x is not None for i in x.events}
        if links is not None
        else set()
    )
    return Why(
        turn=turn.index,
        asked=turn.user.text if turn.user is not None else "",
        links=links,
        refs={e.id: e.ref for e in events if e.id in named},
        ran=tuple(_checks(after, index))[:RUNS],
    )


def _read(wrote: Wrote) -> tuple[SessionState | None, list[Event]]:
    reader = LogReader(wrote.source, Seen())
    state: SessionState | None = None
    events: list[Event] = []
    more = True
    while more:
        batch = read_source(reader, final=True)
        if isinstance(batch, Fault):
            break
        more = batch.more
        if batch.session is not None:
            state = state or SessionState(batch.session)
            state.see(batch.session)
            state.feed(batch.events)
            events += batch.events
    return state, events


def _checks(after: list[tuple[Turn, Step]], index: int) -> Iterator[Ran]:
    for _, step in after:
        if step.index > index and step.action is not None:
            for check in step.action.checks:
                yield Ran(check, str(step.action.call.args.get("command") or ""), step.event.ref)
