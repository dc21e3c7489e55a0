"""A scan over several processes: logs of one workspace stay together, since their edits meet in the same files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.model.scan import Scan
from cotlens.sources.discover import cwd_of


def scan_workspaces(
    folders: Sequence[str], logs: Sequence[str], env: Mapping[str, str], home: str, *, since: float | None, jobs: int
) -> Scan:
    """Scan `logs` with up to `jobs` processes; the result is the same as with one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for log in logs:
        groups[cwd_of(log) or log].append(log)
    shares: list[list[str]] = [[] for _ in range(min(jobs, len(groups)) or 1)]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(shares, key=len).extend(group)
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(_one, [(tuple(folders), share, dict(env), home, since) for share in shares]))
    sessions = sorted((s for p in parts for s in p.sessions), key=lambda s: (-(s.ended or 0.0), s.id))
    flags = sorted((f for p in parts for f in p.flags), key=lambda f: (-(f.time or 0.0), f.id))
    return Scan(
        sessions=tuple(sessions),
        flags=tuple(flags),
        unread=tuple(u for p in parts for u in p.unread),
        looked=parts[0].looked if parts else (),
        problems=tuple(dict.fromkeys(problem for p in parts for problem in p.problems)),
        faults=tuple(f for p in parts for f in p.faults),
        leaned_on=None
        if any(p.leaned_on is None for p in parts)
        else tuple(dict.fromkeys(path for p in parts for path in p.leaned_on or ())),
    )


def _one(task: tuple[tuple[str, ...], list[str], dict[str, str], str, float | None]) -> Scan:
    folders, logs, env, home, since = task
    return scan(Engine(folders, env, home), logs, since=since)
