"""Moves flags and line owners along with an edit of an open document, in microseconds. Never guesses: what is lost is dropped.

The worker places flags anew from the text as a whole; this only bridges the time until it has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cotlens.lsp.documents import LineEdit, code_point
from cotlens.model.flag import Location, PlaceState, Range
from cotlens.model.ids import EditId, FlagId
from cotlens.model.snapshot import FileView
from cotlens.model.text import utf16_length

_ENOUGH: Final = 0.5
"""Share of the flagged line that must still stand for a typed-over line to keep its flag."""

Owner = tuple[EditId, str] | None


@dataclass(slots=True)
class Anchor:
    """A flag on one line of an open document."""

    flag: FlagId
    line: int
    start: int
    """UTF-16 columns; `end` is exclusive and on the same line."""
    end: int
    state: PlaceState
    placed_text: str
    """The line, stripped, as it was when the worker placed the flag."""
    placed_state: PlaceState
    _location: Location | None = None
    """As it was given out last."""

    def location(self, path: str) -> Location:
        """Where it stands; the same value as long as that is the same place: a file has many, and a key stroke moves few."""
        known = self._location
        r = known.range if known is not None else None
        if (
            r is None
            or known is None
            or (r.start_line, r.start_character, r.end_character) != (self.line, self.start, self.end)
        ):
            known = None
        if known is None or known.state is not self.state:
            known = self._location = Location(path, Range(self.line, self.start, self.line, self.end), self.state)
        return known

    def retype(self, old: str, new: str) -> bool:
        """Follow a change within the line; False when too little of the flagged line is left."""
        stripped = new.strip()
        if not has_words(stripped):
            return False
        head, tail = _common(self.placed_text, stripped)
        if head + tail < _ENOUGH * len(self.placed_text):
            return False
        self.start, self.end = _shift_columns(old, new, self.start, self.end)
        self.state = self.placed_state if stripped == self.placed_text else PlaceState.MODIFIED
        return self.start < self.end


@dataclass(slots=True)
class Placement:
    """Where flags and owners stand in one version of one open document."""

    path: str
    anchors: list[Anchor] = field(default_factory=list)
    """In the order of their lines."""
    owners: list[Owner] = field(default_factory=list)
    """Per line; empty if no line is an agent's."""
    whole: list[FlagId] = field(default_factory=list)
    """Flags about the file as a whole: they stay at its beginning."""
    disowned: bool = False
    """Whether lines may have other owners than they have here, which the worker can tell once it has seen the text."""
    unplaced: bool = False
    """Whether the worker found no place for a flag of this file: its line may come with any edit (an undo, a reload)."""

    @classmethod
    def of(cls, view: FileView, lines: Sequence[str]) -> Placement:
        """Take over the worker's placement for exactly this text (lines without endings)."""
        placement = cls(view.path, owners=list(view.owners))
        placement.unplaced = any(flag.location is None for flag in view.flags)
        for flag in view.flags:
            if flag.location is not None and flag.location.state is PlaceState.FILE:
                placement.whole.append(flag.id)
            elif flag.location is not None and (anchor := _anchor(flag.id, flag.location, lines)):
                placement.anchors.append(anchor)
        placement.anchors.sort(key=_line)
        return placement

    def apply(self, edit: LineEdit) -> bool:
        """Follow one edit; True when a flag was lost, so that the worker should place the text anew."""
        head, tail = _equal_ends(edit)
        first, last = edit.start + head, edit.start + len(edit.old) - tail
        old, new = edit.old[head : len(edit.old) - tail], edit.new[head : len(edit.new) - tail]
        self.disowned = self.disowned or self.unplaced
        came_from = _singles(old, new)
        self._splice_owners(first, last, old, new, _with_neighbours(came_from, old, new))
        moved = len(new) - len(old)
        at = bisect_left(self.anchors, first, key=_line)
        below = bisect_left(self.anchors, last, at, key=_line)
        if moved:
            for anchor in self.anchors[below:]:
                anchor.line += moved
        if at == below:
            return False
        went_to = {i: j for j, i in came_from.items()}
        kept = sorted((a for a in self.anchors[at:below] if _carry(a, first, old, new, went_to)), key=_line)
        self.anchors[at:below] = kept
        return len(kept) < below - at

    def locations(self) -> dict[FlagId, Location]:
        """Where each flag stands now."""
        found = {i: Location(self.path, Range(0, 0, 0, 0), PlaceState.FILE) for i in self.whole}
        path = self.path
        found.update((a.flag, a.location(path)) for a in self.anchors)
        return found

    def _splice_owners(
        self, first: int, last: int, old: tuple[str, ...], new: tuple[str, ...], came_from: dict[int, int]
    ) -> None:
        if not self.owners:
            return
        before = self.owners[first:last]
        if len(old) == len(new) == 1 and before and before[0] is not None:
            self.owners[first:last] = [(before[0][0], "mod")]
            return
        kept = [before[came_from[j]] if j in came_from else None for j in range(len(new))]
        # Whole lines that are put in may be an agent's: the log can be ahead of the editor.
        self.disowned = self.disowned or any(before) or len(new) > 1
        self.owners[first:last] = kept


def _line(anchor: Anchor) -> int:
    return anchor.line


def has_words(text: str) -> bool:
    """Whether a line has more than white space and punctuation: brackets alone are never flagged."""
    return any(c.isalnum() or c == "_" for c in text)


def _anchor(flag: FlagId, location: Location, lines: Sequence[str]) -> Anchor | None:
    """An anchor on the first line of the location that has words; None if there is none."""
    r = location.range
    if not 0 <= r.start_line < len(lines) or not has_words(lines[r.start_line]):
        return None
    text = lines[r.start_line]
    width = utf16_length(text.rstrip())
    end = width if r.end_line > r.start_line else min(r.end_character, width)
    start = r.start_character if r.start_character < end else len(text) - len(text.lstrip())
    return Anchor(flag, r.start_line, start, max(end, start + 1), location.state, text.strip(), location.state)


def _carry(anchor: Anchor, first: int, old: tuple[str, ...], new: tuple[str, ...], went_to: dict[int, int]) -> bool:
    """Find the anchor's line among the lines that replaced it; False if it cannot be told for sure."""
    row = anchor.line - first
    if len(old) == len(new) == 1:
        return anchor.retype(old[row], new[0])
    if row in went_to:
        anchor.line = first + went_to[row]
    return row in went_to


def _singles(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For each new line that surely is an old one, its index in `old`: the lines that stand once on both sides.

    Editors send a file that changed on disk as one edit, from the first to the last line that differs. Linear in the lines.
    """
    if not old or not new or len(old) == len(new) == 1:
        return {}
    in_old, in_new = Counter(old), Counter(new)
    where = {line: i for i, line in enumerate(old) if in_old[line] == 1}
    return {j: where[line] for j, line in enumerate(new) if line in where and in_new[line] == 1}


def _with_neighbours(singles: dict[int, int], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Add the equal lines next to them: good enough for owners, which the worker sets right, not for flags."""
    found, taken = dict(singles), set(singles.values())
    for step, anchors in ((1, sorted(singles.items())), (-1, sorted(singles.items(), reverse=True))):
        for j0, i0 in anchors:
            j, i = j0 + step, i0 + step
            while 0 <= j < len(new) and 0 <= i < len(old) and j not in found and i not in taken and new[j] == old[i]:
                found[j] = i
                taken.add(i)
                j, i = j + step, i + step
    return found


def _equal_ends(edit: LineEdit) -> tuple[int, int]:
    """How many lines at both ends of the edit are untouched; of two readings the one that agrees with its column."""
    most = min(len(edit.old), len(edit.new))
    if edit.at_line_start:
        tail = _equal_run(edit.old[::-1], edit.new[::-1], most)
        return _equal_run(edit.old, edit.new, most - tail), tail
    head = _equal_run(edit.old, edit.new, most)
    return head, _equal_run(edit.old[::-1], edit.new[::-1], most - head)


def _equal_run(a: Sequence[str], b: Sequence[str], most: int) -> int:
    return next((i for i in range(most) if a[i] != b[i]), most)


def _common(a: str, b: str) -> tuple[int, int]:
    """Lengths of the common beginning and of the common end of what is left."""
    most = min(len(a), len(b))
    head = _equal_run(a, b, most)
    return head, _equal_run(a[::-1], b[::-1], most - head)


def _shift_columns(old: str, new: str, start: int, end: int) -> tuple[int, int]:
    """Carry UTF-16 columns over a change within a line; what is typed at the edges of the range joins it."""
    head, tail = _common(old, new)

    def carried(column: int, *, forward: bool) -> int:
        index = code_point(old, column)
        if index > head or (forward and index == head and index >= len(old) - tail):
            index = max(index, len(old) - tail) + len(new) - len(old)
        return utf16_length(new[:index])

    return carried(start, forward=False), carried(end, forward=True)
