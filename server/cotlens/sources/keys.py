"""Names of logs: a path, or `path#session` for one session of a database. Opens nothing."""

from __future__ import annotations

import os
from typing import Final

_MARK: Final = "#"
_DATABASES: Final = (".db", ".sqlite", ".sqlite3", ".vscdb")


def member_key(path: str, member: str) -> str:
    """Name one session of a database."""
    return f"{path}{_MARK}{member}"


def split_key(key: str) -> tuple[str, str | None]:
    """Take a log's name apart into the file and the session inside it (None for a plain file)."""
    path, mark, member = key.rpartition(_MARK)
    # A `#` may stand in a folder's name, too; only a database has members.
    if mark and member and path.lower().endswith(_DATABASES):
        return path, member
    return key, None


def file_of(key: str) -> str:
    """Return the file (or folder) on the disk that a log lies in."""
    return split_key(key)[0]


def absolute_key(key: str) -> str:
    """Make a log's name absolute."""
    path, member = split_key(key)
    return os.path.abspath(path) if member is None else member_key(os.path.abspath(path), member)
