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
    bare = line.lstrip("\t")
    return _SHOWN * (len(line) - len(bare)) + bare


def restored(
    hunks: tuple[Hunk, ...], before: str | None, after: str | None, written: Iterable[str]
) -> tuple[tuple[Hunk, ...], bool]:
    """Return the hunks with their tabs, and whether every line is certain.

    A line is taken from the text before or after at its number, or from the strings that the call itself holds
    (`written`), where it reads the same as shown. What is left is guessed from the lines that are certain.
    """
    old, new = _numbered(before), _numbered(after)
    known = {shown(line): line for text in written for line in lines_of(text)}
    found = [_lines(hunk, old, new, known) for hunk in hunks]
    tabbed = any(line.startswith("\t") for lines in found for _, line in lines if line is not None)
    certain = all(line is not None for lines in found for _, line in lines)
    return tuple(
        Hunk(
            tuple(raw[0] + (line if line is not None else _guessed(raw[1:], tabbed=tabbed)) for raw, line in lines),
            hunk.old_start,
            hunk.new_start,
        )
        for hunk, lines in zip(hunks, found, strict=True)
    ), certain


def _numbered(text: str | None) -> list[str]:
    return lines_of(text) if text is not None else []


def _lines(hunk: Hunk, old: list[str], new: list[str], known: dict[str, str]) -> list[tuple[str, str | None]]:
    """Pair each line of a hunk as shown with its true text, or None where nothing tells it."""
    at_old, at_new = (hunk.old_start or 0) - 1, (hunk.new_start or 0) - 1
    pairs: list[tuple[str, str | None]] = []
    for raw in hunk.lines:
        sign, seen = raw[0], raw[1:]
        candidates = [lines[at] for lines, at in ((old, at_old), (new, at_new)) if 0 <= at < len(lines)]
        if sign != " ":
            side, at = (old, at_old) if sign == "-" else (new, at_new)
            candidates = side[at : at + 1] if at >= 0 else []
        if seen in known:
            candidates.append(known[seen])
        if not seen.startswith(_SHOWN):
            candidates.append(seen)
        pairs.append((raw, next((line for line in candidates if shown(line) == shown(seen)), None)))
        at_old += sign != "+"
        at_new += sign != "-"
    return pairs


def _guessed(line: str, *, tabbed: bool) -> str:
    if not tabbed:
        return line
    bare = line.lstrip(" ")
    pairs, odd = divmod(len(line) - len(bare), len(_SHOWN))
    return "\t" * pairs + " " * odd + bare
