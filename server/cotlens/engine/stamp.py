"""What `stat` says of a file, as a value that differs whenever the file was written to or replaced."""

from __future__ import annotations

import os
from typing import Final, NamedTuple

_PLAIN: Final = (".jsonl", ".json", ".md", ".txt")


class Stamp(NamedTuple):
    """Identity, length and time of a file. Equal stamps: nothing to read."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    side_size: int = 0
    """Size of the write-ahead log beside a database: SQLite writes there long before the main file changes."""
    side_mtime_ns: int = 0

    @property
    def changed_at(self) -> float:
        """Seconds since the epoch of the latest write."""
        return max(self.mtime_ns, self.side_mtime_ns) / 1e9


def stamp(path: str) -> Stamp | None:
    """Stat a file, following links; None when there is none or it may not be seen."""
    try:
        s = os.stat(path)
    except (OSError, ValueError):  # ValueError: a NUL in a path
        return None
    return Stamp(s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns)


def log_stamp(path: str) -> Stamp | None:
    """Stat a log, and the `-wal` beside it when it may be a database."""
    main = stamp(path)
    if main is None or path.endswith(_PLAIN):
        return main
    side = stamp(path + "-wal")
    return main if side is None else main._replace(side_size=side.size, side_mtime_ns=side.mtime_ns)
