"""What a person says of a flag. Never derived by the program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cotlens.model.ids import Fingerprint, FlagId


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One person's word on one flag; the latest one counts."""

    flag: FlagId
    fingerprint: Fingerprint
    code: str
    status: Status
    reason: Reason
    note: str = ""
    time: float
    """Seconds since the epoch (UTC)."""
