"""The editing tool that many agents share (`view`, `create`, `str_replace`, `insert`, `undo_edit`): what a call changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.sources import patches
from cotlens.sources.values import Json, integer, text

READING: Final = frozenset({"view", "view_range", "open"})


@dataclass(frozen=True, slots=True)
class Change:
    """What one call does to one file."""

    path: str
    op: EditOp
    hunks: tuple[Hunk, ...] = ()
    before: str | None = None
    after: str | None = None


def change_of(args: Json, before: str | None = None, after: str | None = None) -> Change | None:
    """Return what a call changes, None for one that only looks; `before` and `after` are the texts where the log has them."""
    command, path = text(args.get("command")), text(args.get("path"))
    if not path or command in READING:
        return None
    maker = _MAKERS.get(command)
    made = maker(path, args, before) if maker is not None else None
    if made is None or after is None:
        return made
    if made.op is EditOp.CREATE or before is None:
        return Change(path, made.op, made.hunks or patches.created(after), made.before, after)
    return Change(
        path, made.op, patches.replaced(before, after, before) if before else patches.created(after), before, after
    )


def _create(path: str, args: Json, before: str | None) -> Change:
    content = text(args.get("file_text"))
    if before:
        return Change(path, EditOp.MODIFY, patches.replaced(before, content, before), before, content)
    return Change(path, EditOp.CREATE, patches.created(content), before, content)


def _replace(path: str, args: Json, before: str | None) -> Change:
    old, new = text(args.get("old_str")), text(args.get("new_str"))
    after = before.replace(old, new, 1) if before is not None and old and old in before else None
    return Change(path, EditOp.MODIFY, patches.replaced(old, new, before), before, after)


def _insert(path: str, args: Json, before: str | None) -> Change:
    """`insert_line` names the line behind which the text goes; 0 is the beginning."""
    line = integer(args.get("insert_line"))
    new = text(args.get("new_str"))
    lines = tuple(f"+{line}" for line in patches.lines_of(new))
    hunk = Hunk(lines, line, line + 1) if line is not None and line >= 0 else Hunk(lines)
    return Change(path, EditOp.MODIFY, (hunk,) if lines else (), before)


def _undo(path: str, _args: Json, before: str | None) -> Change:
    return Change(path, EditOp.MODIFY, (), before)


_MAKERS: Final = {"create": _create, "str_replace": _replace, "insert": _insert, "undo_edit": _undo}
