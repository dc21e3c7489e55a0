"""Zed's own agent: `threads.db`, one row per thread, the thread itself as JSON, packed with zstd or not."""

from __future__ import annotations

import importlib
import os
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cotlens.model.errors import LogError
from cotlens.sources.app_folders import data_folders, home_path
from cotlens.sources.database import opened, rows
from cotlens.sources.format import Agent, Format, Member, Place, Shape
from cotlens.sources.moments import moment
from cotlens.sources.records import decode_document
from cotlens.sources.scribe import Scribe
from cotlens.sources.table_rows import has, value_of
from cotlens.sources.values import Json, printable, text, text_or_none
from cotlens.sources.zed_thread import ZED, tell

_LARGEST: Final = 256 << 20
"""Bytes of the largest unpacked thread: a few bytes of zstd can stand for any number."""
_PIECE: Final = 1 << 20
_ANCESTORS: Final = 16


def recognise(tables: Mapping[str, frozenset[str]]) -> str | None:
    """Know the database by its table of threads."""
    return "any" if has(tables.get("threads"), "id", "summary", "updated_at", "data_type", "data") else None


def members(path: str) -> Sequence[Member]:
    """List the threads; raises sqlite3.Error."""
    with opened(path) as connection:
        folders = _folders_column(connection)
        listed = rows(connection, f"SELECT id, updated_at, {folders} AS folders FROM threads")  # noqa: S608 - own names
    return [
        Member(text(r["id"]), _folders(r["folders"]), moment(r["updated_at"]) or 0.0) for r in listed if text(r["id"])
    ]


def _folders_column(connection: sqlite3.Connection) -> str:
    names = {text(row["name"]) for row in rows(connection, "SELECT name FROM pragma_table_info('threads')")}
    return "folder_paths" if "folder_paths" in names else "NULL"


def _folders(value: object) -> tuple[str, ...]:
    return tuple(folder for folder in text(value).split("\n") if folder)


class ThreadReader:
    """Reads one thread, again whenever its row changed."""

    def __init__(self, path: str, session: str) -> None:
        self._path = path
        self._session = session
        self._known: tuple[int, Json] | None = None

    def __call__(self, scribe: Scribe) -> None:
        """Write all events of the thread; raises sqlite3.Error, and LogError if it cannot be unpacked."""
        with opened(self._path) as connection:
            found = rows(connection, "SELECT rowid AS number, * FROM threads WHERE id = ?", self._session)
            if not found:
                return
            row = found[0]
            parent = _eldest(connection, text_or_none(value_of(row, "parent_id")), self._session)
        data = row["data"]
        raw = data.encode("utf-8", "replace") if isinstance(data, str) else data if isinstance(data, bytes) else b""
        digest = hash((row["data_type"], raw))
        if self._known is None or self._known[0] != digest:
            if text(row["data_type"]).lower() == "zstd":
                raw = unpacked(raw)
            thread = decode_document(raw)
            if not isinstance(thread, dict):
                raise LogError("its thread is no JSON object")
            self._known = (digest, thread)
        scribe.named(parent or self._session)
        scribe.picture.chain = printable(self._session) if parent else None
        scribe.picture.title = text(row["summary"]) or None
        for folder in _folders(value_of(row, "folder_paths")):
            scribe.picture.visit(folder)
        for stamp in (value_of(row, "created_at"), row["updated_at"]):
            scribe.picture.at(moment(stamp))
        tell(scribe, self._known[1], self._session, line=row["number"])


def _eldest(connection: sqlite3.Connection, parent: str | None, session: str) -> str | None:
    """Follow a subagent's parents up to the thread that a person runs."""
    passed = {session}
    while parent and parent not in passed and len(passed) < _ANCESTORS:
        passed.add(parent)
        found = rows(connection, "SELECT * FROM threads WHERE id = ?", parent)
        above = text_or_none(value_of(found[0], "parent_id")) if found else None
        if above is None:
            break
        parent = above
    return parent if parent != session else None


def unpacked(data: bytes) -> bytes:
    """Unpack zstd; raises LogError if it cannot be done here or is damaged."""
    for name in ("compression.zstd", "zstandard"):
        try:
            library: Any = importlib.import_module(name)
        except ImportError:
            continue
        try:
            return _unpack(library, data)
        except (library.ZstdError, EOFError) as problem:
            raise LogError(f"its thread is packed with zstd and damaged: {problem}") from problem
    raise LogError("its thread is packed with zstd; to read it, run: pip install cotlens[zed]")


def _unpack(library: Any, data: bytes) -> bytes:
    decompressor = library.ZstdDecompressor()
    if hasattr(decompressor, "stream_reader"):
        # In pieces: as many bytes as are asked for are reserved at once, however few there are.
        pieces: list[bytes] = []
        left = _LARGEST + 1
        with decompressor.stream_reader(data) as stream:
            while left > 0 and (piece := stream.read(min(left, _PIECE))):
                pieces.append(piece)
                left -= len(piece)
        plain = b"".join(pieces)
    else:
        plain = decompressor.decompress(data, _LARGEST + 1)
    if len(plain) > _LARGEST:
        raise LogError(f"its thread is larger than {_LARGEST >> 20} MB")
    return bytes(plain)


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`threads/` in Zed's data folder, which has a capital letter on macOS and Windows."""
    named = env.get("ZED_DATA_DIR", "").strip()
    folders = [home_path(named, home)] if named else []
    folders += [*data_folders("zed", env, home), *data_folders("Zed", env, home)]
    flatpak = os.path.join(home, ".var", "app", "dev.zed.Zed", "data", "zed")
    return [
        Place(ZED, os.path.join(folder, "threads"), "threads.db", Shape.DATABASE)
        for folder in dict.fromkeys([*folders, flatpak])
    ]


AGENT: Final = Agent(
    ZED,
    "Zed",
    (Format(ZED, "threads", Shape.DATABASE, recognise, ThreadReader, experimental=True, members=members),),
    places,
)
