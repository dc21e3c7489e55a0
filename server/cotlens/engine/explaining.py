"""Why the lines of a file are there, out of the sessions that are held: who wrote them, what for, and what came of it. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from cotlens.attribution.attribution import Attribution, Owners
from cotlens.attribution.tracked_file import PutAway, in_memory
from cotlens.engine.file_history import sureness
from cotlens.engine.rested_notes import RestedNotes
from cotlens.engine.why import Around, around, note_of, runs_after
from cotlens.model.edit import FileEdit
from cotlens.model.ids import EditId, SessionId
from cotlens.model.notebook_cell import file_of
from cotlens.model.text import shortened
from cotlens.model.why import EditNote, Explained, Ran, Replaced

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

NOTE: Final = 700
"""Characters of each text in a note that is kept for a hover."""
FULL: Final = 6_000
"""Characters of each text in an answer."""
_KEPT: Final = 4_000
"""Edits of which it is remembered what led to them."""


class Explaining:
    """Looks edits up in the sessions; remembers what led to each, for that does not change any more."""

    def __init__(
        self, attribution: Attribution, sessions: Mapping[SessionId, SessionState], put_away: PutAway = in_memory
    ) -> None:
        self._attribution = attribution
        self._sessions = sessions
        self._around: dict[EditId, Around] = {}
        self._ran: dict[EditId, tuple[Ran, ...]] = {}
        """What was run after an edit, once nothing can be added to it."""
        self._rested = RestedNotes(put_away)

    def forget(self) -> None:
        """A log was told anew: what was remembered may be wrong."""
        self._around.clear()
        self._ran.clear()

    def rest(self, state: SessionState, between: Callable[[], None] = lambda: None) -> tuple[EditNote, ...]:
        """Keep what is known of a session's edits, and return it: its events are about to go. `between` is called in it."""
        edits = self._edits_of(state, between)
        notes: list[EditNote] = []
        for edit in edits.values():
            between()
            notes.append(self._told(edit, state, FULL))
        self.recall(state.id, notes)
        for edit_id in edits:
            self._around.pop(edit_id, None)
            self._ran.pop(edit_id, None)
        return tuple(notes)

    def _edits_of(self, state: SessionState, between: Callable[[], None]) -> dict[EditId, FileEdit]:
        """The session's own edits of files that are followed."""
        if state.plain:
            return {e.id: e for _, e in state.edits if e.session == state.id and self._attribution.paths_of(e.id)}
        found: dict[EditId, FileEdit] = {}
        for path in self._attribution.touched_by(state.id):
            between()  # a file that is packed takes milliseconds
            found.update((e.id, e) for e in self._attribution.edits_of_path(path) if e.session == state.id)
        return found

    def recall(self, session: SessionId, notes: Iterable[EditNote]) -> None:
        """Take what was known of the edits of a session that is at rest."""
        self._rested.put(session, {note.edit: note for note in notes})

    def wake(self, session: SessionId) -> None:
        """Let go of what was kept: the session's events are back."""
        self._rested.drop(session)

    def notes(self, path: str) -> dict[EditId, EditNote]:
        """Tell in short of each edit that owns lines of the text last given of a file, or of the notebook of a cell."""
        return {i: self._note(edit, NOTE) for i, edit in self._attribution.owners_of(file_of(path)).items()}

    def lines(self, path: str, owners: Owners, first: int, last: int) -> Iterator[Explained]:
        """Tell of some lines, both ends included, of the text last given; neighbours of one edit are told of together."""
        edits = self._attribution.owners_of(path)
        asked = range(max(first, 0), min(last + 1, len(owners)))
        for owner, group in groupby(asked, key=owners.__getitem__):
            rows = list(group)
            edit = edits.get(owner[0]) if owner is not None else None
            if owner is None or edit is None:
                yield Explained(rows[0], rows[-1], "", 0.0, None)
            else:
                yield Explained(rows[0], rows[-1], owner[1], sureness(edit, owner[1]), self._note(edit, FULL))

    def _note(self, edit: FileEdit, cap: int) -> EditNote:
        note = self._rested.get(edit.id)
        note = _short(note, cap) if note is not None else self._told(edit, self._state_of(edit), cap)
        return replace(note, replaced=tuple(map(self._replaced, self._attribution.replaced_by(edit.id))))

    def _told(self, edit: FileEdit, state: SessionState | None, cap: int) -> EditNote:
        """Look an edit up in the session that tells of it."""
        found = self._around.get(edit.id)
        if found is None and state is not None and (found := around(edit, state)) is not None:
            while len(self._around) >= _KEPT:
                oldest = next(iter(self._around))
                del self._around[oldest]
                self._ran.pop(oldest, None)
            self._around[edit.id] = found
        ran = self._ran_after(edit, state) if state is not None else ()
        session = state.session if state is not None else None
        return _short(note_of(edit, session, found.log if found is not None else None, found, ran), cap)

    def _ran_after(self, edit: FileEdit, state: SessionState) -> tuple[Ran, ...]:
        ran = self._ran.get(edit.id)
        if ran is None:
            ran, more = runs_after(edit, state)
            if not more:
                self._ran[edit.id] = ran
        return ran

    def _replaced(self, edit: FileEdit) -> Replaced:
        note = self._rested.get(edit.id)
        if note is not None:
            return Replaced(edit.id, edit.session, note.agent, edit.time, note.log)
        state = self._state_of(edit)
        told = state.timeline.place_of(edit.call) if state is not None else None
        agent = state.session.agent if state is not None else ""
        return Replaced(edit.id, edit.session, agent, edit.time, told[1].event.ref if told is not None else None)

    def _state_of(self, edit: FileEdit) -> SessionState | None:
        """Find the session that tells of an edit: by its id, or, where a log goes on under another's name, by the call."""
        state = self._sessions.get(edit.session)
        if state is not None:
            return state
        return next((s for s in self._sessions.values() if s.timeline.place_of(edit.call) is not None), None)


def _short(note: EditNote, cap: int) -> EditNote:
    return replace(
        note,
        asked=shortened(note.asked, cap),
        thoughts=tuple(replace(x, text=shortened(x.text, cap)) for x in note.thoughts),
        ran=tuple(replace(x, command=shortened(x.command, cap)) for x in note.ran),
    )
