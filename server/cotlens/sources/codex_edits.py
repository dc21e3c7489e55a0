"""Files changed by Codex's patches, from the record of what was done or, where that is missing, from what was asked."""

from __future__ import annotations

from typing import Any, Final

from cotlens.model.apply_patch import PatchChange, Texts
from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import ResultStatus
from cotlens.sources import patches
from cotlens.sources.codex_output import Output, names_success
from cotlens.sources.codex_record import Payload
from cotlens.sources.values import Json, absolute, obj, text, text_or_none

_TYPES: Final = ("add", "delete", "update")


def done(payload: Payload, cwd: str | None) -> tuple[list[PatchChange], EditState]:
    """Read an `event_msg/patch_apply_end`: `changes` maps a path to `add`, `delete` or `update` with a unified diff."""
    status = text(payload.status)
    if status == "declined":
        state = EditState.DENIED
    else:
        state = EditState.FAILED if payload.success is False or status == "failed" else EditState.APPLIED
    changes = [_change(absolute(path, cwd), obj(change), cwd) for path, change in obj(payload.changes).items()]
    return [change for change in changes if change is not None], state


def _change(path: str, change: Json, cwd: str | None) -> PatchChange | None:
    # Newer versions tag inside (`{"type": "add", "content"}`), older ones outside (`{"add": {"content"}}`).
    kind = text(change.get("type")) or next((k for k in _TYPES if k in change), "")
    details: Any = obj(change.get(kind)) or change
    content = text(details.get("content"))
    if kind == "add":
        return PatchChange(EditOp.CREATE, path, Texts(patches.created(content), "", content))
    if kind == "delete":
        return PatchChange(EditOp.DELETE, path, Texts(patches.deleted(content), content, ""))
    if kind != "update":
        return None
    moved = text_or_none(details.get("move_path"))
    new_path = absolute(moved, cwd) if moved else None
    diff = text(details.get("unified_diff"))
    return PatchChange(EditOp.RENAME if moved else EditOp.MODIFY, path, lambda: Texts(patches.unified(diff)), new_path)


def state_of(output: Output) -> EditState:
    """Say from a call's output whether its patch reached the disk."""
    if output.status is ResultStatus.DENIED:
        return EditState.DENIED
    if names_success(output.text):
        # The patch went in, whatever came of the commands behind it.
        return EditState.APPLIED
    if output.status is ResultStatus.OK:
        return EditState.APPLIED if output.exit_code == 0 else EditState.UNKNOWN
    return EditState.FAILED
