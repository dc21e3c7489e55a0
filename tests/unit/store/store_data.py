"""Values that the store's tests put in."""

from __future__ import annotations

from cotlens.model.event import LogRef
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EventId, Fingerprint, FlagId, SessionId
from cotlens.model.session import Counts, ReasoningStatus, Session
from cotlens.model.verdict import Reason, Status, Verdict


def verdict(
    flag: str, status: Status = Status.DISMISSED, *, fingerprint: str = "", note: str = "", time: float = 1.0
) -> Verdict:
    return Verdict(
        flag=FlagId(flag),
        fingerprint=Fingerprint(fingerprint or f"fp-{flag}"),
        code="RH01",
        status=status,
        reason=Reason.INTENDED,
        note=note,
        time=time,
    )


def flag(name: str, session: str = "s1", message: str = "weakened a test") -> Flag:
    return Flag(
        id=FlagId(name),
        fingerprint=Fingerprint(f"fp-{name}"),
        code="RH01",
        name="test-tampering",
        severity=Severity.HIGH,
        confidence=0.9,
        message=message,
        session=SessionId(session),
        time=12.5,
        evidence=(Evidence(Role.ACTION, "assert True", LogRef("/logs/a.jsonl", 3, 120), EventId("e1")),),
        lines=("assert True",),
        path="/w/test_a.py",
        location=Location("/w/test_a.py", Range(3, 4, 3, 15), PlaceState.EXACT),
    )


def session(name: str = "s1") -> Session:
    return Session(
        id=SessionId(name),
        agent="claude-code",
        log="/logs/a.jsonl",
        cwds=("/w",),
        reasoning=ReasoningStatus.PARTIAL,
        counts=Counts(events=7),
    )
