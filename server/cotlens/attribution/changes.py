"""What one edit takes out and puts in, in one shape: taken from the log's hunks, or worked out from its full texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cotlens.attribution.lcs import common_runs, gaps
from cotlens.model.edit import Hunk


@dataclass(frozen=True, slots=True)
class Group:
    """A change without unchanged lines in it: `removed` gave way to the added lines `first` .. `end` (exclusive) of the edit."""

    removed: tuple[str, ...]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Record:
    """An edit's lines: what all cells of that edit index into."""

    added: tuple[str, ...]
    groups: tuple[Group, ...]


def is_change(line: str) -> bool:
    """Tell a hunk's changed lines from its context."""
    return line[:1] in {"+", "-"}


def cleaned(hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    r"""Drop `\ No newline at end of file` markers and carriage returns; drop hunks that change nothing."""
    out = []
    for hunk in hunks:
        lines = tuple(x.rstrip("\r") for x in hunk.lines if x[:1] != "\\")
        if any(map(is_change, lines)):
            out.append(Hunk(lines, hunk.old_start, hunk.new_start))
    return tuple(out)


def between(before: Sequence[str], after: Sequence[str]) -> tuple[Hunk, ...]:
    """Work out the numbered hunks, without context, that turn one text into the other."""
    out = []
    for a0, a1, b0, b1 in gaps(common_runs(before, after), len(before), len(after)):
        lines = (*(f"-{x}" for x in before[a0:a1]), *(f"+{x}" for x in after[b0:b1]))
        # The convention of unified diffs: the start of an empty side is the line before it.
        out.append(Hunk(lines, a0 + (a1 > a0), b0 + (b1 > b0)))
    return tuple(out)


def record(hunks: Sequence[Hunk]) -> Record:
    """Collect an edit's added lines and its groups."""
    added: list[str] = []
    groups: list[Group] = []
    for hunk in hunks:
        for removed, put in _groups(hunk):
            groups.append(Group(removed, len(added), len(added) + len(put)))
            added.extend(put)
    return Record(tuple(added), tuple(groups))


def _groups(hunk: Hunk) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for changed, lines in groupby(hunk.lines, key=is_change):
        if changed:
            run = list(lines)
            yield tuple(x[1:] for x in run if x[0] == "-"), tuple(x[1:] for x in run if x[0] == "+")
