"""Which sessions are held, in work, at rest, and put to rest next: what is kept of one, and how it is woken, is the engine's matter."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cotlens.engine.settled import Settled
from cotlens.model.ids import SessionId

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

QUIET: Final = 600.0
"""Seconds after which a session is held to have ended: it costs a reading of its log if it goes on, or is looked at."""
LOOKED_AT: Final = 30.0
"""Seconds for which one that ended long ago is held since it was read: who opens a file soon asks about it."""


class Resting:
    """Those of one engine's sessions that may rest. Changes the order of those that are held, nothing else."""

    def __init__(
        self, held: dict[SessionId, SessionState], settled: Mapping[SessionId, Settled], most: int | None
    ) -> None:
        """`held` are those with their events, `settled` those without; at `most` so many characters of events are to be held.

        With None no session is at rest, and those in `settled` are done with.
        """
        self._held = held
        self._settled = settled
        self.most = most
        self.mixed: set[SessionId] = set()
        """Sessions of which another session's log told something: they are not put to rest."""
        self.in_work: set[SessionId] = set()
        """Sessions whose logs are being read and judged, or that are being put to rest."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Sessions that come to be in work herein are so until the end of it."""
        around = self.in_work
        self.in_work = around.copy()
        try:
            yield
        finally:
            self.in_work = around

    def is_in_work(self, session: SessionId) -> bool:
        """Whether what is known of a session is about to change."""
        return session in self.in_work

    @property
    def any(self) -> bool:
        """Whether sessions are at rest: to judge them anew their logs have to be read again."""
        return self.most is not None and bool(self._settled)

    def has(self, session: SessionId) -> bool:
        """Whether a session is at rest."""
        return self.most is not None and session not in self._held and session in self._settled

    def touch(self, sessions: Collection[SessionId]) -> None:
        """Something was read of these, or they were looked at."""
        for session in self._held.keys() & sessions:
            state = self._held[session] = self._held.pop(session)
            state.touched = time.monotonic()

    def due(self) -> Iterator[SessionState]:
        """Give one after the other those to put to rest, each when the last one is.

        While too much is held, those that were touched longest ago, but never the last of all; else at most one that is quiet.
        """
        able = [state for state in self._held.values() if self.most is not None and self._may_rest(state)]
        quiet = next(filter(_is_quiet, able), None)
        while (state := self._crowding() or quiet) is not None:
            quiet = None
            yield state

    def _crowding(self) -> SessionState | None:
        if self.most is None or sum(state.size for state in self._held.values()) <= self.most:
            return None
        last = next(reversed([*self._held]), None)
        return next((state for state in self._held.values() if self._may_rest(state) and state.id != last), None)

    def _may_rest(self, state: SessionState) -> bool:
        return state.id not in self.mixed and state.id not in self.in_work


def _is_quiet(state: SessionState) -> bool:
    ended = state.session.ended
    patience = QUIET if ended is None or time.time() - ended < QUIET else min(QUIET, LOOKED_AT)
    return time.monotonic() - state.touched > patience
