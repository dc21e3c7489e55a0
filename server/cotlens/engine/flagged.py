"""The workspace files that carry flags, watched by looking at them: few, so a stat each is cheaper than any watch."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from cotlens.engine.stamp import Stamp, stamp
from cotlens.model.snapshot import FileView

_RACY: Final = 1.0
"""Seconds: a file written this shortly before we looked may be written again without a visible change of its stamp."""

_GONE: Final = Stamp(-1, -1, -1, -1)
"""Stands for a file that is not there."""


class FlaggedFiles:
    """Remembers the files on disk that carry flags and tells which of them changed."""

    def __init__(self) -> None:
        self._stamps: dict[str, Stamp | None] = {}
        self._open: set[str] = set()
        self._told: dict[str, int] = {}
        """Hashes of what was told last: a file too young to be trusted is placed again, mostly to the same effect."""

    def note(self, files: Mapping[str, FileView]) -> None:
        """Take in where flags stand now, by texts read a moment ago; a file without flags is forgotten."""
        for path, view in files.items():
            if view.flags:
                self._told[path] = hash(view)
            else:
                self._told.pop(path, None)
            if view.flags and view.version is None:
                # One that is gone now may have been there when it was read: whoever was told of it may have taken it away.
                self._stamps[path] = None if (found := _settled(path)) == _GONE else found
            elif not view.flags:
                self._stamps.pop(path, None)

    def opened(self, path: str) -> None:
        """An editor holds the text now: the disk does not count."""
        self._open.add(path)

    def closed(self, path: str) -> None:
        """The disk counts again."""
        self._open.discard(path)

    def changed(self) -> list[str]:
        """Stat all files that are not open and name those to be placed anew."""
        found = []
        for path, known in self._stamps.items():
            if path not in self._open and (known is None or (stamp(path) or _GONE) != known):
                found.append(path)
        for path in found:
            self._stamps[path] = _settled(path)
        return found

    def as_they_were(self) -> dict[str, str] | None:
        """Give the stamps that the files had when their flags were placed; None while one may change without a sign of it.

        Those that an editor holds are left out: it tells of them itself.
        """
        known = {path: found for path, found in self._stamps.items() if path not in self._open}
        if any(found is None for found in known.values()):
            return None
        return {path: str(None if found == _GONE else found) for path, found in known.items()}

    def news(self, files: Mapping[str, FileView]) -> dict[str, FileView]:
        """Leave out what was told as it is."""
        return {path: view for path, view in files.items() if self._told.get(path) != hash(view)}

    def __bool__(self) -> bool:
        return bool(self._stamps)


def _settled(path: str) -> Stamp | None:
    """The stamp, or None (look again) while it is too young to be trusted. A missing file has a stamp of its own."""
    found = stamp(path)
    if found is None:
        return _GONE
    return None if time.time() - found.changed_at < _RACY else found
