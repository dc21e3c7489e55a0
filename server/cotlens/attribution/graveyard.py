"""Owned lines that vanished from a file, and who took them. They may come back by any hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from cotlens.attribution.cells import Cell, State
from cotlens.attribution.moves import MoveSearch
from cotlens.attribution.words import has_word, squeeze
from cotlens.model.ids import EditId

GRAVE_LINES: Final = 2_000
"""Vanished lines kept for one file."""


class Grave(NamedTuple):
    """Lines that vanished together: (identity, cell, text) each, and the edit that took them (None: unknown hands)."""

    rows: tuple[tuple[int, Cell, str], ...]
    by: EditId | None
    words: frozenset[str]
    """The lines with a word, without white space: by these a text is asked, after every change, whether it may have one of them."""

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Cell, str]], by: EditId | None) -> Grave:
        """Lay lines down."""
        laid = tuple(rows)
        return cls(laid, by, frozenset(squeeze(line) for _, _, line in laid if has_word(line)))


class Graveyard:
    """The graves of one file, newest last; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._graves: deque[Grave] = deque()
        self._lines = 0
        self._buried: set[int] = set()
        """Identities of the lines in the graves: whether one of them is back is asked after every change."""

    def exchange(self, old: State, new: State, by: EditId | None) -> None:
        """Bury the owned lines of `old` that are not in `new`; open the graves of lines that are."""
        if old.ids is new.ids:
            return
        alive = set(new.ids)
        if not self._buried.isdisjoint(alive):
            self._open(alive)
        gone = set(old.ids) - alive
        if not gone:
            return
        run: list[tuple[int, Cell, str]] = []
        last = -1
        for k in [k for k, number in enumerate(old.ids) if number in gone]:
            cell, line = old.cells[k], old.lines[k]
            if run and k > last + 1:
                self._dig(Grave.of(run, by))
                run = []
            last = k
            if cell is not None and line is not None:
                run.append((old.ids[k], cell, line))
        if run:
            self._dig(Grave.of(run, by))
        while len(self._graves) > 1 and self._lines > GRAVE_LINES:
            forgotten = self._graves.popleft().rows
            self._lines -= len(forgotten)
            self._buried.difference_update(row[0] for row in forgotten)

    def _dig(self, grave: Grave) -> None:
        self._graves.append(grave)
        self._lines += len(grave.rows)
        self._buried.update(row[0] for row in grave.rows)

    def _open(self, alive: set[int]) -> None:
        opened = (Grave.of((row for row in g.rows if row[0] not in alive), g.by) for g in self._graves)
        self._graves = deque(g for g in opened if g.rows)
        self._lines = sum(len(g.rows) for g in self._graves)
        self._buried -= alive

    def bury(self, rows: Iterable[tuple[int, Cell, str]]) -> None:
        """Lay down lines that never had a sure place, as if unknown hands had taken them."""
        self._dig(Grave.of(rows, None))

    def takers(self) -> dict[EditId, set[EditId]]:
        """Name for each edit with vanished lines the edits that took them; unknown hands are left out."""
        found: dict[EditId, set[EditId]] = {}
        for grave in self._graves:
            if grave.by is not None:
                for _, cell, _ in grave.rows:
                    found.setdefault(cell.edit, set()).add(grave.by)
        return found

    def returned(self, text: list[str], free: set[int]) -> dict[int, tuple[Cell, int, str]]:
        """Find which of the lines `free` of a text vanished before, by the test for moved blocks: (cell, identity, how)."""
        found: dict[int, tuple[Cell, int, str]] = {}
        if not self._graves or not free:
            return found
        search = MoveSearch(text, free)
        for grave in [g for g in reversed(self._graves) if not search.words.isdisjoint(g.words)]:
            lines = [line for _, _, line in grave.rows]
            for step in search.find(lines, range(len(lines))):
                number, cell, _ = grave.rows[step.i]
                found[step.j] = (cell, number, "move" if step.same else "mod")
        return found
