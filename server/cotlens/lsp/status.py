"""`cotlens/status`: one line of what the server is doing, for a status bar. Sent when it changes, computed from the state."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from cotlens.engine.reasoning import by_agent, wanted_remedies
from cotlens.lsp.state import State
from cotlens.model.agents import title_of
from cotlens.model.session import ReasoningStatus

METHOD: Final = "cotlens/status"

_AT_MOST_EVERY: Final = 0.2
"""Seconds: it counts all flags, and a person reads it."""


class StatusLine:
    """Sends the status through `send` when it differs from what was sent last: the first at once, then now and then."""

    def __init__(self, state: State, send: Callable[[str, dict[str, Any]], None]) -> None:
        self._state = state
        self._send = send
        self._sent: dict[str, Any] | None = None
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self.fault = ""
        """Why the server is not watching now, in one sentence; empty when it is."""

    def update(self) -> None:
        """Send the status if it changed, now or when its time has come."""
        if self._timer is not None:
            return
        wait = self._last + _AT_MOST_EVERY - time.monotonic()
        if wait <= 0:
            self._look()
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self._look)

    def _look(self) -> None:
        self._timer = None
        self._last = time.monotonic()
        status = describe(self._state, self.fault)
        if status != self._sent:
            self._sent = status
            self._send(METHOD, status)


def describe(state: State, fault: str = "") -> dict[str, Any]:
    """The status as it goes over the wire."""
    snapshot = state.snapshot
    progress = snapshot.progress
    word, message = _word(state, fault)
    opened, unplaced = state.count_open()
    return {
        "state": word,
        "sessions": len(snapshot.sessions),
        "agents": [
            {"agent": agent, "title": title_of(agent), "sessions": count}
            for agent, count in Counter(x.agent for x in snapshot.sessions.values()).most_common()
        ],
        "reasoning": {s.value: sum(x.reasoning is s for x in snapshot.sessions.values()) for s in ReasoningStatus},
        "flags": {"open": opened, "unplaced": unplaced},
        "progress": {"done": progress.done, "total": progress.total} if progress is not None else None,
        "looked": list(snapshot.looked),
        "unread": len(snapshot.unread),
        "models": [
            {"agent": r.agent, "entrypoint": r.entrypoint, "model": r.model, "reasoning": r.recent.value}
            for r in by_agent(snapshot.sessions.values())
        ],
        "remedies": [
            {"agent": r.agent, "title": r.title, "changes": bool(r.changes), "remark": r.remark}
            for r in wanted_remedies(snapshot.sessions.values())
        ],
        "badLines": sum(x.counts.bad_lines for x in snapshot.sessions.values()),
        "shares": any(file.there for file in snapshot.shared),
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
    unread = f", {_counted(len(snapshot.unread), 'log')} could not be read" if snapshot.unread else ""
    return "watching", f"Watching {_counted(len(snapshot.sessions), 'session')}{unread}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
