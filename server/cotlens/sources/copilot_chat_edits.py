"""Edits in VS Code's chat (`textEditGroup` and its kin): ranges with their new text, never with the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.text import split_lines
from cotlens.sources.tool_changes import Change
from cotlens.sources.uris import path_in
from cotlens.sources.values import Json, absolute, integer, items, obj, text

_OPS: Final = {"create": EditOp.CREATE, "delete": EditOp.DELETE, "rename": EditOp.RENAME, "edit": EditOp.MODIFY}


def changes_of(part: Json) -> list[Change]:
    """Read what a part of a response did to files; nothing as long as it is still being done."""
    read = _READ.get(text(part.get("kind")))
    return [change for change in read(part) if change.path] if read is not None else []


def merged(change: Change, asked: list[Change], cwd: str | None) -> Change:
    """Join what was done to a file with what the call asked for: old and new text from there, the numbers from here."""
    same = [c for c in asked if absolute(c.path, cwd) == absolute(change.path, cwd) and c.hunks]
    if not same:
        return change
    (wanted, *_), done = same, change.hunks
    if len(wanted.hunks) == 1 and len(done) == 1 and wanted.op is EditOp.MODIFY:
        hunk, start = wanted.hunks[0], done[0].new_start
        if start is not None and hunk.new == done[0].new:
            wanted = replace(wanted, hunks=(Hunk(hunk.lines, start, start),))
    return replace(wanted, path=change.path)


# --- the kinds of parts -----------------------------------------------------------------------------------------------


def _texts(part: Json) -> list[Change]:
    if part.get("done") is not True:
        return []
    runs: list[_Run] = []
    for batch in items(part.get("edits")):
        _batch(runs, [obj(edit) for edit in items(batch)])
    # Of edits that another program made there is only the name of the file.
    known = bool(runs) or part.get("isExternalEdit") is True
    # Of replaced lines only the number is known, so a hunk has no place in the text before.
    hunks = tuple(Hunk(tuple(f"+{line}" for line in run.lines), None, run.start) for run in runs)
    return [Change(path_in(part.get("uri")), EditOp.MODIFY, hunks)] if known else []


def _cells(part: Json) -> list[Change]:
    if part.get("done") is not True:
        return []
    edits = [obj(e) for edit in items(part.get("edits")) for e in (edit if isinstance(edit, list) else [edit])]
    lines = [
        f"+{line}"
        for edit in edits
        for cell in map(obj, items(edit.get("cells")))
        for line in split_lines(text(cell.get("source")) or text(cell.get("text")))
    ]
    return [Change(path_in(part.get("uri")), EditOp.MODIFY, (Hunk(tuple(lines)),) if lines else ())]


def _external(part: Json) -> list[Change]:
    op = _OPS.get(text(part.get("editKind")), EditOp.MODIFY)
    path, old = path_in(part.get("uri")), path_in(part.get("originalUri"))
    return [Change(old, op, new_path=path)] if op is EditOp.RENAME and old else [Change(path, op)]


def _moves(part: Json) -> list[Change]:
    found: list[Change] = []
    for edit in map(obj, items(part.get("edits"))):
        old, new = path_in(edit.get("oldResource")), path_in(edit.get("newResource"))
        if old and new:
            found.append(Change(old, EditOp.RENAME, new_path=new))
        else:
            found.append(Change(old or new, EditOp.DELETE if old else EditOp.CREATE))
    return found


_READ: Final[dict[str, Callable[[Json], list[Change]]]] = {
    "textEditGroup": _texts,
    "notebookEditGroup": _cells,
    "externalEdit": _external,
    "workspaceEdit": _moves,
}
KINDS: Final = frozenset(_READ)


# --- ranges -----------------------------------------------------------------------------------------------------------


class _Range(NamedTuple):
    line: int
    column: int
    end_line: int
    end_column: int


def _range(value: Any) -> _Range | None:
    place = obj(value)
    names = ("startLineNumber", "startColumn", "endLineNumber", "endColumn")
    numbers = [n for name in names if (n := integer(place.get(name))) is not None and 0 < n < 1 << 31]
    return _Range(*numbers) if len(numbers) == len(names) else None


@dataclass(slots=True)
class _Run:
    """Lines that were put in one behind the other."""

    start: int | None
    lines: list[str]

    def goes_on_at(self, start: int | None) -> bool:
        if self.start is None or start is None:
            return self.start is start
        return self.start + len(self.lines) == start


def _batch(runs: list[_Run], edits: list[Json]) -> None:
    """Add the lines of edits that were made at once: their ranges are those of the text before all of them."""
    shift = 0
    for edit in edits:
        lines = split_lines(text(edit.get("text")))
        last = len(lines) - (len(lines) > 1 and not lines[-1])
        place = _range(edit.get("range"))
        if place is None:
            _add(runs, lines[:last], None)
            continue
        first = 0
        if place.column > 1:
            # What comes first is put behind something that stands in the line already: it is not a whole line.
            _add(runs, lines[:1] if lines[0].strip() else [], None)
            first = 1
        _add(runs, lines[first:last], place.line + shift + first)
        shift += len(lines) - 1 - (place.end_line - place.line)


def _add(runs: list[_Run], lines: list[str], start: int | None) -> None:
    if not any(lines):
        return
    if runs and runs[-1].goes_on_at(start):
        runs[-1].lines += lines
    else:
        runs.append(_Run(start, list(lines)))
