"""The edits that one log tells of, read off it once more without any facts. Keeps none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, Union

from cotlens.engine.new_session import new_session
from cotlens.engine.reading import read_source
from cotlens.model.edit import FileEdit
from cotlens.model.event import EditEvent, LogRef, ToolCallEvent
from cotlens.model.ids import CallId
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault
from cotlens.sources.log import Batch, LogReader

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

HELD: Final = 3_000_000
"""Characters of edits that are held while logs are read once more."""
_LONG: Final = HELD // 2
"""Characters of one log's events that are held with them."""
_CALLS: Final = 4096
"""Calls of which it is remembered where they stand; edits come soon after theirs."""


class ToldEdit(NamedTuple):
    """An edit, and what its log says of where it came from."""

    edit: FileEdit
    session: Session
    ref: LogRef
    """Where the tool call stands."""


def told_edits(reader: LogReader, seen: Callable[[Union[Batch, Fault]], None] = lambda _: None) -> Iterator[ToldEdit]:
    """Yield a log's edits in its order, those read off shell commands too; `seen` is told of each look before its edits."""
    state: SessionState | None = None
    calls: dict[CallId, LogRef] = {}
    more = True
    while more:
        batch = read_source(reader, final=True)
        seen(batch)
        if isinstance(batch, Fault):
            return
        more = batch.more
        if batch.session is None:
            continue
        state = state or new_session(batch.session, writes_only=True)
        state.see(batch.session)
        for event in batch.events:
            if isinstance(event, ToolCallEvent):
                calls[event.call] = event.ref
                if len(calls) > _CALLS:
                    del calls[next(iter(calls))]
            state.feed((event,))
            if state.size > _LONG:
                state.forget(_LONG // 2)
            for edit in (event.edit,) if isinstance(event, EditEvent) else state.timeline.take_inferred():
                yield ToldEdit(edit, state.session, calls.get(edit.call, event.ref))
