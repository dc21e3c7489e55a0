"""Cursor's database of chats (`state.vscdb`): one chat is a row of its own and one row per message, and has the thoughts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import cursor_tools, tool_changes
from cotlens.sources.base import scoped
from cotlens.sources.cursor_places import CURSOR, folders_of_chats
from cotlens.sources.database import opened, rows
from cotlens.sources.format import Format, Member, Shape
from cotlens.sources.moments import first_moment
from cotlens.sources.records import decode
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.table_rows import has
from cotlens.sources.tool_calls import arguments_of, exit_code_of
from cotlens.sources.tool_changes import Change
from cotlens.sources.uris import path_in
from cotlens.sources.values import Json, absolute, integer, items, obj, text, text_or_none

_CHATS: Final = 300
"""Chats that are listed: those written last."""
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of the largest row that is decoded."""
_SMALL: Final = f"CASE WHEN length(value) < {_LARGEST} THEN value END AS value"
_MANY: Final = 400
_USER, _AGENT = 1, 2
_RUNNING: Final = frozenset(
    {"loading", "pending", "running", "generating", "streaming", "executing", "in_progress", "queued"}
)
_REFUSED: Final = frozenset({"rejected", "skipped", "cancelled", "canceled"})


class _Row(NamedTuple):
    number: int
    value: Json


def _value(raw: Any) -> Json:
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass")
    return (decode(raw) or {}) if isinstance(raw, bytes) else {}


# --- the list of chats ------------------------------------------------------------------------------------------------

_heads: dict[str, dict[str, tuple[int, Member]]] = {}
"""Chats by database and key, as they were in the row with this number: a row that is written anew gets a new one."""


def members(path: str) -> Sequence[Member]:
    """List the chats; raises sqlite3.Error."""
    query = (
        "SELECT rowid, key FROM cursorDiskKV WHERE key >= 'composerData:' AND key < 'composerData;'"
        " ORDER BY rowid DESC LIMIT ?"
    )
    known = _heads.get(path, {})
    found: dict[str, tuple[int, Member]] = {}
    folders: dict[str, str] | None = None
    with opened(path) as connection:
        for row in rows(connection, query, _CHATS):
            key, number = str(row["key"]), int(row["rowid"])
            held = known.get(key)
            if held is None or held[0] != number:
                folders = folders_of_chats(path) if folders is None else folders
                listed = rows(connection, f"SELECT {_SMALL} FROM cursorDiskKV WHERE rowid = ?", number)  # noqa: S608 - our own text
                held = (number, _member(key.partition(":")[2], _value(listed[0]["value"] if listed else None), folders))
            found[key] = held
    _heads[path] = found
    return [member for _, member in found.values() if member.name]


def _member(name: str, chat: Json, folders: Mapping[str, str]) -> Member:
    talked = items(chat.get("fullConversationHeadersOnly")) or items(chat.get("conversation"))
    if not talked:
        return Member("")  # a window that was opened and never used
    folder = _folder(chat) or folders.get(name, "")
    changed = first_moment(chat.get("lastUpdatedAt"), chat.get("createdAt")) or 0.0
    return Member(name, (folder,) if folder else (), changed)


def _folder(chat: Json) -> str:
    return path_in(obj(chat.get("workspaceIdentifier")).get("uri"))


# --- one chat ---------------------------------------------------------------------------------------------------------


class CursorChat:
    """Reads one chat: rows that did not change are not decoded again."""

    def __init__(self, path: str, session: str) -> None:
        self._path = path
        self._name = session
        self._rows: dict[str, _Row] = {}
        self._folder: str | None = None

    def __call__(self, scribe: Scribe) -> None:
        """Write all events; raises sqlite3.Error."""
        with opened(self._path) as connection:
            prefix = f"bubbleId:{self._name}:"
            wanted = "key = ? OR (key >= ? AND key < ?)"
            self._read(connection, wanted, f"composerData:{self._name}", prefix, prefix[:-1] + ";")
            chat = self._rows.get(f"composerData:{self._name}", _Row(0, {})).value
            self._facts(scribe, chat)
            for number, (native, row) in enumerate(self._bubbles(chat)):
                _Bubble(scribe, connection, native or f"{number}", row).tell()

    def _read(self, connection: sqlite3.Connection, where: str, *given: str) -> None:
        query = f"SELECT rowid, key FROM cursorDiskKV WHERE {where}"  # noqa: S608 - our own text
        listed = {str(row["key"]): row for row in rows(connection, query, *given)}
        self._rows = {k: row for k, row in self._rows.items() if k in listed and listed[k]["rowid"] == row.number}
        stale = [int(r["rowid"]) for k, r in listed.items() if k not in self._rows]
        for start in range(0, len(stale), _MANY):
            some = stale[start : start + _MANY]
            marks = ",".join("?" * len(some))
            fetch = f"SELECT rowid, key, {_SMALL} FROM cursorDiskKV WHERE rowid IN ({marks})"  # noqa: S608 - our own text
            for row in rows(connection, fetch, *some):
                self._rows[str(row["key"])] = _Row(int(row["rowid"]), _value(row["value"]))

    def _facts(self, scribe: Scribe, chat: Json) -> None:
        picture = scribe.picture
        picture.title = text_or_none(chat.get("name"))
        picture.model = text_or_none(obj(chat.get("modelConfig")).get("modelName"))
        if self._folder is None:
            self._folder = _folder(chat) or folders_of_chats(self._path).get(self._name, "")
        picture.visit(self._folder)

    def _bubbles(self, chat: Json) -> list[tuple[str, _Row]]:
        """Messages in their order; older versions have them inside the chat's own row."""
        inside = [obj(bubble) for bubble in items(chat.get("conversation"))]
        if inside:
            return [(text(bubble.get("bubbleId")), _Row(1, bubble)) for bubble in inside]
        prefix = f"bubbleId:{self._name}:"
        names = [text(obj(head).get("bubbleId")) for head in items(chat.get("fullConversationHeadersOnly"))]
        return [(name, self._rows[prefix + name]) for name in dict.fromkeys(names) if prefix + name in self._rows]


class _Bubble:
    """One message."""

    def __init__(self, scribe: Scribe, connection: sqlite3.Connection, native: str, row: _Row) -> None:
        self._scribe = scribe
        self._connection = connection
        self._bubble = row.value
        self._key = scoped(native, scribe.picture.id)
        times = (self._bubble.get("createdAt"), obj(self._bubble.get("timingInfo")).get("clientStartTime"))
        scribe.at(first_moment(*times), line=row.number)

    def tell(self) -> None:
        """Write its events."""
        bubble, scribe = self._bubble, self._scribe
        if bubble.get("type") == _USER:
            scribe.user(f"{self._key}:text", text(bubble.get("text")))
            return
        if bubble.get("type") != _AGENT:
            scribe.picture.unknown_types += 1
            return
        thought = bubble.get("thinking")
        said = text(thought) or text(obj(thought).get("text"))
        if said.strip() or text(obj(thought).get("signature")):
            scribe.reasoning(f"{self._key}:thinking", said)
        scribe.message(f"{self._key}:text", text(bubble.get("text")))
        tool = obj(bubble.get("toolFormerData"))
        if text(tool.get("name")):
            self._tool(tool)

    def _tool(self, tool: Json) -> None:
        scribe, key = self._scribe, self._key
        name = text(tool.get("name"))
        args = {**arguments_of(tool.get("params")), **arguments_of(tool.get("rawArgs"))}
        native = text(tool.get("toolCallId")) or key
        kind = cursor_tools.kind_of(name)
        shell = kind is ToolKind.SHELL
        scribe.call(
            f"{key}:call",
            native,
            name,
            kind,
            args,
            command=text(args.get("command")) if shell else None,
            cwd=cursor_tools.directory(args) if shell else None,
            intent=cursor_tools.intent(args),
        )
        result = arguments_of(tool.get("result"))
        status = _status(tool, result)
        if status is None:
            return
        code = exit_code_of(result.get("exitCode", result.get("exitCodeV2"))) if shell else None
        scribe.result(f"{key}:result", native, status, _output(tool, result), exit_code=code)
        if kind is ToolKind.EDIT:
            found = self._changes(name, args, result, done=status is ResultStatus.OK)
            tool_changes.record(scribe, key, native, found, STATES[status], tool=name, cwd=scribe.cwd)

    def _changes(self, name: str, args: Json, result: Json, *, done: bool) -> list[Change]:
        path = absolute(cursor_tools.path_of(args), self._scribe.cwd)
        before, after = self._content(result.get("beforeContentId")), self._content(result.get("afterContentId"))
        if path and done and after is not None:
            return [tool_changes.from_texts(path, before or "", after, existed=bool(before))]
        hunks = _hunks(result)
        found = cursor_tools.changes(name, args, self._scribe.cwd)
        return [Change(path, EditOp.MODIFY, hunks)] if hunks and path and len(found) <= 1 else found

    def _content(self, name: Any) -> str | None:
        """A file's text, which is kept in a row of its own."""
        if not isinstance(name, str) or not name:
            return None
        query = f"SELECT {_SMALL} FROM cursorDiskKV WHERE key = ?"  # noqa: S608 - our own text
        found = rows(self._connection, query, name)
        value = found[0]["value"] if found else None
        return (
            value.decode("utf-8", "replace") if isinstance(value, bytes) else text(value) if value is not None else None
        )


def _status(tool: Json, result: Json) -> ResultStatus | None:
    """No single field says how a call ended: a refused or failed command is `completed`, too."""
    status = text(tool.get("status")).lower()
    more = text(obj(tool.get("additionalData")).get("status")).lower()
    if status in _RUNNING or (not status and not result):
        return None
    if (
        result.get("rejected") is True
        or status in _REFUSED
        or more == "rejected"
        or tool.get("userDecision") == "rejected"
    ):
        return ResultStatus.DENIED
    failed = status == "error" or more == "error" or (integer(result.get("exitCode")) or 0) != 0
    return ResultStatus.ERROR if failed else ResultStatus.OK


def _output(tool: Json, result: Json) -> str:
    error = obj(tool.get("error"))
    said = (result.get("output"), result.get("contents"), error.get("clientVisibleErrorMessage"), tool.get("result"))
    return next((shown for shown in map(text, said) if shown), "")


def _hunks(result: Json) -> tuple[Hunk, ...]:
    found: list[Hunk] = []
    for chunk in map(obj, items(obj(result.get("diff")).get("chunks"))):
        lines = tuple(x for x in text(chunk.get("diffString")).split("\n") if x[:1] in (" ", "+", "-"))
        if lines:
            found.append(Hunk(lines, integer(chunk.get("oldStart")), integer(chunk.get("newStart"))))
    return tuple(found)


def recognise(columns: Any) -> str | None:
    """Know the database: VS Code's has the same name, but not the table of chats."""
    if not isinstance(columns, Mapping):
        return None
    known = has(columns.get("cursordiskkv"), "key", "value") and has(columns.get("itemtable"), "key", "value")
    return "state.vscdb" if known else None


FORMAT: Final = Format(
    CURSOR, "chat database", Shape.DATABASE, recognise, CursorChat, experimental=True, members=members
)
