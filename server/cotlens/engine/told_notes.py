"""Which documents are open in the editor, and which notes on their edits the server has. Works no note out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from cotlens.model.ids import EditId
from cotlens.model.why import EditNote

EVERY: Final = 1.0
"""Seconds between looks at whether notes changed while sessions go on: what a hover tells may be as old as that."""

Notes = dict[EditId, EditNote]


class ToldNotes:
    """Tells apart the notes that are news."""

    def __init__(self) -> None:
        self._told: dict[str, Notes] = {}
        self._stale = False
        self._due = 0.0

    def opened(self, path: str) -> None:
        """A document is open, and will be asked about."""
        self._told.setdefault(path, {})

    def closed(self, path: str) -> None:
        """Nobody asks about it any more."""
        self._told.pop(path, None)

    def went_on(self) -> None:
        """A session went on: notes may have changed."""
        self._stale = bool(self._told)

    @property
    def due(self) -> float | None:
        """When to look next, by the clock of this process; None for not before a session goes on."""
        return self._due if self._stale and self._told else None

    def news_of(self, path: str, notes: Callable[[str], Notes]) -> Mapping[str, Notes]:
        """Look at one document; nothing if it is not open or all is told."""
        if path not in self._told or (found := notes(path)) == self._told[path]:
            return {}
        self._told[path] = found
        return {path: found}

    def news(self, notes: Callable[[str], Notes]) -> Mapping[str, Notes]:
        """Look at all open documents."""
        self._stale, self._due = False, time.monotonic() + EVERY
        found: dict[str, Notes] = {}
        for path in list(self._told):
            found.update(self.news_of(path, notes))
        return found
