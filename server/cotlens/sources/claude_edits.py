"""The change of one file by one call of Claude Code's Edit, Write, MultiEdit or NotebookEdit. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.event import ResultStatus
from cotlens.model.ids import CallId, EditId, EventId, SessionId
from cotlens.sources import patches
from cotlens.sources.base import scoped
from cotlens.sources.claude_files import FileHistory
from cotlens.sources.claude_tabs import restored
from cotlens.sources.values import Json, absolute, items, obj, text, text_or_none

TOOLS: Final = frozenset({"Edit", "Write", "MultiEdit", "NotebookEdit"})

_STATES: Final[dict[ResultStatus, EditState]] = {
    ResultStatus.OK: EditState.APPLIED,
    ResultStatus.ERROR: EditState.FAILED,
    ResultStatus.DENIED: EditState.DENIED,
    ResultStatus.INTERRUPTED: EditState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to the file: the part of a FileEdit that comes from the tool's own words."""

    op: EditOp
    hunks: tuple[Hunk, ...]
    before: str | None = None
    after: str | None = None


class Asked(msgspec.Struct, frozen=True, gc=False):
    """An editing call whose result has not been read."""

    call: CallId
    name: str
    args: Json
    cwd: str | None


def edit_of(
    asked: Asked,
    outcome: Any,
    said: str,
    status: ResultStatus,
    session: SessionId,
    event: EventId,
    time: float | None,
    history: FileHistory,
) -> FileEdit | None:
    """Build the FileEdit of a finished call; None when the call names no file.

    `outcome` is the record's `toolUseResult` of any shape, `said` the text of the result. `history` may have the text
    before where the record leaves it out.
    """
    details = obj(outcome)
    named = text_or_none(details.get("filePath")) or path_of(asked.args)
    if named is None:
        return None
    change = _CHANGES[asked.name](asked.args, details if status is ResultStatus.OK else {}, said)
    if change.before is None and status is ResultStatus.OK and change.op is EditOp.MODIFY:
        change = _backed_up(change, history.before(named, asked.cwd, session))
    return FileEdit(
        id=EditId(f"{scoped(asked.call, session)}#0"),
        session=session,
        event=event,
        call=asked.call,
        time=time,
        path=absolute(named, asked.cwd),
        op=change.op,
        state=_STATES[status],
        hunks=change.hunks,
        before=change.before,
        after=change.after,
        user_modified=details.get("userModified") is True,
        tool=asked.name,
    )


def _backed_up(change: Change, before: str | None) -> Change:
    """Add the text before, if the change fits it exactly: a backup may be older than the edit before this one."""
    after = patches.apply(before, change.hunks) if before is not None and change.hunks else None
    if after is None:
        return change
    if change.after is not None and change.after != after:
        return change
    return Change(change.op, change.hunks, before, after)


def path_of(args: Json) -> str | None:
    """Return the file that an editing call names."""
    return (
        text_or_none(args.get("file_path")) or text_or_none(args.get("notebook_path")) or text_or_none(args.get("path"))
    )


def _edit(args: Json, details: Json, _said: str) -> Change:
    old = text(details.get("oldString", args.get("old_string")))
    new = text(details.get("newString", args.get("new_string")))
    before = patches.text_or_unknown(details.get("originalFile"))
    if not old and not before:
        # An empty `old_string` is how Edit makes a new file.
        return Change(EditOp.CREATE, patches.created(new), "", new)
    every = details.get("replaceAll", args.get("replace_all")) is True
    guess = before.replace(old, new, -1 if every else 1) if before is not None and old else None
    hunks = patches.structured(details.get("structuredPatch"))
    if not hunks:
        return Change(EditOp.MODIFY, patches.replaced(old, new, before), before, guess)
    return _patched(hunks, before, guess, (old, new))


def _patched(hunks: tuple[Hunk, ...], before: str | None, guess: str | None, written: tuple[str, ...]) -> Change:
    """Take a logged patch; the text after is given only where the patch leads to it without a doubt."""
    hunks, certain = restored(hunks, before, guess, written)
    if before is None or not certain:
        return Change(EditOp.MODIFY, hunks, before, None)
    after = guess if guess is not None and patches.leads_to(before, guess, hunks) else patches.apply(before, hunks)
    return Change(EditOp.MODIFY, hunks, before, after)


def _multi_edit(args: Json, details: Json, _said: str) -> Change:
    before = patches.text_or_unknown(details.get("originalFileContents", details.get("originalFile")))
    pairs = [obj(e) for e in items(details.get("edits")) or items(args.get("edits"))]
    strings = [(text(pair.get("old_string")), text(pair.get("new_string"))) for pair in pairs]
    hunks = patches.structured(details.get("structuredPatch"))
    guess = before
    for (old, new), pair in zip(strings, pairs, strict=True):
        every = pair.get("replace_all") is True
        guess = guess.replace(old, new, -1 if every else 1) if guess is not None and old else None
    if pairs and not text(pairs[0].get("old_string")) and not before:
        return Change(EditOp.CREATE, hunks, "", None)
    if not hunks:
        hunks = tuple(hunk for old, new in strings for hunk in patches.replaced(old, new))
        return Change(EditOp.MODIFY, hunks, before, guess)
    return _patched(hunks, before, guess, tuple(s for pair in strings for s in pair))


def _write(args: Json, details: Json, said: str) -> Change:
    content = text(details.get("content", args.get("content")))
    before = patches.text_or_unknown(details.get("originalFile"))
    update = details.get("type") == "update" or before is not None or "has been updated" in said[:1000]
    if not update:
        return Change(EditOp.CREATE, patches.created(content), "" if details else None, content)
    hunks, _ = restored(patches.structured(details.get("structuredPatch")), before, content, ())
    if not hunks and before != content:
        # The log has no patch (big files): the whole new text stands for it, unnumbered on the old side.
        hunks = patches.replaced(before, content) if before is not None else patches.created(content)
    return Change(EditOp.MODIFY, hunks, before, content)


def _notebook(args: Json, details: Json, _said: str) -> Change:
    """Give a cell's new source as added lines: a notebook's own JSON lines are what nobody wrote."""
    mode = text(args.get("edit_mode")) or "replace"
    source = text(details.get("new_source", args.get("new_source")))
    lines = tuple(f"+{line}" for line in patches.lines_of(source)) if mode != "delete" else ()
    before = patches.text_or_unknown(details.get("original_file", details.get("originalFile")))
    after = patches.text_or_unknown(details.get("updated_file", details.get("updatedFile")))
    return Change(EditOp.MODIFY, (Hunk(lines),) if lines else (), before, after)


_CHANGES: Final = {"Edit": _edit, "Write": _write, "MultiEdit": _multi_edit, "NotebookEdit": _notebook}
