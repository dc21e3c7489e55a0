"""A log that is told as a whole each time (a rewritten document, a database's session, a folder): only what changed is given out.

Knows when to look again and how to load each shape; what it holds is its reader's to know.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from dataclasses import replace
from typing import Any, Final

import msgspec

from cotlens.model.errors import LogError, Unread
from cotlens.sources.base import Owner, Seen
from cotlens.sources.batch import Batch
from cotlens.sources.database import is_settled, stamp_of
from cotlens.sources.format import Format, Shape
from cotlens.sources.fresh import Fresh
from cotlens.sources.keys import split_key
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe

HEAD: Final = 64 * 1024
"""Characters of a text that it is recognised by."""
LARGEST: Final = 96 * 1024 * 1024
"""Bytes of the largest document that is read: it has to be held as a whole."""

Stamp = tuple[int, ...]


class SnapshotLog:
    """Follows one such log. Never raises for what the log holds."""

    def __init__(self, key: str, form: Format, seen: Seen) -> None:
        self.key = key
        self.form = form
        self.path, self.member = split_key(key)
        self._seen = seen
        self._begin()

    def _begin(self) -> None:
        self._fresh = Fresh(self._seen, Owner(self.key))
        self._reader: Any = None
        self._stamp: Stamp | None = None
        self._last = Batch()

    def poll(self) -> Batch:
        """Read the log if it changed since the last look."""
        try:
            now = stamp(self.path, self.form)
        except (FileNotFoundError, NotADirectoryError):
            return Batch(session=self._last.session, gone=True)
        except OSError as problem:
            return self._failed(f"cannot be opened: {problem.strerror or type(problem).__name__}")
        if now == self._stamp:
            return Batch(session=self._last.session, unread=self._last.unread)
        try:
            scribe = self._read()
        except LogError as problem:
            return self._failed(str(problem))
        except sqlite3.Error as problem:
            # A writer holds the database; the stamp is not kept, so it is tried again.
            return replace(self._failed(f"cannot be read now: {problem}"), again=True)
        except (OSError, zipfile.BadZipFile) as problem:
            return self._failed(f"cannot be read: {problem}")
        if self.form.shape is Shape.DATABASE and not is_settled(now):
            return replace(self._compare(scribe), again=True)
        self._stamp = now
        return self._compare(scribe)

    def _read(self) -> Scribe:
        scribe = Scribe(self.form.agent, self.key, self.member or _stem(self.path), self.path)
        if self.form.shape in (Shape.DOCUMENT, Shape.TEXT):
            reader = self._reader = self._reader or self.form.make(self.path)
            value = load(self.path, self.form.shape)
            if self.form.recognise(value if self.form.shape is Shape.DOCUMENT else value[:HEAD]) is None:
                raise LogError(f"it is no longer a log of {self.form.agent}")
            reader(value, scribe)
        else:
            given = (self.path, self._only_member()) if self.form.shape is Shape.DATABASE else (self.path,)
            reader = self._reader = self._reader or self.form.make(*given)
            reader(scribe)
        return scribe

    def _only_member(self) -> str:
        """The session of a database that is meant: the one that is named, or the only one there is."""
        if self.member is not None:
            return self.member
        found = self.form.members(self.path) if self.form.members is not None else ()
        if len(found) != 1:
            raise LogError(f"it is a database of {len(found)} sessions; name one of them as {self.path}#ID")
        return found[0].name

    def _compare(self, scribe: Scribe) -> Batch:
        difference = self._fresh.since(scribe.events, whole=True)
        reset = difference.lost
        if reset:
            # Something that was told is gone: the session is told anew from its beginning.
            self._fresh = Fresh(self._seen, Owner(self.key))
            difference = self._fresh.since(scribe.events, whole=True)
        scribe.picture.duplicates += difference.copies
        scribe.picture.note(difference.own, scribe.circumstances)
        self._last = Batch(session=scribe.picture.session())
        return Batch(difference.events, reset=reset, session=self._last.session, revises=True)

    def _failed(self, reason: str) -> Batch:
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


def load(path: str, shape: Shape) -> Any:
    """Read and decode a document; raises LogError saying why it cannot be."""
    with open(path, "rb", opener=_open) as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise LogError("it is no regular file")
        if info.st_size > LARGEST:
            raise LogError(f"it is one document of {info.st_size >> 20} MB; at most {LARGEST >> 20} MB are read")
        data = file.read(info.st_size + 1)
    if shape is Shape.TEXT:
        return data.decode("utf-8", "replace").removeprefix("\ufeff")
    value = decode_document(data)
    if value is msgspec.UNSET:
        # Caught in the middle of being written, or broken: both are told, and it is read again when it changes.
        raise LogError("it is no complete JSON document")
    return value


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _stem(path: str) -> str:
    name = os.path.basename(path.rstrip("/\\"))
    return name.split(".")[0] or name
