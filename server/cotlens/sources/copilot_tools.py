"""The tools of GitHub Copilot, in its terminal program and in VS Code: what a call does, and to which files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ReasoningForm, ToolKind
from cotlens.sources import patches, tool_changes
from cotlens.sources.tool_changes import Change, Swap
from cotlens.sources.values import Json, absolute, items, obj, text

KINDS: Final[dict[str, ToolKind]] = {
    # The terminal program.
    "bash": ToolKind.SHELL,
    "powershell": ToolKind.SHELL,
    "shell": ToolKind.SHELL,
    "local_shell": ToolKind.SHELL,
    "edit": ToolKind.EDIT,
    "create": ToolKind.EDIT,
    "str_replace": ToolKind.EDIT,
    "insert": ToolKind.EDIT,
    "str_replace_editor": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "view": ToolKind.READ,
    "show_file": ToolKind.READ,
    "grep": ToolKind.SEARCH,
    "rg": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "web_fetch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "task": ToolKind.TASK,
    "update_todo": ToolKind.PLAN,
    "exit_plan_mode": ToolKind.PLAN,
    # VS Code.
    "run_in_terminal": ToolKind.SHELL,
    "replace_string_in_file": ToolKind.EDIT,
    "multi_replace_string_in_file": ToolKind.EDIT,
    "insert_edit_into_file": ToolKind.EDIT,
    "create_file": ToolKind.EDIT,
    "edit_notebook_file": ToolKind.EDIT,
    "read_file": ToolKind.READ,
    "list_dir": ToolKind.READ,
    "read_notebook_cell_output": ToolKind.READ,
    "get_errors": ToolKind.READ,
    "get_changed_files": ToolKind.READ,
    "view_image": ToolKind.READ,
    "file_search": ToolKind.SEARCH,
    "grep_search": ToolKind.SEARCH,
    "semantic_search": ToolKind.SEARCH,
    "list_code_usages": ToolKind.SEARCH,
    "fetch_webpage": ToolKind.WEB,
    "github_repo": ToolKind.WEB,
    "open_simple_browser": ToolKind.WEB,
    "runSubagent": ToolKind.TASK,
    "search_subagent": ToolKind.TASK,
    "manage_todo_list": ToolKind.PLAN,
}
_SUMMARISED: Final = ("claude", "gpt", "gemini", "codex", "grok", "raptor", "goldeneye", "mai-", "o3", "o4")
_FILE_HEAD: Final = re.compile(r"^diff --git ", re.MULTILINE)
_NEW_NAME: Final = re.compile(r"^\+\+\+ (?:[ab]/)?(\S.*?)\s*$", re.MULTILINE)
_OLD_NAME: Final = re.compile(r"^--- (?:[ab]/)?(\S.*?)\s*$", re.MULTILINE)
_EXIT: Final = re.compile(
    r"<(?:shellId: [^>\n]{1,80} completed|exited|command exited) with exit code (-?\d{1,9})>\s*\Z"
)
_TAIL: Final = 400
"""Characters at the end of a shell's output in which the line about its exit stands."""


def kind_of(name: str, server: Any = None) -> ToolKind:
    """Say what a tool does from its name; `server` is the MCP server that offers it, if one does."""
    if (isinstance(server, str) and server) or name.startswith(("mcp_", "mcp__")):
        return ToolKind.MCP
    return KINDS.get(name, ToolKind.OTHER)


def intent(args: Json) -> str:
    """What the agent says that a call is for."""
    return text(args.get("explanation")) or text(args.get("description")) or text(args.get("intent"))


def exit_code(said: str) -> int | None:
    """Read the exit status off the last line that the terminal program puts under a command's output."""
    found = _EXIT.search(said, max(0, len(said) - _TAIL))
    return int(found[1]) if found else None


def form_of(model: str | None) -> ReasoningForm:
    """Say what a readable thought is: the makers of most models give out summaries of the thinking only."""
    name = (model or "").lower()
    return ReasoningForm.SUMMARY if not name or any(m in name for m in _SUMMARISED) else ReasoningForm.FULL


# --- files ------------------------------------------------------------------------------------------------------------


def changes(name: str, args: Json, cwd: str | None, diff: str = "") -> list[Change]:
    """Say what an editing call does to files; `diff` is git's diff of it where the log has one."""
    read = _CHANGES.get(name)
    found = read(args, cwd) if read is not None else []
    sections = _sections(diff)
    return [_numbered(change, sections, cwd, alone=len(found) == 1) for change in found if change.path]


def _path(args: Json) -> str:
    return next((p for key in ("path", "filePath", "file_path") if (p := text(args.get(key)))), "")


def _replaced(args: Json, cwd: str | None) -> list[Change]:
    old = text(args.get("old_str")) or text(args.get("oldString"))
    new = text(args.get("new_str")) or text(args.get("newString"))
    return [tool_changes.swapped(_path(args), [Swap(old, new)])] if old or new else []


def _created(args: Json, cwd: str | None) -> list[Change]:
    content = text(args.get("file_text")) or text(args.get("content"))
    return [tool_changes.wrote(_path(args), content, existed=False)]


def _several(args: Json, cwd: str | None) -> list[Change]:
    swaps: dict[str, list[Swap]] = {}
    for part in map(obj, items(args.get("replacements"))):
        swaps.setdefault(_path(part), []).append(Swap(text(part.get("oldString")), text(part.get("newString"))))
    return [tool_changes.swapped(path, found) for path, found in swaps.items()]


def _inserted(args: Json, cwd: str | None) -> list[Change]:
    said = text(args.get("insert_text")) or text(args.get("new_str"))
    return [Change(_path(args), EditOp.MODIFY, patches.replaced("", said))]


def _noted(args: Json, cwd: str | None) -> list[Change]:
    return [Change(_path(args), EditOp.MODIFY, _added(args.get("newCode")))]


def _added(code: Any) -> tuple[Hunk, ...]:
    source = "\n".join(line for line in code if isinstance(line, str)) if isinstance(code, list) else text(code)
    return patches.replaced("", source)


def _sketched(args: Json, cwd: str | None) -> list[Change]:
    """`insert_edit_into_file` has a sketch of the code, which another model works into the file."""
    return [Change(_path(args), EditOp.MODIFY)]


def _patched(args: Json, cwd: str | None) -> list[Change]:
    return tool_changes.patched(text(args.get("input")) or text(args.get("patch")), cwd)


def _by_command(args: Json, cwd: str | None) -> list[Change]:
    read = _CHANGES.get(text(args.get("command")))
    return read(args, cwd) if read is not None else []


_CHANGES: Final[dict[str, Callable[[Json, str | None], list[Change]]]] = {
    "edit": _replaced,
    "str_replace": _replaced,
    "replace_string_in_file": _replaced,
    "create": _created,
    "create_file": _created,
    "insert": _inserted,
    "multi_replace_string_in_file": _several,
    "edit_notebook_file": _noted,
    "insert_edit_into_file": _sketched,
    "apply_patch": _patched,
}
_EDITOR: Final = "str_replace_editor"
_CHANGES[_EDITOR] = _by_command


def _sections(diff: str) -> list[tuple[str, str]]:
    """Take git's diff apart into files: (path as it is named there, without a leading slash; the file's diff)."""
    starts = [found.start() for found in _FILE_HEAD.finditer(diff)]
    found: list[tuple[str, str]] = []
    for start, end in pairwise([*starts, len(diff)]):
        part = diff[start:end]
        head = part[: part.find("\n@@")]
        names = [
            m[1]
            for m in (_NEW_NAME.search(head), _OLD_NAME.search(head))
            if m and m[1] not in ("dev/null", "/dev/null")
        ]
        found.append((names[0].lstrip("/") if names else "", part))
    return found


def _numbered(change: Change, sections: list[tuple[str, str]], cwd: str | None, *, alone: bool) -> Change:
    """Take the numbered hunks of the log's diff for those that were worked out of the call's arguments."""
    if change.op is EditOp.CREATE or not sections:
        return change
    path = absolute(change.path, cwd).replace("\\", "/").lstrip("/")
    part = next((part for name, part in sections if name and (path == name or path.endswith(f"/{name}"))), None)
    if part is None and alone and len(sections) == 1:
        part = sections[0][1]
    hunks = patches.unified(part) if part is not None else ()
    return replace(change, hunks=hunks) if hunks else change
