"""Gives Claude Code's patches their tabs back: `structuredPatch` shows each leading tab as two spaces.

Without this no added line of a tab-indented file (Go, Makefiles) would be found in the file. Not a differ: lines keep
their order, sign and number.
"""

from __future__ import annotations

from collections.abc import Iterable

from cotlens.model.edit import Hunk
from cotlens.sources.patches import lines_of

_SHOWN = "  "


def shown(line: str) -> str:
    """Return a line as the patch shows it."""
    if not line.startswith("\t"):
        return line
    bare = line.lstrip("\t")
    return _SHOWN * (len(line) - len(bare)) + bare


def restored(
    hunks: tuple[Hunk, ...], before: str | None, after: str | None, written: Iterable[str]
) -> tuple[tuple[Hunk, ...], bool]:
    """Return the hunks with their tabs, and whether every line is certain.

    A line is taken from the text before or after at its number, or from the strings that the call itself holds
    (`written`), where it reads the same as shown. What is left is guessed from the lines that are certain.
    """
    if before is not None and not any(_tabbed(text) for text in (before, after, *written) if text):
        return hunks, True  # nothing that is there has a leading tab, so the patch shows it as it is
    old, new = _numbered(before), _numbered(after)
    known = {shown(line): line for text in written for line in lines_of(text)}
    found = [_lines(hunk, old, new, known) for hunk in hunks]
    if all(line is not None for lines in found for line in lines):
        restored = (
            (raw[0] + (line or "") for raw, line in zip(hunk.lines, lines, strict=True))
            for hunk, lines in zip(hunks, found, strict=True)
        )
        return tuple(Hunk(tuple(r), h.old_start, h.new_start) for r, h in zip(restored, hunks, strict=True)), True
    tabbed = any(line.startswith("\t") for lines in found for line in lines if line)
    return tuple(
        Hunk(
            tuple(
                raw[0] + (line if line is not None else _guessed(raw[1:], tabbed=tabbed))
                for raw, line in zip(hunk.lines, lines, strict=True)
            ),
            hunk.old_start,
            hunk.new_start,
        )
        for hunk, lines in zip(hunks, found, strict=True)
    ), False


def _tabbed(text: str) -> bool:
    return text.startswith("\t") or "\n\t" in text


def _numbered(text: str | None) -> list[str]:
    return lines_of(text) if text is not None else []


def _lines(hunk: Hunk, old: list[str], new: list[str], known: dict[str, str]) -> list[str | None]:
    """Give each line of a hunk its true text, or None where nothing tells it."""
    at_old, at_new = (hunk.old_start or 0) - 1, (hunk.new_start or 0) - 1
    told: list[str | None] = []
    for raw in hunk.lines:
        sign = raw[0]
        told.append(raw[1:] if not raw.startswith(_SHOWN, 1) else _line(raw, old, at_old, new, at_new, known))
        at_old += sign != "+"
        at_new += sign != "-"
    return told


def _line(raw: str, old: list[str], at_old: int, new: list[str], at_new: int, known: dict[str, str]) -> str | None:
    """Find the line that is shown so: by its number on the sides that have it, else among what the call wrote."""
    sign, want = raw[0], shown(raw[1:])
    if sign != "+" and 0 <= at_old < len(old) and shown(old[at_old]) == want:
        return old[at_old]
    if sign != "-" and 0 <= at_new < len(new) and shown(new[at_new]) == want:
        return new[at_new]
    line = known.get(raw[1:])
    return line if line is not None and shown(line) == want else None


def _guessed(line: str, *, tabbed: bool) -> str:
    if not tabbed:
        return line
    bare = line.lstrip(" ")
    pairs, odd = divmod(len(line) - len(bare), len(_SHOWN))
    return "\t" * pairs + " " * odd + bare
