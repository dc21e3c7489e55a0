"""When to look for new logs in all places: seldom enough that looking stays a small share of the time. Looks for none itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

DISCOVER_AT_MOST_EVERY: Final = 0.25
"""Seconds between searches for new logs in all places. A new file that an event names needs no search."""

DISCOVER_SHARE: Final = 200
"""A search that took a second is done again as routine after 200 at the earliest: at most 0.5 % of a core goes into looking."""

URGENT_SHARE: Final = 4
"""The same for a search that something gave a reason for: a new folder, a root that came."""


@dataclass(slots=True)
class SearchPace:
    """When to look for new logs next: where there are many, a look at all places takes long."""

    wanted: bool = False
    due: float = 0.0
    ended: float = float("-inf")
    took: float = 0.0

    def want(self, *, routine: bool) -> None:
        """Ask for a search: one of routine waits so long that searching stays a small share of all time."""
        due = self.ended + max(DISCOVER_AT_MOST_EVERY, self.took * (DISCOVER_SHARE if routine else URGENT_SHARE))
        self.due = due if not self.wanted else min(self.due, due)
        self.wanted = True

    def done(self, took: float) -> None:
        """Say how many seconds a search took."""
        self.wanted, self.took, self.ended = False, took, time.monotonic()
