"""Kiro's command line: conversations as one document each (also in `data.sqlite3`), and sessions as JSON lines.

Lines come in two generations: `{"version", "kind", "data"}`, and `{"timestamp", "payload": {"type", ...}}`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from cotlens.sources import kiro_conversation, kiro_lines
from cotlens.sources.app_folders import data_folders, home_path
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.kiro_lines import sidecar_of
from cotlens.sources.kiro_tools import KIRO
from cotlens.sources.sidecars import read_json
from cotlens.sources.values import items, printable, text


def cwds(path: str) -> Sequence[str]:
    """The working directories of a session of lines: they stand in a file beside it."""
    beside = sidecar_of(path)
    try:
        info = os.stat(beside)
    except (OSError, ValueError):
        return ()
    return _cwds(beside, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=4096)
def _cwds(beside: str, _changed: int, _size: int) -> tuple[str, ...]:
    record = read_json(beside)
    named = [text(record.get("cwd")), *map(text, items(record.get("workspacePaths")))]
    return tuple(printable(cwd) for cwd in dict.fromkeys(named) if cwd)


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`sessions/` in Kiro's folder, and the database in the command line's data folder."""
    named = env.get("KIRO_HOME", "").strip()
    roots = dict.fromkeys([*([home_path(named, home)] if named else []), os.path.join(home, ".kiro")])
    lines = [
        Place(KIRO, os.path.join(root, "sessions"), pattern, cwds=cwds)
        for root in roots
        for pattern in ("*.jsonl", "cli/*.jsonl", "*/sess_*/messages.jsonl")
    ]
    databases = [
        Place(KIRO, folder, "data.sqlite3", Shape.DATABASE, watched=False)
        for name in ("kiro-cli", "amazon-q")
        for folder in data_folders(name, env, home)
    ]
    return lines + databases


AGENT: Final = Agent(
    KIRO,
    "Kiro",
    (
        Format(
            KIRO,
            "session",
            Shape.LINES,
            kiro_lines.recognise,
            kiro_lines.KiroLinesReader,
            experimental=True,
        ),
        Format(
            KIRO,
            "conversation",
            Shape.DOCUMENT,
            kiro_conversation.recognise,
            kiro_conversation.DocumentReader,
        ),
        Format(
            KIRO,
            "database",
            Shape.DATABASE,
            kiro_conversation.recognise_database,
            kiro_conversation.DatabaseReader,
            experimental=True,
            members=kiro_conversation.members,
        ),
    ),
    places,
)
