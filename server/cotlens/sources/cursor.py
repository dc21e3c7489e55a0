"""Cursor's transcripts of 2026: JSON lines without times and ids, mostly without results; and Cursor as an agent."""

from __future__ import annotations

from typing import ClassVar, Final

from cotlens.model.edit import EditState
from cotlens.model.event import LogRef, ResultStatus
from cotlens.sources import cursor_database, cursor_text
from cotlens.sources.base import Owner, Seen
from cotlens.sources.cursor_places import CURSOR, directories, places
from cotlens.sources.cursor_said import WITHHELD, answered, asked, call, changes
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.scribe import STATES
from cotlens.sources.values import Json, items, joined, obj, text

_STOPPED: Final = frozenset({"aborted", "cancelled", "canceled", "interrupted"})
_OPEN: Final = 256


class CursorReader(LineReader):
    """Reads JSON lines. Edits are told with their calls: nothing in the log says what became of them."""

    agent: ClassVar[str] = CURSOR

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._open: dict[str, tuple[str, str, Json]] = {}
        """(key, name, arguments) of calls that a result may still come for."""
        self._prefix = ""
        parts = path.replace("\\", "/").split("/")
        if len(parts) > 2 and parts[-2] == "subagents":
            self.scribe.picture.chain = str(self.scribe.picture.id)
            self.scribe.named(parts[-3])
            self._prefix = f"{self.scribe.picture.chain}:"
        for folder in directories(path):
            self.scribe.picture.visit(folder)

    def record(self, record: Json, ref: LogRef) -> None:
        """Read one line."""
        self.scribe.at(None, line=ref.line, offset=ref.offset)
        key = f"{self._prefix}{ref.line}"
        role = text(record.get("role"))
        if role in ("user", "assistant"):
            content = obj(record.get("message")).get("content")
            blocks = [{"type": "text", "text": content}] if isinstance(content, str) else items(content)
            for number, block in enumerate(map(obj, blocks)):
                self._block(role, block, f"{key}:{number}")
        elif record.get("type") == "turn_ended":
            if text(record.get("status")).lower() in _STOPPED:
                self.scribe.interrupt(f"{key}:interrupt")
        else:
            self.unknown()

    def _block(self, role: str, block: Json, key: str) -> None:
        kind = text(block.get("type"))
        if kind == "text":
            (asked if role == "user" else answered)(self.scribe, key, text(block.get("text")))
        elif kind in ("thinking", "reasoning"):
            said = text(block.get("thinking")) or text(block.get("text"))
            self.scribe.reasoning(f"{key}:thinking", "" if WITHHELD.fullmatch(said.strip()) else said)
        elif kind == "tool_use":
            self._call(block, key)
        elif kind == "tool_result":
            self._result(block)
        elif kind not in ("image", "redacted_thinking", "file"):
            self.unknown()

    def _call(self, block: Json, key: str) -> None:
        name, args = text(block.get("name")), obj(block.get("input"))
        native = text(block.get("id")) or key
        call(self.scribe, key, native, name, args)
        changes(self.scribe, key, native, name, args, EditState.UNKNOWN)
        if text(block.get("id")):
            self._open[native] = (key, name, args)
            if len(self._open) > _OPEN:
                self._open.pop(next(iter(self._open)))

    def _result(self, block: Json) -> None:
        """Newer transcripts may have results: then the edits of the call are told again, with what became of them."""
        native = text(block.get("tool_use_id"))
        if not native:
            return
        key, name, args = self._open.pop(native, (f"{self._prefix}{native}", "", {}))
        status = ResultStatus.ERROR if block.get("is_error") is True else ResultStatus.OK
        self.scribe.result(f"{key}:result", native, status, joined(block.get("content")))
        changes(self.scribe, key, native, name, args, STATES[status])


def recognise(record: Json) -> str | None:
    """Know a line by having a role and a message, and nothing that any other agent's line has."""
    message = record.get("message")
    if record.get("role") not in ("user", "assistant") or not isinstance(message, dict):
        return None
    if not record.keys() <= {"role", "message", "timestamp"} or message.keys() != {"content"}:
        return None
    content = message["content"]
    blocks = content if isinstance(content, list) else []
    known = bool(blocks) and all(isinstance(obj(b).get("type"), str) for b in blocks)
    return "transcripts of 2026" if known or isinstance(content, str) else None


AGENT: Final = Agent(
    CURSOR,
    "Cursor",
    (
        Format(CURSOR, "agent transcript", Shape.LINES, recognise, CursorReader),
        cursor_text.FORMAT,
        cursor_database.FORMAT,
    ),
    places,
)
