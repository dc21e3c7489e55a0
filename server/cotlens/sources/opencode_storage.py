"""OpenCode's storage tree (1.1 and earlier): one JSON file per session, message and part, each rewritten in place.

The log of a session is the folder `storage/message/<session>/`. A folder with `msg-*.json` and `*prt-*.json` side by side,
as copies of sessions have them, is read as well.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cotlens.sources.moments import moment
from cotlens.sources.opencode_session import Info, Message, Piece, info_of, tell
from cotlens.sources.scribe import Scribe
from cotlens.sources.sidecars import read_json
from cotlens.sources.values import Json, obj, printable, text, text_or_none

_MESSAGE: Final = re.compile(r"msg[_-].*\.json\Z", re.DOTALL)
_PART: Final = re.compile(r"(?:\d+-)?prt[_-].*\.json\Z", re.DOTALL)
_LARGEST: Final = 16 << 20
"""Bytes of the largest part: a tool's output may be long."""
_ANCESTORS: Final = 16
_TRIED: Final = 3
"""Messages looked at to know a folder: one may be just being written."""


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    size: int
    changed: int


def recognise(path: object) -> str | None:
    """Know a session's folder by its first messages."""
    if not isinstance(path, str):
        return None
    try:
        names = sorted(name for name in os.listdir(path) if _MESSAGE.match(name))
    except (OSError, ValueError):
        return None
    for name in names[:_TRIED]:
        record = read_json(os.path.join(path, name), _LARGEST)
        if record.get("role") in ("user", "assistant") and text(record.get("sessionID")) and text(record.get("id")):
            return "1.1 and earlier"
    return None


def stamp(path: str) -> tuple[int, int]:
    """Sum up everything that the session consists of; raises OSError if its folder cannot be listed."""
    count = size = newest = 0
    for file in _files(path):
        count, size, newest = count + 1, size + file.size, max(newest, file.changed)
    return (size + (count << 44), newest)


def cwds(path: str) -> Sequence[str]:
    """The working directory of a session, which stands in a file of its own."""
    directory = text(_session_record(path).get("directory"))
    return (printable(directory),) if directory else ()


def _files(path: str) -> Iterator[_File]:
    messages = [file for file in _listed(path) if _MESSAGE.match(os.path.basename(file.path))]
    yield from messages
    yield from (file for file in _listed(path) if _PART.match(os.path.basename(file.path)))
    parts = os.path.join(path, os.pardir, os.pardir, "part")
    for message in messages:
        try:
            yield from _listed(os.path.join(parts, os.path.basename(message.path)[: -len(".json")]))
        except OSError:
            # The message has no parts yet.
            continue


def _listed(folder: str) -> Iterator[_File]:
    with os.scandir(folder) as found:
        for entry in sorted(found, key=lambda e: e.name):
            if entry.name.endswith(".json"):
                try:
                    info = entry.stat()
                except OSError:
                    continue
                yield _File(entry.path, info.st_size, info.st_mtime_ns)


def _session_record(path: str, session: str | None = None) -> Json:
    name = (session or os.path.basename(path.rstrip("/\\"))) + ".json"
    if os.path.basename(name) != name:
        return {}
    folder = os.path.join(path, os.pardir, os.pardir, "session")
    try:
        projects = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
    except (OSError, ValueError):
        return {}
    return next((found for p in projects if (found := read_json(os.path.join(p, name)))), {})


class StorageReader:
    """Reads one session's folder, again whenever a file of it changed."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._known: dict[str, tuple[_File, Json]] = {}

    def __call__(self, scribe: Scribe) -> None:
        """Write all events of the session; raises OSError if its folder cannot be listed."""
        messages: dict[str, Json] = {}
        parts: dict[str, list[Piece]] = {}
        known: dict[str, tuple[_File, Json]] = {}
        for file in _files(self._path):
            record = self._load(file, scribe)
            known[file.path] = (file, record)
            stem = os.path.basename(file.path)[: -len(".json")]
            if _MESSAGE.match(os.path.basename(file.path)) and "role" in record:
                messages[text(record.get("id")) or stem] = record
            elif owner := text(record.get("messageID")) or os.path.basename(os.path.dirname(file.path)):
                parts.setdefault(owner, []).append(Piece(text(record.get("id")) or stem, record))
        self._known = known
        session = next((s for r in messages.values() if (s := text(r.get("sessionID")))), "")
        info = self._info(session or scribe.picture.id)
        told = [Message(key, record, parts.get(key, ())) for key, record in messages.items()]
        told.sort(key=lambda m: (moment(obj(m.data.get("time")).get("created")) or 0.0, m.id))
        for _ in tell(scribe, info, told, len(told)):
            pass  # only documents are told in parts

    def _load(self, file: _File, scribe: Scribe) -> Json:
        held = self._known.get(file.path)
        if held is not None and held[0] == file:
            return held[1]
        record = read_json(file.path, _LARGEST)
        if not record and held is not None:
            # Caught in the middle of being rewritten: what it said before stands until it is whole again.
            return held[1]
        scribe.picture.bad_lines += not record
        return record

    def _info(self, session: str) -> Info:
        info = info_of(_session_record(self._path, session), session)
        parent, passed = info.parent, {session}
        while parent and parent not in passed and len(passed) < _ANCESTORS:
            passed.add(parent)
            above = text_or_none(_session_record(self._path, parent).get("parentID"))
            if above is None:
                break
            parent = above
        return Info(info.id, parent, info.directory, info.title, info.version, info.reverted)
