"""Which logs belong to the folders of an engine: found, met again, searched for folders they visit later. Reads no session."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence

from cotlens.engine.hot import HOT_FOR
from cotlens.engine.kept_heads import keep_heads, kept_heads
from cotlens.model.errors import Unread
from cotlens.sources.discover import LogFile, all_places, find_logs, log_roots, logs_of, may_be_log
from cotlens.sources.format import Place
from cotlens.store.index import LogIndex


class LogFinder:
    """Looks in the agents' folders that `env` and `home` name; `index` keeps what logs' directories are."""

    def __init__(self, folders: Sequence[str], env: Mapping[str, str], home: str, index: LogIndex | None) -> None:
        """Look nowhere yet. Without folders all logs count."""
        self.folders = tuple(folders)
        self._env = dict(env)
        self._home = home
        self._index = index
        self._heads = kept_heads(index)
        self._unsearched: deque[str] = deque()
        self.unread: dict[str, Unread] = {}
        """Logs that could not be read, with the reason."""
        self.looked: tuple[str, ...] = ()
        """Folders looked into."""
        self.again: set[str] = set()
        """Logs and databases that could not be read just now and are worth another look, though nothing may change."""
        self._where: list[Place] | None = None
        self._looked_told: tuple[str, ...] | None = None
        self._looked_before = False
        self._lively: dict[str, float] = {}
        """When each log last told something, or was met as one that goes on, by the clock of this process."""
        self._modified: dict[str, float] = {}
        """When each session of a database was changed last, as the database says."""

    def told(self, log: str) -> None:
        """Note that a log has just told something."""
        self._lively[log] = time.monotonic()

    def roots(self) -> tuple[str, ...]:
        """Return the folders below which logs may appear, whether or not they exist yet."""
        return log_roots(self._env, self._home, self.folders)

    def discover(self) -> tuple[str, ...]:
        """Return the log files of the folders, newest first; cheap, as heads of files are remembered."""
        found = find_logs(self.folders, self._env, self._home, self._heads)
        keep_heads(self._index, self._heads)
        self._unsearched = deque(self._heads.unsearched() if self.folders else ())
        self.looked = found.looked
        for unread in found.unread:
            self.unread[unread.log] = unread
        for log in found.logs:
            if log.member and log.path not in self._modified:
                # One that appears while we look goes on; of those that were there, the ones that changed lately do.
                self._meet(log, lively=self._looked_before or time.time() - log.modified < HOT_FOR)
        self._looked_before = True
        return tuple(log.path for log in found.logs)

    def looked_news(self) -> tuple[str, ...] | None:
        """Give the folders looked into; None if they are those that were given last."""
        if self.looked == self._looked_told:
            return None
        self._looked_told = self.looked
        return self.looked

    def may_be_log(self, path: str) -> bool:
        """Tell by its name whether a file would be looked at as a log or as a part of one."""
        return may_be_log(path, self._places())

    def find(self, path: str, *, cold: bool = False) -> tuple[str, ...]:
        """Return the logs of the folders that lie at a path, or that a file at this path is a part of.

        Of a database, which changes whenever any of its sessions does: those that changed by its own word, are new, or
        told something lately; with `cold` all of them.
        """
        now = time.monotonic()
        wanted = []
        held: list[Unread] = []
        found = logs_of(path, self.folders, self._places(), held, self._heads)
        (self.again.add if held else self.again.discard)(path)
        for log in found:
            lately = now - self._lively.get(log.path, float("-inf")) < HOT_FOR
            if cold or lately or not log.member or self._modified.get(log.path) != log.modified:
                wanted.append(log.path)
            if log.member:
                self._meet(log, lively=log.path not in self._modified)
        return tuple(wanted)

    def search_deeper(self) -> tuple[str, ...] | None:
        """Search one log to its end for the folders; returns what came to light, None when all logs are searched."""
        if not self._unsearched:
            keep_heads(self._index, self._heads)
            return None
        path = self._unsearched.popleft()
        return self.find(path) if self._heads.search(path) else ()

    def _meet(self, log: LogFile, *, lively: bool) -> None:
        self._modified[log.path] = log.modified
        if lively:
            self._lively[log.path] = time.monotonic()

    def _places(self) -> list[Place]:
        if self._where is None:
            self._where = all_places(self._env, self._home, self.folders)
        return self._where
