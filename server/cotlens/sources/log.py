"""One log as the engine sees it, whatever its shape: its content says how it is followed and read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cotlens.sources.base import Seen
from cotlens.sources.batch import Batch
from cotlens.sources.format import Format, Shape
from cotlens.sources.keys import absolute_key, split_key
from cotlens.sources.line_log import LineLog
from cotlens.sources.snapshot_log import SnapshotLog
from cotlens.sources.sniff import Closed, Missing, Recognised, Strange, Undecided, look, look_again
from cotlens.sources.tail import BUDGET

__all__ = ["Batch", "LogReader"]

OFTEN: Final = 4 * 1024 * 1024
"""Bytes up to which a log that is not known is looked at as a document whenever it changes."""


class LogReader:
    """Follows one log, named by its path or `database#session`."""

    def __init__(self, key: str, seen: Seen) -> None:
        self.path = absolute_key(key)
        self._seen = seen
        self._lines: LineLog | None = None
        self._whole: SnapshotLog | None = None
        self._tried = 0
        self._looked = 0

    @property
    def form(self) -> Format | None:
        """The log's format, None while it is not known."""
        if self._whole is not None:
            return self._whole.form
        return self._lines.form if self._lines is not None else None

    @property
    def agent(self) -> str | None:
        """The agent that wrote the log, None while it is not known."""
        return self.form.agent if self.form else None

    @property
    def offset(self) -> int:
        """Bytes of complete lines read so far; 0 for a log that has no lines."""
        return self._lines.offset if self._lines is not None else 0

    def poll(self, *, budget: int = BUDGET, final: bool = False) -> Batch:
        """Read what is new, up to about `budget` bytes of a log of lines; other shapes are read as a whole.

        `final` says that nobody will poll again after the end is reached: a last line without a newline then counts if
        it is whole, and what the reader holds back in wait of a twin is given out.
        """
        if self._whole is not None:
            batch = self._whole.poll(final=final)
            return self._anew(batch, budget=budget, final=final) if batch.unread is not None else batch
        if self._lines is None:
            unread = self._choose(final=final)
            if unread is not None:
                return unread
        return self._poll_lines(budget=budget, final=final)

    def _ends_as_document(self, lines: LineLog) -> bool:
        """Tell, once for each length, whether a log without any line end may be one whole document."""
        size = lines.one_line
        if size == self._tried:
            return False
        self._tried = size
        return size > 0

    def _anew(self, batch: Batch, *, budget: int, final: bool) -> Batch:
        """Look whether what could not be read has become a log of another format; what it told before is void then."""
        was, found = self.form, look(self.path)
        settled = isinstance(found, Recognised) and found.format is was
        if settled or not isinstance(found, (Recognised, Undecided)):
            return batch
        held, self._whole = self._whole, None
        again = self.poll(budget=budget, final=final)
        if again.session is None:
            # Most likely it was caught while it was written.
            self._whole, self._lines = held, None
            return batch
        return replace(again, reset=True)

    def _choose(self, *, final: bool) -> Batch | None:
        """Look at the log's beginning; a batch if that settles what there is to say for now."""
        found = look(self.path)
        if isinstance(found, Missing):
            return Batch(gone=True)
        if isinstance(found, Recognised) and found.format.shape not in (Shape.LINES, Shape.PROSE):
            self._whole = SnapshotLog(self.path, found.format, self._seen, found.document)
            return self._whole.poll(final=final)
        if isinstance(found, (Recognised, Undecided)):
            form = found.format if isinstance(found, Recognised) and found.format.shape is Shape.PROSE else None
            self._lines = LineLog(split_key(self.path)[0], self._seen, form)
            return None
        return Batch(unread=found.unread(self.path))

    def _poll_lines(self, *, budget: int, final: bool) -> Batch:
        lines = self._lines
        if lines is None:
            return Batch()
        batch = lines.poll(budget=budget, final=final)
        if batch.more or lines.recognised or (batch.unread is None and not self._ends_as_document(lines)):
            return batch
        # No line of it is a record that is known. It may have been looked at when it was empty; or it may be one document,
        # on one line or on many.
        found = look(self.path)
        if isinstance(found, Recognised) and found.format.shape is Shape.PROSE:
            self._lines = LineLog(split_key(self.path)[0], self._seen, found.format)
            return self._lines.poll(budget=budget, final=final)
        again = found if isinstance(found, Recognised) else self._document()
        if isinstance(again, Recognised):
            self._lines = None
            self._whole = SnapshotLog(self.path, again.format, self._seen, again.document)
            return replace(self._whole.poll(final=final), reset=batch.reset)
        return batch

    def _document(self) -> Recognised | Strange | Closed | None:
        """Look whether the log is one document; a big one that was none is looked at again when it has doubled."""
        size = self.offset
        if size > OFTEN and size < 2 * self._looked:
            return None
        self._looked = size
        return look_again(self.path)
