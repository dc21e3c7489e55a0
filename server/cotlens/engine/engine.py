"""Logs in, sessions and placed flags out: puts the rooms together. One thread at a time; no sockets, no editor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from cotlens.attribution.attribution import Attribution
from cotlens.engine.base_texts import BaseTexts
from cotlens.engine.binding import Binding
from cotlens.engine.configurations import Configurations
from cotlens.engine.explaining import Explaining
from cotlens.engine.finding import LogFinder
from cotlens.engine.heap import give_back
from cotlens.engine.instructions import Instructions
from cotlens.engine.kept_sessions import KeptSession, KeptSessions
from cotlens.engine.new_session import new_session
from cotlens.engine.pens import Pens
from cotlens.engine.placing import Placing, read_text
from cotlens.engine.reading import read_source
from cotlens.engine.renamed import RenamedFiles
from cotlens.engine.resting import Resting
from cotlens.engine.sent_flags import SentFlags
from cotlens.engine.session_pages import SessionPages
from cotlens.engine.settled import Settled
from cotlens.engine.shared_verdicts import SharedVerdicts
from cotlens.engine.shelf import Shelf
from cotlens.engine.unplaced import Unplaced
from cotlens.model.breath import Breathing
from cotlens.model.edit import FileEdit
from cotlens.model.errors import Problem, Unread
from cotlens.model.event import EditEvent, Event
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.larder import LARDER
from cotlens.model.notebook_cell import file_of, notebook_of
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault, FileView, Update
from cotlens.model.spare_time import InHaste
from cotlens.model.why import Explained
from cotlens.sources.base import Seen
from cotlens.sources.log import Batch, LogReader
from cotlens.store.index import LogIndex

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState


class Engine(LogFinder):
    """All sessions of some workspace folders: finds their logs, reads and judges them, places the flags."""

    def __init__(
        self,
        folders: Sequence[str],
        env: Mapping[str, str],
        home: str,
        *,
        index: LogIndex | None = None,
        config: str | None = None,
        awake: int | None = None,
        trusted: bool = True,
    ) -> None:
        """Watch `folders` (absolute; `()` for every workspace), with the agents' logs where `env` and `home` say.

        `index` keeps what logs' directories are. `awake` bounds the characters of events that are held: of sessions that
        were quiet longest only flags and notes are kept, and their logs read again when they go on or are asked for.
        Folders that are not `trusted` set nothing: no configuration or shared verdicts of theirs, no packages' monitors.
        """
        super().__init__(folders, env, home, index)
        self.binding = Binding(self.folders)
        self.configurations = Configurations(self.folders, dict(env), home, config, trusted=trusted)
        self.configurations.note(None)
        shelf = Shelf(index.folder if index is not None and awake is not None else None)
        self.attribution = Attribution(self.binding.resolve, BaseTexts(), shelf.put)
        self._pens = Pens()
        self.shared = SharedVerdicts(lambda: self.configurations.sharing, self._pens)
        """The verdicts that the folders share, or where there are none those that sessions worked in."""
        self.shared_news: Callable[[], Update | None] = self.shared.news
        self.sessions: dict[SessionId, SessionState] = {}
        self.settled: dict[SessionId, Settled] = {}
        """Sessions that a scan is done with, or that are at rest."""
        self.resting = Resting(self.sessions, self.settled, awake)
        self.is_in_work = self.resting.is_in_work
        self._haste = InHaste()
        self._woken: set[SessionId] = set()
        """Sessions that were read again; the next update looks at them."""
        self.faults: list[Fault] = []
        self.held: int | None = None
        """Characters of a session's events above which its older half is judged and let go of; None holds all of it."""
        self.instructions = Instructions(self.binding)
        self._seen = Seen(noting=awake is not None)
        self._kept = KeptSessions(index if awake is not None else None, self.folders, self._seen, self._circumstances)
        self.unkept, self.learn, self.as_kept = self._kept.unkept, self._kept.learn, self._kept.as_kept
        self._readers: dict[str, LogReader] = {}
        self._of_log: dict[str, SessionId] = {}
        self._sent = SentFlags()
        self.between: Callable[[], None] = lambda: None
        """Called between two small parts of a long log: what cannot wait is done then, other logs polled even."""
        self.log_edit: Callable[[str, FileEdit], object] = self._note_edit
        """Takes each edit with the log that told of it; a scan puts its own here."""
        self._edited, self._just_edited = set[str](), set[str]()
        """Files with edits that no update told of, and those of them that the log in work told of."""
        self.placing = Placing(self.attribution, self.binding, RenamedFiles())
        self.unplaced = Unplaced(self.placing.look_at, self.update)
        self._explaining = Explaining(self.attribution, self.sessions, shelf.put)
        self.notes = self._explaining.notes
        self._pages = SessionPages(self.attribution, self.binding.resolve, self.awake, self.rest)
        self.page, self.where, self.transcript = self._pages.page, self._pages.where, self._pages.transcript

    def poll(self, log: str, *, final: bool = False, later: bool = False) -> Update:
        """Read what is new in one log, judge what changed, place the flags; an empty update if nothing is new.

        `final`: a last line without a line ending counts. `later`: recalled flags are left to `unplaced`, sessions to `make_room`.
        """
        if (kept := self._kept.recall(log, lambda known: known in self.sessions or known in self.settled)) is not None:
            self._recall(kept)
            return Update() if later else self.unplaced.place_all()
        if self._kept.is_recalled(log):
            return Update()
        with self.resting.at_work(), self._haste:
            update, touched = self._poll(log, final=final)
        self.resting.touch(touched)
        if not later:
            self.make_room()
        return update

    def may_read_between(self, log: str) -> bool:
        """Whether a log may be polled while another is: its session is known, and not in work."""
        return (session := self._of_log.get(log)) is not None and not self.is_in_work(session)

    def _poll(self, log: str, *, final: bool) -> tuple[Update, set[SessionId]]:
        before, goes_on = self.unread.get(log), log in self._readers
        around, self._just_edited = self._just_edited, set()
        touched = self.read(log, final=final)
        if touched:
            self.told(log)
        touched |= self._woken
        edited, self._just_edited = self._just_edited, around
        if not touched and self.unread.get(log) == before:
            return Update(), touched
        self._woken.clear()
        self.resting.in_work |= touched
        update = self.update(touched)
        for path in edited - update.files.keys() if goes_on else ():
            # The edit has just happened: the text of this moment says most of where its lines are, whatever comes next.
            self.attribution.text(path, read_text(path))
        return update, touched

    def read(self, log: str, *, final: bool = False) -> set[SessionId]:
        """Read what is new in one log; returns the sessions that got events."""
        self._kept.reads(log)
        reader = self._readers.get(log) or self._readers.setdefault(log, LogReader(log, self._seen))
        touched: set[SessionId] = set()
        while True:
            batch = read_source(reader, final=final)
            if isinstance(batch, Fault):
                self.faults.append(batch)
                self.unread[log] = Unread(log, f"could not be read further: {batch.error}")
                return touched
            session = batch.session
            if session is not None and self.resting.has(session.id) and (batch.events or batch.reset):
                return touched | ({session.id} if self._wake(session.id, log) is not None else set())
            touched |= self._take(log, batch)
            if self.held is not None:
                self._relieve(touched, self.held)
            if not batch.more:
                (self.again.add if batch.again else self.again.discard)(log)
                return touched

    def _take(self, log: str, batch: Batch) -> set[SessionId]:
        if batch.reset and log in self._of_log:
            self._begin_again(self._of_log[log], keep=log)
        if batch.unread is not None:
            self.unread[log] = batch.unread
        elif batch.session is not None:
            self.unread.pop(log, None)
        if batch.session is None or (not batch.events and log in self._of_log):
            return set()
        touched = {batch.session.id}
        self.binding.note(batch.session.cwds)
        self._state_of(batch.session).see(batch.session)
        self._of_log[log] = batch.session.id
        self.resting.in_work.add(batch.session.id)
        if batch.revises:
            self._revise(log, self._state_of(batch.session), batch.events)
            return touched
        about_verdicts = self._pens.state
        for event in batch.events:
            self.between()
            # A log may hold events of more than one session (resumed ones keep their ids).
            state = self.awake(event.session) or self._state_of(batch.session)
            if state.id != batch.session.id:
                self.resting.mixed.add(state.id)
                self.resting.in_work.add(state.id)
                self._state_of(batch.session).plain = False
            with Breathing(self.between):
                state.feed((event,))
            touched.add(state.id)
            self._pens.saw(event, batch.session)
            for edit in (event.edit,) if isinstance(event, EditEvent) else state.timeline.take_inferred():
                self._pens.wrote(edit, batch.session)
                self.log_edit(log, edit)
                state.edits.append((log, edit))
        if self._pens.state != about_verdicts:
            self._state_of(batch.session).plain = False
        return touched

    def _note_edit(self, _log: str, edit: FileEdit) -> None:
        paths = self.attribution.log_edit(edit)
        self._edited |= paths
        self._just_edited |= paths

    def _revise(self, log: str, state: SessionState, events: Sequence[Event]) -> None:
        self._explaining.forget()
        state.plain = False
        for event in state.revise(events):
            if isinstance(event, EditEvent):
                self.attribution.forget(event.edit.id)
        told = [event.edit for event in events if isinstance(event, EditEvent)]
        session = state.session
        for event in events:
            self._pens.saw(event, session)
        for edit in (*told, *state.timeline.take_inferred()):
            self._pens.wrote(edit, session)
            self.log_edit(log, edit)

    def _state_of(self, picture: Session) -> SessionState:
        if picture.id not in self.sessions:
            self.sessions[picture.id] = new_session(picture, self.configurations)
        return self.sessions[picture.id]

    def _begin_again(self, session: SessionId, keep: str) -> None:
        """Forget a session one of whose logs was rewritten, and read its other logs anew."""
        self._explaining.forget()
        state = self.sessions.pop(session, None)
        for log in state.logs if state is not None else ():
            if log != keep:
                self._readers.pop(log, None)
                self._seen.release(log)
                self._of_log.pop(log, None)
                self.read(log)

    def _relieve(self, touched: set[SessionId], held: int) -> None:
        for state in [self.sessions[session] for session in touched & self.sessions.keys()]:
            if state.size > held:
                state.let_go(self.instructions.of(state), held // 2)

    # --- sessions at rest ---------------------------------------------------------------------------------------------

    def awake(self, session: SessionId) -> SessionState | None:
        """Return a session with its events, read again if it was at rest; None if it is unknown, or its logs are gone."""
        state = self.sessions.get(session)
        return self._wake(session) if state is None and self.resting.has(session) else state

    @property
    def has_rested(self) -> bool:
        """Whether sessions are at rest: to judge them anew their logs have to be read again."""
        return self.resting.any

    def rest(self, touched: Collection[SessionId] = ()) -> bool:
        """Let go of what nobody has asked for lately, and of sessions, now that these were touched. Tells if all are kept."""
        if self.resting.most is None:
            return False
        LARDER.store_away()
        if not touched and self.attribution.rest():  # whoever touched a session waits for what it found
            give_back()
        self.resting.touch(touched)
        self.make_room()
        return not self.sessions and self._kept.spares(self._of_log)

    def make_room(self) -> None:
        """Do what was put off, and put sessions to rest while too much is held. Each takes tens of milliseconds, with `between` in them."""
        with Breathing(self.between):
            self._haste.catch_up()
        for state in self.resting.due():
            with self.resting.at_work():
                self.resting.in_work.add(state.id)
                notes = self._explaining.rest(state, self.between)
                self._pages.forget(state.id)
                self.settle(state.id)
                self._kept.keep(state, self.settled[state.id], notes)

    def _recall(self, kept: KeptSession) -> None:
        """Take a session that an earlier process put to rest, without reading its logs."""
        for picture in kept.pictures:
            self.binding.note(picture.cwds)
            self._of_log[picture.log] = kept.id
        self.settled[kept.id] = Settled(kept.pictures, kept.flags, ())
        self._explaining.recall(kept.id, kept.notes)
        for log, edit in kept.edits:
            self.log_edit(log, edit)
        self.unplaced.add(kept.id, self.placing.note_all(kept.flags))

    def _wake(self, session: SessionId, told_by: str = "") -> SessionState | None:
        """Read a session's logs again, and the one that tells of it now; leave it at rest if nothing is left of them."""
        rested = self.settled.pop(session)
        state = self.sessions[session] = new_session(rested.pictures[0], self.configurations)
        logs = dict.fromkeys((*(picture.log for picture in rested.pictures), told_by or rested.pictures[0].log))
        for log in logs:
            self._readers.pop(log, None)
            self._seen.release(log)
            self._of_log.pop(log, None)
        with self.resting.at_work():
            for log in logs:
                self._woken |= self.read(log)
        if not state.events:
            self.sessions.pop(session, None)
            self.settled[session] = rested
            return None
        self._explaining.wake(session)
        state.judged(self.instructions.of(state))
        return state

    def let_go(self, log: str) -> None:
        """Forget how far a log was read: nobody will ask for more of it."""
        self._readers.pop(log, None)

    def settle(self, session: SessionId) -> None:
        """Judge a session for good and let go of its events."""
        state = self.sessions.pop(session)
        done = state.settled(self.instructions.of(state))
        known = self.settled.get(session)
        self.settled[session] = done if known is None else known.plus(done)

    # --- judging and placing ------------------------------------------------------------------------------------------

    def update(self, touched: set[SessionId]) -> Update:
        """Judge and place what changed in these sessions; returns what is new since the last update."""
        flags: dict[FlagId, Flag | None] = {}
        paths: set[str] = set()
        found = {session: self._judged(session) for session in touched}
        for session, known in found.items():
            fresh, gone = self._sent.differing(session, known)
            paths |= self.placing.note_all(fresh) | self.unplaced.take(session)
            for flag_id in gone:
                flags[flag_id] = None
                paths |= self.placing.forget(flag_id)
        paths |= self.placing.paths_with_news() - self.unplaced.paths
        files = self.placing.look_at(sorted(paths))
        self._sent.resettled(self.placing.take_resettled(), found)
        for session in found:
            flags.update(self._sent.news(session, self.placing.placed))
        edited = {path: self.attribution.count_edits(path) for path in self._edited}
        self._edited.clear()
        return Update(
            edited=edited,
            sessions={s: state.session for s in touched if (state := self.sessions.get(s) or self.settled.get(s))},
            flags=flags,
            files=files,
            unread=tuple(self.unread.values()),
            looked=self.looked_news(),
            problems=self.problems(),
        )

    def _judged(self, session: SessionId) -> Sequence[Flag]:
        if (state := self.sessions.get(session)) is not None:
            with Breathing(self.between):
                return state.judged(self.instructions.of(state), self.between)
        return self.settled[session].flags if session in self.settled else ()

    def _circumstances(self, cwd: str | None) -> Sequence[str]:
        """What besides its logs decides what is found in a session that worked in a directory."""
        return (*self.configurations.state_of(cwd), *self.instructions.state_of(cwd))

    def place(self, path: str, text: str | None, version: int | None) -> dict[str, FileView]:
        """Work out who owns each line of `path`, and where its flags stand, for this text (the disk's if None).

        `path` may name a notebook's cell. Beside it stand the views of files that flags left for this one, or went to.
        """
        return self.placing.place(path, text, version)

    def explain(self, path: str, text: str | None, first: int, last: int) -> tuple[Explained, ...]:
        """Tell in full why lines `first` to `last` (0-based) of a text (the disk's if None) are there."""
        if notebook_of(path) is not None:
            owners = self.place(path, text, None)[path].owners
        else:
            _, owners = self.attribution.view(path, read_text(path) if text is None else text)
        return tuple(self._explaining.lines(file_of(path), owners, first, last))

    def reconfigure(self) -> Update | None:
        """Judge all sessions anew if a configuration file changed; None if none did. Reads no log."""
        if not self.configurations.changed():
            return None
        for state in self.sessions.values():
            state.rejudge(self.configurations.of(state.session.cwd))
        return self.update(set(self.sessions))

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the configuration."""
        return self.configurations.problems

    def leans_on(self) -> tuple[str, ...]:
        """Name the files besides logs that decide what is found, whether or not they are there."""
        return (*self.configurations.files, *self.instructions.files, *self.shared.paths)

    def flags(self) -> list[Flag]:
        """Return every flag as last placed, newest first."""
        known: Mapping[SessionId, SessionState | Settled] = {**self.settled, **self.sessions}
        found = (self._sent.as_sent(flag) for state in known.values() for flag in state.flags)
        return sorted(found, key=lambda f: (-(f.time or 0.0), f.id))
