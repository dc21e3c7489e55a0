"""Which sessions are put to rest: what of them is kept, and how they are woken, is the engine's matter."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from cotlens.model.ids import SessionId

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

QUIET: Final = 600.0
"""Seconds after which a session is held to have ended: it costs a reading of its log if it goes on, or is looked at."""
LOOKED_AT: Final = 30.0
"""Seconds for which one that ended long ago is held since it was read: who opens a file soon asks about it."""


def to_rest(sessions: Mapping[SessionId, SessionState], spared: Collection[SessionId], most: int) -> list[SessionState]:
    """Return those to put to rest, of `sessions` in the order in which they were touched.

    While more than `most` characters are held, those that were touched longest ago, but never the last of all; else at most one
    that is quiet, since to put a long one to rest takes some time.
    """
    able = [state for state in sessions.values() if state.id not in spared]
    last = next(reversed([*sessions]), None)
    total = sum(state.size for state in sessions.values())
    found: list[SessionState] = []
    for state in able:
        if total <= most:
            break
        if state.id != last:
            total -= state.size
            found.append(state)
    return found or [state for state in able if _is_quiet(state)][:1]


def _is_quiet(state: SessionState) -> bool:
    ended = state.session.ended
    patience = QUIET if ended is None or time.time() - ended < QUIET else min(QUIET, LOOKED_AT)
    return time.monotonic() - state.touched > patience
