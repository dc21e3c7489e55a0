"""Owners following their lines into a text that came about by a change no log shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cotlens.attribution.align import align
from cotlens.attribution.cells import Cell, State
from cotlens.attribution.changes import Record
from cotlens.attribution.graveyard import Graveyard
from cotlens.attribution.sparse import align_islands
from cotlens.attribution.splice import surviving
from cotlens.attribution.words import as_logged
from cotlens.model.ids import EditId


def carry(old: State, lines: list[str], records: Mapping[EditId, Record], ids: Iterator[int]) -> State:
    """Align `lines` with a state and give the state they are."""
    src, how = align(old.text(), lines) if old.whole else align_islands(old.lines, lines)
    new = follow(old, src, how, lines, records, ids)
    return replace(new, cuts=tuple(surviving(old, set(new.ids))), whole=True)


def recall(old: State, new: State, records: Mapping[EditId, Record], graves: Graveyard) -> State:
    """Give lines that are new in `new` to the edits that had them before they vanished."""
    known = set(old.ids)
    lines = new.text()
    returned = graves.returned(lines, {j for j, number in enumerate(new.ids) if number not in known})
    if not returned:
        return new
    cells, numbers = list(new.cells), list(new.ids)
    for j, (cell, number, kind) in returned.items():
        cells[j], numbers[j] = aged(cell, kind, lines[j], records), number
    return replace(new, cells=cells, ids=numbers)


def rewrite(old: State, region: range, lines: list[str], records: Mapping[EditId, Record], ids: Iterator[int]) -> State:
    """Replace one region of a state by lines that came of it; owners follow their lines."""

    def part(rows: slice) -> State:
        return State(old.lines[rows], old.cells[rows], old.ids[rows])

    head, body, tail = (
        part(slice(*ends)) for ends in ((0, region.start), (region.start, region.stop), (region.stop, None))
    )
    new = follow(body, *align([x or "" for x in body.lines], lines), lines, records, ids)
    numbers = [*head.ids, *new.ids, *tail.ids]
    return State(
        [*head.lines, *new.lines, *tail.lines],
        [*head.cells, *new.cells, *tail.cells],
        numbers,
        tuple(surviving(old, set(numbers))),
        whole=old.whole,
    )


def follow(
    old: State, src: list[int], how: list[str], lines: list[str], records: Mapping[EditId, Record], ids: Iterator[int]
) -> State:
    """Give each line the cell and identity of the line it came from; without cuts."""
    # Most lines are carried as they are: only the others are looked at one by one.
    owners, known = [*old.cells, None], [*old.ids, -1]
    cells, numbers = [owners[i] for i in src], [known[i] for i in src]
    for j in _otherwise(old, src, how, lines):
        if (cell := cells[j]) is not None:
            cells[j] = aged(cell, how[j], lines[j], records)
    fresh = [j for j, i in enumerate(src) if i < 0]
    if len(set(numbers)) + max(0, len(fresh) - 1) < len(numbers):
        # A line wrapped into two has one identity: its first half keeps it.
        first = {i: j for j, i in reversed([*enumerate(src)])}
        fresh = [j for j, i in enumerate(src) if i < 0 or first[i] != j]
    for j in fresh:
        numbers[j] = next(ids)
    return State(list(lines), cells, numbers)


def _otherwise(old: State, src: list[int], how: list[str], lines: list[str]) -> list[int]:
    """List the lines that came from one that reads otherwise. Of a whole text, what is called equal is; of a part, blank may be unknown."""
    if old.whole:
        return [j for j, kind in enumerate(how) if kind != "eq"]
    was = [*old.lines, None]
    return [j for j, (i, kind, line) in enumerate(zip(src, how, lines, strict=True)) if kind != "eq" or was[i] != line]


def aged(cell: Cell, how: str, line: str, records: Mapping[EditId, Record]) -> Cell:
    """Note how a line was carried. One that reads again as the agent wrote it is no longer changed."""
    if as_logged(line, records[cell.edit].added[cell.at]):
        return Cell(cell.edit, cell.at, "move" if "move" in (how, cell.how) else "eq")
    return cell.carried(how)
