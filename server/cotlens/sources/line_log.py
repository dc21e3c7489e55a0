"""A log of lines: followed by its bytes, recognised by its first records, and read by its format's reader."""

from __future__ import annotations

import os

from cotlens.model.errors import Unread
from cotlens.model.event import Event, LogRef
from cotlens.model.session import Session
from cotlens.sources.base import Owner, Reader, Seen
from cotlens.sources.batch import Batch
from cotlens.sources.format import Format, Shape
from cotlens.sources.records import decode
from cotlens.sources.sniff import LINES, head_problem, sniff
from cotlens.sources.tail import BUDGET, Line, Read, Run, Tail, bare, keep_all


class LineLog:
    """Follows one log file. Holds the partial last line and what its reader needs to join records, nothing else."""

    def __init__(self, path: str, seen: Seen, form: Format | None = None) -> None:
        """`form` names the format where it is known already (lines of text have no records to know it by)."""
        # As it was given where it can be: ten thousand sessions then share their names with what found them.
        self.path = path if os.path.isabs(path) and os.path.normpath(path) == path else os.path.abspath(path)
        self.form = form
        self._given = form
        self._seen = seen
        self._tail = Tail(self.path)
        self._reader: Reader | None = None
        self._waiting: list[Line] = []
        self._strange = ""

    @property
    def recognised(self) -> bool:
        """Whether it is known what the log is."""
        return self._reader is not None

    @property
    def offset(self) -> int:
        """Bytes of complete lines read so far."""
        return self._tail.offset

    @property
    def one_line(self) -> int:
        """Bytes of a log that has no line end yet and ends as a JSON document does; else 0."""
        rest = self._tail.splitter.rest if not self._waiting else b""
        return len(rest) if rest[-1:] in (b"}", b"]") else 0

    def poll(self, *, budget: int = BUDGET, final: bool = False) -> Batch:
        """Read what is new, up to `budget` bytes.

        `final` says that nobody will poll again after the end is reached: a last line without a newline then counts if
        it is whole, and what the reader holds back in wait of a twin is given out.
        """
        read = self._tail.read(budget, last=final)
        if read.error:
            return Batch(session=self._session(), unread=Unread(self.path, f"cannot be opened: {read.error}"))
        if read.reset:
            self._reader = None
            self.form = self._given
            self._waiting, self._strange = [], ""
            self._tail.splitter.drop = keep_all
        events: list[Event] = []
        for run in read.runs:
            self._run(run, events)
        if self._reader is not None and not read.more:
            events += self._reader.settle()
        if final and not read.more and not read.gone:
            events += self._finish()
        return Batch(
            events,
            reset=read.reset,
            # Readers of the two largest formats never tell an event twice; the others may.
            revises=self.form is not None and self.form.drops is None,
            session=self._session(),
            unread=self._unread(read),
            more=read.more,
            gone=read.gone,
        )

    def _run(self, run: Run, events: list[Event]) -> None:
        if run.cut or self._given is not None:
            # Text has no use for line endings, which JSON passes over.
            for line in run.each():
                events += self._take(line)
            return
        path, offset, number, reader = self.path, run.offset, run.number, self._reader
        for data in run.lines:
            # The hot path: nearly every line of every log comes by here.
            if reader is None:
                events += self._take(Line(bare(data), offset, number))
                reader = self._reader
            elif found := reader.feed(data, LogRef(path, number, offset)):
                events += found
            number += 1
            offset += len(data)

    def _take(self, line: Line) -> list[Event]:
        if self._reader is not None:
            return self._feed(self._reader, line)
        if self._given is not None:
            return self._recognise(self._given, line)
        if len(self._waiting) >= LINES:
            return []
        self._waiting.append(line)
        found, strange = (None, "") if line.cut else sniff(line.data)
        if found is None:
            self._strange = self._strange or strange
            return []
        return self._recognise(found.format)

    def _recognise(self, form: Format, *more: Line) -> list[Event]:
        self.form = form
        self._reader = reader = form.make(self.path, self._seen, Owner(self.path))
        if form.drops is not None:
            self._tail.splitter.drop = form.drops
        waiting, self._waiting = [*self._waiting, *more], []
        return [event for line in waiting for event in self._feed(reader, line)]

    def _feed(self, reader: Reader, line: Line) -> list[Event]:
        ref = LogRef(self.path, line.number, line.offset)
        return reader.feed_cut(line.data, ref) if line.cut else reader.feed(line.data, ref)

    def _finish(self) -> list[Event]:
        splitter = self._tail.splitter
        events: list[Event] = []
        rest = splitter.rest
        prose = self._given is not None and self._given.shape is Shape.PROSE and bool(rest)
        if prose or decode(rest) is not None:
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
