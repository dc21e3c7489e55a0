"""Continue's sessions become events; each test is one trap of the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.told_logs import calls, document, edits, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, ResultStatus, ToolKind
from cotlens.sources import continue_dev
from cotlens.sources.discover import find_logs

ID = "2dbfd673-096d-4773-b5f3-9023894a7355"


def session(*history: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "sessionId": ID,
        "title": "T",
        "workspaceDirectory": "/home/dev/project",
        "history": list(history),
        **fields,
    }


def user(content: Any, **fields: Any) -> dict[str, Any]:
    return {"message": {"role": "user", "content": content}, "contextItems": [], **fields}


def agent(name: str, given: Any, status: str = "done", output: str = "ok", **fields: Any) -> dict[str, Any]:
    use = {"id": "toolu_00000000000001", "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}
    state = {"toolCallId": use["id"], "toolCall": use, "status": status, "output": [{"content": output}], **fields}
    return {"message": {"role": "assistant", "content": "", "toolCalls": [use]}, "toolCallStates": [state]}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"{ID}.json"


def test_a_session_in_order(log: Path):
    reasoned = {"message": {"role": "assistant", "content": "I look."}, "reasoning": {"text": "Hm.", "active": False}}
    batch = reader(document(log, session(user("Fix it"), reasoned, agent("Bash", {"command": "ls"})))).poll()
    assert kinds(batch.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    assert batch.session is not None
    assert (batch.session.id, batch.session.title, batch.session.cwd) == (ID, "T", "/home/dev/project")
    (call,) = calls(batch.events)
    assert (call.kind, call.args["command"]) == (ToolKind.SHELL, "ls")


def test_thoughts_that_are_messages_of_their_own(log: Path):
    value = session(
        {"message": {"role": "thinking", "content": "Hm."}},
        {"message": {"role": "thinking", "content": "", "redactedThinking": "x"}},
    )
    assert thoughts(told(document(log, value))) == [("full", "Hm."), ("withheld", "")]


def test_what_the_editor_adds_is_not_typed(log: Path):
    value = session(
        user([{"type": "text", "text": "Fix @a.py"}, {"type": "imageUrl"}], contextItems=[{"content": "x = 1"}])
    )
    assert users(told(document(log, value))) == [("typed", "Fix @a.py"), ("injected", "x = 1")]


@pytest.mark.parametrize(
    ("status", "output", "expected"),
    [
        ("done", "ok", ResultStatus.OK),
        ("errored", "boom", ResultStatus.ERROR),
        ("canceled", "", ResultStatus.DENIED),
        ("errored", "Permission denied by user", ResultStatus.DENIED),
        ("errored", "Command was cancelled", ResultStatus.INTERRUPTED),
    ],
)
def test_how_a_call_ended(log: Path, status: str, output: str, expected: ResultStatus):
    (found,) = results(told(document(log, session(agent("Read", {"filepath": "a"}, status, output)))))
    assert found.status is expected


@pytest.mark.parametrize("status", ["generating", "generated", "calling"])
def test_a_call_that_goes_on_has_no_result(log: Path, status: str):
    assert kinds(told(document(log, session(agent("Write", {"file_path": "a"}, status))))) == ["ToolCall"]


def test_a_tool_message_answers_a_call_without_a_state_once(log: Path):
    entry = agent("Read", {"filepath": "a"})
    tool = {"message": {"role": "tool", "content": "text", "toolCallId": "toolu_00000000000001"}}
    bare = {"message": entry["message"]}
    assert kinds(told(document(log, session(bare, tool)))) == ["ToolCall", "ToolResult"]
    assert kinds(told(document(log, session(entry, tool)))) == ["ToolCall", "ToolResult"]


DIFF = "Successfully edited\nDiff:\nIndex: /p/a\n===\n--- /p/a\n+++ /p/a\n@@ -17,2 +17,3 @@\n x\n+y\n z\n"


@pytest.mark.parametrize(
    ("name", "given", "output", "op", "hunks"),
    [
        ("MultiEdit", {"file_path": "/p/a", "edits": [{"old_string": "x", "new_string": "x\ny"}]}, DIFF,
         EditOp.MODIFY, [(17, (" x", "+y", " z"))]),
        ("Edit", {"file_path": "/p/a", "old_string": "x", "new_string": "y"}, "ok", EditOp.MODIFY, [(None, ("-x", "+y"))]),
        ("create_new_file", {"filepath": "/p/a", "contents": "x\n"}, "ok", EditOp.CREATE, [(0, ("+x",))]),
        ("Write", {"filepath": "/p/a", "content": "x\ny\nz\n"}, DIFF, EditOp.MODIFY, [(17, (" x", "+y", " z"))]),
        ("edit_existing_file", {"filepath": "/p/a", "changes": "// ... rest stays"}, "ok", EditOp.MODIFY, []),
    ],
)  # fmt: skip
def test_an_edit(log: Path, name: str, given: Any, output: str, op: EditOp, hunks: Any):
    (edit,) = edits(told(document(log, session(agent(name, given, output=output)))))
    assert (edit.op, edit.path, edit.state) == (op, "/p/a", EditState.APPLIED)
    assert [(h.old_start, h.lines) for h in edit.hunks] == hunks


def test_a_refused_edit(log: Path):
    given = {"file_path": "C:\\p\\a.py", "old_string": "x", "new_string": "y"}
    (edit,) = edits(told(document(log, session(agent("Edit", given, "canceled")))))
    assert (edit.state, edit.path) == (EditState.DENIED, "C:\\p\\a.py")


def test_a_summary_is_the_compaction(log: Path):
    found = told(document(log, session(user("x", conversationSummary="so far"))))
    assert [e.summary for e in found if isinstance(e, CompactionEvent)] == ["so far"]


def test_a_rewritten_session_gives_only_what_is_new(log: Path):
    follow = reader(document(log, session(user("one"))))
    assert kinds(follow.poll().events) == ["User"]
    document(log, session(user("one"), agent("Read", {"filepath": "a"}, "calling")))
    assert kinds(follow.poll().events) == ["ToolCall"]
    document(log, session(user("one"), agent("Read", {"filepath": "a"})))
    assert kinds(follow.poll().events) == ["ToolResult"]


def test_sessions_of_a_workspace_are_found(tmp_path: Path):
    folder = tmp_path / ".continue" / "sessions"
    document(folder / f"{ID}.json", session(user("x"), workspaceDirectory="file:///home/dev/project"))
    document(folder / "sessions.json", [])
    assert [Path(x.path).name for x in find_logs(["/home/dev/project"], {}, str(tmp_path)).logs] == [f"{ID}.json"]
    assert find_logs(["/home/dev/other"], {}, str(tmp_path)).logs == ()


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        {"history": []},
        {"sessionId": "x", "workspaceDirectory": "/", "history": [{"message": "x"}]},
        {"history": {}},
    ],
)
def test_what_is_no_session(value: Any):
    assert continue_dev.recognise(value) is None
