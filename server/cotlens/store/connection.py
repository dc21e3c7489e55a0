"""One SQLite connection with our settings, and what its errors mean. Knows no table."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Final

from cotlens.store.place import touch_private, unusable

PATIENCE: Final = 10.0
"""Seconds to wait for another process's transaction."""

_DAMAGE: Final = ("malformed", "not a database", "file is encrypted")


def connect(file: Path) -> sqlite3.Connection:
    """Open a database file, made private if it is new; raises StoreError or, for a damaged file, sqlite3.DatabaseError.

    Write-ahead logging where the file system allows it (it needs shared memory), else a rollback journal.
    Connections stay in the thread that made them.
    """
    touch_private(file)
    try:
        connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise unusable(file, error) from error
    try:
        _set_journal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _set_journal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging. The switch itself does not wait for locks, so it is tried until patience ends."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error) and time.monotonic() < deadline:
                time.sleep(0.01)
                continue
            if is_damage(error) or "locked" in str(error):
                raise
            connection.execute("PRAGMA journal_mode = DELETE")
        return


def is_damage(error: sqlite3.Error) -> bool:
    """Tell a damaged file from every other error of SQLite."""
    return any(word in str(error) for word in _DAMAGE)


def is_damaged(file: Path) -> bool:
    """Look through a whole database file for damage."""
    if not file.exists():
        return False
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok")
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return True
        raise
    finally:
        connection.close()


def identity(file: Path) -> tuple[int, int] | None:
    """Identify the file that a path leads to now, None if there is none."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino
