"""What takes long to make, kept from one process to the next by whoever has a place for it. Knows no file, and nothing of what is kept.

It may be gone at any time, and is made anew then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final, Protocol

from cotlens.model.hashing import blake2b

_SEAL: Final = 8


class Place(Protocol):
    """Where things are kept."""

    def get(self, key: bytes) -> bytes | None:
        """Return what was put there under a key, None if there is nothing."""

    def put(self, things: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep things under their keys."""


class Larder:
    """The things of one process. Only the thread that gave the place uses it; others make what they need."""

    def __init__(self) -> None:
        """Nothing is kept before there is a place."""
        self._place: Place | None = None
        self._thread = 0
        self._fresh: list[tuple[bytes, bytes]] = []

    def keep_in(self, place: Place | None) -> None:
        """Keep things there from now on, for this thread; nowhere with None."""
        self._place, self._thread = place, threading.get_ident()
        self._fresh.clear()

    @property
    def open(self) -> bool:
        """Whether it is of any use to this thread."""
        return self._place is not None and threading.get_ident() == self._thread

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key; None also if it is not as it was put there."""
        found = self._place.get(key) if self._place is not None and self.open else None
        if found is None or found[:_SEAL] != _sealed(key, found[_SEAL:]):
            return None
        return found[_SEAL:]

    def put(self, key: bytes, thing: bytes) -> None:
        """Keep a thing, in its place once there is time for it: see `store_away`."""
        if self.open:
            self._fresh.append((key, _sealed(key, thing) + thing))

    def store_away(self) -> None:
        """Bring to its place what was made since the last time."""
        if self._fresh and self._place is not None and self.open:
            fresh, self._fresh = self._fresh, []
            self._place.put(fresh)


def _sealed(key: bytes, thing: bytes) -> bytes:
    """Return what stands before a thing in its place: a flipped bit in a pattern's code would have it match something else."""
    return blake2b(thing, digest_size=_SEAL, key=key).digest()


LARDER: Final = Larder()


def key_of(*parts: object) -> bytes:
    """Return the key of what is made of these, by their `repr`."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
