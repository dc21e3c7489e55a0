"""Logs in, sessions and placed flags out: puts the rooms together. One thread at a time; no sockets, no editor."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from cotlens.attribution.attribution import Attribution
from cotlens.engine.base_texts import BaseTexts
from cotlens.engine.binding import Binding
from cotlens.engine.configurations import Configurations
from cotlens.engine.explaining import Explaining
from cotlens.engine.hot import HOT_FOR
from cotlens.engine.instructions import instruction_files, read_instructions
from cotlens.engine.kept_heads import keep_heads, kept_heads
from cotlens.engine.pens import Pens
from cotlens.engine.placing import Placing, read_text
from cotlens.engine.reading import read_source
from cotlens.engine.renamed import RenamedFiles
from cotlens.engine.session_state import SessionState, Settled
from cotlens.engine.shared_verdicts import SharedVerdicts
from cotlens.engine.transcript import render
from cotlens.model.edit import FileEdit
from cotlens.model.errors import Problem, Unread
from cotlens.model.event import EditEvent, Event
from cotlens.model.flag import Flag
from cotlens.model.ids import EditId, EventId, FlagId, SessionId
from cotlens.model.notebook_cell import file_of, notebook_of
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault, FileView, Update
from cotlens.model.why import EditNote, Explained
from cotlens.sources.base import Seen
from cotlens.sources.discover import LogFile, all_places, find_logs, log_roots, logs_of, may_be_log
from cotlens.sources.format import Place
from cotlens.sources.log import Batch, LogReader
from cotlens.store.index import LogIndex


class Engine:
    """All sessions of some workspace folders."""

    def __init__(
        self,
        folders: Sequence[str],
        env: Mapping[str, str],
        home: str,
        *,
        index: LogIndex | None = None,
        config: str | None = None,
    ) -> None:
        """Watch `folders` (absolute; `()` for every workspace), with the agents' logs where `env` and `home` say.

        `index` keeps what logs' directories are.
        """
        self.folders = tuple(folders)
        self._env = dict(env)
        self._home = home
        self._index = index
        self._heads = kept_heads(index)
        self._unsearched: deque[str] = deque()
        self.binding = Binding(self.folders)
        self.configurations = Configurations(self.folders, self._env, home, config)
        self.configurations.of(None)
        self.attribution = Attribution(self.binding.resolve, BaseTexts())
        self._pens = Pens()
        self.shared = SharedVerdicts(lambda: self.binding.folders or self.configurations.folders, self._pens)
        """The verdicts that the folders share, or where there are none those that sessions worked in."""
        self.shared_news: Callable[[], Update | None] = self.shared.news
        self.sessions: dict[SessionId, SessionState] = {}
        self.settled: dict[SessionId, Settled] = {}
        """Sessions that a scan is done with."""
        self.unread: dict[str, Unread] = {}
        self.looked: tuple[str, ...] = ()
        self.again: set[str] = set()
        """Logs and databases that could not be read just now and are worth another look, though nothing may change."""
        self.faults: list[Fault] = []
        self.held: int | None = None
        """Characters of a session's events above which its older half is judged and let go of; None holds all of it."""
        self._roots: set[str] = set()
        """Folders whose instruction files were read."""
        self._seen = Seen()
        self._readers: dict[str, LogReader] = {}
        self._of_log: dict[str, SessionId] = {}
        self._sent: dict[FlagId, Flag] = {}
        self.log_edit: Callable[[str, FileEdit], object] = self._note_edit
        """Takes each edit with the log that told of it; a scan puts its own here."""
        self._edited: set[str] = set()
        """Files with edits that no update told of."""
        self._placing = Placing(self.attribution, self.binding, RenamedFiles())
        self._explaining = Explaining(self.attribution, self.sessions)
        self._where: list[Place] | None = None
        self._looked_before = False
        self._lively: dict[str, float] = {}
        """When each log last told something, or was met as one that goes on, by the clock of this process."""
        self._modified: dict[str, float] = {}
        """When each session of a database was changed last, as the database says."""

    # --- finding logs -------------------------------------------------------------------------------------------------

    def roots(self) -> tuple[str, ...]:
        """Return the folders below which logs may appear, whether or not they exist yet."""
        return log_roots(self._env, self._home, self.folders)

    def discover(self) -> tuple[str, ...]:
        """Return the log files of the folders, newest first; cheap, as heads of files are remembered."""
        found = find_logs(self.folders, self._env, self._home, self._heads)
        keep_heads(self._index, self._heads)
        self._unsearched = deque(self._heads.unsearched() if self.folders else ())
        self.looked = found.looked
        for unread in found.unread:
            self.unread[unread.log] = unread
        for log in found.logs:
            if log.member and log.path not in self._modified:
                # One that appears while we look goes on; of those that were there, the ones that changed lately do.
                self._meet(log, lively=self._looked_before or time.time() - log.modified < HOT_FOR)
        self._looked_before = True
        return tuple(log.path for log in found.logs)

    def may_be_log(self, path: str) -> bool:
        """Tell by its name whether a file would be looked at as a log or as a part of one."""
        return may_be_log(path, self._places())

    def find(self, path: str, *, cold: bool = False) -> tuple[str, ...]:
        """Return the logs of the folders that lie at a path, or that a file at this path is a part of.

        Of a database, which changes whenever any of its sessions does: those that changed by its own word, are new, or
        told something lately; with `cold` all of them.
        """
        now = time.monotonic()
        wanted = []
        held: list[Unread] = []
        found = logs_of(path, self.folders, self._places(), held, self._heads)
        (self.again.add if held else self.again.discard)(path)
        for log in found:
            lately = now - self._lively.get(log.path, float("-inf")) < HOT_FOR
            if cold or lately or not log.member or self._modified.get(log.path) != log.modified:
                wanted.append(log.path)
            if log.member:
                self._meet(log, lively=log.path not in self._modified)
        return tuple(wanted)

    def search_deeper(self) -> tuple[str, ...] | None:
        """Search one log to its end for the folders; returns what came to light, None when all logs are searched."""
        if not self._unsearched:
            keep_heads(self._index, self._heads)
            return None
        path = self._unsearched.popleft()
        return self.find(path) if self._heads.search(path) else ()

    def _meet(self, log: LogFile, *, lively: bool) -> None:
        self._modified[log.path] = log.modified
        if lively:
            self._lively[log.path] = time.monotonic()

    def _places(self) -> list[Place]:
        if self._where is None:
            self._where = all_places(self._env, self._home, self.folders)
        return self._where

    # --- reading ------------------------------------------------------------------------------------------------------

    def poll(self, log: str, *, final: bool = False) -> Update:
        """Read what is new in one log, judge what changed, place the flags; an empty update if nothing is new.

        `final` tells that the log is complete: a last line without a line ending counts.
        """
        before, goes_on = self.unread.get(log), log in self._readers
        touched = self.read(log, final=final)
        if touched:
            self._lively[log] = time.monotonic()
        for path in self._edited if goes_on else ():
            # The edit has just happened: the text of this moment says most of where its lines are, whatever comes next.
            self.attribution.text(path, read_text(path))
        if not touched and self.unread.get(log) == before:
            return Update()
        return self.update(touched)

    def read(self, log: str, *, final: bool = False) -> set[SessionId]:
        """Read what is new in one log; returns the sessions that got events."""
        reader = self._readers.get(log)
        if reader is None:
            reader = self._readers[log] = LogReader(log, self._seen)
        touched: set[SessionId] = set()
        while True:
            batch = read_source(reader, final=final)
            if isinstance(batch, Fault):
                self.faults.append(batch)
                self.unread[log] = Unread(log, f"could not be read further: {batch.error}")
                return touched
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
        touched: set[SessionId] = set()
        self.binding.note(batch.session.cwds)
        self._state_of(batch.session).see(batch.session)
        self._of_log[log] = batch.session.id
        touched.add(batch.session.id)
        if batch.revises:
            self._revise(log, self._state_of(batch.session), batch.events)
            return touched
        for event in batch.events:
            # A log may hold events of more than one session (resumed ones keep their ids).
            state = self.sessions.get(event.session) or self._state_of(batch.session)
            state.feed((event,))
            touched.add(state.id)
            self._pens.saw(event, batch.session)
            for edit in (event.edit,) if isinstance(event, EditEvent) else state.timeline.take_inferred():
                self._pens.wrote(edit, batch.session)
                self.log_edit(log, edit)
        return touched

    def _note_edit(self, _log: str, edit: FileEdit) -> None:
        self._edited |= self.attribution.log_edit(edit)

    def _revise(self, log: str, state: SessionState, events: Sequence[Event]) -> None:
        self._explaining.forget()
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
        state = self.sessions.get(picture.id)
        if state is None:
            state = self.sessions[picture.id] = SessionState(picture, self.configurations.of(picture.cwd))
        return state

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
        for session in touched:
            state = self.sessions.get(session)
            if state is not None and state.size > held:
                state.let_go(self._instructions(state), held // 2)

    def let_go(self, log: str) -> None:
        """Forget how far a log was read: nobody will ask for more of it."""
        self._readers.pop(log, None)

    def settle(self, session: SessionId) -> None:
        """Judge a session for good and let go of its events."""
        state = self.sessions.pop(session)
        done = state.settled(self._instructions(state))
        known = self.settled.get(session)
        self.settled[session] = done if known is None else known.plus(done)

    # --- judging and placing ------------------------------------------------------------------------------------------

    def update(self, touched: set[SessionId]) -> Update:
        """Judge and place what changed in these sessions; returns what is new since the last update."""
        flags: dict[FlagId, Flag | None] = {}
        paths: set[str] = set()
        for session in touched:
            for flag in self._judged(session):
                paths |= self._placing.note(flag)
                if flag.path is not None and flag.edit is None:
                    self.binding.resolve(flag.path)
            current = {f.id for f in self._flags_of(session)}
            gone = [i for i, f in self._sent.items() if f.session == session and i not in current]
            for flag_id in gone:
                flags[flag_id] = None
                paths |= self._placing.forget(flag_id)
        paths |= self._placing.paths_with_news()
        files = self._placing.look_at(sorted(paths))
        for session in touched:
            for flag in self._flags_of(session):
                placed = self._placing.placed(flag)
                if self._sent.get(flag.id) != placed:
                    flags[flag.id] = self._sent[flag.id] = placed
        for flag_id in [i for i, f in flags.items() if f is None]:
            self._sent.pop(flag_id, None)
        edited = {path: len(self.attribution.edits_of_path(path)) for path in self._edited}
        self._edited.clear()
        return Update(
            edited=edited,
            sessions={s: self.sessions[s].session for s in touched if s in self.sessions},
            flags=flags,
            files=files,
            unread=tuple(self.unread.values()),
            looked=self.looked,
            problems=self.problems(),
        )

    def _judged(self, session: SessionId) -> Sequence[Flag]:
        state = self.sessions.get(session)
        return state.judged(self._instructions(state)) if state is not None else self._flags_of(session)

    def _flags_of(self, session: SessionId) -> Sequence[Flag]:
        state = self.sessions.get(session) or self.settled.get(session)
        return state.flags if state is not None else ()

    def _instructions(self, state: SessionState) -> str:
        root = self.binding.folders[0] if self.binding.folders else None
        cwd = state.session.cwd
        if cwd and os.path.isdir(cwd):
            root = self.binding.root_of(os.path.realpath(cwd)) or root or cwd
        if root is not None:
            self._roots.add(root)
        changed = {
            real
            for turn in state.timeline.turns
            for _, action in turn.actions
            for fact in action.edits
            if fact.path.endswith((".md", ".cursorrules"))
            and (real := self.binding.resolve(fact.edit.path)) is not None
        }
        return read_instructions(root, changed)

    def place(self, path: str, text: str | None, version: int | None) -> dict[str, FileView]:
        """Work out who owns each line of `path`, and where its flags stand, for this text (the disk's if None).

        `path` may name a notebook's cell. Beside it stand the views of files that flags left for this one, or went to.
        """
        return self._placing.place(path, text, version)

    def homeless(self) -> tuple[Flag, ...]:
        """Return the flags about edits that stand in none of the files known to be their session's; the next update looks again."""
        return self._placing.look_again()

    def may_stand_in(self, path: str, flags: Sequence[Flag]) -> bool:
        """Tell by a cheap look whether lines of some of these flags may stand in a file (real path)."""
        text = read_text(path)
        return text is not None and self._placing.may_have_any(text, flags)

    def notes(self, path: str) -> dict[EditId, EditNote]:
        """Tell in short of the edits that own lines of the text that a file was last placed for."""
        return self._explaining.notes(file_of(path))

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
        self.configurations.of(None)
        for state in self.sessions.values():
            state.rejudge(self.configurations.of(state.session.cwd))
        return self.update(set(self.sessions))

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the configuration."""
        return self.configurations.problems

    def flags(self) -> list[Flag]:
        """Return every flag as last placed, newest first."""
        found = [self._sent.get(f.id, f) for s in (*self.sessions, *self.settled) for f in self._flags_of(s)]
        return sorted(found, key=lambda f: (-(f.time or 0.0), f.id))

    def leaned_on(self) -> tuple[str, ...]:
        """Return the files and folders besides logs that decided what was found, whether or not they are there."""
        logged = {flag.path for done in self.settled.values() for flag in done.flags if flag.path is not None}
        read = {file for root in self._roots for file in instruction_files(root)}
        asked = (*self.binding.cwds, *self.folders, *self.configurations.files, *self.shared.paths)
        return tuple(sorted({*logged, *read, *self._placing.files, *asked}))

    def transcript(self, session: SessionId) -> tuple[str, dict[EventId, int]]:
        """Return a session's transcript as Markdown, and the 0-based line of each event; LookupError if unknown."""
        state = self.sessions.get(session)
        if state is None:
            raise LookupError(session)
        return render(state.session, state.events)
