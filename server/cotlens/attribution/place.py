"""Where in the file as it is now a flagged edit is to be shown. A wrong line is worse than none.

Pure look-up in a ledger; says nothing of severity or wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cotlens.attribution.cells import Cell, State
from cotlens.attribution.changes import Record
from cotlens.attribution.elsewhere import rows_elsewhere
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.locate import Line
from cotlens.attribution.notebook import source_line
from cotlens.attribution.words import has_word, squeeze
from cotlens.model.flag import PlaceState, Range
from cotlens.model.ids import EditId
from cotlens.model.text import utf16_length

ENOUGH: Final = 0.8
"""Share of the flagged lines that must have survived for the place not to count as modified."""

RUN: Final = 6
"""Neighbouring flagged lines that are shown as one place at most."""

NEAR_CUT: Final = 5
"""Lines looked at on each side of a cut for one with words to stand on."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A flag's place in a text: one line with its flagged neighbours, and the other lines that carry the same flag as ranges."""

    range: Range
    state: PlaceState
    related: tuple[Range, ...] = ()
    surviving: float = 1.0
    """Share (0..1) of the flagged lines that are still there; for a deletion 1.0."""


def place(ledger: LineLedger, edit: EditId, lines: Sequence[str]) -> Placement | None:
    """Find the line, or the few neighbours, that carry a flag about `lines` of `edit`; no `lines` means the whole edit.

    `lines` are among the edit's added lines, or among its removed ones; then the lines that took their place carry the
    flag, or the line after the cut if none did. None if the edit is unknown, superseded or gone: never a line that is
    another edit's or nobody's, never one of mere punctuation.
    """
    record = ledger.records.get(edit)
    if record is None:
        return None
    flagged, cut_groups = _concerned(record, {_words(x) for x in lines})
    if flagged:
        return _on_lines(ledger.state, edit, flagged, RUN if lines else 1)
    return _on_cut(ledger.state, edit, record, cut_groups)


def place_elsewhere(
    record: Record, lines: Sequence[str], state: State, may_be: Callable[[Cell | None], bool]
) -> Placement | None:
    """Find the block of an edit that carries a flag about `lines` in a text to which it was moved, among lines that `may_be` it.

    A flag about the whole edit, or about lines that the edit took out, goes nowhere.
    """
    wanted = {_words(x) for x in lines}
    flagged = {k for k, x in enumerate(record.added) if has_word(x) and _words(x) in wanted}
    rows = rows_elsewhere(state, record.added, flagged, may_be) if flagged else {}
    if not rows:
        return None
    share = len(set(rows.values())) / len(flagged)
    return _on_rows(state, dict.fromkeys(sorted(rows), "move"), share, RUN)


def _concerned(record: Record, lines: set[str]) -> tuple[set[int], set[int]]:
    """Give the added lines (by index) that a flag is about; where there are none, the groups that only remove."""
    worded = {k for k, x in enumerate(record.added) if has_word(x)}
    flagged = {k for k in worded if _words(record.added[k]) in lines}
    if flagged:
        return flagged, set()
    about = {
        g for g, group in enumerate(record.groups) if any(_words(x) in lines for x in group.removed if has_word(x))
    }
    if not about:
        return worded, set() if worded else set(range(len(record.groups)))
    replacing = {k for g in about for k in range(record.groups[g].first, record.groups[g].end)}
    return worded & replacing, about


def _words(line: str) -> str:
    """A line's text as a flag and a record may both have it: flags tell of a cell's source, not of the notebook's file."""
    return squeeze(source_line(line))


def _on_lines(state: State, edit: EditId, flagged: set[int], reach: int) -> Placement | None:
    hows: dict[int, str] = {}
    seen: set[int] = set()
    for row, cell in enumerate(state.cells):
        if cell is not None and cell.edit == edit and cell.at in flagged and has_word(state.lines[row] or ""):
            hows[row] = cell.how
            seen.add(cell.at)
    if not hows:
        return None
    return _on_rows(state, hows, len(seen) / len(flagged), reach)


def _on_rows(state: State, hows: dict[int, str], share: float, reach: int) -> Placement:
    """Show a flag on the first rows that carry it (from the top, with how each was carried); the others are related."""
    # That a changed line is still the same line is the least sure of all: it carries the flag only if no other does.
    rows = [row for row, how in hows.items() if how != "mod"] or list(hows)
    # Flagged lines that stand together (a condition and its answer) are one place.
    most = min(len(rows), reach)
    run = next((k for k in range(1, most) if not _adjoin(state.lines, rows[k - 1], rows[k])), most)
    others = sorted(hows.keys() - set(rows[:run]))
    return Placement(
        _range(state.lines, rows[0], rows[run - 1]),
        _state({*hows.values()}, share),
        tuple(_ranges(state.lines, others)),
        share,
    )


def _adjoin(lines: Sequence[str | None], above: int, below: int) -> bool:
    """Tell whether nothing stands between two rows, or an opening brace on a line of its own."""
    return below == above + 1 or (below == above + 2 and (lines[above + 1] or "").strip() == "{")


def _state(hows: set[str], share: float) -> PlaceState:
    if "mod" in hows or share < ENOUGH:
        return PlaceState.MODIFIED
    if "ws" in hows:
        return PlaceState.REFORMATTED
    return PlaceState.MOVED if "move" in hows else PlaceState.EXACT


def _on_cut(state: State, edit: EditId, record: Record, groups: set[int]) -> Placement | None:
    """Stand beside the first cut that still is one: not where the lines taken out are back."""
    index = {line: row for row, line in enumerate(state.ids)}
    for cut in state.cuts:
        if cut.edit == edit and cut.group in groups and any(map(has_word, record.groups[cut.group].removed)):
            after = index.get(cut.after) if cut.after is not None else None
            before = index.get(cut.before) if cut.before is not None else None
            if not _is_back(state, record.groups[cut.group].removed, before, after):
                row = _row_beside(state, before, after)
                return Placement(_range(state.lines, row, row), PlaceState.DELETED_CODE)
    return None


def _is_back(state: State, removed: Sequence[str], before: int | None, after: int | None) -> bool:
    start = before + 1 if before is not None else 0
    end = after if after is not None else len(state.lines)
    between = {squeeze(x) for x in state.lines[start:end] if x}
    return all(squeeze(x) in between for x in removed if has_word(x))


def _row_beside(state: State, before: int | None, after: int | None) -> int:
    """Choose a line with words near the cut: after it if there is one, else before it, else the next best."""
    below = range(after, min(after + NEAR_CUT, len(state.lines))) if after is not None else range(0)
    above = range(before, max(before - NEAR_CUT, -1), -1) if before is not None else range(0)
    rows = [*below, *above]
    return next((row for row in rows if has_word(state.lines[row] or "")), rows[0] if rows else 0)


def _range(lines: Sequence[Line], first: int, last: int) -> Range:
    """Span from the first character that is not blank to the end of the last line, in UTF-16 columns."""
    head, tail = lines[first] or "", lines[last] or ""
    return Range(first, utf16_length(head[: len(head) - len(head.lstrip())]), last, utf16_length(tail))


def _ranges(lines: Sequence[Line], rows: Sequence[int]) -> Iterator[Range]:
    if not rows:
        return
    start = 0
    for k in range(1, len(rows) + 1):
        if k == len(rows) or rows[k] != rows[k - 1] + 1:
            yield _range(lines, rows[start], rows[k - 1])
            start = k
