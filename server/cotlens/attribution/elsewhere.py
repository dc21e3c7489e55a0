"""A flagged block that stands where its edit did not put it: taken out, and put in elsewhere, by the same session or by a person.

An edit's lines are its own, so that such a block belongs to whoever wrote it again; a flag about it goes with it all the
same. What counts as the same block is what `moves` calls one. Finds no files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from cotlens.attribution.cells import Cell, State
from cotlens.attribution.moves import LONE_CHARACTERS, MIN_LINES, find_moves
from cotlens.attribution.words import has_word


def rows_elsewhere(
    state: State, added: Sequence[str], flagged: AbstractSet[int], may_be: Callable[[Cell | None], bool]
) -> dict[int, int]:
    """Find flagged lines (indices into `added`, the lines of one edit) in another text, among its lines that `may_be` theirs.

    Gives, by the rows of the text, which of the added lines stand there.
    """
    free = {row for row, cell in enumerate(state.cells) if may_be(cell)}
    steps = find_moves(added, state.text(), set(range(len(added))), free)
    return {step.j: step.i for step in steps if step.same and step.i in flagged and has_word(added[step.i])}


def may_stand_among(added: Iterable[str], flagged: Iterable[str], have: AbstractSet[str]) -> bool:
    """Tell cheaply whether a block of `added` with a flagged line can stand in a text whose stripped lines are `have`."""
    there = {x.strip() for x in flagged if has_word(x)} & have
    return any(len(x) >= LONE_CHARACTERS for x in there) or (
        bool(there) and sum(x.strip() in have for x in added if has_word(x)) >= MIN_LINES
    )
