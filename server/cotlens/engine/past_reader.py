"""The worker's end of the process that reads the past: when it is worth one, and what it told. Reads no log."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from cotlens.engine.hot import HOT_FOR
from cotlens.engine.processes import bytes_of
from cotlens.engine.stamp import log_stamp
from cotlens.engine.wire import read_frame, write_frame
from cotlens.model.ids import SessionId

NEWEST: Final = 5
"""Logs, the newest, of which the worker reads the first itself, and those that may go on: while it reads one, a live one waits."""
WORTH: Final = 20_000_000
"""Bytes of older logs from which on a process of their own is worth its start and its memory."""
PATIENCE: Final = 300.0
"""Seconds for one log; a first read of some gigabytes."""
PROCESS: Final = (sys.executable, *(("-S",) if sys.flags.no_site else ()), "-m", "cotlens.engine.past")


@dataclass(frozen=True, slots=True)
class Past:
    """What the process is to read."""

    folders: tuple[str, ...]
    trusted: bool
    logs: tuple[str, ...]
    """In the order in which they are wanted."""


@dataclass(frozen=True, slots=True)
class PastAt:
    """The process is about to read a log: it lives."""

    log: str


@dataclass(frozen=True, slots=True)
class PastKept:
    """A session of the past is kept: its logs need not be read any more."""

    session: SessionId
    logs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastOver:
    """The process ended, whatever it came to."""

    reader: PastReader


def past_of(logs: Sequence[str], unkept: Callable[[Sequence[str]], Collection[str]]) -> tuple[str, ...]:
    """Return, of logs from the newest on, those to be read by a process of their own; none if there are too few.

    `unkept` says which are not kept already.
    """
    own = {log for n, log in enumerate(logs[:NEWEST]) if not n or _may_go_on(log)}
    older = tuple(unkept([log for log in logs if log not in own]))
    return older if sum(map(bytes_of, older)) >= WORTH else ()


def _may_go_on(log: str) -> bool:
    found = log_stamp(log)
    return found is not None and time.time() - found.changed_at <= HOT_FOR


class PastReader:
    """One such process. What it says comes to `tell`, in a thread of its own; the end of it at last."""

    def __init__(self, past: Past, tell: Callable[[PastKept | PastOver], object]) -> None:
        """Start it; raises OSError where no process can be."""
        self.left = dict.fromkeys(past.logs)
        """Logs of which nothing is known yet, in their order."""
        self._past = past
        self._heard = time.monotonic()
        self._tell = tell
        self._process = subprocess.Popen(
            PROCESS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        threading.Thread(target=self._listen, name="past", daemon=True).start()

    def take(self, kept: PastKept) -> list[str]:
        """Return the logs of a kept session that are not left any more."""
        found = [log for log in kept.logs if log in self.left]
        for log in found:
            del self.left[log]
        return found

    def check(self) -> None:
        """End a process that hangs; to be called every now and then. What is left is told to be."""
        if time.monotonic() - self._heard > PATIENCE:
            self._process.kill()

    def stop(self) -> None:
        """End the process; what is left stays unread."""
        self.left.clear()
        self._process.kill()

    def _listen(self) -> None:
        process = self._process
        try:
            if process.stdin is not None and process.stdout is not None:
                write_frame(process.stdin, self._past)
                while True:
                    message = read_frame(process.stdout)
                    self._heard = time.monotonic()
                    if isinstance(message, PastKept):
                        self._tell(message)
        except (EOFError, OSError):
            pass
        process.kill()
        process.wait()
        self._tell(PastOver(self))
