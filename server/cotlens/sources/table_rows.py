"""The rows of one query, decoded once: a row is decoded again only when it changed. Knows no agent's schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from cotlens.sources.database import rows

T = TypeVar("T")

_MANY = 400
"""Ids asked for at once; older SQLite libraries take at most 999 parameters."""


class MarkedRows(Generic[T]):
    """Rows with a column that moves when they change: only those are fetched."""

    def __init__(self, table: str, decode: Callable[[sqlite3.Row], T], *, mark: str, slack: int) -> None:
        """`slack`: rows whose mark is at most so far from the newest are fetched again each time.

        Two changes may fall into one tick of the agent's clock, and the second would not move the mark.
        """
        self._table = table
        self._decode = decode
        self._mark = mark
        self._slack = slack
        self._known: dict[Any, tuple[Any, T]] = {}

    def read(self, connection: sqlite3.Connection, where: str, *given: Any) -> dict[Any, T]:
        """Return the rows by their id; raises sqlite3.Error. Rows that are gone are forgotten."""
        listing = f"SELECT id, {self._mark} FROM {self._table} {where}"  # noqa: S608 - names of our own source only
        listed = {row[0]: row[1] for row in rows(connection, listing, *given)}
        newest = max((m for m in listed.values() if isinstance(m, (int, float))), default=0)
        stale = [
            key
            for key, mark in listed.items()
            if key not in self._known
            or self._known[key][0] != mark
            or not isinstance(mark, (int, float))
            or mark >= newest - self._slack
        ]
        known = {key: self._known[key] for key in listed if key in self._known}
        for start in range(0, len(stale), _MANY):
            some = stale[start : start + _MANY]
            marks = ",".join("?" * len(some))
            query = f"SELECT rowid AS number, * FROM {self._table} WHERE id IN ({marks})"  # noqa: S608 - as above
            for row in rows(connection, query, *some):
                known[row["id"]] = (listed.get(row["id"]), self._decode(row))
        # In the order of the listing, whatever changed last.
        self._known = {key: known[key] for key in listed if key in known}
        return {key: value for key, (_, value) in self._known.items()}


class WholeRows(Generic[T]):
    """Rows without such a column: all are fetched, and decoded only where their content is another."""

    def __init__(self, decode: Callable[[sqlite3.Row], T]) -> None:
        self._decode = decode
        self._known: dict[Hashable, tuple[int, T]] = {}

    def read(self, connection: sqlite3.Connection, query: str, *given: Any) -> list[T]:
        """Return the decoded rows in the query's order; its first column is their id. Raises sqlite3.Error."""
        now: dict[Hashable, tuple[int, T]] = {}
        for row in rows(connection, query, *given):
            digest = hash(tuple(row))
            held = self._known.get(row[0])
            now[row[0]] = held if held is not None and held[0] == digest else (digest, self._decode(row))
        self._known = now
        return [value for _, value in now.values()]


def has(columns: frozenset[str] | None, *wanted: str) -> bool:
    """Tell whether a table (None: there is none) has the columns."""
    return columns is not None and columns.issuperset(wanted)


def value_of(row: sqlite3.Row, column: str) -> Any:
    """Return a row's value, None where this version's table has no such column."""
    return row[column] if column in row.keys() else None  # noqa: SIM118 - iterating a Row gives values
