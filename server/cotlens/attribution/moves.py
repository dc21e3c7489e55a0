"""Blocks that stand elsewhere now: equal lines found out of order. Works on what an in-order alignment left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from cotlens.attribution.layers import ALIKE
from cotlens.attribution.words import has_word, squeeze
from cotlens.model.similarity import ratio_of_lines

MIN_LINES: Final = 3
MIN_CHARACTERS: Final = 20
"""A moved block has this many equal lines with this many characters together, or one line ..."""

LONE_CHARACTERS: Final = 30
"""... of this length that occurs once on each side: anything less may be a coincidence."""

CANDIDATES: Final = 24
"""Places tried for one line; a line with more copies than that starts no block."""


class Step(NamedTuple):
    """One line of a moved block: old index, new index, and whether it is still the same line."""

    i: int
    j: int
    same: bool


def find_moves(a: Sequence[str], b: Sequence[str], free_a: set[int], free_b: set[int]) -> list[Step]:
    """Find blocks of `a` (among `free_a`) that stand in `b` (among `free_b`); the longest at each place wins."""
    if not free_a or not free_b:
        return []
    search = _Search([squeeze(x) for x in a], [squeeze(x) for x in b], set(free_a), set(free_b))
    found: list[Step] = []
    for j in sorted(free_b):
        if j not in search.free_b:
            continue
        blocks = [search.block(i, j) for i in search.places(j)]
        best = max(blocks, key=lambda block: sum(s.same for s in block), default=[])
        if search.convincing(best):
            found.extend(best)
            search.take(best)
    return found


class _Search:
    """Both sides without white space, what of them is still unclaimed, and how often each line occurs."""

    def __init__(self, a: list[str], b: list[str], free_a: set[int], free_b: set[int]) -> None:
        self.a, self.b = a, b
        self.free_a, self.free_b = free_a, free_b
        self.count_a, self.count_b = Counter(a), Counter(b)
        self.index: dict[str, list[int]] = {}
        for i in sorted(free_a):
            if has_word(a[i]):
                self.index.setdefault(a[i], []).append(i)

    def places(self, j: int) -> list[int]:
        """List the unclaimed old lines equal to new line `j`, or none if there are too many to mean anything."""
        places = [i for i in self.index.get(self.b[j], ()) if i in self.free_a]
        return places if len(places) <= CANDIDATES else []

    def block(self, i: int, j: int) -> list[Step]:
        """Grow a block around a pair of equal lines, both ways."""
        back = self._grow(i - 1, j - 1, -1)
        return [*back[::-1], Step(i, j, same=True), *self._grow(i + 1, j + 1, +1)]

    def _grow(self, i: int, j: int, way: int) -> list[Step]:
        block: list[Step] = []
        while self._free(i, j):
            if self.a[i] == self.b[j]:
                block.append(Step(i, j, same=True))
            elif self._bridge(i, j, way):
                block.append(Step(i, j, same=False))
            else:
                break
            i, j = i + way, j + way
        return block

    def _free(self, i: int, j: int) -> bool:
        return i in self.free_a and j in self.free_b

    def _bridge(self, i: int, j: int, way: int) -> bool:
        """Accept one changed line inside a block: similar itself, and the block goes on behind it."""
        beyond = self._free(i + way, j + way) and self.a[i + way] == self.b[j + way] and has_word(self.a[i + way])
        return beyond and ratio_of_lines()(self.a[i], self.b[j]) >= ALIKE

    def convincing(self, block: list[Step]) -> bool:
        """Tell whether a block is too long to be a coincidence."""
        same = [self.a[step.i] for step in block if step.same]
        if len(same) >= MIN_LINES and sum(map(len, same)) >= MIN_CHARACTERS:
            return True
        return any(len(x) >= LONE_CHARACTERS and self.count_a[x] == 1 == self.count_b[x] for x in same)

    def take(self, block: list[Step]) -> None:
        """Claim a block's lines on both sides."""
        for step in block:
            self.free_a.discard(step.i)
            self.free_b.discard(step.j)
