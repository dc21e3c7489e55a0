"""Blocks that stand elsewhere now: equal lines found out of order. Works on what an in-order alignment left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final, NamedTuple

from cotlens.attribution.layers import ALIKE
from cotlens.attribution.words import has_word, squeeze
from cotlens.model.similarity import ratio_of_lines

MIN_LINES: Final = 3
MIN_CHARACTERS: Final = 20
"""A moved block has this many equal lines with this many characters together, or one line ..."""

LONE_CHARACTERS: Final = 30
"""... of this length that occurs once on each side: anything less may be a coincidence."""

ONLY_CHARACTERS: Final = 10
"""Without white space, of a line that is the only one of its text left over on each side."""

CANDIDATES: Final = 24
"""Places tried for one line; a line with more copies than that starts no block."""


class Step(NamedTuple):
    """One line of a moved block: old index, new index, and whether it is still the same line."""

    i: int
    j: int
    same: bool


def find_moves(a: Sequence[str], b: Sequence[str], free_a: AbstractSet[int], free_b: AbstractSet[int]) -> list[Step]:
    """Find blocks of `a` (among `free_a`) that stand in `b` (among `free_b`); the longest at each place wins."""
    if not free_a or not free_b:
        return []
    search = _Search(a, b, free_a, free_b)
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


def find_lone(a: Sequence[str], b: Sequence[str], free_a: AbstractSet[int], free_b: AbstractSet[int]) -> list[Step]:
    """Find single lines that stand elsewhere: of their text one is left over in `a` and one in `b`.

    Right only where `a` became `b` as a whole; of what vanished at any time, lines come back by chance.
    """
    rows, places = (_worded(a, free_a), _worded(b, free_b)) if free_a and free_b else ({}, {})
    pairs = ((rows[text], places[text]) for text in rows.keys() & places.keys() if len(text) >= ONLY_CHARACTERS)
    return sorted(Step(i[0], j[0], same=True) for i, j in pairs if len(i) == 1 == len(j))


def _worded(lines: Sequence[str], free: AbstractSet[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for k in free:
        if has_word(lines[k]):
            found.setdefault(squeeze(lines[k]), []).append(k)
    return found


class _Search:
    """The unclaimed lines of both sides without white space."""

    def __init__(self, a: Sequence[str], b: Sequence[str], free_a: AbstractSet[int], free_b: AbstractSet[int]) -> None:
        self.whole = a, b
        self.a, self.b = {i: squeeze(a[i]) for i in free_a}, {j: squeeze(b[j]) for j in free_b}
        self.free_a, self.free_b = set(free_a), set(free_b)
        self.index: dict[str, list[int]] = {}
        for i in sorted(free_a):
            if has_word(a[i]):
                self.index.setdefault(self.a[i], []).append(i)

    @cached_property
    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """How often each line occurs in the whole texts."""
        old, new = (Counter(map(squeeze, lines)) for lines in self.whole)
        return old, new

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
        return any(len(x) >= LONE_CHARACTERS and self.counts[0][x] == 1 == self.counts[1][x] for x in same)

    def take(self, block: list[Step]) -> None:
        """Claim a block's lines on both sides."""
        for step in block:
            self.free_a.discard(step.i)
            self.free_b.discard(step.j)
