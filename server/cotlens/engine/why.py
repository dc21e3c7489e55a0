"""What stood around one edit in its session: what the user had asked, what the agent thought, what it ran afterwards. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from cotlens.attribution.link import ReasonLinks, link
from cotlens.engine.file_history import Wrote
from cotlens.engine.reading import read_source
from cotlens.engine.session_state import SessionState
from cotlens.model.event import EditEvent, Event, LogRef, ToolCallEvent
from cotlens.model.fact import Check, Step
from cotlens.model.ids import EditId, EventId
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


def whys(edits: Iterable[Wrote]) -> dict[EditId, Why]:
    """Read the edits' logs again, each once; an edit that is not in its log any more has no answer."""
    by_log: dict[str, dict[EditId, Wrote]] = {}
    for wrote in edits:
        by_log.setdefault(wrote.source, {})[wrote.edit.id] = wrote
    found: dict[EditId, Why] = {}
    for source, asked in by_log.items():
        state, events = _read(source)
        if state is not None:
            found |= {edit: why for edit, wrote in asked.items() if (why := _why(wrote, state, events)) is not None}
    return found


def _why(wrote: Wrote, state: SessionState, events: list[Event]) -> Why | None:
    call = next((e for e in events if isinstance(e, ToolCallEvent) and e.call == wrote.edit.call), None)
    turns = state.timeline.turns
    turn = next((t for t in turns for s in t.steps if call is not None and s.event is call), None)
    if turn is None:
        return None
    after = [s for t in turns if t.index >= turn.index for s in t.steps]
    began = next(s.index for s in after if s.event is call)
    at = next((i for i, e in enumerate(events) if isinstance(e, EditEvent) and e.edit.id == wrote.edit.id), None)
    links = link(at, events) if at is not None else None
    blocks = (links.primary, *links.supporting) if links is not None else ()
    named = {event for block in blocks if block is not None for event in block.events}
    return Why(
        turn=turn.index,
        asked=turn.user.text if turn.user is not None else "",
        links=links,
        refs={e.id: e.ref for e in events if e.id in named},
        ran=tuple(islice(_checks(after, began), RUNS)),
    )


def _read(source: str) -> tuple[SessionState | None, list[Event]]:
    reader = LogReader(source, Seen())
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


def _checks(steps: list[Step], index: int) -> Iterator[Ran]:
    for step in steps:
        if step.index > index and step.action is not None:
            for check in step.action.checks:
                yield Ran(check, str(step.action.call.args.get("command") or ""), step.event.ref)
