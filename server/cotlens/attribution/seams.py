"""What lies beside lines that are settled: lines that only their neighbours can place. Comes after blocks were found elsewhere.

Looks at no line that has no settled neighbour; decides nothing by similarity alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from cotlens.attribution.layers import Draft, Gap, alike, same_names, same_words


def beside_settled(draft: Draft) -> None:
    """Align what is left over above and below settled lines with what was left over there in the old text."""
    for gap in _gaps(draft):
        for rest in same_words(draft, gap):
            for part in same_names(draft, rest):
                alike(draft, part)


def _gaps(draft: Draft) -> Iterator[Gap]:
    """Pair runs of lines without a source with the runs of unused old lines that touch the same neighbours.

    A run that got nothing from what stood below its upper neighbour is offered what stood above its lower one.
    """
    src, size = draft.src, len(draft.a)
    first, last = _ends(set(src), size)
    taken: set[int] = set()
    for b0, b1 in _runs(src):
        above = src[b0 - 1] + 1 if b0 else 0
        below = src[b1] if b1 < len(src) else size
        for a0, a1 in ((above, last[above]), (first[below], below)):
            if a0 < a1 and a0 not in taken and a1 - 1 not in taken and all(src[j] < 0 for j in range(b0, b1)):
                taken.update(range(a0, a1))
                yield a0, a1, b0, b1


def _runs(src: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for j, i in enumerate([*src, 0]):
        if i < 0 and start is None:
            start = j
        elif i >= 0 and start is not None:
            yield start, j
            start = None


def _ends(used: set[int], size: int) -> tuple[list[int], list[int]]:
    """For each place between old lines: where the unused lines above it begin, and where those below it end."""
    first, last = list(range(size + 1)), list(range(size + 1))
    for i in range(size):
        if i not in used:
            first[i + 1] = first[i]
    for i in reversed(range(size)):
        if i not in used:
            last[i] = last[i + 1]
    return first, last
