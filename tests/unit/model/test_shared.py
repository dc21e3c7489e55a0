"""Which verdict counts for a flag where a workspace shares some: the user's own first, never an agent's, never another folder's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cotlens.model.flag import Flag, Severity
from cotlens.model.ids import Fingerprint, FlagId, SessionId
from cotlens.model.shared import AllVerdicts, SharedFile, SharedLine, together
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import Verdicts

NOW = 1000.0
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


def shared(name: str, time: float, status: Status = Status.DISMISSED, scope: Scope = Scope.FINGERPRINT) -> Verdict:
    return Verdict(
        flag=FlagId(""),
        fingerprint=Fingerprint("p"),
        code="RH01",
        status=status,
        reason=Reason.INTENDED,
        time=time,
        scope=scope,
        path="/ws/tests" if scope is Scope.PATH else "",
        shared=name,
    )


def own(time: float, status: Status, scope: Scope = Scope.FINGERPRINT) -> Verdict:
    return replace(shared("", time, status, scope), flag=FlagId("f"))


def counts(mine: list[Verdict], *lines: SharedLine, root: str = "/ws", sole: bool = True) -> str | None:
    found = AllVerdicts.of_files(Verdicts(mine), [SharedFile(root, lines)], sole=sole).of(FLAG, "/ws", NOW)
    return None if found is None else f"{found.status.value} {found.shared or 'own'}"


ONE = SharedLine(1, shared("one", 10))
BACK = SharedLine(2, shared("back", 20, Status.OPEN))
AGENT = SharedLine(3, shared("agent", 30), writer="Claude Code session 12345678")


@pytest.mark.parametrize(
    ("mine", "lines", "expected"),
    [
        ([], [], None),
        ([], [ONE], "dismissed one"),
        ([], [SharedLine(1, shared("dir", 10, scope=Scope.PATH))], "dismissed dir"),
        ([], [ONE, BACK], None),
        ([], [BACK, ONE], None),
        ([], [ONE, BACK, SharedLine(9, shared("anew", 30))], "dismissed anew"),
        ([], [AGENT], None),
        ([], [ONE, replace(AGENT, verdict=shared("agent", 30, Status.OPEN))], "dismissed one"),
        ([own(5, Status.CONFIRMED)], [ONE], "confirmed own"),
        ([own(5, Status.CONFIRMED, Scope.FLAG)], [ONE], "confirmed own"),
        ([own(10, Status.OPEN)], [ONE], None),
        ([own(9, Status.OPEN)], [ONE], "dismissed one"),
        ([], [SharedLine(1, replace(shared("short", 10), until=NOW))], None),
    ],
    ids=[
        "nothing was said",
        "a shared one counts",
        "one of its folder counts",
        "it was taken back",
        "a merge turned the lines round",
        "and given anew",
        "an agent's does not count",
        "an agent takes nothing back",
        "one's own comes first",
        "however narrow it is",
        "one took it back for oneself",
        "it was given anew since",
        "its time is over",
    ],
)
def test_which_verdict_counts(mine: list[Verdict], lines: list[SharedLine], expected: str | None) -> None:
    assert counts(mine, *lines) == expected


@pytest.mark.parametrize(
    ("root", "sole", "expected"),
    [
        ("/ws", False, "dismissed one"),
        ("/ws/tests", False, "dismissed one"),
        ("/other", False, None),
        ("/w", False, None),
        ("/other", True, "dismissed one"),
    ],
)
def test_one_folder_s_verdicts_say_nothing_of_another_s_flags(root: str, sole: bool, expected: str | None) -> None:
    assert counts([], ONE, root=root, sole=sole) == expected


def test_a_flag_without_a_file_belongs_to_its_session_s_folder() -> None:
    bare = replace(FLAG, path=None)
    files = [SharedFile("/ws", (ONE,)), SharedFile("/other", ())]
    both = AllVerdicts.of_files(Verdicts(), files, sole=False)
    assert both.of(bare, "/ws/server", NOW) == ONE.verdict
    assert both.of(bare, "/other", NOW) is None
    assert both.of(bare, None, NOW) is None


def test_an_agent_s_line_is_told_of_until_the_user_says_the_same() -> None:
    file = SharedFile("/ws", (ONE, AGENT))
    (told,) = file.all_problems(Verdicts())
    assert (told.line, told.kind, told.path) == (3, "verdicts", "/ws/.cotlens/verdicts.jsonl")
    assert "Claude Code session 12345678" in told.message
    assert "cotlens verdicts adopt agent" in told.message
    assert len(file.all_problems(Verdicts([own(30, Status.CONFIRMED)]))) == 1
    assert len(file.all_problems(Verdicts([own(29, Status.DISMISSED)]))) == 1
    assert file.all_problems(Verdicts([own(30, Status.DISMISSED)])) == ()


def test_a_writer_that_one_process_of_a_scan_knows_is_the_writer() -> None:
    plain = SharedFile("/ws", (ONE, replace(AGENT, writer="")))
    assert together([[plain], [SharedFile("/ws", (ONE, AGENT))], [plain]]) == (SharedFile("/ws", (ONE, AGENT)),)
