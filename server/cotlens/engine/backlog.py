"""The logs of the first scan that are still to be read: one after another here, what is old and much by a process of its own."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Sequence

from cotlens.engine.driven import Engine
from cotlens.engine.past_reader import Past, PastKept, PastOver, PastReader, past_of
from cotlens.model.snapshot import Progress, Watch


class Backlog:
    """Those of one engine. True while any are left, here or there."""

    def __init__(self) -> None:
        """None yet."""
        self._logs: deque[str] = deque()
        self._past: PastReader | None = None
        self._total = 0
        self._at_once = 0
        """How many of those are left that were here from the start: what is kept, and what goes on."""

    def begin(
        self, engine: Engine, logs: Sequence[str], watch: Watch, tell: Callable[[PastKept | PastOver], object]
    ) -> None:
        """Begin with all logs, newest first; what another process tells of them goes to `tell`, and has to come to `on`."""
        old = past_of(logs, engine.unkept)
        if old:
            # Without such a process this one reads them.
            with contextlib.suppress(OSError):
                self._past = PastReader(Past(watch.folders, watch.trusted, old), tell)
        left = self._past.left if self._past is not None else {}
        self._logs, self._total = deque(log for log in logs if log not in left), len(logs)
        self._at_once = len(self._logs)

    def on(self, message: PastKept | PastOver, engine: Engine) -> None:
        """Take in what the other process told."""
        past = self._past
        if past is not None and isinstance(message, PastKept):
            engine.learn(message.session)
            self._logs.extend(past.take(message))
        elif past is not None and isinstance(message, PastOver) and message.reader is past:
            self._logs.extend(past.left)
            self._past = None

    def check(self) -> None:
        """Give up a process that hangs; to be called every now and then."""
        if self._past is not None:
            self._past.check()

    def clear(self) -> None:
        """Give up what is left."""
        self._logs.clear()
        self._at_once = 0
        if self._past is not None:
            self._past.stop()
            self._past = None

    @property
    def opens(self) -> bool:
        """Whether it has only begun: what an earlier process kept is still coming in."""
        return self._at_once > 0

    @property
    def ready(self) -> bool:
        """Whether `take` has one to give now."""
        return bool(self._logs)

    def take(self) -> tuple[str, Progress]:
        """Give the next log, and how far that is."""
        log = self._logs.popleft()
        self._at_once = max(self._at_once - 1, 0)
        left = len(self._logs) + (len(self._past.left) if self._past is not None else 0)
        return log, Progress(self._total - left, self._total)

    def __bool__(self) -> bool:
        return bool(self._logs) or self._past is not None
