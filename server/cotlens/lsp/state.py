"""All that the server knows, in one place, owned by the event loop: the snapshot, the open documents, the settings.

`flags_in` is the one filter for every surface. Nothing here sends anything.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cotlens.lsp.open_file import OpenFile
from cotlens.lsp.paths import Folders
from cotlens.lsp.settings import ClientSettings
from cotlens.model.errors import Problem
from cotlens.model.flag import Flag, Location
from cotlens.model.ids import EditId, FlagId, SessionId
from cotlens.model.notebook_cell import notebook_of
from cotlens.model.snapshot import FileView, PlaceText, Snapshot, Update
from cotlens.model.verdict import Status, Verdict
from cotlens.model.verdicts import Verdicts, path_of
from cotlens.model.why import EditNote


@dataclass(slots=True)
class _Stale:
    """What an earlier scan told and the scan under way has not told again yet."""

    sessions: set[SessionId] = field(default_factory=set)
    flags: set[FlagId] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class State:
    """The snapshot and what the client has open. Methods that change it return the paths whose flags may look different."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()
        self.settings = ClientSettings()
        self.folders = Folders()
        self.open: dict[str, OpenFile] = {}
        self.scanning = False
        self._stale = _Stale()
        self._verdicts = Verdicts()
        self._verdicts_end: float | None = None
        """When the next dismissal's time is over."""
        self._closing: dict[str, dict[FlagId, Location]] = {}
        """Where flags stood when a document was closed, until the worker has looked at the disk."""

    # --- changes ------------------------------------------------------------------------------------------------------

    def apply(self, update: Update) -> tuple[set[str], list[PlaceText]]:
        """Take in an update; return the changed paths and what to ask the worker."""
        old = self.snapshot
        if update.fresh:
            self._stale = _Stale(set(old.sessions), set(old.flags), set(old.files))
        self._told(update)
        flags = {**old.flags, **{i: f for i, f in update.flags.items() if f is not None}} if update.flags else old.flags
        gone = {i for i, f in update.flags.items() if f is None}
        changed = set(update.files) | self._paths_of(update.flags.keys())
        if update.problems is not None:
            changed |= {p.path for p in {*old.problems} ^ {*update.problems}}
        self.snapshot = replace(
            old,
            sessions={**old.sessions, **update.sessions} if update.sessions else old.sessions,
            flags={i: f for i, f in flags.items() if i not in gone} if gone else flags,
            files=_with_flags(old.files, update.files),
            edited={**({} if update.fresh else old.edited), **update.edited},
            notes={**old.notes, **{p: n for p, n in update.notes.items() if p in self.open}},
            unread=old.unread if update.unread is None else update.unread,
            looked=old.looked if update.looked is None else update.looked,
            problems=old.problems if update.problems is None else update.problems,
            progress=None if update.scanning is False else update.progress or old.progress,
        )
        self.scanning = self.scanning if update.scanning is None else update.scanning
        if update.scanning is False:
            changed |= self._drop_stale()
        if update.flags:
            # A flag may be dismissed before it is known, with its session or its path.
            changed |= self._count_verdicts(update.flags)
        changed |= {path for path in update.notes if path in self.open}
        return changed, self._place_open(update)

    def judged(self, verdicts: Verdicts) -> set[str]:
        """Take in all verdicts there are, in place of those known."""
        self._verdicts = verdicts
        return self._count_verdicts()

    def said(self, verdict: Verdict) -> tuple[set[FlagId], set[str]]:
        """Take in the newest verdict; return the flags that it changed, and the paths."""
        old = self.snapshot.verdicts
        paths = self.judged(self._verdicts.plus(verdict))
        new = self.snapshot.verdicts
        return {i for i in {*old, *new} if old.get(i) != new.get(i)}, paths

    def elapsed(self) -> set[str]:
        """Let go of dismissals whose time is over. Cheap while there are none."""
        over = self._verdicts_end is not None and time.time() >= self._verdicts_end
        return self._count_verdicts() if over else set()

    def _count_verdicts(self, told: Iterable[FlagId] | None = None) -> set[str]:
        """Find the verdict that counts for each flag, or only for those that were told of just now."""
        now, old, flags = time.time(), self.snapshot.verdicts, self.snapshot.flags
        wanted = set(flags if told is None else told)
        new = {i: v for i, v in old.items() if told is not None and i not in wanted}
        new |= self._verdicts.on((flags[i] for i in wanted if i in flags), now)
        self._verdicts_end = self._verdicts.next_end(now)
        self.snapshot = replace(self.snapshot, verdicts=new)
        return self._paths_of(i for i in {*old, *new} if old.get(i) != new.get(i))

    def opened(self, file: OpenFile) -> PlaceText | None:
        """A document was opened: its text counts now, not the disk's."""
        self.open[file.path] = file
        self._closing.pop(file.path, None)
        view = self.snapshot.files.get(file.path)
        question = file.placed(view) if view is not None else None
        return question or (file.ask() if self._has_edits(file.path) else None)

    def knows(self, path: str) -> bool:
        """Whether the worker has anything to say of a file: flags, or lines that an agent wrote."""
        return path in self.snapshot.files or self._has_edits(path)

    def _has_edits(self, path: str) -> bool:
        notebook = notebook_of(path)
        return (notebook or path) in self.snapshot.edited or notebook in self.snapshot.files

    def closed(self, path: str) -> PlaceText | None:
        """A document was closed: its flags stay where they are until the disk has been looked at."""
        file = self.open.pop(path, None)
        self.snapshot = replace(self.snapshot, notes={p: n for p, n in self.snapshot.notes.items() if p != path})
        if file is None or not self.knows(path) or notebook_of(path) is not None:
            return None  # a cell is nothing on disk
        self._closing[path] = file.locations()
        return PlaceText(path, None, None)

    def forget_all(self) -> set[str]:
        """Drop all that was read, as when the server is switched off."""
        paths = set(self.snapshot.files) | set(self.open)
        self.snapshot = Snapshot(verdicts=self.snapshot.verdicts)
        for file in self.open.values():
            file.placement = None
        self.scanning = False
        return paths

    # --- look-ups -----------------------------------------------------------------------------------------------------

    def status(self, flag: FlagId) -> Status:
        """Where a flag stands by the latest verdict."""
        verdict = self.snapshot.verdicts.get(flag)
        return Status.OPEN if verdict is None else verdict.status

    def shows(self, flag: Flag) -> bool:
        """Whether a flag is shown at all: the one filter of push, lenses, hovers, actions and counts."""
        return self.settings.enable and self.status(flag.id) is not Status.DISMISSED and self._is_wanted(flag)

    def _is_wanted(self, flag: Flag) -> bool:
        root = self.folders.root_of(path_of(flag)) if self.settings.exclude else None
        return self.settings.lets_through(flag, root)

    def flags_in(self, path: str) -> list[Flag]:
        """The flags shown in a file, placed for the text that the client has, top to bottom, gravest first on a line."""
        found = []
        in_cells = {i for cell in self._cells_of(path) for i in cell.locations()}
        for flag_id, location in self._locations(path).items():
            flag = self.snapshot.flags.get(flag_id)
            if flag is None or flag_id in in_cells or not self.shows(flag):
                continue
            found.append((flag if location == flag.location else flag.at(location)).as_shown())
        return sorted(found, key=_place)

    def note_of(self, path: str, line: int) -> tuple[EditNote, str] | None:
        """What is known of the edit that wrote a line of an open document, and how the line was carried since; None if nobody's."""
        file = self.open.get(path)
        owner = file.owner_of(line) if file is not None else None
        note = self.snapshot.notes.get(path, {}).get(owner[0]) if owner is not None else None
        return (note, owner[1]) if note is not None and owner is not None else None

    def flags_on(self, edit: EditId) -> list[tuple[Flag, Status]]:
        """All flags about an edit, dismissed ones too."""
        return [(f, self.status(f.id)) for f in self.snapshot.flags.values() if f.edit == edit]

    def paths_with(self, session: SessionId) -> set[str]:
        """The files in which flags of a session stand."""
        return self._paths_of(f.id for f in self.snapshot.flags.values() if f.session == session)

    def problems_in(self, path: str) -> list[Problem]:
        """What is wrong with a file as a configuration file."""
        return [p for p in self.snapshot.problems if p.path == path] if self.settings.enable else []

    def count_open(self) -> tuple[int, int]:
        """How many flags are shown and not judged, and how many of those have no place in any file."""
        placed = {i for path in {*self.snapshot.files, *self.open} for i in self._locations(path)}
        shown = [f.id for f in self.snapshot.flags.values() if self.shows(f) and self.status(f.id) is Status.OPEN]
        return len(shown), sum(i not in placed for i in shown)

    def all_flags(self) -> list[Flag]:
        """Every flag that the settings let through, dismissed ones too, placed for the text that the client has or not at all."""
        places: dict[FlagId, Location] = {}
        for path in {*self.snapshot.files, *self.open}:
            if notebook_of(path) is None:
                places.update(self._locations(path))
        return [f.at(places.get(f.id)).as_shown() for f in self.snapshot.flags.values() if self._is_wanted(f)]

    def uri_of(self, path: str) -> str:
        """The client's name of a file."""
        file = self.open.get(path)
        return file.uri if file is not None else self.folders.uri_of(path)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _cells_of(self, path: str) -> list[OpenFile]:
        """The cells of a notebook that are open: they show its flags in its place."""
        if not path.endswith(".ipynb"):
            return []
        return [file for name, file in self.open.items() if notebook_of(name) == path]

    def _locations(self, path: str) -> dict[FlagId, Location]:
        file = self.open.get(path)
        if file is not None:
            return file.locations()
        if path in self._closing:
            return self._closing[path]
        view = self.snapshot.files.get(path)
        return {f.id: f.location for f in view.flags if f.location is not None} if view is not None else {}

    def _place_open(self, update: Update) -> list[PlaceText]:
        questions = []
        for path, view in update.files.items():
            if view.version is None:
                self._closing.pop(path, None)
            file = self.open.get(path)
            if file is not None and (question := file.placed(view)) is not None:
                questions.append(question)
        asked = [self.open[path].ask() for path in update.edited if path in self.open]
        asked += [cell.ask() for path in {*update.files, *update.edited} for cell in self._cells_of(path)]
        return questions + [question for question in asked if question is not None]

    def _paths_of(self, flags: Iterable[FlagId]) -> set[str]:
        wanted = set(flags)
        if not wanted:
            return set()
        on_disk = {path for path, view in self.snapshot.files.items() if any(f.id in wanted for f in view.flags)}
        return on_disk | {path for path, file in self.open.items() if not wanted.isdisjoint(file.locations())}

    def _told(self, update: Update) -> None:
        self._stale.sessions.difference_update(update.sessions)
        self._stale.flags.difference_update(update.flags)
        self._stale.files.difference_update(update.files)

    def _drop_stale(self) -> set[str]:
        stale, self._stale = self._stale, _Stale()
        if not (stale.sessions or stale.flags or stale.files):
            return set()
        changed = stale.files | self._paths_of(stale.flags)
        s = self.snapshot
        self.snapshot = replace(
            s,
            sessions={k: v for k, v in s.sessions.items() if k not in stale.sessions},
            flags={k: v for k, v in s.flags.items() if k not in stale.flags},
            files={k: v for k, v in s.files.items() if k not in stale.files},
        )
        return changed


def _with_flags(old: Mapping[str, FileView], new: Mapping[str, FileView]) -> dict[str, FileView]:
    """Put views of files on disk in the place of older ones; of files without flags none is kept."""
    views = {path: view for path, view in new.items() if view.version is None}
    return {path: view for path, view in {**old, **views}.items() if path not in views or view.flags}


def _place(flag: Flag) -> tuple[int, int, str]:
    line = flag.location.range.start_line if flag.location is not None else -1
    return line, -flag.severity, flag.id
