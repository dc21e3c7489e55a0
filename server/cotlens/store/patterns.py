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
_PAGES: Final = -128
"""KiB of the file that a process holds: each thing is read once."""


class PatternFile:
    """The things by their keys. Anything that is wrong with the file makes it an empty one, never an error."""

    def __init__(self, directory: Path | None = None) -> None:
        self._connection: sqlite3.Connection | None = None
        try:
            place = directory or state_directory()
            make_private(place)
            self._connection = _opened(place / NAME)
        except (StoreError, sqlite3.Error, OSError):
            return  # nothing is kept then

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT made FROM things WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row is not None else None

    def put(self, things: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep things, unless somebody else is writing."""
        if self._connection is None:
            return
        with suppress(sqlite3.Error):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("INSERT OR REPLACE INTO things VALUES (?, ?)", things)
                (count,) = self._connection.execute("SELECT count(*) FROM things").fetchone()
                if count > MOST:
                    self._connection.execute("DELETE FROM things")
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                self._connection.execute("ROLLBACK")


def _opened(file: Path) -> sqlite3.Connection:
    try:
        return _prepared(file)
    except sqlite3.DatabaseError:
        file.unlink(missing_ok=True)  # damaged
        return _prepared(file)


def _prepared(file: Path) -> sqlite3.Connection:
    connection = connect(file)
    connection.execute(f"PRAGMA cache_size = {_PAGES}")
    connection.execute("CREATE TABLE IF NOT EXISTS things (key BLOB PRIMARY KEY, made BLOB NOT NULL)")
    return connection
