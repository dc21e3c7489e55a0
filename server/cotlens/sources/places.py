"""Finds the files that a `Place` names on the disk. Knows names only: what a file holds is for `sniff` to say."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from cotlens.model.errors import Unread
from cotlens.sources.format import Place, Shape
from cotlens.sources.values import printable

DEPTH: Final = 6
"""Levels that `**` stands for: `projects/<slug>/<session>/subagents/workflows/<id>` is the deepest in use."""
_NEVER: Final = frozenset({"tool-results"})
"""Folders full of files that are no logs."""

Entry = os.DirEntry[str]


def entries(place: Place, unread: list[Unread]) -> Iterator[Entry]:
    """Yield what lies at a place, in order of name; what cannot be looked into is added to `unread`.

    Links to folders are followed at the first level only: deeper ones could lead round in a circle.
    """
    parts = place.pattern.split("/")
    yield from _walk(place.root, parts, place.shape is Shape.FOLDER, unread, 0)


def matches(place: Place, path: str) -> bool:
    """Tell whether something found at `path` (absolute) would lie at this place."""
    root = place.root.rstrip("/\\") + os.sep
    return path.startswith(root) and bool(_pattern(place.pattern).match(path[len(root) :].replace(os.sep, "/")))


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = pattern.split("/")
    levels = ["(?:[^/]+/)*" if part == "**" else _level(part).pattern + "/" for part in parts[:-1]]
    return re.compile("".join(levels) + _level(parts[-1]).pattern + r"\Z", re.DOTALL)


@lru_cache(maxsize=512)
def _level(part: str) -> re.Pattern[str]:
    # `fnmatch.translate` lets `*` cross a slash; names of one level hold none.
    translated = fnmatch.translate(part).removesuffix(r"\Z").removesuffix(r"\z").replace(".*", "[^/]*")
    return re.compile(translated)


@lru_cache(maxsize=512)
def _name(part: str) -> Callable[[str], object]:
    return re.compile(fnmatch.translate(part), re.DOTALL).match


def _walk(folder: str, parts: list[str], want_folder: bool, unread: list[Unread], depth: int) -> Iterator[Entry]:
    part, rest = parts[0], parts[1:]
    for entry in _listed(folder, unread):
        if not entry.name.isascii() and not encodable(entry.name):
            unread.append(Unread(printable(entry.path), "has a name that is no UTF-8; rename it to have it read"))
            continue
        try:
            is_folder = entry.is_dir(follow_symlinks=depth == 0)
            if part == "**":
                if is_folder and depth < DEPTH and entry.name not in _NEVER:
                    yield from _walk(entry.path, parts, want_folder, unread, depth + 1)
                if _name(rest[0])(entry.name) and len(rest) == 1 and _wanted(entry, want_folder):
                    yield entry
            elif not _name(part)(entry.name):
                continue
            elif rest:
                if is_folder:
                    yield from _walk(entry.path, rest, want_folder, unread, depth + 1)
            elif _wanted(entry, want_folder):
                yield entry
        except OSError:
            # A broken link or a file that went away between the listing and the look.
            continue


def encodable(name: str) -> bool:
    """Tell whether a name can be written down; on Linux a file may have one that cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _wanted(entry: Entry, want_folder: bool) -> bool:
    return entry.is_dir() if want_folder else entry.is_file()


def _listed(folder: str, unread: list[Unread]) -> list[Entry]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as problem:
        unread.append(Unread(folder, f"cannot be looked into: {problem.strerror or type(problem).__name__}"))
        return []
