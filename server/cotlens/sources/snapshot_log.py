"""A log that is told as a whole each time (a rewritten document, a database's session, a folder): only what changed is given out.

Knows when to look again and how to load each shape; what it holds is its reader's to know. A long document is told in parts.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from dataclasses import replace
from typing import Any, Final

from cotlens.model.errors import LogError, Unread
from cotlens.model.event import Event
from cotlens.model.session import Session
from cotlens.sources.base import Owner, Seen
from cotlens.sources.batch import Batch
from cotlens.sources.database import is_settled, stamp_of
from cotlens.sources.format import Format, Shape
from cotlens.sources.keys import split_key
from cotlens.sources.long_document import WHOLE, Pages, open_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.telling import Telling
from cotlens.sources.told_events import Difference, ToldEvents

HEAD: Final = 64 * 1024
"""Characters of a text that it is recognised by."""
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of the largest text that is read: it has to be held as a whole. JSON documents may be of any size."""

Stamp = tuple[int, ...]


Document = tuple[Any, Pages]


class SnapshotLog:
    """Follows one such log. Never raises for what the log holds."""

    def __init__(self, key: str, form: Format, seen: Seen, document: Document | None = None) -> None:
        """`document` is the log as it was opened to find out what it is; it need not be gone through again."""
        self.key = key
        self.form = form
        self.path, self.member = split_key(key)
        self._seen = seen
        self._document = document
        self._told = ToldEvents(seen, Owner(key))
        self._reader: Any = None
        self._stamp: Stamp | None = None
        """Of the log as it was told last, or is being told."""
        self._telling: Telling | None = None
        """What is being told, where that takes several looks."""
        self._held: list[Event] = []
        """The last event told, so that the last part has one: an empty part says that nothing happened."""
        self._first = True
        """Whether nothing was told before this telling."""
        self._once = False
        """Whether this telling is the only one."""
        self._reset = False
        self._last = Batch()

    def poll(self, *, final: bool = False) -> Batch:
        """Read the log if it changed since the last look; of a long one the next part.

        `final` says that nobody will poll again after the end is reached: what was told need not be remembered then.
        """
        try:
            now = stamp(self.path, self.form)
        except (FileNotFoundError, NotADirectoryError):
            return Batch(session=self._last.session, gone=True)
        except OSError as problem:
            return self._failed(f"cannot be opened: {problem.strerror or type(problem).__name__}")
        if now == self._stamp and self._telling is None:
            return Batch(session=self._last.session, unread=self._last.unread)
        try:
            if now != self._stamp or self._telling is None:
                self._begin(once=final)
            batch = self._tell()
        except LogError as problem:
            return self._failed(str(problem))
        except sqlite3.Error as problem:
            # A writer holds the database; the stamp is not kept, so it is tried again.
            return replace(self._failed(f"cannot be read now: {problem}"), again=True)
        except (OSError, zipfile.BadZipFile) as problem:
            return self._failed(f"cannot be read: {problem}")
        if self.form.shape is Shape.DATABASE and not is_settled(now):
            return replace(batch, again=True)
        self._stamp = now
        return batch

    def _begin(self, *, once: bool = False) -> None:
        self._telling = self._read()
        if self._once:
            # What it told is not remembered, against what was said: it is told anew.
            self._told = ToldEvents(self._seen, Owner(self.key))
            self._reset = True
        self._first = not self._told.any
        self._once = once and self._first and self._telling.long
        self._told.begin()

    def _read(self) -> Telling:
        scribe = Scribe(self.form.agent, self.key, self.member or _stem(self.path), self.path)
        if self.form.shape in (Shape.DOCUMENT, Shape.TEXT):
            reader = self._reader = self._reader or self.form.make(self.path)
            value, pages = self._load()
            if self.form.recognise(value if self.form.shape is Shape.DOCUMENT else value[:HEAD]) is None:
                raise LogError(f"it is no longer a log of {self.form.agent}")
            return Telling(scribe, reader(value, scribe), pages)
        given = (self.path, self._only_member()) if self.form.shape is Shape.DATABASE else (self.path,)
        reader = self._reader = self._reader or self.form.make(*given)
        return Telling(scribe, reader(scribe))

    def _load(self) -> tuple[Any, Pages | None]:
        if self.form.shape is Shape.TEXT:
            return load_text(self.path), None
        opened, self._document = self._document, None
        if opened is None or not opened[1].current():
            opened = open_document(self.path)
        value, pages = opened
        return value, pages if pages.size > WHOLE else None

    def _only_member(self) -> str:
        """The session of a database that is meant: the one that is named, or the only one there is."""
        if self.member is not None:
            return self.member
        found = self.form.members(self.path) if self.form.members is not None else ()
        if len(found) != 1:
            raise LogError(f"it is a database of {len(found)} sessions; name one of them as {self.path}#ID")
        return found[0].name

    def _tell(self) -> Batch:
        telling = self._telling
        if telling is None:
            return Batch()
        ready, self._held = self._held, []
        events, more = telling.part()
        self._note(telling, found := self._told.take(events, once=self._once))
        ready += found.events
        while more and len(ready) < 2:
            events, more = telling.part()
            self._note(telling, found := self._told.take(events, once=self._once))
            ready += found.events
        if more:
            self._held = [ready.pop()]
            # The picture grows with the first telling; that of a later one is whole when it ends.
            session = telling.scribe.picture.session() if self._first else self._last.session
            return self._batch(ready, session, more=True)
        self._telling = None
        if not self._once and self._told.lost():
            # Something that was told is gone: the session is told anew from its beginning.
            self._told = ToldEvents(self._seen, Owner(self.key))
            self._reset = True
            if telling.long:
                self._begin()
                return self._tell()
            self._told.begin()
            ready = self._told.take(events).events
        return self._batch(ready, telling.scribe.picture.session())

    @staticmethod
    def _note(telling: Telling, found: Difference) -> None:
        scribe = telling.scribe
        scribe.picture.duplicates += found.copies
        scribe.picture.note(found.own, scribe.circumstances)
        scribe.circumstances = {}

    def _batch(self, events: list[Event], session: Session | None, *, more: bool = False) -> Batch:
        self._last = Batch(session=session)
        reset, self._reset = self._reset, False
        # What a long log tells at first has told nothing that it could revise.
        long_and_first = self._first and self._telling is not None
        return Batch(events, reset=reset, session=session, revises=not long_and_first, more=more)

    def _failed(self, reason: str) -> Batch:
        self._telling, self._held = None, []
        self._last = Batch(session=self._last.session, unread=Unread(self.key, reason))
        return self._last


def stamp(path: str, form: Format) -> Stamp:
    """Return a value that changes whenever the log does; raises OSError."""
    if form.stamp is not None:
        return form.stamp(path)
    if form.shape is Shape.DATABASE:
        return stamp_of(path)
    info = os.stat(path)
    return (info.st_ino, info.st_size, info.st_mtime_ns)


def load_text(path: str) -> str:
    """Read a text; raises LogError saying why it cannot be, and OSError."""
    with open(path, "rb", opener=_open) as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise LogError("it is no regular file")
        if info.st_size > LARGEST:
            raise LogError(f"it is one text of {info.st_size >> 20} MB; at most {LARGEST >> 20} MB are read")
        data = file.read(info.st_size + 1)
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _stem(path: str) -> str:
    name = os.path.basename(path.rstrip("/\\"))
    return name.split(".")[0] or name
