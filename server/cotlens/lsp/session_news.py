"""`cotlens/sessionChanged`: tells the client that a session it shows went on, or that something about its flags changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cotlens.lsp.state import State
from cotlens.model.ids import SessionId

METHOD: Final = "cotlens/sessionChanged"

_MOST: Final = 16
"""Sessions that one client is told about: those asked for last."""


class SessionNews:
    """Tells through `send` of the sessions that the client asked for, and of no other."""

    def __init__(self, state: State, send: Callable[[str, dict[str, Any]], None]) -> None:
        self._state = state
        self._send = send
        self._told: dict[SessionId, object] = {}

    def asked(self, session: SessionId) -> None:
        """The client is being told of a session as it is now."""
        self._told.pop(session, None)
        self._told[session] = self._picture(session)
        if len(self._told) > _MOST:
            del self._told[next(iter(self._told))]

    def update(self) -> None:
        """Tell what changed since the client asked, or was told, last."""
        for session, told in list(self._told.items()):
            now = self._picture(session)
            if now != told:
                self._told[session] = now
                self._send(METHOD, {"session": session})

    def _picture(self, session: SessionId) -> object:
        flags = self._state.snapshot.flags.values()
        known = self._state.snapshot.sessions.get(session)
        return known, tuple((f, self._state.status(f.id)) for f in flags if f.session == session)
