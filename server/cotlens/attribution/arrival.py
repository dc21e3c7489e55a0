"""Whether a text has a logged edit in it yet: logs are written before the disk, and after it. Changes no ledger."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from cotlens.attribution.changes import cleaned
from cotlens.attribution.lcs import common_runs
from cotlens.attribution.locate import locate, place_of
from cotlens.attribution.words import has_word, squeeze, text_lines
from cotlens.model.edit import EditOp, FileEdit, Hunk

BURST: Final = 8
"""The newest edits that a text may not have yet."""

FEW: Final = 3
"""Lines with words of which half are no chance."""


class Arrival(Enum):
    """What a text shows of an edit."""

    THERE = "there"
    ABSENT = "absent"
    UNCLEAR = "unclear"


def arrival(edit: FileEdit, lines: Sequence[str], *, exists: bool) -> Arrival:
    """Look for an edit's result in a text, and for what it was made on."""
    if edit.op is EditOp.DELETE or not exists:
        return Arrival.ABSENT if edit.op is EditOp.CREATE and not exists else Arrival.UNCLEAR
    if edit.after is not None and text_lines(edit.after) == lines:
        return Arrival.THERE
    if edit.before is not None and edit.op is not EditOp.CREATE and text_lines(edit.before) == lines:
        return Arrival.ABSENT
    hunks = cleaned(edit.hunks)
    if not hunks or edit.op is EditOp.CREATE:
        return Arrival.UNCLEAR
    if any(_result(hunk, lines) is not None for hunk in hunks):
        return Arrival.THERE
    places = locate(lines, hunks)
    if None in places or any(at is not None and _follows(h, lines[at:]) for h, at in zip(hunks, places, strict=True)):
        return Arrival.UNCLEAR
    return Arrival.ABSENT


def is_absent(edit: FileEdit, lines: Sequence[str], *, exists: bool) -> bool:
    """Tell whether a text surely does not have an edit."""
    return arrival(edit, lines, exists=exists) is Arrival.ABSENT


def first_absent(edits: Sequence[FileEdit], lines: Sequence[str], *, exists: bool) -> int:
    """Give the index of the first of the newest edits that a text does not have yet; their number if it has them all."""
    first = len(edits)
    for index in range(len(edits) - 1, max(len(edits) - BURST, 0) - 1, -1):
        found = arrival(edits[index], lines, exists=exists)
        if found is Arrival.THERE:
            break
        if found is Arrival.ABSENT:
            first = index
    return first


def _follows(hunk: Hunk, below: Sequence[str]) -> bool:
    """Tell whether most of what a hunk puts in at its end stands below the lines that it was made on, though some of it was changed.

    At the end of a file those lines stand as they are in the text before and after the edit, and say nothing.
    """
    tail = hunk.new[max((k + 1 for k, x in enumerate(hunk.lines) if x[:1] == " " and has_word(x[1:])), default=0) :]
    wanted = [squeeze(x) for x in tail if has_word(x)]
    if len(wanted) < FEW or hunk.removed:
        return False
    have = [squeeze(x) for x in below[len(hunk.old) : len(hunk.old) + 2 * len(tail)] if has_word(x)]
    return 2 * sum(run.size for run in common_runs(wanted, have)) >= len(wanted)


def _result(hunk: Hunk, lines: Sequence[str]) -> int | None:
    return place_of(lines, hunk.new, hunk.new_start - 1 if hunk.new_start is not None else None)
