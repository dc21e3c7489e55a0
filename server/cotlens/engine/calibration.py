"""How sure a flag is: the share of flags like it that were right in stories that nobody had mended anything for.

A monitor says how much speaks for a finding (its score); this says what such scores have been worth. Not a monitor, and no look at
the session: two findings of one monitor with one score are equally sure.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

READINGS: Final = "first_readings.tsv"
"""Counts of first readings, one row each: set of stories, code, score, flags at Warning or above, and how many of them were right."""

_BANDS: Final = (0.6, 0.75, 0.85)
"""Scores between two of these are worth about the same, whatever the monitor."""

_FLAGS: Final = (10, 20, 8)
"""How many flags a band, a monitor within it and a score of the monitor must have to count as much as what is known without them."""

SUREST: Final = 0.95
"""Nothing is surer: of the flags that the counts alone put above it, 94 % were right in the set left out."""

DOUBTFUL: Final = 0.5
"""What is wrong more often than right is no Warning: an Information at most."""


class Reading(NamedTuple):
    """How often a monitor raised flags with one score in one set of stories, and how often rightly."""

    stories: str
    code: str
    score: float
    flags: int
    right: int


class Calibration:
    """The right ones among flags: of all, of a band of scores, of a monitor in it, of one score; each share drawn towards the one before.

    The bands and weights are those that told best of a set what the other sets had counted (`tests/bench/first_readings.py`).
    """

    def __init__(self, readings: tuple[Reading, ...]) -> None:
        self._codes = frozenset(r.code for r in readings)
        self._counts: defaultdict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
        for r in readings:
            for group in ((), *_groups(r.code, r.score)):
                self._counts[group][0] += r.right
                self._counts[group][1] += r.flags

    def confidence(self, code: str, score: float) -> float:
        """Return the share of right ones, 0 to 1; the score itself for a monitor that was never counted (a rule of the user's)."""
        if code not in self._codes:
            return score
        right, flags = self._counts[()]
        share = right / flags
        for group, weight in zip(_groups(code, score), _FLAGS, strict=True):
            right, flags = self._counts.get(group, (0, 0))
            share = (right + weight * share) / (flags + weight)
        return round(min(share, SUREST), 2)


def _groups(code: str, score: float) -> tuple[tuple[object, ...], ...]:
    """Return what a finding is counted with, from the widest to the narrowest."""
    band = sum(score >= edge for edge in _BANDS)
    return (band,), (band, code), (code, round(score, 2))


def parse(text: str) -> tuple[Reading, ...]:
    """Read counts; raises ValueError on a row that has not five columns with numbers in the last three."""
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple(
        Reading(stories, code, float(score), int(flags), int(right)) for stories, code, score, flags, right in rows
    )


@lru_cache(maxsize=1)
def measured() -> Calibration:
    """Return what the product goes by."""
    return Calibration(parse(resources.files(__package__).joinpath(READINGS).read_text(encoding="utf-8")))
