"""Work that pays only later, put off while somebody waits for what is being done now. Knows neither worker nor patterns.

A pattern that turned out to be slow gets an automaton before it, which takes ten milliseconds to build: a live event waits less.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType

Task = Callable[[], None]


class _Here(threading.local):
    """A thread of its own: what another one puts off must not be done in the middle of this one's work."""

    waiting: deque[Task] | None = None


_here = _Here()


def when_free(task: Task) -> None:
    """Do it now, or when there is time for it if somebody waits. It must change no outcome: it may never be done."""
    if _here.waiting is None:
        task()
    else:
        _here.waiting.append(task)


class InHaste:
    """Herein, in this thread, `when_free` only notes what is to be done. May be entered anew while it is."""

    __slots__ = ("_around", "_waiting")

    def __init__(self) -> None:
        """Nothing was put off yet."""
        self._waiting: deque[Task] = deque()
        self._around: list[deque[Task] | None] = []

    def __enter__(self) -> None:
        self._around.append(_here.waiting)
        _here.waiting = self._waiting

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _here.waiting = self._around.pop()

    def catch_up(self) -> None:
        """Do what was put off, in its order."""
        while self._waiting:
            self._waiting.popleft()()
