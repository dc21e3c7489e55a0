"""Which lines that were called changed are to be believed: a line stays with its neighbours. Finds no line anew."""

from __future__ import annotations

from typing import Final

from cotlens.attribution.layers import Draft
from cotlens.attribution.words import names, squeeze
from cotlens.model.similarity import ratio_of_lines

ONE_SIDED: Final = 94.0
"""Ratio (0..100) from which one neighbour is enough. Of simulated edits by people (tests/bench/attribution.py), those with a neighbour
on each side are the line they are said to be in 98 %, with one in 73 % below a ratio of 85 and in 91 % above, with none in half."""

ONLY_WORDS: Final = 10
"""Characters of words; a line with the same words, and that many, needs no neighbour: 99.8 % are right."""


def unvouched(draft: Draft) -> None:
    """Take back what was called similar, or made of the same words, where the neighbours did not come along.

    A line that was changed where it stands, or wrapped anew, has the old line's neighbours, or more of the old line, beside it.
    Blank lines and the ends of a file are no neighbours.
    """
    doubtful = []
    for j in [j for j, how in enumerate(draft.how) if how == "mod"]:
        i = draft.src[j]
        above, below = (_vouches(draft, i, j, way) for way in (-1, 1))
        if not (above and below) and not _alike_enough(draft.renamed[i], draft.b[j], vouched=above or below):
            doubtful.append(j)
    for j in doubtful:
        draft.settle(j, -1, "new")


def _alike_enough(old: str, new: str, *, vouched: bool) -> bool:
    words = names(old)
    if words == names(new) and sum(map(len, words)) >= ONLY_WORDS:
        return True
    if not vouched:
        return False
    short, long = sorted((squeeze(old), squeeze(new)), key=len)
    return (len(short) >= ONLY_WORDS and short in long) or ratio_of_lines()(old.strip(), new.strip()) >= ONE_SIDED


def _vouches(draft: Draft, i: int, j: int, way: int) -> bool:
    """Tell whether the neighbours on one side belong together."""
    old, new = _next(draft.a, i, way), _next(draft.b, j, way)
    return new >= 0 and draft.src[new] >= 0 and draft.src[new] in (i, old)


def _next(lines: list[str], k: int, way: int) -> int:
    """The nearest line that is not blank above (`way` -1) or below (1) line `k`; -1 if there is none."""
    k += way
    while 0 <= k < len(lines):
        if lines[k] and not lines[k].isspace():
            return k
        k += way
    return -1
