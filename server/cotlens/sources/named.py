"""Logs that a person names: files, folders of them, databases. Which of the files in a folder are logs, their content says."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final

from cotlens.model.errors import Unread
from cotlens.sources.discover import members
from cotlens.sources.format import Shape
from cotlens.sources.formats import AGENTS
from cotlens.sources.keys import member_key, split_key
from cotlens.sources.places import encodable
from cotlens.sources.sniff import Recognised, identify, look
from cotlens.sources.values import printable

_CERTAIN: Final = ".jsonl"
"""Files of this name are meant to be logs: one that cannot be read is told of. Others in a folder may be anything."""
_SKIPPED: Final = frozenset({"node_modules", ".git", "tool-results"})


def named_logs(paths: Sequence[str]) -> tuple[list[str], list[Unread]]:
    """Return the logs among `paths` (files as given, folders with all logs below), and what is not there or holds none."""
    logs: dict[str, None] = {}
    missing: list[Unread] = []
    for path in map(os.path.abspath, paths):
        file, member = split_key(path)
        if not os.path.exists(file):
            missing.append(Unread(path, "does not exist"))
        elif not encodable(path):
            missing.append(Unread(printable(path), "has a name that is no UTF-8; rename it to have it read"))
        elif member is not None:
            if path in _sessions(file):
                logs[path] = None
            else:
                missing.append(Unread(path, "is no session of that database"))
        elif os.path.isdir(path):
            found = list(_below(path))
            logs.update(dict.fromkeys(found))
            if not found:
                missing.append(Unread(path, "is a folder with no session log in it or below it"))
        else:
            found = _sessions(path)
            logs.update(dict.fromkeys(found))
            if not found:
                missing.append(Unread(path, "is a database without a session in it"))
    return [log for log in logs if not any(twin in logs for twin in _twins(log))], missing


def _twins(log: str) -> Iterator[str]:
    """Logs that would tell the same session as this one, and better."""
    for agent in AGENTS:
        if agent.twin is not None and (twin := agent.twin(log)):
            yield twin


def _below(folder: str) -> Iterator[str]:
    if isinstance(look(folder), Recognised):
        yield folder
        return
    for place, folders, files in os.walk(folder):
        # Sorted, so that what a report lists first does not hang on the disk.
        folders.sort()
        for name in [*folders]:
            inner = os.path.join(place, name)
            if name in _SKIPPED:
                folders.remove(name)
            elif isinstance(look(inner), Recognised):
                folders.remove(name)
                yield inner
        for name in sorted(files):
            path = os.path.join(place, name)
            if encodable(path) and (_CERTAIN in name or isinstance(identify(path), Recognised)):
                yield from _sessions(path)


def _sessions(path: str) -> list[str]:
    """A log's name, or the names of the sessions in a database."""
    found = look(path)
    if not (isinstance(found, Recognised) and found.format.shape is Shape.DATABASE):
        return [path]
    try:
        return [member_key(path, member.name) for member in members(path)]
    except (sqlite3.Error, OSError):
        return [path]  # reading it will say why not
