"""What a tool does by its name, for formats in which any agent's tools may stand. Agents' own readers know better."""

from __future__ import annotations

from typing import Any, Final

from cotlens.model import apply_patch
from cotlens.model.edit import EditOp
from cotlens.model.event import ToolKind
from cotlens.sources import patches, str_replace_editor
from cotlens.sources.records import decode
from cotlens.sources.str_replace_editor import Change
from cotlens.sources.values import Json, items, obj, text

_KINDS: Final = {
    ToolKind.SHELL: (
        "bash", "shell", "exec", "execute", "execute_command", "run_command", "run_shell_command", "exec_command",
        "shell_command", "terminal", "run_terminal_cmd", "execute_bash", "bash_session", "local_shell", "run",
    ),
    ToolKind.EDIT: (
        "edit", "write", "multiedit", "notebookedit", "str_replace_editor", "str_replace_based_edit_tool",
        "text_editor", "file_editor", "apply_patch", "write_file", "edit_file", "create_file", "replace",
        "replace_in_file", "write_to_file", "search_replace", "strreplace", "insert",
    ),
    ToolKind.READ: ("read", "read_file", "view", "view_file", "cat", "list_files", "list_dir", "ls", "open_file", "read_many_files"),
    ToolKind.SEARCH: (
        "grep", "glob", "search", "search_files", "grep_search", "file_search", "find", "search_file_content",
        "codebase_search",
    ),
    ToolKind.WEB: ("web_search", "websearch", "webfetch", "web_fetch", "fetch", "browser", "web_browser", "google_web_search"),
    ToolKind.TASK: ("task", "agent", "handoff", "delegate", "dispatch_agent", "subagent"),
    ToolKind.PLAN: ("todowrite", "todo_write", "update_plan", "write_todos", "task_tracker", "plan"),
}  # fmt: skip
_BY_NAME: Final = {name: kind for kind, names in _KINDS.items() for name in names}
_COMMANDS: Final = ("command", "cmd", "script", "CommandLine")
_PATHS: Final = ("path", "file_path", "filePath", "filename", "file", "TargetFile", "notebook_path")
_EDITORS: Final = frozenset({"create", "str_replace", "insert", "undo_edit", *str_replace_editor.READING})


def arguments(value: Any) -> Json:
    """Arguments as an object, also where they are written as JSON text."""
    if isinstance(value, str):
        return decode(value.encode("utf-8", "replace")) or ({"input": value} if value else {})
    return obj(value)


def kind_of(name: str, args: Json) -> ToolKind:
    """Say what a tool does."""
    bare = name.rsplit(".", 1)[-1].lower()
    if name.startswith("mcp__"):
        return ToolKind.MCP
    kind = _BY_NAME.get(bare, ToolKind.OTHER)
    if kind is ToolKind.EDIT and text(args.get("command")) in str_replace_editor.READING:
        return ToolKind.READ
    return kind


def command_of(args: Json) -> str:
    """Return the one string of a shell call; of a list of words the script behind `bash -lc`, else the words."""
    for name in _COMMANDS:
        value = args.get(name)
        if isinstance(value, str):
            return value
        words = [word for word in items(value) if isinstance(word, str)]
        if words:
            return words[2] if len(words) == 3 and words[1] in ("-c", "-lc") else " ".join(words)
    return text(args.get("input"))


def path_of(args: Json) -> str:
    """The file that a call names, '' if none."""
    return next((value for name in _PATHS if (value := text(args.get(name)))), "")


def changes_of(name: str, args: Json, cwd: str | None) -> list[Change]:
    """What an editing call would do to files, from its arguments alone."""
    patch = next((value for key in ("input", "patch", "patchText", "patch_text") if (value := text(args.get(key)))), "")
    if apply_patch.BEGIN in patch:
        return [Change(c.path, c.op, c.hunks, c.before, c.after) for c in apply_patch.parse(patch, cwd)]
    if text(args.get("command")) in _EDITORS:
        change = str_replace_editor.change_of({**args, "path": path_of(args)})
        return [change] if change is not None else []
    path = path_of(args)
    if not path:
        return []
    edits = [obj(edit) for edit in items(args.get("edits"))] or [args]
    pairs = [(_old(edit), _new(edit)) for edit in edits if _old(edit) or _new(edit)]
    if pairs:
        hunks = tuple(hunk for old, new in pairs for hunk in patches.replaced(old, new))
        return [Change(path, EditOp.MODIFY, hunks)]
    content = next(
        (args[key] for key in ("content", "file_text", "contents", "text") if isinstance(args.get(key), str)), None
    )
    return [Change(path, EditOp.MODIFY, patches.created(content), None, content)] if content is not None else []


def _old(edit: Json) -> str:
    return text(edit.get("old_string")) or text(edit.get("old_str")) or text(edit.get("oldString"))


def _new(edit: Json) -> str:
    return text(edit.get("new_string")) or text(edit.get("new_str")) or text(edit.get("newString"))
