"""Looks into another program's SQLite database without ever writing to it, creating it or keeping it locked."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final
from urllib.parse import quote

MAGIC: Final = b"SQLite format 3\x00"
_BUSY: Final = 0.25
"""Seconds to wait for a writer. Readers of a database in WAL mode never wait."""
_LIMIT_LENGTH: Final = 0
"""SQLITE_LIMIT_LENGTH of SQLite's C interface."""
_MODES: Final = slice(18, 20)
"""Where a database's header says how it is written and read; 2 is with a write-ahead log."""
_WAL: Final = b"\x02\x02"
_PUBLISHED: Final = 200_000_000
"""Nanoseconds after which a commit that is in the write-ahead log is taken to be seen by all."""
_LONGEST: Final = 64 * 1024 * 1024
"""Longest text or blob that is fetched, in bytes."""


@contextmanager
def opened(path: str) -> Iterator[sqlite3.Connection]:
    """Open a database for reading; raises sqlite3.Error.

    `immutable` only where there is no write-ahead log: with it, what stands in that of a running agent would not be seen.
    Without it, SQLite would make such a log and its index beside a database of that mode, and leave them there.
    """
    at_rest = _at_rest(path)
    uri = "file:" + quote(os.path.abspath(path).replace("\\", "/")) + "?mode=ro" + ("&immutable=1" if at_rest else "")
    with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA query_only = 1")
        # Unknown files may hold views and triggers that call functions; only built-in harmless ones may run.
        connection.execute("PRAGMA trusted_schema = 0")
        if hasattr(connection, "setlimit"):  # Python 3.11 and later
            connection.setlimit(_LIMIT_LENGTH, _LONGEST)
        yield connection
    if at_rest is not None and at_rest != _at_rest(path):
        # Nothing kept a writer from beginning meanwhile, so what was read may be of two moments.
        raise sqlite3.OperationalError("it was written to while it was read")


def _at_rest(path: str) -> tuple[int, ...] | None:
    """Return the stamp of a database in WAL mode that nobody has open, as far as its files show; None for any other."""
    if os.path.exists(path + "-wal") or os.path.exists(path + "-shm"):
        return None
    try:
        with open(path, "rb") as file:
            header = file.read(_MODES.stop)
        return stamp_of(path) if header.startswith(MAGIC) and header[_MODES] == _WAL else None
    except (OSError, ValueError):
        return None


def rows(connection: sqlite3.Connection, query: str, *given: Any) -> list[sqlite3.Row]:
    """Run a query and fetch all of its rows; raises sqlite3.Error."""
    try:
        return connection.execute(query, given).fetchall()
    except UnicodeDecodeError as problem:
        # SQLite quotes what it found in a damaged file, and Python cannot read the message.
        raise sqlite3.DatabaseError("it is damaged") from problem


def tables(path: str) -> Mapping[str, frozenset[str]]:
    """Return the columns of each table, both in lower case; raises sqlite3.Error."""
    with opened(path) as connection:
        found = rows(
            connection,
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
        )
    columns: dict[str, set[str]] = {}
    for row in found:
        columns.setdefault(str(row["t"]).lower(), set()).add(str(row["c"]).lower())
    return {table: frozenset(names) for table, names in columns.items()}


def is_settled(stamp: tuple[int, ...]) -> bool:
    """Tell whether a stamp is old enough to stand for what a reader sees.

    A writer puts a commit into the write-ahead log first and tells other processes of it a moment later, without a further
    change of any file: who looks in between sees the old state under the new stamp.
    """
    return time.time_ns() - max(stamp[2], stamp[-1]) > _PUBLISHED


def stamp_of(path: str) -> tuple[int, ...]:
    """Stat a database and its write-ahead log: one of them changes with every commit. Raises OSError."""
    info = os.stat(path)
    try:
        log = os.stat(path + "-wal")
    except OSError:
        return (info.st_ino, info.st_size, info.st_mtime_ns)
    return (info.st_ino, info.st_size, info.st_mtime_ns, log.st_size, log.st_mtime_ns)
