"""Hunks without a sure place: what is certain about them all the same, and finding their result in a later text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from cotlens.attribution.cells import Cell, State
from cotlens.attribution.locate import place_of
from cotlens.attribution.words import has_word, same_words
from cotlens.model.edit import Hunk
from cotlens.model.ids import EditId

WAITING: Final = 32
"""Hunks kept waiting for one file; each is looked for in every new text."""


class _Floater(NamedTuple):
    hunk: Hunk
    cells: list[Cell]
    ids: list[int]


class Floating:
    """The hunks of one file that wait for a text which shows where they went."""

    def __init__(self) -> None:
        self._waiting: deque[_Floater] = deque(maxlen=WAITING)

    def add(self, edit: EditId, hunk: Hunk, first: int, ids: Iterator[int]) -> Iterator[tuple[int, Cell, str]]:
        """Let a hunk wait; `first` is the index of its first added line. Gives its added lines as rows of a grave."""
        cells = [Cell(edit, first + k, "eq") for k in range(len(hunk.added))]
        floater = _Floater(hunk, cells, [next(ids) for _ in cells])
        self._waiting.append(floater)
        return zip(floater.ids, cells, hunk.added, strict=True)

    def has(self, edit: EditId) -> bool:
        """Tell whether a hunk of an edit still waits."""
        return any(cell.edit == edit for floater in self._waiting for cell in floater.cells[:1])

    def claimed(self, state: State, age: Mapping[EditId, int]) -> State:
        """Give the hunks whose result a whole text shows their lines; later edits, by `age`, keep theirs.

        What was recalled of them from the graveyard stands where it belongs, and has not moved.
        """
        if not self._waiting:
            return state
        waiting: deque[_Floater] = deque(maxlen=WAITING)
        new = replace(state, cells=list(state.cells), ids=list(state.ids))
        for floater in self._waiting:
            start = floater.hunk.new_start
            at = place_of(state.lines, floater.hunk.new, start - 1 if start is not None else None)
            if at is None:
                waiting.append(floater)
                continue
            rows = (at + k for k, x in enumerate(x for x in floater.hunk.lines if x[:1] != "-") if x[:1] == "+")
            for row, cell, number in zip(rows, floater.cells, floater.ids, strict=True):
                owner = new.cells[row]
                if owner is None or age[owner.edit] <= age[cell.edit]:
                    new.cells[row], new.ids[row] = cell, number
        if len(waiting) == len(self._waiting):
            return state
        self._waiting = waiting
        return new


def disowned(state: State, hunk: Hunk, ids: Iterator[int]) -> State:
    """Take away the owners of lines that a hunk without a place surely took out: those that stand only once."""
    cells, numbers = list(state.cells), list(state.ids)
    for removed in filter(has_word, hunk.removed):
        rows = [k for k, line in enumerate(state.lines) if line is not None and same_words(line, removed)]
        if len(rows) == 1 and cells[rows[0]] is not None:
            cells[rows[0]], numbers[rows[0]] = None, next(ids)
    return replace(state, cells=cells, ids=numbers)
