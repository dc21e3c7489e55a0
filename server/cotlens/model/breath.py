"""Pauses in work that takes long, for what cannot wait: whoever is about to compile a pattern breathes. Knows neither worker nor logs.

A session of which nothing like it was read before needs hundreds of patterns at once, which takes a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

_between: Callable[[], None] | None = None


def breathe() -> None:
    """Let in what cannot wait, where that is possible. What the caller works on may be asked for meanwhile, and made by others."""
    if _between is not None:
        _between()


class Breathing:
    """Herein what `breathe` lets in is done by `between`: only around work that leaves all that it shares whole at any moment."""

    __slots__ = ("_around", "_mine")

    def __init__(self, between: Callable[[], None]) -> None:
        self._mine = between
        self._around: Callable[[], None] | None = None

    def __enter__(self) -> None:
        global _between  # one thread judges, and patterns are compiled deep below
        self._around, _between = _between, self._mine

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _between  # noqa: PLW0603  # as above
        _between = self._around
