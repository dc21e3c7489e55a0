"""What Kiro's tools do, and what they do to files, under the names of all generations of its command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import patches
from cotlens.sources.tool_calls import Answer, Asked, exit_code_of
from cotlens.sources.tool_changes import Change, Swap, patched, removed, swapped, wrote
from cotlens.sources.values import Json, items, obj, text

KIRO: Final = "kiro"

KINDS: Final[dict[str, ToolKind]] = {
    "execute_bash": ToolKind.SHELL,
    "execute_cmd": ToolKind.SHELL,
    "execute_pwsh": ToolKind.SHELL,
    "executebash": ToolKind.SHELL,
    "shell": ToolKind.SHELL,
    "bash": ToolKind.SHELL,
    "fs_write": ToolKind.EDIT,
    "fswrite": ToolKind.EDIT,
    "fsappend": ToolKind.EDIT,
    "fs_append": ToolKind.EDIT,
    "str_replace": ToolKind.EDIT,
    "strreplace": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "edit": ToolKind.EDIT,
    "delete_file": ToolKind.EDIT,
    "deletefile": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "fs_read": ToolKind.READ,
    "fsread": ToolKind.READ,
    "read": ToolKind.READ,
    "readfile": ToolKind.READ,
    "readmultiplefiles": ToolKind.READ,
    "listdirectory": ToolKind.READ,
    "grep": ToolKind.SEARCH,
    "grepsearch": ToolKind.SEARCH,
    "filesearch": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "code": ToolKind.SEARCH,
    "knowledge": ToolKind.SEARCH,
    "web_search": ToolKind.WEB,
    "web_fetch": ToolKind.WEB,
    "use_subagent": ToolKind.TASK,
    "subagent": ToolKind.TASK,
    "delegate": ToolKind.TASK,
    "invokesubagent": ToolKind.TASK,
    "todo_list": ToolKind.PLAN,
    "todo": ToolKind.PLAN,
    "thinking": ToolKind.OTHER,
    "use_aws": ToolKind.OTHER,
    "introspect": ToolKind.OTHER,
}
THINKING: Final = "thinking"
"""A tool whose only argument is a thought."""
_EXIT: Final = re.compile(r"-?\d{1,10}\Z")
"""An `exit_status` is `0` or `exit status: 0`."""
_DENIED: Final = (
    "Tool use was cancelled by the user",
    "User rejected",
    "The user rejected",
    "User denied",
    "Denied by user",
)


def answer_of(status: object, content: Any) -> Answer:
    """Read a result: its status and a list of `{"Text"}` or `{"Json"}` (also `{"kind", "data"}`)."""
    details: Json = {}
    parts: list[str] = []
    for part in [content] if isinstance(content, (str, dict)) else items(content):
        entry = obj(part)
        data = next((obj(v) for v in (entry.get("Json"), entry.get("data")) if isinstance(v, dict)), {})
        details = details or data
        parts += [v for v in (part, entry.get("Text"), entry.get("text"), entry.get("data")) if isinstance(v, str)]
        parts += [v for k in ("stdout", "stderr", "output", "content", "message") if (v := text(data.get(k)))]
    said = "\n".join(parts)
    code = exit_code_of(details.get("exit_code"))
    if code is None and (found := _EXIT.search(text(details.get("exit_status")))):
        code = int(found[0])
    return Answer(_status(status, said), said, details, code)


def _status(status: object, said: str) -> ResultStatus:
    low = text(status).lower()
    if said.startswith(_DENIED) or low in ("rejected", "denied"):
        return ResultStatus.DENIED
    if low in ("cancelled", "canceled", "interrupted", "aborted"):
        return ResultStatus.INTERRUPTED
    return ResultStatus.ERROR if low in ("error", "failed", "failure") or status is False else ResultStatus.OK


def intent_of(args: Json) -> str:
    """The statement of intent that Kiro asks for with a call."""
    return text(args.get("summary")) or text(args.get("explanation")) or text(args.get("__tool_use_purpose"))


def changes(asked: Asked, _answer: Answer) -> list[Change]:
    """What an editing call does to files."""
    return list(_changes(asked))


def _changes(asked: Asked) -> Iterator[Change]:
    args, name = asked.args, asked.name.lower()
    path = next((p for k in ("path", "file_path", "filePath", "targetFile") if (p := text(args.get(k)))), "")
    command = text(args.get("command")) or _COMMANDS.get(name, "create")
    content = text(args.get("file_text")) or text(args.get("content")) or text(args.get("text"))
    if name == "apply_patch":
        yield from patched(text(args.get("patch")) or text(args.get("input")), asked.cwd)
    elif command in ("str_replace", "strReplace", "replace"):
        entries = [obj(e) for e in items(args.get("edits"))] or [args]
        yield swapped(path, [_swap(e) for e in entries])
    elif command in ("insert", "append"):
        added = text(args.get("new_str")) or text(args.get("newStr")) or content
        # Where in the file the lines go is not known.
        lines = tuple(f"+{line}" for line in patches.lines_of(added))
        yield Change(path, EditOp.MODIFY, (Hunk(lines),) if lines else ())
    elif command == "delete":
        yield removed(path)
    else:
        # Some versions log only the path: then what was written is not known.
        known = any(isinstance(args.get(k), str) for k in ("file_text", "content", "text"))
        change = wrote(path, content, existed=True if asked.again else None)
        yield change if known else Change(path, change.op)


_COMMANDS: Final = {
    "str_replace": "str_replace",
    "strreplace": "str_replace",
    "edit": "str_replace",
    "fsappend": "append",
    "fs_append": "append",
    "delete_file": "delete",
    "deletefile": "delete",
}


def _swap(entry: Json) -> Swap:
    old = next((v for k in ("old_str", "oldStr", "old_string", "oldText") if (v := text(entry.get(k)))), "")
    new = next((v for k in ("new_str", "newStr", "new_string", "newText") if (v := text(entry.get(k)))), "")
    return Swap(old, new, entry.get("replaceAll") is True or entry.get("replace_all") is True)
