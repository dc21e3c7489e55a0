"""The working directories that the head and the end of a log name, cheaply: a few reads and a search, remembered per file.

A session that goes into the workspace later, and stays, is found by its end.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Final

from cotlens.sources.records import decode
from cotlens.sources.values import text

HEAD: Final = 64 * 1024
"""Bytes looked at behind the first line; agents name their directory in almost every record."""
FIRST_LINE: Final = 4 * 1024 * 1024
"""Longest first line that is read: Codex puts its whole instructions there."""
# Inside a string the quotes would be escaped, so this is a key of a record or of a call's arguments.
_CWD: Final = re.compile(rb'"cwd"\s*:\s*("(?:[^"\\]|\\.)*")')
_MOST: Final = 16


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of one file named when it was read."""

    size: int
    """Bytes that were there to be looked at; a file that was short is looked at again when it has grown."""
    complete: bool
    cwds: tuple[str, ...]


class Heads:
    """Reads heads of logs and remembers them by (path, inode): a log only grows, so its head stays."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Head] = {}

    def cwds(self, path: str, info: os.stat_result) -> tuple[str, ...]:
        """Return the directories that the head of a log names, in order of appearance; raises OSError if unreadable."""
        key = (path, info.st_dev, info.st_ino)
        known = self._known.get(key)
        if known is None or info.st_size < known.size or (info.st_size != known.size and not known.complete):
            known = self._known[key] = read_head(path, info.st_size)
        elif info.st_size != known.size:
            cwds = dict.fromkeys((*known.cwds, *read_end(path, info.st_size)))
            known = self._known[key] = Head(info.st_size, True, tuple(cwds)[:_MOST])
        return known.cwds

    def keep(self, paths: set[str]) -> None:
        """Forget files that are not there any more."""
        self._known = {key: head for key, head in self._known.items() if key[0] in paths}


def read_head(path: str, size: int) -> Head:
    """Read the head of a log; raises OSError if it cannot be read."""
    with open(path, "rb", buffering=0) as file:
        data = file.read(HEAD) or b""
        while b"\n" not in data and len(data) < FIRST_LINE and (more := file.read(HEAD * 4)):
            data += more
        end = data.find(b"\n")
        if end > HEAD // 2 and len(data) < end + HEAD:
            data += file.read(end + HEAD - len(data)) or b""
    named = _named(data)
    if size > len(data):
        named |= dict.fromkeys(read_end(path, size))
    return Head(size, len(data) >= HEAD, tuple(named)[:_MOST])


def read_end(path: str, size: int) -> tuple[str, ...]:
    """Read the directories that the end of a log names; raises OSError if it cannot be read."""
    with open(path, "rb", buffering=0) as file:
        file.seek(max(0, size - HEAD))
        return tuple(_named(file.read(HEAD) or b""))


def _named(data: bytes) -> dict[str, None]:
    named: dict[str, None] = {}
    for found in _CWD.finditer(data):
        record = decode(b'{"cwd":' + found[1] + b"}") or {}
        if cwd := text(record.get("cwd")):
            named.setdefault(cwd)
        if len(named) >= _MOST:
            break
    return named
