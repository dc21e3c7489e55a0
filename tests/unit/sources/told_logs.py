"""Small logs that are told as a whole: documents, databases, folders. Made in tests, read as the engine reads them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cotlens.model.edit import FileEdit
from cotlens.model.event import EditEvent, Event, ReasoningEvent, ToolCallEvent, ToolResultEvent, UserEvent
from cotlens.sources.base import Seen
from cotlens.sources.keys import member_key
from cotlens.sources.log import LogReader


def document(path: Path, value: Any) -> Path:
    """Write one JSON document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def database(path: Path, schema: str, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Path:
    """Make a database with these rows; values that are no plain ones become JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(schema)
    for table, entries in rows.items():
        for entry in entries:
            put(connection, table, entry)
    connection.commit()
    connection.close()
    return path


def put(connection: sqlite3.Connection, table: str, entry: Mapping[str, Any]) -> None:
    """Insert a row, or replace the one with its id."""
    values = [json.dumps(v) if isinstance(v, (dict, list)) else v for v in entry.values()]
    marks = ",".join("?" * len(values))
    connection.execute(f"INSERT OR REPLACE INTO {table} ({','.join(entry)}) VALUES ({marks})", values)


def reader(path: Path, member: str | None = None) -> LogReader:
    """A reader that has not looked yet."""
    return LogReader(str(path) if member is None else member_key(str(path), member), Seen())


def told(path: Path, member: str | None = None) -> list[Event]:
    """All events of a log."""
    batch = reader(path, member).poll(final=True)
    assert batch.unread is None, batch.unread
    return batch.events


def edits(events: Iterable[Event]) -> list[FileEdit]:
    return [e.edit for e in events if isinstance(e, EditEvent)]


def results(events: Iterable[Event]) -> list[ToolResultEvent]:
    return [e for e in events if isinstance(e, ToolResultEvent)]


def calls(events: Iterable[Event]) -> list[ToolCallEvent]:
    return [e for e in events if isinstance(e, ToolCallEvent)]


def users(events: Iterable[Event]) -> list[tuple[str, str]]:
    return [(e.origin.value, e.text) for e in events if isinstance(e, UserEvent)]


def thoughts(events: Iterable[Event]) -> list[tuple[str, str]]:
    return [(e.form.value, e.text) for e in events if isinstance(e, ReasoningEvent)]
