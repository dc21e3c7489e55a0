"""Qwen Code's sessions: records like Claude Code's around messages in Gemini's parts. Its tools are Gemini CLI's."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from cotlens.model.event import LogRef, ToolKind
from cotlens.sources import gemini_tools
from cotlens.sources.app_folders import home_path
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.values import Json, items, obj, seconds, text, text_or_none

QWEN: Final = "qwen"
_TYPES: Final = frozenset({"user", "assistant", "tool_result", "system"})
_TYPED: Final = frozenset({"", "mid_turn_user_message"})
_TURNS: Final = 4096
_OPEN: Final = 1024


class QwenReader(LineReader):
    """Reads the records of one session."""

    agent: ClassVar[str] = QWEN

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._named = False
        self._open: dict[str, tuple[str, ToolKind, Json]] = {}
        """(name, kind, arguments) of calls that wait for their result."""
        self._turns: dict[str, str] = {}
        """What the user typed: id of the record, and of the one before it."""

    def record(self, record: Json, ref: LogRef) -> None:
        """Read one record."""
        kind, native = text(record.get("type")), text(record.get("uuid"))
        picture = self.scribe.picture
        if not self._named and (session := text(record.get("sessionId"))):
            self.scribe.named(session)
            self._named = True
        picture.version = text_or_none(record.get("version")) or picture.version
        picture.branch = text_or_none(record.get("gitBranch")) or picture.branch
        picture.visit(text(record.get("cwd")))
        chain = text_or_none(record.get("agentId")) or ("subagent" if record.get("isSidechain") is True else None)
        message = native if kind == "assistant" else None
        time = seconds(record.get("timestamp"))
        self.scribe.at(time, line=ref.line, offset=ref.offset, message=message, chain=chain)
        handler = self.HANDLERS.get(kind)
        if handler is None:
            self.unknown()
        else:
            handler(self, record, scoped(native or f"{ref.line}", picture.id))

    def _user(self, record: Json, key: str) -> None:
        said = "\n".join(s for part in _parts(record) if (s := text(part.get("text"))))
        shown = text(obj(record.get("systemPayload")).get("displayText"))
        agents = record.get("isSidechain") is True or bool(text(record.get("agentId")))
        machine = text(record.get("provenance")) not in ("", "real_user")
        typed = text(record.get("subtype")) in _TYPED and not agents and not machine
        self.scribe.user(f"{key}:text", (shown or said) if typed else said, typed=typed)
        if typed and said.strip():
            self._turns[text(record.get("uuid"))] = text(record.get("parentUuid"))
            if len(self._turns) > _TURNS:
                self._turns.pop(next(iter(self._turns)))

    def _assistant(self, record: Json, key: str) -> None:
        self.scribe.picture.model = text_or_none(record.get("model")) or self.scribe.picture.model
        for number, part in enumerate(_parts(record)):
            if part.get("thought") is True:
                self.scribe.reasoning(f"{key}:{number}:thought", text(part.get("text")))
            elif isinstance(part.get("functionCall"), dict):
                self._call(part["functionCall"], f"{key}:{number}")
            else:
                self.scribe.message(f"{key}:{number}:text", text(part.get("text")))

    def _call(self, call: Json, key: str) -> None:
        name, args = text(call.get("name")), obj(call.get("args"))
        native = text(call.get("id")) or key
        kind = gemini_tools.kind_of(name)
        cwd = gemini_tools.directory(args, self.scribe.cwd) if kind is ToolKind.SHELL else None
        self._open[native] = (name, kind, args)
        if len(self._open) > _OPEN:
            self._open.pop(next(iter(self._open)))
        self.scribe.call(f"{key}:call", native, name, kind, args, cwd=cwd, intent=gemini_tools.intent(args))

    def _result(self, record: Json, key: str) -> None:
        outcome = obj(record.get("toolCallResult"))
        answers = [obj(part["functionResponse"]) for part in _parts(record) if "functionResponse" in part]
        native = text(outcome.get("callId")) or next((i for a in answers if (i := text(a.get("id")))), "")
        name, kind, args = self._open.pop(native, ("", ToolKind.OTHER, {}))
        display = outcome.get("resultDisplay")
        end = gemini_tools.ending(outcome.get("status"), obj(record.get("message")).get("parts"), display, kind)
        if end is None or not native:
            return
        self.scribe.result(f"{key}:result", native, end.status, end.text, exit_code=end.exit_code)
        if kind is ToolKind.EDIT:
            gemini_tools.write_edit(self.scribe, f"{key}:result", native, name, args, display, end)

    def _system(self, record: Json, key: str) -> None:
        payload, kind = obj(record.get("systemPayload")), text(record.get("subtype"))
        if kind == "chat_compression":
            history = [obj(turn) for turn in items(payload.get("compressedHistory"))]
            said = [text(obj(part).get("text")) for turn in history[:1] for part in items(turn.get("parts"))]
            self.scribe.compaction(f"{key}:compaction", "\n".join(s for s in said if s))
        elif kind == "custom_title":
            self.scribe.picture.title = text_or_none(payload.get("customTitle")) or self.scribe.picture.title
        elif kind == "rewind":
            self._rewind(text(record.get("parentUuid")), key)

    def _rewind(self, target: str, key: str) -> None:
        """The conversation goes on behind the record that is named: turns after it are undone."""
        for number, (turn, before) in enumerate(list(self._turns.items())):
            kept = number if before == target else number + 1 if turn == target else -1
            if kept >= 0:
                gone = list(self._turns)[kept:]
                self.scribe.rollback(f"{key}:rollback", len(gone))
                for undone in gone:
                    del self._turns[undone]
                return

    HANDLERS: ClassVar[dict[str, Callable[[QwenReader, Json, str], None]]] = {
        "user": _user,
        "assistant": _assistant,
        "tool_result": _result,
        "system": _system,
    }


def _parts(record: Json) -> list[Json]:
    return [obj(part) for part in items(obj(record.get("message")).get("parts"))]


def recognise(record: Json) -> str | None:
    """Know a record: Claude Code's frame with Gemini's parts, or with a payload of the system."""
    named = all(isinstance(record.get(key), str) for key in ("uuid", "sessionId", "timestamp", "cwd"))
    if not named or text(record.get("type")) not in _TYPES or "parentUuid" not in record:
        return None
    parts = obj(record.get("message")).get("parts")
    return "projects" if isinstance(parts, list) or isinstance(record.get("systemPayload"), dict) else None


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`$QWEN_HOME` or `~/.qwen`: `projects/<project>/chats/`, subagents in a folder beside them."""
    root = home_path(env.get("QWEN_HOME", "").strip() or os.path.join(home, ".qwen"), home)
    patterns = ("*/chats/*.jsonl", "*/subagents/*/*.jsonl")
    return [Place(QWEN, os.path.join(root, "projects"), pattern) for pattern in patterns]


AGENT: Final = Agent(
    QWEN,
    "Qwen Code",
    (Format(QWEN, "session log", Shape.LINES, recognise, QwenReader, experimental=True),),
    places,
)
