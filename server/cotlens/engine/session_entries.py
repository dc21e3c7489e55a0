"""The events of one session put together into entries: a call with its result and the files it changed is one. Renders no text.

Entries are numbered in the order of time as the session is met, and later ones follow; only when a log comes to light late
(a subagent's), or when events were told anew, are they numbered afresh, and the generation tells so.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    MessageEvent,
    OutsideEditEvent,
    ReasoningEvent,
    RollbackEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import CallId, EventId
from cotlens.model.session_page import ItemKind

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

LATE: Final = 10.0
"""Seconds by which an entry may come after a newer one: logs of agents that work side by side are read one after another."""

_generations = itertools.count(1)


class Entry:
    """One item to be: its events, not yet their texts."""

    __slots__ = ("call", "edits", "event", "index", "kind", "result", "turn")

    def __init__(self, index: int, kind: ItemKind, event: Event, turn: int) -> None:
        self.index = index
        self.kind = kind
        self.event = event
        self.turn = turn
        self.call = event if isinstance(event, ToolCallEvent) else None
        self.result = event if isinstance(event, ToolResultEvent) else None
        self.edits = [event] if isinstance(event, EditEvent) else []


class SessionEntries:
    """The entries of one session, brought up to date when asked for."""

    def __init__(self, state: SessionState) -> None:
        self.state = state
        self._begin()

    def _begin(self) -> None:
        # Another process's numbers must not pass for ours: the reader of logs may be started anew at any time.
        self.generation = f"{os.getpid()}-{next(_generations)}"
        self.entries: list[Entry] = []
        self.changes: list[int] = []
        """The index of each entry, whenever it was new or changed: the edition is how many there are."""
        self.index_of: dict[EventId, int] = {}
        self._calls: dict[CallId, Entry] = {}
        self._turn = 0
        self._taken = 0
        self._rebuilt = self.state.rebuilt
        self._clocks: dict[str, float] = {}
        self._newest = float("-inf")

    def sync(self) -> None:
        """Take in what happened since the last look."""
        if self.state.rebuilt != self._rebuilt or self._taken > len(self.state.events):
            self._begin()
        fresh = self.state.events[self._taken :]
        times = self._times(fresh)
        if self._taken and times and min(times) < self._newest - LATE:
            self._begin()
            fresh = self.state.events
            times = self._times(fresh)
        self._newest = max(self._newest, *times) if times else self._newest
        self._taken += len(fresh)
        if all(a <= b for a, b in itertools.pairwise(times)):
            self._take(fresh)
        else:
            self._take(event for _, event in sorted(zip(times, fresh, strict=True), key=lambda pair: pair[0]))

    def _times(self, events: Sequence[Event]) -> list[float]:
        """Tell when each event happened; within a log time never goes back, whatever it says."""
        times = []
        last = self._newest
        for event in events:
            known = self._clocks.get(event.ref.path)
            if event.time is not None:
                last = event.time if known is None else max(event.time, known)
            elif known is not None:
                last = known
            self._clocks[event.ref.path] = last
            times.append(last)
        return times

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            entry = self._entry_of(event)
            if entry is None:
                continue
            self.index_of[event.id] = entry.index
            if isinstance(event, EditEvent):
                # What follows from the edit's id must be found, too: flags name it.
                self.index_of[event.edit.event] = entry.index
            self.changes.append(entry.index)

    def _entry_of(self, event: Event) -> Entry | None:
        if isinstance(event, ToolResultEvent) and (known := self._calls.get(event.call)) is not None:
            known.result = event
            return known
        if isinstance(event, EditEvent) and (known := self._calls.get(event.edit.call)) is not None:
            known.edits.append(event)
            return known
        kind = _kind_of(event)
        if kind is None:
            return None
        if kind is ItemKind.ASK and event.chain is None:
            self._turn += 1
        entry = Entry(len(self.entries), kind, event, self._turn)
        self.entries.append(entry)
        call = (
            event.call
            if isinstance(event, ToolCallEvent)
            else event.edit.call
            if isinstance(event, EditEvent)
            else None
        )
        if call:
            self._calls[call] = entry
        return entry


def _kind_of(event: Event) -> ItemKind | None:
    match event:
        case UserEvent():
            return ItemKind.ASK if event.origin is UserOrigin.TYPED else ItemKind.ADDED
        case ReasoningEvent():
            return ItemKind.REASONING if event.text.strip() else ItemKind.WITHHELD
        case MessageEvent():
            return ItemKind.MESSAGE if event.text.strip() else None
        case ToolCallEvent():
            return ItemKind.EDIT if event.kind is ToolKind.EDIT else ItemKind.ACTION
        case EditEvent():
            return ItemKind.EDIT
        case ToolResultEvent():
            return ItemKind.RESULT
        case OutsideEditEvent():
            return ItemKind.OUTSIDE
        case InterruptEvent() | CompactionEvent() | RollbackEvent():
            return ItemKind.NOTE
    return None
