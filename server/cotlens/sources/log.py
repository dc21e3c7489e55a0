"""One log file as the engine sees it: followed, recognised by its content, and read by its agent's reader."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cotlens.model.errors import Unread
from cotlens.model.event import Event, LogRef
from cotlens.model.session import Session
from cotlens.sources.base import Owner, Reader, Seen
from cotlens.sources.claude_code import ClaudeReader
from cotlens.sources.codex import CodexReader
from cotlens.sources.records import decode
from cotlens.sources.sniff import CLAUDE, CODEX, LINES, head_problem, sniff
from cotlens.sources.tail import BUDGET, Line, Read, Tail, keep_all

_READERS: Final[dict[str, Callable[[str, Seen, Owner], Reader]]] = {CLAUDE: ClaudeReader, CODEX: CodexReader}
_DROPS: Final[dict[str, Callable[[bytes], bool]]] = {CLAUDE: ClaudeReader.drops, CODEX: CodexReader.drops}


@dataclass(frozen=True, slots=True)
class Batch:
    """What one `LogReader.poll` found."""

    events: list[Event] = field(default_factory=list)
    reset: bool = False
    """The log began anew: everything that this log gave before is void."""
    session: Session | None = None
    """The session as known now; None while the log's agent is not known."""
    unread: Unread | None = None
    """Why the log cannot be read, as things stand; None for a log that is empty or not there yet."""
    more: bool = False
    """There is more to read now; poll again."""
    gone: bool = False
    """The file is not there. What was read from it before stays valid."""


class LogReader:
    """Follows one log file. Holds the partial last line and what its reader needs to join records, nothing else."""

    def __init__(self, path: str, seen: Seen) -> None:
        self.path = os.path.abspath(path)
        self._seen = seen
        self._tail = Tail(self.path)
        self._reader: Reader | None = None
        self._waiting: list[Line] = []
        self._strange = ""

    @property
    def agent(self) -> str | None:
        """The agent that wrote the log, None while it is not known."""
        return self._reader.agent if self._reader else None

    @property
    def offset(self) -> int:
        """Bytes of complete lines read so far."""
        return self._tail.offset

    def poll(self, *, budget: int = BUDGET, final: bool = False) -> Batch:
        """Read what is new, up to `budget` bytes.

        `final` says that nobody will poll again after the end is reached: a last line without a newline then counts if
        it is whole, and what the reader holds back in wait of a twin is given out.
        """
        read = self._tail.read(budget)
        if read.error:
            return Batch(session=self._session(), unread=Unread(self.path, f"cannot be opened: {read.error}"))
        if read.reset:
            self._reader = None
            self._waiting, self._strange = [], ""
            self._tail.splitter.drop = keep_all
        events: list[Event] = []
        for line in read.lines:
            events += self._take(line)
        if final and not read.more and not read.gone:
            events += self._finish()
        return Batch(events, read.reset, self._session(), self._unread(read), read.more, read.gone)

    def _take(self, line: Line) -> list[Event]:
        if self._reader is not None:
            return self._feed(self._reader, line)
        if len(self._waiting) >= LINES:
            return []
        self._waiting.append(line)
        agent, strange = (None, "") if line.cut else sniff(line.data)
        if agent is None:
            self._strange = self._strange or strange
            return []
        return self._recognise(agent)

    def _recognise(self, agent: str) -> list[Event]:
        self._reader = reader = _READERS[agent](self.path, self._seen, Owner(self.path))
        self._tail.splitter.drop = _DROPS[agent]
        waiting, self._waiting = self._waiting, []
        return [event for line in waiting for event in self._feed(reader, line)]

    def _feed(self, reader: Reader, line: Line) -> list[Event]:
        ref = LogRef(self.path, line.number, line.offset)
        return reader.feed_cut(line.data, ref) if line.cut else reader.feed(line.data, ref)

    def _finish(self) -> list[Event]:
        splitter = self._tail.splitter
        events: list[Event] = []
        rest = splitter.rest
        if decode(rest) is not None:
            events += self._take(Line(rest, splitter.offset, splitter.number + 1))
        return events + (self._reader.drain() if self._reader else [])

    def _session(self) -> Session | None:
        return self._reader.session() if self._reader else None

    def _unread(self, read: Read) -> Unread | None:
        if self._reader is not None or read.gone:
            return None
        head = self._waiting[0].data if self._waiting else self._tail.splitter.rest
        reason = head_problem(head) or (self._strange and f"it holds {self._strange}")
        return Unread(self.path, f"is no log of a known agent: {reason}") if reason else None
