"""What a reader of one agent's log must offer, and what readers share. Knows no agent and opens no file."""

from __future__ import annotations

from typing import Final, Protocol

from cotlens.model.event import Event, LogRef
from cotlens.model.session import Session
from cotlens.sources.sealed import SLOT, Sealed


class Reader(Protocol):
    """Reads the records of one log file in order. Never raises, whatever the bytes are."""

    agent: str
    """The agent's name in the JSON contract."""

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Take the next complete line and return the events that it completes.

        A line of JSON may have its line ending still, which a decoder passes over; a line of text has none.
        """
        ...

    def feed_cut(self, head: bytes, ref: LogRef) -> list[Event]:
        """Take the beginning of a line that was too long to hold; the rest of it was skipped."""
        ...

    def settle(self) -> list[Event]:
        """Give out what waits until all lines at hand are read; called at the end of each look at the log."""
        ...

    def drain(self) -> list[Event]:
        """Give out what was held back in wait of a later record; called when the log is read to its end for good."""
        ...

    def session(self) -> Session:
        """Return the session as the log tells it so far."""
        ...


GLOBAL: Final = 16
"""Native ids shorter than this (`call_1`, `u3`) are not unique beyond their session."""


def scoped(native: str, session: str) -> str:
    """Make an agent's id unique on this machine: real ones are, hand-made and redacted ones are not."""
    return native if len(native) >= GLOBAL else f"{session}/{native}"


class Owner:
    """One reading of one log file: what a record's key is owned by. A file that starts anew gets a new owner."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class Seen:
    """Which records were given out already, shared by all readers of one engine.

    Agents copy records when a session is resumed or forked; each must give events once. Memory is bounded (3 MB): the
    oldest keys are forgotten, and a copy of a forgotten record is given out again.

    Keys are told apart by 64 bits of their hash, which is salted for each process. That a record is taken for another one
    and lost has a chance of 65,536 in 2^64, once in 280 million million records.
    """

    LIMIT: Final = 1 << 16
    _PARTS: Final = 4

    def __init__(self, limit: int = LIMIT, *, noting: bool = False) -> None:
        """`noting` keeps the keys of each file until they are asked for, for who wants to give them to another process."""
        self._part = limit // self._PARTS
        self._noted: dict[str, list[str]] | None = {} if noting else None
        self._young: dict[int, Owner] = {}
        """Keys met last; those before them are sealed, the newest first. A young key stands for a sealed one."""
        self._sealed: list[Sealed[Owner]] = []

    def claim(self, key: str, owner: Owner) -> bool:
        """Tell whether `owner` is to give out the record, and make it the record's owner if so.

        False if another file has it, or if the same reading of the same file had it before; a new reading of the same
        file gives it out again.
        """
        number = hash(key)
        held = self._young.get(number)
        if held is None:
            for part in self._sealed:
                if part.hints[number & SLOT] and (held := part.owner(number)) is not None:
                    break
        if held is not None and (held is owner or held.path != owner.path):
            return False
        self._young[number] = owner
        if self._noted is not None:
            self._noted.setdefault(owner.path, []).append(key)
        if len(self._young) > self._part:
            self._sealed = [Sealed(self._young), *self._sealed[: self._PARTS - 2]]
            self._young = {}
        return True

    def take_noted(self, path: str) -> list[str]:
        """Return, once, the keys of one file, if they are noted."""
        return self._noted.pop(path, []) if self._noted is not None else []

    def restore(self, path: str, keys: list[str]) -> None:
        """Make one file the owner of keys that it had in another process."""
        owner = Owner(path)
        for key in keys:
            self.claim(key, owner)
        self.take_noted(path)

    def release(self, path: str) -> None:
        """Forget every key of one file, so that a copy elsewhere gives the records out (the file is gone)."""
        self.take_noted(path)
        self._young = {number: owner for number, owner in self._young.items() if owner.path != path}
        for part in self._sealed:
            for owner in part.owners():
                if owner.path == path:
                    part.disown(owner)
