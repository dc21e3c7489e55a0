"""The last scan of some folders or logs, kept with the state of everything it hangs on: as long as that is the same, so is the scan.

Reads no log and judges nothing; what it cannot vouch for it forgets. A cache: a scan that is not kept is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from cotlens.config.load import user_config_file
from cotlens.engine.program import program
from cotlens.engine.stamp import log_stamp, stamp
from cotlens.model.flag import Flag
from cotlens.model.hashing import blake2b
from cotlens.model.ids import digest
from cotlens.model.scan import Scan
from cotlens.model.session import Session
from cotlens.sources.keys import file_of
from cotlens.store.index import LogIndex, ScanRow

_pack: Final = msgspec.msgpack.Encoder().encode
_paths: Final = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_scan: Final = msgspec.msgpack.Decoder(Scan).decode
_some: Final = msgspec.msgpack.Decoder(tuple[tuple[Session, ...], tuple[Flag, ...]]).decode
_SLICE: Final = 256
"""Sessions, and flags, that are encoded at a time."""


class KeptScan:
    """What is known of one question: these folders, or these logs as they were named."""

    def __init__(
        self, index: LogIndex, folders: Sequence[str], named: Sequence[str], env: Mapping[str, str], home: str
    ) -> None:
        """`named` are the logs that the user names, () where they are looked for."""
        self._index = index
        # Where the user's own configuration is belongs to the question.
        self._key = digest("\0".join((*folders, "", *map(os.path.abspath, named), "", user_config_file(env, home))))

    def unchanged(self, logs: Sequence[str]) -> Scan | None:
        """Return the kept scan if these are its logs and nothing that it hangs on has changed since."""
        row = self._index.scan(self._key)
        if row is None:
            return None
        try:
            leaned_on = _paths(row.leaned_on)
            return _together(row.parts) if self._state(logs, leaned_on) == row.state else None
        except (msgspec.DecodeError, StopIteration):
            return None

    def keep(self, logs: Sequence[str], before: str, scan: Scan) -> None:
        """Keep a scan; `before` is what `state_of` said of the logs before they were read."""
        if scan.leaned_on is None or scan.faults or before != self.state_of(logs):
            return  # a log that grew meanwhile was perhaps not read whole
        row = ScanRow(
            self._key,
            self._state(logs, scan.leaned_on),
            _pack(scan.leaned_on),
            _parts(scan),
        )
        self._index.put_scan(row)

    def state_of(self, logs: Sequence[str]) -> str:
        """Return what differs whenever one of the logs does, or which logs they are."""
        files = dict.fromkeys(map(file_of, logs))
        return _digest((*sorted(logs), *(f"{file}={log_stamp(file)}" for file in files)))

    def _state(self, logs: Sequence[str], leaned_on: Iterable[str]) -> str:
        files = sorted(set(leaned_on))
        return _digest((self.state_of(logs), *map(_as_it_is, files), *program()))


def _parts(scan: Scan) -> Iterator[bytes]:
    """Encode a scan: first what it holds besides sessions and flags, then these slice by slice, and an empty one at the end."""
    yield _pack(replace(scan, sessions=(), flags=(), leaned_on=()))
    for at in range(0, max(len(scan.sessions), len(scan.flags)), _SLICE):
        yield _pack((scan.sessions[at : at + _SLICE], scan.flags[at : at + _SLICE]))
    yield _pack(((), ()))


def _together(parts: Iterable[bytes]) -> Scan | None:
    """Decode a scan; None where its end is missing."""
    rest = iter(parts)
    shell = _scan(next(rest))
    sessions: list[Session] = []
    flags: list[Flag] = []
    ended = False
    for more, further in map(_some, rest):
        sessions += more
        flags += further
        ended = not more and not further
    return replace(shell, sessions=tuple(sessions), flags=tuple(flags)) if ended else None


def _digest(parts: Iterable[str]) -> str:
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


def _as_it_is(path: str) -> str:
    """Say how a file is now; of a folder only that it is there: what is in it changes all the time."""
    found = stamp(path)
    return f"{path}={'folder' if found is not None and found.folder else found}"
