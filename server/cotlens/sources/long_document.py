"""One JSON document, however long: small ones are decoded as a whole, of long ones each element when it is asked for.

What readers get looks the same: objects, and arrays whose elements may lie on the disk. Knows no agent.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from typing import Any, Final, SupportsIndex, overload

import msgspec

from cotlens.model.errors import LogError
from cotlens.sources.json_outline import BLANK, LONG, outline
from cotlens.sources.records import decode_document

WHOLE: Final = 2 * 1024 * 1024
"""Bytes up to which a value is decoded as a whole: that is faster, and takes up to ten times as much memory."""
LEAF: Final = 16 * 1024 * 1024
"""Bytes of the longest text that is held, and of all that is held of a document besides its long arrays."""
CHUNK: Final = 256 * 1024
"""Bytes read at a time."""
_MOST: Final = 4096
_DEEPEST: Final = 8
"""Long objects within long objects that are looked into."""


class ChangedError(LogError):
    """The file is another one than when it was opened."""


class Pages:
    """The bytes of a file as it was when it was opened. Holds no open file: its writer may want to replace it."""

    def __init__(self, path: str) -> None:
        """Raises OSError, and LogError for what is no regular file."""
        self._path = path
        with open(path, "rb", buffering=0, opener=_open) as file:
            info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise LogError("it is no regular file")
        self.size = info.st_size
        self._stamp = _stamp(info)
        self._start, self._held = 0, b""
        self.taken = 0
        """Bytes given out so far."""
        self.left_out: set[int] = set()
        """Where values begin that were left out because they are too long or broken; the first few thousand."""

    def current(self) -> bool:
        """Whether the file is still the one that was opened."""
        try:
            return _stamp(os.stat(self._path)) == self._stamp
        except OSError:
            return False

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to before `end`; raises ChangedError if the file is another one by now."""
        self.taken += end - start
        at = start - self._start
        if at < 0 or end > self._start + len(self._held):
            self._held, self._start, at = self._load(start, max(end - start, CHUNK)), start, 0
        found = self._held[at : at + end - start]
        if len(self._held) > CHUNK:
            self._held = b""
        return found

    def chunks(self, start: int, end: int) -> Iterator[bytes]:
        """Give the bytes of a stretch in pieces of a bounded size."""
        while start < end and (chunk := self._load(start, min(CHUNK, end - start))):
            yield chunk
            start += len(chunk)

    def leave_out(self, start: int) -> None:
        """Take note of a value that is left out."""
        if len(self.left_out) < _MOST:
            self.left_out.add(start)

    def _load(self, start: int, count: int) -> bytes:
        with open(self._path, "rb", buffering=0, opener=_open) as file:
            if _stamp(os.fstat(file.fileno())) != self._stamp:
                raise ChangedError("it changed while it was read")
            file.seek(start)
            return file.read(count) or b""


def open_document(path: str, *, whole: int = WHOLE, long: int = LONG) -> tuple[Any, Pages]:
    """Return a document's value and where its bytes are; raises LogError saying why it cannot be read, and OSError.

    `whole` is the number of bytes up to which values are decoded as a whole, `long` that from which on the elements of
    a member's array are told one by one.
    """
    pages = Pages(path)
    if pages.size <= whole:
        value = decode_document(pages.read(0, pages.size))
        if value is msgspec.UNSET:
            # Caught in the middle of being written, or broken: both are told, and it is read again when it changes.
            raise LogError("it is no complete JSON document")
        return value, pages
    return _Opener(pages, whole, long).document(), pages


class Elements(list[Any]):
    """The elements of a long array, each decoded when it is asked for.

    A list by its type, because readers tell arrays from what else may stand in a log by their type; it is never changed.
    """

    def __init__(self, opener: _Opener, base: int, marks: Sequence[int], depth: int) -> None:
        super().__init__()
        self._opener = opener
        self._base = base
        self._marks = marks
        self._depth = depth
        self._count = len(marks) - 1
        if self._count == 1 and not any(
            c.strip(BLANK) for c in opener.pages.chunks(base + marks[0] + 1, base + marks[1])
        ):
            self._count = 0
        self._last: tuple[int, Any] = (-1, None)
        """The element asked for last, if it is a long one."""

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return (self._element(number) for number in range(self._count))

    def __reversed__(self) -> Iterator[Any]:
        return (self._element(number) for number in range(self._count - 1, -1, -1))

    def __contains__(self, wanted: object) -> bool:
        return any(element == wanted for element in self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and len(self) == len(other) and all(map(_equal, self, other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # as of every list

    @overload
    def __getitem__(self, at: SupportsIndex) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        if isinstance(at, slice):
            return [self._element(number) for number in range(*at.indices(self._count))]
        return self._element(range(self._count)[at])

    def __repr__(self) -> str:
        return f"<array of {self._count} elements>"

    def _element(self, number: int) -> Any:
        if self._last[0] == number:
            return self._last[1]
        start, end = self._base + self._marks[number] + 1, self._base + self._marks[number + 1]
        value = self._opener.element(start, end, self._depth + 1)
        if end - start > self._opener.whole:
            self._last = (number, value)
        return value


class _Opener:
    """Makes values of stretches of a file's bytes."""

    def __init__(self, pages: Pages, whole: int, long: int) -> None:
        self.pages = pages
        self.whole = whole
        self._long = long
        self._room = LEAF

    def document(self) -> Any:
        """Return the whole document; raises LogError if it is none."""
        return self._parts(0, self.pages.size, 0)

    def element(self, start: int, end: int, depth: int) -> Any:
        """Return an element of an array; None, which is counted, for one that is broken or too long."""
        self._room = LEAF
        return self._value(start, end, depth)

    def _value(self, start: int, end: int, depth: int) -> Any:
        if end - start > self.whole and depth <= _DEEPEST:
            try:
                return self._parts(start, end, depth)
            except ChangedError:
                raise
            except LogError:
                pass  # neither an array nor an object, or a broken one
        value = self._leaf(start, end)
        if value is not msgspec.UNSET:
            return value
        self.pages.leave_out(start)
        return None

    def _parts(self, start: int, end: int, depth: int) -> Any:
        found = outline(self.pages.chunks(start, end), end - start, long=self._long)
        if found.is_array:
            return Elements(self, start, found.marks, depth)
        value: dict[str, Any] = {}
        if not found.members and self._leaf(start + found.start, start + found.end + 1) is msgspec.UNSET:
            self.pages.leave_out(start)
        for member in found.members:
            key = self._leaf(start + member.start, start + member.colon)
            if not isinstance(key, str):
                self.pages.leave_out(start + member.start)
            elif len(member.marks) > 0:
                value[key] = Elements(self, start, member.marks, depth + 1)
            else:
                value[key] = self._value(start + member.colon + 1, start + member.end, depth + 1)
        return value

    def _leaf(self, start: int, end: int) -> Any:
        self._room -= end - start
        return decode_document(self.pages.read(start, end)) if self._room >= 0 else msgspec.UNSET


def members_of(path: str) -> dict[str, Any]:
    """Return the document of a file if it is an object that can be read, else an empty one."""
    try:
        value, _ = open_document(path)
    except (OSError, ValueError, LogError):
        return {}
    return value if isinstance(value, dict) else {}


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


def _stamp(info: os.stat_result) -> tuple[int, ...]:
    return (info.st_ino, info.st_size, info.st_mtime_ns)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
