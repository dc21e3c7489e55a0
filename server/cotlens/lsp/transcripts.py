"""Where a session's transcript can be read: as a `cotlens:` document where the client asks for those, else as a file in the cache.

Renders nothing itself.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import platformdirs
from lsprotocol import types as t

from cotlens.lsp.paths import file_uri
from cotlens.model.flag import Flag, Role
from cotlens.model.ids import EventId, SessionId, digest
from cotlens.model.snapshot import Transcript

SCHEME: Final = "cotlens"
_URI: Final = re.compile(r"cotlens:/+transcripts/([0-9a-f]{16})\.md")


@dataclass(frozen=True, slots=True)
class Known:
    """A transcript that can be opened."""

    uri: str
    anchors: dict[EventId, int] = field(repr=False)

    def line_of(self, flag: Flag) -> int | None:
        """The 0-based line where the flag's reasoning, else its first evidence, stands; None if the transcript has none of them."""
        ordered = sorted(flag.evidence, key=lambda e: e.role is not Role.REASONING)
        return next((self.anchors[e.event] for e in ordered if e.event in self.anchors), None)


class Transcripts:
    """The transcripts that can be opened since the server started."""

    def __init__(self) -> None:
        self.virtual = False
        """Whether the client asks for `cotlens:` documents: then nothing is written."""
        self._known: dict[SessionId, Known] = {}

    def take(self, transcript: Transcript) -> Known:
        """Note a transcript, and write it where the client opens files alone; raises OSError when the cache cannot be written."""
        uri = self.uri_of(transcript.session) if self.virtual else file_uri(self.write(transcript))
        known = self._known[transcript.session] = Known(uri, transcript.anchors)
        return known

    def write(self, transcript: Transcript) -> str:
        """Write one, readable by its owner only; returns its path, raises OSError."""
        return write_private("transcripts", _name(transcript.session), transcript.markdown)

    def location_of(self, flag: Flag) -> t.Location | None:
        """Where a flag's reasoning can be read, if its session's transcript is known and has it."""
        known = self._known.get(flag.session)
        line = known.line_of(flag) if known is not None else None
        if known is None or line is None:
            return None
        return t.Location(known.uri, t.Range(t.Position(line, 0), t.Position(line, 0)))

    @staticmethod
    def uri_of(session: SessionId) -> str:
        """The `cotlens:` document of a session."""
        return f"{SCHEME}:/transcripts/{_name(session)}.md"

    @staticmethod
    def session_of(uri: str, sessions: Iterable[SessionId]) -> SessionId | None:
        """Which of these sessions a `cotlens:` document is about."""
        match = _URI.fullmatch(uri)
        return next((s for s in sessions if match is not None and _name(s) == match[1]), None)


def _name(session: SessionId) -> str:
    """The session's id comes from a log: as the name of a file it could lead anywhere."""
    return digest("transcript", session)


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
