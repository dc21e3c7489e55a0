"""What one look at a log found, whatever its shape. A plain value."""

from __future__ import annotations

from dataclasses import dataclass, field

from cotlens.model.errors import Unread
from cotlens.model.event import Event
from cotlens.model.session import Session


@dataclass(frozen=True, slots=True)
class Batch:
    """What one `LogReader.poll` found."""

    events: list[Event] = field(default_factory=list)
    reset: bool = False
    """The log began anew: everything that this log gave before is void."""
    revises: bool = False
    """An event may have the id of an earlier one, which it then replaces."""
    session: Session | None = None
    """The session as known now; None while the log's agent is not known."""
    unread: Unread | None = None
    """Why the log cannot be read, as things stand; None for a log that is empty or not there yet."""
    more: bool = False
    """There is more to read now; poll again."""
    again: bool = False
    """It could not be read just now (its writer held it): look again soon, though nothing may change."""
    gone: bool = False
    """The file is not there. What was read from it before stays valid."""
