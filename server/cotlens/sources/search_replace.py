"""SEARCH/REPLACE blocks as Cline, Roo and Aider write them: out of a text, and into hunks. Knows no agent and no disk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from cotlens.model.edit import Hunk
from cotlens.sources import patches

# `<<<<<<< SEARCH` of Aider, Roo and older Clines, `------- SEARCH` of newer ones; models vary the number of signs.
OPEN: Final = re.compile(r"\s{0,3}(?:<{5,9}|-{5,9}) SEARCH>?\s*\Z")
MIDDLE: Final = re.compile(r"={5,9}\s*\Z")
CLOSE: Final = re.compile(r"(?:>{5,9}|\+{5,9}) REPLACE>?\s*\Z")
_HINT: Final = re.compile(r":(start|end)_line:\s*(\d{1,9})\s*\Z")
_RULE: Final = re.compile(r"-{5,9}\s*\Z")
_NAME_MARKS: Final = "#*`: \t"
_NEAR: Final = 3
"""Lines above a block that are looked at for the file's name: the fence, the name, an empty line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: what is searched and what stands in its place, each without its last line ending."""

    old: str
    new: str
    path: str = ""
    """The file that the lines above the block name (Aider), '' if none."""
    start: int | None = None
    """1-based line that the block says it begins at (Roo)."""
    whole: bool = True
    """False where the text ended before the block did."""


@dataclass(slots=True)
class _Half:
    """A block that is being read."""

    path: str
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    start: int | None = None
    after: bool = False

    def take(self, line: str) -> None:
        """Take a line of the block's inside."""
        if self.after:
            self.new.append(line)
            return
        hint = _HINT.match(line) if not self.old else None
        if hint is not None:
            self.start = int(hint[2]) if hint[1] == "start" else self.start
        elif not self.old and self.start is not None and _RULE.match(line):
            return
        else:
            self.old.append(line)

    def block(self, *, whole: bool = True) -> Block:
        """The block as read so far."""
        return Block("\n".join(self.old), "\n".join(self.new), self.path, self.start, whole)


def holds(text: str) -> bool:
    """Tell whether a text holds the beginning of a block."""
    return " SEARCH" in text and any(OPEN.match(line) for line in text.split("\n") if " SEARCH" in line)


def parse(text: str) -> list[Block]:
    """Return the blocks of a text in order; what stands between them is passed over."""
    return split(text)[0]


def split(text: str) -> tuple[list[Block], str]:
    """Return the blocks of a text, and the text without them (and without the names and fences around them)."""
    blocks: list[Block] = []
    rest: list[str] = []
    half: _Half | None = None
    closed = False
    for line in text.split("\n"):
        bare = line.removesuffix("\r")
        if half is None:
            if " SEARCH" in bare and OPEN.match(bare):
                half = _Half(_name_above(rest) or (blocks[-1].path if blocks else ""))
                _drop_lead(rest)
            elif not (closed and bare.strip()[:3] in ("```", "~~~")):
                rest.append(bare)
            closed = closed and not bare.strip()
        elif not half.after and MIDDLE.match(bare):
            half.after = True
        elif half.after and CLOSE.match(bare):
            blocks.append(half.block())
            half, closed = None, True
        else:
            half.take(bare)
    if half is not None and half.after:
        blocks.append(half.block(whole=False))
    return blocks, "\n".join(rest)


def _name_above(lines: list[str]) -> str:
    for line in reversed(lines[-_NEAR:]):
        if line.strip()[:3] in ("```", "~~~") or not line.strip():
            # `diff-fenced` puts the name behind the fence: "```path".
            continue
        name = line.strip().strip(_NAME_MARKS)
        return name if _is_name(name) else ""
    return ""


def _is_name(name: str) -> bool:
    return (
        bool(name)
        and len(name) < 400
        and ("/" in name or "." in name or " " not in name)
        and not name.endswith((".", ","))
    )


def _drop_lead(lines: list[str]) -> None:
    """Take the fence and the file's name that lead to a block off the text before it."""
    for _ in range(2):
        if not lines:
            return
        last = lines[-1].strip()
        if last[:3] in ("```", "~~~") or (_is_name(last.strip(_NAME_MARKS)) and " " not in last.strip(_NAME_MARKS)):
            lines.pop()


def hunks(blocks: Iterable[Block], starts: Iterable[int | None] = ()) -> tuple[Hunk, ...]:
    """Make one hunk per block; numbered where `starts` or the block itself tell the line in the text before."""
    found: list[Hunk] = []
    given = iter(starts)
    shift = 0
    for block in blocks:
        number = next(given, None) or block.start
        for hunk in patches.replaced(block.old, block.new):
            if number is None:
                found.append(hunk)
            else:
                found.append(replace(hunk, old_start=number, new_start=max(number + shift, 1)))
                shift += len(hunk.new) - len(hunk.old)
    return tuple(found)
