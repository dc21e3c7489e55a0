"""What is seldom asked for, put away in a file without a name, so that it takes no memory. Knows nothing of what it holds.

The file is this process's own, in the user's private state folder: no other process can open it, and it is gone with this one, however
that ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

SMALL: Final = 512
"""Bytes that stay in memory: their place in the file would take as much."""
_STEPS: Final = 8
"""Sizes of places between a power of two and the next: a place that is free again serves what needs one of its size."""

Shelved = Callable[[], bytes]
"""Gives back what was put away, as often as it is asked; its place is free when nobody holds this any more."""


class Shelf:
    """A file that grows to what is held in it at most, and an eighth. Where none can be made or written, memory serves."""

    def __init__(self, folder: Path | None) -> None:
        """The file is made in `folder` when something is put away first; None for memory."""
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._end = 0
        self._free: dict[int, list[int]] = {}
        """Where places lie that hold nothing, by their size."""

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._end

    def put(self, data: bytes) -> Shelved:
        """Put bytes away; returns what gives them back."""
        if len(data) <= SMALL or self._folder is None:
            return lambda: data
        room = _room(len(data))
        free = self._free.get(room)
        at = free.pop() if free else self._end
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0, dir=self._folder)  # noqa: SIM115  # open as long as we are
            self._file.seek(at)
            whole = self._file.write(data) == len(data)
        except OSError:
            whole = False
        if not whole:  # a full disk
            self._folder = None
            return lambda: data
        self._end = max(self._end, at + room)
        return _Slot(self, at, room, len(data)).read

    def read(self, at: int, size: int) -> bytes:
        """Read a place; OSError, as for any disk, if it cannot be."""
        assert self._file is not None
        self._file.seek(at)
        return self._file.read(size)

    def release(self, at: int, room: int) -> None:
        """Have a place serve again."""
        self._free.setdefault(room, []).append(at)


class _Slot:
    __slots__ = ("_at", "_room", "_shelf", "_size")

    def __init__(self, shelf: Shelf, at: int, room: int, size: int) -> None:
        self._shelf, self._at, self._room, self._size = shelf, at, room, size

    def read(self) -> bytes:
        return self._shelf.read(self._at, self._size)

    def __del__(self) -> None:
        self._shelf.release(self._at, self._room)


def _room(size: int) -> int:
    """The next size of places: an eighth above what is needed at most."""
    step = max(1, (1 << (size.bit_length() - 1)) // _STEPS)
    return -(-size // step) * step
