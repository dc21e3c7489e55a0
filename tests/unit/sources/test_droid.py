"""Droid's session lines become events; each test is one trap of the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import batch, events, kinds, write
from unit.sources.told_logs import calls, edits, results, thoughts, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, InterruptEvent, ResultStatus, ToolKind
from cotlens.sources import droid, pi
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

ID = "992853e5-a958-4070-bc5c-19fc451dfc2c"
CWD = "/home/dev/project"
HEAD = {
    "type": "session_start",
    "id": ID,
    "title": "fix it",
    "sessionTitle": "New Session",
    "owner": "me",
    "version": 2,
    "cwd": CWD,
}


def message(
    role: str, *blocks: Any, name: str = "278c85c4-8b9b-4d82-baed-000000000001", **fields: Any
) -> dict[str, Any]:
    body = {"role": role, "content": list(blocks), **fields}
    return {"type": "message", "id": name, "timestamp": "2026-03-19T19:29:04.664Z", "message": body}


def said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def use(name: str, given: Any, call: str = "toolu_00000000000001") -> dict[str, Any]:
    block = {"type": "tool_use", "id": call, "name": name, "input": given}
    return message("assistant", block, name="278c85c4-8b9b-4d82-baed-000000000002")


def result(content: Any, call: str = "toolu_00000000000001", *, error: bool = False) -> dict[str, Any]:
    block = {"type": "tool_result", "tool_use_id": call, "content": content, "is_error": error}
    return message("user", block, name="278c85c4-8b9b-4d82-baed-000000000003")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"{ID}.jsonl"


def test_a_session_with_its_model_beside(log: Path):
    (log.parent / f"{ID}.settings.json").write_text(json.dumps({"model": "claude-opus-4-6"}))
    thought = message("assistant", {"type": "thinking", "thinking": "Hm."}, said("I look."))
    found = batch(
        log, HEAD, message("user", said("Fix it")), {**thought, "id": "x" * 20}, use("Execute", {"command": "ls"})
    )
    assert kinds(found.events) == ["User", "Reasoning", "Message", "ToolCall"]
    session = found.session
    assert session is not None
    assert (session.id, session.title, session.cwd, session.model) == (ID, "fix it", CWD, "claude-opus-4-6")
    assert calls(found.events)[0].kind is ToolKind.SHELL


def test_the_model_may_be_known_later(log: Path):
    follow = LogReader(str(write(log, [HEAD, message("user", said("x"))])), Seen())
    follow.poll()
    (log.parent / f"{ID}.settings.json").write_text(json.dumps({"model": "gpt-5.5"}))
    write(log, [HEAD, message("user", said("x")), use("Read", {"file_path": "a"})])
    session = follow.poll().session
    assert session is not None
    assert session.model == "gpt-5.5"


def test_only_what_a_person_wrote_is_typed(log: Path):
    found = events(
        log,
        HEAD,
        message(
            "user",
            said("<system-reminder>Be careful</system-reminder>"),
            said("echo <system-reminder>x</system-reminder>"),
        ),
        message("user", said("Token limit reached."), visibility="user_only", name="2" * 20),
    )
    assert users(found) == [
        ("injected", "<system-reminder>Be careful</system-reminder>"),
        ("injected", "<system-reminder>x</system-reminder>"),
        ("typed", "echo"),
        ("injected", "Token limit reached."),
    ]


def test_withheld_thoughts(log: Path):
    blocks = [{"type": "thinking", "thinking": ""}, {"type": "redacted_thinking", "data": "x"}]
    assert thoughts(events(log, HEAD, message("assistant", *blocks))) == [("withheld", ""), ("withheld", "")]


@pytest.mark.parametrize(
    ("content", "error", "status", "code"),
    [
        ("a\n\n[Process exited with code 0]", False, ResultStatus.OK, 0),
        ("a\n\n[Process exited with code 7]", True, ResultStatus.ERROR, 7),
        ([{"type": "text", "text": "boom"}], True, ResultStatus.ERROR, None),
        ("User rejected the tool call", True, ResultStatus.DENIED, None),
        ("Request cancelled by user", True, ResultStatus.INTERRUPTED, None),
    ],
)
def test_how_a_call_ended(log: Path, content: Any, error: bool, status: ResultStatus, code: int | None):
    (found,) = results(events(log, HEAD, use("Execute", {"command": "x"}), result(content, error=error)))
    assert (found.status, found.exit_code) == (status, code)


@pytest.mark.parametrize(
    ("name", "given", "op", "added"),
    [
        ("Edit", {"file_path": "a.py", "old_str": "a", "new_str": "b"}, EditOp.MODIFY, ("b",)),
        ("Edit", {"file_path": "a.py", "old_string": "a", "new_string": "b"}, EditOp.MODIFY, ("b",)),
        ("MultiEdit", {"file_path": "a.py", "changes": [{"old_str": "a", "new_str": "b"}, {"old_str": "c", "new_str": "d"}]},
         EditOp.MODIFY, ("b", "d")),
        ("Create", {"file_path": "a.py", "content": "x\n"}, EditOp.CREATE, ("x",)),
        ("ApplyPatch", {"input": "*** Begin Patch\n*** Update File: a.py\n@@\n-a\n+b\n*** End Patch"}, EditOp.MODIFY, ("b",)),
    ],
)  # fmt: skip
def test_an_edit(log: Path, name: str, given: Any, op: EditOp, added: tuple[str, ...]):
    (edit,) = edits(events(log, HEAD, use(name, given), result("ok")))
    assert (edit.path, edit.op, edit.added, edit.state) == (f"{CWD}/a.py", op, added, EditState.APPLIED)


def test_a_denied_edit(log: Path):
    given = {"file_path": "C:\\p\\a.py", "old_str": "a", "new_str": "b"}
    (edit,) = edits(events(log, HEAD, use("Edit", given), result("User rejected the edit", error=True)))
    assert (edit.state, edit.path) == (EditState.DENIED, "C:\\p\\a.py")


def test_a_subagent_is_a_chain_of_its_callers_session(log: Path):
    head = {**HEAD, "callingSessionId": "11111111-1111-4111-8111-111111111111"}
    (event,) = events(log, head, message("user", said("Look into it")))
    assert (event.session, event.chain) == ("11111111-1111-4111-8111-111111111111", ID)
    assert users([event]) == [("injected", "Look into it")]


def test_compaction_interrupt_and_unknown_records(log: Path):
    found = batch(
        log,
        HEAD,
        {"type": "compaction_state", "id": "c" * 20, "timestamp": "2026-03-19T19:29:04.664Z", "summaryText": "so far"},
        message("user", said("Request interrupted by user")),
        {"type": "todo_state"},
        {"type": "hologram"},
    )
    assert [type(e) for e in found.events] == [CompactionEvent, InterruptEvent]
    assert found.session is not None
    assert found.session.counts.unknown_types == 1


def test_a_growing_log_gives_only_what_is_new(log: Path):
    follow = LogReader(str(write(log, [HEAD, message("user", said("one"))])), Seen())
    assert kinds(follow.poll().events) == ["User"]
    write(log, [HEAD, message("user", said("one")), use("Read", {"file_path": "a"})])
    assert kinds(follow.poll().events) == ["ToolCall"]


@pytest.mark.parametrize(
    "record",
    [
        {}, {"type": "session_start", "id": "x", "cwd": "/"}, {"type": "message", "id": "x", "timestamp": "t", "message": {}},
        {"type": "message", "id": "x", "timestamp": "t", "message": {"role": "user", "content": "text"}},
        {"type": "message", "id": "x", "timestamp": "t", "message": {"role": "user", "content": [], "api": "x"}},
        {"type": "message", "id": "x", "timestamp": "t", "sessionId": "s", "message": {"role": "user", "content": []}},
    ],
)  # fmt: skip
def test_what_is_no_record_of_it(record: dict[str, Any]):
    assert droid.recognise(record) is None


def test_pi_and_droid_are_told_apart():
    own = {**message("user", said("x")), "parentId": None}
    assert droid.recognise(own) is not None
    assert pi.recognise(own) is None
