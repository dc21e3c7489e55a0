"""Edits and ledgers in a few words, for the tests of attribution."""

from __future__ import annotations

from typing import Any

from cotlens.attribution.changes import between
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.words import text_lines
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId


def edit(name: str, **values: Any) -> FileEdit:
    """An applied edit of `/w/f.py`."""
    given: dict[str, Any] = {
        "session": SessionId("s"),
        "event": EventId(f"event-{name}"),
        "call": CallId(f"call-{name}"),
        "time": None,
        "path": "/w/f.py",
        "op": EditOp.MODIFY,
        "state": EditState.APPLIED,
    }
    return FileEdit(**{"id": EditId(name), **given, **values})


def hunk(start: int | None, *lines: str) -> Hunk:
    return Hunk(lines, start, start)


def create(name: str, text: str, **values: Any) -> FileEdit:
    return edit(name, op=EditOp.CREATE, before="", after=text, hunks=between([], text_lines(text)), **values)


def numbered(name: str, old_text: str, new_text: str, context: int = 1, **values: Any) -> FileEdit:
    """What a log without full texts tells of a change: numbered hunks with some context."""
    old, new = text_lines(old_text), text_lines(new_text)
    hunks = []
    for part in between(old, new):
        a0 = (part.old_start or 0) - bool(part.old)
        b0 = (part.new_start or 0) - bool(part.new)
        head = min(context, a0, b0)
        foot = old[a0 + len(part.old) : a0 + len(part.old) + context]
        lines = (*(f" {x}" for x in old[a0 - head : a0]), *part.lines, *(f" {x}" for x in foot))
        hunks.append(Hunk(lines, a0 - head + 1, b0 - head + 1))
    return edit(name, hunks=tuple(hunks), **values)


def owners(ledger: LineLedger) -> list[str | None]:
    """Per line: the owner, with how it was carried if not unchanged in place (`e1`, `e1 mod`)."""
    return [
        None if cell is None else cell.edit if cell.how == "eq" else f"{cell.edit} {cell.how}"
        for cell in ledger.state.cells
    ]
