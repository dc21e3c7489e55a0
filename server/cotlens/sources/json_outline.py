"""Where the parts of one long JSON value lie: its members, and the elements of its long arrays, found in one pass over its bytes.

Decodes nothing, and checks no more than that strings and brackets end: whoever decodes a part finds what is wrong in it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add
from typing import Final

from cotlens.model.errors import LogError

BLANK: Final = b" \t\r\n\x00"
"""What may stand around a document; writers that crash leave NUL bytes behind."""
BOM: Final = b"\xef\xbb\xbf"
LONG: Final = 64 * 1024
"""Bytes from which on the elements of a member's array are told one by one."""
_MARKS: Final = re.compile(rb"[\[\]{},:]")
_STEP: Final = re.compile(rb"[\s\]}]+,[\s\[{]*[\[{][\s\[{]*")
_SHAPE: Final = bytes(byte if byte in b'"[]{},:' else ord(" ") if byte in BLANK else ord("_") for byte in range(256))
"""What is left of bytes when only structure counts, so that texts between strings are few and come again and again."""
_OPENING: Final = b"[{"
_CLOSING: Final = b"]}"
_REMEMBERED: Final = 64
"""Bytes of the longest text between strings whose depth is remembered: `},{` comes again and again."""
_MOST: Final = 4096
_BROKEN: Final = "it is no complete JSON document"


@dataclass(slots=True)
class Member:
    """A member of an object. Offsets count from the beginning of the value's bytes."""

    start: int
    """Where its key may begin (white space comes first)."""
    colon: int
    end: int = 0
    """Where the comma or the bracket behind its value stands."""
    marks: Sequence[int] = ()
    """Of a long array: its bracket, the commas between its elements, its closing bracket."""


@dataclass(slots=True)
class Outline:
    """What one value consists of."""

    start: int = -1
    """Where it begins."""
    end: int = -1
    """Where its last byte stands."""
    is_array: bool = False
    marks: Sequence[int] = ()
    """Of an array: its bracket, the commas between its elements, its closing bracket."""
    members: list[Member] = field(default_factory=list)
    """Of an object: its members, in order."""


def outline(chunks: Iterable[bytes], size: int, *, long: int = LONG) -> Outline:
    """Find the parts of the one value in these chunks of `size` bytes; raises LogError if there is no such value.

    `long` is the number of bytes from which on an array that is a member counts as long.
    """
    # Most files are so small that an offset in them takes four bytes.
    scanner = _Scanner(long, "I" if size < 1 << 32 and array("I").itemsize == 4 else "Q")
    for chunk in chunks:
        scanner.feed(chunk)
    return scanner.finish()


class _Changes(dict[bytes, int]):
    """By how much a text between strings changes the depth in all."""

    def __missing__(self, text: bytes) -> int:
        change = sum(map(text.count, (b"[", b"{"))) - sum(map(text.count, (b"]", b"}")))
        if len(text) <= _REMEMBERED and len(self) < _MOST:
            self[text] = change
        return change


class _Falls(dict[bytes, int]):
    """By how much the depth falls on the way through a text between strings, at most (0 or less)."""

    def __missing__(self, text: bytes) -> int:
        changes = accumulate((mark in _OPENING) - (mark in _CLOSING) for mark in _MARKS.findall(text))
        fall = min(0, min(changes, default=0))
        if len(text) <= _REMEMBERED and len(self) < _MOST:
            self[text] = fall
        return fall


class _Steps(dict[bytes, tuple[int, int]]):
    """Of a text between strings that leads from one element to the next (`}]},{`): the brackets that it closes, and where
    its comma stands; (0, 0) of any other.
    """  # noqa: D205 - the summary does not fit one line

    def __missing__(self, text: bytes) -> tuple[int, int]:
        if len(text) > _REMEMBERED:
            return 0, 0
        comma = text.find(b",")
        step = (len(_MARKS.findall(text[:comma])), comma) if _STEP.fullmatch(text) else (0, 0)
        if len(self) < _MOST:
            self[text] = step if step[0] else (0, 0)
        return self.get(text, (0, 0))


class _Scanner:
    """Takes chunks of bytes. State: where it is, how deep, and whether inside a string."""

    def __init__(self, long: int, offsets: str) -> None:
        self._long = long
        self._offsets = offsets
        self._found = Outline()
        self._changes, self._falls, self._steps = _Changes(), _Falls(), _Steps()
        self._offset = 0
        """Of the next byte to be scanned."""
        self._depth = 0
        self._quoted = False
        self._held = b""
        """Bytes that only the next chunk makes sense of."""
        self._level = 1
        """Depth down to which commas are of interest: a member's array lies one deeper than the value itself."""
        self._marks: array[int] | None = None
        """Those of the array that is being passed through."""
        self._member: Member | None = None
        self._from = 0
        """Where the next member begins."""

    def feed(self, chunk: bytes) -> None:
        """Scan the next bytes."""
        data = self._held + chunk
        self._held = b""
        if self._found.start < 0:
            data = self._begin(data)
        elif self._found.end >= 0:
            _expect_blank(data)
            return
        if not data:
            return
        if b"\\" in data:
            # As long as before, and without a quote that ends no string.
            data = data.replace(b"\\\\", b"__").replace(b'\\"', b"__")
            if data[-1:] == b"\\":
                self._held, data = b"\\", data[:-1]
        self._scan(data.translate(_SHAPE))

    def finish(self) -> Outline:
        """Return what was found; the value has to be whole."""
        if self._found.end < 0 or self._depth or self._quoted:
            raise LogError(_BROKEN)
        return self._found

    def _begin(self, data: bytes) -> bytes:
        """Pass over what stands before the value."""
        if self._offset == 0:
            if len(data) < len(BOM) and BOM.startswith(data):
                self._held = data
                return b""
            if data.startswith(BOM):
                self._offset, data = len(BOM), data[len(BOM) :]
        rest = data.lstrip(BLANK)
        self._offset += len(data) - len(rest)
        if not rest:
            return b""
        if rest[:1] not in (b"[", b"{"):
            raise LogError(_BROKEN)
        self._found.start = self._offset
        self._found.is_array = rest[:1] == b"["
        self._level = 1 if self._found.is_array else 2
        return rest

    def _scan(self, data: bytes) -> None:
        """Look only at texts between strings, and of those only at the ones that come up to where something is recorded."""
        parts = data.split(b'"')
        first = int(self._quoted)
        plain = parts[first::2]
        # The hot path: these few calls go through the millions of texts of a large document without a loop of our own.
        before = list(accumulate(map(self._changes.__getitem__, plain), initial=self._depth))
        lowest = map(add, before, map(self._falls.__getitem__, plain))
        level = self._level
        at, passed = self._offset, 0
        for number in [i for i, low in enumerate(lowest) if low <= level]:
            place = first + 2 * number
            at += sum(map(len, parts[passed:place])) + place - passed
            passed = place
            text, depth = parts[place], before[number]
            closed, comma = self._steps[text]
            if closed and depth - closed == level and self._marks is not None:
                self._marks.append(at + comma)
                continue
            self._record(text, at, depth)
            if self._found.end >= 0:
                _expect_blank(data[self._found.end + 1 - self._offset :])
                self._depth, self._quoted = 0, False
                return
        self._depth = before[-1]
        self._quoted = (len(parts) - 1 + first) % 2 == 1
        self._offset += len(data)

    def _record(self, text: bytes, offset: int, depth: int) -> None:
        for found in _MARKS.finditer(text):
            mark, at = found[0], offset + found.start()
            if mark in _OPENING:
                depth += 1
                self._opened(mark, at, depth)
            elif mark in _CLOSING:
                depth -= 1
                self._closed(at, depth)
                if depth <= 0:
                    return
            elif mark == b",":
                self._comma(at, depth)
            elif depth == 1 and self._member is None and not self._found.is_array:
                self._member = Member(self._from, at)

    def _opened(self, mark: bytes, at: int, depth: int) -> None:
        if depth == 1:
            self._from = at + 1
        if depth == self._level and mark == b"[":
            self._marks = array(self._offsets, (at,))

    def _closed(self, at: int, depth: int) -> None:
        if depth == self._level - 1 and self._marks is not None:
            self._marks.append(at)
            if depth == 0:
                self._found.marks = self._marks
            elif self._member is not None and at - self._marks[0] >= self._long:
                self._member.marks = self._marks
            self._marks = None
        if depth <= 0:
            self._end_member(at)
            self._found.end = at

    def _comma(self, at: int, depth: int) -> None:
        if depth == self._level and self._marks is not None:
            self._marks.append(at)
        elif depth == 1:
            self._end_member(at)
            self._from = at + 1

    def _end_member(self, at: int) -> None:
        if self._member is not None:
            self._member.end = at
            self._found.members.append(self._member)
            self._member = None


def _expect_blank(data: bytes) -> None:
    if data.strip(BLANK):
        raise LogError(_BROKEN)
