"""One edit's hunks put into a state at known places. Never looks for a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from cotlens.attribution.cells import Cell, Cut, State
from cotlens.attribution.changes import is_change
from cotlens.attribution.locate import Line
from cotlens.model.edit import Hunk
from cotlens.model.ids import EditId


@dataclass(frozen=True, slots=True)
class Piece:
    """A hunk and where it goes: the index of its window, and how many groups and added lines of its edit come before it."""

    at: int
    hunk: Hunk
    group: int
    added: int


@dataclass(slots=True)
class _Out:
    lines: list[Line] = field(default_factory=list)
    cells: list[Cell | None] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    """(group, index of the line after the cut)."""

    def copy(self, state: State, start: int, end: int) -> None:
        self.lines += state.lines[start:end]
        self.cells += state.cells[start:end]
        self.ids += state.ids[start:end]


def splice(state: State, edit: EditId, pieces: Iterable[Piece], ids: Iterator[int]) -> State:
    """Give the state after an edit; pieces are in order and do not overlap. Added lines belong to the edit."""
    out = _Out()
    at = 0
    for piece in pieces:
        out.copy(state, at, piece.at)
        at = _put(out, state, edit, piece, ids)
    out.copy(state, at, len(state.lines))
    cuts = tuple(
        Cut(edit, group, out.ids[k - 1] if k else None, out.ids[k] if k < len(out.ids) else None)
        for group, k in out.cuts
    )
    return State(out.lines, out.cells, out.ids, (*surviving(state, set(out.ids)), *cuts), whole=state.whole)


def _put(out: _Out, state: State, edit: EditId, piece: Piece, ids: Iterator[int]) -> int:
    """Write one hunk; return the index of the first old line behind it."""
    at, group, ordinal = piece.at, piece.group, piece.added
    for changed, run in groupby(piece.hunk.lines, key=is_change):
        lines = list(run)
        if not changed:
            out.copy(state, at, at + len(lines))
            # In a file known in parts, a hunk's unchanged lines make more of it known.
            out.lines[len(out.lines) - len(lines) :] = [
                x[1:] if have is None else have
                for x, have in zip(lines, state.lines[at : at + len(lines)], strict=True)
            ]
            at += len(lines)
            continue
        added = [x[1:] for x in lines if x[0] == "+"]
        if not added:
            out.cuts.append((group, len(out.ids)))
        out.lines += added
        out.cells += [Cell(edit, ordinal + k, "eq") for k in range(len(added))]
        out.ids += [next(ids) for _ in added]
        at += len(lines) - len(added)
        group, ordinal = group + 1, ordinal + len(added)
    return at


def surviving(old: State, alive: set[int]) -> Iterator[Cut]:
    """Carry cuts over: where a neighbour vanished, the next line that is still there takes its part."""
    if not old.cuts:
        return
    index = {line: k for k, line in enumerate(old.ids)}

    def nearest(line: int | None, step: int) -> int | None:
        k = index.get(line, -1) if line is not None else -1
        while 0 <= k < len(old.ids) and old.ids[k] not in alive:
            k += step
        return old.ids[k] if 0 <= k < len(old.ids) else None

    for cut in old.cuts:
        yield cut._replace(before=nearest(cut.before, -1), after=nearest(cut.after, +1))
