"""A file whose true owners are known at every moment, since no two of its lines have a word in common. Made for tests of attribution."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count

from cotlens.model.edit import Hunk
from cotlens.model.ids import EditId


@dataclass
class Line:
    """A line, and which edit wrote it (None: a human). Its word occurs nowhere else, so it says whose it is."""

    text: str
    owner: EditId | None


@dataclass
class World:
    """A file whose true owners are known at every moment."""

    lines: list[Line] = field(default_factory=list)
    names: count[int] = field(default_factory=count)
    edits: list[tuple[EditId, tuple[str, ...]]] = field(default_factory=list)

    def fresh(self, owner: EditId | None, indent: int = 0) -> Line:
        # No two lines resemble one another: similarity is a guess, and here the truth is to be certain.
        raw = blake2b(str(next(self.names)).encode(), digest_size=30).digest()
        return Line(" " * indent + b32encode(raw).decode(), owner)

    def text(self) -> str:
        return "\n".join(x.text for x in self.lines)


def change(world: World, kind: str, at: int, size: int, to: int, owner: EditId | None) -> None:
    lines = world.lines
    # The first and the last line stay, so that the file is never empty.
    at, to = 1 + at % (len(lines) - 1), 1 + to % (len(lines) - 1)
    block = lines[at:-1][:size]
    if kind in {"delete", "replace", "move"}:
        del lines[at : at + len(block)]
    if kind in {"insert", "replace"}:
        lines[at:at] = [world.fresh(owner, 4 * (k % 2)) for k in range(size)]
    if kind == "move":
        to = min(to, len(lines) - 1)
        lines[to:to] = block
    if kind == "indent":
        for k, line in enumerate(block):
            lines[at + k] = Line("    " + line.text, line.owner)


def with_context(parts: Sequence[Hunk], old: list[str], context: int) -> list[Hunk]:
    """Give numbered hunks their surroundings; hunks whose surroundings meet are one, as in any unified diff."""
    hunks: list[Hunk] = []
    end = 0
    for part in parts:
        a0 = (part.old_start or 0) - bool(part.old)
        b0 = (part.new_start or 0) - bool(part.new)
        head = min(context, a0)
        foot = old[a0 + len(part.old) : a0 + len(part.old) + context]
        if hunks and a0 - head <= end:
            last = hunks.pop()
            kept = last.lines[: len(last.lines) - max(0, end - a0)]
            between_them = tuple(f" {x}" for x in old[end:a0])
            lines = (*kept, *between_them, *part.lines, *(f" {x}" for x in foot))
            hunks.append(Hunk(lines, last.old_start, last.new_start))
        else:
            lines = (*(f" {x}" for x in old[a0 - head : a0]), *part.lines, *(f" {x}" for x in foot))
            hunks.append(Hunk(lines, a0 - head + 1, b0 - head + 1))
        end = a0 + len(part.old) + len(foot)
    return hunks
