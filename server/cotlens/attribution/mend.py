"""Bringing a stale state up to a hunk: changes that no log shows came between, and the hunk's window is proof of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cotlens.attribution.carry import rewrite
from cotlens.attribution.cells import State
from cotlens.attribution.changes import Record
from cotlens.attribution.locate import locate, region_of, start_of
from cotlens.model.edit import Hunk
from cotlens.model.ids import EditId


def mend(state: State, hunks: Sequence[Hunk], records: Mapping[EditId, Record], ids: Iterator[int]) -> State:
    """Write the window of each hunk that has no place into the state, where most of its lines stand about its number."""
    for hunk, at in zip(hunks, locate(state.lines, hunks), strict=True):
        start = start_of(hunk)
        if at is None and start is not None:
            region = region_of(state.lines, hunk.old, start)
            if region is not None:
                state = rewrite(state, region, list(hunk.old), records, ids)
    return state
