"""When to give memory back while logs come in: once it is quiet, and now and then though it is not. Gives none back itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TIDY_AFTER: Final = 60.0
"""Seconds of quiet after which memory is given back, if logs were read since it was last."""
TIDY_BY: Final = 600.0
"""Seconds after which it is given back though an agent goes on and on: it takes some 50 ms, and holes grow by a megabyte an hour."""


@dataclass(slots=True)
class TidyPace:
    """Times are those of one monotonic clock, in seconds."""

    due: float | None = None
    """When to give back; None while no log was read since."""
    _by: float = 0.0

    def worked(self, now: float) -> None:
        """A log told something."""
        if self.due is None:
            self._by = now + TIDY_BY
        self.due = min(now + TIDY_AFTER, self._by)

    def take(self, now: float) -> bool:
        """Tell, once, whether it is time."""
        if self.due is None or now < self.due:
            return False
        self.due = None
        return True
