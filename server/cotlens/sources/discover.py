"""Finds the session logs of the installed agents, and which of them belong to a workspace. Reads heads only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cotlens.model.errors import Unread
from cotlens.sources.heads import Heads
from cotlens.sources.sniff import CLAUDE, CODEX

_SLUG: Final = re.compile(r"[^A-Za-z0-9-]")
_DEPTH: Final = 6
"""Folders below a root: `projects/<slug>/<session>/subagents/workflows/<id>` is the deepest in use."""
_heads: Final = Heads()


@dataclass(frozen=True, slots=True)
class LogFile:
    """One log on this machine."""

    path: str
    agent: str
    """The agent whose folder it lies in; what it holds is decided by its content."""
    size: int
    modified: float
    """Seconds since the epoch."""
    cwds: tuple[str, ...] = ()
    """Working directories that its head names."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for logs found."""

    logs: tuple[LogFile, ...] = ()
    """Newest first."""
    looked: tuple[str, ...] = ()
    """Folders that were looked into, whether or not they exist."""
    unread: tuple[Unread, ...] = ()


def log_roots(env: Mapping[str, str], home: str) -> tuple[str, ...]:
    """Return the folders below which agents write logs, whether or not they exist yet."""
    return tuple(root for root, _ in _roots(env, home))


def find_logs(folders: Sequence[str], env: Mapping[str, str], home: str) -> Found:
    """Find the logs of all agents that belong to any of the workspace folders; of every workspace if there are none."""
    wanted = [_Folder(folder) for folder in folders]
    logs: list[LogFile] = []
    unread: list[Unread] = []
    present: set[str] = set()
    roots = _roots(env, home)
    for root, agent in roots:
        for entry in _files(root, unread):
            present.add(entry.path)
            try:
                info = entry.stat()
                cwds = _heads.cwds(entry.path, info)
            except FileNotFoundError:
                continue
            except OSError as problem:
                unread.append(Unread(entry.path, f"cannot be opened: {problem.strerror or type(problem).__name__}"))
                continue
            if not wanted or any(folder.owns(cwds, entry.path) for folder in wanted):
                logs.append(LogFile(entry.path, agent, info.st_size, info.st_mtime, cwds))
    _heads.keep(present)
    logs.sort(key=lambda log: (-log.modified, log.path))
    return Found(tuple(logs), tuple(root for root, _ in roots), tuple(unread))


def cwd_of(path: str) -> str | None:
    """Return the first working directory that the head of a log names; None if it names none or cannot be read."""
    try:
        return next(iter(_heads.cwds(path, os.stat(path))), None)
    except OSError:
        return None


def slug(folder: str) -> str:
    """Return the name of the folder that Claude Code keeps a directory's logs in. Not reversible."""
    return _SLUG.sub("-", folder)


def _roots(env: Mapping[str, str], home: str) -> list[tuple[str, str]]:
    configured = [part.strip() for part in env.get("CLAUDE_CONFIG_DIR", "").split(",") if part.strip()]
    claude = configured or [os.path.join(home, ".claude"), os.path.join(home, ".config", "claude")]
    codex = env.get("CODEX_HOME", "").strip() or os.path.join(home, ".codex")
    places = [(os.path.join(_home(place, home), "projects"), CLAUDE) for place in claude]
    places += [(os.path.join(_home(codex, home), name), CODEX) for name in ("sessions", "archived_sessions")]
    return list(dict.fromkeys(places))


def _home(place: str, home: str) -> str:
    if place == "~" or place.startswith(("~/", "~\\")):
        place = home + place[1:]
    return os.path.abspath(place)


def _files(folder: str, unread: list[Unread], depth: int = 0) -> Iterator[os.DirEntry[str]]:
    """Walk a root for `*.jsonl`, links to folders not followed below it (a link could lead round in a circle)."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as problem:
        unread.append(Unread(folder, f"cannot be looked into: {problem.strerror or type(problem).__name__}"))
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=depth == 0):
                if depth < _DEPTH and entry.name != "tool-results":
                    yield from _files(entry.path, unread, depth + 1)
            elif entry.name.endswith(".jsonl") and entry.is_file():
                yield entry
        except OSError:
            # A broken link or a file that went away between the listing and the look.
            continue


class _Folder:
    """One workspace folder, and what counts as its own."""

    def __init__(self, folder: str) -> None:
        self._real = _real(folder)
        self._slugs = {slug(os.path.abspath(folder)), slug(os.path.realpath(folder))}
        # Work done at the root of a repository concerns every folder in it; work done in some parent folder does not.
        self._root = _git_root(self._real)

    def owns(self, cwds: tuple[str, ...], log: str) -> bool:
        """Tell whether a log with these working directories belongs to the folder."""
        if not cwds:
            # Nothing but the name of its folder ties a log without directories to a workspace.
            parts = log.replace("\\", "/").split("/")
            return any(part in self._slugs for part in parts)
        return any(self._holds(_real(cwd)) for cwd in cwds)

    def _holds(self, cwd: str) -> bool:
        return cwd in (self._real, self._root) or cwd.startswith(self._real.rstrip(os.sep) + os.sep)


@lru_cache(maxsize=4096)
def _real(path: str) -> str:
    """Resolve links and, where the system ignores it, case; works for paths of other machines too (they stay as named)."""
    return os.path.normcase(os.path.realpath(path)) if os.path.isabs(path) and "\x00" not in path else path


def _git_root(folder: str) -> str | None:
    place = folder
    while not os.path.exists(os.path.join(place, ".git")):
        parent = os.path.dirname(place)
        if parent == place:
            return None
        place = parent
    return place
