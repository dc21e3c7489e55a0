"""Lines of a notebook's cells, as its file has them: JSON strings, one a line. Reads no notebook as a whole."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from cotlens.model.edit import FileEdit, Hunk

ENDING: Final = ".ipynb"


def source_line(line: str) -> str:
    """Give the source that a line of a notebook's file holds; any other line as it is."""
    text = line.strip().removesuffix(",")
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return line
    try:
        found = json.loads(text)
    except ValueError:
        return line
    return str(found).removesuffix("\n")


def as_in_file(edit: FileEdit) -> FileEdit:
    """Spell a cell's new source, which is all that some logs tell, as the notebook's file does."""
    if not edit.path.endswith(ENDING) or edit.before is not None or edit.after is not None:
        return edit
    if any(h.old_start is not None or any(source_line(x[1:]) != x[1:] for x in h.lines) for h in edit.hunks):
        return edit  # an edit of the file itself
    return replace(edit, hunks=tuple(map(_spelled, edit.hunks)))


def _spelled(hunk: Hunk) -> Hunk:
    last = len(hunk.lines) - 1
    return Hunk(tuple(x[:1] + _string(x[1:], last=k == last) for k, x in enumerate(hunk.lines)))


def _string(line: str, *, last: bool) -> str:
    return json.dumps(line, ensure_ascii=False) if last else json.dumps(f"{line}\n", ensure_ascii=False) + ","
