"""One entry of a session with its texts, as they may be shown: without secrets, nothing invisible, capped. Escapes nothing for Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cotlens.engine.session_entries import Entry
from cotlens.model.edit import FileEdit
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    OutsideEditEvent,
    RollbackEvent,
    ToolCallEvent,
    ToolResultEvent,
)
from cotlens.model.fact import Action
from cotlens.model.paths import relative_to
from cotlens.model.redact import redact
from cotlens.model.safe_text import visible
from cotlens.model.session_page import Change, CheckTold, DiffPart, Item
from cotlens.model.text import shortened

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

TEXT_CAP: Final = 6_000
"""Characters of a thought, a message or a command."""
OUTPUT_CAP: Final = 4_000
"""Characters of an output: of longer ones the beginning and the end."""
TITLE_CAP: Final = 200
LINES_CAP: Final = 400
"""Lines of one file's change."""
LINE_CAP: Final = 400
FILES_CAP: Final = 40
"""Files of one call."""


def item_of(entry: Entry, state: SessionState, resolve: Callable[[str], str | None]) -> Item:
    """Tell of an entry in full."""
    event = entry.event
    edits = actions_of(entry, state)
    changes = tuple(_change(edit, state, resolve) for edit in edits[:FILES_CAP])
    text, cut = _text(_said(event, changed=bool(changes)))
    output, output_cut = _text(entry.result.text if entry.result is not None else "", OUTPUT_CAP)
    return Item(
        index=entry.index,
        id=event.id,
        kind=entry.kind,
        time=event.time,
        turn=entry.turn,
        chain=_line(event.chain) if event.chain is not None else None,
        title=_line(_title(event, state)),
        intent=_line(entry.call.intent) if entry.call is not None else "",
        text=text,
        cut=cut or output_cut or len(edits) > FILES_CAP,
        outcome=entry.result.status.value if entry.result is not None else "",
        exit_code=entry.result.exit_code if entry.result is not None else None,
        output=output,
        checks=tuple(checks_of(entry, state)),
        changes=changes,
    )


def actions_of(entry: Entry, state: SessionState) -> list[FileEdit]:
    """List the files that an entry's call changed, those read off shell commands included."""
    told = [event.edit for event in entry.edits]
    action = _action(entry, state)
    ids = {edit.id for edit in told}
    inferred = [f.edit for f in action.edits if f.edit.inferred and f.edit.id not in ids] if action is not None else []
    return [*told, *inferred]


def checks_of(entry: Entry, state: SessionState) -> Iterator[CheckTold]:
    """Tell how the checks ended that an entry's call ran."""
    action = _action(entry, state)
    for check in action.checks if action is not None else ():
        yield CheckTold(check.kind.value, check.outcome.value, check.passed, check.failed)


def _action(entry: Entry, state: SessionState) -> Action | None:
    found = state.timeline.place_of(entry.call.call) if entry.call is not None else None
    return found[1].action if found is not None else None


def _title(event: Event, state: SessionState) -> str:
    match event:
        case ToolCallEvent():
            return event.name
        case EditEvent():
            return event.edit.tool or "Edit"
        case OutsideEditEvent():
            return relative_to(event.path, state.timeline.root)
        case InterruptEvent():
            return "Interrupted by you"
        case RollbackEvent():
            return f"Last {event.turns} turn{'' if event.turns == 1 else 's'} undone by you"
        case CompactionEvent():
            return "Context replaced by a summary"
    return ""


def _said(event: Event, *, changed: bool) -> str:
    """Return the text of an event that belongs into its item's body."""
    match event:
        case ToolCallEvent():
            # What an editing tool was given is what the diff shows.
            return "" if changed and "command" not in event.args else _arguments(event.args)
        case ToolResultEvent() | EditEvent() | InterruptEvent() | RollbackEvent():
            return ""
        case OutsideEditEvent():
            return event.snippet
        case CompactionEvent():
            return event.summary
    return event.text


def _arguments(args: dict[str, Any]) -> str:
    command = args.get("command")
    if isinstance(command, str):
        return command
    return "\n".join(f"{key}: {value}" for key, value in args.items())


def _text(text: str, cap: int = TEXT_CAP) -> tuple[str, bool]:
    # A secret is known by its whole: what is cut first may not be known any more.
    clean = redact(text).strip("\r\n")
    return visible(shortened(clean, cap), keep_lines=True), len(clean) > cap


def _line(text: str) -> str:
    return visible(redact(text), TITLE_CAP).strip()


def _change(edit: FileEdit, state: SessionState, resolve: Callable[[str], str | None]) -> Change:
    parts, cut = _parts(edit)
    path = edit.new_path if edit.new_path is not None and edit.happened else edit.path
    return Change(
        edit=edit.id,
        path=_line(relative_to(path, state.timeline.root)),
        real=resolve(path),
        op=edit.op.value,
        state=edit.state.value,
        inferred=edit.inferred,
        added=len(edit.added),
        removed=len(edit.removed),
        parts=parts,
        cut=cut,
    )


def _parts(edit: FileEdit) -> tuple[tuple[DiffPart, ...], bool]:
    left = LINES_CAP
    parts: list[DiffPart] = []
    for hunk in edit.hunks:
        if left <= 0:
            return tuple(parts), True
        lines = redact("\n".join(hunk.lines)).split("\n")
        shown = tuple(line[:1] + visible(line[1:], LINE_CAP, keep_lines=True) for line in lines[:left])
        left -= len(lines)
        parts.append(DiffPart(shown, hunk.old_start, hunk.new_start))
    return tuple(parts), left < 0
