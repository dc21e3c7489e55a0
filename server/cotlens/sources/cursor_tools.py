"""Cursor's tools under the names of its transcripts and of its database: what a call does, and to which files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cotlens.model.edit import EditOp
from cotlens.model.event import ToolKind
from cotlens.sources import tool_changes
from cotlens.sources.tool_changes import Change, Swap
from cotlens.sources.values import Json, items, obj, text

_KINDS: Final[dict[str, ToolKind]] = {
    # Transcripts.
    "shell": ToolKind.SHELL,
    "strreplace": ToolKind.EDIT,
    "multistrreplace": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "applypatch": ToolKind.EDIT,
    "delete": ToolKind.EDIT,
    "editnotebook": ToolKind.EDIT,
    "read": ToolKind.READ,
    "ls": ToolKind.READ,
    "readlints": ToolKind.READ,
    "grep": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "semanticsearch": ToolKind.SEARCH,
    "websearch": ToolKind.WEB,
    "webfetch": ToolKind.WEB,
    "task": ToolKind.TASK,
    "subagent": ToolKind.TASK,
    "todowrite": ToolKind.PLAN,
    "createplan": ToolKind.PLAN,
    "switchmode": ToolKind.PLAN,
    "callmcptool": ToolKind.MCP,
    "fetchmcpresource": ToolKind.MCP,
    "mcp": ToolKind.MCP,
    # The database.
    "runterminalcmd": ToolKind.SHELL,
    "runterminalcommand": ToolKind.SHELL,
    "editfile": ToolKind.EDIT,
    "searchreplace": ToolKind.EDIT,
    "deletefile": ToolKind.EDIT,
    "reapply": ToolKind.EDIT,
    "readfile": ToolKind.READ,
    "listdir": ToolKind.READ,
    "grepsearch": ToolKind.SEARCH,
    "ripgrep": ToolKind.SEARCH,
    "ripgreprawsearch": ToolKind.SEARCH,
    "globfilesearch": ToolKind.SEARCH,
    "filesearch": ToolKind.SEARCH,
    "codebasesearch": ToolKind.SEARCH,
    "semanticsearchfull": ToolKind.SEARCH,
    "todoread": ToolKind.PLAN,
}


def plain(name: str) -> str:
    """A tool's name without what differs between versions: case, underscores, the number of the version."""
    return name.lower().removesuffix("_v2").replace("_", "")


def kind_of(name: str) -> ToolKind:
    """Say what a tool does from its name."""
    if name.startswith(("mcp_", "mcp__", "mcp-")):
        return ToolKind.MCP
    return _KINDS.get(plain(name), ToolKind.OTHER)


def intent(args: Json) -> str:
    """What the agent says that a call is for."""
    return next((said for key in ("description", "explanation", "instructions") if (said := text(args.get(key)))), "")


def directory(args: Json) -> str | None:
    """Directory of a shell call where it names one."""
    return text(args.get("working_directory")) or text(args.get("cwd")) or None


def path_of(args: Json) -> str:
    """The file that an editing call names."""
    names = ("path", "file_path", "target_file", "relativeWorkspacePath", "targetFile", "target_notebook")
    return next((path for name in names if (path := text(args.get(name)))), "")


def changes(name: str, args: Json, cwd: str | None) -> list[Change]:
    """Say what an editing call does to files, as far as its arguments tell."""
    read = _CHANGES.get(plain(name))
    return [change for change in read(args, cwd) if change.path] if read is not None else []


def _replaced(args: Json, cwd: str | None) -> list[Change]:
    pairs = [obj(edit) for edit in items(args.get("edits"))] or [args]
    swaps = [Swap(text(p.get("old_string")), text(p.get("new_string")), p.get("replace_all") is True) for p in pairs]
    return [tool_changes.swapped(path_of(args), swaps)] if any(s.old or s.new for s in swaps) else []


def _written(args: Json, cwd: str | None) -> list[Change]:
    content = args.get("contents", args.get("content"))
    return [tool_changes.wrote(path_of(args), content)] if isinstance(content, str) else []


def _patched(args: Json, cwd: str | None) -> list[Change]:
    patch = next((p for key in ("patch", "input", "patch_text") if (p := text(args.get(key)))), "")
    return tool_changes.patched(patch, cwd)


def _deleted(args: Json, cwd: str | None) -> list[Change]:
    return [tool_changes.removed(path_of(args))]


def _sketched(args: Json, cwd: str | None) -> list[Change]:
    """`edit_file` has a sketch of the code, which another model works into the file."""
    return [Change(path_of(args), EditOp.MODIFY)]


_CHANGES: Final[dict[str, Callable[[Json, str | None], list[Change]]]] = {
    "strreplace": _replaced,
    "multistrreplace": _replaced,
    "searchreplace": _replaced,
    "write": _written,
    "applypatch": _patched,
    "delete": _deleted,
    "deletefile": _deleted,
    "editnotebook": _replaced,
    "editfile": _sketched,
}
