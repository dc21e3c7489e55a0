"""Where each flag stands in its file as it is now; keeps the flags of every file and asks attribution for places."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cotlens.attribution.attribution import Attribution
from cotlens.engine.binding import Binding
from cotlens.engine.exemptions import MARK, exemption
from cotlens.engine.session_state import SessionState
from cotlens.model.edit import EditOp
from cotlens.model.flag import Flag, Location, PlaceState, Range, Severity
from cotlens.model.ids import EditId, FlagId, SessionId
from cotlens.model.snapshot import FileView
from cotlens.model.text import split_lines, utf16_length

LARGEST: Final = 8_000_000
"""Bytes of a workspace file that is still looked into."""

_FEW: Final = 4
"""Lines of a file on which one fragment may stand and still be placed, on the first."""

_SURE: Final = {PlaceState.EXACT, PlaceState.MOVED, PlaceState.REFORMATTED}


class Placing:
    """Flags by file, and their last known places."""

    def __init__(self, attribution: Attribution, binding: Binding) -> None:
        self._attribution = attribution
        self._binding = binding
        self._flags: dict[str, dict[FlagId, Flag]] = {}
        self._where: dict[FlagId, Location] = {}
        self._counts: dict[str, int] = {}
        self._exempt: dict[FlagId, str | None] = {}

    @property
    def files(self) -> set[str]:
        """The real paths of files that have had a flag, and those of their flags' places."""
        return {*self._flags, *(where.path for where in self._where.values())}

    def note(self, flag: Flag) -> set[str]:
        """Remember a flag about an edit; returns the real paths to look at again."""
        if flag.edit is None:
            return set()
        paths = self._paths(flag.edit, flag.path)
        changed: set[str] = set()
        for path in paths:
            known = self._flags.setdefault(path, {})
            if known.get(flag.id) != flag:
                known[flag.id] = flag
                changed.add(path)
        return changed

    def _paths(self, edit: EditId, path: str | None) -> tuple[str, ...]:
        found = self._attribution.paths_of(edit)
        if found:
            return found[-1:]
        real = self._binding.resolve(path) if path is not None else None
        return (real,) if real is not None else ()

    def forget(self, flag: FlagId) -> set[str]:
        """Drop a flag; returns the paths that had it."""
        self._where.pop(flag, None)
        touched = {path for path, flags in self._flags.items() if flag in flags}
        for path in touched:
            del self._flags[path][flag]
        return touched

    def paths_touched_by(self, sessions: set[SessionId], states: Mapping[SessionId, SessionState]) -> set[str]:
        """Return flagged files that got further edits since they were last looked at."""
        del sessions, states
        out = set()
        for path, flags in self._flags.items():
            count = len(self._attribution.edits_of_path(path))
            if flags and count != self._counts.get(path):
                self._counts[path] = count
                out.add(path)
        return out

    def view(self, path: str, text: str | None, version: int | None) -> FileView:
        """Place all flags of `path` in `text`; None stands for a file that does not exist."""
        digest, owners = self._attribution.view(path, text)
        lines = split_lines(text) if text is not None and MARK.search(text) else []
        flags = tuple(
            _exempt(f.at(self._locate(f, path, text)), lines, owners) for f in self._flags.get(path, {}).values()
        )
        if version is None:
            for flag in flags:
                self._exempt[flag.id] = flag.ignored
                if flag.location is not None:
                    self._where[flag.id] = flag.location
                else:
                    self._where.pop(flag.id, None)
        known = flags or self._attribution.edits_of_path(path)
        return FileView(path=path, digest=digest, owners=owners if known else (), flags=flags, version=version)

    def placed(self, flag: Flag) -> Flag:
        """Return the flag with its last known place on disk."""
        return replace(flag, location=self._where.get(flag.id), ignored=self._exempt.get(flag.id))

    def _locate(self, flag: Flag, path: str, text: str | None) -> Location | None:
        if flag.edit is None:
            return None
        if text is None:
            # The file is gone: if the flagged edit did that, the flag still names the file.
            return Location(path, Range(0, 0, 0, 0), PlaceState.DELETED_CODE) if self._deleted_by(flag, path) else None
        found = self._attribution.place(flag.edit, flag.lines)
        if found is not None and found.location.path == path:
            return found.location
        found_part = self._by_fragment(flag, path, text)
        if found_part is None and flag.severity >= Severity.HIGH and self._attribution.is_unplaced(flag.edit):
            # A wrong line is worse than none, but a grave flag is not to be missed either.
            return Location(path, Range(0, 0, 0, 0), PlaceState.FILE)
        return found_part

    def _deleted_by(self, flag: Flag, path: str) -> bool:
        return any(
            e.id == flag.edit and e.op in (EditOp.DELETE, EditOp.RENAME) for e in self._attribution.edits_of_path(path)
        )

    def _by_fragment(self, flag: Flag, path: str, text: str) -> Location | None:
        """Place an edit read off `sed`, which gives parts of lines only, on the one line that has the part.

        Where no part stands on one line alone, the first of a few will do: `sed` put the part on each of them.
        """
        edit = next((e for e in self._attribution.edits_of_path(path) if e.id == flag.edit), None)
        if edit is None or not edit.inferred:
            return None
        lines = split_lines(text)
        several: list[int] = []
        for part in (x.strip() for x in flag.lines if len(x.strip()) >= 3):
            whole = re.compile(rf"(?<![\w.]){re.escape(part)}(?![\w.])")
            hits = [i for i, line in enumerate(lines) if whole.search(line)]
            if len(hits) == 1:
                return _on_line(path, lines, hits[0])
            if len(hits) <= _FEW:
                several = several or hits
        return _on_line(path, lines, several[0]) if several else None


def _on_line(path: str, lines: Sequence[str], number: int) -> Location:
    line = lines[number]
    start = utf16_length(line[: len(line) - len(line.lstrip())])
    return Location(path, Range(number, start, number, utf16_length(line.rstrip())), PlaceState.MODIFIED)


def read_text(path: str) -> str | None:
    """Return a workspace file's text, None if it does not exist, is no regular file or is too large to look into."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
            return None
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            return file.read()
    except OSError:
        return None


def _exempt(flag: Flag, lines: Sequence[str], owners: Sequence[tuple[EditId, str] | None]) -> Flag:
    """Mark a flag beside whose line a person wrote that it is known."""
    if not lines or flag.location is None:
        return flag
    reason = exemption(lines, flag.location.range.start_line, flag.code, owners)
    return replace(flag, ignored=reason) if reason is not None else flag
