"""Precision, recall and F1 of line ownership with intervals, and how long it took. Knows no ledger."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TypeVar

T = TypeVar("T")

DRAWS = 1000
"""Resamples of the files for an interval."""


@dataclass(slots=True)
class Tally:
    """Lines of one file: claimed to be an edit's, truly an edit's, and both rightly."""

    right: int = 0
    claimed: int = 0
    owned: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.owned if self.owned else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.claimed + self.owned) if self.claimed + self.owned else 1.0


@dataclass(slots=True)
class Score:
    """What was measured in one scenario: a tally for each file, rightness by how lines were carried, seconds."""

    files: dict[str, Tally] = field(default_factory=dict)
    kinds: dict[str, Counter[bool]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def line(self, file: str, kind: str | None, *, right: bool, owned: bool) -> None:
        """Count one line; `kind` is None if nobody's is claimed."""
        tally = self.files.setdefault(file, Tally())
        tally.owned += owned
        if kind is not None:
            tally.claimed += 1
            tally.right += right
            self.kinds.setdefault(kind, Counter())[right] += 1

    def took(self, seconds: float) -> None:
        """Note how long one file took."""
        self.seconds.append(seconds)

    def total(self) -> Tally:
        """All files together."""
        return summed(self.files.values())

    def interval(self) -> tuple[float, float]:
        """Give the 95 % interval of F1 by resampling files, which stand for themselves, their lines do not."""
        return resampled([*self.files.values()], lambda some: summed(some).f1)

    def times(self) -> tuple[float, float]:
        """Median and 95th percentile in milliseconds."""
        if len(self.seconds) < 2:
            return (0.0, 0.0)
        return median(self.seconds) * 1e3, quantiles(self.seconds, n=20)[-1] * 1e3


def summed(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    total = Tally()
    for tally in tallies:
        total.right += tally.right
        total.claimed += tally.claimed
        total.owned += tally.owned
    return total


def resampled(items: Sequence[T], figure: Callable[[Sequence[T]], float]) -> tuple[float, float]:
    """Give the 2.5 % and 97.5 % quantiles of a figure over resamples of what it is made of."""
    rng = random.Random(1)
    draws = sorted(figure(rng.choices(items, k=len(items))) for _ in range(DRAWS)) if items else [0.0]
    return draws[len(draws) * 25 // 1000], draws[min(len(draws) - 1, len(draws) * 975 // 1000)]
