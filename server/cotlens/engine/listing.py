"""The sessions of some folders as a list: read once, remembered until their logs change. Judges nothing, places nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from cotlens.engine.pictures import together
from cotlens.engine.reading import read_source
from cotlens.engine.stamp import log_stamp
from cotlens.model.errors import Unread
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault
from cotlens.sources.base import Seen
from cotlens.sources.discover import LogFile, find_logs
from cotlens.sources.heads import Heads
from cotlens.sources.log import LogReader
from cotlens.store.index import LogIndex, Row

_PUT_EVERY: Final = 200
"""Logs after which what was read is kept, so that a first long listing that is interrupted is not lost."""
_pack: Final = msgspec.msgpack.Encoder().encode
_unpack: Final = msgspec.msgpack.Decoder(Session).decode
_cwds: Final = msgspec.json.Decoder(tuple[str, ...]).decode


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
    found = find_logs(folders, env, home, _Known(known))
    pictures: dict[str, list[Session]] = {}
    unread = {u.log: u for u in found.unread}
    fresh: list[Row] = []
    # One memory of what was told, so that a session copied to another log counts once; oldest first, as it was written.
    records = Seen()
    stale = [(log, stamp) for log in reversed(found.logs) if (stamp := _stamp(log)) != _of(known, log.path)]
    read = {log.path for log, _ in stale}
    for done, (log, stamp) in enumerate(stale, 1):
        session = _read(log.path, records, unread)
        if session is not None:
            pictures.setdefault(session.id, []).append(session)
        if log.path not in unread:
            fresh.append(
                Row(log.path, stamp, msgspec.json.encode(log.cwds).decode(), _pack(session) if session else b"")
            )
        if len(fresh) >= _PUT_EVERY:
            index.put(fresh)
            fresh.clear()
        if seen is not None:
            seen(done, len(stale))
    for log in found.logs:
        if log.path not in read and (packed := known[log.path].session):
            session = _unpack(packed)
            pictures.setdefault(session.id, []).append(session)
    gone = set() if folders else known.keys() - {log.path for log in found.logs}
    if fresh or gone:
        index.put(fresh, gone)
    index.close()
    sessions = sorted((together(p) for p in pictures.values()), key=lambda s: (-(s.ended or 0.0), s.id))
    return Listing(tuple(sessions), found.logs, found.looked, tuple(unread.values()), len(stale))


class _Known(Heads):
    """Working directories from the index for logs that did not change, else from the log's head."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        super().__init__()
        self._rows = rows

    def cwds(self, path: str, info: os.stat_result) -> tuple[str, ...]:
        row = self._rows.get(path)
        if row is not None and row.stamp.startswith(f"{info.st_ino}:{info.st_size}:{info.st_mtime_ns}"):
            return _cwds(row.cwds)
        return super().cwds(path, info)


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


def _read(log: str, records: Seen, unread: dict[str, Unread]) -> Session | None:
    reader = LogReader(log, records)
    while True:
        batch = read_source(reader, final=True, edits=False)
        if isinstance(batch, Fault):
            unread[log] = Unread(log, f"could not be read further: {batch.error}")
            return None
        if not batch.more:
            if batch.unread is not None:
                unread[log] = batch.unread
            return batch.session
