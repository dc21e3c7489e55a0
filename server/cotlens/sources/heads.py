"""The working directories (and repositories) that a log names, found by a search for bytes: no record is decoded, whatever the format.

At once only what is cheap is looked at: the log's head, its end, and what was appended since the last look. The rest, in
which a session may have visited a folder and left it again, is searched when there is time for it (`search`), and once
only: who keeps what `Heads` knows need not look at an unchanged log again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cotlens.sources.records import decode
from cotlens.sources.values import text

HEAD: Final = 64 * 1024
"""Bytes looked at behind the first line, and at the end; agents name their directory in almost every record."""
FIRST_LINE: Final = 4 * 1024 * 1024
"""Longest first line that is read: Codex puts its whole instructions there."""
APPENDED: Final = 1024 * 1024
"""Bytes by which a log may have grown to be searched at once."""
_CHUNK: Final = 4 * 1024 * 1024
_OVERLAP: Final = 8 * 1024
"""Bytes looked at twice where two searches meet: a directory that stands across the border is whole in one of them."""
# A key of a record or of a call's arguments: inside a string its quotes would be escaped. Codex alone writes arguments as a
# string, and calls the directory of a command `workdir` there.
_NAMED: Final = re.compile(
    rb'"(?:cwd"\s*:\s*("(?:[^"\\]|\\.){0,4096}")|workdir\\"\s*:\s*\\("(?:[^"\\]|\\\\\\\\){1,4096})\\"|'
    rb'repository_url"\s*:\s*("(?:[^"\\]|\\.){0,1024}"))',
    re.DOTALL,
)
_MOST: Final = 64
"""Directories kept per log; an agent that walks through more tells nothing new."""


Finder = Callable[[bytes], Iterable[str]]
"""Finds directories in a piece of a log of its own kind."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of one file."""

    inode: int
    size: int
    """Bytes that it had when it was looked at."""
    mtime_ns: int
    upto: int
    """Bytes from its beginning that were searched without a gap."""
    cwds: tuple[str, ...]
    origins: tuple[str, ...] = ()
    """Addresses of the repositories that it names as its own (Codex does)."""

    @property
    def complete(self) -> bool:
        """Whether all of it was searched."""
        return self.upto >= self.size


class _Names:
    """What was found so far, in order."""

    def __init__(self, known: Head | None = None, find: Finder | None = None) -> None:
        self.find = find
        self.cwds = dict.fromkeys(known.cwds if known is not None else ())
        self.origins = dict.fromkeys(known.origins if known is not None else ())

    def told(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(self.cwds), tuple(self.origins)


class Heads:
    """Looks at logs and remembers what it saw by their paths: a log only grows, so what it named stays."""

    def __init__(self, known: Mapping[str, Head] | None = None, *, deep: bool = False) -> None:
        """Begin with what an earlier one knew; `deep` searches every log to its end at once."""
        self._known: dict[str, Head] = dict(known or {})
        self._deep = deep
        self._finders: dict[str, Finder] = {}
        self._changed: set[str] = set()

    def cwds(self, path: str, info: os.stat_result, find: Finder | None = None) -> tuple[str, ...]:
        """Return the directories that a log is known to name, in order of discovery; raises OSError if unreadable.

        `find` finds them where records have no `cwd`.
        """
        if find is not None:
            self._finders[path] = find
        known = self._known.get(path)
        if known is None or not _is_same(known, info):
            known = self._keep(path, _looked_at(path, info, known, find))
        if self._deep and not known.complete:
            known = self._keep(path, _searched(path, known, find))
        return known.cwds

    def origins(self, path: str) -> tuple[str, ...]:
        """Return the addresses of the repositories that a log is known to name as its own."""
        known = self._known.get(path)
        return known.origins if known is not None else ()

    def search(self, path: str) -> bool:
        """Search what was left out of a log; tells whether it names directories that were not known of it."""
        known = self._known.get(path)
        if known is None or known.complete:
            return False
        try:
            found = self._keep(path, _searched(path, known, self._finders.get(path)))
        except OSError:
            return False  # it went away, or is found and reported by the next look
        return found.cwds != known.cwds

    def unsearched(self) -> tuple[str, ...]:
        """Return the logs of which not every byte was searched, those that were written to last first."""
        waiting = [(head.mtime_ns, path) for path, head in self._known.items() if not head.complete]
        return tuple(path for _, path in sorted(waiting, reverse=True))

    def keep(self, paths: set[str]) -> None:
        """Forget files that are not there any more."""
        gone = self._known.keys() - paths
        self._changed |= gone
        for path in gone:
            del self._known[path]
        for path in self._finders.keys() - paths:
            del self._finders[path]

    def learnt(self) -> dict[str, Head | None]:
        """Return what was learnt since the last call, by path, for whoever keeps it; None for files that are gone."""
        changed, self._changed = self._changed, set()
        return {path: self._known.get(path) for path in changed}

    def _keep(self, path: str, head: Head) -> Head:
        self._known[path] = head
        self._changed.add(path)
        return head


def _is_same(known: Head, info: os.stat_result) -> bool:
    return (known.inode, known.size, known.mtime_ns) == (info.st_ino, info.st_size, info.st_mtime_ns)


def _looked_at(path: str, info: os.stat_result, known: Head | None, find: Finder | None) -> Head:
    if known is None or known.inode != info.st_ino or info.st_size <= known.size:
        # A document is written anew at each step: what its session visited stays.
        return read_head(path, info, _Names(known if find is not None else None, find))
    named = _Names(known, find)
    upto = known.upto
    with open(path, "rb", buffering=0) as file:
        if upto == known.size and info.st_size - upto <= APPENDED:
            _search(file.fileno(), upto, info.st_size, named)
            upto = info.st_size
        else:
            _search(file.fileno(), info.st_size - HEAD, info.st_size, named)
    return Head(info.st_ino, info.st_size, info.st_mtime_ns, upto, *named.told())


def read_head(path: str, info: os.stat_result, named: _Names | None = None) -> Head:
    """Look at the head and the end of a log, of which `named` is known; raises OSError if it cannot be read."""
    named = named or _Names()
    with open(path, "rb", buffering=0) as file:
        data = file.read(HEAD) or b""
        # A document may be one line as a whole; it is no first record.
        while named.find is None and b"\n" not in data and len(data) < FIRST_LINE and (more := file.read(HEAD * 4)):
            data += more
        end = data.find(b"\n")
        if end > HEAD // 2 and len(data) < end + HEAD:
            data += file.read(end + HEAD - len(data)) or b""
        _collect(data, named)
        upto = len(data)
        if info.st_size - upto > HEAD:
            _search(file.fileno(), info.st_size - HEAD, info.st_size, named)
        elif info.st_size > upto:
            _search(file.fileno(), upto, info.st_size, named)
            upto = info.st_size
    return Head(info.st_ino, info.st_size, info.st_mtime_ns, upto, *named.told())


def _searched(path: str, known: Head, find: Finder | None) -> Head:
    """Search a log from where the search stopped to where it ended when it was looked at."""
    named = _Names(known, find)
    with open(path, "rb", buffering=0) as file:
        _search(file.fileno(), known.upto, known.size, named)
    cwds, origins = named.told()
    return replace(known, upto=known.size, cwds=cwds, origins=origins)


def _search(file: int, start: int, end: int, named: _Names) -> None:
    os.lseek(file, max(0, start - _OVERLAP), os.SEEK_SET)
    left = end - max(0, start - _OVERLAP)
    rest = b""
    while left > 0 and (data := os.read(file, min(_CHUNK, left))):
        left -= len(data)
        _collect(rest + data, named)
        rest = data[-_OVERLAP:]


def _collect(data: bytes, named: _Names) -> None:
    """Add the directories and repositories that some bytes name."""
    if named.find is not None:
        for name in named.find(data):
            if len(named.cwds) < _MOST:
                named.cwds.setdefault(name)
        return
    for cwd, inner, origin in dict.fromkeys(found.groups() for found in _NAMED.finditer(data)):
        raw = cwd or origin or inner.replace(b"\\\\", b"\\") + b'"'
        if name := text((decode(b'{"name":' + raw + b"}") or {}).get("name")):
            kept = named.origins if origin else named.cwds
            if len(kept) < _MOST:
                kept.setdefault(name)
