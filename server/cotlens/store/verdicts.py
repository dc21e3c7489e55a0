"""What people said of flags: appended, never changed. A verdict is on disk, twice, before `put` returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cotlens.model.errors import StoreError
from cotlens.model.ids import Fingerprint, FlagId, SessionId
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import Verdicts
from cotlens.store import journal
from cotlens.store.database import INSERT_VERDICT, Database, verdict_row

_COLUMNS: Final = "flag, fingerprint, code, status, reason, note, time, scope, session, path, until"


class VerdictStore:
    """The verdicts of this user, in `directory` or in the user's state directory. All methods raise StoreError."""

    def __init__(self, directory: Path | None = None) -> None:
        self._database = Database(directory)
        self._seen: tuple[int, int] | None = None

    @property
    def rescued(self) -> StoreError | None:
        """What to tell the user if the database was found damaged and made anew, else None."""
        return self._database.rescued

    def put(self, verdict: Verdict) -> None:
        """Keep a verdict; of those about the same the latest one counts."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(INSERT_VERDICT, verdict_row(verdict))
            journal.append(self._database.journal, verdict)

        self._database.write(work, durable=True)

    def take_back(self, verdict: Verdict) -> None:
        """Take a verdict back by appending an open one about the same; one of the workspace's is taken back for this user alone."""
        self.put(verdict.taken_back())

    def all(self) -> Verdicts:
        """Give all verdicts, with which the one that counts for a flag is found."""
        query = f"SELECT {_COLUMNS} FROM verdicts ORDER BY seq"  # noqa: S608 - our own column names
        return Verdicts(self._database.read(lambda c: [_verdict(row) for row in c.execute(query)]))

    def history(self, flag: FlagId) -> list[Verdict]:
        """List all verdicts on a flag, oldest first."""
        query = f"SELECT {_COLUMNS} FROM verdicts WHERE flag = ? ORDER BY seq"  # noqa: S608 - our own column names
        return self._database.read(lambda c: [_verdict(row) for row in c.execute(query, (flag,))])

    def changed(self) -> bool:
        """Tell whether anyone else wrote to the database since the last call; True the first time. Some microseconds."""
        now = self._database.read(lambda c: (id(c), int(c.execute("PRAGMA data_version").fetchone()[0])))
        before, self._seen = self._seen, now
        return now != before

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()


def _verdict(row: Sequence[object]) -> Verdict:
    flag, fingerprint, code, status, reason, note, when, scope, session, path, until = row
    return Verdict(
        flag=FlagId(str(flag)),
        fingerprint=Fingerprint(str(fingerprint)),
        code=str(code),
        status=Status(status),
        reason=Reason(reason),
        note=str(note),
        time=float(str(when)),
        scope=Scope(scope),
        session=SessionId(str(session)) if session else None,
        path=str(path),
        until=float(str(until)) if until is not None else None,
    )
