"""A conversation of Kiro's first engine: `{"conversation_id", "history": [{"user", "assistant"}, ...]}`, as a file or as the
value of a row of the database's `conversations_v2`, whose key is the working directory.
"""  # noqa: D205 - the summary does not fit one line

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cotlens.sources.database import opened, rows
from cotlens.sources.format import Member
from cotlens.sources.kiro_tools import KINDS, THINKING, answer_of, changes, intent_of
from cotlens.sources.moments import first_moment, moment
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.table_rows import has
from cotlens.sources.tool_calls import Calls, arguments_of
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

_ASSISTANT: Final = ("Response", "ToolUse")
_TABLE: Final = "conversations_v2"


def recognise(value: Any) -> str | None:
    """Know a conversation by its history of pairs."""
    if not isinstance(value, dict) or not isinstance(value.get("conversation_id"), str):
        return None
    history = value.get("history")
    if not isinstance(history, list) or (not history and "transcript" not in value):
        return None
    return "any" if all(any(_pair(entry)) for entry in history[:4]) else None


def _pair(entry: Any) -> tuple[Json, Json]:
    """The two sides of a turn; the oldest versions have a list of the two."""
    sides = items(entry)
    if len(sides) >= 2:
        return obj(sides[0]), obj(sides[1])
    return obj(obj(entry).get("user")), obj(obj(entry).get("assistant"))


class DocumentReader:
    """Reads a conversation's file."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Write all events of the document, turn by turn."""
        return tell(scribe, obj(value), None)


# --- database ---------------------------------------------------------------------------------------------------------


def recognise_database(tables: Mapping[str, frozenset[str]]) -> str | None:
    """Know the database by its table of conversations."""
    return "any" if has(tables.get(_TABLE), "key", "conversation_id", "value", "updated_at") else None


def members(path: str) -> Sequence[Member]:
    """List the conversations; raises sqlite3.Error."""
    with opened(path) as connection:
        found = rows(
            connection, "SELECT key, conversation_id, updated_at FROM conversations_v2 ORDER BY updated_at DESC"
        )
    listed: dict[str, Member] = {}
    for row in found:
        name, cwd = text(row["conversation_id"]), text(row["key"])
        if name and name not in listed:
            listed[name] = Member(name, (cwd,) if cwd else (), moment(row["updated_at"]) or 0.0)
    return list(listed.values())


class DatabaseReader:
    """Reads one conversation of the database, again whenever it changed."""

    def __init__(self, path: str, session: str) -> None:
        self._path = path
        self._session = session
        self._known: tuple[int, Json] | None = None

    def __call__(self, scribe: Scribe) -> None:
        """Write all events of the conversation; raises sqlite3.Error."""
        with opened(self._path) as connection:
            found = rows(
                connection,
                "SELECT key, value FROM conversations_v2 WHERE conversation_id = ? ORDER BY updated_at DESC LIMIT 1",
                self._session,
            )
        if not found:
            return
        row: sqlite3.Row = found[0]
        value = row["value"]
        digest = hash(value)
        if self._known is None or self._known[0] != digest:
            raw = value.encode("utf-8", "replace") if isinstance(value, str) else value
            self._known = (digest, obj(decode_document(raw)) if isinstance(raw, bytes) else {})
        scribe.picture.bad_lines += not self._known[1]
        for _ in tell(scribe, {**self._known[1], "conversation_id": self._session}, text_or_none(row["key"])):
            pass  # a row is told at once


# --- events -----------------------------------------------------------------------------------------------------------


def tell(scribe: Scribe, conversation: Json, cwd: str | None) -> Iterator[None]:
    """Write the events of a conversation, turn by turn."""
    native = text(conversation.get("conversation_id"))
    scribe.named(native or scribe.picture.id)
    if cwd:
        scribe.picture.visit(printable(cwd))
    model = obj(conversation.get("model_info"))
    name = text_or_none(model.get("model_id")) or text_or_none(conversation.get("model"))
    if name:
        scribe.picture.model = printable(name)
    return _Conversation(scribe).tell(items(conversation.get("history")))


class _Conversation:
    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._calls = Calls(KINDS, changes)

    def tell(self, history: list[Any]) -> Iterator[None]:
        session = self._scribe.picture.id
        for number, entry in enumerate(history):
            yield
            user, assistant = _pair(entry)
            metadata = obj(obj(entry).get("request_metadata"))
            key = f"{session}/{number}"
            start = first_moment(user.get("timestamp"), metadata.get("request_start_timestamp_ms"))
            self._scribe.at(start, line=1, message=key)
            self._user(user, key)
            self._scribe.at(first_moment(metadata.get("stream_end_timestamp_ms"), start), message=key)
            if number == len(history) - 1:
                # What is asked now may still run; for what was asked before, this export leaves results out.
                self._calls.unanswered(self._scribe)
            self._agent(assistant, key)

    def _user(self, user: Json, key: str) -> None:
        cwd = obj(obj(user.get("env_context")).get("env_state")).get("current_working_directory")
        self._scribe.picture.visit(printable(text(cwd)) or None)
        content = obj(user.get("content"))
        cancelled = obj(content.get("CancelledToolUses"))
        for result in map(obj, items(obj(content.get("ToolUseResults")).get("tool_use_results"))):
            self._result(result, key)
        for result in map(obj, items(cancelled.get("tool_use_results"))):
            self._result({**result, "status": "cancelled"}, key)
        prompt = text(obj(content.get("Prompt")).get("prompt")) or text(cancelled.get("prompt"))
        self._scribe.user(f"{key}:user", prompt)

    def _result(self, result: Json, key: str) -> None:
        call = printable(text(result.get("tool_use_id")))
        if call:
            answer = answer_of(result.get("status"), result.get("content"))
            self._calls.answer(self._scribe, f"{key}:{call}:result", call, answer)

    def _agent(self, assistant: Json, key: str) -> None:
        kind = next((k for k in _ASSISTANT if isinstance(assistant.get(k), dict)), None)
        if kind is None:
            self._scribe.picture.unknown_types += bool(assistant)
            return
        message = obj(assistant.get(kind))
        # Kiro sends a result with the next turn; some exports leave results out.
        self._scribe.message(f"{key}:agent", text(message.get("content")))
        for index, use in enumerate(map(obj, items(message.get("tool_uses")))):
            self._call(use, f"{key}:{index}")

    def _call(self, use: Json, key: str) -> None:
        args = arguments_of(use.get("args"))
        name = text(use.get("name")) or text(use.get("orig_name")) or "unknown"
        if name == THINKING:
            self._scribe.reasoning(f"{key}:thought", text(args.get("thought")))
            return
        call = printable(text(use.get("id"))) or key
        self._calls.ask(self._scribe, f"{key}:call", call, name, args, intent=intent_of(args))
