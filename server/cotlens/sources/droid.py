"""Factory's Droid: JSON lines with messages in Anthropic's shape; the model stands in a `.settings.json` beside the log."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from cotlens.model.event import LogRef, ResultStatus, ToolKind
from cotlens.sources.app_folders import home_path
from cotlens.sources.base import Owner, Seen
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.moments import moment
from cotlens.sources.sidecars import read_json
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of
from cotlens.sources.tool_changes import Change, Swap, patched, swapped, wrote
from cotlens.sources.values import Json, items, joined, obj, printable, text, text_or_none

DROID: Final = "droid"

_KINDS: Final[dict[str, ToolKind]] = {
    "execute": ToolKind.SHELL,
    "bash": ToolKind.SHELL,
    "edit": ToolKind.EDIT,
    "multiedit": ToolKind.EDIT,
    "create": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "applypatch": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "read": ToolKind.READ,
    "ls": ToolKind.READ,
    "view_file": ToolKind.READ,
    "view_folder": ToolKind.READ,
    "grep": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "fetchurl": ToolKind.WEB,
    "websearch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "task": ToolKind.TASK,
    "todowrite": ToolKind.PLAN,
    "exitspecmode": ToolKind.PLAN,
    "skill": ToolKind.OTHER,
    "askuser": ToolKind.OTHER,
}
_KNOWN: Final = frozenset({"todo_state", "session_settings", "agent_turn_outcome", "session_end", "session_title"})
_BLOCKS: Final = frozenset({"image", "document"})
_REMINDER: Final = re.compile(r"<system-reminder>.*?(?:</system-reminder>|\Z)", re.DOTALL)
_NOTICES: Final = ("<system-notification>", "<hook", "<command-", "<local-command")
_SILENT: Final = ("user_only", "ui_only")
"""Visibility of what the program tells the person: nobody typed it, and the agent does not see it."""
_EXIT: Final = re.compile(r"\[Process exited with code (-?\d{1,10})\]")
_TAIL: Final = 400
_DENIED: Final = (
    "The user rejected",
    "User rejected",
    "User denied",
    "The user denied",
    "User cancelled the tool",
    "Error: User rejected",
    "Tool execution was rejected",
    "Tool execution cancelled by user",
)
_STOPPED: Final = ("Request cancelled by user", "Request interrupted by user", "Error: Tool execution aborted")


def recognise(record: Json) -> str | None:
    """Know a session's header, or a message of it; both by what no other agent's records have."""
    kind = record.get("type")
    if kind == "session_start":
        own = "sessionTitle" in record or "owner" in record or "version" in record
        return "any" if own and isinstance(record.get("id"), str) and isinstance(record.get("cwd"), str) else None
    if kind != "message" or "parentUuid" in record or "sessionId" in record:
        return None
    message = record.get("message")
    if not isinstance(message, dict) or set(message) - {"role", "content", "visibility", "openaiMessageId", "id"}:
        return None
    blocks = message.get("content")
    shape = isinstance(blocks, list) and all(isinstance(b, dict) and isinstance(b.get("type"), str) for b in blocks)
    named = isinstance(record.get("id"), str) and isinstance(record.get("timestamp"), str)
    return "any" if shape and named and message.get("role") in ("user", "assistant") else None


class DroidReader(LineReader):
    """Reads one session file."""

    agent: ClassVar[str] = DROID

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._settings = os.path.splitext(path)[0] + ".settings.json"
        self._calls = Calls(_KINDS, _changes)
        self._read_model()

    def _read_model(self) -> None:
        if model := text_or_none(read_json(self._settings).get("model")):
            self.scribe.picture.model = printable(model)

    def at_end(self) -> None:
        """Look at the settings again: they are written after the log's first lines, and when the model changes."""
        self._read_model()

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one line."""
        kind = text(record.get("type"))
        key = printable(text(record.get("id"))) if kind != "session_start" else ""
        key = key or f"{self.scribe.picture.id}:{ref.line}"
        self.scribe.at(moment(record.get("timestamp")), line=ref.line, offset=ref.offset, message=key)
        if kind == "session_start":
            self._start(record)
        elif kind == "message":
            self._message(obj(record.get("message")), key)
        elif kind == "compaction_state":
            summary = record.get("summaryText") or record.get("summary")
            self.scribe.compaction(f"{key}:compaction", text(summary))
        elif kind not in _KNOWN:
            self.unknown()

    def _start(self, record: Json) -> None:
        picture = self.scribe.picture
        # A copy for a subagent names the session that it works for.
        parent = text_or_none(record.get("callingSessionId"))
        own = text_or_none(record.get("id"))
        if own:
            self.scribe.named(parent or own)
            picture.chain = printable(own) if parent and parent != own else None
        title = text_or_none(record.get("sessionTitle"))
        title = title if title and title != "New Session" else text_or_none(record.get("title"))
        if title:
            picture.title = printable(title)
        picture.visit(printable(text(record.get("cwd"))) or None)

    def _message(self, message: Json, key: str) -> None:
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else items(content)
        user = message.get("role") == "user"
        hidden = message.get("visibility") in _SILENT
        for index, block in enumerate(map(obj, blocks)):
            kind = text(block.get("type"))
            tell = (self._USER if user else self._AGENT).get(kind)
            if tell is None:
                self.scribe.picture.unknown_types += kind not in _BLOCKS
            elif kind == "text" and hidden:
                self.scribe.user(f"{key}:{index}", text(block.get("text")), typed=False)
            else:
                tell(self, block, f"{key}:{index}")

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _typed(self, block: Json, key: str) -> None:
        said = text(block.get("text"))
        if said.lstrip().startswith(_STOPPED):
            self.scribe.interrupt(key)
            return
        own = _REMINDER.sub("", said)
        if own != said:
            self.scribe.user(f"{key}:reminder", "\n".join(_REMINDER.findall(said)), typed=False)
        injected = self.scribe.picture.chain is not None or own.lstrip().startswith(_NOTICES)
        self.scribe.user(key, own.strip(), typed=not injected)

    def _said(self, block: Json, key: str) -> None:
        self.scribe.message(key, text(block.get("text")))

    def _thought(self, block: Json, key: str) -> None:
        said = text(block.get("thinking"))
        self.scribe.reasoning(key, "" if said.strip() == "[REDACTED]" else said)

    def _withheld(self, _block: Json, key: str) -> None:
        self.scribe.reasoning(key, "")

    def _call(self, block: Json, key: str) -> None:
        args = arguments_of(block.get("input"))
        call = printable(text(block.get("id"))) or key
        intent = text(args.get("summary")) or text(args.get("riskLevelReason")) or text(args.get("description"))
        cwd = text_or_none(args.get("cwd")) or text_or_none(args.get("workingDirectory"))
        self._calls.ask(self.scribe, key, call, text(block.get("name")) or "unknown", args, cwd=cwd, intent=intent)

    def _result(self, block: Json, key: str) -> None:
        call = printable(text(block.get("tool_use_id"))) or key
        said = joined(block.get("content"))
        found = _EXIT.search(said[-_TAIL:]) or _EXIT.search(said[:_TAIL])
        answer = Answer(_status(said, block.get("is_error") is True), said, exit_code=int(found[1]) if found else None)
        self._calls.answer(self.scribe, key, call, answer)

    _Tell = Callable[["DroidReader", Json, str], None]
    _USER: ClassVar[dict[str, _Tell]] = {"text": _typed, "tool_result": _result}
    _AGENT: ClassVar[dict[str, _Tell]] = {
        "text": _said,
        "thinking": _thought,
        "redacted_thinking": _withheld,
        "tool_use": _call,
    }


def _status(said: str, failed: bool) -> ResultStatus:
    if said.startswith(_STOPPED):
        return ResultStatus.INTERRUPTED
    if failed and said.startswith(_DENIED):
        return ResultStatus.DENIED
    return ResultStatus.ERROR if failed else ResultStatus.OK


def _changes(asked: Asked, _answer: Answer) -> list[Change]:
    args, name = asked.args, asked.name.lower()
    path = text(args.get("file_path")) or text(args.get("path"))
    if name in ("create", "write"):
        return [wrote(path, text(args.get("content")), existed=True if asked.again else None)]
    patch = text(args.get("input")) or text(args.get("patch"))
    if name in ("applypatch", "apply_patch"):
        return patched(patch, asked.cwd)
    swaps = [_swap(obj(e)) for e in items(args.get("changes")) or items(args.get("edits"))] or [_swap(args)]
    return [swapped(path, swaps)]


def _swap(entry: Json) -> Swap:
    old = text(entry.get("old_str")) or text(entry.get("old_string"))
    new = text(entry.get("new_str")) or text(entry.get("new_string"))
    return Swap(old, new, entry.get("change_all") is True or entry.get("replace_all") is True)


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`sessions/` and `projects/` in Factory's folder."""
    named = [home_path(place, home) for key in ("FACTORY_HOME", "DROID_HOME") if (place := env.get(key, "").strip())]
    roots = dict.fromkeys([*named, os.path.join(home, ".factory")])
    return [Place(DROID, os.path.join(r, name), "**/*.jsonl") for r in roots for name in ("sessions", "projects")]


AGENT: Final = Agent(DROID, "Droid", (Format(DROID, "session", Shape.LINES, recognise, DroidReader),), places)
