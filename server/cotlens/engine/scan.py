"""One pass over logs that are on disk: what `cotlens scan` does. Reads every log to its end, in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cotlens.engine.engine import Engine
from cotlens.model.errors import Unread
from cotlens.model.flag import Flag
from cotlens.model.ids import SessionId
from cotlens.model.session import Session
from cotlens.sources.keys import file_of


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found."""

    sessions: tuple[Session, ...]
    """Newest first."""
    flags: tuple[Flag, ...]
    """Newest first."""
    unread: tuple[Unread, ...]
    looked: tuple[str, ...]
    """Folders looked into for logs; () when the logs were named."""
    faults: tuple[str, ...] = ()
    """Our own bugs that were contained."""

    def plus(self, unread: Sequence[Unread]) -> Scan:
        """Return the scan with more logs that could not be read."""
        return replace(self, unread=(*self.unread, *unread))


def scan(
    engine: Engine, logs: Sequence[str], *, since: float | None = None, seen: Callable[[int, int], None] | None = None
) -> Scan:
    """Read these logs; `since` (seconds since the epoch) leaves out sessions that ended before."""
    touched: set[SessionId] = set()
    for done, log in enumerate(logs, 1):
        if since is not None and _modified(log) < since:
            continue
        touched |= engine.read(log, final=True)
        if seen is not None:
            seen(done, len(logs))
    engine.update(touched)
    kept = [s.session for s in engine.sessions.values() if since is None or (s.session.ended or 0.0) >= since]
    kept.sort(key=lambda s: (-(s.ended or 0.0), s.id))
    ids = {s.id for s in kept}
    return Scan(
        sessions=tuple(kept),
        flags=tuple(f for f in engine.flags() if f.session in ids),
        unread=tuple(engine.unread.values()),
        looked=engine.looked,
        faults=tuple(f"{f.where}: {f.error}" for f in engine.faults)
        + tuple(f"{f.where}: {f.error}" for s in engine.sessions.values() for f in s.judge.faults),
    )


def _modified(log: str) -> float:
    try:
        return os.stat(file_of(log)).st_mtime
    except OSError:
        return float("inf")
