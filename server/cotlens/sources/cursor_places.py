"""Where Cursor keeps its transcripts and its database, and the folders that they belong to."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from cotlens.sources.app_folders import config_folders
from cotlens.sources.database import opened, rows
from cotlens.sources.format import Place, Shape
from cotlens.sources.records import decode
from cotlens.sources.sidecars import read_json
from cotlens.sources.uris import path_in
from cotlens.sources.values import items, obj, text

CURSOR: Final = "cursor"
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")
_DRIVE: Final = re.compile(r"([A-Za-z])-")
_FOLDERS: Final = 600
"""Folders that are listed at most to find out which one a project's name stands for."""
_WINDOWS: Final = 200
"""Windows of the editor whose list of chats is looked at."""


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`~/.cursor/projects/<project>/agent-transcripts/`, and the editor's database of all chats."""
    projects = os.path.join(home, ".cursor", "projects")
    below = ("*.txt", "*.jsonl", "*/*.jsonl", "*/*.txt", "*/subagents/*.jsonl")
    found = [Place(CURSOR, projects, f"*/agent-transcripts/{names}", cwds=directories) for names in below]
    return found + [
        Place(CURSOR, os.path.join(folder, "User", "globalStorage"), "state.vscdb", Shape.DATABASE, watched=False)
        for folder in config_folders("Cursor", env, home)
    ]


# --- transcripts ------------------------------------------------------------------------------------------------------


def directories(log: str) -> tuple[str, ...]:
    """Directories that the name of the project of a transcript may stand for.

    There is nothing to search in a transcript: it lies in the folder of the one window that it was written in, and its
    records name no directory that the agent is in.
    """
    place = log
    for _ in range(4):
        place = os.path.dirname(place)
        if os.path.basename(place) == "agent-transcripts":
            project = os.path.dirname(place)
            try:
                made = os.stat(project).st_mtime_ns
            except (OSError, ValueError):
                return ()
            return _named(os.path.basename(project), made)
    return ()


@lru_cache(maxsize=512)
def _named(slug: str, made: int) -> tuple[str, ...]:
    del made
    return tuple(walk(slug))


def walk(slug: str, root: str = os.sep) -> list[str]:
    """Find the directories whose path is written like this: each run of characters other than letters and digits a dash."""
    rest = _OTHER.sub("-", slug).strip("-").lower()
    if os.name == "nt" and root == os.sep and (drive := _DRIVE.match(rest)):
        root, rest = f"{drive[1]}:\\", rest[2:]
    budget = [_FOLDERS]
    return list(_walk(root, rest, budget)) if rest else []


def _walk(folder: str, rest: str, budget: list[int]) -> Iterator[str]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    try:
        with os.scandir(folder) as listed:
            names = sorted(entry.name for entry in listed if entry.is_dir())
    except OSError:
        return
    for name in names:
        part = _OTHER.sub("-", name).strip("-").lower()
        if part and part == rest:
            yield os.path.join(folder, name)
        elif part and rest.startswith(f"{part}-"):
            yield from _walk(os.path.join(folder, name), rest[len(part) + 1 :], budget)


# --- the database -----------------------------------------------------------------------------------------------------


def folders_of_chats(database: str) -> dict[str, str]:
    """Folder of each chat, by the lists that the editor keeps per window beside its database of all chats."""
    storage = os.path.join(os.path.dirname(os.path.dirname(database)), "workspaceStorage")
    try:
        with os.scandir(storage) as listed:
            windows = sorted(entry.path for entry in listed)[:_WINDOWS]
    except OSError:
        return {}
    found: dict[str, str] = {}
    for window in windows:
        folder = path_in(read_json(os.path.join(window, "workspace.json")).get("folder"))
        if folder:
            found.update(dict.fromkeys(_chats(os.path.join(window, "state.vscdb")), folder))
    return found


def _chats(database: str) -> tuple[str, ...]:
    try:
        info = os.stat(database)
        return _listed(database, info.st_mtime_ns, info.st_size)
    except (OSError, ValueError, sqlite3.Error):
        return ()


@lru_cache(maxsize=_WINDOWS)
def _listed(database: str, modified: int, size: int) -> tuple[str, ...]:
    del modified, size
    with opened(database) as connection:
        found = rows(connection, "SELECT value FROM ItemTable WHERE key = 'composer.composerData'")
    value = found[0]["value"] if found else b""
    data = decode(value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")) or {}
    return tuple(text(obj(chat).get("composerId")) for chat in items(data.get("allComposers")))
