"""What a monitor found: a flag, its evidence and its place. Says nothing of how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntEnum

from cotlens.model.event import LogRef
from cotlens.model.ids import EditId, EventId, Fingerprint, FlagId, SessionId


class Severity(IntEnum):
    """How bad it is if it is true. The words and their order are a public contract."""

    INFO = 0
    LOW = 1
    MODERATE = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The contract's word: `info` ... `critical`."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Severity:
        """Turn a contract word into a severity; raises KeyError for any other word."""
        return cls[word.upper()]

    def shifted(self, steps: int) -> Severity:
        """Move up or down, staying within the scale."""
        return Severity(min(max(self + steps, Severity.INFO), Severity.CRITICAL))


class Role(str, Enum):
    """Which channel a piece of evidence comes from."""

    REASONING = "reasoning"
    MESSAGE = "message"
    ACTION = "action"
    RESULT = "result"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in the log that supports a flag."""

    role: Role
    excerpt: str
    """Short, verbatim and untrusted: every surface escapes it."""
    log: LogRef
    event: EventId


class PlaceState(str, Enum):
    """How sure we are that the place still carries the flagged edit."""

    EXACT = "exact"
    MOVED = "moved"
    REFORMATTED = "reformatted"
    MODIFIED = "modified"
    DELETED_CODE = "deleted-code"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Range:
    """0-based lines and UTF-16 columns; the end is exclusive, as in LSP."""

    start_line: int
    start_character: int
    end_line: int
    end_character: int


@dataclass(frozen=True, slots=True)
class Location:
    """A flag's place in a file as it is now."""

    path: str
    """Absolute path on this machine."""
    range: Range
    state: PlaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing that a monitor found in a session."""

    id: FlagId
    fingerprint: Fingerprint
    code: str
    """`RH01`: public and stable."""
    name: str
    """`test-tampering`: public and stable."""
    severity: Severity
    confidence: float
    """0..1: of the flags with 0.8, about 80 % should be right."""
    message: str
    """One line: what was done, and why it matters."""
    session: SessionId
    time: float | None
    evidence: tuple[Evidence, ...]
    edit: EditId | None = None
    """The edit that carries the flagged code, if there is one."""
    lines: tuple[str, ...] = ()
    """The lines of that edit that the flag is about (added lines, or removed ones for deletions); without one, names on lines of `path`."""
    path: str | None = None
    """Absolute path of the file concerned as the log names it, if there is one."""
    also: tuple[str, ...] = ()
    """Other monitors' codes that saw the same act; one act raises one flag."""
    outcome: str = ""
    """What came of the action, in a few words (`exit 1`, `2 failed`, `denied`)."""
    location: Location | None = None
    ignored: str | None = None
    """The reason a person gave beside the line (`cotlens: ignore[RH01] reason`), '' if none; None where nobody did."""

    def at(self, location: Location | None) -> Flag:
        """The same flag with another place."""
        return replace(self, location=location)

    def as_shown(self) -> Flag:
        """The flag as every surface shows it: less grave where its line was changed since, and may do something else now."""
        if self.location is None or self.location.state is not PlaceState.MODIFIED:
            return self
        return replace(self, severity=self.severity.shifted(-1))
