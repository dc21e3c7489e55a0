"""Kiro's sessions as JSON lines, of its second engine (`Prompt`, `AssistantMessage`, `ToolResults`) and of its third."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ClassVar, Final

from cotlens.model.event import LogRef
from cotlens.sources.base import Owner, Seen
from cotlens.sources.kiro_tools import KINDS, KIRO, THINKING, answer_of, changes, intent_of
from cotlens.sources.line_reader import LineReader
from cotlens.sources.moments import first_moment
from cotlens.sources.sidecars import read_json
from cotlens.sources.tool_calls import Calls, arguments_of
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

_KINDS: Final = frozenset({"Prompt", "AssistantMessage", "ToolResults", "Compaction", "Clear", "ResetTo"})
_PAYLOADS: Final = frozenset({"user", "assistant", "tool_call", "tool_result", "usage_summary"})
_MESSAGES: Final = "messages.jsonl"


def recognise(record: Json) -> str | None:
    """Know a line of either engine."""
    if (
        text(record.get("kind")) in _KINDS
        and isinstance(record.get("data"), dict)
        and set(record) <= {"version", "kind", "data"}
    ):
        return "second engine"
    payload = record.get("payload")
    if (
        isinstance(payload, dict)
        and text(payload.get("type")) in _PAYLOADS
        and "type" not in record
        and "timestamp" in record
    ):
        own = payload.keys() & {"toolCallId", "operationType", "promptTurnSummaries", "executionId"}
        return "third engine" if own or set(payload) == {"type", "content"} else None
    return None


def sidecar_of(path: str) -> str:
    """The file beside a session's lines that says where it ran."""
    if os.path.basename(path) == _MESSAGES:
        return os.path.join(os.path.dirname(path), "session.json")
    return os.path.splitext(path)[0] + ".json"


class KiroLinesReader(LineReader):
    """Reads one session file."""

    agent: ClassVar[str] = KIRO

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._calls = Calls(KINDS, changes)
        self._beside = sidecar_of(path)
        if os.path.basename(path) == _MESSAGES:
            self.scribe.named(os.path.basename(os.path.dirname(path)) or self.scribe.picture.id)
        record = read_json(self._beside)
        if own := text_or_none(record.get("session_id")) or text_or_none(record.get("id")):
            self.scribe.named(own)
        self._take_sidecar(record)

    def _take_sidecar(self, record: Json) -> None:
        picture = self.scribe.picture
        for cwd in [text(record.get("cwd")), *map(text, items(record.get("workspacePaths")))]:
            picture.visit(printable(cwd) or None)
        if title := text_or_none(record.get("title")):
            picture.title = printable(title)
        state = obj(obj(obj(record.get("session_state")).get("rts_model_state")).get("model_info"))
        if model := text_or_none(state.get("model_id")) or text_or_none(record.get("modelId")):
            picture.model = printable(model)

    def at_end(self) -> None:
        """Look at the file beside the log again: it is written after the log's first lines."""
        self._take_sidecar(read_json(self._beside))

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one line."""
        data = obj(record.get("data"))
        payload = obj(record.get("payload"))
        native = text(data.get("message_id")) or text(record.get("id")) or text(payload.get("messageId"))
        key = f"{self.scribe.picture.id}/{printable(native) or ref.line}"
        when = first_moment(record.get("timestamp"), obj(data.get("meta")).get("timestamp"), data.get("timestamp"))
        when = when if when is not None else self.scribe.time
        self.scribe.at(when, line=ref.line, offset=ref.offset, message=key)
        tell = self._TYPES.get(text(record.get("kind")) if data else text(payload.get("type")))
        if tell is not None:
            tell(self, data or payload, key)
        elif text(record.get("kind")) not in _KINDS and text(payload.get("type")) not in _PAYLOADS:
            self.unknown()

    # --- second engine ------------------------------------------------------------------------------------------------

    def _prompt(self, data: Json, key: str) -> None:
        self.scribe.user(f"{key}:user", _texts(data))

    def _message(self, data: Json, key: str) -> None:
        for index, block in enumerate(map(obj, items(data.get("content")))):
            kind, inner = text(block.get("kind")), block.get("data")
            if kind == "text":
                self.scribe.message(f"{key}:{index}", text(inner))
            elif kind == "toolUse":
                use = obj(inner)
                self._ask(use.get("toolUseId"), use.get("name"), use.get("input"), f"{key}:{index}")
            elif kind in ("thinking", "reasoning", "redactedThinking"):
                self.scribe.reasoning(f"{key}:{index}", text(inner) or text(obj(inner).get("text")))
            else:
                self.unknown()

    def _results(self, data: Json, key: str) -> None:
        for index, block in enumerate(map(obj, items(data.get("content")))):
            inner = obj(block.get("data"))
            if block.get("kind") == "toolResult":
                self._answer(inner.get("toolUseId"), inner.get("status"), inner.get("content"), f"{key}:{index}")

    def _compaction(self, data: Json, key: str) -> None:
        self.scribe.compaction(f"{key}:compaction", text(data.get("summary")) or _texts(data))

    # --- third engine -------------------------------------------------------------------------------------------------

    def _user(self, payload: Json, key: str) -> None:
        self.scribe.user(f"{key}:user", text(payload.get("content")))

    def _agent(self, payload: Json, key: str) -> None:
        if model := text_or_none(payload.get("reasoningModelId")):
            self.scribe.picture.model = printable(model)
        if thought := text_or_none(payload.get("reasoning")):
            self.scribe.reasoning(f"{key}:thought", thought)
        self.scribe.message(f"{key}:agent", text(payload.get("content")))

    def _tool_call(self, payload: Json, key: str) -> None:
        self._ask(payload.get("toolCallId"), payload.get("toolName"), payload.get("args"), key)

    def _tool_result(self, payload: Json, key: str) -> None:
        status = "error" if payload.get("success") is False else payload.get("status")
        self._answer(payload.get("toolCallId"), status, payload.get("content"), key)

    # --- both ---------------------------------------------------------------------------------------------------------

    def _ask(self, native: object, name: object, given: object, key: str) -> None:
        args = arguments_of(given)
        if name == THINKING:
            self.scribe.reasoning(f"{key}:thought", text(args.get("thought")))
            return
        call = printable(text(native)) or key
        self._calls.ask(self.scribe, f"{key}:call", call, text(name) or "unknown", args, intent=intent_of(args))

    def _answer(self, native: object, status: object, content: object, key: str) -> None:
        call = printable(text(native))
        if call:
            self._calls.answer(self.scribe, f"{key}:result", call, answer_of(status, content))

    _Tell = Callable[["KiroLinesReader", Json, str], None]
    _TYPES: ClassVar[dict[str, _Tell]] = {
        "Prompt": _prompt,
        "AssistantMessage": _message,
        "ToolResults": _results,
        "Compaction": _compaction,
        "user": _user,
        "assistant": _agent,
        "tool_call": _tool_call,
        "tool_result": _tool_result,
    }


def _texts(data: Json) -> str:
    return "\n".join(text(b.get("data")) for b in map(obj, items(data.get("content"))) if b.get("kind") == "text")
