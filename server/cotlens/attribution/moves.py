"""Blocks that stand elsewhere now: equal lines found out of order. Works on what an in-order alignment left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
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

TRIES: Final = 5_000
"""Blocks grown in one text: bounds the worst case (all lines in another order) to some 20 ms; what is left over counts as new."""


class Step(NamedTuple):
    """One line of a moved block: old index, new index, and whether it is still the same line."""

    i: int
    j: int
    same: bool


def find_moves(a: Sequence[str], b: Sequence[str], free_a: AbstractSet[int], free_b: AbstractSet[int]) -> list[Step]:
    """Find blocks of `a` (among `free_a`) that stand in `b` (among `free_b`); the longest at each place wins."""
    return MoveSearch(b, free_b).find(a, free_a) if free_a and free_b else []


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


class MoveSearch:
    """A text in which blocks of other texts are looked for; what was found once is not found again."""

    def __init__(self, b: Sequence[str], free_b: Iterable[int]) -> None:
        self._lines = b
        self.b = {j: squeeze(b[j]) for j in sorted(free_b)}
        """The lines that may be claimed, without white space. No others are looked at: of a long text, they are few."""
        self.free_b = set(self.b)
        self.tries = TRIES
        self._counts: Counter[str] | None = None
        self._rows: dict[str, list[int]] = {}
        for j, line in self.b.items():
            self._rows.setdefault(line, []).append(j)
        self.words = frozenset(self._rows)
        """What may be found at all."""

    def find(self, a: Sequence[str], free_a: Iterable[int]) -> list[Step]:
        """Find blocks of `a`, and claim their lines."""
        ours = {i: squeeze(a[i]) for i in sorted(free_a)}
        if self.tries <= 0 or not any(line in self._rows and has_word(line) for line in ours.values()):
            return []
        return _Search(self, a, ours).found()

    def rows_of(self, line: str) -> list[int]:
        """List the rows of the text that may still be claimed and read so, in order."""
        rows = self._rows.get(line, [])
        free = [j for j in rows if j in self.free_b]
        if len(free) < len(rows):
            self._rows[line] = free
        return free

    def is_single(self, line: str) -> bool:
        """Tell whether a line that is in the text is in it once."""
        if self._counts is None:
            self._counts = Counter(map(squeeze, self._lines))
        return self._counts[line] == 1


class _Block(NamedTuple):
    """A run of lines, equal or bridged, around a pair of equal ones; ends included."""

    i: int
    j: int
    first: int
    last: int
    """Offsets from the pair (`i`, `j`)."""
    same: int


class _Search:
    """One text's lines sought in another's."""

    def __init__(self, text: MoveSearch, lines: Sequence[str], a: dict[int, str]) -> None:
        self.text, self.b, self.free_b = text, text.b, text.free_b
        self._lines, self.a, self.free_a = lines, a, set(a)
        self._counts: Counter[str] | None = None
        self.index: dict[str, list[int]] = {}
        for i, line in a.items():
            if has_word(line):
                self.index.setdefault(line, []).append(i)
        self.left = {line: len(rows) for line, rows in self.index.items()}

    def found(self) -> list[Step]:
        """Look at every line of the text that is one of ours, from the top."""
        found: list[Step] = []
        for j in sorted(j for line in self.index if self._may_start(line) for j in self.text.rows_of(line)):
            if self.text.tries <= 0:
                break
            if j not in self.free_b:
                continue
            places = self.places(j)
            self.text.tries -= len(places)
            best = max((self.block(i, j) for i in places), key=_same, default=None)
            steps = self.steps(best) if best is not None and self._worth(best) else []
            if self.convincing(steps):
                found.extend(steps)
                self.take(steps)
        return found

    def _may_start(self, line: str) -> bool:
        """In a text of fewer lines than a block has, only a line that identifies itself can be one."""
        return len(self.a) >= MIN_LINES or len(line) >= LONE_CHARACTERS

    def _worth(self, block: _Block) -> bool:
        """Rule out at once what is too short."""
        return block.same >= MIN_LINES or any(
            len(self.a[block.i + k]) >= LONE_CHARACTERS for k in range(block.first, block.last + 1)
        )

    def places(self, j: int) -> list[int]:
        """List the unclaimed old lines equal to new line `j`, or none if there are too many to mean anything."""
        line = self.b[j]
        if not 0 < self.left[line] <= CANDIDATES:
            return []
        places = self.index[line] = [i for i in self.index[line] if i in self.free_a]
        return places

    def block(self, i: int, j: int) -> _Block:
        """Grow a block around a pair of equal lines, both ways."""
        above, same_above = self._grow(i, j, -1)
        below, same_below = self._grow(i, j, +1)
        return _Block(i, j, -above, below, 1 + same_above + same_below)

    def _grow(self, i: int, j: int, way: int) -> tuple[int, int]:
        """Count the lines that go on with a pair, and those of them that are equal."""
        size = same = 0
        while True:
            i, j = i + way, j + way
            if i not in self.free_a or j not in self.free_b:
                return size, same
            if self.a[i] == self.b[j]:
                same += 1
            elif not self._bridge(i, j, way):
                return size, same
            size += 1

    def _bridge(self, i: int, j: int, way: int) -> bool:
        """Accept one changed line inside a block: similar itself, and the block goes on behind it."""
        beyond, there = i + way, j + way
        if beyond not in self.free_a or there not in self.free_b or self.a[beyond] != self.b[there]:
            return False
        return has_word(self.a[beyond]) and ratio_of_lines()(self.a[i], self.b[j]) >= ALIKE

    def steps(self, block: _Block) -> list[Step]:
        """Write a block out line by line."""
        pairs = ((block.i + k, block.j + k) for k in range(block.first, block.last + 1))
        return [Step(i, j, self.a[i] == self.b[j]) for i, j in pairs]

    def convincing(self, steps: list[Step]) -> bool:
        """Tell whether a block is too long to be a coincidence."""
        same = [self.a[step.i] for step in steps if step.same]
        if len(same) >= MIN_LINES and sum(map(len, same)) >= MIN_CHARACTERS:
            return True
        return any(len(x) >= LONE_CHARACTERS and self._is_single(x) and self.text.is_single(x) for x in same)

    def _is_single(self, line: str) -> bool:
        if self._counts is None:
            self._counts = Counter(map(squeeze, self._lines))
        return self._counts[line] == 1

    def take(self, steps: list[Step]) -> None:
        """Claim a block's lines on both sides."""
        for step in steps:
            self.free_a.discard(step.i)
            self.free_b.discard(step.j)
            if self.a[step.i] in self.left:
                self.left[self.a[step.i]] -= 1


def _same(block: _Block) -> int:
    return block.same
