"""What a person says of a flag. Never derived by the program."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import Enum

from cotlens.model.ids import Fingerprint, FlagId, SessionId


class Status(str, Enum):
    """Where a flag stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Reason(str, Enum):
    """Why a flag was dismissed."""

    FALSE_POSITIVE = "false-positive"
    INTENDED = "intended"
    ACCEPTED_RISK = "accepted-risk"
    FIXED = "fixed"
    UNSTATED = "unstated"


class Scope(str, Enum):
    """What else a dismissal is about than the flag that it was said of."""

    FLAG = "flag"
    SESSION = "session"
    """All that this monitor flags in this session."""
    PATH = "path"
    """All that this monitor flags in a file, or below a folder."""
    FINGERPRINT = "fingerprint"
    """The same thing wherever it comes up: same monitor, same path within its project, same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One person's word; of those about the same the latest one counts."""

    flag: FlagId
    """The flag that it was said of."""
    fingerprint: Fingerprint
    code: str
    status: Status
    reason: Reason
    note: str = ""
    time: float
    """Seconds since the epoch (UTC)."""
    scope: Scope = Scope.FLAG
    session: SessionId | None = None
    """Of scope SESSION."""
    path: str = ""
    """Of scope PATH: absolute, a file or a folder."""
    until: float | None = None
    """Seconds since the epoch (UTC) from which on it does not count any more; None for no end."""
    shared: str = ""
    """The id of its line in the workspace's shared file; '' for this user's own."""
    author: str = ""
    """Of a shared one: who gave it, if that person says so."""

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about: a later verdict about the same takes its place."""
        return {
            Scope.FLAG: ("flag", self.flag),
            Scope.SESSION: ("session", self.code, self.session or ""),
            Scope.PATH: ("path", self.code, self.path),
            Scope.FINGERPRINT: ("fingerprint", self.fingerprint),
        }[self.scope]

    def taken_back(self) -> Verdict:
        """Give the word that takes it back, never older than it whatever another machine's clock says."""
        said = replace(self, status=Status.OPEN, reason=Reason.UNSTATED, note="", until=None, shared="", author="")
        return replace(said, time=max(time.time(), self.time))
