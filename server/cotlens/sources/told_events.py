"""What one log that is told as a whole each time has told: which events, and what each said, in 9 to 18 bytes an event.

`fresh.py` does the same for logs of lines, some of whose events are told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from cotlens.model.event import EditEvent, Event
from cotlens.sources.base import Owner, Seen
from cotlens.sources.compact import Numbers, Texts

_encode = msgspec.json.Encoder(order="deterministic").encode
_ANYWHERE: Final = frozenset({"id", "session", "ref"})
_ROUND_BITS: Final = 8
_ROUNDS: Final = 1 << _ROUND_BITS
_BITS: Final = (1 << 64) - 1


@dataclass(slots=True)
class Difference:
    """What a part of a telling brought."""

    events: list[Event] = field(default_factory=list)
    """New ones, and those that changed (with the id that they had)."""
    own: list[Event] = field(default_factory=list)
    """All events that are this log's own."""
    copies: int = 0
    """Events that another log has given out already."""


class ToldEvents:
    """Remembers what one log has told, from one telling to the next."""

    def __init__(self, seen: Seen, owner: Owner) -> None:
        self._seen = seen
        self._owner = owner
        self._known = Numbers()
        """By an event's id: 56 bits of what it said, and the telling that said it last."""
        self._ids = Texts()
        """Of a log that is told once only: which events it told is all that is remembered."""
        self._copies = Numbers()
        """By the id of an event that another log has told: the telling that told it last."""
        self._round = 0
        self._present = 0

    @property
    def any(self) -> bool:
        """Whether anything was told yet."""
        return len(self._known) + len(self._ids) > 0

    def begin(self) -> None:
        """Begin a telling."""
        self._round = (self._round + 1) % _ROUNDS
        self._present = 0

    def take(self, events: Sequence[Event], *, once: bool = False) -> Difference:
        """Take the next events of the telling; `once` says that there will be no other telling, and was none."""
        found = Difference()
        for event in events:
            if once:
                if self._ids.add(event.id):
                    self._take_once(event, found)
                continue
            known = self._known.get(event.id)
            if known is not None and known % _ROUNDS == self._round:
                continue  # told before in this telling
            if known is None and self._is_copy(event.id):
                found.copies += self._copies.get(event.id) != self._round
                self._copies.put(event.id, self._round)
                continue
            found.own.append(event)
            self._present += 1
            # Where an event stands may change with every rewriting; what it says is what counts.
            said = (hash(_encode(_said(event))) & _BITS) >> _ROUND_BITS
            self._known.put(event.id, said << _ROUND_BITS | self._round)
            if known is None or known >> _ROUND_BITS != said:
                found.events.append(event)
        return found

    def _take_once(self, event: Event, found: Difference) -> None:
        if not self._seen.claim(event.id, self._owner):
            found.copies += 1
            return
        found.own.append(event)
        found.events.append(event)

    def lost(self) -> bool:
        """At a telling's end: whether something was told before and is not there any more."""
        return self._present < len(self._known)

    def _is_copy(self, event: str) -> bool:
        if self._copies.get(event) is not None:
            return True
        if self._seen.claim(event, self._owner):
            return False
        self._copies.put(event, (self._round - 1) % _ROUNDS)
        return True


def _said(event: Event) -> list[object]:
    if isinstance(event, EditEvent):
        return [event.time, event.chain, event.edit]
    return [getattr(event, name) for name in event.__struct_fields__ if name not in _ANYWHERE]
