"""Reports on their way to the server: the first at once, those that follow closely joined into one. Holds no state of the scan."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import fields
from typing import Final

from cotlens.model.snapshot import Beat, Report, Update

WINDOW: Final = 0.05
"""Seconds an update may wait for company. A person cannot see the difference; the pipe and the editor can."""

LONG: Final = 1.0
"""Seconds after which reading a log counts as taking long."""


def merge(first: Update, second: Update) -> Update:
    """Join two updates into one with the same effect: what the second says wins."""
    if second.fresh:
        return second
    joined: dict[str, object] = {}
    for field in fields(Update):
        old, new = getattr(first, field.name), getattr(second, field.name)
        joined[field.name] = {**old, **new} if isinstance(old, dict) else (old if new is None else new)
    joined["fresh"] = first.fresh
    return Update(**joined)  # type: ignore[arg-type]


def _shows(update: Update) -> bool:
    """Tell whether an update may change what stands beside the code."""
    return bool(update.flags or update.files)


class Outbox:
    """Sends reports through `send`, never two at a time, updates with flags at most once per window, and those without likewise.

    That a session went on must not hold back the flag that it brings a moment later.
    """

    def __init__(self, send: Callable[[Report], None], window: float = WINDOW) -> None:
        self._send = send
        self._window = window
        self._held: Update | None = None
        self._doing: str | None = None
        """The log that is being read."""
        self._told: str | None = None
        """The log that the server believes is being read."""
        self._last = self._last_shown = float("-inf")
        """When an update went out, and when one with flags did."""
        self._turn = threading.Condition()
        threading.Thread(target=self._flush_late, name="outbox", daemon=True).start()

    def add(self, update: Update, *, now: bool = False) -> None:
        """Send at once if nothing of the kind went out during the last window (or `now`), else join it to what waits."""
        with self._turn:
            self._held = update if self._held is None else merge(self._held, update)
            last = self._last_shown if _shows(update) else self._last
            if now or time.monotonic() - last >= self._window:
                self._flush()
            else:
                self._turn.notify()

    def pass_on(self, report: Report) -> None:
        """Send a report that is no update, after the updates that came before it."""
        with self._turn:
            self._flush()
            self._send(report)

    def begin(self, log: str, *, tell: bool) -> str | None:
        """A log is about to be read: say so at once (`tell`), or only if it takes long, which spares live logs a message.

        Returns the log that was being read around it, which `done` is told.
        """
        around, self._doing = self._doing, log
        if tell:
            with self._turn:
                self._tell()
        return around

    def done(self, around: str | None = None) -> None:
        """The log has been read, and the one around it is read on."""
        self._doing = around
        if self._told not in (None, around):
            with self._turn:
                self._tell()

    def _tell(self) -> None:
        doing = self._doing
        if doing != self._told:
            self._told = doing
            self._send(Beat(doing))

    def _flush(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._send(held)
            self._last = time.monotonic()
            if _shows(held):
                self._last_shown = self._last

    def _flush_late(self) -> None:
        """A long log must not hold back what the log before it brought."""
        with self._turn:
            while True:
                self._tell()
                if not self._turn.wait_for(lambda: self._held is not None, LONG):
                    continue
                left = self._last + self._window - time.monotonic()
                if left <= 0:
                    self._flush()
                else:
                    self._turn.wait(left)
