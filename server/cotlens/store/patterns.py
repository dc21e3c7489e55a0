"""What was made of patterns, in a file of the user's state directory that all processes share. A cache; knows nothing of patterns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from cotlens.model.errors import StoreError
from cotlens.store.connection import connect
from cotlens.store.place import make_private, state_directory

NAME: Final = "patterns.index"
MOST: Final = 12_000
"""Things that are kept: some four times what one version makes. What is more is of older versions, and all is dropped then."""
_PATIENCE: Final = 50
"""Milliseconds to wait for another process that writes: what is not kept now is made and kept another time."""
_PAGES: Final = -128
"""KiB of the file that a process holds: each thing is read once."""


class PatternFile:
    """The things by their keys. Anything that is wrong with the file makes it an empty one, never an error."""

    def __init__(self, directory: Path | None = None) -> None:
        """Open nothing yet: a process that judges nothing needs none of it."""
        self._place = directory
        self._opened = False
        self._held: sqlite3.Connection | None = None

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key."""
        connection = self._connection()
        if connection is None:
            return None
        try:
            row = connection.execute("SELECT made FROM things WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row is not None else None

    def put(self, things: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep things, unless somebody else is writing."""
        connection = self._connection()
        if connection is None:
            return
        with suppress(sqlite3.Error):
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany("INSERT OR REPLACE INTO things VALUES (?, ?)", things)
                (count,) = connection.execute("SELECT count(*) FROM things").fetchone()
                if count > MOST:
                    connection.execute("DELETE FROM things")
                connection.execute("COMMIT")
            except sqlite3.Error:
                connection.execute("ROLLBACK")

    def _connection(self) -> sqlite3.Connection | None:
        if not self._opened:
            self._opened = True
            with suppress(StoreError, sqlite3.Error, OSError):  # nothing is kept then
                place = self._place or state_directory()
                make_private(place)
                self._held = _open(place / NAME)
        return self._held


def _open(file: Path) -> sqlite3.Connection:
    try:
        return _prepared(file)
    except sqlite3.DatabaseError:
        for suffix in ("", "-wal", "-shm"):  # damaged
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        return _prepared(file)


def _prepared(file: Path) -> sqlite3.Connection:
    connection = connect(file)
    connection.execute(f"PRAGMA cache_size = {_PAGES}")
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    connection.execute("CREATE TABLE IF NOT EXISTS things (key BLOB PRIMARY KEY, made BLOB NOT NULL)")
    return connection
