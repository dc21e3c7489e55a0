"""Which line of the old text each line of the new one came from. Pure: two lists of lines in, no owners, no files.

Layers, each only on what the one before left open: equal lines in order, same words, similar lines, words wrapped anew, moves.
"""

from __future__ import annotations

from cotlens.attribution.layers import Draft, alike, rewrapped, same_words
from cotlens.attribution.lcs import common_runs, gaps
from cotlens.attribution.moves import find_moves


def align(a: list[str], b: list[str]) -> tuple[list[int], list[str]]:
    """Give for each line of `b` the index in `a` it came from (-1: new) and how: eq, ws, mod, move or new.

    A source index can occur more than once: one old line wrapped into two is the source of both.
    """
    draft = Draft.of(a, b)
    runs = common_runs(a, b)
    for run in runs:
        draft.settle_run(run)
    for gap in gaps(runs, len(a), len(b)):
        for rest in same_words(draft, gap):
            alike(draft, rest)
            rewrapped(draft, rest)
    _moves(draft)
    return draft.src, draft.how


def _moves(draft: Draft) -> None:
    used = set(draft.src)
    free_a = {i for i in range(len(draft.a)) if i not in used}
    free_b = {j for j, i in enumerate(draft.src) if i < 0}
    for step in find_moves(draft.a, draft.b, free_a, free_b):
        draft.settle(step.j, step.i, "move" if step.same else "mod")
