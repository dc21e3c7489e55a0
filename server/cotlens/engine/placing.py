"""Where each flag stands in its file as it is now; keeps the flags of every file and asks attribution for places."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from cotlens.attribution.attribution import Attribution
from cotlens.engine.binding import Binding
from cotlens.engine.cell_view import cell_view
from cotlens.engine.exemptions import MARK, exemption
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.flag import Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EditId, FlagId
from cotlens.model.lazy_regex import regex
from cotlens.model.notebook_cell import notebook_of
from cotlens.model.snapshot import FileView
from cotlens.model.text import split_lines, utf16_length

LARGEST: Final = 8_000_000
"""Bytes of a workspace file that is still looked into."""

_PARTS: Final = 6
"""Parts of an edit read off a command that are looked for: neighbours are shown as one place."""
_FEW: Final = 4
"""Lines of a file on which one fragment may stand and still be placed, on the first."""

_NAME: Final = regex(r"[A-Za-z_]\w{3,60}")
_DEFINES: Final = regex(r"\b(?:func|def|fn|fun|function|sub|void|test|it|describe|testset|deftest|public)\b")

_MANY: Final = 200
"""Files of a session, the newest, in which lines are looked for that left theirs."""


_ROUNDS: Final = 4
"""Looks at the files that flags left or went to; each flag settles in two."""


class Placing:
    """Flags by file, and their last known places. A flag stands in one file, wherever its lines went."""

    def __init__(
        self,
        attribution: Attribution,
        binding: Binding,
        renamed_to: Callable[[str, Sequence[FileEdit]], str | None] = lambda _path, _edits: None,
    ) -> None:
        """`renamed_to` names the file that a missing one (real path, with its edits) became by a rename of no log."""
        self._attribution = attribution
        self._binding = binding
        self._renamed_to = renamed_to
        self._flags: dict[str, dict[FlagId, Flag]] = {}
        self._homes: dict[FlagId, str] = {}
        """The file in which each flag stands, by the text looked at last."""
        self._homeless: dict[FlagId, Flag] = {}
        """Flags that stand in none of the files of their edit."""
        self._where: dict[FlagId, Location] = {}
        self._exempt: dict[FlagId, str | None] = {}
        self._placed: dict[FlagId, tuple[Flag, Flag]] = {}
        """What was given of a flag last, with the flag it was made of."""
        self._resettled: dict[FlagId, None] = {}
        """Flags of which `placed` may give something else than it did."""
        self._again: dict[str, None] = {}
        """Files to look at since flags left others for them, or left them."""
        self._left: list[Flag] = []
        """Flags that have just left the file in which they stood."""

    @property
    def files(self) -> set[str]:
        """The real paths of files that have had a flag, and those of their flags' places."""
        return {*self._flags, *(where.path for where in self._where.values())}

    def note(self, flag: Flag) -> set[str]:
        """Remember a flag about an edit; returns the real paths to look at again."""
        changed: set[str] = set()
        for path in self._paths(flag):
            known = self._flags.setdefault(path, {})
            if known.get(flag.id) is not flag and known.get(flag.id) != flag:
                known[flag.id] = flag
                changed.add(path)
        if flag.id in self._homeless:
            self._homeless[flag.id] = flag
        return changed

    def note_all(self, flags: Iterable[Flag]) -> set[str]:
        """Do the same for several."""
        return set().union(*map(self.note, flags))

    def _paths(self, flag: Flag) -> tuple[str, ...]:
        found = self._attribution.paths_of(flag.edit) if flag.edit is not None else ()
        if found:
            return found
        real = self._binding.resolve(flag.path) if flag.path is not None else None
        return (real,) if real is not None and (flag.edit is not None or flag.lines) else ()

    def forget(self, flag: FlagId) -> set[str]:
        """Drop a flag; returns the paths that had it."""
        for known in (self._where, self._homes, self._homeless, self._exempt, self._placed):
            known.pop(flag, None)
        touched = {path for path, flags in self._flags.items() if flag in flags}
        for path in touched:
            del self._flags[path][flag]
        return touched

    def paths_with_news(self) -> set[str]:
        """Return, once, flagged files that got further edits, or edits of other files that are flagged (a rename brings them)."""
        out = {path for path in self._attribution.take_changed() if self._flags.get(path)}
        for edit in self._attribution.take_moved():
            for path in self._attribution.paths_of(edit):
                out |= self.note_all([f for f in self._flags.get(path, {}).values() if f.edit == edit])
        return out

    def take_resettled(self) -> tuple[FlagId, ...]:
        """Name, once, the flags that were looked at on disk since this was last asked: they may stand elsewhere, or be exempt otherwise."""
        found = tuple(self._resettled)
        self._resettled.clear()
        return found

    def _take_again(self) -> tuple[str, ...]:
        """Name, once, the files to look at again since flags left others for them."""
        for flag in self._left:
            self._again |= dict.fromkeys(self._attribution.paths_of(flag.edit) if flag.edit is not None else ())
        for session in {f.session: None for f in self._left}:
            left = [f for f in self._left if f.session == session and f.id in self._homeless]
            for path in self._attribution.touched_by(session)[-_MANY:] if left else ():
                if path not in self._again and self.may_stand_in(path, left):
                    self._again[path] = None
        paths = tuple(self._again)
        self._again.clear()
        self._left.clear()
        return paths

    def look_again(self) -> tuple[Flag, ...]:
        """Have all flags that stand nowhere looked for anew, and return them: more edits may be known by then."""
        self._left = list(self._homeless.values())
        return tuple(self._left)

    def may_stand_in(self, path: str, flags: Sequence[Flag]) -> bool:
        """Tell by a cheap look whether lines of some of these flags may stand in a file (real path)."""
        text = read_text(path)
        if text is None:
            return False
        have = {line.strip() for line in text.splitlines()}
        return any(f.edit is not None and self._attribution.may_stand_in(f.edit, f.lines, have) for f in flags)

    def look_at(self, paths: Iterable[str]) -> dict[str, FileView]:
        """Place the flags of files as they are on disk, and of those that flags leave or go to."""
        files = {path: self.view(path, read_text(path), None) for path in paths}
        for _ in range(_ROUNDS):
            files |= {path: self.view(path, read_text(path), None) for path in self._take_again()}
        return files

    def place(self, path: str, text: str | None, version: int | None) -> dict[str, FileView]:
        """Do the same for an open document, with its text in place of the disk's if it is given. It may be a notebook's cell."""
        notebook = notebook_of(path)
        if notebook is not None:
            on_disk = read_text(notebook)
            whole = self.view(notebook, on_disk, None)
            view = cell_view(whole, split_lines(on_disk or ""), path, text or "", version)
        else:
            view = self.view(path, read_text(path) if text is None else text, version)
        return {**self.look_at(()), path: view}

    def view(self, path: str, text: str | None, version: int | None) -> FileView:
        """Place all flags of `path` in `text`; None stands for a file that does not exist."""
        digest, owners = self._attribution.view(path, text)
        self._again.pop(path, None)
        if text is None and self._flags.get(path):
            self._follow(path)
        lines = split_lines(text) if text is not None and MARK.search(text) else []
        here = {i: (f, self._locate(f, path, text)) for i, f in self._flags.get(path, {}).items()}
        here |= self._visitors(path, text)
        for flag, where in here.values():
            self._settle(flag, path, where)
        flags = tuple(_exempt(flag.at(where), lines, owners) for flag, where in here.values())
        if version is None:
            self._resettled.update(dict.fromkeys(here))
            for (given, _), flag in zip(here.values(), flags, strict=True):
                self._exempt[flag.id] = flag.ignored
                if flag.location is not None:
                    self._where[flag.id] = flag.location
                    self._placed[flag.id] = given, flag
                elif flag.id in self._where and self._where[flag.id].path == path:
                    del self._where[flag.id]
        known = flags or self._attribution.count_edits(path)
        return FileView(path=path, digest=digest, owners=owners if known else (), flags=flags, version=version)

    def placed(self, flag: Flag) -> Flag:
        """Return the flag with its last known place on disk: the very same value as long as nothing about it changes."""
        where, ignored = self._where.get(flag.id), self._exempt.get(flag.id)
        known = self._placed.get(flag.id)
        if known is None or known[0] is not flag or known[1].location != where or known[1].ignored != ignored:
            known = self._placed[flag.id] = flag, replace(flag, location=where, ignored=ignored)
        return known[1]

    # --- flags that go from file to file ------------------------------------------------------------------------------

    def _settle(self, flag: Flag, path: str, where: Location | None) -> None:
        """Take note of whether a flag stands in a file, and of the files to look at for it if that changed."""
        home = self._homes.get(flag.id)
        if where is not None:
            self._homes[flag.id] = path
            self._homeless.pop(flag.id, None)
            if home is not None and home != path:
                self._again[home] = None
        elif flag.id not in self._homeless and home in (None, path):
            self._homes.pop(flag.id, None)
            self._homeless[flag.id] = flag
            self._left.append(flag)

    def _visitors(self, path: str, text: str | None) -> dict[FlagId, tuple[Flag, Location]]:
        """Find flags of other files whose lines stand in this one now."""
        known = self._flags.get(path, {})
        found = {}
        for flag in self._homeless.values() if text is not None else ():
            if flag.id not in known and path in self._attribution.touched_by(flag.session):
                where = self._moved(flag, path, text)
                if where is not None:
                    found[flag.id] = flag, where
        for flag, _ in found.values():
            self._flags.setdefault(path, {})[flag.id] = flag
        return found

    def _moved(self, flag: Flag, path: str, text: str | None) -> Location | None:
        if flag.edit is None or text is None or not any(x.strip() in text for x in flag.lines):
            return None
        # Where the writer of the lines is flagged for the same, this is that flag's place.
        besides = {f.edit for f in self._flags.get(path, {}).values() if f.code == flag.code and f.edit is not None}
        found = self._attribution.place_elsewhere(flag.edit, flag.lines, path, besides)
        return found.location if found is not None else None

    def _follow(self, path: str) -> None:
        """Let the flags of a missing file go to the one that a person renamed it to."""
        edits = self._attribution.edits_of_path(path)
        if not edits or edits[-1].op is EditOp.DELETE:
            return
        found = self._renamed_to(path, edits)
        # A link, or a repository that is larger than the workspace, may lead out of it.
        new = self._binding.resolve(found) if found is not None else None
        if new is not None:
            self._attribution.renamed(path, new)
            self._flags.setdefault(new, {}).update(self._flags[path])
            self._again[new] = None

    def _locate(self, flag: Flag, path: str, text: str | None) -> Location | None:
        if flag.edit is None:
            return _named_line(flag, path, text)
        last = self._attribution.paths_of(flag.edit)[-1:]
        if text is None:
            # The file is gone: if the flagged edit did that, the flag still names the file.
            gone = self._deleted_by(flag, path) and last in ((), (path,))
            return Location(path, Range(0, 0, 0, 0), PlaceState.DELETED_CODE) if gone else None
        found = self._attribution.place(flag.edit, flag.lines)
        if found is not None:
            return found.location if found.location.path == path else None
        found_part = self._moved(flag, path, text) or self._by_fragment(flag, path, text)
        if found_part is not None or last not in ((), (path,)):
            return found_part
        if flag.severity >= Severity.HIGH and self._attribution.is_unplaced(flag.edit):
            # A wrong line is worse than none, but a grave flag is not to be missed either.
            return Location(path, Range(0, 0, 0, 0), PlaceState.FILE)
        return None

    def _deleted_by(self, flag: Flag, path: str) -> bool:
        return any(
            e.id == flag.edit and e.op in (EditOp.DELETE, EditOp.RENAME) for e in self._attribution.edits_of_path(path)
        )

    def _by_fragment(self, flag: Flag, path: str, text: str) -> Location | None:
        """Place an edit read off `sed`, which gives parts of lines only, on the one line that has the part.

        Where no part stands on one line alone, the first of a few will do: `sed` put the part on each of them. Parts that stand
        on the lines below are of the same place.
        """
        edit = next((e for e in self._attribution.edits_of_path(path) if e.id == flag.edit), None)
        if edit is None or not edit.inferred:
            return None
        lines = split_lines(text)
        several: list[int] = []
        alone: list[int] = []
        for part in (x.strip() for x in flag.lines[:_PARTS] if len(x.strip()) >= 3):
            whole = re.compile(rf"(?<![\w.]){re.escape(part)}(?![\w.])")
            hits = [i for i, line in enumerate(lines) if whole.search(line)]
            if len(hits) == 1 and (not alone or hits[0] == alone[-1] + 1):
                alone += hits
            elif alone:
                break
            elif len(hits) <= _FEW:
                several = several or hits
        found = alone or ([_below_what_failed(flag, lines, several)] if several else [])
        return _on_lines(path, lines, found[0], found[-1]) if found else None


def _below_what_failed(flag: Flag, lines: Sequence[str], hits: Sequence[int]) -> int:
    """Return the first of these lines below the test that the flag's evidence names, or else the first of all."""
    named = dict.fromkeys(w for e in flag.evidence if e.role is Role.RESULT for w in _NAME.findall(e.excerpt))
    for word in named:
        whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        heads = [i for i, line in enumerate(lines) if word in line and whole.search(line)]
        if len(heads) == 1 and heads[0] not in hits and _DEFINES.search(lines[heads[0]]):
            below = [i for i in hits if i > heads[0]]
            if below:
                return below[0]
    return hits[0]


def _named_line(flag: Flag, path: str, text: str | None) -> Location | None:
    """Place what a command put into a file, of which only the names are known: on the first line that has one, and its neighbours."""
    lines = split_lines(text) if text is not None else []
    rows: set[int] = set()
    for name in flag.lines[:_PARTS]:
        whole = re.compile(rf"(?<![\w@/.-]){re.escape(name)}(?![\w/-])|(?<=[/:]){re.escape(name)}(?![\w-])")
        row = next((i for i, line in enumerate(lines) if name in line and whole.search(line)), None)
        rows |= {row} if row is not None else set()
    if not rows:
        return None
    last = first = min(rows)
    while last + 1 in rows:
        last += 1
    return _on_lines(path, lines, first, last)


def _on_lines(path: str, lines: Sequence[str], first: int, last: int) -> Location:
    head, tail = lines[first], lines[last]
    start = utf16_length(head[: len(head) - len(head.lstrip())])
    return Location(path, Range(first, start, last, utf16_length(tail.rstrip())), PlaceState.MODIFIED)


def read_text(path: str) -> str | None:
    """Return a workspace file's text, None if it does not exist, is no regular file or is too large to look into."""
    try:
        # One that is no regular file might not let itself be opened.
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return None
        with open(path, "rb", buffering=0) as file:
            return file.read().decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None


def _exempt(flag: Flag, lines: Sequence[str], owners: Sequence[tuple[EditId, str] | None]) -> Flag:
    """Mark a flag beside whose line a person wrote that it is known."""
    if not lines or flag.location is None:
        return flag
    reason = exemption(lines, flag.location.range.start_line, flag.code, owners)
    return replace(flag, ignored=reason) if reason is not None else flag
