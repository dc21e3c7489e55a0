"""The tools of Gemini CLI (and of Qwen Code, made from it): what a call does, how it ended, which file it changed."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from cotlens.model.edit import PRESUMED, EditOp, EditState, Hunk
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import patches
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.tool_changes import between
from cotlens.sources.values import Json, absolute, integer, items, obj, text, text_or_none

_KINDS: Final[dict[str, ToolKind]] = {
    "run_shell_command": ToolKind.SHELL,
    "replace": ToolKind.EDIT,
    "edit": ToolKind.EDIT,
    "smart_edit": ToolKind.EDIT,
    "write_file": ToolKind.EDIT,
    "read_file": ToolKind.READ,
    "read_many_files": ToolKind.READ,
    "list_directory": ToolKind.READ,
    "glob": ToolKind.SEARCH,
    "search_file_content": ToolKind.SEARCH,
    "grep_search": ToolKind.SEARCH,
    "grep": ToolKind.SEARCH,
    "google_web_search": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "web_fetch": ToolKind.WEB,
    "write_todos": ToolKind.PLAN,
    "todo_write": ToolKind.PLAN,
    "enter_plan_mode": ToolKind.PLAN,
    "exit_plan_mode": ToolKind.PLAN,
    "codebase_investigator": ToolKind.TASK,
    "delegate_to_agent": ToolKind.TASK,
    "invoke_agent": ToolKind.TASK,
    "task": ToolKind.TASK,
    "agent": ToolKind.TASK,
}
_ENDED: Final[dict[str, ResultStatus]] = {
    "success": ResultStatus.OK,
    "error": ResultStatus.ERROR,
    "cancelled": ResultStatus.DENIED,
}
_REFUSED: Final = "Tool execution denied by policy"
_STOPPED: Final = "Command was cancelled by user before it could complete"
_EXIT: Final = re.compile(r"Exit Code: (\d{1,10})\b")
_FAILURES: Final = ("\nError: ", "\nSignal: ")
_CREATED: Final = ("Created new file", "Successfully created")
_OVERWROTE: Final = "Successfully overwrote"


class Ending(NamedTuple):
    """How one call ended."""

    status: ResultStatus
    exit_code: int | None
    text: str


def kind_of(name: str, display: str = "") -> ToolKind:
    """Say what a tool does from its name; only the name for people tells some tools of MCP servers."""
    if name.startswith(("mcp_", "mcp__")) or display.endswith(" MCP Server)"):
        return ToolKind.MCP
    return _KINDS.get(name, ToolKind.OTHER)


def directory(args: Json, cwd: str | None) -> str | None:
    """Directory of a shell call: given relative to the project."""
    place = text_or_none(args.get("dir_path")) or text_or_none(args.get("directory"))
    return absolute(place, cwd) if place else cwd


def intent(args: Json) -> str:
    """What the agent says that the call is for."""
    return text(args.get("instruction")) or text(args.get("description"))


def ending(status: Any, result: Any, display: Any, kind: ToolKind) -> Ending | None:
    """Read how a call ended; None while it runs or waits, and where nothing says that it ended."""
    shown, failed = _output(result)
    said = shown or text(display)
    if status is None and (shown or failed):
        status = "error" if failed else "success"
    ended = _ENDED.get(status) if isinstance(status, str) else None
    if ended is None:
        return None
    if ended is ResultStatus.ERROR and said.lstrip().startswith(_REFUSED):
        ended = ResultStatus.DENIED
    if said.startswith(_STOPPED):
        ended = ResultStatus.INTERRUPTED
    code = _exit_code(said, ended) if kind is ToolKind.SHELL else None
    return Ending(ResultStatus.ERROR if code and ended is ResultStatus.OK else ended, code, said)


def _output(result: Any) -> tuple[str, bool]:
    """The text that the model was given, and whether it is an error."""
    if isinstance(result, str):
        return result, False
    said: list[str] = []
    failed = False
    for part in items(result) if isinstance(result, list) else [result]:
        answer = obj(obj(obj(part).get("functionResponse")).get("response"))
        given = answer.get("output", answer.get("error", answer.get("content", obj(part).get("text"))))
        failed = failed or ("error" in answer and "output" not in answer)
        if isinstance(given, str) and given:
            said.append(given)
    return "\n".join(said), failed


def _exit_code(said: str, status: ResultStatus) -> int | None:
    at = said.rfind("\nExit Code: ") + 1
    if found := _EXIT.match(said, at):
        return int(found[1])
    # Since 0.2x a line about the exit is there only if the command failed.
    clean = said.startswith("Output: ") and not any(mark in said for mark in _FAILURES)
    return 0 if clean and status is ResultStatus.OK else None


# --- files ------------------------------------------------------------------------------------------------------------


class _Texts(NamedTuple):
    before: str | None
    after: str | None
    diff: str


def write_edit(scribe: Scribe, key: str, call: str, name: str, args: Json, display: Any, end: Ending | None) -> None:
    """Write the edit of a call; nothing if it names no file. `end` is None where the log does not say how it ended."""
    shown = obj(display)
    path = text(shown.get("filePath")) or text(args.get("file_path")) or text(args.get("path"))
    if not path:
        return
    texts = _texts(shown)
    op = EditOp.CREATE if _creates(name, shown, args, end) else EditOp.MODIFY
    applied = end is not None and end.status is ResultStatus.OK
    before, after = (texts.before, texts.after) if applied else (None, None)
    if applied and shown and op is EditOp.CREATE:
        before = ""
    if applied and after is None and name == "write_file":
        after = text_or_none(args.get("content"))
    scribe.edit(
        key,
        call,
        path,
        op,
        STATES[end.status] if end is not None else EditState.UNKNOWN,
        _hunks(op, texts, args),
        before=before,
        after=after,
        user_modified=_by_hand(shown, args),
        tool=name,
        confidence=PRESUMED if end is None else None,
    )


def _texts(shown: Json) -> _Texts:
    diff = text(shown.get("fileDiff"))
    if shown.get("truncatedForSession") is True:
        return _Texts(None, None, "" if shown.get("fileDiffTruncated") is True else diff)
    after = patches.text_or_unknown(shown.get("newContent"))
    before = patches.text_or_unknown(shown.get("originalContent"))
    if before is None and after is not None and "originalContent" in shown:
        before = ""
    return _Texts(before, after, diff)


def _creates(name: str, shown: Json, args: Json, end: Ending | None) -> bool:
    if isinstance(shown.get("isNewFile"), bool):
        return shown["isNewFile"] is True
    if "originalContent" in shown:
        return shown["originalContent"] is None
    if name == "write_file":
        return end is None or not end.text.startswith(_OVERWROTE)
    return (end is not None and end.text.startswith(_CREATED)) or args.get("old_string") == ""


def _hunks(op: EditOp, texts: _Texts, args: Json) -> tuple[Hunk, ...]:
    if texts.before is not None and texts.after is not None:
        return numbered(texts.diff, texts.before, texts.after)
    if op is not EditOp.CREATE and texts.diff and (found := patches.unified(texts.diff)):
        return found
    if isinstance(args.get("old_string"), str) and args["old_string"]:
        return patches.replaced(args["old_string"], text(args.get("new_string")))
    return patches.created(text(args.get("content")) or text(args.get("new_string")))


def numbered(diff: str, before: str, after: str) -> tuple[Hunk, ...]:
    """Hunks of a unified diff if they turn one text into the other exactly (diffs that pass over white space do not)."""
    if not before:
        return patches.created(after)
    hunks = patches.unified(diff)
    made = patches.apply(before, hunks) if hunks else None
    return hunks if made is not None and patches.lines_of(made) == patches.lines_of(after) else between(before, after)


def _by_hand(shown: Json, args: Json) -> bool:
    stat = obj(shown.get("diffStat"))
    lines = (integer(stat.get("user_added_lines")), integer(stat.get("user_removed_lines")))
    return args.get("modified_by_user") is True or any(n is not None and n > 0 for n in lines)
