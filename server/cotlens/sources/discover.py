"""Finds the session logs of the installed agents, and which of them belong to a workspace. Reads no records."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from cotlens.model.errors import Unread
from cotlens.sources.database import is_settled, stamp_of, tables
from cotlens.sources.format import Format, Member, Place, Shape
from cotlens.sources.formats import AGENTS, of_shape
from cotlens.sources.git_folders import git_root
from cotlens.sources.heads import Heads
from cotlens.sources.keys import member_key, split_key
from cotlens.sources.ownership import Folder
from cotlens.sources.places import encodable, entries, matches

_heads: Final = Heads()


@dataclass(frozen=True, slots=True)
class LogFile:
    """One log on this machine."""

    path: str
    """Its name: a path, or `database#session`."""
    agent: str
    """The agent whose folder it lies in; what it holds is decided by its content."""
    size: int
    modified: float
    """Seconds since the epoch."""
    cwds: tuple[str, ...] = ()
    """Working directories that it is known to name."""
    origins: tuple[str, ...] = ()
    """Addresses of the repositories that it names as its own."""
    inode: int = 0
    mtime_ns: int = 0
    """Of the file; what it lies in changes whenever the log does, but for a folder."""
    member: bool = False
    """One session of a database: `modified` is its own."""
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for logs found."""

    logs: tuple[LogFile, ...] = ()
    """Newest first."""
    looked: tuple[str, ...] = ()
    """Folders that were looked into, whether or not they exist."""
    unread: tuple[Unread, ...] = ()


def all_places(env: Mapping[str, str], home: str, folders: Sequence[str] = ()) -> list[Place]:
    """Every place of every agent on this machine, and those inside the workspace folders."""
    found = [place for agent in AGENTS if agent.places is not None for place in agent.places(env, home)]
    return list(dict.fromkeys([*found, *_places_inside(folders)]))


def _places_inside(folders: Sequence[str]) -> list[Place]:
    return [place for agent in AGENTS if agent.places_in is not None for f in folders for place in agent.places_in(f)]


def log_roots(env: Mapping[str, str], home: str, folders: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the folders below which agents write logs and which are small enough to be watched whole."""
    return tuple(dict.fromkeys(place.root for place in all_places(env, home, folders) if place.watched))


def may_be_log(path: str, places: Sequence[Place]) -> bool:
    """Tell whether a file at `path` would be looked at: a log, a part of one, or the write-ahead log of a database."""
    bare = path.removesuffix("-wal")
    return any(
        matches(place, bare) if place.shape is not Shape.FOLDER else path.startswith(place.root + os.sep)
        for place in places
    )


def find_logs(folders: Sequence[str], env: Mapping[str, str], home: str, heads: Heads = _heads) -> Found:
    """Find the logs of all agents that belong to any of the workspace folders; of every workspace if there are none.

    `heads` remembers what was read of the logs' beginnings.
    """
    search = _Search([Folder(folder) for folder in folders], heads)
    search.look(all_places(env, home))
    inside = folders
    if not folders:
        # Logs inside folders are found where other logs, or this process, say that a folder is.
        cwds = {git_root(cwd) or cwd for log in search.logs for cwd in log.cwds if os.path.isdir(cwd)}
        with suppress(OSError):  # the current folder may be gone
            cwds.add(os.getcwd())
        inside = sorted(cwds)
    search.look(_places_inside(inside), own=True)
    heads.keep(search.present)
    logs = _without_copies(search.logs, search.places)
    logs.sort(key=lambda log: (-log.modified, log.path))
    return Found(tuple(logs), tuple(dict.fromkeys(p.root for p in search.places)), tuple(search.unread))


class _Search:
    """What one search has found so far."""

    def __init__(self, wanted: Sequence[Folder], heads: Heads) -> None:
        self._wanted = wanted
        self._heads = heads
        self.logs: list[LogFile] = []
        self.places: list[Place] = []
        self.unread: list[Unread] = []
        self.present: set[str] = set()

    def look(self, places: Sequence[Place], *, own: bool = False) -> None:
        """Look into places; `own` says that they lie in a wanted folder, so that all there is belongs to it."""
        self.places += places
        for place in places:
            for entry in entries(place, self.unread):
                if entry.path in self.present:
                    continue
                self.present.add(entry.path)
                if _is_told_beside(place, entry.path):
                    continue
                try:
                    found = list(_logs_at(place, entry.path, entry.stat(), self.unread, self._heads))
                except FileNotFoundError:
                    continue
                except OSError as problem:
                    reason = problem.strerror or type(problem).__name__
                    self.unread.append(Unread(entry.path, f"cannot be opened: {reason}"))
                    continue
                self.logs += [log for log in found if own or self._belongs(log)]

    def _belongs(self, log: LogFile) -> bool:
        return not self._wanted or any(folder.owns(log.cwds, log.path, log.origins) for folder in self._wanted)


def _without_copies(logs: list[LogFile], places: Sequence[Place]) -> list[LogFile]:
    """Leave out logs that tell again what another agent's own log, found too, tells first."""
    retelling = [place for place in places if place.retells is not None]
    if not retelling:
        return logs
    names = {os.path.basename(log.path).split(".")[0] for log in logs}
    return [
        log
        for log in logs
        if not any(_told(place, log.path) in names for place in retelling if log.agent == place.agent)
    ]


def _told(place: Place, path: str) -> str | None:
    return (place.retells(path) if place.retells is not None else "") or None


def _is_told_beside(place: Place, path: str) -> bool:
    twin = place.twin(path) if place.twin is not None else ""
    return twin != "" and os.path.isfile(twin)


def logs_of(
    path: str, folders: Sequence[str], places: Sequence[Place], unread: list[Unread], heads: Heads = _heads
) -> list[LogFile]:
    """Return the logs of some folders (of all if there are none) that a file at `path` is, or is a part of.

    A database that cannot be read just now is added to `unread`.
    """
    wanted = [Folder(folder) for folder in folders]
    found: list[LogFile] = []
    for place in places if path.isascii() or encodable(path) else ():
        log = _log_path(place, path)
        if log is None or _is_told_beside(place, log):
            continue
        try:
            logs = list(_logs_at(place, log, os.stat(log), unread, heads))
        except OSError:
            continue  # it went away again, or is found and reported by the next search
        inside = any(place.root.startswith(folder.rstrip("/\\") + os.sep) for folder in folders)
        found += [
            log for log in logs if inside or not wanted or any(f.owns(log.cwds, log.path, log.origins) for f in wanted)
        ]
    return found


def _log_path(place: Place, path: str) -> str | None:
    """The log at a place that a file is, or is a part of; None if it is neither."""
    if place.shape is Shape.DATABASE:
        path = path.removesuffix("-wal")
    if place.shape is not Shape.FOLDER:
        return path if matches(place, path) and os.path.isfile(path) else None
    above = [path]
    while len(above) < 4:
        above.append(os.path.dirname(above[-1]))
    return next((folder for folder in above if matches(place, folder) and os.path.isdir(folder)), None)


def _logs_at(place: Place, path: str, info: os.stat_result, unread: list[Unread], heads: Heads) -> Iterator[LogFile]:
    if place.shape is Shape.DATABASE:
        try:
            for member in members(path):
                key = member_key(path, member.name)
                yield LogFile(key, place.agent, info.st_size, member.modified, member.cwds, member=True)
        except sqlite3.Error as problem:
            unread.append(Unread(path, f"cannot be read now: {problem}"))
        return
    told = tuple(place.cwds(path)) if place.cwds is not None else ()
    searched = place.inside or place.finds is not None or place.cwds is None
    named = heads.cwds(path, info, place.finds) if searched else ()
    cwds = tuple(dict.fromkeys((*told, *named)))
    yield LogFile(
        path,
        place.agent,
        info.st_size,
        info.st_mtime,
        cwds,
        heads.origins(path),
        info.st_ino,
        info.st_mtime_ns,
        folder=place.shape is Shape.FOLDER,
    )


_members: Final[dict[str, tuple[tuple[int, ...], tuple[Member, ...]]]] = {}


def members(path: str) -> tuple[Member, ...]:
    """List the sessions of a database, remembered until it changes; raises sqlite3.Error and OSError."""
    stamp = stamp_of(path)
    known = _members.get(path)
    if known is None or known[0] != stamp:
        columns = tables(path)
        form: Format | None = next((f for f in of_shape(Shape.DATABASE) if f.recognise(columns) is not None), None)
        listed = tuple(form.members(path)) if form is not None and form.members is not None else ()
        known = (stamp, listed)
        if is_settled(stamp):
            _members[path] = known
    return known[1]


def cwd_of(log: str) -> str | None:
    """Return the first working directory that the head of a log names; None if it names none or cannot be read."""
    path, member = split_key(log)
    try:
        if member is not None:
            return next((m.cwds[0] for m in members(path) if m.name == member and m.cwds), None)
        return next(iter(_heads.cwds(path, os.stat(path))), None)
    except (OSError, sqlite3.Error):
        return None
