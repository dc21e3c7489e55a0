"""The work of the worker process: one small thing at a time, commands before live logs before the backlog. Knows no pipe."""

from __future__ import annotations

import contextlib
import os
import queue
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Union

from cotlens.engine.backlog import Backlog
from cotlens.engine.driven import Engine, EngineFactory
from cotlens.engine.flagged import FlaggedFiles
from cotlens.engine.heap import give_back
from cotlens.engine.outbox import Outbox
from cotlens.engine.past_reader import PastKept, PastOver
from cotlens.engine.search_pace import SearchPace
from cotlens.engine.stamp import Stamp, log_stamp
from cotlens.engine.told_notes import ToldNotes
from cotlens.engine.watch import LogWatcher
from cotlens.model.errors import Unread
from cotlens.model.session_page import AskSession, AskWhere, SessionPage, Where
from cotlens.model.snapshot import (
    AskTranscript,
    AskWhy,
    Command,
    EndScan,
    PlaceText,
    Progress,
    Rescan,
    Stop,
    Transcript,
    Update,
    Watch,
)
from cotlens.model.why import Explanation
from cotlens.sources.keys import file_of

FILES_EVERY: Final = 0.5
"""Seconds between looks at the workspace files that carry flags."""
CONFIGURATION_EVERY: Final = 2.0
"""Seconds between looks at the configuration files."""
TIDY_AFTER: Final = 60.0
"""Seconds of quiet after which memory is given back, if logs were read since it was last."""
TIDY_BY: Final = 600.0
"""Seconds after which it is given back though an agent goes on and on: it takes some 50 ms, and holes grow by a megabyte an hour."""
PAUSE: Final = 1.0
"""Seconds without news of a live log after which flags of recalled sessions are placed while more of the past comes in."""
LEAVE_AFTER: Final = 90.0
"""Seconds without a command or a log that told something after which a worker whose sessions are all at rest makes way for a new one:
that takes them from where they are kept, without the code, patterns and grammars that reading them took."""
BETWEEN_EVERY: Final = 0.002
"""Seconds between looks at what cannot wait while a long log is read."""
RETRY_AFTER: Final = 0.5
"""Seconds after which a log that its writer held is looked at again."""


@dataclass(frozen=True, slots=True)
class Woken:
    """The watcher's word that a log (or, with None, anything) may have changed."""

    log: str | None
    routine: bool = False
    """Nothing but time gives a reason to look."""


Message = Union[Command, Woken, PastKept, PastOver]
"""What comes to the worker: from the server, from the watcher, and from the process that reads the past."""


class Worker:
    """One thread that does one small thing at a time, commands before live logs before the backlog."""

    def __init__(self, make: EngineFactory, outbox: Outbox) -> None:
        self._make = make
        self._outbox = outbox
        self.inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._put_off: deque[Message] = deque()
        """What came while a log was read and has to wait until it is."""
        self._between_due = 0.0
        self._running = True
        self._idle_since = time.monotonic()
        """When a command or news of a log came last."""
        self._cancelled = False
        """Whether the user did not want to have all logs read."""
        self._engine: Engine | None = None
        self._watcher: LogWatcher | None = None
        self._watch = Watch(folders=())
        self._known: set[str] = set()
        self._dirty: dict[str, None] = {}
        self._backlog = Backlog()
        self._scanning = False
        self._search = SearchPace()
        self._deeper = False
        """Whether logs are left that were not searched to their ends."""
        self._retries: dict[str, float] = {}
        """When to look again at logs that their writer held."""
        self._databases: dict[str, Stamp | None] = {}
        """Stamps of databases when all of their sessions were looked at last."""
        self._flagged = FlaggedFiles()
        self._notes = ToldNotes()
        self._tidy_by = 0.0
        self._tidy_due: float | None = None
        """When to give memory back; None while no log was read since."""
        self._files_due = 0.0
        self._configuration_due = 0.0
        self._unplaced_due = 0.0

    def run(self) -> None:
        """Work until told to stop, or until a new process would hold the same in less memory."""
        while self._running:
            self._take_all()
            if self._running and self._engine is not None:
                self._step(self._engine)
        if self._watcher is not None:
            self._watcher.stop()
        self._backlog.clear()

    # --- what comes in ------------------------------------------------------------------------------------------------

    def _take_all(self) -> None:
        """Handle all that waits; wait for something while there is nothing to read."""
        block = not (self._dirty or self._backlog.ready or self._deeper or self._may_place)
        while self._running:
            try:
                message = self._next(block=block)
            except queue.Empty:
                return
            self._handle(message)
            block = False

    def _next(self, *, block: bool) -> Message:
        if self._put_off:
            return self._put_off.popleft()
        return self.inbox.get(block=block, timeout=self._patience() if block else None)

    def _between(self) -> None:
        """Let in what cannot wait while a log is read: texts that are typed, and what live sessions did meanwhile."""
        if time.monotonic() < self._between_due or (self.inbox.empty() and not self._dirty):
            return
        self._between_due = float("inf")
        while not self.inbox.empty():
            message = self.inbox.get_nowait()
            # The other commands end what is being done, or ask about sessions, of which one is half read; none is overtaken.
            if isinstance(message, Woken) or (isinstance(message, PlaceText) and not self._put_off):
                self._handle(message)
            else:
                self._put_off.append(message)
        if (engine := self._engine) is not None:
            for log in [log for log in self._dirty if engine.may_read_between(log)]:
                del self._dirty[log]
                self._read(engine, log)
        self._between_due = time.monotonic() + BETWEEN_EVERY

    def _patience(self) -> float | None:
        due = [self._configuration_due] if self._engine is not None else []
        if self._engine is not None and self._engine.unplaced:
            due.append(self._place_at)
        if self._search.wanted:
            due.append(self._search.due)
        if self._flagged:
            due.append(self._files_due)
        if self._notes.due is not None:
            due.append(self._notes.due)
        due += self._retries.values()
        return max(min(due) - time.monotonic(), 0.001) if due else None

    def _handle(self, message: Message) -> None:
        if not isinstance(message, Woken):
            self._idle_since = time.monotonic()
        match message:
            case Woken(log, routine):
                self._on_woken(log, routine=routine)
            case Watch():
                self._watch = message
                self._begin()
            case Rescan():
                self._begin()
            case PlaceText(path, text, version):
                for files in (self._flagged, self._notes):
                    (files.closed if text is None else files.opened)(path)
                self._place(path, text, version)
            case AskWhy():
                self._explain(message)
            case AskTranscript():
                self._tell_transcript(message)
            case AskSession():
                page = self._engine.page(message) if self._engine is not None else SessionPage(message.request)
                self._outbox.pass_on(page)
            case AskWhere():
                place = self._engine.where(message) if self._engine is not None else Where(message.request, None)
                self._outbox.pass_on(place)
            case PastKept() | PastOver():
                if self._engine is not None:
                    self._backlog.on(message, self._engine)
            case EndScan():
                self._backlog.clear()
                self._cancelled = True
            case Stop():
                self._running = False

    def _on_woken(self, log: str | None, *, routine: bool = False) -> None:
        if log is None:
            self._search.want(routine=routine)
        elif log in self._known:
            self._dirty[log] = None
        elif self._engine is not None:
            self._find(self._engine, log)

    def _find(self, engine: Engine, path: str, *, cold: bool = False) -> None:
        found = [log for log in engine.find(path, cold=cold) if log not in self._watch.skip]
        if path in engine.again:
            self._retries[path] = time.monotonic() + RETRY_AFTER
        self._take_in(found)

    def _take_in(self, found: Sequence[str]) -> None:
        """Have logs read, and follow those that are new."""
        self._dirty.update(dict.fromkeys(found))
        if fresh := set(found) - self._known:
            self._known |= fresh
            if self._watcher is not None:
                self._watcher.follow(self._known)

    def _begin(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
        self._backlog.clear()
        self._cancelled = False
        if not self._watch.folders:
            # To an engine no folders means every folder of this machine; to an editor it means none.
            self._engine = self._watcher = None
            self._known, self._dirty = set(), {}
            self._scanning = self._deeper = False
            self._emit(Update(fresh=True, unread=(), problems=(), shared=()), now=True)
            self._emit(Update(scanning=False), now=True)
            return
        home = os.path.expanduser("~")
        self._engine = engine = self._make(self._watch.folders, dict(os.environ), home, self._watch.trusted)
        engine.between = self._between
        self._flagged, self._notes, self._search = FlaggedFiles(), ToldNotes(), SearchPace()
        self._retries, self._databases = {}, {}
        logs, roots = self._discover(engine), engine.roots()
        self._known, self._dirty = set(logs), {}
        self._backlog.begin(engine, logs, self._watch, self.inbox.put)
        self._scanning = self._deeper = True
        self._emit(
            Update(
                fresh=True,
                scanning=True,
                progress=Progress(0, len(logs)),
                looked=roots,
                unread=(),
                problems=engine.problems(),
            ),
            now=True,
        )
        self._watcher = LogWatcher(
            roots,
            lambda path: self.inbox.put(Woken(path)),
            may_be_log=engine.may_be_log,
            routine=lambda: self.inbox.put(Woken(None, routine=True)),
        )
        self._watcher.follow(logs)
        self._watcher.start()

    def _discover(self, engine: Engine) -> tuple[str, ...]:
        return tuple(log for log in engine.discover() if log not in self._watch.skip)

    # --- what is done -------------------------------------------------------------------------------------------------

    def _step(self, engine: Engine) -> None:
        now = time.monotonic()
        for log in [log for log, due in self._retries.items() if now >= due]:
            del self._retries[log]
            self._on_woken(log)
        if self._search.wanted and now >= self._search.due:
            self._look_for_logs(engine)
        if self._flagged and now >= self._files_due:
            self._files_due = now + FILES_EVERY
            for path in self._flagged.changed():
                self._emit(Update(files=self._flagged.news(engine.place(path, None, None))), now=True)
        if self._notes.due is not None and now >= self._notes.due and not self._dirty:
            self._emit(Update(notes=dict(self._notes.news(engine.notes))))
        if now >= self._configuration_due:
            self._configuration_due = now + CONFIGURATION_EVERY
            self._backlog.check()
            if (update := engine.reconfigure()) is not None and engine.has_rested:
                self._begin()  # what rests is judged from its logs
                return
            self._emit(update or _NOTHING)
            self._tell_shared(engine)
            if engine.rest() and self._is_idle(now):
                self._running = False
            if self._tidy_due is not None and now >= self._tidy_due and not self._scanning:
                self._tidy_due = None
                give_back()
        if self._dirty:
            log = next(iter(self._dirty))
            del self._dirty[log]
            self._read(engine, log)
        elif self._backlog.ready:
            self._read(engine, *self._backlog.take())
        elif self._may_place:
            self._emit(engine.unplaced.place())
            # What was placed is placed anew as more of the past comes in: a twentieth of the time is for that.
            self._unplaced_due = time.monotonic() + 20 * (time.monotonic() - now)
        elif self._deeper:
            found = engine.search_deeper()
            self._deeper = found is not None
            self._take_in([log for log in found or () if log not in self._watch.skip])
        if self._scanning and not self._backlog and not engine.unplaced:
            self._scanning = False
            self._tell_shared(engine)
            self._emit(Update(scanning=False), now=True)
            self._tidy_due = now

    @property
    def _may_place(self) -> bool:
        """Whether it is time to place flags of recalled sessions."""
        return self._engine is not None and bool(self._engine.unplaced) and time.monotonic() >= self._place_at

    @property
    def _place_at(self) -> float:
        """When they are placed at the earliest: while more of the past comes in, a live log would wait for it."""
        return max(self._unplaced_due, self._idle_since + PAUSE) if self._backlog else 0.0

    def _is_idle(self, now: float) -> bool:
        waiting = self._scanning or self._dirty or self._backlog or self._deeper or self._put_off or self._retries
        return now - self._idle_since > LEAVE_AFTER and not waiting and not self._cancelled and self.inbox.empty()

    def _tell_shared(self, engine: Engine) -> None:
        """Tell of shared verdicts, but not before all logs were read: they tell which of them an agent wrote."""
        if not self._scanning:
            self._emit(engine.shared_news() or _NOTHING, now=True)

    def _look_for_logs(self, engine: Engine) -> None:
        began = time.monotonic()
        logs = self._discover(engine)
        took = time.monotonic() - began
        watcher = self._watcher
        changed = watcher.follow(logs) if watcher is not None else []
        self._search.done(took)
        self._deeper = True
        self._known = set(logs)
        self._dirty.update((path, None) for path in changed if path in self._known)
        for path in {file_of(log) for log in logs} - self._known:
            # A database: sessions of it that were quiet may have gone on without its telling when.
            if (stamp := log_stamp(path)) != self._databases.get(path):
                self._databases[path] = stamp
                self._find(engine, path, cold=True)

    def _read(self, engine: Engine, log: str, progress: Progress | None = None) -> None:
        # A log that ends the process while it is live is read again with the backlog of the next one, and then named.
        around = self._outbox.begin(log, tell=progress is not None)
        update = engine.poll(log, later=True)
        if log in engine.again:
            self._retries[log] = time.monotonic() + RETRY_AFTER
        if update.sessions:
            self._notes.went_on()
            self._idle_since = time.monotonic()
            if self._tidy_due is None:
                self._tidy_by = self._idle_since + TIDY_BY
            self._tidy_due = min(self._idle_since + TIDY_AFTER, self._tidy_by)
            self._tell_shared(engine)
        self._emit(update if progress is None else replace(update, progress=progress))
        self._outbox.done(around)

    def _place(self, path: str, text: str | None, version: int | None) -> None:
        if (engine := self._engine) is not None:
            self._emit(Update(files=engine.place(path, text, version)), now=True)
            self._emit(Update(notes=dict(self._notes.news_of(path, engine.notes))))

    def _tell_transcript(self, ask: AskTranscript) -> None:
        answer = Transcript(ask.request, ask.session, markdown="")
        with contextlib.suppress(LookupError):
            if self._engine is not None:
                answer = Transcript(ask.request, ask.session, *self._engine.transcript(ask.session))
        self._outbox.pass_on(answer)

    def _explain(self, ask: AskWhy) -> None:
        found = self._engine.explain(ask.path, ask.text, ask.first, ask.last) if self._engine is not None else ()
        self._outbox.pass_on(Explanation(ask.request, ask.path, found))

    def _emit(self, update: Update, *, now: bool = False) -> None:
        if update == _NOTHING:
            return
        if update.unread is not None and self._watch.skip:
            skipped = tuple(
                Unread(log, "reading it ended the reader; it is left out until the server restarts")
                for log in self._watch.skip
            )
            update = replace(update, unread=update.unread + skipped)
        self._flagged.note(update.files)
        self._outbox.add(update, now=now)


_NOTHING: Final = Update()
