"""Amp's threads become events; each test is one trap of the format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.told_logs import calls, document, edits, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, InterruptEvent, ResultStatus, ToolKind
from cotlens.sources import amp
from cotlens.sources.discover import find_logs

ID = "T-00000000-0000-4000-8000-000000000001"
T0 = 1_772_241_201_792


def thread(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    numbered = [{"messageId": n, **m} for n, m in enumerate(messages)]
    trees = [{"displayName": "p", "uri": "file:///home/dev/my%20project", "repository": {"ref": "refs/heads/main"}}]
    env = {"initial": {"trees": trees, "platform": {"client": "CLI", "clientVersion": "0.0.1"}}}
    return {"v": 3, "id": ID, "created": T0, "messages": numbered, "env": env, "title": "T", **fields}


def user(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks), "meta": {"sentAt": T0}, **fields}


def agent(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    usage = {"model": "claude-opus-4-6", "timestamp": "2026-02-28T01:13:27.454Z"}
    return {"role": "assistant", "content": list(blocks), "state": {"type": "complete"}, "usage": usage, **fields}


def said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def use(name: str, given: Any, call: str = "toolu_0000000000000001") -> dict[str, Any]:
    return {"type": "tool_use", "id": call, "name": name, "input": given, "complete": True}


def result(call: str = "toolu_0000000000000001", status: str = "done", **run: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "tool_result", "toolUseID": call, "run": {"status": status, **run}}]}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"{ID}.json"


def test_a_thread_in_order(log: Path):
    value = thread(
        user(said("Fix it")),
        agent(said("\n\n"), {"type": "thinking", "thinking": "Hm."}, said("I look."), use("Bash", {"cmd": "ls"})),
        result(result={"output": "a", "exitCode": 0}),
    )
    batch = reader(document(log, value)).poll()
    assert kinds(batch.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    session = batch.session
    assert session is not None
    assert (session.id, session.cwd, session.branch, session.title) == (ID, "/home/dev/my project", "main", "T")
    assert (session.model, session.agent_version, session.entrypoint) == ("claude-opus-4-6", "0.0.1", "CLI")
    (call,) = calls(batch.events)
    assert (call.kind, call.args["command"], call.cwd) == (ToolKind.SHELL, "ls", "/home/dev/my project")
    assert batch.events[0].time == T0 / 1000
    assert batch.events[-1].time == batch.events[1].time


def test_withheld_thoughts(log: Path):
    value = thread(agent({"type": "thinking", "thinking": ""}, {"type": "redacted_thinking", "data": "x"}))
    assert thoughts(told(document(log, value))) == [("withheld", ""), ("withheld", "")]


@pytest.mark.parametrize(
    ("status", "run", "expected", "code"),
    [
        ("done", {"result": {"output": "x", "exitCode": 0}}, ResultStatus.OK, 0),
        ("done", {"result": {"output": "x", "exitCode": 3}}, ResultStatus.ERROR, 3),
        ("done", {"result": {"success": False}}, ResultStatus.ERROR, None),
        ("error", {"error": {"message": "no such file"}}, ResultStatus.ERROR, None),
        ("rejected-by-user", {"reason": "no"}, ResultStatus.DENIED, None),
        ("cancelled", {"reason": "stop"}, ResultStatus.INTERRUPTED, None),
    ],
)
def test_how_a_call_ended(log: Path, status: str, run: Any, expected: ResultStatus, code: int | None):
    (found,) = results(told(document(log, thread(agent(use("Bash", {"cmd": "x"})), result(status=status, **run)))))
    assert (found.status, found.exit_code) == (expected, code)


@pytest.mark.parametrize("status", ["in-progress", "queued", "blocked-on-user"])
def test_a_call_that_goes_on_has_no_result(log: Path, status: str):
    assert kinds(told(document(log, thread(agent(use("Bash", {"cmd": "x"})), result(status=status))))) == ["ToolCall"]


DIFF = "```diff\nIndex: /p/a\n===\n--- /p/a\toriginal\n+++ /p/a\tmodified\n@@ -11,2 +11,3 @@\n a\n+b\n c\n```"


def test_the_diff_of_an_edit_gives_its_lines(log: Path):
    given = {"path": "/p/a", "old_str": "a\nc", "new_str": "a\nb\nc"}
    (edit,) = edits(told(document(log, thread(agent(use("edit_file", given)), result(result={"diff": DIFF})))))
    assert [(h.old_start, h.lines) for h in edit.hunks] == [(11, (" a", "+b", " c"))]
    assert (edit.op, edit.state, edit.path) == (EditOp.MODIFY, EditState.APPLIED, "/p/a")


@pytest.mark.parametrize(
    ("status", "state"),
    [("rejected-by-user", EditState.DENIED), ("error", EditState.FAILED), ("cancelled", EditState.FAILED)],
)
def test_an_edit_that_did_not_happen(log: Path, status: str, state: EditState):
    given = {"path": "C:\\p\\a.py", "old_str": "a", "new_str": "b"}
    (edit,) = edits(told(document(log, thread(agent(use("edit_file", given)), result(status=status)))))
    assert (edit.state, edit.path, edit.added) == (state, "C:\\p\\a.py", ("b",))


def test_a_file_that_was_read_before_is_not_created(log: Path):
    write = {"path": "/p/a", "content": "x\n"}
    value = thread(
        agent(use("create_file", write, "toolu_a000000000000001")),
        result("toolu_a000000000000001", result="ok"),
        agent(use("create_file", write, "toolu_b000000000000001")),
        result("toolu_b000000000000001", result="ok"),
    )
    assert [e.op for e in edits(told(document(log, value)))] == [EditOp.CREATE, EditOp.MODIFY]


def test_the_last_block_of_a_message_that_is_streaming_waits(log: Path):
    follow = reader(document(log, thread(agent(said("One."), said("Tw"), state={"type": "streaming"}))))
    assert kinds(follow.poll().events) == ["Message"]
    document(log, thread(agent(said("One."), said("Two."))))
    batch = follow.poll()
    assert [e.text for e in batch.events] == ["Two."]
    assert not batch.reset


def test_a_rewritten_thread_gives_only_what_is_new(log: Path):
    follow = reader(document(log, thread(user(said("one")))))
    assert kinds(follow.poll().events) == ["User"]
    document(log, thread(user(said("one")), agent(said("two"))))
    assert kinds(follow.poll().events) == ["Message"]


def test_a_thread_that_was_cut_back_is_told_anew(log: Path):
    follow = reader(document(log, thread(user(said("one")), agent(said("two")))))
    follow.poll()
    document(log, thread(user(said("other words"))))
    batch = follow.poll()
    assert batch.reset
    assert users(batch.events) == [("typed", "other words")]


def test_a_cancelled_message_is_an_interrupt(log: Path):
    found = told(document(log, thread(agent(said("x"), state={"type": "cancelled"}))))
    assert isinstance(found[-1], InterruptEvent)


def test_a_summary_is_the_compaction(log: Path):
    found = told(document(log, thread(user({"type": "summary", "summary": {"summary": "so far"}}))))
    assert [e.summary for e in found if isinstance(e, CompactionEvent)] == ["so far"]


def test_threads_of_a_workspace_are_found(tmp_path: Path):
    threads = tmp_path / ".local" / "share" / "amp" / "threads"
    document(threads / f"{ID}.json", thread(user(said("x"))))
    assert [os.path.basename(x.path) for x in find_logs(["/home/dev/my project"], {}, str(tmp_path)).logs] == [
        f"{ID}.json"
    ]
    assert find_logs(["/home/dev/other"], {}, str(tmp_path)).logs == ()


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        {"messages": []},
        {"id": "T-1", "messages": []},
        {"id": "T-1", "v": 1, "messages": [{"role": "x"}], "env": {}},
    ],
)
def test_what_is_no_thread(value: Any):
    assert amp.recognise(value) is None
