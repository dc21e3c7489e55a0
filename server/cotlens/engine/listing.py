"""The sessions of some folders as a list: read once, remembered until their logs change. Judges nothing, places nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from cotlens.engine.inferred import InferredCount
from cotlens.engine.kept_heads import keep_heads, kept_heads
from cotlens.engine.pictures import is_copy, last_moment, together
from cotlens.engine.reading import read_source
from cotlens.engine.stamp import log_stamp
from cotlens.model.errors import Unread
from cotlens.model.ids import digest
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault
from cotlens.sources.base import Owner, Seen
from cotlens.sources.discover import LogFile, find_logs
from cotlens.sources.log import LogReader
from cotlens.store.index import LogIndex, Row

_PUT_EVERY: Final = 200
"""Logs after which what was read is kept, so that a first long listing that is interrupted is not lost."""
_pack: Final = msgspec.msgpack.Encoder().encode
_unpack: Final = msgspec.msgpack.Decoder(Session).decode


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found."""

    sessions: tuple[Session, ...]
    """Newest first; subagents' logs are part of their session."""
    logs: tuple[LogFile, ...]
    looked: tuple[str, ...]
    unread: tuple[Unread, ...]
    fresh: int
    """Logs that had to be read; the others were known."""


def list_sessions(
    folders: Sequence[str],
    env: Mapping[str, str],
    home: str,
    *,
    index: LogIndex | None = None,
    seen: Callable[[int, int], None] | None = None,
) -> Listing:
    """List the sessions of some folders, of every workspace if there are none; `seen(done, all)` is told of progress."""
    index = index or LogIndex()
    known = index.rows()
    heads = kept_heads(index, deep=True)
    found = find_logs(folders, env, home, heads)
    keep_heads(index, heads)
    # Oldest first: what a fork copied belongs to the session that it was copied from.
    logs = {log.path: log for log in reversed(found.logs)}
    stale = {path: stamp for path, log in logs.items() if (stamp := _stamp(log)) != _of(known, path)}
    unread = {u.log: u for u in found.unread}
    told: dict[str, Row] = {}
    for done, path in enumerate(stale, 1):
        told |= _read([logs[path]], stale, unread)
        if seen is not None:
            seen(done, len(stale))
        if done % _PUT_EVERY == 0:
            index.put(_kept(told, unread))
    for family in _families(told, known, logs):
        # Copies of records count once: the logs of a family are read together.
        told |= _read([logs[path] for path in family], {p: _stamp(logs[p]) for p in family}, unread)
    gone = set() if folders else known.keys() - logs.keys()
    if told or gone:
        index.put(_kept(told, unread), gone)
    index.close()
    pictures: dict[str, list[Session]] = {}
    for path in logs:
        # Each row goes as its session comes, so that ten thousand of them are not held twice.
        row = told.pop(path, None) or known.pop(path, None)
        if row is not None and row.session:
            session = _unpack(row.session)
            pictures.setdefault(session.id, []).append(session)
    sessions = [s for s in map(together, pictures.values()) if not is_copy(s)]
    sessions.sort(key=lambda s: (-last_moment(s), s.id))
    return Listing(tuple(sessions), found.logs, found.looked, tuple(unread.values()), len(stale))


def _read(logs: Sequence[LogFile], stamps: Mapping[str, str], unread: dict[str, Unread]) -> dict[str, Row]:
    """Read logs together, oldest first, into their rows."""
    kin = _Kin()
    rows: dict[str, Row] = {}
    for log in logs:
        session = _session(log.path, kin, unread)
        packed = _pack(session) if session is not None else b""
        rows[log.path] = Row(log.path, stamps[log.path], packed, kin.first.get(log.path, ""))
    return rows


def _kept(told: Mapping[str, Row], unread: Mapping[str, Unread]) -> list[Row]:
    """Rows for the index; a log that could not be read is tried again the next time."""
    return [row for path, row in told.items() if path not in unread]


def _families(told: Mapping[str, Row], known: Mapping[str, Row], logs: Mapping[str, LogFile]) -> list[list[str]]:
    """Logs that begin with the same record, oldest first, for every such record that a log just read begins with."""
    wanted = {row.family for row in told.values() if row.family}
    found: dict[str, list[str]] = {}
    for path in logs:
        row = told.get(path) or known.get(path)
        if row is not None and row.family in wanted:
            found.setdefault(row.family, []).append(path)
    return [paths for paths in found.values() if len(paths) > 1]


class _Kin(Seen):
    """Notes the first record of each log: a fork begins with its parent's."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[str, str] = {}

    def claim(self, key: str, owner: Owner) -> bool:
        if owner.path not in self.first:
            self.first[owner.path] = digest(key)
        return super().claim(key, owner)


def _stamp(log: LogFile) -> str:
    if log.member:
        return f"{log.modified}:{log.size}"
    if not log.folder:
        return f"{log.inode}:{log.size}:{log.mtime_ns}"
    stamp = log_stamp(log.path)
    return ":".join(map(str, stamp)) if stamp is not None else ""


def _of(rows: Mapping[str, Row], log: str) -> str | None:
    row = rows.get(log)
    return row.stamp if row is not None else None


def _session(log: str, records: Seen, unread: dict[str, Unread]) -> Session | None:
    reader = LogReader(log, records)
    inferred = InferredCount()
    while True:
        batch = read_source(reader, final=True, edits=False)
        if isinstance(batch, Fault):
            unread[log] = Unread(log, f"could not be read further: {batch.error}")
            return None
        session = batch.session
        if session is not None:
            inferred.feed(batch.events, session.agent, session.cwd)
        if not batch.more:
            if batch.unread is not None:
                unread[log] = batch.unread
            if session is None or not inferred.count:
                return session
            return replace(session, counts=replace(session.counts, inferred=inferred.count))
