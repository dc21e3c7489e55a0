"""A scan over several processes: logs of one workspace stay together, since their edits meet in the same files."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from cotlens.engine.engine import Engine
from cotlens.engine.processes import bytes_of
from cotlens.engine.scan import scan
from cotlens.model.errors import InternalError
from cotlens.model.larder import LARDER
from cotlens.model.scan import Scan
from cotlens.model.shared import together as together_shared
from cotlens.sources.discover import cwd_of
from cotlens.store.patterns import PatternFile


def scan_workspaces(
    folders: Sequence[str], logs: Sequence[str], env: Mapping[str, str], home: str, *, since: float | None, jobs: int
) -> Scan:
    """Scan `logs` with up to `jobs` processes; the result is the same as with one."""
    shares = shared_out(logs, jobs) if jobs > 1 else [list(logs)]
    tasks = [(tuple(folders), share, dict(env), home, since) for share in shares]
    if len(tasks) == 1:
        return _one(tasks[0])
    # A copy of a process of one thread is safe, and saves loading everything again.
    way = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    with ProcessPoolExecutor(len(tasks) - 1, mp_context=get_context(way)) as pool:
        others = pool.map(_one, tasks[1:])
        # The largest share is this process's own: it need not start first.
        parts = [_one(tasks[0])]
        try:
            parts += others
        except BrokenProcessPool:
            raise InternalError(
                "a process of the scan ended before its work was done (too little memory?); `--jobs 1` scans in one process"
            ) from None
    sessions = sorted((s for p in parts for s in p.sessions), key=lambda s: (-(s.ended or 0.0), s.id))
    flags = sorted((f for p in parts for f in p.flags), key=lambda f: (-(f.time or 0.0), f.id))
    return Scan(
        sessions=tuple(sessions),
        flags=tuple(flags),
        unread=tuple(u for p in parts for u in p.unread),
        looked=parts[0].looked,
        problems=tuple(dict.fromkeys(problem for p in parts for problem in p.problems)),
        faults=tuple(f for p in parts for f in p.faults),
        shared=together_shared([p.shared for p in parts]),
        leaned_on=None
        if any(p.leaned_on is None for p in parts)
        else tuple(dict.fromkeys(path for p in parts for path in p.leaned_on or ())),
    )


def shared_out(logs: Sequence[str], jobs: int) -> list[list[str]]:
    """Share logs out to so many processes at most, those of one workspace to one, about as many bytes to each; the largest share first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for log in logs:
        groups[cwd_of(log) or log].append(log)
    sized = sorted(((sum(map(bytes_of, group)), group) for group in groups.values()), key=lambda g: g[0], reverse=True)
    shares: list[tuple[int, list[str]]] = [(0, []) for _ in range(min(jobs, len(groups)) or 1)]
    for size, group in sized:
        least = min(range(len(shares)), key=lambda n: shares[n][0])
        shares[least] = shares[least][0] + size, [*shares[least][1], *group]
    return [share for _, share in sorted(shares, key=lambda s: s[0], reverse=True)]


def _one(task: tuple[tuple[str, ...], list[str], dict[str, str], str, float | None]) -> Scan:
    folders, logs, env, home, since = task
    # Each process opens it for itself: a connection does not survive a fork.
    LARDER.keep_in(PatternFile())
    try:
        found = scan(Engine(folders, env, home), logs, since=since)
        LARDER.store_away()
    finally:
        LARDER.keep_in(None)
    return found
