"""How the lines between two anchors of an alignment are told apart: same words, similar line, words wrapped anew.

Each layer is a function over one gap; it reads the lines and fills a `Draft`, and never undoes what an earlier layer settled.
Order and thresholds follow measurements on real logs: similar lines before re-wrapped words, both before moves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from cotlens.attribution.lcs import Run, common_runs
from cotlens.attribution.words import has_word, squeeze, tokens
from cotlens.model.similarity import ratio_of_lines

ALIKE: Final = 60.0
"""Two lines at or above this ratio (0..100) are one line that was changed."""

GAP_SIDE: Final = 200
"""Longest side of a gap that is searched for similar lines."""

PAIRS: Final = 120_000
"""Line pairs compared in one alignment: bounds the worst case to about 50 ms; what is left over counts as new."""

TOKEN_CELLS: Final = 4_000_000
"""Largest product of token counts compared in one gap."""

COVERED: Final = 0.5
"""Share of a line's tokens that must come from the old text for the line to be the old one, wrapped anew."""


@dataclass(slots=True)
class Draft:
    """An alignment in the making: per new line its source (-1: none yet) and how it came."""

    a: list[str]
    b: list[str]
    src: list[int]
    how: list[str]
    pairs_left: int = PAIRS

    @classmethod
    def of(cls, a: list[str], b: list[str]) -> Draft:
        """Start with every line of `b` new."""
        return cls(a, b, [-1] * len(b), ["new"] * len(b))

    def settle(self, j: int, i: int, how: str) -> None:
        """Say that new line `j` is old line `i`."""
        self.src[j] = i
        self.how[j] = how

    def settle_run(self, run: Run) -> None:
        """Say that a run of lines is what it was."""
        self.src[run.b : run.b + run.size] = range(run.a, run.a + run.size)
        self.how[run.b : run.b + run.size] = ["eq"] * run.size


Gap = tuple[int, int, int, int]
"""(a start, a end, b start, b end), ends exclusive."""


def same_words(draft: Draft, gap: Gap) -> list[Gap]:
    """Settle lines that differ in white space only as `ws`; return the gaps that remain between them."""
    a0, a1, b0, b1 = gap
    if a0 == a1 or b0 == b1:
        return [gap]
    left = [squeeze(x) for x in draft.a[a0:a1]]
    right = [squeeze(x) for x in draft.b[b0:b1]]
    rest: list[Gap] = []
    at_a, at_b = a0, b0
    for run in common_runs(left, right):
        rest.append((at_a, a0 + run.a, at_b, b0 + run.b))
        for k in range(run.size):
            i, j = a0 + run.a + k, b0 + run.b + k
            draft.settle(j, i, "eq" if draft.a[i] == draft.b[j] else "ws")
        at_a, at_b = a0 + run.a + run.size, b0 + run.b + run.size
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
    left = [draft.a[i].strip() for i in rows]
    right = [draft.b[j].strip() for j in cols]
    ratio = ratio_of_lines()
    ratios = [[ratio(x, y, score_cutoff=ALIKE) for y in right] for x in left]
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

    A line of which all words are found is `ws`, one with at least `COVERED` of them `mod`. Lines that an earlier layer
    called similar take part, because the first piece of a split line usually resembles the whole.
    """
    a0, a1, b0, b1 = gap
    if all(draft.src[j] >= 0 for j in range(b0, b1)):
        return
    if _worded(draft.a, a0, a1) * _worded(draft.b, b0, b1) > TOKEN_CELLS:
        return  # every such line has a token: no need to count them
    left = [(token, i) for i in range(a0, a1) for token in tokens(draft.a[i])]
    right = [(token, j) for j in range(b0, b1) for token in tokens(draft.b[j])]
    if not left or not right or len(left) * len(right) > TOKEN_CELLS:
        return
    sources: dict[int, dict[int, int]] = {}
    # A word says where a line came from, a bracket hardly does.
    weights = {token: 1 + 99 * has_word(token) for token, _ in right}
    for run in common_runs([t for t, _ in left], [t for t, _ in right]):
        for (_, i), (token, j) in zip(left[run.a : run.a + run.size], right[run.b : run.b + run.size], strict=True):
            votes = sources.setdefault(j, {})
            votes[i] = votes.get(i, 0) + weights[token]
    totals = Counter(j for _, j in right)
    for j, votes in sources.items():
        if draft.src[j] >= 0:
            continue
        words, marks = divmod(sum(votes.values()), 100)
        coverage = (words + marks) / totals[j]
        if coverage >= COVERED and (words or coverage == 1):
            draft.settle(j, max(votes, key=votes.__getitem__), "ws" if coverage == 1 else "mod")


def _worded(lines: list[str], start: int, end: int) -> int:
    return sum(not lines[k].isspace() and lines[k] != "" for k in range(start, end))
