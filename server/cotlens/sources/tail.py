"""Incremental reading of a file that another program appends to: complete lines once each, in bounded memory.

`Splitter` does no input or output; `Tail` adds the file. Neither knows what the lines mean.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO, FileIO
from typing import Final

import msgspec

READ: Final = 96 * 1024
"""Bytes read at a time. The memory of larger pieces goes back to the system after each, and is asked for page by page again."""
CHUNK: Final = 256 * 1024
"""Bytes from which on a line counts as long, and that are passed over at a time in one that is not wanted."""
CAP: Final = 16 * 1024 * 1024
"""Longest line that is held in memory. Codex writes `compacted` lines of 10 MB, Claude Code lines of 144 MB."""
HEAD: Final = 64 * 1024
"""Bytes kept of the beginning of a line that is skipped."""
BUDGET: Final = 1024 * 1024
"""Bytes that one `read` takes at most, so that a reader of many files stays fair."""
SKIP_COST: Final = 16
"""Bytes passed over that cost as much as one byte read."""
SUMMED: Final = 8 * 1024 * 1024
"""Bytes of the largest log of which a change in the middle, with its size kept, is looked for: agents do that to small ones only,
and a checksum costs a tenth of the time that reading takes."""
_MARK: Final = 64
"""Bytes kept of the beginning and of the end of what was read: a rewritten file has others there."""
_BOM: Final = b"\xef\xbb\xbf"


class Line(msgspec.Struct, frozen=True, gc=False):
    """One complete line, without its line ending."""

    data: bytes
    offset: int
    """Byte offset of its first byte in the file."""
    number: int
    """1-based."""
    cut: bool = False
    """True when the line was too long: `data` is only its beginning."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """Complete lines that stand behind one another. One value for many lines: there are very many of them in a log."""

    lines: list[bytes]
    """Each with its line ending, but for a cut one; without the mark of UTF-8 that a file may begin with."""
    offset: int
    """Byte offset of the first one in the file."""
    number: int
    """1-based, of the first one."""
    cut: bool = False
    """True for the beginning of a line that was too long; it is alone then."""

    def each(self) -> Iterator[Line]:
        """Give the lines one by one, without their endings."""
        offset = self.offset
        for number, line in enumerate(self.lines, self.number):
            yield Line(line if self.cut else bare(line), offset, number, self.cut)
            offset += len(line)


def bare(line: bytes) -> bytes:
    """Take the line ending off."""
    return line[:-2] if line.endswith(b"\r\n") else line[:-1]


def keep_all(_head: bytes) -> bool:
    """Hold every long line (up to the cap)."""
    return False


class Splitter:
    """Cuts a stream of byte chunks into lines. State: where the next line begins, and the bytes of it seen so far."""

    def __init__(self, cap: int = CAP) -> None:
        self.offset = 0
        """Offset of the first byte that is not part of a complete line."""
        self.number = 0
        """Complete lines so far."""
        self.skipped = 0
        """Lines that were cut for their length."""
        self.drop: Callable[[bytes], bool] = keep_all
        """Asked about the beginning of a line longer than a chunk: True skips the rest of it unread."""
        self._cap = cap
        self._rest = bytearray()
        self._length = 0
        self._skipping = False

    @property
    def position(self) -> int:
        """Offset of the next byte to be fed."""
        return self.offset + self._length

    @property
    def rest(self) -> bytes:
        """The partial last line, or its beginning where it is being skipped."""
        return bytes(self._rest)

    @property
    def skipping(self) -> bool:
        """Whether the line that is being read is one of which no more is wanted."""
        return self._skipping

    def skip(self, count: int) -> None:
        """Take note of bytes of such a line, none of which is a line ending."""
        self._length += count

    def forget_rest(self) -> None:
        """Take the partial last line back: it will be fed again from `offset`."""
        self._rest.clear()
        self._length = 0
        self._skipping = False

    def feed(self, chunk: bytes) -> list[Run]:
        """Take the next bytes of the file and return the lines that they complete."""
        runs: list[Run] = []
        start = 0
        if self._length or self.offset == 0:
            start = chunk.find(b"\n") + 1
            if not start:
                self._hold(chunk)
                return runs
            runs.append(self._complete(chunk[:start]))
        # The library's own cutting into lines looks at many bytes at a time; `split` looks at one.
        stream = BytesIO(chunk)
        stream.seek(start)
        lines = stream.readlines()
        rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        if lines:
            runs.append(Run(lines, self.offset, self.number + 1))
            self.offset += len(chunk) - start - len(rest)
            self.number += len(lines)
        if rest:
            self._hold(rest)
        return runs

    def _complete(self, end: bytes) -> Run:
        """Make a line of its beginning, which was held, and its end; or of the file's first line, which may have a mark."""
        whole, length = end, len(end)
        if self._length:
            self._hold(end[:-1])
            whole, length = bytes(self._rest) + (b"" if self._skipping else b"\n"), self._length + 1
        if self.offset == 0:
            whole = whole.removeprefix(_BOM)
        run = Run([whole], self.offset, self.number + 1, self._skipping)
        self.skipped += self._skipping
        self.offset += length
        self.number += 1
        self.forget_rest()
        return run

    def _hold(self, part: bytes) -> None:
        self._length += len(part)
        if self._skipping:
            return
        self._rest += part
        if self._length > self._cap or (self._length > CHUNK and self.drop(bytes(self._rest[:HEAD]))):
            self._skipping = True
            del self._rest[HEAD:]


@dataclass(frozen=True, slots=True)
class Read:
    """What one `Tail.read` found."""

    runs: list[Run] = field(default_factory=list)
    reset: bool = False
    """The file was truncated, replaced or rewritten: the lines begin again with the first one."""
    gone: bool = False
    """There is no such file now. Not an error: it may come back."""
    more: bool = False
    """There is more to read; ask again."""
    error: str = ""
    """Why the file could not be read, '' if it could."""


def _open(path: str, flags: int) -> int:
    # A FIFO in the place of a log must not block the reader until someone writes to it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Tail:
    """Reads one file from where the last `read` ended, and notices when it is no longer the same file."""

    def __init__(self, path: str, cap: int = CAP) -> None:
        self.path = path
        self._cap = cap
        self.splitter = Splitter(cap)
        self._identity: tuple[int, int] | None = None
        self._stamp: tuple[int, int] | None = None
        self._first = b""
        self._last = b""
        self._sum: int | None = 0
        """Checksum of what was read, as far as `SUMMED`; None when it was not summed up."""
        self._scratch: bytearray | None = None

    @property
    def offset(self) -> int:
        """Offset of the first byte that is not part of a complete line."""
        return self.splitter.offset

    def read(self, budget: int = BUDGET, *, last: bool = False) -> Read:
        """Read up to `budget` new bytes (at least one chunk). Never raises for what happens to the file.

        `last` says that nobody means to look at the file again once its end is reached. It is not summed up then, which
        is a tenth of the reading; who does look again and finds it written to is told that it was rewritten.
        """
        if last:
            self._sum = None
        try:
            with open(self.path, "rb", buffering=0, opener=_open) as file:
                return self._read(file, budget)
        except (FileNotFoundError, NotADirectoryError):
            return Read(gone=True)
        except OSError as problem:
            return Read(error=problem.strerror or type(problem).__name__)
        except ValueError:
            return Read(error="its name is no name of a file")

    def _read(self, file: FileIO, budget: int) -> Read:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            return Read(error="it is no regular file")
        stamp = (info.st_size, info.st_mtime_ns)
        identity = (info.st_dev, info.st_ino)
        if identity == self._identity and stamp == self._stamp and info.st_size == self.splitter.position:
            return Read()
        reset = self._moved_on(file, identity, info.st_size)
        if reset:
            self._begin()
        self._identity, self._stamp = identity, stamp
        runs: list[Run] = []
        file.seek(self.splitter.position)
        more = True
        while budget > 0 and more:
            if self.splitter.skipping:
                skipped = self._skip(file)
                budget -= skipped // SKIP_COST
                if skipped:
                    continue
            chunk = file.read(READ) or b""
            more = bool(chunk)
            budget -= len(chunk)
            self._remember(chunk)
            runs += self.splitter.feed(chunk)
        return Read(runs, reset=reset, more=more and self.splitter.position < info.st_size)

    def _skip(self, file: FileIO) -> int:
        """Read on in a line that is not wanted, into the same memory again and again, up to the chunk in which it ends."""
        if self._scratch is None:
            self._scratch = bytearray(CHUNK)
        count = file.readinto(self._scratch) or 0
        if self._scratch.find(b"\n", 0, count) >= 0:
            file.seek(-count, os.SEEK_CUR)
            return 0
        if count:
            self.splitter.skip(count)
            self._remember(memoryview(self._scratch)[:count])
        return count

    def _moved_on(self, file: FileIO, identity: tuple[int, int], size: int) -> bool:
        """Tell whether what was read before is no longer the beginning of the file."""
        if self._identity is None or not self.splitter.position:
            return False
        if identity != self._identity or size < self.splitter.position:
            return True
        first = file.read(len(self._first))
        file.seek(self.splitter.position - len(self._last))
        if first != self._first or file.read(len(self._last)) != self._last:
            return True
        # It was whole when it was read, nothing was added, and yet it was written to: perhaps in its middle.
        settled = self._stamp is not None and self._stamp[0] == size == self.splitter.position
        return settled and size <= SUMMED and (self._sum is None or self._checksum(file) != self._sum)

    def _checksum(self, file: FileIO) -> int:
        """Sum up again as much of the file as was read."""
        found, left = 0, self.splitter.position
        file.seek(0)
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            found = zlib.crc32(chunk, found)
            left -= len(chunk)
        return found

    def _begin(self) -> None:
        drop = self.splitter.drop
        self.splitter = Splitter(self._cap)
        self.splitter.drop = drop
        self._first = self._last = b""
        self._sum = 0

    def _remember(self, chunk: bytes | memoryview) -> None:
        if self._sum is not None and self.splitter.position <= SUMMED:
            self._sum = zlib.crc32(chunk, self._sum)
        if len(self._first) < _MARK:
            self._first += bytes(chunk[: _MARK - len(self._first)])
        self._last = (self._last + bytes(chunk[-_MARK:]))[-_MARK:]
