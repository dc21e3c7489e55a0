"""One telling of a log that is told as a whole: its events, in parts where the log is long. Compares nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cotlens.model.event import Event
from cotlens.sources.long_document import Pages
from cotlens.sources.scribe import Scribe

PART: Final = 256 * 1024
"""Bytes of a long document that are told at a time."""
EVENTS: Final = 1024
"""Events that are told at a time."""


class Telling:
    """A reader's events as it writes them down."""

    def __init__(self, scribe: Scribe, steps: Any, pages: Pages | None = None) -> None:
        """`steps` is what the reader returned: an iterator that goes on writing with each step, or None.

        A log without `pages` is told at once.
        """
        self.scribe = scribe
        self._steps: Iterator[None] | None = steps if isinstance(steps, Iterator) else None
        self._pages = pages
        self._left_out = 0

    @property
    def long(self) -> bool:
        """Whether it comes in parts."""
        return self._pages is not None

    def part(self) -> tuple[list[Event], bool]:
        """Write the next events, or all of them; tells with them whether there may be more. Raises what a reader may raise."""
        scribe, pages = self.scribe, self._pages
        until = pages.taken + PART if pages is not None else 0
        more = False
        for _ in self._steps or ():
            if pages is not None and (pages.taken >= until or len(scribe.events) >= EVENTS):
                more = True
                break
        if pages is not None:
            scribe.picture.bad_lines += len(pages.left_out) - self._left_out
            self._left_out = len(pages.left_out)
        events, scribe.events = scribe.events, []
        return events, more
