"""Hunks out of the shapes in which logs write changes down, and applying them to a text. Knows no agent and no disk."""

from __future__ import annotations

from typing import Any

from cotlens.model.edit import Hunk
from cotlens.model.hunks import created, deleted, lines_of
from cotlens.model.text import split_lines
from cotlens.model.unified import unified
from cotlens.sources.values import integer, items, obj, text

__all__ = [
    "apply", "created", "deleted", "leads_to", "lines_of", "replaced", "structured", "text_or_unknown", "unified",
]  # fmt: skip


def structured(patch: Any) -> tuple[Hunk, ...]:
    """Read Claude Code's `structuredPatch`: `[{oldStart, newStart, lines: [" a", "-b", "+c"]}, ...]`."""
    hunks: list[Hunk] = []
    for part in items(patch):
        entry = obj(part)
        lines = tuple(
            line[:-1] if line[-1:] == "\r" else line
            for line in items(entry.get("lines"))
            if isinstance(line, str) and line[:1] in (" ", "+", "-")
        )
        if lines:
            hunks.append(Hunk(lines, integer(entry.get("oldStart")), integer(entry.get("newStart"))))
    return tuple(hunks)


def apply(before: str, hunks: tuple[Hunk, ...]) -> str | None:
    """Apply numbered hunks to a text; None if any of them is unnumbered or does not fit exactly where it says."""
    lines = split_lines(before) if "\r" in before else before.split("\n")
    result: list[str] = []
    at = 0
    for hunk in hunks:
        if hunk.old_start is None:
            return None
        old = hunk.old
        # A hunk that only adds names the line *before* its place when that side of its range is empty (`-0,0`, `-7,0`).
        start = hunk.old_start - 1 if old else hunk.old_start
        if start < at or tuple(lines[start : start + len(old)]) != old:
            return None
        result += lines[at:start]
        result += hunk.new
        at = start + len(old)
    return ("\r\n" if "\r\n" in before else "\n").join(result + lines[at:])


def leads_to(before: str, after: str, hunks: tuple[Hunk, ...]) -> bool:
    """Tell whether the hunks' lines stand in `after` where they say, and account for every line it has more or less.

    Cheaper than `apply`, for an `after` that is known from the call itself.
    """
    lines = lines_of(after)
    more = 0
    for hunk in hunks:
        new = hunk.new
        if hunk.new_start is None or lines[hunk.new_start - 1 : hunk.new_start - 1 + len(new)] != list(new):
            return False
        more += 2 * len(new) - len(hunk.lines) - sum(1 for line in hunk.lines if line[:1] == " ")
    return bool(hunks) and after.count("\n") - before.count("\n") == more


def replaced(old: str, new: str, before: str | None = None) -> tuple[Hunk, ...]:
    """One hunk for `old` replaced by `new`; whole lines with numbers where the text before is known and holds `old`."""
    if before is not None and old and (at := before.find(old)) >= 0:
        first = before.rfind("\n", 0, at) + 1
        last = before.find("\n", at + len(old))
        tail = before[at + len(old) : last if last >= 0 else len(before)]
        number = before.count("\n", 0, first) + 1
        return _trimmed(before[first : at + len(old)] + tail, before[first:at] + new + tail, number)
    return _trimmed(old, new, None)


def _trimmed(old: str, new: str, number: int | None) -> tuple[Hunk, ...]:
    """Make one hunk, with the lines that both sides begin or end with as its context."""
    # Of whole lines '' is one empty line; of a call's bare strings it is nothing.
    a, b = (split_lines(side) if side or number is not None else [] for side in (old, new))
    if a and b and not a[-1] and not b[-1]:
        a, b = a[:-1], b[:-1]
    if a == b:
        return ()
    shared = min(len(a), len(b))
    head = next((i for i in range(shared) if a[i] != b[i]), shared)
    foot = next((i for i in range(shared - head) if a[-1 - i] != b[-1 - i]), shared - head)
    lines = (
        *(f" {x}" for x in a[:head]),
        *(f"-{x}" for x in a[head : len(a) - foot]),
        *(f"+{x}" for x in b[head : len(b) - foot]),
        *(f" {x}" for x in a[len(a) - foot :]),
    )
    return (Hunk(lines, number, number),)


def text_or_unknown(value: object) -> str | None:
    """Return a file's text where the log has it ('' included), None where it says null or nothing."""
    return text(value) if isinstance(value, str) else None
