"""Where in a text a hunk belongs: at its number if its lines stand there, else where they stand. A guess is no answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from cotlens.attribution.lcs import common_runs
from cotlens.attribution.words import has_word, same_words, squeeze
from cotlens.model.edit import Hunk

Line = str | None
"""A line of a text; None where only later or earlier hunks are known, not this line."""

_SPACE: Final = re.compile(r"[^\S\n]")

FAR: Final = 150
"""Lines that a text may have shifted since the log numbered it, for a place that is not the only one."""


def fits(lines: Sequence[Line], window: Sequence[str], at: int) -> bool:
    """Tell whether the known lines from index `at` are `window`, but for white space (logs do not keep tabs)."""
    if at < 0 or at + len(window) > len(lines):
        return False
    return all(
        have is None or same_words(have, want) for have, want in zip(lines[at : at + len(window)], window, strict=True)
    )


def start_of(hunk: Hunk) -> int | None:
    """Give the 0-based index of the hunk's window in the text before, as the log numbers it."""
    if hunk.old_start is None:
        return None
    # An empty window's number is that of the line before it.
    return hunk.old_start - 1 if hunk.old else hunk.old_start


def locate(lines: Sequence[Line], hunks: Sequence[Hunk]) -> list[int | None]:
    """Find the index of each hunk's window in the text before the edit; None where there is no sure place.

    Hunks of one edit stand in file order, and what shifted one of them usually shifted the next.
    """
    places: list[int | None] = []
    floor, drift = 0, 0
    for hunk in hunks:
        start = start_of(hunk)
        want = None if start is None else start + drift
        at = place_of(lines, hunk.old, want, floor)
        if at is not None:
            floor = at + len(hunk.old)
            drift = at - start if start is not None else 0
        places.append(at)
    return places


def place_of(lines: Sequence[Line], window: Sequence[str], want: int | None, floor: int = 0) -> int | None:
    """Find where a window stands, at `floor` or later: at `want` if it is there, else its only or clearly nearest place."""
    if want is not None and want >= floor and fits(lines, window, want):
        return want
    # One line with words, the longest, is looked for; the others are compared where it stands.
    key = max(filter(has_word, window), key=len, default=None)
    if key is None:
        return None
    offset = window.index(key)
    for same, rows in ((str.__eq__, _rows), (same_words, _rows_but_for_space)):
        starts = (row - offset for row in rows(lines, key))
        found = [p for p in starts if floor <= p <= len(lines) - len(window) and _stands(lines, window, p, same)]
        if found:
            return _nearest(found, want)
    return None


def _rows(lines: Sequence[Line], key: str) -> list[int]:
    """List the lines that are `key`; a text is searched for many hunks, and in C."""
    return [row for row, line in enumerate(lines) if line == key] if key in lines else []


def _rows_but_for_space(lines: Sequence[Line], key: str) -> list[int]:
    """List the lines that are `key` but for white space, of which it has some other character."""
    text = "\n".join([line or "" for line in lines]).replace(" ", "").replace("\t", "")
    if _SPACE.search(text):
        text = _SPACE.sub("", text)
    return _rows(text.split("\n"), squeeze(key))


def _stands(lines: Sequence[Line], window: Sequence[str], at: int, same: Callable[[str, str], bool]) -> bool:
    """Compare a window where at least its lines with words have to be known."""
    for k, want in enumerate(window):
        have = lines[at + k]
        if have is None:
            if has_word(want):
                return False
        elif not same(have, want):
            return False
    return True


def _nearest(found: list[int], want: int | None) -> int | None:
    """Pick the only place, or one that is clearly nearer to the number than all others."""
    if len(found) == 1:
        return found[0]
    if want is None:
        return None
    first, second, *_ = sorted(found, key=lambda p: abs(p - want))
    clear = abs(first - want) * 2 < abs(second - want)
    return first if clear and abs(first - want) <= FAR else None


def region_of(lines: Sequence[Line], window: Sequence[str], start: int) -> range | None:
    """Find the lines that a window's lines became or came from: the shift on which most of them agree, if half do.

    Looks `FAR` lines around index `start`. A region begins and ends with a line of the window, so that lines nobody
    vouches for stay outside it.
    """
    low, high = max(0, start - FAR), start + len(window) + FAR
    there: dict[str, list[int]] = {}
    for row, line in enumerate(lines[low:high], low):
        there.setdefault(squeeze(line or ""), []).append(row)
    worded = [k for k, line in enumerate(window) if has_word(line)]
    votes = Counter(row - k for k in worded for row in there.get(squeeze(window[k]), ()))
    if not votes:
        return None
    shift, count = max(votes.items(), key=lambda item: (item[1], -abs(item[0] - start)))
    if count < 2 or count * 2 < len(worded):
        return None
    # Lines that shifted otherwise are in it too: what the window shows once must not be left there twice.
    near = range(max(0, min(worded) + shift - len(window)), min(len(lines), max(worded) + shift + len(window) + 1))
    wanted, have = [squeeze(window[k]) for k in worded], [squeeze(lines[row] or "") for row in near]
    runs = common_runs(wanted, have)
    return range(near[runs[0].b], near[runs[-1].b + runs[-1].size - 1] + 1)
