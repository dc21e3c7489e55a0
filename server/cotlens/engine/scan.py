"""One pass over logs that are on disk: what `cotlens scan` does. Reads every log to its end, in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Final

from cotlens.engine.edits_by_log import EditsByLog
from cotlens.engine.engine import Engine
from cotlens.engine.pictures import is_copy, last_moment
from cotlens.model.ids import SessionId
from cotlens.model.scan import Scan
from cotlens.sources.keys import file_of

HELD: Final = 3_000_000
"""Characters of events that are held at a time."""
LONG: Final = HELD // 2
"""Characters of the events of one session above which its older half is judged and let go of."""


def scan(
    engine: Engine, logs: Sequence[str], *, since: float | None = None, seen: Callable[[int, int], None] | None = None
) -> Scan:
    """Read these logs; `since` (seconds since the epoch) leaves out sessions that ended before.

    Memory does not grow with the logs: a session is judged and let go of when enough others were read after it, the
    older half of one that is too long to be held before it ends, and
    edits are held for those files only that a flag is about, by reading the logs that tell of them once more.
    """
    touched: set[SessionId] = set()
    engine.held = LONG
    edits = EditsByLog(engine)
    # Oldest first: what a fork copied belongs to the session that it was copied from.
    for done, log in enumerate(sorted(logs, key=_modified), 1):
        if since is not None and _modified(log) < since:
            continue
        touched |= engine.read(log, final=True)
        engine.let_go(log)
        _settle(engine, HELD)
        if seen is not None:
            seen(done, len(logs))
    _settle(engine, 0)
    problems = engine.problems()
    unchanged = not engine.configurations.changed()
    settled = engine.settled.values()
    edits.fetch({f.path for s in settled for f in s.flags if f.edit is not None and f.path is not None})
    engine.update(touched)
    if edits.fetch_elsewhere(engine.placing.look_again()):
        engine.update(touched)
    sessions = [s.session for s in settled]
    kept = [s for s in sessions if not is_copy(s) and (since is None or last_moment(s) >= since)]
    kept.sort(key=lambda s: (-last_moment(s), s.id))
    ids = {s.id for s in kept}
    return Scan(
        sessions=tuple(kept),
        flags=tuple(f for f in engine.flags() if f.session in ids),
        unread=tuple(engine.unread.values()),
        looked=engine.looked,
        problems=problems,
        faults=tuple(f"{f.where}: {f.error}" for f in engine.faults)
        + tuple(f"{f.where}: {f.error}" for s in settled for f in s.faults),
        shared=engine.shared.now(),
        leaned_on=_leaned_on(engine) if not engine.again and since is None and unchanged else None,
    )


def _leaned_on(engine: Engine) -> tuple[str, ...]:
    """Return the files and folders besides logs that decided what was found, whether or not they are there."""
    logged = {flag.path for done in engine.settled.values() for flag in done.flags if flag.path is not None}
    asked = (*engine.binding.cwds, *engine.folders, *engine.configurations.files, *engine.shared.paths)
    return tuple(sorted({*logged, *engine.instructions.files, *engine.placing.files, *asked}))


def _settle(engine: Engine, held: int) -> None:
    """Judge and let go of sessions, those read first before those read last, until no more than `held` characters are left.

    The session read last stays while others can go: a log of its subagents may be the next one.
    """
    waiting = list(engine.sessions.values())
    total = sum(s.size for s in waiting)
    for state in waiting:
        if total <= held:
            return
        total -= state.size
        engine.settle(state.id)


def _modified(log: str) -> float:
    try:
        return os.stat(file_of(log)).st_mtime
    except OSError:
        return float("inf")
