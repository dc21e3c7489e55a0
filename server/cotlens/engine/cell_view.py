"""Whose the lines of one open cell are, and where flags stand in it, told from its notebook's file. Reads nothing.

The editor's cell and the file's are matched by their text, since neither knows the other's name for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cotlens.attribution.align import align
from cotlens.attribution.notebook import source_line
from cotlens.attribution.words import has_word
from cotlens.model.flag import Flag, Location, PlaceState, Range
from cotlens.model.ids import EditId
from cotlens.model.snapshot import FileView
from cotlens.model.text import split_lines, text_digest, utf16_length

_ENOUGH: Final = 0.5
"""Share of a cell's lines with words, on the longer side, that must be the same in the file."""


class _Cell(NamedTuple):
    """A cell in the notebook's file."""

    first: int
    """Row of its first source line."""
    lines: list[str]


def cell_view(notebook: FileView, file_lines: Sequence[str], path: str, text: str, version: int | None) -> FileView:
    """Place what stands in one cell of a notebook for the cell's text as the editor has it.

    Of cells that read alike in the file none is taken for this one: a flag may be meant for the other.
    """
    lines = split_lines(text)
    cell = _same_cell(list(_cells(file_lines)), lines)
    src, how = align(cell.lines, lines) if cell is not None else ([-1] * len(lines), [])
    first = cell.first if cell is not None else 0
    owners = tuple(
        _carried(notebook.owners[first + i], how[j]) if i >= 0 and notebook.owners else None for j, i in enumerate(src)
    )
    rows = {first + i: j for j, i in reversed(list(enumerate(src))) if i >= 0}
    flags = tuple(f for flag in notebook.flags if (f := _placed(flag, path, rows, lines, how)) is not None)
    return FileView(path, text_digest(text), owners if any(owners) else (), flags, version)


def _placed(flag: Flag, path: str, rows: dict[int, int], lines: Sequence[str], how: Sequence[str]) -> Flag | None:
    where = flag.location
    row = rows.get(where.range.start_line) if where is not None else None
    if where is None or row is None or where.state is PlaceState.FILE:
        return None
    line = lines[row]
    state = PlaceState.MODIFIED if how[row] == "mod" else where.state
    return flag.at(
        Location(path, Range(row, utf16_length(line[: len(line) - len(line.lstrip())]), row, utf16_length(line)), state)
    )


def _carried(owner: tuple[EditId, str] | None, how: str) -> tuple[EditId, str] | None:
    return (owner[0], how) if owner is not None and how != "eq" else owner


def _cells(lines: Sequence[str]) -> Iterator[_Cell]:
    """Read the cells' sources off a file as notebooks are written: one JSON string a line."""
    first: int | None = None
    for row, line in enumerate(lines):
        bare = line.strip()
        if bare == '"source": [':
            first = row + 1
        elif first is not None and bare[:1] == "]":
            yield _Cell(first, [source_line(x) for x in lines[first:row]])
            first = None


def _same_cell(cells: Sequence[_Cell], lines: Sequence[str]) -> _Cell | None:
    equal = [cell for cell in cells if cell.lines == lines]
    if equal:
        return equal[0] if len(equal) == 1 else None
    want = _words(lines)
    scores = [(sum((want & (have := _words(c.lines))).values()) / max(want.total(), have.total(), 1), c) for c in cells]
    best = max(scores, default=(0.0, None), key=lambda x: x[0])
    alone = sum(score == best[0] for score, _ in scores) == 1
    return best[1] if alone and best[0] >= _ENOUGH else None


def _words(lines: Sequence[str]) -> Counter[str]:
    return Counter(x.strip() for x in lines if has_word(x))
