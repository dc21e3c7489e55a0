"""Transcripts as Markdown files in the user's cache, for clients that open files. Renders nothing itself."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field

import platformdirs
from lsprotocol import types as t

from cotlens.lsp.paths import file_uri
from cotlens.model.flag import Flag, Role
from cotlens.model.ids import EventId, SessionId, digest
from cotlens.model.snapshot import Transcript


@dataclass(frozen=True, slots=True)
class Written:
    """A transcript on disk."""

    path: str
    markdown: str = field(repr=False)
    anchors: dict[EventId, int] = field(repr=False)

    @property
    def uri(self) -> str:
        """The file's URI."""
        return file_uri(self.path)

    def line_of(self, flag: Flag) -> int:
        """The 0-based line where the flag's reasoning, else its first evidence, stands."""
        ordered = sorted(flag.evidence, key=lambda e: e.role is not Role.REASONING)
        return next((self.anchors[e.event] for e in ordered if e.event in self.anchors), 0)


class Transcripts:
    """The transcripts written since the server started."""

    def __init__(self) -> None:
        self._written: dict[SessionId, Written] = {}

    def write(self, transcript: Transcript) -> Written:
        """Write one, readable by its owner only; raises OSError when the cache cannot be written."""
        # The session's id comes from a log: as a file name it could lead anywhere.
        path = write_private("transcripts", digest("transcript", transcript.session), transcript.markdown)
        written = Written(path, transcript.markdown, transcript.anchors)
        self._written[transcript.session] = written
        return written

    def location_of(self, flag: Flag) -> t.Location | None:
        """Where a flag's reasoning can be read, if its session's transcript was written."""
        written = self._written.get(flag.session)
        if written is None:
            return None
        line = written.line_of(flag)
        return t.Location(written.uri, t.Range(t.Position(line, 0), t.Position(line, 0)))


def cache_dir() -> str:
    """The user's cache folder for CoTLens; `COTLENS_CACHE_DIR` names another."""
    return os.environ.get("COTLENS_CACHE_DIR") or platformdirs.user_cache_dir("cotlens", appauthor=False)


def write_private(folder: str, name: str, markdown: str) -> str:
    """Write a Markdown file into a folder of the cache, readable by its owner only; returns its path, raises OSError."""
    folder = os.path.join(cache_dir(), folder)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{name}.md")
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(markdown)
    os.replace(temporary, path)
    return path
