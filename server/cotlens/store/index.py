"""What is known of each log without opening it, what the last scans found, and sessions at rest: a cache, made anew whenever it is lost.

Knows no log's format.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from cotlens.model.errors import StoreError
from cotlens.store.connection import connect
from cotlens.store.place import make_private, state_directory

FORM: Final = 6
"""Raise it when what is kept changes: an index of another form is dropped, and made anew from the logs."""
NAME: Final = "sessions.index"


@dataclass(frozen=True, slots=True)
class Row:
    """One log."""

    log: str
    stamp: str
    """Differs whenever the log does."""
    session: bytes
    """What it tells of its session, as the caller encodes it; b'' if it tells of none."""
    family: str = ""
    """The same for logs that may hold copies of each other's records, '' if it has none."""


class HeadRow(NamedTuple):
    """Which directories a log names, as far as it was searched."""

    log: str
    inode: int
    size: int
    mtime_ns: int
    upto: int
    names: bytes
    """The directories and repositories, as the caller encodes them."""


class ScanRow(NamedTuple):
    """What the last scan of some folders or logs found."""

    key: str
    """Which folders or logs."""
    state: str
    """Differs whenever the scan would find something else."""
    leaned_on: bytes
    """The files that it hangs on, as the caller encodes them."""
    parts: Iterable[bytes]
    """What was found, as the caller encodes it, in parts: as a whole it would be in memory several times."""


class SessionRow(NamedTuple):
    """A session whose logs need not be read again."""

    number: int
    """Its place in the order in which they were kept; 0 before."""
    question: str
    """Whose it is: an engine of which folders."""
    session: str
    logs: bytes
    """The logs that it was read from, and how they were, as the caller encodes them."""
    state: str
    """Differs whenever something else would be found in them."""


ROOM: Final = 512_000_000
"""Bytes of sessions that are kept: those kept last."""
_TRIM: Final = """
DELETE FROM sessions WHERE number <= coalesce((SELECT max(number) FROM (
    SELECT number, sum(length(body)) OVER (ORDER BY number DESC) AS room FROM sessions
) WHERE room > ?), 0)
"""
"""Drops the sessions that, with all that were kept after them, take more than so many bytes."""
_SCANS: Final = 32
"""Scans that are kept: those made last."""


class LogIndex:
    """The rows by the logs' names. Anything that is wrong with its file makes it an empty one, never an error."""

    def __init__(self, directory: Path | None = None) -> None:
        self._connection: sqlite3.Connection | None = None
        self.folder: Path | None = None
        """The private folder that it lies in, if that can be written."""
        try:
            place = directory or state_directory()
            make_private(place)
            self.folder = place
            self._connection = _opened(place / NAME)
        except (StoreError, sqlite3.Error, OSError):
            return  # it cannot be made or written: every log is then read each time

    def rows(self) -> dict[str, Row]:
        """Return all rows."""
        if self._connection is None:
            return {}
        try:
            found = self._connection.execute("SELECT log, stamp, session, family FROM logs").fetchall()
        except sqlite3.Error:
            return {}
        return {row[0]: Row(*row) for row in found}

    def heads(self) -> Iterator[HeadRow]:
        """Give what is known of the directories that logs name, of logs of all folders."""
        if self._connection is None:
            return
        with suppress(sqlite3.Error):
            for row in self._connection.execute("SELECT log, inode, size, mtime_ns, upto, names FROM heads"):
                yield HeadRow(row[0], int(row[1]), *row[2:])

    def put(self, rows: Iterable[Row], gone: Iterable[str] = ()) -> None:
        """Keep rows, and drop those of logs that are not there any more."""
        self._write(
            (
                "INSERT OR REPLACE INTO logs (log, stamp, session, family) VALUES (?, ?, ?, ?)",
                [(row.log, row.stamp, row.session, row.family) for row in rows],
            ),
            ("DELETE FROM logs WHERE log = ?", [(log,) for log in gone]),
        )

    def put_heads(self, rows: Iterable[HeadRow], gone: Iterable[str] = ()) -> None:
        """Keep what is known of the directories that logs name, and drop what is known of logs that are not there."""
        # Inodes of some file systems are larger than SQLite's integers.
        values = ((r.log, str(r.inode), r.size, r.mtime_ns, r.upto, r.names) for r in rows)
        self._write(
            ("INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?, ?, ?)", values),
            ("DELETE FROM heads WHERE log = ?", ((log,) for log in gone)),
        )

    def scan(self, key: str) -> ScanRow | None:
        """Return the scan that is kept of some folders or logs; its parts are read as they are asked for."""
        if self._connection is None:
            return None
        try:
            found = self._connection.execute(
                "SELECT number, state, leaned_on FROM scans WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.Error:
            return None
        if found is None:
            return None
        number, state, leaned_on = found
        return ScanRow(key, state, leaned_on, self._parts(number))

    def _parts(self, number: int) -> Iterator[bytes]:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                query = "SELECT body FROM scan_parts WHERE number = ? ORDER BY part"
                for row in self._connection.execute(query, (number,)):
                    yield row[0]

    def put_scan(self, row: ScanRow) -> None:
        """Keep a scan in the place of the last one of the same folders or logs."""
        self._write(
            ("DELETE FROM scans WHERE key = ?", [(row.key,)]),
            ("INSERT INTO scans (key, state, leaned_on) VALUES (?, ?, ?)", [row[:3]]),
            ("INSERT INTO scan_parts SELECT max(number), ?, ? FROM scans", enumerate(row.parts)),
            ("DELETE FROM scans WHERE number <= (SELECT max(number) FROM scans) - ?", [(_SCANS,)]),
            ("DELETE FROM scan_parts WHERE number NOT IN (SELECT number FROM scans)", [()]),
        )

    def sessions(self, question: str, session: str | None = None) -> list[SessionRow]:
        """Return what is kept of all sessions, or of one, without their bodies."""
        if self._connection is None:
            return []
        query = "SELECT number, question, session, logs, state FROM sessions WHERE question = ? AND session = coalesce(?, session)"
        try:
            return [SessionRow(*row) for row in self._connection.execute(query, (question, session))]
        except sqlite3.Error:
            return []

    def session(self, number: int) -> bytes | None:
        """Return the body of a session that is kept, as the caller encoded it."""
        if self._connection is None:
            return None
        try:
            found = self._connection.execute("SELECT body FROM sessions WHERE number = ?", (number,)).fetchone()
        except sqlite3.Error:
            return None
        return found[0] if found is not None else None

    def put_session(self, row: SessionRow, body: bytes) -> bool:
        """Keep a session in the place of what was kept of it for the same folders; tells whether it is."""
        return self._write(
            ("DELETE FROM sessions WHERE question = ? AND session = ?", [(row.question, row.session)]),
            ("INSERT INTO sessions (question, session, logs, state, body) VALUES (?, ?, ?, ?, ?)", [(*row[1:], body)]),
        )

    def drop_sessions(self, numbers: Iterable[int] = ()) -> None:
        """Drop these sessions, and the oldest of all for which there is no room."""
        self._write(
            ("DELETE FROM sessions WHERE number = ?", ((n,) for n in numbers)),
            (_TRIM, [(ROOM,)]),
        )

    def _write(self, *statements: tuple[str, Iterable[tuple[object, ...]]]) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                self._connection.executemany(statement, values)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            # A full disk, no permission or another process: next time the logs are read again.
            with suppress(sqlite3.Error):
                self._connection.rollback()
            return False
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()


def _opened(file: Path) -> sqlite3.Connection:
    try:
        return _prepared(connect(file))
    except sqlite3.DatabaseError:
        # Damaged, or no database: it is only a cache.
        for suffix in ("", "-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        return _prepared(connect(file))


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA cache_size = -256")  # KiB: what is read is read once
    if connection.execute("PRAGMA user_version").fetchone()[0] != FORM:
        connection.execute("DROP TABLE IF EXISTS logs")
        connection.execute("DROP TABLE IF EXISTS heads")
        connection.execute("DROP TABLE IF EXISTS scans")
        connection.execute("DROP TABLE IF EXISTS scan_parts")
        connection.execute("DROP TABLE IF EXISTS sessions")
        connection.execute(
            "CREATE TABLE logs (log TEXT PRIMARY KEY, stamp TEXT, session BLOB, family TEXT) WITHOUT ROWID"
        )
        connection.execute(
            "CREATE TABLE heads (log TEXT PRIMARY KEY, inode TEXT, size INTEGER, mtime_ns INTEGER, upto INTEGER, names BLOB)"
            " WITHOUT ROWID"
        )
        connection.execute(
            "CREATE TABLE scans (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, state TEXT, leaned_on BLOB)"
        )
        connection.execute(
            "CREATE TABLE scan_parts (number INTEGER, part INTEGER, body BLOB, PRIMARY KEY (number, part)) WITHOUT ROWID"
        )
        connection.execute(
            "CREATE TABLE sessions (number INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT, session TEXT, logs BLOB, state TEXT,"
            " body BLOB, UNIQUE (question, session))"
        )
        connection.execute(f"PRAGMA user_version = {FORM}")
    return connection
