"""Which of several equal lines of mere punctuation is which: the one that goes with its neighbours, as a bracket with what it closes.

An alignment by text alone takes any of them. Settles no line that has a word in it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from cotlens.attribution.layers import Draft
from cotlens.attribution.words import has_word

ROUNDS: Final = 3
"""Closing lines stand together; each that is put right may show where the next belongs."""

_ENOUGH: Final = 1.5
"""More than a neighbour beside it that was indented otherwise: what a line needs to be put somewhere."""


def closers(draft: Draft) -> bool:
    """Let lines of punctuation at the seams of an alignment follow their neighbours; tell whether any did."""
    rows = _at_seams(draft)
    if not rows:
        return False
    place = dict(zip(reversed(draft.src), reversed(range(len(draft.src))), strict=True))
    place.pop(-1, None)
    found = False
    for _ in range(ROUNDS):
        if not sum(_follow(draft, place, i) for i in rows):
            break
        found = True
        rows = _at_seams(draft)
    return found


def _follow(draft: Draft, place: dict[int, int], i: int) -> bool:
    """Let old line `i` go where it has most company; tell whether that is somewhere else."""
    now = place.get(i)
    best, most = now, _company(draft, place, i, now)
    for j in sorted({place.get(i - 1, -2) + 1, place.get(i + 1, 0) - 1} - {now}):
        if 0 <= j < len(draft.b) and draft.src[j] < 0 and draft.is_same(j, i):
            company = _company(draft, place, i, j)
            if company > max(most, _ENOUGH):
                best, most = j, company
    if best is None or best == now:
        return False
    if now is not None:
        draft.settle(now, -1, "new")
    draft.settle(best, i, "eq" if draft.a[i] == draft.b[best] else "ws")
    place[i] = best
    return True


def _at_seams(draft: Draft) -> list[int]:
    """The old lines of punctuation beside which the alignment is broken."""
    rows: set[int] = set()
    for i, k in [(i, k) for i, k in pairwise((-1, *draft.src, len(draft.a))) if k != i + 1]:
        rows.update((i, i + 1, k - 1, k))
    return sorted(i for i in rows if 0 <= i < len(draft.a) and draft.a[i].strip() and not has_word(draft.a[i]))


def _company(draft: Draft, place: dict[int, int], i: int, j: int | None) -> float:
    """Count the old neighbours of `i` that are beside `j`, those more that were indented as it was; the one above counts for more."""
    if j is None:
        return 0.0
    count = 0.0
    for way, weight in ((-1, 1.1), (1, 1.0)):
        if place.get(i + way) == j + way:
            count += weight * (1 + (_shift(draft, i, j) == _shift(draft, i + way, j + way)))
    return count


def _shift(draft: Draft, i: int, j: int) -> int | None:
    old, new = draft.a[i], draft.b[j]
    if not old.strip():
        return None
    return (len(new) - len(new.lstrip())) - (len(old) - len(old.lstrip()))
