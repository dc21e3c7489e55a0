"""Flags as last seen, by workspace and session: for `explain` and `verdict`, and for flags whose log is gone. A cache."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from cotlens.model.errors import UsageError
from cotlens.model.flag import Flag
from cotlens.model.session import Session
from cotlens.store.database import Database

_FLAG: Final = msgspec.json.Decoder(Flag)
_SESSION: Final = msgspec.json.Decoder(Session)

_SHOWN: Final = 5
"""Candidates that an ambiguous prefix names."""


class FlagStore:
    """The flags of this user's workspaces, in `directory` or in the user's state directory. All methods raise StoreError."""

    def __init__(self, directory: Path | None = None) -> None:
        self._database = Database(directory)

    def put(self, workspace: str, session: Session, flags: Sequence[Flag]) -> None:
        """Replace a session's flags in a workspace. Flags that someone judged stay, even if they are not raised now."""
        self.put_all([(workspace, session, flags)])

    def put_all(self, found: Iterable[tuple[str, Session, Sequence[Flag]]]) -> None:
        """Do so for many sessions, each with its workspace, at once."""
        encode = msgspec.json.encode
        told = list(found)

        def work(connection: sqlite3.Connection) -> None:
            for workspace, session, flags in told:
                connection.execute(
                    "INSERT OR REPLACE INTO sessions (workspace, id, body) VALUES (?, ?, ?)",
                    (workspace, session.id, encode(session)),
                )
                connection.execute(
                    "DELETE FROM flags WHERE workspace = ? AND session = ? AND id NOT IN (SELECT flag FROM verdicts)",
                    (workspace, session.id),
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO flags (workspace, id, session, position, body) VALUES (?, ?, ?, ?, ?)",
                    [(workspace, flag.id, session.id, k, encode(flag)) for k, flag in enumerate(flags)],
                )

        self._database.write(work)

    def get(self, flag: str) -> tuple[Flag, Session] | None:
        """Find a flag by its id or a prefix of it; None if there is none, UsageError if the prefix fits several."""
        found = self._database.read(lambda c: self._starting_with(c, flag))
        ids = list(dict.fromkeys(i for i, _, _ in found))
        if flag in ids:
            ids = [flag]
        if len(ids) > 1:
            more = ", ..." if len(ids) > _SHOWN else ""
            raise UsageError(
                f"{flag!r} fits {len(ids)} flags ({', '.join(ids[:_SHOWN])}{more}): give more of the flag's id."
            )
        return next(((_FLAG.decode(f), _SESSION.decode(s)) for i, f, s in found if i == ids[0]), None) if ids else None

    def of_workspace(self, workspace: str) -> list[tuple[Flag, Session]]:
        """List a workspace's flags with their sessions, session by session, in the order they were put."""
        query = (
            "SELECT flags.body, sessions.body FROM flags JOIN sessions"
            " ON sessions.workspace = flags.workspace AND sessions.id = flags.session"
            " WHERE flags.workspace = ? ORDER BY flags.session, flags.position, flags.id"
        )
        rows = self._database.read(lambda c: c.execute(query, (workspace,)).fetchall())
        return [(_FLAG.decode(flag), _SESSION.decode(session)) for flag, session in rows]

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()

    def _starting_with(self, connection: sqlite3.Connection, prefix: str) -> list[tuple[str, bytes, bytes]]:
        # A range, not LIKE: ids hold no character above "z", and a user's "%" must stay a "%".
        query = (
            "SELECT flags.id, flags.body, sessions.body FROM flags JOIN sessions"
            " ON sessions.workspace = flags.workspace AND sessions.id = flags.session"
            " WHERE flags.id >= ? AND flags.id < ? ORDER BY flags.id, flags.rowid DESC LIMIT 1000"
        )
        return connection.execute(query, (prefix, f"{prefix}\U0010ffff")).fetchall()
