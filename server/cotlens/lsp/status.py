"""`cotlens/status`: one line of what the server is doing, for a status bar. Sent when it changes, computed from the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cotlens.lsp.state import State
from cotlens.model.session import ReasoningStatus
from cotlens.model.verdict import Status

METHOD: Final = "cotlens/status"


class StatusLine:
    """Sends the status through `send` when it differs from what was sent last."""

    def __init__(self, state: State, send: Callable[[str, dict[str, Any]], None]) -> None:
        self._state = state
        self._send = send
        self._sent: dict[str, Any] | None = None
        self.fault = ""
        """Why the server is not watching now, in one sentence; empty when it is."""

    def update(self) -> None:
        """Send the status if it changed."""
        status = describe(self._state, self.fault)
        if status != self._sent:
            self._sent = status
            self._send(METHOD, status)


def describe(state: State, fault: str = "") -> dict[str, Any]:
    """The status as it goes over the wire."""
    snapshot = state.snapshot
    progress = snapshot.progress
    word, message = _word(state, fault)
    return {
        "state": word,
        "sessions": len(snapshot.sessions),
        "reasoning": {s.value: sum(x.reasoning is s for x in snapshot.sessions.values()) for s in ReasoningStatus},
        "flags": _flags(state),
        "progress": {"done": progress.done, "total": progress.total} if progress is not None else None,
        "looked": list(snapshot.looked),
        "message": message,
    }


def _word(state: State, fault: str) -> tuple[str, str]:
    snapshot = state.snapshot
    if fault:
        return "error", fault
    if not state.settings.enable:
        return "no-logs", "Switched off by the setting cotlens.enable"
    if state.scanning:
        return "scanning", "Reading session logs"
    if not snapshot.sessions:
        return "no-logs", "No agent's session log names this workspace yet"
    unread = f", {len(snapshot.unread)} logs could not be read" if snapshot.unread else ""
    return "watching", f"Watching {len(snapshot.sessions)} sessions{unread}"


def _flags(state: State) -> dict[str, int]:
    """Open flags, and how many of those have no place in any file; judged ones are not counted."""
    shown = [f for f in state.snapshot.flags.values() if state.shows(f) and state.status(f.id) is Status.OPEN]
    placed = {f.id for path in {*state.snapshot.files, *state.open} for f in state.flags_in(path)}
    return {"open": len(shown), "unplaced": sum(f.id not in placed for f in shown)}
