"""Which line of the old text each line of the new one came from. Pure: two lists of lines in, no owners, no files.

Layers, each only on what the one before left open: equal lines in order, same words, names changed throughout, similar lines,
words wrapped anew; then what the neighbours do not vouch for is taken back, and moves, what stands beside them, and brackets follow.
"""

from __future__ import annotations

from bisect import bisect_left

from cotlens.attribution.closers import closers
from cotlens.attribution.layers import Draft, alike, rewrapped, same_lines, same_names, same_words
from cotlens.attribution.moves import find_lone, find_moves
from cotlens.attribution.renames import learned
from cotlens.attribution.seams import beside_settled
from cotlens.attribution.vouch import unvouched


def align(a: list[str], b: list[str]) -> tuple[list[int], list[str]]:
    """Give for each line of `b` the index in `a` it came from (-1: new) and how: eq, ws, mod, move or new.

    A source index can occur more than once: one old line wrapped into two is the source of both.
    """
    draft = Draft.of(a, b)
    gaps = same_lines(draft)
    rests = [rest for gap in gaps for rest in same_words(draft, gap, firmly=True)]
    draft.rename(learned(a, b, rests) if rests else {})
    for rest in rests:
        for part in same_names(draft, rest):
            for piece in same_words(draft, part):
                alike(draft, piece)
                rewrapped(draft, piece)
    unvouched(draft)
    in_place = list(draft.how)
    moved = _moves(draft)
    if moved:
        beside_settled(draft)
        unvouched(draft)
    if closers(draft) or moved:
        _out_of_order(draft, in_place)
    return draft.src, draft.how


def _moves(draft: Draft) -> bool:
    """Settle what stands elsewhere, blocks before single lines; tell whether anything does."""
    free_a, free_b = draft.free()
    if not free_a or not free_b:
        return False
    found = False
    for find in (find_moves, find_lone):
        for step in find(draft.renamed, draft.b, free_a, free_b):
            draft.settle(step.j, step.i, "move" if step.same and draft.is_same(step.j, step.i) else "mod")
            free_a.discard(step.i)
            free_b.discard(step.j)
            found = True
    return found


def _out_of_order(draft: Draft, before: list[str]) -> None:
    """Call moved what was settled as equal since `before`, but does not stand between the same lines as in the old text."""
    late = [j for j, how in enumerate(draft.how) if how == "eq" != before[j]]
    if not late:
        return
    in_place = [j for j, how in enumerate(draft.how) if how == "eq" == before[j]]
    for j in late:
        at = bisect_left(in_place, j)
        above = draft.src[in_place[at - 1]] if at else -1
        below = draft.src[in_place[at]] if at < len(in_place) else len(draft.a)
        if above < draft.src[j] < below:
            in_place.insert(at, j)
        else:
            draft.how[j] = "move"
