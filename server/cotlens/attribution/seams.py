"""What lies beside lines that are settled: lines that only their neighbours can place. Comes after blocks were found elsewhere.

Looks at no line that has no settled neighbour; decides nothing by similarity alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from cotlens.attribution.layers import Draft, Gap, alike, same_names, same_words


def beside_settled(draft: Draft) -> None:
    """Align what is left over above and below settled lines with what was left over there in the old text."""
    used = set(draft.src)
    for gap in list(_gaps(draft, used)):
        for rest in same_words(draft, gap):
            for part in same_names(draft, rest):
                alike(draft, part)


def _gaps(draft: Draft, used: set[int]) -> Iterator[Gap]:
    """Pair runs of lines without a source with the runs of unused old lines that touch the same neighbours."""
    src = draft.src
    taken: set[int] = set()
    for b0, b1 in _runs(src):
        above = src[b0 - 1] + 1 if b0 else 0
        below = src[b1] if b1 < len(src) else len(draft.a)
        downwards = _free_from(above, +1, used, len(draft.a))
        upwards = _free_from(below - 1, -1, used, len(draft.a))
        for a0, a1 in ((above, above + downwards), (below - upwards, below)):
            if a0 < a1 and not taken & {*range(a0, a1)} and all(src[j] < 0 for j in range(b0, b1)):
                taken |= {*range(a0, a1)}
                yield a0, a1, b0, b1


def _runs(src: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for j, i in enumerate([*src, 0]):
        if i < 0 and start is None:
            start = j
        elif i >= 0 and start is not None:
            yield start, j
            start = None


def _free_from(i: int, way: int, used: set[int], size: int) -> int:
    count = 0
    while 0 <= i < size and i not in used:
        i += way
        count += 1
    return count
