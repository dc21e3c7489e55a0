"""The tables, and how an older database becomes a current one. Verdicts are kept through every version; caches are not."""

from __future__ import annotations

import sqlite3
from typing import Final

VERSION: Final = 2
"""Of the cache tables: a database with an older one loses its caches, which the logs rebuild."""

_VERDICTS: Final = """
CREATE TABLE IF NOT EXISTS verdicts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    flag TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    time REAL NOT NULL,
    scope TEXT NOT NULL DEFAULT 'flag',
    session TEXT NOT NULL DEFAULT '',
    path TEXT NOT NULL DEFAULT '',
    until REAL
);
CREATE INDEX IF NOT EXISTS verdicts_by_flag ON verdicts (flag, seq);
DROP INDEX IF EXISTS verdicts_by_fingerprint;
"""

_SINCE_2: Final = {
    "scope": "TEXT NOT NULL DEFAULT 'flag'",
    "session": "TEXT NOT NULL DEFAULT ''",
    "path": "TEXT NOT NULL DEFAULT ''",
    "until": "REAL",
}
"""Columns that the verdicts of a database of version 1 lack."""

_CACHES: Final = """
DROP TABLE IF EXISTS flags;
DROP TABLE IF EXISTS sessions;
CREATE TABLE flags (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    session TEXT NOT NULL,
    position INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX flags_by_id ON flags (id);
CREATE INDEX flags_by_session ON flags (workspace, session, position);
CREATE TABLE sessions (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (workspace, id)
);
"""


def version(connection: sqlite3.Connection) -> int:
    """Read the version of a database's caches; 0 for a new database."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to `VERSION`, inside the caller's transaction."""
    there = {str(row[1]) for row in connection.execute("PRAGMA table_info(verdicts)")}
    for column, kind in _SINCE_2.items() if there else ():
        if column not in there:
            connection.execute(f"ALTER TABLE verdicts ADD COLUMN {column} {kind}")
    for statement in f"{_VERDICTS}{_CACHES}PRAGMA user_version = {VERSION}".split(";"):
        connection.execute(statement)
