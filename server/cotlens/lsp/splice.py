"""Moves flags and line owners along with an edit of an open document, in microseconds. Never guesses: what is lost is dropped.

The worker places flags anew from the text as a whole; this only bridges the time until it has.
"""

from __future__ import annotations

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
    owners: list[Owner] = field(default_factory=list)
    """Per line; empty if no line is an agent's."""
    disowned: bool = False
    """Whether lines lost their owners to an edit, and may have them back once the worker has seen the text."""

    @classmethod
    def of(cls, view: FileView, lines: Sequence[str]) -> Placement:
        """Take over the worker's placement for exactly this text (lines without endings)."""
        placement = cls(view.path, owners=list(view.owners))
        for flag in view.flags:
            if flag.location is not None and (anchor := _anchor(flag.id, flag.location, lines)):
                placement.anchors.append(anchor)
        return placement

    def apply(self, edit: LineEdit) -> bool:
        """Follow one edit; True when a flag was lost, so that the worker should place the text anew."""
        head, tail = _equal_ends(edit)
        first, last = edit.start + head, edit.start + len(edit.old) - tail
        old, new = edit.old[head : len(edit.old) - tail], edit.new[head : len(edit.new) - tail]
        self._splice_owners(first, last, old, new)
        moved, kept, lost = len(new) - len(old), [], False
        for anchor in self.anchors:
            if anchor.line >= last:
                anchor.line += moved
            elif anchor.line >= first and not _carry(anchor, first, old, new):
                lost = True
                continue
            kept.append(anchor)
        self.anchors = kept
        return lost

    def locations(self) -> dict[FlagId, Location]:
        """Where each flag stands now."""
        return {a.flag: Location(self.path, Range(a.line, a.start, a.line, a.end), a.state) for a in self.anchors}

    def _splice_owners(self, first: int, last: int, old: tuple[str, ...], new: tuple[str, ...]) -> None:
        if not self.owners:
            return
        owner = self.owners[first] if first < min(last, len(self.owners)) else None
        typed_over = len(old) == len(new) == 1 and owner is not None
        self.disowned = self.disowned or (not typed_over and any(self.owners[first:last]))
        self.owners[first:last] = [(owner[0], "mod")] if typed_over and owner else [None] * len(new)


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


def _carry(anchor: Anchor, first: int, old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Find the anchor's line among the lines that replaced it; False if it cannot be told for sure."""
    text = old[anchor.line - first]
    if len(old) == len(new) == 1:
        return anchor.retype(text, new[0])
    if old.count(text) == 1 and new.count(text) == 1:
        anchor.line = first + new.index(text)
        return True
    return False


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
