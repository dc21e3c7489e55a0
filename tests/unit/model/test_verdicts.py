"""Which verdict counts for a flag."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cotlens.model.flag import Flag, Location, PlaceState, Range, Severity
from cotlens.model.ids import Fingerprint, FlagId, SessionId
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import Verdicts

FLAG = Flag(
    id=FlagId("f"),
    fingerprint=Fingerprint("p"),
    code="RH01",
    name="test-tampering",
    severity=Severity.HIGH,
    confidence=0.9,
    message="m",
    session=SessionId("s"),
    time=None,
    evidence=(),
    path="/ws/tests/test_a.py",
)
NOW = 1000.0


def said(scope: Scope = Scope.FLAG, status: Status = Status.DISMISSED, **more: Any) -> Verdict:
    given = {"flag": FlagId("other"), "fingerprint": Fingerprint("other"), "code": "RH01", **more}
    return Verdict(status=status, reason=Reason.INTENDED, time=0.0, scope=scope, **given)


COUNTS = {
    "its own": said(flag=FlagId("f")),
    "the same thing": said(Scope.FINGERPRINT, fingerprint=Fingerprint("p")),
    "its session": said(Scope.SESSION, session=SessionId("s")),
    "its file": said(Scope.PATH, path="/ws/tests/test_a.py"),
    "a folder above it": said(Scope.PATH, path="/ws"),
    "the root": said(Scope.PATH, path="/"),
    "not over yet": said(flag=FlagId("f"), until=NOW + 1),
}
DOES_NOT = {
    "another flag": said(),
    "said of this flag, but about a session of another name": said(
        Scope.SESSION, flag=FlagId("f"), session=SessionId("t")
    ),
    "another monitor's in its session": said(Scope.SESSION, code="RH02", session=SessionId("s")),
    "another monitor's in its path": said(Scope.PATH, code="RH02", path="/ws"),
    "a folder whose name begins alike": said(Scope.PATH, path="/ws/te"),
    "a file below": said(Scope.PATH, path="/ws/tests/test_a.py/x"),
    "over": said(flag=FlagId("f"), until=NOW),
    "taken back": said(flag=FlagId("f"), status=Status.OPEN),
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name: str) -> None:
    assert Verdicts([COUNTS[name]]).of(FLAG, NOW) == COUNTS[name]


@pytest.mark.parametrize("name", DOES_NOT)
def test_does_not_count(name: str) -> None:
    assert Verdicts([DOES_NOT[name]]).of(FLAG, NOW) is None


def test_the_narrower_one_counts_and_the_wider_one_again_when_it_is_taken_back() -> None:
    wide, own = COUNTS["a folder above it"], said(flag=FlagId("f"), status=Status.CONFIRMED)
    assert Verdicts([own, wide]).of(FLAG, NOW) == own
    assert Verdicts([own, wide, replace(own, status=Status.OPEN)]).of(FLAG, NOW) == wide


def test_the_place_of_the_flag_now_counts() -> None:
    moved = FLAG.at(Location("/ws/lib/a.py", Range(0, 0, 0, 1), PlaceState.MOVED))
    assert Verdicts([COUNTS["its file"]]).of(moved, NOW) is None
    assert Verdicts([said(Scope.PATH, path="/ws/lib")]).of(moved, NOW) is not None


def test_when_the_next_one_is_over() -> None:
    assert Verdicts(COUNTS.values()).next_end(NOW) == NOW + 1
    assert Verdicts(COUNTS.values()).next_end(NOW + 1) is None
