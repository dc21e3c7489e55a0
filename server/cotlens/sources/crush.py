"""Crush's databases: `<project>/.crush/crush.db`, with sessions, messages (parts as JSON) and every version of a file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cotlens.sources.app_folders import data_folders, home_path
from cotlens.sources.crush_messages import CRUSH, CrushMessages, Versions, working_directory
from cotlens.sources.database import opened, rows
from cotlens.sources.format import Agent, Format, Member, Place, Shape
from cotlens.sources.moments import moment
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.sidecars import read_json
from cotlens.sources.table_rows import MarkedRows, has, value_of
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

_FOLDER: Final = ".crush"
_SLACK: Final = 2000
"""Its clock ticks in seconds in some versions and in milliseconds in others; of the former, all rows are near."""
_PROJECTS: Final = 200


def recognise(tables: Mapping[str, frozenset[str]]) -> str | None:
    """Know the database by its tables."""
    known = has(tables.get("sessions"), "id", "parent_session_id", "title", "updated_at")
    known = known and has(tables.get("messages"), "id", "session_id", "role", "parts", "updated_at")
    return "any" if known and has(tables.get("files"), "session_id", "path", "content", "version") else None


def members(path: str) -> Sequence[Member]:
    """List the sessions; raises sqlite3.Error."""
    cwd = _project(path)
    with opened(path) as connection:
        found = rows(connection, "SELECT id, updated_at FROM sessions ORDER BY updated_at DESC")
    # A session of its own thinks up each session's title.
    return [
        Member(text(r["id"]), (cwd,) if cwd else (), moment(r["updated_at"]) or 0.0)
        for r in found
        if text(r["id"]) and not text(r["id"]).startswith("title-")
    ]


def _project(path: str) -> str | None:
    folder = os.path.dirname(os.path.abspath(path))
    return os.path.dirname(folder) if os.path.basename(folder) == _FOLDER else None


class DatabaseReader:
    """Reads one session of a database, again whenever it changed."""

    def __init__(self, path: str, session: str) -> None:
        self._path = path
        self._session = session
        self._messages: MarkedRows[tuple[int, Json]] = MarkedRows("messages", _message, mark="updated_at", slack=_SLACK)
        self._files: MarkedRows[tuple[str, str]] = MarkedRows("files", _file, mark="updated_at", slack=_SLACK)

    def __call__(self, scribe: Scribe) -> None:
        """Write all events of the session; raises sqlite3.Error."""
        with opened(self._path) as connection:
            connection.execute("BEGIN")
            found = rows(connection, "SELECT * FROM sessions WHERE id = ?", self._session)
            where = "WHERE session_id = ? ORDER BY "
            messages = self._messages.read(connection, where + "created_at, rowid", self._session)
            files = self._files.read(connection, where + "path, version", self._session)
        parent = text_or_none(value_of(found[0], "parent_session_id")) if found else None
        scribe.named(parent or self._session)
        scribe.picture.chain = printable(self._session) if parent and parent != self._session else None
        scribe.picture.title = text(found[0]["title"]) or None if found else None
        cwd = (text_or_none(value_of(found[0], "workspace_cwd")) if found else None) or _project(self._path)
        # Its data may be kept elsewhere than in the project.
        scribe.picture.visit(cwd or working_directory(message for _, message in messages.values()))
        told = CrushMessages(scribe, Versions(files.values()))
        entries = list(messages.items())
        for number, (key, (line, message)) in enumerate(entries):
            told.tell(text(key) or str(number), message, line=line, last=number == len(entries) - 1)


def _message(row: sqlite3.Row) -> tuple[int, Json]:
    parts = row["parts"]
    raw = parts.encode("utf-8", "replace") if isinstance(parts, str) else parts
    decoded: Any = decode_document(raw) if isinstance(raw, bytes) else []
    return row["number"], {
        "role": row["role"],
        "model": value_of(row, "model"),
        "created": value_of(row, "created_at"),
        "finished": value_of(row, "finished_at"),
        "summary": value_of(row, "is_summary_message"),
        "parts": items(decoded),
    }


def _file(row: sqlite3.Row) -> tuple[str, str]:
    content = row["content"]
    return text(row["path"]), content.decode("utf-8", "replace") if isinstance(content, bytes) else text(content)


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """The folders of all projects that Crush lists, and its own data folder."""
    named = env.get("CRUSH_GLOBAL_DATA", "").strip()
    folders = list(dict.fromkeys([*([home_path(named, home)] if named else []), *data_folders(CRUSH, env, home)]))
    listed: list[str] = []
    for folder in folders:
        projects = items(read_json(os.path.join(folder, "projects.json")).get("projects"))[:_PROJECTS]
        listed += [path for p in projects if os.path.isabs(path := text(obj(p).get("data_dir"))) and "\0" not in path]
    return [Place(CRUSH, folder, "crush.db", Shape.DATABASE) for folder in dict.fromkeys([*folders, *listed])]


def places_in(folder: str) -> Sequence[Place]:
    """`.crush` in a workspace folder."""
    return [Place(CRUSH, os.path.join(folder, _FOLDER), "crush.db", Shape.DATABASE)]


AGENT: Final = Agent(
    CRUSH,
    "Crush",
    (Format(CRUSH, "database", Shape.DATABASE, recognise, DatabaseReader, experimental=True, members=members),),
    places,
    places_in,
)
