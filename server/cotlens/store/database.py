"""`cotlens.db`: opening, transactions between processes, and rescue from damage. Verdicts outlive the file, by the journal."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from cotlens.model.errors import StoreError
from cotlens.model.verdict import Verdict
from cotlens.store import journal
from cotlens.store.connection import PATIENCE, connect, identity, is_damage, is_damaged
from cotlens.store.place import ENVIRONMENT, make_private, state_directory, touch_private, unusable
from cotlens.store.schema import VERSION, migrate, version

logger = logging.getLogger(__name__)

T = TypeVar("T")

INSERT_VERDICT: Final = (
    "INSERT INTO verdicts (flag, fingerprint, code, status, reason, note, time, scope, session, path, until) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


_INHERITED: Final[list[sqlite3.Connection]] = []
"""Connections that a fork left behind: neither to be used nor, as closing touches the parent's files, to be closed."""


def verdict_row(v: Verdict) -> tuple[str | float | None, ...]:
    """A verdict as the values of `INSERT_VERDICT`."""
    said = v.flag, v.fingerprint, v.code, v.status.value, v.reason.value, v.note, v.time
    return *said, v.scope.value, v.session or "", v.path, v.until


@dataclass(frozen=True, slots=True)
class _Open:
    """A connection, the file it was opened on, and the process that opened it: SQLite does not survive a fork."""

    connection: sqlite3.Connection
    file: tuple[int, int] | None
    process: int


class Database:
    """The database of one state directory; any number of threads and processes may use it at once.

    A damaged file is moved aside and its verdicts are taken from the journal; `rescued` then says so.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory if directory is not None else state_directory()
        self.file = self.directory / "cotlens.db"
        self.journal = self.directory / "verdicts.jsonl"
        self.rescued: StoreError | None = None
        """What to tell the user if the database was damaged, else None."""
        self._local = threading.local()

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run look-ups outside a transaction; raises StoreError. `work` may run twice."""
        return self._guarded(work)

    def write(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Run `work` in one transaction, alone among all processes; raises StoreError. `work` may run twice.

        A durable one is on disk when this returns, even if the power fails then.
        """

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            # IMMEDIATE: a transaction that reads first and writes later fails at once if another writes between.
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

        return self._guarded(transaction)

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        held: _Open | None = getattr(self._local, "open", None)
        if held is not None:
            self._local.open = None
            if held.process == os.getpid():
                held.connection.close()
            else:
                _INHERITED.append(held.connection)

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            try:
                return work(self._connection())
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._rescue(error)
                return work(self._connection())
        except sqlite3.Error as error:
            raise unusable(self.file, error) from error

    def _connection(self) -> sqlite3.Connection:
        held: _Open | None = getattr(self._local, "open", None)
        now = identity(self.file)
        if held is not None and held.process == os.getpid() and held.file == now is not None:
            return held.connection
        self.close()
        make_private(self.directory)
        if now is None:
            with self._alone():
                connection = self._opened()
        else:
            connection = self._opened()
        self._local.open = _Open(connection, identity(self.file), os.getpid())
        return connection

    def _opened(self) -> sqlite3.Connection:
        connection = connect(self.file)
        try:
            self._bring_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_up(self, connection: sqlite3.Connection) -> None:
        """See that the tables are of our version; a newer one is the newer program's."""
        found = version(connection)
        if found > VERSION:
            raise StoreError(
                f"{self.file} is of a newer CoTLens: bring this one up to date, or set {ENVIRONMENT} to another folder."
            )
        if found < VERSION:
            self._migrate(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            found = version(connection)
            if found < VERSION:
                migrate(connection)
            if found == 0:
                connection.executemany(INSERT_VERDICT, map(verdict_row, journal.read(self.journal)))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def _rescue(self, error: sqlite3.Error) -> None:
        """Move a damaged file aside, unless another process just did; the next opening makes a new one."""
        self.close()
        with self._alone():
            if not is_damaged(self.file):
                return
            aside = self.file.with_name(f"cotlens.db.damaged-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}")
            try:
                for suffix in ("", "-wal", "-shm"):
                    part = self.file.with_name(self.file.name + suffix)
                    if part.exists():
                        part.rename(aside.with_name(aside.name + suffix))
            except OSError as failure:
                raise unusable(self.file, failure) from failure
        self.rescued = StoreError(
            f"{self.file} was damaged ({error}). It was moved to {aside.name} beside it, and its verdicts were read back "
            f"from {self.journal.name}; flags come back with the next scan. Delete the moved file when you do not need it."
        )
        logger.warning("%s", self.rescued)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from making or moving the database meanwhile. An SQLite lock ends with its process."""
        lock = _open_lock(self.directory / "cotlens.lock")
        try:
            lock.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            lock.close()


def _open_lock(file: Path) -> sqlite3.Connection:
    """Open the database that serves as a lock only: nothing is ever written to it."""
    touch_private(file)
    return sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
