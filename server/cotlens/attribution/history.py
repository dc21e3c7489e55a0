"""Earlier states of a file by their text, for exact returns. A fifth of all unseen changes are (stash, checkout, undo)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from cotlens.attribution.cells import State

STATES: Final = 64
STATE_LINES: Final = 400_000
"""States kept for one file, and the lines they may have together."""


class History:
    """The last states of one file; the least recently used goes first."""

    def __init__(self) -> None:
        self._states: OrderedDict[bytes, tuple[State, bool]] = OrderedDict()
        self.lines = 0
        """Lines of all states together."""

    def get(self, digest: bytes) -> State | None:
        """Give the state that had this text, or None."""
        entry = self._states.get(digest)
        if entry is None:
            return None
        self._states.move_to_end(digest)
        return entry[0]

    def put(self, digest: bytes, state: State, *, explained: bool) -> None:
        """Remember a state. It is `explained` if a logged edit made it, now or when it was put before."""
        known, before = self._states.get(digest, (None, False))
        explained = explained or (before and known is state)
        self._drop(digest)
        self._states[digest] = (state, explained)
        self.lines += len(state.lines)
        while len(self._states) > STATES or (self.lines > STATE_LINES and len(self._states) > 1):
            self._drop(next(iter(self._states)))

    def build_on(self, base: State) -> None:
        """An edit was made on `base`: trust it, and forget the other states that no edit explains.

        They may hold that very edit, seen on disk before its log record came, with its lines as nobody's.
        """
        for digest, (state, explained) in list(self._states.items()):
            if state is base:
                self._states[digest] = (state, True)
            elif not explained:
                self._drop(digest)

    def _drop(self, digest: bytes) -> None:
        entry = self._states.pop(digest, None)
        if entry is not None:
            self.lines -= len(entry[0].lines)
