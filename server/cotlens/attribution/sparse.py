"""Files of which the log shows only windows: keeping the windows in step, and finding them in a full text.

A line of which nothing is known is None. Windows of known lines are called islands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from cotlens.attribution.align import align
from cotlens.attribution.cells import Cell, State
from cotlens.attribution.layers import Draft
from cotlens.attribution.locate import FAR, Line, fits, place_of, region_of
from cotlens.attribution.moves import find_moves
from cotlens.attribution.splice import surviving
from cotlens.attribution.words import as_logged, has_word

_LEAST_KNOWN: Final = 1
"""Lines with words that must agree before a window is taken to have shifted."""


_Row = tuple[Line, Cell | None, int]
"""A line, its owner and its identity."""


class Island(NamedTuple):
    """A run of known lines: `start` is its index among all lines."""

    start: int
    lines: list[str]


def shift_of(lines: Sequence[Line], window: Sequence[str], at: int) -> int | None:
    """Find how far the known lines have shifted, seen from a window that the log numbers `at`.

    0 if they agree where they are; the one shift within `FAR` with the most known lines agreeing and none contradicting;
    None if there is none or several are equally good.
    """
    if fits(lines, window, at):
        return 0
    scores: dict[int, int] = {}
    for shift in range(-min(FAR, at), FAR + 1):
        if fits(lines, window, at + shift):
            known = sum(lines[at + shift + k] is not None and has_word(want) for k, want in enumerate(window))
            if known >= _LEAST_KNOWN:
                scores[shift] = known
    best = max(scores.values(), default=0)
    shifts = [s for s, score in scores.items() if score == best]
    return shifts[0] if len(shifts) == 1 else None


def in_step(state: State, window: Sequence[str], at: int, ids: Iterator[int]) -> State:
    """Bring a file known in parts in step with a window that the log numbers `at`: the newest truth about it.

    Shifted islands move by putting unknown lines in above them or taking some out. Lines that contradict the window all
    the same are forgotten: a change that no log shows must have replaced them.
    """
    rows: list[_Row] = list(zip(state.lines, state.cells, state.ids, strict=True))
    rows += _unknown(at + len(window) + FAR - len(rows), ids)
    shift = shift_of([line for line, _, _ in rows], window, at) or 0
    if shift < 0:
        above = max((k for k in range(at + shift) if rows[k][0] is None), default=0)
        rows[above:above] = _unknown(-shift, ids)
    elif shift > 0:
        spare = [k for k in range(at + shift) if rows[k][0] is None][-shift:]
        for k in reversed(spare):
            del rows[k]
    for k, want in enumerate(window, at):
        if not fits([rows[k][0]], [want], 0):
            rows[k : k + 1] = _unknown(1, ids)
    numbers = [number for _, _, number in rows]
    return State(
        [x for x, _, _ in rows], [c for _, c, _ in rows], numbers, tuple(surviving(state, set(numbers))), whole=False
    )


def _unknown(size: int, ids: Iterator[int]) -> list[_Row]:
    return [(None, None, next(ids)) for _ in range(size)]


def align_islands(known: Sequence[Line], text: list[str]) -> tuple[list[int], list[str]]:
    """Do for a file known in parts what `align` does for a whole one; sources index into `known`."""
    draft = Draft.of([x if x is not None else "" for x in known], text)
    lost: list[Island] = []
    floor, drift = 0, 0
    for island in _islands(known):
        at = place_of(text, island.lines, island.start + drift, floor)
        if at is None:
            region = region_of(text, island.lines, island.start + drift)
            if region is None or region.start < floor:
                lost.append(island)
            else:
                _fill(draft, range(island.start, island.start + len(island.lines)), region)
                floor = region.stop
            continue
        for k in range(len(island.lines)):
            same = as_logged(text[at + k], island.lines[k])
            draft.settle(at + k, island.start + k, "eq" if same else "ws")
        floor, drift = at + len(island.lines), at - island.start
    _blocks(draft, known)
    _between_blocks(draft, lost)
    return draft.src, draft.how


def _islands(known: Sequence[Line]) -> Iterator[Island]:
    for is_known, run in groupby(enumerate(known), key=lambda pair: pair[1] is not None):
        if is_known:
            pairs = list(run)
            yield Island(pairs[0][0], [x for _, x in pairs if x is not None])


def _blocks(draft: Draft, known: Sequence[Line]) -> None:
    """Settle blocks of what is left wherever they stand: only such as are too long for a coincidence."""
    used = set(draft.src)
    free_a = {i for i, line in enumerate(known) if line is not None and i not in used}
    free_b = {j for j, i in enumerate(draft.src) if i < 0}
    for step in find_moves(draft.a, draft.b, free_a, free_b):
        how = "eq" if as_logged(draft.b[step.j], draft.a[step.i]) else "ws"
        draft.settle(step.j, step.i, how if step.same else "mod")


def _between_blocks(draft: Draft, lost: list[Island]) -> None:
    """Align what lies between two settled blocks of one island as ordinary text."""
    place = {i: j for j, i in enumerate(draft.src) if i >= 0}
    for island in lost:
        end = island.start + len(island.lines)
        settled = [(i, place[i]) for i in range(island.start, end) if i in place]
        for (i0, j0), (i1, j1) in pairwise(settled):
            if i1 - i0 > 1 and 0 < j1 - j0 - 1 <= 2 * (i1 - i0) + FAR:
                _fill(draft, range(i0 + 1, i1), range(j0 + 1, j1))


def _fill(draft: Draft, old: range, new: range) -> None:
    if any(draft.src[j] >= 0 for j in new):
        return
    src, how = align([draft.a[i] for i in old], [draft.b[j] for j in new])
    for k, (i, kind) in enumerate(zip(src, how, strict=True)):
        if i >= 0:
            draft.settle(new[k], old[i], kind)
