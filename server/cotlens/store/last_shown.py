"""What an editor was shown last of some folders: so it has it again at once at the next start, before any log is read.

A file for each set of folders, in the user's state directory, in parts that are told one by one. A cache: what cannot be read is
as if it were not there, and a flag in a file that has changed since is left out, for nobody knows yet where it stands.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Final, NamedTuple

import msgspec

from cotlens import __version__
from cotlens.model.errors import StoreError
from cotlens.model.flag import Flag, Location
from cotlens.model.ids import FlagId, digest
from cotlens.model.session import Session
from cotlens.model.shared import SharedFile
from cotlens.model.snapshot import FileView, Snapshot, Update
from cotlens.store.place import make_private, state_directory

FOLDER: Final = "shown"
KEPT: Final = 20
"""Sets of folders of which something is kept, those used last."""

_FIRST: Final = 100
"""Flags of the first part: enough to look at while the rest is read."""
_SLICE: Final = 500
"""Flags of every other part: whoever answers an editor meanwhile waits for one of them at most."""
_LENGTH: Final = struct.Struct("!I")
_MARK: Final = "v2 " + __version__


class _View(NamedTuple):
    """A file as it was on disk, with the flags that stood in it."""

    path: str
    digest: str
    size: int
    mtime_ns: int
    flags: tuple[tuple[FlagId, Location | None], ...]


class _Head(NamedTuple):
    mark: str
    """What another version of the program wrote is not read."""
    folders: tuple[str, ...]
    shared: tuple[SharedFile, ...]


class _Part(NamedTuple):
    """Some files, with the flags that stand in them and the sessions of these flags; last what stands nowhere."""

    sessions: tuple[Session, ...]
    flags: tuple[Flag, ...]
    views: tuple[_View, ...]


class LastShown:
    """What was shown of these folders (real paths), in `directory` or in the user's state directory."""

    def __init__(self, folders: Sequence[str], directory: Path | None = None) -> None:
        self._folders = tuple(sorted(folders))
        self._place = (directory or state_directory()) / FOLDER
        self._file = self._place / f"{digest(chr(0).join(self._folders))}.msgpack"

    def load(self) -> Iterator[Update]:
        """Tell it as a worker would, bit by bit, the newest flags first; nothing if nothing is kept."""
        try:
            with self._file.open("rb") as file:
                head = msgspec.msgpack.decode(_next(file), type=_Head)
                if head.mark != _MARK or head.folders != self._folders:
                    return
                update = Update(fresh=True, shared=head.shared)
                while data := _next(file):
                    yield _told(msgspec.msgpack.decode(data, type=_Part), update)
                    update = Update()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, EOFError):
            return

    def save(self, snapshot: Snapshot) -> None:
        """Keep what is shown now; what cannot be kept is not."""
        # A path that is no Unicode cannot be encoded.
        with contextlib.suppress(OSError, StoreError, UnicodeEncodeError):
            self._write(_Head(_MARK, self._folders, snapshot.shared), *_parts(snapshot))

    def _write(self, *parts: _Head | _Part) -> None:
        make_private(self._place)
        young = self._file.with_suffix(f".{os.getpid()}")
        try:
            with os.fdopen(os.open(young, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                for data in map(msgspec.msgpack.encode, parts):
                    file.write(_LENGTH.pack(len(data)) + data)
            young.replace(self._file)
        finally:
            young.unlink(missing_ok=True)
        for old in sorted(self._place.glob("*.msgpack"), key=lambda f: -f.stat().st_mtime)[KEPT:]:
            old.unlink(missing_ok=True)


def _parts(snapshot: Snapshot) -> Iterator[_Part]:
    """Share out what is shown, files with newer flags first."""
    views = {
        view.path: _View(view.path, view.digest, *found, tuple((flag.id, flag.location) for flag in view.flags))
        for view in snapshot.files.values()
        if view.version is None and (found := _stamp(view.path)) is not None
    }
    standing: dict[str, list[Flag]] = {path: [] for path in views}
    nowhere: list[Flag] = []
    # A file's view says where a flag stands, for it may be the younger one.
    places = {i: where for view in views.values() for i, where in view.flags if where is not None}
    for known in snapshot.flags.values():
        flag = known.at(places[known.id]) if known.id in places else known
        if flag.location is None:
            nowhere.append(flag)
        elif flag.location.path in standing:
            standing[flag.location.path].append(flag)
    sessions = dict(snapshot.sessions)

    def part(flags: Iterable[Flag], among: Iterable[_View]) -> _Part:
        kept = tuple(flags)
        own = dict.fromkeys(flag.session for flag in kept)
        return _Part(tuple(s for i in own if (s := sessions.pop(i, None)) is not None), kept, tuple(among))

    most, flags, held = _FIRST, [], []
    for path in sorted(views, key=lambda path: max((f.time or 0.0 for f in standing[path]), default=0.0), reverse=True):
        flags += standing[path]
        held.append(views[path])
        if len(flags) >= most:
            yield part(flags, held)
            most, flags, held = _SLICE, [], []
    yield part(flags, held)
    for at in range(0, len(nowhere), _SLICE):
        yield part(nowhere[at : at + _SLICE], ())
    yield _Part(tuple(sessions.values()), (), ())


def _told(part: _Part, update: Update) -> Update:
    """Put a part into an update; what stood in files that changed since is left out."""
    same = [view for view in part.views if _stamp(view.path) == (view.size, view.mtime_ns)]
    paths = {view.path for view in same}
    flags = {f.id: f for f in part.flags if f.location is None or f.location.path in paths}
    return replace(
        update,
        sessions={session.id: session for session in part.sessions},
        flags=dict(flags),
        files={view.path: _file_view(view, flags) for view in same},
    )


def _next(file: IO[bytes]) -> bytes:
    """Read one part; empty at the end of the file."""
    size = file.read(_LENGTH.size)
    if not size:
        return b""
    if len(size) < _LENGTH.size:
        raise EOFError
    data = file.read(*_LENGTH.unpack(size))
    if len(data) < _LENGTH.unpack(size)[0]:
        raise EOFError
    return data


def _file_view(view: _View, flags: Mapping[FlagId, Flag]) -> FileView:
    """Make what a worker would tell of a file, but for who owns its lines."""
    placed = (flags[flag].at(where) for flag, where in view.flags if flag in flags)
    return FileView(view.path, view.digest, (), tuple(placed))


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns
