"""How alike two lines are. The library behind it takes 6 MB and 20 ms to load, and most sessions never need it: it is loaded late."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

Ratio = Callable[..., float]
"""(one, other, score_cutoff=0) to 0..100; 0 below the cutoff."""


@lru_cache(maxsize=1)
def ratio_of_lines() -> Ratio:
    """Return rapidfuzz's `fuzz.ratio`: the share of characters in both, in order. Call it once before a loop."""
    from rapidfuzz import fuzz  # noqa: PLC0415

    ratio: Ratio = fuzz.ratio
    return ratio


@lru_cache(maxsize=1)
def indel() -> Any:
    """Return rapidfuzz's `Indel`: longest common subsequences of any items."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    return Indel
