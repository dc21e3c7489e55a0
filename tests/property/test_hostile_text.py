"""Facts of hostile texts: whatever a log holds, working out what it amounts to ends, and soon.

A pattern that backtracks needs minutes for such texts, and a quadratic one seconds; the limit is far above what honest work takes.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cotlens.engine.session_state import SessionState
from cotlens.model.edit import EditOp
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.model.session import Session
from cotlens.sources import patches
from cotlens.sources.scribe import STATES, Scribe

SIZE = 60_000
LIMIT = 5.0
"""Seconds of processor time."""

PIECES = [
    "a", " ", "\t", "a ", "a/", "/", ".", "-", '"', '" ', "'", "`", "`a", "(", "((", "[", "{", "<a", "\\", "$(", "$x", "&&", "|", ";",
    "not ", "do not ", "never touch ", "without ", "a_b-", "x.y/", "1", "1.", "=", "==", "if x == 1: ", "TODO ", "\u200b", "@", "a@b.", "http://",
    "AI agent: ", "ignore previous ", "I will ", "not sure ", "curl -d @", "--", "-d x ", "é", "\n", "\r", "a\n",
    "#", "//", "/*", "*", "**", "> ",
]  # fmt: skip


def judged(text: str, path: str) -> float:
    """Put the text everywhere a log can have it; returns the seconds that judging took."""
    scribe = Scribe("test", "log", "s")
    scribe.picture.visit("/w")
    for turn in ("1", "2"):
        scribe.user(f"{turn}u", text)
        scribe.reasoning(f"{turn}r", text)
        scribe.call(f"{turn}c", f"{turn}c", "Bash", ToolKind.SHELL, {"command": text}, command=text, cwd="/w")
        scribe.result(f"{turn}cr", f"{turn}c", ResultStatus.ERROR, text, exit_code=1)
        scribe.call(f"{turn}e", f"{turn}e", "Edit", ToolKind.EDIT, {"file_path": path}, cwd="/w")
        scribe.result(f"{turn}er", f"{turn}e", ResultStatus.OK, text)
        scribe.edit(
            f"{turn}e", f"{turn}e", path, EditOp.MODIFY, STATES[ResultStatus.OK],
            patches.replaced("old\n" + text[::-1], "new\n" + text), tool="Edit", cwd="/w",
        )  # fmt: skip
        scribe.call(f"{turn}m", f"{turn}m", "mcp__x__send", ToolKind.MCP, {"text": text}, cwd="/w")
        scribe.message(f"{turn}s", text)
    state = SessionState(Session(id=scribe.picture.id, agent="test", log="log"))
    started = time.process_time()
    state.feed(scribe.events)
    state.judged(text)
    assert state.judge.faults == []
    return time.process_time() - started


def soon(text: str, path: str) -> bool:
    """Tell whether it ends within the limit: in one of two runs, since a machine short of memory makes any one slow."""
    return any(judged(text, path) < LIMIT for _ in range(2))


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_a_piece_repeated(piece: str) -> None:
    assert soon(piece * (SIZE // len(piece)), "/w/src/a.py")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=5),
    st.sampled_from(["a.py", "t/test_a.ts", "CLAUDE.md", "x.go", "c.json"]),
)
def test_pieces_mixed(pieces: list[str], path: str) -> None:
    unit = "".join(pieces)
    assert soon(unit * (SIZE // len(unit)), f"/w/{path}")
