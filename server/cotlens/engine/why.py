"""What stood around one edit in its session: what the user had asked, what the agent thought, what it ran afterwards. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from cotlens.attribution.link import LinkRole, ReasonLink, ReasonLinks, link_call
from cotlens.engine.file_history import Wrote
from cotlens.engine.new_session import new_session
from cotlens.engine.reading import read_source
from cotlens.model.agents import title_of
from cotlens.model.edit import FileEdit
from cotlens.model.event import Event, LogRef
from cotlens.model.fact import Step, Turn
from cotlens.model.ids import EditId
from cotlens.model.redact import redact
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault
from cotlens.model.why import EditNote, Ran, Replaced, Thought
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

RUNS: Final = 3
"""Checks after an edit that are told of."""
LOOK_AHEAD: Final = 500
"""Steps after an edit in which its checks are looked for: what is run later was hardly run for its sake."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the log shows up to an edit; once told, it stays."""

    log: LogRef
    """Where the tool call stands."""
    turn: int
    asked: str
    thoughts: tuple[Thought, ...]
    links: ReasonLinks | None
    """None if the session has let go of what stood before."""


def around(edit: FileEdit, state: SessionState) -> Around | None:
    """Look up what led to an edit of a session; None if the session does not tell of its call (any more)."""
    found = state.timeline.place_of(edit.call)
    if found is None:
        return None
    turn, step = found
    events = state.events
    at = next((k for k in range(len(events) - 1, -1, -1) if events[k].id == step.event.id), None)
    links = link_call(edit, at, events) if at is not None else None
    asked = turn.user.text if turn.user is not None else ""
    return Around(
        log=step.event.ref,
        turn=turn.index,
        asked=redact(asked),
        thoughts=tuple(_thoughts(links, asked, events)),
        links=links,
    )


def _thoughts(links: ReasonLinks | None, asked: str, events: Sequence[Event]) -> Iterator[Thought]:
    shown = [x for x in (links.primary, *links.supporting) if _is_news(x, asked)] if links is not None else []
    named = {event for x in shown if x is not None for event in x.events}
    refs = {e.id: e.ref for e in events if e.id in named} if named else {}
    for x in shown:
        if x is not None:
            where = tuple(refs[e] for e in x.events if e in refs)
            yield Thought(x.role.value, redact(x.text), x.distance, where)


def _is_news(found: ReasonLink | None, asked: str) -> bool:
    """The request itself is told already."""
    return found is not None and not (found.role is LinkRole.PROMPT and found.text == asked)


def runs_after(edit: FileEdit, state: SessionState) -> tuple[tuple[Ran, ...], bool]:
    """List the first checks that the session ran after an edit, and tell whether what it does from now on can add to them."""
    found = state.timeline.place_of(edit.call)
    if found is None:
        return (), True
    turn, step = found
    looked = list(islice(_steps_after(state.timeline.turns, turn, step), LOOK_AHEAD))
    ran = tuple(islice(_checks(looked), RUNS))
    return ran, len(ran) < RUNS and len(looked) < LOOK_AHEAD


def _steps_after(turns: Sequence[Turn], turn: Turn, step: Step) -> Iterator[Step]:
    for later in turns[next((k for k, t in enumerate(turns) if t is turn), len(turns)) :]:
        yield from (s for s in later.steps if s.index > step.index)


def _checks(steps: Iterable[Step]) -> Iterator[Ran]:
    for step in steps:
        for check in step.action.checks if step.action is not None else ():
            command = redact(str(step.action.call.args.get("command") or "")) if step.action is not None else ""
            yield Ran(check.kind, check.outcome, check.passed, check.failed, command, step.event.ref)


def note_of(
    edit: FileEdit,
    session: Session | None,
    log: LogRef | None,
    found: Around | None,
    ran: tuple[Ran, ...] = (),
    replaced: tuple[Replaced, ...] = (),
) -> EditNote:
    """Put together what is known of an edit, whose tool call stands at `log`."""
    links = found.links if found is not None else None
    return EditNote(
        edit=edit.id,
        session=session.id if session is not None else edit.session,
        agent=session.agent if session is not None else "",
        title=title_of(session.agent) if session is not None else "",
        model=session.model if session is not None else None,
        time=edit.time,
        log=log,
        turn=found.turn if found is not None else 0,
        asked=found.asked if found is not None else "",
        thoughts=found.thoughts if found is not None else (),
        link=links.confidence.value if links is not None else None,
        ran=ran,
        replaced=replaced,
        seen=found is not None,
    )


def notes_of(edits: Iterable[Wrote]) -> dict[EditId, EditNote]:
    """Read the edits' logs again, each once."""
    by_log: dict[str, dict[EditId, Wrote]] = {}
    for wrote in edits:
        by_log.setdefault(wrote.source, {})[wrote.edit.id] = wrote
    notes: dict[EditId, EditNote] = {}
    for source, asked in by_log.items():
        state = _read(source)
        for wrote in asked.values():
            found = around(wrote.edit, state) if state is not None else None
            ran, _ = runs_after(wrote.edit, state) if state is not None else ((), True)
            notes[wrote.edit.id] = note_of(wrote.edit, wrote.session, wrote.log, found, ran)
    return notes


def _read(source: str) -> SessionState | None:
    reader = LogReader(source, Seen())
    state: SessionState | None = None
    more = True
    while more:
        batch = read_source(reader, final=True)
        if isinstance(batch, Fault):
            break
        more = batch.more
        if batch.session is not None:
            state = state or new_session(batch.session)
            state.see(batch.session)
            state.feed(batch.events)
    return state
