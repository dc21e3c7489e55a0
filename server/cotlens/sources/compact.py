"""Texts remembered, and numbers kept by text, for as many texts as a huge log has ids: 8 and 16 bytes each.

Not exact: texts are told apart by 64 bits of their hash. Among a million, one in forty million runs takes two for one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import Final

_BUCKETS: Final = 256
_BITS: Final = (1 << 64) - 1


class Texts:
    """A set of texts that only grows. Lives for one process: hashes differ between processes."""

    __slots__ = ("_buckets", "_count")

    def __init__(self) -> None:
        # Sorted arrays, made when they are needed: looking up is a search in one, adding moves a few kilobytes.
        self._buckets: list[array[int] | None] = [None] * _BUCKETS
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, text: str) -> bool:
        key = hash(text) & _BITS
        bucket = self._buckets[key % _BUCKETS]
        if bucket is None:
            return False
        at = bisect_left(bucket, key)
        return at < len(bucket) and bucket[at] == key

    def add(self, text: str) -> bool:
        """Remember a text; tells whether it is new."""
        key = hash(text) & _BITS
        bucket = self._buckets[key % _BUCKETS]
        if bucket is None:
            bucket = self._buckets[key % _BUCKETS] = array("Q")
        at = bisect_left(bucket, key)
        if at < len(bucket) and bucket[at] == key:
            return False
        bucket.insert(at, key)
        self._count += 1
        return True


class Numbers:
    """A number from 0 to 2^64 - 1 for each text. Lives for one process: hashes differ between processes."""

    __slots__ = ("_buckets", "_count")

    def __init__(self) -> None:
        self._buckets: list[tuple[array[int], array[int]] | None] = [None] * _BUCKETS
        """Sorted hashes, and beside them the numbers."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, text: str) -> int | None:
        """Return a text's number, None if it has none."""
        key = hash(text) & _BITS
        bucket = self._buckets[key % _BUCKETS]
        if bucket is None:
            return None
        keys, numbers = bucket
        at = bisect_left(keys, key)
        return numbers[at] if at < len(keys) and keys[at] == key else None

    def put(self, text: str, number: int) -> None:
        """Give a text a number, in the place of the one it had."""
        key = hash(text) & _BITS
        bucket = self._buckets[key % _BUCKETS]
        if bucket is None:
            bucket = self._buckets[key % _BUCKETS] = (array("Q"), array("Q"))
        keys, numbers = bucket
        at = bisect_left(keys, key)
        if at < len(keys) and keys[at] == key:
            numbers[at] = number
            return
        keys.insert(at, key)
        numbers.insert(at, number)
        self._count += 1
