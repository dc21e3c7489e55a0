"""What is new in a log that is told as a whole each time: events not given out before, or given out otherwise.

Holds 16 bytes per event, never the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from cotlens.model.event import EditEvent, Event
from cotlens.model.ids import EventId
from cotlens.sources.base import Owner, Seen
from cotlens.sources.compact import Numbers, Texts

_encode = msgspec.json.Encoder(order="deterministic").encode

_BITS: Final = (1 << 64) - 1
_ANYWHERE: Final = frozenset({"id", "session", "ref"})


@dataclass(slots=True)
class Difference:
    """What one reading brought."""

    events: list[Event] = field(default_factory=list)
    """New ones, and those that changed (with the id that they had)."""
    own: list[Event] = field(default_factory=list)
    """All events of this reading that are this log's own."""
    copies: int = 0
    """Events that another log has given out already."""
    lost: bool = False
    """An event that was given out is not there any more."""


class Fresh:
    """Remembers what one log has given out."""

    def __init__(self, seen: Seen, owner: Owner) -> None:
        self._seen = seen
        self._owner = owner
        self._known = Numbers()
        """By an event's id: the hash of what it said."""
        self._copies = Texts()

    def since(self, events: Sequence[Event], *, whole: bool) -> Difference:
        """Compare a reading with what was given out; `whole` says that it holds all events of the log."""
        found = Difference()
        present: set[EventId] = set()
        for event in events:
            if event.id in present:
                continue
            present.add(event.id)
            if self._is_copy(event.id):
                found.copies += 1
                continue
            found.own.append(event)
            # Where an event stands may change with every rewriting; what it says is what counts.
            digest = hash(_encode(_said(event))) & _BITS
            if self._known.get(event.id) != digest:
                self._known.put(event.id, digest)
                found.events.append(event)
        found.lost = whole and len(self._known) > len(found.own)
        return found

    def _is_copy(self, event: EventId) -> bool:
        if self._known.get(event) is not None:
            return False
        if event not in self._copies and not self._seen.claim(event, self._owner):
            self._copies.add(event)
        return event in self._copies


def _said(event: Event) -> list[object]:
    if isinstance(event, EditEvent):
        return [event.time, event.chain, event.edit]
    return [getattr(event, name) for name in event.__struct_fields__ if name not in _ANYWHERE]
