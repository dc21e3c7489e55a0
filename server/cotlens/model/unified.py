"""Reads unified diffs into hunks. Applies nothing and knows no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cotlens.model.edit import Hunk

_RANGE: Final = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_NOWHERE: Final = "/dev/null"


class FileDiff(NamedTuple):
    """What a diff does to one file."""

    old: str | None
    """Path before, without git's `a/`; None for a new file."""
    new: str | None
    """Path after, without git's `b/`; None for a removed file."""
    hunks: tuple[Hunk, ...]


def unified(diff: str) -> tuple[Hunk, ...]:
    r"""Read a unified diff without file headers. Lines end at `\n` only: a hunk may hold any other character."""
    hunks: list[Hunk] = []
    lines: list[str] = []
    start: tuple[int, int] | None = None
    for raw in diff.split("\n"):
        if header := _RANGE.match(raw):
            if start and lines:
                hunks.append(Hunk(tuple(lines), *start))
            start, lines = (int(header[1]), int(header[3])), []
        elif start and raw[:1] in (" ", "+", "-"):
            lines.append(raw.removesuffix("\r"))
    if start and lines:
        hunks.append(Hunk(tuple(lines), *start))
    return tuple(hunks)


def files_of(diff: str, strip: int | None = None) -> Iterator[FileDiff]:
    """Take a diff of several files (`--- a/x`, `+++ b/x`, as git and diff write it) apart, file by file.

    `strip` is the number of folders that are taken off the names, as `-p1` says; None takes off git's `a/` and `b/`.
    """
    lines = diff.split("\n")
    heads = [
        n for n in range(len(lines) - 1) if lines[n].startswith("--- ") and lines[n + 1].startswith("+++ ")
    ]  # a removed line `-- x` before an added line `++ y` reads the same; it is then inside a hunk that goes on
    starts = [n for n in heads if n + 2 >= len(lines) or lines[n + 2].startswith("@@")]
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        yield FileDiff(
            _path(lines[at], "a/", strip), _path(lines[at + 1], "b/", strip), unified("\n".join(lines[at + 2 : end]))
        )


def _path(line: str, prefix: str, strip: int | None) -> str | None:
    # diff puts a tab and the time behind the name.
    name = line[4:].split("\t", 1)[0].strip().strip('"')
    if name == _NOWHERE:
        return None
    return name.removeprefix(prefix) if strip is None else name.split("/", strip)[-1]
