"""Goose's messages become events: a role and tagged content, the same in its database and in its older files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import patches
from cotlens.sources.moments import moment
from cotlens.sources.scribe import Scribe
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of, exit_code_of
from cotlens.sources.tool_changes import Change, Swap, logged, swapped, wrote
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

GOOSE: Final = "goose"

_DEVELOPER: Final = "developer__"
_TOOLS: Final[dict[str, ToolKind]] = {
    "shell": ToolKind.SHELL,
    "text_editor": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "edit": ToolKind.EDIT,
    "tree": ToolKind.READ,
    "read": ToolKind.READ,
    "list_windows": ToolKind.OTHER,
    "screen_capture": ToolKind.OTHER,
    "image_processor": ToolKind.READ,
    "analyze": ToolKind.SEARCH,
}
KINDS: Final[dict[str, ToolKind]] = {
    **_TOOLS,
    **{_DEVELOPER + name: kind for name, kind in _TOOLS.items()},
    "todo__todo_write": ToolKind.PLAN,
    "todo__todo_read": ToolKind.PLAN,
    "todo__write": ToolKind.PLAN,
    "subagent": ToolKind.TASK,
    "delegate": ToolKind.TASK,
    "subagent__execute_task": ToolKind.TASK,
    "dynamic_task__create_task": ToolKind.TASK,
    "summon__delegate": ToolKind.TASK,
}
_DENIED: Final = ("The user has declined to run this tool", "Let the user know the tool call was skipped")
_STOPPED: Final = ("Interrupted by the user", "Tool call was cancelled", "The user interrupted")
_VIEWS: Final = ("view", "undo_edit")
_SILENT: Final = frozenset(
    {
        "image",
        "document",
        "toolConfirmationRequest",
        "actionRequired",
        "systemNotification",
        "error",
        "contextLengthExceeded",
    }
)


class GooseMessages:
    """Writes the events of one message after the other."""

    def __init__(self, scribe: Scribe, calls: Calls) -> None:
        self._scribe = scribe
        self._calls = calls

    def tell(self, message: Json, key: str, *, line: int, offset: int = 0) -> None:
        """Write the events of a message."""
        scribe = self._scribe
        key = printable(key)
        scribe.at(moment(message.get("created")), line=line, offset=offset, message=key)
        role = message.get("role")
        if role not in ("user", "assistant"):
            scribe.picture.unknown_types += 1
            return
        metadata = obj(message.get("metadata"))
        inference = obj(metadata.get("inference"))
        if model := text_or_none(inference.get("resolvedModel")) or text_or_none(inference.get("requestedModel")):
            scribe.picture.model = printable(model)
        # What the person is not shown is what Goose tells its model in the person's or its own name.
        hidden = metadata.get("userVisible") is False or scribe.picture.chain is not None
        for index, block in enumerate(map(obj, items(message.get("content")))):
            kind = text(block.get("type"))
            tell = _BLOCKS.get(kind)
            if tell is not None:
                tell(self, block, f"{key}:{index}")
            elif kind == "text":
                self._text(text(block.get("text")), f"{key}:{index}", user=role == "user", hidden=hidden)
            else:
                scribe.picture.unknown_types += kind not in _SILENT

    def _text(self, said: str, key: str, *, user: bool, hidden: bool) -> None:
        if user:
            self._scribe.user(key, said, typed=not hidden)
        else:
            self._scribe.message(key, said)

    def _thinking(self, block: Json, key: str) -> None:
        self._scribe.reasoning(key, text(block.get("thinking")))

    def _redacted(self, _block: Json, key: str) -> None:
        self._scribe.reasoning(key, "")

    def _request(self, block: Json, key: str) -> None:
        outcome = obj(block.get("toolCall"))
        value = obj(outcome.get("value")) or (outcome if "name" in outcome else {})
        args = arguments_of(value.get("arguments"))
        name = text(value.get("name")) or "unknown"
        look = name.endswith("text_editor") and args.get("command") in _VIEWS[:1]
        cwd = text_or_none(args.get("working_dir")) or text_or_none(args.get("cwd"))
        self._calls.ask(
            self._scribe,
            key,
            printable(text(block.get("id"))) or key,
            name,
            args,
            kind=ToolKind.READ if look else None,
            cwd=cwd,
        )

    def _response(self, block: Json, key: str) -> None:
        outcome = obj(block.get("toolResult"))
        value = outcome.get("value")
        content = value if isinstance(value, list) else items(obj(value).get("content"))
        said = text(outcome.get("error")) if outcome.get("status") == "error" else _said(content)
        structured = obj(obj(value).get("structuredContent"))
        failed = outcome.get("status") == "error" or obj(value).get("isError") is True
        status = ResultStatus.ERROR if failed else ResultStatus.OK
        if said.startswith(_DENIED):
            status = ResultStatus.DENIED
        elif said.startswith(_STOPPED):
            status = ResultStatus.INTERRUPTED
        code = exit_code_of(structured.get("exit_code"))
        answer = Answer(status, said, structured, code)
        self._calls.answer(self._scribe, key, printable(text(block.get("id"))) or key, answer)


_BLOCKS: Final[dict[str, Callable[[GooseMessages, Json, str], None]]] = {
    "thinking": GooseMessages._thinking,  # noqa: SLF001 - the table of the class above
    "redactedThinking": GooseMessages._redacted,  # noqa: SLF001
    "toolRequest": GooseMessages._request,  # noqa: SLF001
    "frontendToolRequest": GooseMessages._request,  # noqa: SLF001
    "toolResponse": GooseMessages._response,  # noqa: SLF001
}


def _said(content: list[Any]) -> str:
    """Join what the agent was given: what is for the person's eyes only says it once more."""
    parts = [
        text(block.get("text")) or text(obj(block.get("resource")).get("text"))
        for block in map(obj, content)
        if items(obj(block.get("annotations")).get("audience")) != ["user"]
    ]
    return "\n".join(part for part in parts if part)


def changes(asked: Asked, _answer: Answer) -> list[Change]:
    """What an editing call does to files."""
    args = asked.args
    path = text(args.get("path")) or text(args.get("file_path"))
    name = asked.name.removeprefix(_DEVELOPER)
    command = text(args.get("command")) or {"write": "write", "edit": "str_replace"}.get(name, "")
    content = next((text(args[k]) for k in ("file_text", "content") if isinstance(args.get(k), str)), "")
    if command in ("write", "create"):
        return [wrote(path, content, existed=True if asked.again else None)]
    if command in ("str_replace", "edit_file", "replace"):
        if diff := text(args.get("diff")):
            return [Change(path, EditOp.MODIFY, logged(diff))]
        old = text(args.get("old_str")) or text(args.get("before"))
        new = text(args.get("new_str")) or text(args.get("after"))
        return [swapped(path, [Swap(old, new)])]
    if command == "insert":
        lines = tuple(f"+{line}" for line in patches.lines_of(text(args.get("new_str"))))
        at = exit_code_of(args.get("insert_line"))
        hunk = Hunk(lines, at, at + 1) if at is not None and at >= 0 else Hunk(lines)
        return [Change(path, EditOp.MODIFY, (hunk,) if lines else ())]
    return []
