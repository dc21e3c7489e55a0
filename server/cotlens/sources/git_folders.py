"""What git's own files say of a checkout: its repository, worktrees that are gone, where it came from. Runs no git."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_REMOTE: Final = re.compile(r"\s*\[\s*remote\b", re.IGNORECASE)
_URL: Final = re.compile(r"\s*url\s*=\s*(.+)", re.IGNORECASE)
_HOSTED: Final = re.compile(
    r"(?:[a-z+]+://)?(?:[^@/\s]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?::\d+)?[:/]+(?P<path>[^?#\s]+)", re.IGNORECASE
)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOVE: Final = re.compile(r"(?P<old>[0-9a-f]{40,64}) (?P<new>[0-9a-f]{40,64}) .*?> (?P<time>\d+) [+-]\d{4}(?:\t|$)")
_LARGEST: Final = 256 * 1024
"""Bytes of a `config`, or of the end of a log, that are read."""


def git_root(folder: str) -> str | None:
    """The nearest folder at or above that has a `.git`."""
    place = folder
    while not os.path.exists(os.path.join(place, ".git")):
        parent = os.path.dirname(place)
        if parent == place:
            return None
        place = parent
    return place


@lru_cache(maxsize=1024)
def git_common(root: str) -> str | None:
    """The repository that a checkout belongs to (its common `.git`), the same for all of its worktrees."""
    place = os.path.join(root, ".git")
    if os.path.isdir(place):
        return os.path.realpath(place)
    pointer = _first_line(place)
    if pointer is None or not pointer.startswith("gitdir:"):
        return None
    folder = os.path.normpath(os.path.join(root, pointer[len("gitdir:") :].strip()))
    common = _first_line(os.path.join(folder, "commondir"))
    return os.path.realpath(os.path.join(folder, common.strip()) if common else folder)


def git_head(root: str) -> str | None:
    """The commit that a checkout stands on, 40 or 64 hex digits; None where there is none yet or it cannot be told from files."""
    common, place = git_common(root), _own_folder(root)
    if common is None or place is None:
        return None
    head = (_first_line(os.path.join(place, "HEAD")) or "").strip()
    if head.startswith("ref:"):
        name = head.removeprefix("ref:").strip()
        head = (
            _first_line(os.path.join(place, name)) or _first_line(os.path.join(common, name)) or _packed(common, name)
        ).strip()
    return head if _COMMIT.fullmatch(head) else None


def _own_folder(root: str) -> str | None:
    """Where git keeps what is a checkout's own: `.git`, or a worktree's part of its repository."""
    place = os.path.join(root, ".git")
    if os.path.isdir(place):
        return place
    pointer = _first_line(place)
    return (
        os.path.normpath(os.path.join(root, pointer.removeprefix("gitdir:").strip())) if pointer is not None else None
    )


def git_head_at(root: str, time: float) -> str | None:
    """The commit that a checkout stood on at a time (seconds since the epoch), by the log that git keeps of it; None where that ends."""
    log = os.path.join(_own_folder(root) or root, "logs", "HEAD")
    try:
        written = os.stat(log)
    except OSError:
        return None
    entries = _moves_of_head(log, written.st_size, written.st_mtime_ns)
    at = bisect_right(entries, time, key=lambda entry: entry[0])
    found = entries[at - 1][2] if at else entries[0][1] if entries else ""
    return found if _COMMIT.fullmatch(found) and found.strip("0") else None


@lru_cache(maxsize=16)
def _moves_of_head(log: str, _size: int, _written: int) -> list[tuple[float, str, str]]:
    """Read (time, commit before, commit after) of each move of HEAD, the newest if there are very many."""
    try:
        with open(log, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LARGEST))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return []
    found = (_MOVE.match(line) for line in lines)
    return sorted((float(m["time"]), m["old"], m["new"]) for m in found if m is not None)


def _packed(common: str, name: str) -> str:
    try:
        with open(os.path.join(common, "packed-refs"), encoding="utf-8", errors="replace") as file:
            return next((line.split(" ")[0] for line in file if line.rstrip().endswith(f" {name}")), "")
    except OSError:
        return ""


def _first_line(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline(4096)
    except OSError:
        return None


def lost_worktrees(common: str) -> Iterator[str]:
    """Yield the worktrees that a repository still lists and that are not there any more (git calls them prunable)."""
    listed = os.path.join(common, "worktrees")
    try:
        names = sorted(os.listdir(listed))
    except OSError:
        return
    for name in names:
        pointer = (_first_line(os.path.join(listed, name, "gitdir")) or "").strip()
        if os.path.basename(pointer) == ".git":
            place = os.path.normpath(os.path.join(listed, name, os.path.dirname(pointer)))
            if not os.path.exists(place):
                yield os.path.join(os.path.realpath(os.path.dirname(place)), os.path.basename(place))


def remotes(common: str) -> frozenset[str]:
    """Return the repositories that a repository fetches from and pushes to, as `repository_name` gives them."""
    try:
        with open(os.path.join(common, "config"), encoding="utf-8", errors="replace") as file:
            lines = file.read(_LARGEST).splitlines()
    except OSError:
        return frozenset()
    found: set[str | None] = set()
    inside = False
    for line in lines:
        if line.lstrip().startswith("["):
            inside = _REMOTE.match(line) is not None
        elif inside and (url := _URL.match(line)):
            found.add(repository_name(url[1]))
    return frozenset(name for name in found if name is not None)


def repository_name(url: str) -> str | None:
    """Return what is the same for all addresses of a hosted repository: `github.com/owner/name`; None for a folder."""
    found = _HOSTED.fullmatch(url.strip().strip('"'))
    if found is None or url.startswith("file:"):
        return None
    path = found["path"].strip("/").removesuffix(".git")
    return f"{found['host']}/{path}".lower() if "/" in path else None
