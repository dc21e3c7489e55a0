"""Longest common subsequence of two sequences, as runs of equal items. No notion of lines, layout or similarity."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from cotlens.model.similarity import indel

MAX_CELLS: Final = 150_000_000
"""Largest product of lengths solved exactly (about 50 ms and 20 MB); beyond, lines unique on both sides split the problem."""

LARGE: Final = 1_000_000
"""Product of lengths from which it pays to leave out what occurs on one side only."""


class Run(NamedTuple):
    """`size` equal items, from index `a` of one sequence and index `b` of the other."""

    a: int
    b: int
    size: int


def common_runs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Run]:
    """Find the runs of a longest common subsequence, in order and never crossing."""
    head, tail = common_ends(a, b)
    runs = [Run(0, 0, head)] if head else []
    if head + tail < min(len(a), len(b)):
        runs.extend(
            Run(r.a + head, r.b + head, r.size) for r in _middle(a[head : len(a) - tail], b[head : len(b) - tail])
        )
    if tail:
        runs.append(Run(len(a) - tail, len(b) - tail, tail))
    return runs


def common_ends(a: Sequence[Hashable], b: Sequence[Hashable]) -> tuple[int, int]:
    """Count the equal items at the start, and those at the end that the start does not already take."""
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head, tail


def gaps(runs: Sequence[Run], len_a: int, len_b: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (a start, a end, b start, b end) of what lies between the runs, where either side is not empty."""
    at_a = at_b = 0
    for run in (*runs, Run(len_a, len_b, 0)):
        if run.a > at_a or run.b > at_b:
            yield at_a, run.a, at_b, run.b
        at_a, at_b = run.a + run.size, run.b + run.size


def _middle(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Run]:
    if len(a) == 1:
        return [Run(0, j, 1) for j in range(len(b)) if b[j] == a[0]][:1]
    if len(b) == 1:
        return [Run(i, 0, 1) for i in range(len(a)) if a[i] == b[0]][:1]
    if set(a).isdisjoint(b):
        return []
    ids: dict[Hashable, int] = {}
    numbers = count()
    left, right = (list(map(ids.setdefault, side, numbers)) for side in (a, b))
    if len(a) * len(b) < LARGE:
        return _solve(left, right)
    # What occurs on one side only is in no common subsequence.
    shared = set(left).intersection(right)
    rows, columns = ([k for k, x in enumerate(side) if x in shared] for side in (left, right))
    if len(rows) * len(columns) * 2 > len(a) * len(b):
        return _solve(left, right)
    found = _solve([left[k] for k in rows], [right[k] for k in columns])
    return _joined(Run(rows[r.a + k], columns[r.b + k], 1) for r in found for k in range(r.size))


def _solve(a: list[int], b: list[int]) -> list[Run]:
    if not a or not b:
        return []
    if len(a) * len(b) <= MAX_CELLS:
        return [
            Run(op.src_start, op.dest_start, op.src_end - op.src_start)
            for op in indel().opcodes(a, b)
            if op.tag == "equal"
        ]
    anchors = _unique_in_order(a, b)
    if not anchors:
        return []
    found: list[Run] = []
    at_a = at_b = 0
    for x, y in (*anchors, (len(a), len(b))):
        found.extend(Run(r.a + at_a, r.b + at_b, r.size) for r in _solve(a[at_a:x], b[at_b:y]))
        if x < len(a):
            found.append(Run(x, y, 1))
        at_a, at_b = x + 1, y + 1
    return _joined(found)


def _unique_in_order(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Pair the items that occur once on each side; keep a longest set of pairs that do not cross."""
    count_a, count_b = Counter(a), Counter(b)
    where_b = {x: j for j, x in enumerate(b) if count_b[x] == 1}
    pairs = [(i, where_b[x]) for i, x in enumerate(a) if count_a[x] == 1 and x in where_b]
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        previous.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(j)
            last.append(k)
        else:
            ends[at] = j
            last[at] = k
    chosen: list[tuple[int, int]] = []
    k = last[-1] if last else -1
    while k >= 0:
        chosen.append(pairs[k])
        k = previous[k]
    return chosen[::-1]


def _joined(runs: Iterable[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        if out and out[-1].a + out[-1].size == run.a and out[-1].b + out[-1].size == run.b:
            out[-1] = Run(out[-1].a, out[-1].b, out[-1].size + run.size)
        else:
            out.append(run)
    return out
