"""OpenCode's SQLite database (1.2 and later): `session`, `message` and `part`, the latter two with JSON in `data`.

Kilo's `kilo.db` has the same tables. Reads only, and each row once until it changes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cotlens.sources.database import opened, rows
from cotlens.sources.format import Member
from cotlens.sources.moments import moment
from cotlens.sources.opencode_session import Info, Message, Piece, tell
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.table_rows import MarkedRows, has, value_of
from cotlens.sources.values import Json, obj, printable, text, text_or_none

_ANCESTORS: Final = 16
"""Subagents within subagents that are followed upwards."""
_SLACK: Final = 1000
"""Milliseconds."""
_HAS_SESSIONS: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'session'"

KILO: Final = "kilo"


def recognise(tables: Mapping[str, frozenset[str]]) -> str | None:
    """Know the database by its tables."""
    message, part, session = tables.get("message"), tables.get("part"), tables.get("session")
    if not has(message, "id", "session_id", "time_created", "time_updated", "data"):
        return None
    if not has(part, "id", "message_id", "session_id", "time_updated", "data"):
        return None
    if session is not None and not has(session, "id", "directory", "time_updated"):
        return None
    return "1.2 and later"


def members(path: str) -> Sequence[Member]:
    """List the sessions; raises sqlite3.Error."""
    with opened(path) as connection:
        if rows(connection, _HAS_SESSIONS):
            found = rows(connection, "SELECT id, directory, time_updated FROM session ORDER BY time_updated DESC")
            return [_member(r["id"], (text(r["directory"]),), r["time_updated"]) for r in found if text(r["id"])]
        found = rows(
            connection,
            "SELECT session_id AS id, data, max(time_updated) AS time_updated FROM message"
            " GROUP BY session_id ORDER BY time_updated DESC",
        )
    return [
        _member(r["id"], (text(obj(_json(r["data"]).get("path")).get("cwd")),), r["time_updated"])
        for r in found
        if text(r["id"])
    ]


def _member(session: str, cwds: tuple[str, ...], updated: Any) -> Member:
    return Member(session, tuple(printable(c) for c in cwds if c), moment(updated) or 0.0)


class DatabaseReader:
    """Reads one session of a database, again whenever it changed."""

    def __init__(self, path: str, session: str) -> None:
        self._path = path
        self._session = session
        self._agent = KILO if os.path.basename(path).lower().startswith(KILO) else None
        self._messages: MarkedRows[tuple[int, Json]] = MarkedRows(
            "message", _message, mark="time_updated", slack=_SLACK
        )
        self._parts: MarkedRows[tuple[str, Piece]] = MarkedRows("part", _piece, mark="time_updated", slack=_SLACK)

    def __call__(self, scribe: Scribe) -> None:
        """Write all events of the session; raises sqlite3.Error."""
        with opened(self._path) as connection:
            # One transaction: what is read of the three tables is of one moment.
            connection.execute("BEGIN")
            info = self._info(connection)
            where = "WHERE session_id = ? ORDER BY "
            messages = self._messages.read(connection, where + "time_created, id", self._session)
            parts = self._parts.read(connection, where + "id", self._session)
        if self._agent is not None:
            scribe.picture.agent = self._agent
        found: dict[str, list[Piece]] = {}
        for message, piece in parts.values():
            found.setdefault(message, []).append(piece)
        told = [
            Message(text(key), data, found.get(text(key), []), line)
            for key, (line, data) in messages.items()
            if data or found.get(text(key))
        ]
        scribe.picture.bad_lines += sum(not data for _, data in messages.values())
        scribe.picture.bad_lines += sum(not piece.data for _, piece in parts.values())
        for _ in tell(scribe, info, told, len(told)):
            pass  # only documents are told in parts

    def _info(self, connection: sqlite3.Connection) -> Info:
        if not rows(connection, _HAS_SESSIONS):
            return Info(self._session)
        found = rows(connection, "SELECT * FROM session WHERE id = ?", self._session)
        if not found:
            return Info(self._session)
        row = found[0]
        return Info(
            self._session,
            _eldest(connection, text_or_none(value_of(row, "parent_id"))),
            text_or_none(value_of(row, "directory")),
            text_or_none(value_of(row, "title")),
            text_or_none(value_of(row, "version")),
            text_or_none(_json(value_of(row, "revert")).get("messageID")),
        )


def _eldest(connection: sqlite3.Connection, parent: str | None) -> str | None:
    """Follow a subagent's parents up to the session that a person runs."""
    passed: set[str] = set()
    while parent and parent not in passed and len(passed) < _ANCESTORS:
        passed.add(parent)
        found = rows(connection, "SELECT * FROM session WHERE id = ?", parent)
        above = text_or_none(value_of(found[0], "parent_id")) if found else None
        if above is None:
            break
        parent = above
    return parent


def _message(row: sqlite3.Row) -> tuple[int, Json]:
    return row["number"], _json(row["data"])


def _piece(row: sqlite3.Row) -> tuple[str, Piece]:
    return text(row["message_id"]), Piece(text(row["id"]), _json(row["data"]), row["number"])


def _json(value: Any) -> Json:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    return obj(decode_document(value)) if isinstance(value, bytes) else {}
