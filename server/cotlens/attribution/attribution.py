"""All edits of all sessions by file, and for each file a ledger that follows the text. Touches no disk: texts are given to it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from cotlens.attribution.elsewhere import may_stand_among
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.notebook import as_in_file
from cotlens.attribution.place import Placement, place, place_elsewhere
from cotlens.attribution.replay import happened
from cotlens.attribution.tracked_file import PutAway, TrackedFile, in_memory
from cotlens.attribution.words import text_lines
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.flag import Location
from cotlens.model.ids import EditId, SessionId
from cotlens.model.text import text_digest

Owners = tuple[tuple[EditId, str] | None, ...]
"""Per line: (edit, eq | ws | mod | move), or None for a line of nobody's. The shape of `FileView.owners`."""


AWAKE: Final = 3_000_000
"""Bytes of ledgers and edits that are held unpacked, about: six files of a thousand lines, and one of any size."""

UNUSED: Final = 60.0
"""Seconds after which a file is packed at rest: it costs a millisecond for a thousand lines when it is asked for again."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a flag stands: the location that a surface shows, and what else the ledger knows of it."""

    location: Location
    placement: Placement


class Attribution:
    """Edits in, places out. `resolve` maps a path as a log names it to the real path on this machine, or to None.

    `bases` names texts that a file (real path) may have had before the first edit of it that is known. `put_away` takes files that
    nobody asks for, packed.
    """

    def __init__(
        self,
        resolve: Callable[[str], str | None],
        bases: Callable[[str, FileEdit], Iterable[str]] = lambda _path, _edit: (),
        put_away: PutAway = in_memory,
    ) -> None:
        self._resolve = resolve
        self._bases = bases
        self._put_away = put_away
        self._files: dict[str, TrackedFile] = {}
        self._awake: OrderedDict[str, tuple[int, float]] = OrderedDict()
        """Files that are unpacked, with their weight and when they were used last, the one used last at the end."""
        self._held = 0
        """Their weights together."""
        self._rest_due = 0.0
        self._paths: dict[EditId, list[str]] = {}
        self._touched: dict[SessionId, dict[str, None]] = {}
        """Files by the session that edited them, in the order in which their edits came."""
        self._changed: set[str] = set()
        """Files whose edits are others than when they were taken last."""
        self._asked_in_vain: set[EditId] = set()
        """Edits whose files somebody wanted to know before any was known."""
        self._moved: set[EditId] = set()
        """Edits whose files are others than what was told of them."""

    def log_edit(self, edit: FileEdit) -> set[str]:
        """Take note of an edit; give the real paths it touched (none if it did not happen or lies outside).

        The work is done when a text or a place is asked for.
        """
        path = self._resolve(edit.path)
        if not happened(edit) or (path is not None and edit.id in self._paths and path in self._paths[edit.id]):
            return set()
        if edit.op is EditOp.RENAME and edit.new_path is not None:
            return self._rename(edit, path, self._resolve(edit.new_path))
        return {path} if path is not None and self._add(path, edit) else set()

    def forget(self, edit: EditId) -> None:
        """Take an edit back that its log tells otherwise now."""
        for path in self._paths.pop(edit, ()):
            self._files[path].forget(edit)
            self._changed.add(path)
        self._moved.add(edit)

    def _new_file(self, path: str) -> TrackedFile:
        return TrackedFile(lambda edit: self._bases(path, edit), self._put_away)

    def _file(self, path: str) -> TrackedFile:
        if path not in self._files:
            self._files[path] = self._new_file(path)
        return self._files[path]

    def _add(self, path: str, edit: FileEdit) -> bool:
        self._file(path).add(as_in_file(edit))
        self._changed.add(path)
        if edit.id in self._paths or edit.id in self._asked_in_vain:
            self._moved.add(edit.id)
            self._asked_in_vain.discard(edit.id)
        self._paths.setdefault(edit.id, []).append(path)
        self._touched.setdefault(edit.session, {})[path] = None
        self._use(path)
        return True

    def _rename(self, edit: FileEdit, old: str | None, new: str | None) -> set[str]:
        """Let a file's past go with it: the new path's file starts with the edits of the old one."""
        touched: set[str] = set()
        if new is not None:
            past = self._files[old].edits if old in self._files and old is not None else []
            self._files[new] = self._new_file(new)
            for earlier in past:
                self._add(new, earlier)
            self._add(new, replace(edit, op=EditOp.MODIFY))
            touched.add(new)
        if old is not None and old != new:
            self._add(old, replace(edit, op=EditOp.DELETE, hunks=(), before=None, after=None))
            touched.add(old)
        return touched

    def renamed(self, old: str, new: str) -> None:
        """Let a file that somebody renamed keep its past: the new path (real, too) gets the edits of the old one beside its own."""
        for edit in self.edits_of_path(old):
            if new not in self._paths.get(edit.id, ()):
                self._add(new, edit)

    def text(self, path: str, text: str | None) -> LineLedger:
        """Say what a file's text is (None: it does not exist); give its ledger, brought up to date."""
        self._file(path).give(text)
        return self._current(path)

    def _current(self, path: str) -> LineLedger:
        """Give a file's ledger, up to date."""
        ledger = self._files[path].current()
        self._use(path)
        return ledger

    def _use(self, path: str) -> None:
        """Note that a file is unpacked, and how much it takes; pack those that were not used for longest."""
        weight = self._files[path].weight
        self._held += weight - self._awake.get(path, (0, 0.0))[0]
        self._awake[path] = weight, time.monotonic()
        self._awake.move_to_end(path)
        while len(self._awake) > 1 and self._held > AWAKE:
            self._pack_oldest()

    def _pack_oldest(self) -> None:
        oldest, (weight, _) = self._awake.popitem(last=False)
        self._held -= weight
        self._files[oldest].pack()

    def rest(self) -> bool:
        """Once a minute, pack the files that were not used since; tells whether there were any."""
        now, found = time.monotonic(), False
        if now < self._rest_due:
            return False
        self._rest_due = now + UNUSED
        while self._awake and next(iter(self._awake.values()))[1] < now - UNUSED:
            self._pack_oldest()
            found = True
        return found

    def view(self, path: str, text: str | None) -> tuple[str, Owners]:
        """Give the digest of a text and who owns each of its lines: what `FileView` holds. ('', ()) for no file."""
        if text is None:
            if path in self._files:
                self.text(path, None)
            return "", ()
        if path not in self._files:
            return text_digest(text), (None,) * len(text_lines(text))
        cells = self.text(path, text).state.cells
        known: dict[tuple[EditId, str], tuple[EditId, str]] = {}
        owners: list[tuple[EditId, str] | None] = []
        for cell in cells:
            if cell is None:
                owners.append(None)
            else:
                owner = cell.edit, cell.how
                owners.append(known.setdefault(owner, owner))  # one value for all lines of an owner
        return text_digest(text), tuple(owners)

    def at(self, path: str, line: int) -> tuple[EditId, str] | None:
        """Give the owner of a 0-based line in the text last given, or None."""
        file = self._files.get(path)
        if file is None or not file.given:
            return None
        cells = self._current(path).state.cells
        cell = cells[line] if 0 <= line < len(cells) else None
        return (cell.edit, cell.how) if cell is not None else None

    def place(self, edit: EditId, lines: Sequence[str]) -> Placed | None:
        """Place a flag about `lines` of an edit in the text last given of its file; None if it is not to be shown there."""
        for path in reversed(self._paths.get(edit, [])):
            file = self._files[path]
            if file.given and file.exists:
                found = place(self._current(path), edit, lines)
                if found is not None:
                    return Placed(Location(path, found.range, found.state), found)
        return None

    def place_elsewhere(
        self, edit: EditId, lines: Sequence[str], path: str, besides: AbstractSet[EditId]
    ) -> Placed | None:
        """Place a flag about `lines` of an edit on the block that they are part of, if that was moved to this place of a file.

        The block's lines are then nobody's, or of a later edit of the same session that is not one of `besides`.
        """
        homes = [self._files[home] for home in self._paths.get(edit, ()) if home in self._files]
        own = next((e for home in homes for e in home.edits if e.id == edit), None)
        file = self._files.get(path)
        if own is None or file is None or not file.given or not file.exists:
            return None
        later = {
            e.id
            for e in file.edits
            if e.session == own.session and e.id != edit and (e.time or 0.0) >= (own.time or 0.0)
        } - besides
        record = self._current(self._paths[edit][-1]).records.get(edit)
        found = record and place_elsewhere(
            record, lines, self._current(path).state, lambda cell: cell is None or cell.edit in later
        )
        return Placed(Location(path, found.range, found.state), found) if found else None

    def may_stand_in(self, edit: EditId, lines: Sequence[str], have: AbstractSet[str]) -> bool:
        """Tell whether a block of an edit with some of `lines` may stand in a text, of whose stripped lines `have` is the set."""
        home = self._paths.get(edit, [""])[-1]
        own = next((e for e in self.edits_of_path(home) if e.id == edit), None)
        return own is not None and may_stand_among(own.added or text_lines(own.after or ""), lines, have)

    def touched_by(self, session: SessionId) -> tuple[str, ...]:
        """List the real paths of the files that a session edited."""
        return tuple(self._touched.get(session, ()))

    def is_unplaced(self, edit: EditId) -> bool:
        """Tell whether an edit is the last of its file and the text last given does not show where its lines went."""
        file = self._files.get(next(reversed(self._paths.get(edit, [])), ""))
        if file is None or not file.given or not file.exists or file.edits[-1].id != edit:
            return False
        return self._current(self._paths[edit][-1]).is_unplaced(edit)

    def replaced_by(self, edit: EditId) -> tuple[FileEdit, ...]:
        """List the earlier edits whose lines an edit took away, and those that these had taken, newest first."""
        for path in reversed(self._paths.get(edit, [])):
            file = self._files[path]
            takers = self._current(path).graveyard.takers()
            chain, found = {edit}, []
            for earlier in reversed(file.edits):
                if earlier.id not in chain and not chain.isdisjoint(takers.get(earlier.id, ())):
                    chain.add(earlier.id)
                    found.append(earlier)
            return tuple(found)
        return ()

    def owners_of(self, path: str) -> dict[EditId, FileEdit]:
        """Name the edits that own lines of the text last given of a file."""
        file = self._files.get(path)
        if file is None or not file.given or not file.exists:
            return {}
        own = {cell.edit for cell in self._current(path).state.cells if cell is not None}
        return {edit.id: edit for edit in file.edits if edit.id in own}

    def edits_of_path(self, path: str) -> tuple[FileEdit, ...]:
        """List the edits of a file by its real path, oldest first."""
        file = self._files.get(path)
        if file is None:
            return ()
        found = tuple(file.edits)
        self._use(path)
        return found

    def count_edits(self, path: str) -> int:
        """Count the edits of a file by its real path."""
        file = self._files.get(path)
        return file.count if file is not None else 0

    def paths_of(self, edit: EditId) -> tuple[str, ...]:
        """List the real paths an edit touched; the last is where its lines are now, if anywhere."""
        if edit not in self._paths:
            self._asked_in_vain.add(edit)
            return ()
        return tuple(self._paths[edit])

    def take_changed(self) -> set[str]:
        """Name, once, the real paths of the files that got edits, or lost them, since this was last asked."""
        found, self._changed = self._changed, set()
        return found

    def take_moved(self) -> set[EditId]:
        """Name, once, the edits of which `paths_of` tells otherwise than it did."""
        found, self._moved = self._moved, set()
        return found

    def paths(self) -> tuple[str, ...]:
        """List the real paths of all files with edits."""
        return tuple(path for path, file in self._files.items() if file.count)
