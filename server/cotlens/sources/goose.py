"""Goose's sessions: rows of `sessions.db` (1.10 and later), and JSON lines with a header before that."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from cotlens.model.event import LogRef
from cotlens.sources.app_folders import data_folders, home_path
from cotlens.sources.base import Owner, Seen
from cotlens.sources.database import opened, rows
from cotlens.sources.format import Agent, Format, Member, Place, Shape
from cotlens.sources.goose_messages import GOOSE, KINDS, GooseMessages, changes
from cotlens.sources.line_reader import LineReader
from cotlens.sources.moments import moment
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.table_rows import WholeRows, has, value_of
from cotlens.sources.tool_calls import Calls
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

_SELECT: Final = "SELECT id, * FROM messages WHERE session_id = ? ORDER BY created_timestamp, id"

# --- database ---------------------------------------------------------------------------------------------------------


def recognise_database(tables: Mapping[str, frozenset[str]]) -> str | None:
    """Know the database by its tables."""
    if not has(tables.get("sessions"), "id", "working_dir", "updated_at"):
        return None
    return "1.10 and later" if has(tables.get("messages"), "id", "session_id", "role", "content_json") else None


def members(path: str) -> Sequence[Member]:
    """List the sessions; raises sqlite3.Error."""
    with opened(path) as connection:
        found = rows(connection, "SELECT id, working_dir, updated_at FROM sessions ORDER BY updated_at DESC")
    return [
        Member(
            text(r["id"]), (text(r["working_dir"]),) if text(r["working_dir"]) else (), moment(r["updated_at"]) or 0.0
        )
        for r in found
        if text(r["id"])
    ]


class DatabaseReader:
    """Reads one session of the database, again whenever it changed."""

    def __init__(self, path: str, session: str) -> None:
        self._path = path
        self._session = session
        self._rows: WholeRows[tuple[int, Json]] = WholeRows(_decoded)

    def __call__(self, scribe: Scribe) -> None:
        """Write all events of the session; raises sqlite3.Error."""
        with opened(self._path) as connection:
            connection.execute("BEGIN")
            found = rows(connection, "SELECT * FROM sessions WHERE id = ?", self._session)
            messages = self._rows.read(connection, _SELECT, self._session)
        _describe(scribe, found[0] if found else None, self._session)
        told = GooseMessages(scribe, Calls(KINDS, changes))
        for line, message in messages:
            told.tell(message, f"{self._session}/{text(message.get('id')) or line}", line=line)


def _decoded(row: sqlite3.Row) -> tuple[int, Json]:
    content = decode_document(text(row["content_json"]).encode("utf-8", "replace"))
    metadata = decode_document(text(value_of(row, "metadata_json")).encode("utf-8", "replace"))
    message = {
        "id": text(value_of(row, "message_id")),
        "role": row["role"],
        "created": value_of(row, "created_timestamp"),
        "content": items(content),
        "metadata": obj(metadata),
    }
    return row["id"] if isinstance(row["id"], int) else 1, message


def _describe(scribe: Scribe, row: sqlite3.Row | None, session: str) -> None:
    parent = text_or_none(value_of(row, "parent_session_id")) if row is not None else None
    scribe.named(parent or session)
    scribe.picture.chain = printable(session) if parent and parent != session else None
    if row is None:
        return
    scribe.picture.title = text(value_of(row, "name")) or text(value_of(row, "description")) or None
    scribe.picture.visit(text(row["working_dir"]) or None)
    config = obj(decode_document(text(value_of(row, "model_config_json")).encode("utf-8", "replace")))
    scribe.picture.model = printable(text(config.get("model_name"))) or None
    scribe.picture.entrypoint = text_or_none(value_of(row, "session_type"))


# --- lines ------------------------------------------------------------------------------------------------------------


def recognise_line(record: Json) -> str | None:
    """Know a session's header, or a message of it."""
    if "message_count" in record and isinstance(record.get("description"), str):
        return "before 1.10"
    created = record.get("created")
    fits = isinstance(created, int) and not isinstance(created, bool) and record.get("role") in ("user", "assistant")
    content = record.get("content")
    return "before 1.10" if fits and isinstance(content, list) and "type" not in record and content else None


class LinesReader(LineReader):
    """Reads one session file."""

    agent: ClassVar[str] = GOOSE

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._messages = GooseMessages(self.scribe, Calls(KINDS, changes))

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one line."""
        if "role" in record:
            # The file is written anew with each message; a line stays where it is.
            key = f"{self.scribe.picture.id}/{printable(text(record.get('id'))) or ref.line}"
            self._messages.tell(record, key, line=ref.line, offset=ref.offset)
        elif "description" in record or "working_dir" in record:
            self.scribe.picture.title = printable(text(record.get("description"))) or None
            self.scribe.picture.visit(printable(text(record.get("working_dir"))) or None)
        else:
            self.unknown()


# --- places -----------------------------------------------------------------------------------------------------------


def _line_cwds(path: str) -> Sequence[str]:
    try:
        with open(path, "rb") as file:
            record: Any = decode_document(file.readline(1 << 20))
    except OSError:
        return ()
    cwd = text(obj(record).get("working_dir"))
    return (printable(cwd),) if cwd else ()


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`sessions/` in Goose's data folder."""
    root = env.get("GOOSE_PATH_ROOT", "").strip()
    folders = [os.path.join(home_path(root, home), "data")] if root else []
    folders += data_folders(GOOSE, env, home)
    folders += [os.path.join(env[key], "Block", GOOSE, "data") for key in ("APPDATA",) if env.get(key)]
    found: list[Place] = []
    for folder in dict.fromkeys(folders):
        sessions = os.path.join(folder, "sessions")
        found.append(Place(GOOSE, sessions, "sessions.db", Shape.DATABASE))
        found.append(Place(GOOSE, sessions, "*.jsonl", cwds=_line_cwds))
    return found


AGENT: Final = Agent(
    GOOSE,
    "Goose",
    (
        Format(
            GOOSE, "database", Shape.DATABASE, recognise_database, DatabaseReader, experimental=True, members=members
        ),
        Format(GOOSE, "session", Shape.LINES, recognise_line, LinesReader, experimental=True),
    ),
    places,
)
