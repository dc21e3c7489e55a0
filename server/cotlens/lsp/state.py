"""All that the server knows, in one place, owned by the event loop: the snapshot, the open documents, the settings.

`flags_in` is the one filter for every surface. Nothing here sends anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from cotlens.lsp.open_file import OpenFile
from cotlens.lsp.paths import Folders
from cotlens.lsp.settings import ClientSettings
from cotlens.lsp.standing import Standing
from cotlens.model.errors import Problem
from cotlens.model.flag import Flag, Location
from cotlens.model.ids import EditId, FlagId, SessionId
from cotlens.model.notebook_cell import notebook_of
from cotlens.model.session import Session, sharing_names
from cotlens.model.shared import AllVerdicts, SharedFile, SharedLine
from cotlens.model.snapshot import FileView, PlaceText, Snapshot, Update
from cotlens.model.text import text_digest
from cotlens.model.verdict import Status, Verdict
from cotlens.model.verdicts import Verdicts, path_of
from cotlens.model.why import EditNote

_BRIDGED: Final = 10.0
"""Seconds for which what was shared through this server counts by itself: the worker looks every few, and waits with new lines."""


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
        self.trusted = True
        """Whether the editor's user trusts the workspace."""
        self.open: dict[str, OpenFile] = {}
        self.scanning = False
        self._stale = _Stale()
        self._standing = Standing()
        self._own = Verdicts()
        self._shared_here: list[tuple[str, SharedLine, float]] = []
        """What was shared through this server just now: the folder, the line, and until when the worker's word is waited for."""
        self._verdicts = AllVerdicts(self._own)
        self._verdicts_end: float | None = None
        """When the next dismissal's time is over."""
        self._shown: dict[FlagId, tuple[Flag, Location, Flag]] = {}
        """Flags with the place that they were shown at last."""
        self._closing: dict[str, dict[FlagId, Location]] = {}
        """Where flags stood when a document was closed, until the worker has looked at the disk."""

    # --- changes ------------------------------------------------------------------------------------------------------

    def apply(self, update: Update) -> tuple[set[str], list[PlaceText]]:
        """Take in an update; return the changed paths and what to ask the worker."""
        old = self.snapshot
        if update.fresh:
            self._stale = _Stale(set(old.sessions), set(old.flags), set(old.files))
        self._told(update)
        if self._stale.flags and update.files:
            update = replace(update, files={path: self._with_untold(view) for path, view in update.files.items()})
        flags = {**old.flags, **{i: f for i, f in update.flags.items() if f is not None}} if update.flags else old.flags
        gone = {i for i, f in update.flags.items() if f is None}
        changed = set(update.files) | self._paths_of(update.flags.keys())
        if update.problems is not None:
            changed |= {p.path for p in {*old.problems} ^ {*update.problems}}
        self.snapshot = replace(
            old,
            sessions={**old.sessions, **self._held(update.sessions)} if update.sessions else old.sessions,
            flags={i: f for i, f in flags.items() if i not in gone} if gone else flags,
            files=_with_flags(old.files, update.files),
            edited={**({} if update.fresh else old.edited), **update.edited},
            notes={**old.notes, **{p: n for p, n in update.notes.items() if p in self.open}},
            unread=old.unread if update.unread is None else update.unread,
            looked=old.looked if update.looked is None else update.looked,
            problems=old.problems if update.problems is None else update.problems,
            shared=old.shared if update.shared is None else update.shared,
            progress=None if update.scanning is False else update.progress or old.progress,
        )
        self.scanning = self.scanning if update.scanning is None else update.scanning
        if update.scanning is False:
            changed |= self._drop_stale()
        if update.shared is not None:
            told = {x.verdict.shared for file in update.shared for x in file.lines}
            self._shared_here = [x for x in self._shared_here if x[1].verdict.shared not in told]
            changed |= {file.path for file in (*old.shared, *update.shared)} | self._judge()
        if update.flags and (self.snapshot.verdicts or self._verdicts.any):
            # A flag may be dismissed before it is known, with its session or its path.
            changed |= self._count_verdicts(update.flags)
        changed |= {path for path in update.notes if path in self.open}
        return changed, self._place_open(update)

    def _held(self, sessions: Mapping[SessionId, Session]) -> Mapping[SessionId, Session]:
        """Return them as they are held: while all logs are read there are thousands; a live one is told anew with every event."""
        return {i: sharing_names(s) for i, s in sessions.items()} if self.scanning else sessions

    def judged(self, verdicts: Verdicts) -> set[str]:
        """Take in all verdicts of the user's own that there are, in place of those known."""
        self._own = verdicts
        return self._judge() | {file.path for file in self.snapshot.shared if file.lines}

    def _judge(self) -> set[str]:
        files = self.shared_files()
        self._verdicts = AllVerdicts.of_files(self._own, files, sole=len(self.folders.paths) == 1)
        return self._count_verdicts()

    def said(self, verdict: Verdict) -> tuple[set[FlagId], set[str]]:
        """Take in the newest verdict of the user's own; return the flags that it changed, and the paths."""
        return self._changes(lambda: self.judged(self._own.plus(verdict)))

    def shared(self, root: str, line: SharedLine) -> tuple[set[FlagId], set[str]]:
        """Take in a verdict that was shared just now in a folder (real path); return the flags that it changed, and the paths."""
        self._shared_here.append((root, line, time.monotonic() + _BRIDGED))
        return self._changes(self._judge)

    def _changes(self, take: Callable[[], set[str]]) -> tuple[set[FlagId], set[str]]:
        old = self.snapshot.verdicts
        paths = take()
        new = self.snapshot.verdicts
        return {i for i in {*old, *new} if old.get(i) != new.get(i)}, paths

    def shared_files(self) -> tuple[SharedFile, ...]:
        """The folders' shared verdicts, with those that were shared just now."""
        here = self._shared_here
        return tuple(file.plus(line for root, line, _ in here if root == file.root) for file in self.snapshot.shared)

    def elapsed(self) -> set[str]:
        """Let go of dismissals whose time is over, and of shared ones that were not found in their file. Cheap while there are none."""
        if any(time.monotonic() >= until for _, _, until in self._shared_here):
            self._shared_here = [x for x in self._shared_here if time.monotonic() < x[2]]
            return self._judge()
        over = self._verdicts_end is not None and time.time() >= self._verdicts_end
        return self._count_verdicts() if over else set()

    def _count_verdicts(self, told: Iterable[FlagId] | None = None) -> set[str]:
        """Find the verdict that counts for each flag, or only for those that were told of just now."""
        now, old, flags = time.time(), self.snapshot.verdicts, self.snapshot.flags
        wanted = set(flags if told is None else told)
        new = {i: v for i, v in old.items() if told is not None and i not in wanted}
        new |= self._verdicts.on((flags[i] for i in wanted if i in flags), self._cwd_of, now)
        self._verdicts_end = self._verdicts.next_end(now)
        self.snapshot = replace(self.snapshot, verdicts=new)
        return self._paths_of(i for i in {*old, *new} if old.get(i) != new.get(i))

    def shared_folder_of(self, flag: Flag) -> SharedFile | None:
        """The shared verdicts of the folder that a flag is about; None while they are not read, or where no folder can be told."""
        root = self._verdicts.folder_of(flag, self._cwd_of(flag.session))
        return next((file for file in self.snapshot.shared if file.root == root), None)

    def own_about(self, verdict: Verdict) -> Verdict | None:
        """What the user alone said last about the same."""
        return self._own.about(verdict.about)

    def _cwd_of(self, session: SessionId) -> str | None:
        found = self.snapshot.sessions.get(session)
        return found.cwd if found is not None else None

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
            found.append(self._placed(flag, location))
        return sorted(found, key=_place)

    def _placed(self, flag: Flag, location: Location) -> Flag:
        """The flag as it is shown at a place: the same value as the last time if it is the same flag and place."""
        known = self._shown.get(flag.id)
        if known is not None and known[0] is flag and known[1] is location:
            return known[2]
        shown = (flag if location == flag.location else flag.at(location)).as_shown()
        if len(self._shown) > 2 * len(self.snapshot.flags):
            self._shown.clear()  # most are of flags that are gone
        self._shown[flag.id] = flag, location, shown
        return shown

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
        """What is wrong with a file as a configuration file, or as one of shared verdicts."""
        shared = (p for file in self.snapshot.shared if file.path == path for p in file.all_problems(self._own))
        return [*(p for p in self.snapshot.problems if p.path == path), *shared] if self.settings.enable else []

    def held_lines(self, path: str) -> list[SharedLine]:
        """The lines of a file of shared verdicts that an agent wrote and that the user has not made their own."""
        return [x for file in self.snapshot.shared if file.path == path for x in file.held(self._own)]

    def paths_with_problems(self) -> set[str]:
        """The files that may have any."""
        return {*(p.path for p in self.snapshot.problems), *(file.path for file in self.snapshot.shared)}

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
        on_disk = self._standing.paths_of(wanted, self.snapshot.files)
        return on_disk | {path for path, file in self.open.items() if not wanted.isdisjoint(file.locations())}

    def _told(self, update: Update) -> None:
        self._stale.sessions.difference_update(update.sessions)
        self._stale.flags.difference_update(update.flags)
        self._stale.files.difference_update(update.files)

    def _with_untold(self, view: FileView) -> FileView:
        """Add the flags that stand in a file and that the scan under way has not come to: they are not gone before its end."""
        file, known = self.open.get(view.path), self.snapshot.files.get(view.path)
        digest = text_digest(file.document.source) if file is not None else known.digest if known is not None else None
        if digest != view.digest:
            return view
        told = {f.id for f in view.flags}
        there = {
            i: where for i, where in self._locations(view.path).items() if i in self._stale.flags and i not in told
        }
        return replace(view, flags=(*view.flags, *(self.snapshot.flags[i].at(where) for i, where in there.items())))

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
