"""Sessions that are at rest, kept on disk so that no later process reads their logs again while nothing about them changed.

A cache beside the logs: what it cannot vouch for it forgets, and the logs are read. Judges nothing and places nothing.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from cotlens.engine.program import program_id
from cotlens.engine.settled import Settled
from cotlens.engine.stamp import Stamp, stamp
from cotlens.model.edit import FileEdit
from cotlens.model.flag import Flag
from cotlens.model.ids import SessionId, digest
from cotlens.model.session import Session, sharing_names
from cotlens.model.why import EditNote
from cotlens.sources.base import Seen
from cotlens.sources.keys import file_of
from cotlens.store.index import LogIndex, SessionRow

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

LARGEST: Final = 8_000_000
"""Bytes, packed, of a session that is kept: a larger one is rare, and read again."""
_FAST: Final = 1
"""Level of compression: the time counts more than the room."""


class KeptSession(msgspec.Struct, frozen=True):
    """All that an engine holds of a session at rest."""

    pictures: tuple[Session, ...]
    flags: tuple[Flag, ...]
    edits: tuple[tuple[str, FileEdit], ...]
    """In the order in which they were told, each with its log."""
    notes: tuple[EditNote, ...]
    seen: dict[str, list[str]]
    """By log: the keys of its records, by which copies in other logs are known; see `Seen`."""

    @property
    def id(self) -> SessionId:
        """The session's id."""
        return self.pictures[0].id

    @property
    def logs(self) -> tuple[str, ...]:
        """The logs that told of it."""
        return tuple(picture.log for picture in self.pictures)


_pack: Final = msgspec.msgpack.Encoder().encode
_kept: Final = msgspec.msgpack.Decoder(KeptSession).decode
_stamps: Final = msgspec.msgpack.Decoder(dict[str, str]).decode


class KeptSessions:
    """The kept sessions of one engine: those of its folders, as long as logs and circumstances are what they were."""

    def __init__(
        self,
        index: LogIndex | None,
        folders: Sequence[str],
        seen: Seen,
        circumstances: Callable[[str | None], Sequence[str]],
    ) -> None:
        """Without an `index` nothing is kept.

        `circumstances` says what else decides what is found in a session that worked in a directory.
        """
        self._index = index
        self._seen = seen
        self._question = digest(*folders)
        self._circumstances = circumstances
        self._rows: dict[str, SessionRow] | None = None
        """By log: what is kept and was not asked for yet."""
        self._read: dict[str, Stamp | None] = {}
        """Logs that are read here, as they were just before."""
        self._recalled: dict[str, str] = {}
        """Logs that need not be read, as they are."""
        self._saved: dict[str, str] = {}
        """Logs whose sessions were kept by this process, as they were."""

    def reads(self, log: str) -> None:
        """Note that a log is about to be read."""
        if self._index is None:
            return
        found, saved = stamp(log), self._saved.get(log)
        if saved is None or saved != str(found):
            self._read[log] = found
            self._recalled.pop(log, None)
            self._saved.pop(log, None)

    def is_recalled(self, log: str) -> bool:
        """Tell whether all that a log tells was recalled, and it is still the same."""
        known = self._recalled.get(log)
        return known is not None and known == str(stamp(log))

    def spares(self, logs: Collection[str]) -> bool:
        """Tell whether there are logs, and a later process would not have to read any of them."""
        return bool(logs) and all(log in self._saved or log in self._recalled for log in logs)

    def as_kept(self, logs: Iterable[str]) -> dict[str, str]:
        """Give each log's stamp as it was when what is kept of it was read; of one that is not kept as it is now."""
        return {log: self._saved.get(log) or self._recalled.get(log) or str(stamp(log)) for log in logs}

    def unkept(self, logs: Sequence[str]) -> list[str]:
        """Name the logs that are not kept as they are and can be, in their order; none where nothing is kept at all."""
        if self._index is None:
            return []
        rows = self._known(self._index)
        # What they were found under is few things, and all of a past falls with them: a new version, a rule that changed.
        examples = {row.state: row for row in rows.values()}
        stands = {
            state
            for state, row in examples.items()
            if (kept := self._read_row(row)) and self._state(kept.pictures[0]) == state
        }
        plain = (log for log in logs if file_of(log) == log and not os.path.isdir(log))
        return [
            log
            for log in plain
            if (row := rows.get(log)) is None or row.state not in stands or not self._is_unchanged(row)
        ]

    def learn(self, session: SessionId) -> None:
        """Take note that another process has just kept a session."""
        if self._index is not None:
            rows = self._known(self._index)
            for row in self._index.sessions(self._question, session):
                rows.update(dict.fromkeys(self._logs_of(row), row))

    def recall(self, log: str, knows: Callable[[SessionId], bool]) -> KeptSession | None:
        """Return, once, the session that a log tells of, if it is kept and holds; None if the log has to be read.

        A session that the engine `knows` already, by a log that is new, has all of its logs read.
        """
        if self._index is None or log in self._read:
            return None
        row = self._known(self._index).pop(log, None)
        if row is None or knows(SessionId(row.session)) or not self._is_unchanged(row):
            return None
        kept = self._read_row(row)
        if kept is None or self._state(kept.pictures[0]) != row.state:
            return None
        self._recalled.update(self._logs_of(row))
        for one, keys in kept.seen.items():
            self._seen.restore(one, keys)
        return msgspec.structs.replace(kept, pictures=tuple(map(sharing_names, kept.pictures)))

    def keep(self, state: SessionState, settled: Settled, notes: tuple[EditNote, ...]) -> None:
        """Keep a session at rest whose logs were all read to their ends; `notes` are those on its edits."""
        stamps = {log: self._read.get(log) for log in state.logs}
        seen = {log: self._seen.take_noted(log) for log in state.logs}
        if (
            self._index is None
            or not state.plain
            or settled.faults
            or len(settled.pictures) != len(state.logs)
            # Of databases and folders more than one file decides.
            or any(found is None or found.folder or file_of(log) != log for log, found in stamps.items())
        ):
            return
        kept = KeptSession(settled.pictures, settled.flags, tuple(state.edits), notes, seen)
        try:
            body = zlib.compress(_pack(kept), _FAST)
        except (UnicodeEncodeError, OverflowError, TypeError):
            return  # what an agent wrote is no text, or a number that fits nowhere
        if len(body) <= LARGEST:
            logs = _pack({log: str(found) for log, found in stamps.items()})
            row = SessionRow(0, self._question, state.id, logs, self._state(kept.pictures[0]))
            if self._index.put_session(row, body):
                self._saved.update({log: str(found) for log, found in stamps.items()})

    def _known(self, index: LogIndex) -> dict[str, SessionRow]:
        if self._rows is None:
            self._rows = {}
            gone = []
            for row in index.sessions(self._question):
                logs = self._logs_of(row)
                if all(map(os.path.exists, logs)):
                    self._rows.update(dict.fromkeys(logs, row))
                else:
                    gone.append(row.number)  # whoever deletes a log wants it gone
            index.drop_sessions(gone)
        return self._rows

    def _read_row(self, row: SessionRow) -> KeptSession | None:
        """What is kept of a session; None if it is damaged."""
        try:
            body = self._index.session(row.number) if self._index is not None else None
            return _kept(zlib.decompress(body)) if body is not None else None
        except (msgspec.DecodeError, zlib.error, UnicodeDecodeError):
            return None

    def _is_unchanged(self, row: SessionRow) -> bool:
        logs = self._logs_of(row)
        return bool(logs) and all(str(stamp(log)) == known for log, known in logs.items())

    @staticmethod
    def _logs_of(row: SessionRow) -> dict[str, str]:
        """The logs that a session was read from, each with how it was; none if that is damaged."""
        try:
            return _stamps(row.logs)
        except msgspec.DecodeError:
            return {}

    def _state(self, session: Session) -> str:
        return digest(program_id(), *self._circumstances(session.cwd))
