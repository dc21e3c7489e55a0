"""Pauses in work that takes long, for what cannot wait: whoever is about to compile a pattern breathes. Knows neither worker nor logs.

A session of which nothing like it was read before needs hundreds of patterns at once, which takes a tenth of a second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType


class _Here(threading.local):
    """A thread of its own: one that watches folders compiles patterns, too, while the one that judges is in the middle of something."""

    between: Callable[[], None] | None = None


_here = _Here()


def breathe() -> None:
    """Let in what cannot wait, where that is possible. What the caller works on may be asked for meanwhile, and made by others."""
    if _here.between is not None:
        _here.between()


class Breathing:
    """Herein what `breathe` lets in, in this thread, is done by `between`: only around work that leaves all it shares whole."""

    __slots__ = ("_around", "_mine")

    def __init__(self, between: Callable[[], None]) -> None:
        self._mine = between
        self._around: Callable[[], None] | None = None

    def __enter__(self) -> None:
        self._around, _here.between = _here.between, self._mine

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _here.between = self._around
