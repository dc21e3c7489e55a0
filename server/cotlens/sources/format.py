"""What a format of session logs is to the rest of the program: a name, a shape, how to know it and how to read it.

Not a reader: each agent's module makes its own `Format` values, and `formats.py` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Shape(str, Enum):
    """How a log lies on the disk, which decides how it is followed."""

    LINES = "lines"
    """One JSON record per line, appended."""
    PROSE = "prose"
    """Lines of text, appended (Aider's Markdown)."""
    DOCUMENT = "document"
    """One JSON value, rewritten as a whole."""
    TEXT = "text"
    """One text, rewritten as a whole."""
    DATABASE = "database"
    """SQLite; a log of it is one session, named `file#session`."""
    FOLDER = "folder"
    """A folder with one file per message or event."""
    ARCHIVE = "archive"
    """A zip file, written once."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format of one agent.

    `recognise` returns the version family ("0.32 and later"), or None for what is not of this format. It is given what
    the shape allows cheaply: LINES the record of a line (dict), PROSE a line (str), DOCUMENT the decoded value, TEXT the
    beginning of the text (str), DATABASE the columns of each table (`Mapping[str, frozenset[str]]`), FOLDER its path,
    ARCHIVE the names inside (`Sequence[str]`). It must never raise.

    `make` builds the reader: LINES and PROSE `make(path, seen, owner)` a `base.Reader`; DOCUMENT and TEXT
    `make(path)`, called as `reader(value, scribe)` for each version of the file; DATABASE `make(path, session)`, FOLDER
    and ARCHIVE `make(path)`, called as `reader(scribe)`. A reader called with a scribe tells *all* events each time.

    A reader of documents returns an iterator that goes on writing with each step: long documents are told in parts, and
    the elements of their arrays are decoded as the reader comes to them (`long_document.Elements`).
    """

    agent: str
    """The agent's name in the JSON contract."""
    title: str
    """The format's name for people: `rollout`, `storage tree`."""
    shape: Shape
    recognise: Callable[[Any], str | None]
    make: Callable[..., Any]
    experimental: bool = False
    """True where no real log was at hand: written from documentation, tested on hand-made samples."""
    drops: Callable[[bytes], bool] | None = None
    """LINES: tells of a long line's beginning whether the line is never needed."""
    members: Callable[[str], Sequence[Member]] | None = None
    """DATABASE: lists its sessions."""
    stamp: Callable[[str], tuple[int, int]] | None = None
    """FOLDER: (bytes or entries, newest change in ns) over everything the log consists of; raises OSError."""


@dataclass(frozen=True, slots=True)
class Member:
    """One session inside a database."""

    name: str
    cwds: tuple[str, ...] = ()
    modified: float = 0.0
    """Seconds since the epoch of its last change."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent keeps logs on this machine."""

    agent: str
    root: str
    """Absolute folder; need not exist."""
    pattern: str
    """Names below it, one glob per level (`*/chats/session-*.json`); a first `**` stands for up to six levels."""
    shape: Shape = Shape.LINES
    """LINES for all plain files, DATABASE for databases (their sessions are listed), FOLDER for folders."""
    cwds: Callable[[str], Sequence[str]] | None = None
    """Working directories of a log found here, by its path; None: the log's records name them (`"cwd": ...`)."""
    inside: bool = False
    """Whether the records name some as well where `cwds` does."""
    finds: Callable[[bytes], Iterable[str]] | None = None
    """Finds the directories that a piece of a log found here names, where its records have no `cwd`; pure."""
    retells: Callable[[str], str] | None = None
    """Of a log found here, by its path: the id of another agent's session that it tells again, '' if none. It is left out
    where that session's own log is found."""
    twin: Callable[[str], str] | None = None
    """Of a log found here: the path of another log that tells the same session better; left out where that is there."""
    watched: bool = True
    """False for big, busy folders (editors' storage): only the folders of found logs are watched, the rest is looked at
    every 30 s."""


PlacesOf = Callable[[Mapping[str, str], str], Sequence[Place]]
"""(environment, home folder) to places."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent: its formats, and where its logs are."""

    name: str
    """As in the JSON contract."""
    title: str
    """As people call it."""
    formats: tuple[Format, ...]
    places: PlacesOf | None = None
    places_in: Callable[[str], Sequence[Place]] | None = None
    """Places inside a workspace folder (absolute)."""
    twin: Callable[[str], str] | None = None
    """The same for a log that a person names, by its path; '' if there is none."""
