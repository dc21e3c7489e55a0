"""Numbers that were met and whose they are, put away for good: 17 bytes each, where a dictionary takes eighty.

Not for what changes: nothing is added, and all that can be taken out is everything that one file owns.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from typing import Final, Generic, TypeVar

OwnerT = TypeVar("OwnerT")
SLOT: Final = (1 << 17) - 1
"""Of a number, what its hint is found by."""


class Sealed(Generic[OwnerT]):
    """At most 65,535 numbers of 64 bits (signed), each with an owner."""

    __slots__ = ("_at", "_numbers", "_owners", "hints")

    def __init__(self, owners: Mapping[int, OwnerT]) -> None:
        self._numbers = array("q", sorted(owners))
        self._owners: list[OwnerT | None] = list(dict.fromkeys(owners.values()))
        index = {owner: at for at, owner in enumerate(self._owners)}
        self._at = array("H", [index[owners[number]] for number in self._numbers])
        self.hints = bytearray(SLOT + 1)
        """Most numbers that are asked for are not here, which one byte tells nine times in ten: see `SLOT`."""
        for number in self._numbers:
            self.hints[number & SLOT] = 1

    def owner(self, number: int) -> OwnerT | None:
        """Return who owns a number; None if it is not here, or is nobody's any more."""
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            return None
        return self._owners[self._at[at]]

    def owners(self) -> list[OwnerT]:
        """Return all owners."""
        return [owner for owner in self._owners if owner is not None]

    def disown(self, owner: OwnerT) -> None:
        """Take an owner's numbers from it."""
        self._owners = [None if held is owner else held for held in self._owners]
