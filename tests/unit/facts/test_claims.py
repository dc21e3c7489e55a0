"""What counts as a claim, and what does not."""

from __future__ import annotations

import pytest

from cotlens.facts.speech.claims import claims_in
from cotlens.model.check import CheckKind
from cotlens.model.event import LogRef, MessageEvent
from cotlens.model.ids import EventId, SessionId


def message(text: str) -> MessageEvent:
    return MessageEvent(id=EventId("e"), session=SessionId("s"), time=None, ref=LogRef("log", 1), text=text)


CLAIMS = [
    ("All tests pass.", CheckKind.TEST, True, None),
    ("All 14 tests pass now.", CheckKind.TEST, True, 14),
    ("Both tests pass.", CheckKind.TEST, False, None),
    ("pytest is green.", CheckKind.TEST, False, None),
    ("12/12 passing", CheckKind.TEST, False, 12),
    ("The new tests pass.", CheckKind.TEST, False, None),
    ("rspec has 0 failures.", CheckKind.TEST, False, None),
    ("Before, 2 of 8 tests failed; now all 8 pass.", CheckKind.TEST, True, 8),
    ("✅ All 3 tests passing", CheckKind.TEST, True, 3),
    ("The project type-checks cleanly with `tsc --noEmit`.", CheckKind.TYPES, False, None),
    ("No lint errors.", CheckKind.LINT, False, None),
    ("The build succeeds without warnings.", CheckKind.BUILD, False, None),
    ("In the benchmark it went from 84 ms to 0.2 ms per lookup.", CheckKind.BENCH, False, None),
]


@pytest.mark.parametrize(("text", "kind", "whole", "passed"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_claims(text: str, kind: CheckKind, whole: bool, passed: int | None) -> None:
    claims = claims_in(message(text))
    assert [c.kind for c in claims] == [kind]
    assert (claims[0].whole, claims[0].passed) == (whole, passed)


@pytest.mark.parametrize(
    "text",
    [
        "All tests should pass now.",
        "I verified the edge cases of the parser.",
        "I checked the staging area before the commit.",
        "The loader passes every spec to the parser.",
        "Let me make sure all tests pass.",
        "If the tests pass, I'll commit.",
        "Run the tests until they pass.",
        "The tests don't pass yet.",
        "You said all tests passed on your machine.",
        "Do all tests pass?",
        "Next: make the tests pass.",
        "All tests pass except test_x.",
        "```\nAll tests pass\n```",
        '> "All 12 tests pass" is what the old report says',
        "I haven't verified that the tests pass.",
        "2 tests failed.",
        "I added tests for the parser.",
        "- [ ] all tests pass",
    ],
)
def test_no_claims(text: str) -> None:
    assert claims_in(message(text)) == ()
