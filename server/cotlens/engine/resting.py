"""Which sessions are put to rest: what of them is kept, and how they are woken, is the engine's matter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from cotlens.engine.session_state import SessionState
from cotlens.model.ids import SessionId

QUIET: Final = 600.0
"""Seconds after which a session is held to have ended: it costs a reading of its log if it goes on, or is looked at."""


def to_rest(
    sessions: Mapping[SessionId, SessionState], spared: Collection[SessionId], most: int, now: float
) -> list[SessionState]:
    """Return those to put to rest, of `sessions` in the order in which they were touched; never the last of them.

    While more than `most` characters are held, those that were touched longest ago; else at most one that is quiet, since to
    put a long one to rest takes some time. `now` is by the monotonic clock.
    """
    able = [state for state in list(sessions.values())[:-1] if state.id not in spared]
    total = sum(state.size for state in sessions.values())
    found: list[SessionState] = []
    for state in able:
        if total <= most:
            break
        total -= state.size
        found.append(state)
    return found or [state for state in able if now - state.touched > QUIET][:1]
