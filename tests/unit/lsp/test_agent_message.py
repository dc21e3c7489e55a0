"""The message for an agent says what is asked, and teaches it nothing of the monitors."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cotlens.engine.catalogue import Meta, metas
from cotlens.model.event import LogRef
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EventId, Fingerprint, FlagId, SessionId
from cotlens.reports.agent_message import ASKED, agent_message

_LOG = LogRef("/logs/a.jsonl", 1, 0)
FLAG = Flag(
    id=FlagId("f00dfeed"),
    fingerprint=Fingerprint("cafe"),
    code="RH01",
    name="test-tampering",
    severity=Severity.HIGH,
    confidence=0.87,
    message="Assertion loosened in test_a.py after pytest 1 failed, and the summary does not say so.",
    session=SessionId("session-1"),
    time=1.0,
    evidence=(
        Evidence(Role.REASONING, "The simplest way is to relax it.", _LOG, EventId("e1")),
        Evidence(Role.ACTION, "git commit --no-verify", _LOG, EventId("e2")),
        Evidence(Role.RESULT, "1 failed", _LOG, EventId("e3")),
    ),
    lines=("    assert total > 0",),
    path="/ws/tests/test_a.py",
    outcome="pytest: 1 failed before the change",
    location=Location("/ws/tests/test_a.py", Range(4, 4, 4, 20), PlaceState.EXACT),
)


@pytest.mark.parametrize("meta", metas(), ids=lambda m: m.code)
def test_nothing_of_a_monitor_is_in_its_message(meta: Meta) -> None:
    assert meta.code in ASKED
    text = agent_message(replace(FLAG, code=meta.code, name=meta.name), "tests/test_a.py")
    assert text.startswith("Please come back to tests/test_a.py, line 5:\n\n        assert total > 0\n\n")
    for word in (
        meta.code,
        meta.name,
        meta.summary,
        FLAG.message,
        "simplest way",
        "1 failed",
        "87",
        FLAG.id,
        "CoTLens",
    ):
        assert word.lower() not in text.lower()
    assert not re.search(r"(?i)monitor|detect|flagg|suspic|confiden|severity|cotlens|reasoning|thought", text)


@pytest.mark.parametrize(
    ("flag", "path", "begins"),
    [
        (replace(FLAG, location=None), "tests/test_a.py", "Please come back to tests/test_a.py:\n\n        assert"),
        (
            replace(FLAG, location=None, lines=(), path=None),
            None,
            "Please come back to something that you did:\n\n    git commit --no-verify\n\n",
        ),
        (
            replace(FLAG, lines=("a = 1\u202e", "", "b", "c", "d")),
            "x",
            "Please come back to x, line 5:\n\n    a = 1\\u{202E}\n    b\n    c\n\n",
        ),
        (replace(FLAG, lines=("x" * 5000,)), "a\nb", "Please come back to a b, line 5:\n\n    " + "x" * 159 + "…"),
        (
            replace(FLAG, evidence=(), lines=(), path=None, location=None),
            None,
            "Please come back to something that you did:\n\nPut back",
        ),
    ],
    ids=["no line any more", "a command", "hidden characters", "long lines", "nothing to show"],
)
def test_what_it_is_about_is_shown_and_harmless(flag: Flag, path: str | None, begins: str) -> None:
    assert agent_message(flag, path).startswith(begins)


def test_a_rule_of_the_user_s_own_has_a_message_too() -> None:
    assert "undo it if the task does not need it" in agent_message(replace(FLAG, code="TEAM1"), "a.py")
