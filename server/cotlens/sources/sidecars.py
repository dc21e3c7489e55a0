"""Small files beside a log that say what the log itself does not: a model, a folder, a title. Read with little trust."""

from __future__ import annotations

import os
import re
import stat
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from cotlens.sources.records import decode_document
from cotlens.sources.values import Json, obj

LARGEST: Final = 1 << 20
"""Bytes of the largest JSON file that is read."""
LARGEST_TEXT: Final = 64 * 1024
"""Bytes that are read of a text file."""
_DRIVE: Final = re.compile(r"/[A-Za-z]:(?:[\\/]|\Z)")


def read_json(path: str, largest: int = LARGEST) -> Json:
    """Read a small JSON object; an empty one if it is not there, is too big, or is anything else."""
    return obj(read_value(path, largest))


def read_value(path: str, largest: int = LARGEST) -> Any:
    """Read a small JSON file; None if it is not there, is too big, or is no JSON."""
    try:
        with open(path, "rb", opener=_open) as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode) or info.st_size > largest:
                return None
            data = file.read(info.st_size + 1)
    except (OSError, ValueError):
        return None
    value = decode_document(data)
    return value if isinstance(value, (dict, list)) else None


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def local_path(place: str) -> str:
    """Give the path that a `file:` address names; what is no such address stays as it is."""
    if not place.startswith("file://"):
        return place
    path = unquote(place[len("file://") :], errors="replace")
    if not path.startswith("/"):
        # The part before the first slash is a host: a share on Windows, nothing on other systems.
        host, _, rest = path.partition("/")
        return f"/{rest}" if host in ("", "localhost") else f"//{host}/{rest}"
    return path[1:] if _DRIVE.match(path) else path


def read_text(path: str) -> str:
    """Read the beginning of a small text file, remembered until it changes; '' if it cannot be read."""
    try:
        info = os.stat(path)
        return _read(path, info.st_mtime_ns, info.st_size) if stat.S_ISREG(info.st_mode) else ""
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=512)
def _read(path: str, modified: int, size: int) -> str:
    del modified, size  # they tell the versions of one file apart
    with open(path, "rb") as file:
        return file.read(LARGEST_TEXT).decode("utf-8", "replace")
