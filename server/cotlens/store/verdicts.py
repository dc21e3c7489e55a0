"""What people said of flags: appended, never changed. A verdict is on disk, twice, before `put` returns."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cotlens.model.errors import StoreError
from cotlens.model.ids import Fingerprint, FlagId
from cotlens.model.verdict import Reason, Status, Verdict
from cotlens.store import journal
from cotlens.store.database import INSERT_VERDICT, Database, verdict_row

_COLUMNS: Final = "flag, fingerprint, code, status, reason, note, time"

_BATCH: Final = 500
"""Parameters of one query; SQLite's own limit is 999 in old builds."""


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
        """Keep a verdict; the latest one of a flag counts."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(INSERT_VERDICT, verdict_row(verdict))
            journal.append(self._database.journal, verdict)

        self._database.write(work, durable=True)

    def forget(self, flag: FlagId) -> None:
        """Take a flag's verdict back by appending an open one. Without a verdict there is nothing to do."""
        known = self.latest([flag]).get(flag)
        if known is not None and known.status is not Status.OPEN:
            self.put(replace(known, status=Status.OPEN, reason=Reason.UNSTATED, note="", time=time.time()))

    def latest(self, flags: Iterable[FlagId] | None = None) -> dict[FlagId, Verdict]:
        """Give the last word on each of these flags (None: on all flags) that has one; it may be an open one."""
        return {v.flag: v for v in self._last("flag", flags)}

    def by_fingerprint(self, fingerprints: Iterable[Fingerprint]) -> dict[Fingerprint, Verdict]:
        """Give the last word on each of these fingerprints, whichever session's flag it was said of."""
        return {v.fingerprint: v for v in self._last("fingerprint", fingerprints)}

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

    def _last(self, column: str, keys: Iterable[str] | None) -> Iterator[Verdict]:
        """Yield the rows with the highest `seq` for each value of `column` among `keys`."""
        select = f"SELECT {_COLUMNS}, max(seq) FROM verdicts"  # noqa: S608 - our own column names
        if keys is None:
            yield from self._query(f"{select} GROUP BY {column}", ())
            return
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            yield from self._query(f"{select} WHERE {column} IN ({marks}) GROUP BY {column}", batch)

    def _query(self, query: str, values: Sequence[str]) -> list[Verdict]:
        return self._database.read(lambda c: [_verdict(row) for row in c.execute(query, values)])


def _verdict(row: Sequence[object]) -> Verdict:
    flag, fingerprint, code, status, reason, note, when = row[:7]
    return Verdict(
        flag=FlagId(str(flag)),
        fingerprint=Fingerprint(str(fingerprint)),
        code=str(code),
        status=Status(status),
        reason=Reason(reason),
        note=str(note),
        time=float(str(when)),
    )
