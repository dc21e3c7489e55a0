"""What is known of the directories that logs name, kept from one start to the next in the index of logs. Reads no log."""

from __future__ import annotations

from typing import Final

import msgspec

from cotlens.sources.heads import Head, Heads
from cotlens.store.index import HeadRow, LogIndex

_unpack: Final = msgspec.msgpack.Decoder(tuple[tuple[str, ...], tuple[str, ...]]).decode
_pack: Final = msgspec.msgpack.Encoder().encode


def kept_heads(index: LogIndex | None, *, deep: bool = False) -> Heads:
    """Return what an index knows; `deep` has every log searched to its end at once."""
    known: dict[str, Head] = {}
    # Most logs name what others name, and are searched to their ends: ten thousand share what they hold of it.
    told: dict[bytes, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for row in index.heads() if index is not None else ():
        try:
            names = told.get(row.names) or told.setdefault(row.names, _unpack(row.names))
            known[row.log] = Head(
                row.inode, row.size, row.mtime_ns, row.size if row.upto == row.size else row.upto, *names
            )
        except (msgspec.DecodeError, TypeError):
            continue  # it is looked at again
    return Heads(known, deep=deep)


def keep_heads(index: LogIndex | None, heads: Heads) -> None:
    """Put what was learnt since the last time into an index."""
    if index is None:
        return
    learnt = heads.learnt()
    if not learnt:
        return
    index.put_heads(
        (
            HeadRow(log, head.inode, head.size, head.mtime_ns, head.upto, _pack((head.cwds, head.origins)))
            for log, head in learnt.items()
            if head is not None
        ),
        gone=[log for log, head in learnt.items() if head is None],
    )
