"""What `stat` says of a file, as a value that differs whenever the file was written to or replaced."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from typing import Final, NamedTuple

from cotlens.sources.format import Format, Shape
from cotlens.sources.formats import of_shape
from cotlens.sources.keys import file_of

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
    folder: bool = False

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
    return Stamp(s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, folder=stat.S_ISDIR(s.st_mode))


def log_stamp(log: str) -> Stamp | None:
    """Stat a log by its name: with the `-wal` beside it when it may be a database, with what it consists of if a folder."""
    path = file_of(log)
    main = stamp(path)
    if main is not None and main.folder:
        return _folder_stamp(path, main)
    if main is None or path.endswith(_PLAIN):
        return main
    side = stamp(path + "-wal")
    return main if side is None else main._replace(side_size=side.size, side_mtime_ns=side.mtime_ns)


def _folder_stamp(path: str, main: Stamp) -> Stamp | None:
    form = _form_of(path)
    if form is None or form.stamp is None:
        return main
    try:
        size, changed = form.stamp(path)[:2]
    except OSError:
        return main
    return main._replace(side_size=size, side_mtime_ns=changed)


@lru_cache(maxsize=4096)
def _form_of(path: str) -> Format | None:
    return next((f for f in of_shape(Shape.FOLDER) if f.recognise(path) is not None), None)
