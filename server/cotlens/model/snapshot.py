"""The immutable picture that surfaces look things up in, and the plain messages between worker and server processes.

Everything here pickles; nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from cotlens.model.errors import Problem, Unread
from cotlens.model.flag import Flag
from cotlens.model.ids import EditId, EventId, FlagId, SessionId
from cotlens.model.session import Session
from cotlens.model.session_page import AskSession, AskWhere, SessionPage, Where
from cotlens.model.shared import SharedFile
from cotlens.model.verdict import Verdict
from cotlens.model.why import EditNote, Explanation


@dataclass(frozen=True, slots=True)
class FileView:
    """Which edit owns each line of one file, for the text with `digest`."""

    path: str
    """Absolute real path."""
    digest: str
    """`text_digest` of the text the cells are for; '' when the file does not exist."""
    owners: tuple[tuple[EditId, str] | None, ...]
    """Per line: (edit, how it was carried: eq | ws | mod | move), or None for a line of nobody's; () if all are nobody's."""
    flags: tuple[Flag, ...]
    """Open and judged flags of the file with their location for this text; location None if not to be shown in the file."""
    version: int | None = None
    """Document version the text came from, None for the text on disk."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the first scan is."""

    done: int
    total: int
    """Logs, not bytes."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is known at one moment."""

    sessions: dict[SessionId, Session] = field(default_factory=dict)
    flags: dict[FlagId, Flag] = field(default_factory=dict)
    files: dict[str, FileView] = field(default_factory=dict)
    verdicts: dict[FlagId, Verdict] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    looked: tuple[str, ...] = ()
    """Folders looked into for logs."""
    progress: Progress | None = None
    """None when the first scan is over."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the configuration files."""
    shared: tuple[SharedFile, ...] = ()
    """The verdicts that the folders share."""
    edited: dict[str, int] = field(default_factory=dict)
    """Real paths of all files that agents edited, each with the number of edits."""
    notes: dict[str, dict[EditId, EditNote]] = field(default_factory=dict)
    """By path of an open document: what is known of the edits that own lines of it, in short."""


# --- server -> worker -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lookout:
    """By what a worker that holds nothing sees that it is wanted."""

    logs: str
    """Says which logs the folders have, and how each was when it was read last."""
    files: dict[str, str]
    """Files besides logs that decide what is shown, each with its stamp."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Watch these workspace folders (absolute paths); replaces what was watched before."""

    folders: tuple[str, ...]
    min_severity: int = 0
    skip: tuple[str, ...] = ()
    """Logs not to be read: reading them ended the worker before."""
    trusted: bool = True
    """Whether the user trusts these folders: else nothing that they hold sets anything, and no package's monitor runs."""
    lookout: Lookout | None = None
    """What an earlier worker left: as long as nothing is otherwise, all is known, and nothing needs to be read or held."""


@dataclass(frozen=True, slots=True)
class PlaceText:
    """Work out the FileView of `path` for this text (an open document's, or the disk's when text is None)."""

    path: str
    text: str | None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class AskTranscript:
    """Render a session's transcript."""

    request: int
    session: SessionId


@dataclass(frozen=True, slots=True)
class AskWhy:
    """Tell in full why some lines (0-based, both ends included) of a file's text are there; the disk's if text is None."""

    request: int
    path: str
    text: str | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rescan:
    """Forget everything read and read again."""


@dataclass(frozen=True, slots=True)
class EndScan:
    """Give up what is left of the first scan; what changes from now on is still read."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the worker process."""


Command = Union[Watch, PlaceText, AskTranscript, AskSession, AskWhere, AskWhy, Rescan, EndScan, Stop]

# --- worker -> server -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Update:
    """What changed since the last update. Absent keys are unchanged; None as a value means gone."""

    sessions: dict[SessionId, Session] = field(default_factory=dict)
    flags: dict[FlagId, Flag | None] = field(default_factory=dict)
    files: dict[str, FileView] = field(default_factory=dict)
    edited: dict[str, int] = field(default_factory=dict)
    notes: dict[str, dict[EditId, EditNote]] = field(default_factory=dict)
    """By path of an open document: all notes of its edits."""
    unread: tuple[Unread, ...] | None = None
    looked: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] | None = None
    """All there are, None for no change."""
    shared: tuple[SharedFile, ...] | None = None
    """The verdicts that the folders share, None for no change."""
    progress: Progress | None = None
    scanning: bool | None = None
    """True while the first scan runs, False when it is over, None for no change."""
    fresh: bool = False
    """A scan begins from nothing: what was known before and is not told again by its end is gone."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session rendered as plain events with anchors, already escaped Markdown; empty when the session is unknown."""

    request: int
    session: SessionId
    markdown: str
    anchors: dict[EventId, int] = field(default_factory=dict)
    """0-based line of each event in `markdown`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of ours went wrong and was contained; the text has no log excerpt."""

    where: str
    error: str


@dataclass(frozen=True, slots=True)
class Beat:
    """The log that the worker is about to read, or None when it is done with it: names the culprit of a crash or a hang."""

    log: str | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """The worker ends: all it knows was told, and kept. A new one need only look out."""

    lookout: Lookout
    commands: int
    """How many commands it took: one that was sent besides found nobody."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A worker that only looked out has a reason to do more: it needs to be told everything."""


Report = Union[Leaving, Wanted, Update, Transcript, SessionPage, Where, Explanation, Fault, Beat]
