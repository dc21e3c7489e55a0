"""What the tools of Cline, Roo and Kilo are called, what they do to files, and how their results read. Reads no log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import patches, search_replace
from cotlens.sources.values import Json, integer, items, text

KINDS: Final[dict[str, ToolKind]] = {
    "execute_command": ToolKind.SHELL,
    "replace_in_file": ToolKind.EDIT,
    "write_to_file": ToolKind.EDIT,
    "new_rule": ToolKind.EDIT,
    "apply_diff": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "insert_content": ToolKind.EDIT,
    "search_and_replace": ToolKind.EDIT,
    "edit_file": ToolKind.EDIT,
    "delete_file": ToolKind.EDIT,
    "read_file": ToolKind.READ,
    "list_files": ToolKind.READ,
    "list_code_definition_names": ToolKind.SEARCH,
    "search_files": ToolKind.SEARCH,
    "codebase_search": ToolKind.SEARCH,
    "browser_action": ToolKind.WEB,
    "web_fetch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "use_mcp_tool": ToolKind.MCP,
    "access_mcp_resource": ToolKind.MCP,
    "ask_followup_question": ToolKind.OTHER,
    "attempt_completion": ToolKind.OTHER,
    "plan_mode_respond": ToolKind.PLAN,
    "update_todo_list": ToolKind.PLAN,
    "new_task": ToolKind.TASK,
    "use_subagents": ToolKind.TASK,
    "switch_mode": ToolKind.OTHER,
    "fetch_instructions": ToolKind.READ,
}
"""Tools by the name that the model calls them by."""

SCREEN: Final[dict[str, str]] = {
    "editedExistingFile": "replace_in_file",
    "newFileCreated": "write_to_file",
    "appliedDiff": "apply_diff",
    "insertContent": "insert_content",
    "searchAndReplace": "search_and_replace",
    "fileDeleted": "delete_file",
    "readFile": "read_file",
    "listFilesTopLevel": "list_files",
    "listFilesRecursive": "list_files",
    "listCodeDefinitionNames": "list_code_definition_names",
    "searchFiles": "search_files",
    "codebaseSearch": "codebase_search",
    "webFetch": "web_fetch",
    "webSearch": "web_search",
    "newTask": "new_task",
    "switchMode": "switch_mode",
    "fetchInstructions": "fetch_instructions",
    "updateTodoList": "update_todo_list",
}
"""The same tools by the name that the screen's messages call them by."""

OPEN: Final = 256
"""Calls without a result that are remembered; what is older never ended."""
EDITS: Final = frozenset(name for name, kind in KINDS.items() if kind is ToolKind.EDIT)
_PARAMETERS: Final = (
    "path", "content", "diff", "command", "regex", "file_pattern", "recursive", "requires_approval", "question",
    "options", "result", "action", "url", "server_name", "tool_name", "arguments", "uri", "response", "line",
    "search", "replace", "args", "cwd", "query", "message", "mode", "todos", "task_progress", "start_line", "end_line",
)  # fmt: skip
_LONG: Final = frozenset(
    {"content", "diff", "result", "arguments", "question", "response", "todos", "replace", "command"}
)
_TOOL_TAG: Final = re.compile(r"<(" + "|".join(KINDS) + r")>")
_THINKING: Final = re.compile(r"<thinking>(.*?)(?:</thinking>|\Z)", re.DOTALL)
_SECTION: Final = re.compile(r"^\[(" + "|".join([*KINDS, "subagents"]) + r")\b", re.MULTILINE)
_HEAD_END: Final = "] Result:"
_LONGEST_HEAD: Final = 64 * 1024
_EXIT: Final = re.compile(r"(?:exit code:? |Exit code: )(-?\d{1,10})\b")
_FINAL: Final = ('<final_file_content path="', ">\n", "</final_file_content>")
_DENIED: Final = ("The user denied this operation", "Skipping tool due to user rejecting", "Tool [")
_DENIED_JSON: Final = '{"status":"denied"'
"""Roo's and Kilo's results are JSON where the model calls tools by its API, not in its text."""
_BROKEN: Final = (
    "Error", "[ERROR]", "<error>", "The tool execution failed", "This is likely because", "The content was not",
    "Sorry, I was unable", "Tool execution failed", "Unable to apply", "No sufficiently similar match",
    "<error_details>", "File does not exist at path", '{"status":"error"',
)  # fmt: skip
_STOPPED: Final = ("Task was interrupted before this tool call", "Command was interrupted", "[Interrupted")


@dataclass(frozen=True, slots=True)
class Section:
    """What the model was told of one call."""

    tool: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended."""

    status: ResultStatus
    exit_code: int | None = None
    modified: bool = False
    """The human changed the proposal before it was saved."""
    final: str | None = None
    """The file's full text afterwards, where the result tells it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an editing call does to its file."""

    path: str
    op: EditOp
    hunks: tuple[Hunk, ...] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class XmlCall:
    """A call written as XML in the assistant's text."""

    name: str
    args: Json


def sections(said: str) -> list[Section]:
    """Split what the model was told into the results of its calls: `[write_to_file for 'x'] Result:` begins one."""
    said = said.split("<environment_details>", 1)[0]
    starts = [found.start() for found in _SECTION.finditer(said)]
    found: list[Section] = []
    for at, end in zip(starts, [*starts[1:], len(said)], strict=False):
        head = said.find(_HEAD_END, at, min(end, at + _LONGEST_HEAD))
        if head < 0:
            continue
        name = re.match(r"\[(\w+)", said[at : at + 64])
        found.append(Section(name[1] if name else "", said[head + len(_HEAD_END) : end].strip("\n")))
    return found


def outcome(body: str) -> Outcome:
    """Read a result's text in the fixed words of the extension."""
    head = body[:400].lstrip()
    modified = "The user made the following updates to your content" in body[:2000]
    denied = any(said in head for said in _DENIED[:2]) or head.startswith(_DENIED_JSON)
    if denied or (head.startswith(_DENIED[2]) and "was not executed" in head):
        return Outcome(ResultStatus.DENIED)
    if head.startswith(_STOPPED):
        return Outcome(ResultStatus.INTERRUPTED)
    code = None
    if head.startswith("Command"):
        told = _EXIT.search(head)
        code = int(told[1]) if told else None
    wrong = head.startswith(_BROKEN) or code not in (None, 0)
    return Outcome(ResultStatus.ERROR if wrong else ResultStatus.OK, code, modified, _final(body))


def _final(body: str) -> str | None:
    begin = body.find(_FINAL[0])
    start = body.find(_FINAL[1], begin) if begin >= 0 else -1
    end = body.rfind(_FINAL[2])
    return body[start + 2 : end].removesuffix("\n") if 0 <= start < end else None


def xml_calls(said: str) -> tuple[str, list[str], list[XmlCall]]:
    """Take the calls and thoughts out of an assistant's text: what is left, the thoughts, the calls."""
    thoughts = [found[1].strip() for found in _THINKING.finditer(said)] if "<thinking>" in said else []
    said = _THINKING.sub("", said) if thoughts else said
    calls: list[XmlCall] = []
    rest: list[str] = []
    at = 0
    while (tag := _TOOL_TAG.search(said, at)) is not None:
        rest.append(said[at : tag.start()])
        close = f"</{tag[1]}>"
        # A written file may hold the closing tag of its own tool; the last one counts. One call ends a message.
        end = said.rfind(close, tag.end()) if tag[1] in EDITS else said.find(close, tag.end())
        inside = said[tag.end() : end if end >= 0 else len(said)]
        if end >= 0:
            calls.append(XmlCall(tag[1], _parameters(inside)))
        at = end + len(close) if end >= 0 else len(said)
    rest.append(said[at:])
    return "".join(rest).strip(), [t for t in thoughts if t], calls


def _parameters(inside: str) -> Json:
    found: Json = {}
    for name in _PARAMETERS:
        begin = inside.find(f"<{name}>")
        # What a person or a file may hold goes up to the last closing tag: it may hold that tag itself.
        seek = inside.rfind if name in _LONG else inside.find
        end = seek(f"</{name}>", begin) if begin >= 0 else -1
        if 0 <= begin < end:
            found[name] = inside[begin + len(name) + 2 : end].strip("\n")
    return found


def asked_change(name: str, args: Json) -> Change | None:
    """What a call of the model's own would do to a file."""
    path = text(args.get("path")) or text(args.get("file_path")) or text(args.get("absolutePath"))
    if name not in EDITS or not path:
        return None
    diff = text(args.get("diff")) or text(args.get("content"))
    if name == "delete_file":
        return Change(path, EditOp.DELETE)
    if name == "insert_content":
        return Change(path, EditOp.MODIFY, patches.created(text(args.get("content"))))
    if name == "search_and_replace":
        return Change(path, EditOp.MODIFY, patches.replaced(text(args.get("search")), text(args.get("replace"))))
    if name == "edit_file":
        return Change(path, EditOp.MODIFY, patches.replaced(text(args.get("old_string")), text(args.get("new_string"))))
    if name == "write_to_file":
        content = text(args.get("content"))
        # Whether the file was there before is not said; the whole new text stands for the change.
        return Change(path, EditOp.MODIFY, patches.created(content), content)
    return _of_diff(path, EditOp.MODIFY, diff, ())


def shown_change(tool: Json) -> Change | None:
    """What a message on the screen (`{"tool": "editedExistingFile", ...}`) says was done to a file."""
    name = text(tool.get("tool"))
    path = text(tool.get("path"))
    if SCREEN.get(name) not in EDITS or not path:
        return None
    content, diff = text(tool.get("content")), text(tool.get("diff"))
    if name == "fileDeleted":
        return Change(path, EditOp.DELETE)
    if name == "newFileCreated":
        whole = content or diff
        return Change(path, EditOp.CREATE, patches.created(whole), whole)
    if name == "insertContent" and not diff:
        return Change(path, EditOp.MODIFY, patches.created(content))
    starts = [integer(number) for number in items(tool.get("startLineNumbers"))]
    return _of_diff(path, EditOp.MODIFY, diff or content, tuple(starts))


def _of_diff(path: str, op: EditOp, diff: str, starts: tuple[int | None, ...]) -> Change:
    if search_replace.holds(diff):
        blocks = [block for block in search_replace.parse(diff) if block.whole]
        known = starts if len(starts) == len(blocks) else ()
        return Change(path, op, search_replace.hunks(blocks, known))
    hunks = patches.unified(diff)
    if hunks:
        return Change(path, op, hunks)
    return Change(path, op, patches.created(diff), diff or None)
