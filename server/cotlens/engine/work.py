"""The work of the worker process: one small thing at a time, commands before live logs before the backlog. Knows no pipe."""

from __future__ import annotations

import os
import queue
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Union

from cotlens.engine.answering import Question, answer, may_overtake
from cotlens.engine.backlog import Backlog
from cotlens.engine.doze import FILES_EVERY, Doze, lookout, patience_with
from cotlens.engine.driven import Engine, EngineFactory
from cotlens.engine.flagged import FlaggedFiles
from cotlens.engine.heap import give_back
from cotlens.engine.outbox import Outbox
from cotlens.engine.past_reader import PastKept, PastOver
from cotlens.engine.search_pace import SearchPace
from cotlens.engine.skipped import with_skipped
from cotlens.engine.stamp import Stamp, log_stamp
from cotlens.engine.tidy_pace import TidyPace
from cotlens.engine.told_notes import ToldNotes
from cotlens.engine.watch import LogWatcher, Woken
from cotlens.model.snapshot import (
    Beat,
    Command,
    EndScan,
    Leaving,
    PlaceText,
    Progress,
    Rescan,
    Stop,
    Update,
    Wanted,
    Watch,
)
from cotlens.sources.keys import file_of

CONFIGURATION_EVERY: Final = 2.0
"""Seconds between looks at the configuration files."""
PAUSE: Final = 1.0
"""Seconds without news of a live log after which flags of recalled sessions are placed while more of the past comes in."""
BETWEEN_EVERY: Final = 0.002
"""Seconds between looks at what cannot wait while a long log is read."""
RETRY_AFTER: Final = 0.5
"""Seconds after which a log that its writer held is looked at again."""


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
        self._questions: deque[Question] = deque()
        """What was asked and not answered yet."""
        self._commands = 0
        """How many came."""
        self._doze: Doze | None = None
        """While nothing is held."""
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
        self._tidy = TidyPace()
        self._files_due = 0.0
        self._configuration_due = 0.0
        self._unplaced_due = 0.0

    def run(self) -> None:
        """Work until told to stop, or until nothing needs to be held."""
        while self._running:
            self._take_all()
            if self._running and self._engine is not None:
                self._step(self._engine)
            elif self._running and self._doze is not None:
                self._doze.look()
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
            # The other commands end what is being done, or ask about a session that is half read; none is overtaken.
            first = not (self._put_off or self._questions)
            if isinstance(message, Woken) or (first and may_overtake(self._engine, message)):
                self._handle(message)
            else:
                self._put_off.append(message)
        if (engine := self._engine) is not None:
            for log in [log for log in self._dirty if engine.may_read_between(log)]:
                del self._dirty[log]
                self._read(engine, log)
        self._between_due = time.monotonic() + BETWEEN_EVERY

    def _patience(self) -> float | None:
        if self._doze is not None:
            return self._doze.patience
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
            self._commands += not isinstance(message, (PastKept, PastOver))
        if self._doze is not None and not isinstance(message, (Watch, Stop)):
            self._doze.on(message)
            return
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
            case PastKept() | PastOver():
                if self._engine is not None:
                    self._backlog.on(message, self._engine)
            case EndScan():
                self._backlog.clear()
                self._cancelled = True
                self._answer()
            case Stop():
                self._running = False
            case _:
                self._questions.append(message)
                self._answer()

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
        for eyes in (self._watcher, self._doze):
            if eyes is not None:
                eyes.stop()
        self._doze = None
        self._backlog.clear()
        self._cancelled = False
        if not self._watch.folders:
            # To an engine no folders means every folder of this machine; to an editor it means none.
            self._engine = self._watcher = None
            self._known, self._dirty = set(), {}
            self._scanning = self._deeper = False
            self._emit(Update(fresh=True, unread=(), problems=(), shared=()), now=True)
            self._emit(Update(scanning=False), now=True)
            self._answer()
            return
        home = os.path.expanduser("~")
        engine = self._make(self._watch.folders, dict(os.environ), home, self._watch.trusted)
        if (left := self._watch.lookout) is not None:
            self._watch = replace(self._watch, lookout=None)
            self._engine = self._watcher = None
            self._doze = Doze(engine, self._watch, left, self.inbox.put, lambda: self._outbox.pass_on(Wanted()))
            self._outbox.pass_on(Beat(None))  # a sign of life
            return
        self._engine = engine
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
        self._answer()

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
                self._leave(engine)
            if not self._scanning and self._tidy.take(now):
                give_back()
        if self._dirty:
            log = next(iter(self._dirty))
            del self._dirty[log]
            self._read(engine, log)
            engine.make_room()
        elif self._backlog.ready:
            self._read(engine, *self._backlog.take())
            engine.make_room()
            self._answer()
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
            self._tidy.due = now

    @property
    def _may_place(self) -> bool:
        """Whether it is time to place flags of recalled sessions."""
        return self._engine is not None and bool(self._engine.unplaced) and time.monotonic() >= self._place_at

    @property
    def _place_at(self) -> float:
        """When they are placed at the earliest: while more of the past comes in, a live log would wait for it."""
        return max(self._unplaced_due, self._idle_since + PAUSE) if self._backlog else 0.0

    def _leave(self, engine: Engine) -> None:
        """End, unless there is something yet that only a process that holds all would see."""
        logs, files = self._discover(engine), self._flagged.as_they_were()
        if files is None or set(logs) != self._known or not self.inbox.empty():
            return
        self._outbox.pass_on(Leaving(lookout(engine.as_kept(logs), files, engine.leans_on()), self._commands))
        self._running = False

    def _is_idle(self, now: float) -> bool:
        busy = self._scanning or self._dirty or self._backlog or self._deeper or self._put_off or self._retries
        if busy or self._cancelled or not self.inbox.empty():
            return False
        return now - self._idle_since > patience_with(len(self._known))

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
            self._tidy.worked(self._idle_since)
        self._emit(update if progress is None else replace(update, progress=progress))
        self._outbox.done(around)
        if update.sessions:
            self._tell_shared(engine)

    def _place(self, path: str, text: str | None, version: int | None) -> None:
        if (engine := self._engine) is not None:
            self._emit(Update(files=engine.place(path, text, version)), now=True)
            self._emit(Update(notes=dict(self._notes.news_of(path, engine.notes))))

    def _answer(self) -> None:
        """Answer what was asked, but not before that came in which was known all along."""
        while self._questions and not self._backlog.opens:
            self._outbox.pass_on(answer(self._engine, self._questions.popleft()))

    def _emit(self, update: Update, *, now: bool = False) -> None:
        if update == _NOTHING:
            return
        self._outbox.add(with_skipped(update, self._watch.skip), now=now)
        self._flagged.note(update.files)


_NOTHING: Final = Update()
