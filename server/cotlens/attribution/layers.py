"""How the lines between two anchors of an alignment are told apart: same words, similar line, words wrapped anew.

Each layer is a function over one gap; it reads the lines and fills a `Draft`, and never undoes what an earlier layer settled.
Order and thresholds follow measurements on real logs: similar lines before re-wrapped words, both before moves.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from cotlens.attribution.lcs import Run, common_runs
from cotlens.attribution.renames import with_new_names
from cotlens.attribution.words import has_word, names, squeeze, tokens
from cotlens.model.similarity import ratio_of_lines

ALIKE: Final = 60.0
"""Two lines at or above this ratio (0..100) are one line that was changed."""

GAP_SIDE: Final = 200
"""Longest side of a gap that is searched for similar lines."""

PAIRS: Final = 120_000
"""Line pairs compared in one alignment: bounds the worst case to about 50 ms; what is left over counts as new."""

TOKEN_CELLS: Final = 16_000_000
"""Largest product of token counts compared in one gap."""

COVERED: Final = 0.5
"""Share of a line's characters that must come from the old text for the line to be the old one, wrapped anew."""

_REMARK: Final = re.compile(r"(?<=\S)\s+(?://|/\*|#|--|<!--).*$")
"""What a person notes behind a line."""

ANEW: Final = 0.7
"""Share of the lines that are equal from which a text was not indented anew, and of those equal but for white space if it was."""


@dataclass(slots=True)
class Draft:
    """An alignment in the making: per new line its source (-1: none yet) and how it came."""

    a: list[str]
    b: list[str]
    src: list[int]
    how: list[str]
    renamed: list[str]
    """The lines of `a` with the names they have in `b`."""
    pairs_left: int = PAIRS

    @classmethod
    def of(cls, a: list[str], b: list[str]) -> Draft:
        """Start with every line of `b` new."""
        return cls(a, b, [-1] * len(b), ["new"] * len(b), a)

    def settle(self, j: int, i: int, how: str) -> None:
        """Say that new line `j` is old line `i`."""
        self.src[j] = i
        self.how[j] = how

    def rename(self, names: dict[str, str]) -> None:
        """Take note of names that were changed throughout."""
        if names:
            self.renamed = with_new_names(self.a, names)

    def is_same(self, j: int, i: int) -> bool:
        """Tell whether two lines are equal but for white space."""
        return squeeze(self.a[i]) == squeeze(self.b[j])

    def free(self) -> tuple[set[int], set[int]]:
        """The old lines that are no line's source, and the new lines without one."""
        return set(range(len(self.a))).difference(self.src), {j for j, i in enumerate(self.src) if i < 0}


Gap = tuple[int, int, int, int]
"""(a start, a end, b start, b end), ends exclusive."""


def same_lines(draft: Draft) -> list[Gap]:
    """Settle equal lines; return the gaps between them.

    Where a text was indented anew, few lines are equal, and those by chance: then white space does not count from the start.
    """
    a, b = draft.a, draft.b
    runs = common_runs(a, b)
    equal = sum(run.size for run in runs)
    if equal < ANEW * min(len(a), len(b)):
        left, right = [squeeze(x) for x in a], [squeeze(x) for x in b]
        known = set(left)
        spaceless = common_runs(left, right) if ANEW * sum(x in known for x in right) > equal else []
        if ANEW * sum(run.size for run in spaceless) > equal:
            runs = spaceless
    return _settled(draft, (0, len(a), 0, len(b)), anchors(runs, a, b))


def anchors(runs: Sequence[Run], a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Leave out the runs without a word: between changed lines, blank lines and brackets are equal by chance.

    What of them is right is found again once the lines with words are settled.
    """
    return [
        run
        for run in runs
        if run.a == 0 == run.b
        or (run.a + run.size == len(a) and run.b + run.size == len(b))
        or any(map(has_word, a[run.a : run.a + run.size]))
    ]


def same_words(draft: Draft, gap: Gap, *, firmly: bool = False) -> list[Gap]:
    """Settle lines that differ in white space only as `ws`; return the gaps that remain between them.

    `firmly`: only where there are words among them.
    """
    a0, a1, b0, b1 = gap
    if a1 - a0 == 1 == b1 - b0:
        return _settled_one(draft, gap) if draft.is_same(b0, a0) else [gap]
    left, right = [squeeze(x) for x in draft.a[a0:a1]], [squeeze(x) for x in draft.b[b0:b1]]
    runs = common_runs(left, right) if left and right else []
    return _settled(draft, gap, anchors(runs, left, right) if firmly else runs)


def same_names(draft: Draft, gap: Gap) -> list[Gap]:
    """Settle lines that have the same words, or new names for them, as `mod`; return the gaps that remain between them."""
    a0, a1, b0, b1 = gap
    if a1 - a0 == 1 == b1 - b0:
        words = names(draft.b[b0])
        return _settled_one(draft, gap) if words and words == names(draft.renamed[a0]) else [gap]
    left: list[Hashable] = [names(x) or -i for i, x in enumerate(draft.renamed[a0:a1], 1)]
    right: list[Hashable] = [names(x) or j for j, x in enumerate(draft.b[b0:b1])]
    return _settled(draft, gap, common_runs(left, right))


def _settled_one(draft: Draft, gap: Gap) -> list[Gap]:
    return _settled(draft, gap, (Run(0, 0, 1),))


def _settled(draft: Draft, gap: Gap, runs: Sequence[Run]) -> list[Gap]:
    """Settle the lines of runs, which count from the gap's start."""
    a0, a1, b0, b1 = gap
    rest: list[Gap] = []
    at_a, at_b = a0, b0
    for run in runs:
        rest.append((at_a, a0 + run.a, at_b, b0 + run.b))
        at_a, at_b = a0 + run.a + run.size, b0 + run.b + run.size
        first_a, first_b = a0 + run.a, b0 + run.b
        if draft.a[first_a:at_a] == draft.b[first_b:at_b]:
            draft.src[first_b:at_b] = range(first_a, at_a)
            draft.how[first_b:at_b] = ["eq"] * run.size
            continue
        for i, j in zip(range(first_a, at_a), range(first_b, at_b), strict=True):
            draft.settle(j, i, "eq" if draft.a[i] == draft.b[j] else "ws" if draft.is_same(j, i) else "mod")
    rest.append((at_a, a1, at_b, b1))
    return [g for g in rest if g[0] < g[1] and g[2] < g[3]]


def alike(draft: Draft, gap: Gap) -> None:
    """Settle similar lines as `mod`: of all ways that do not cross, the one with the highest sum of ratios."""
    a0, a1, b0, b1 = gap
    rows = [i for i in range(a0, a1) if has_word(draft.a[i])]
    cols = [j for j in range(b0, b1) if has_word(draft.b[j])]
    size = len(rows) * len(cols)
    if not size or max(len(rows), len(cols)) > GAP_SIDE or size > draft.pairs_left:
        return
    draft.pairs_left -= size
    left = [draft.renamed[i].strip() for i in rows]
    right = [draft.b[j].strip() for j in cols]
    ratio = ratio_of_lines()
    ratios = [[ratio(x, y, score_cutoff=ALIKE) for y in right] for x in left]
    # Whoever put a remark behind a line, or took one off, has left the line as it was.
    codes: dict[str, list[int]] = {}
    for r, x in enumerate(left):
        codes.setdefault(squeeze(_REMARK.sub("", x)), []).append(r)
    for c, y in enumerate(right):
        code = squeeze(_REMARK.sub("", y))
        for r in codes.get(code, ()) if has_word(code) else ():
            ratios[r][c] = 100.0
    for r, c in _best_path(ratios):
        draft.settle(cols[c], rows[r], "mod")


def _best_path(ratios: list[list[float]]) -> list[tuple[int, int]]:
    """Pick (row, column) pairs with a ratio, both rising, with the highest sum."""
    width = len(ratios[0])
    above = [0.0] * (width + 1)
    best = [above]
    for row in ratios:
        value = corner = 0.0
        here = [value]
        for ratio, up in zip(row, above[1:], strict=True):
            # Plain comparisons: this is done for every pair of lines.
            value = max(value, up)
            if ratio and corner + ratio > value:
                value = corner + ratio
            here.append(value)
            corner = up
        best.append(here)
        above = here
    path: list[tuple[int, int]] = []
    r, c = len(ratios), width
    while r and c:
        if best[r][c] == best[r - 1][c]:
            r -= 1
        elif best[r][c] == best[r][c - 1]:
            c -= 1
        else:
            r, c = r - 1, c - 1
            path.append((r, c))
    return path[::-1]


def rewrapped(draft: Draft, gap: Gap) -> None:
    """Settle lines whose words stood on other lines before (a formatter split or joined them).

    A line that is found whole is `ws`, one of which at least `COVERED` is found `mod`. Lines that an earlier layer
    called similar take part, because the first piece of a split line usually resembles the whole.
    """
    a0, a1, b0, b1 = gap
    if all(draft.src[j] >= 0 for j in range(b0, b1)):
        return
    if _worded(draft.a, a0, a1) * _worded(draft.b, b0, b1) > TOKEN_CELLS:
        return  # every such line has a token: no need to count them
    if _strange(draft, gap):
        return
    left = [(token, i) for i in range(a0, a1) for token in tokens(draft.a[i])]
    right = [(token, j) for j in range(b0, b1) for token in tokens(draft.b[j])]
    if not left or not right or len(left) * len(right) > TOKEN_CELLS:
        return
    sources: dict[int, dict[int, int]] = {}
    found: dict[int, int] = {}
    # A word says where a line came from, a bracket hardly does.
    weights = {token: 1 + 99 * has_word(token) for token, _ in right}
    for run in common_runs([t for t, _ in left], [t for t, _ in right]):
        for (_, i), (token, j) in zip(left[run.a : run.a + run.size], right[run.b : run.b + run.size], strict=True):
            votes = sources.setdefault(j, {})
            votes[i] = votes.get(i, 0) + weights[token]
            found[j] = found.get(j, 0) + len(token)
    totals: dict[int, int] = {}
    for token, j in right:
        totals[j] = totals.get(j, 0) + len(token)
    for j, votes in sources.items():
        if draft.src[j] >= 0:
            continue
        coverage = found[j] / totals[j]
        if coverage >= COVERED and (coverage == 1 or sum(votes.values()) >= 100):
            draft.settle(j, max(votes, key=votes.__getitem__), "ws" if coverage == 1 else "mod")


def _strange(draft: Draft, gap: Gap) -> bool:
    """Tell at little cost that no line can be wrapped anew: each has a word, and no word stood there before."""
    a0, a1, b0, b1 = gap
    new = [names(x) for x in draft.b[b0:b1]]
    return all(new) and {word for x in draft.a[a0:a1] for word in names(x)}.isdisjoint(word for x in new for word in x)


def _worded(lines: list[str], start: int, end: int) -> int:
    return sum(not lines[k].isspace() and lines[k] != "" for k in range(start, end))
