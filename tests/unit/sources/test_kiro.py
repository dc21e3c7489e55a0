"""Kiro's conversations and sessions become events, of all three generations of its command line."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import events, kinds, write
from unit.sources.told_logs import calls, database, document, edits, put, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, EditEvent, ResultStatus, ToolKind
from cotlens.sources import kiro_conversation, kiro_lines
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs, members
from cotlens.sources.log import LogReader

ID = "11111111-1111-4111-8111-111111111111"
CWD = "/home/dev/project"
CALL = "tooluse_0000000000001"


def prompt(said: str) -> dict[str, Any]:
    env = {"env_state": {"current_working_directory": CWD}}
    return {"content": {"Prompt": {"prompt": said}}, "env_context": env, "timestamp": "2026-03-19T19:29:04.664-07:00"}


def outcome(content: Any, status: str = "Success") -> dict[str, Any]:
    result = {"tool_use_id": CALL, "content": content, "status": status}
    return {"content": {"ToolUseResults": {"tool_use_results": [result]}}}


def use(name: str, args: Any, said: str = "") -> dict[str, Any]:
    return {"ToolUse": {"message_id": "", "content": said, "tool_uses": [{"id": CALL, "name": name, "args": args}]}}


def response(said: str) -> dict[str, Any]:
    return {"Response": {"message_id": "", "content": said}}


def conversation(*turns: tuple[Any, Any], **fields: Any) -> dict[str, Any]:
    return {"conversation_id": ID, "history": [{"user": u, "assistant": a} for u, a in turns], **fields}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "c.json"


# --- conversations ------------------------------------------------------------------------------------------------------


def test_a_conversation_in_order(log: Path):
    value = conversation(
        (prompt("Fix it"), use("execute_bash", {"command": "ls", "summary": "List files"}, "I look.")),
        (outcome([{"Json": {"exit_status": "0", "stdout": "a", "stderr": ""}}]), response("Done.")),
        model_info={"model_id": "claude-opus-4.6"},
    )
    batch = reader(document(log, value)).poll()
    assert kinds(batch.events) == ["User", "Message", "ToolCall", "ToolResult", "Message"]
    assert batch.session is not None
    assert (batch.session.id, batch.session.cwd, batch.session.model) == (ID, CWD, "claude-opus-4.6")
    (call,) = calls(batch.events)
    assert (call.kind, call.args["command"], call.intent, call.cwd) == (ToolKind.SHELL, "ls", "List files", CWD)
    (result,) = results(batch.events)
    assert (result.status, result.exit_code, result.text) == (ResultStatus.OK, 0, "a")


def test_a_conversation_without_ids_results_and_times(log: Path):
    value = {
        "conversation_id": "",
        "history": [
            {"user": {"content": {"Prompt": {"prompt": "Make a readme"}}},
             "assistant": {"ToolUse": {"tool_uses": [{"id": "", "name": "fs_write", "args": {"path": "README.md"}}]}}},
            {"user": {"content": None}, "assistant": response("Done.")},
        ],
    }  # fmt: skip
    found = told(document(log, value))
    assert kinds(found) == ["User", "ToolCall", "Edit", "Message"]
    assert {e.session for e in found} == {"c"}
    assert [e.edit.state for e in found if isinstance(e, EditEvent)] == [EditState.UNKNOWN]


def test_a_call_that_may_still_run_has_no_edit_yet(log: Path):
    value = {"conversation_id": ID, "history": [{"user": prompt("x"), "assistant": use("fs_write", {"path": "a"})}]}
    assert "Edit" not in kinds(told(document(log, value)))


def test_turns_as_lists_of_two(log: Path):
    assert users(told(document(log, {"conversation_id": ID, "history": [[prompt("old"), response("x")]]}))) == [
        ("typed", "old")
    ]


def test_a_thought_is_a_tool_of_its_own(log: Path):
    assert thoughts(told(document(log, conversation((prompt("x"), use("thinking", {"thought": "Hm."})))))) == [
        ("full", "Hm.")
    ]


@pytest.mark.parametrize(
    ("content", "status", "expected", "code"),
    [
        ([{"Text": "a"}], "Success", ResultStatus.OK, None),
        ([{"Text": "boom"}], "Error", ResultStatus.ERROR, None),
        ([{"Json": {"exit_status": "exit status: 3", "stderr": "x"}}], "Success", ResultStatus.ERROR, 3),
        ([{"Text": "Tool use was cancelled by the user"}], "Error", ResultStatus.DENIED, None),
        ("plain", "Success", ResultStatus.OK, None),
    ],
)
def test_how_a_call_ended(log: Path, content: Any, status: str, expected: ResultStatus, code: int | None):
    value = conversation((prompt("x"), use("execute_bash", {"command": "x"})), (outcome(content, status), response("")))
    (found,) = results(told(document(log, value)))
    assert (found.status, found.exit_code) == (expected, code)


def test_cancelled_calls_and_the_prompt_that_came_instead(log: Path):
    instead = {
        "content": {
            "CancelledToolUses": {
                "prompt": "Stop",
                "tool_use_results": [{"tool_use_id": CALL, "content": [{"Text": "x"}]}],
            }
        }
    }
    found = told(
        document(log, conversation((prompt("x"), use("execute_bash", {"command": "x"})), (instead, response("ok"))))
    )
    assert [r.status for r in results(found)] == [ResultStatus.INTERRUPTED]
    assert users(found)[-1] == ("typed", "Stop")


@pytest.mark.parametrize(
    ("args", "op", "added"),
    [
        ({"command": "create", "path": "a.py", "file_text": "x\n"}, EditOp.CREATE, ("x",)),
        ({"command": "str_replace", "path": "a.py", "old_str": "a", "new_str": "b"}, EditOp.MODIFY, ("b",)),
        ({"command": "strReplace", "path": "a.py", "oldStr": "a", "newStr": "b"}, EditOp.MODIFY, ("b",)),
        ({"command": "append", "path": "a.py", "new_str": "tail"}, EditOp.MODIFY, ("tail",)),
        ({"command": "insert", "path": "a.py", "insert_line": 3, "new_str": "mid"}, EditOp.MODIFY, ("mid",)),
        ({"path": "a.py"}, EditOp.CREATE, ()),
    ],
)
def test_an_edit(log: Path, args: Any, op: EditOp, added: tuple[str, ...]):
    value = conversation((prompt("x"), use("fs_write", args)), (outcome([{"Text": ""}]), response("")))
    (edit,) = edits(told(document(log, value)))
    assert (edit.path, edit.op, edit.added, edit.state) == (f"{CWD}/a.py", op, added, EditState.APPLIED)


def test_a_growing_conversation_gives_only_what_is_new(log: Path):
    first = (prompt("one"), response("1"))
    follow = reader(document(log, conversation(first)))
    assert kinds(follow.poll().events) == ["User", "Message"]
    document(log, conversation(first, (prompt("two"), response("2"))))
    assert users(follow.poll().events) == [("typed", "two")]


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        {"conversation_id": "x", "history": []},
        {"conversation_id": "x", "history": [{}]},
        {"conversation_id": 1, "history": [[]]},
    ],
)
def test_what_is_no_conversation(value: Any):
    assert kiro_conversation.recognise(value) is None


# --- database ---------------------------------------------------------------------------------------------------------

SCHEMA = """CREATE TABLE conversations_v2 (key TEXT NOT NULL, conversation_id TEXT NOT NULL, value TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (key, conversation_id));"""


def stored(value: Any, at: int = 1_780_462_801_000) -> dict[str, Any]:
    return {"key": CWD, "conversation_id": ID, "value": value, "created_at": at, "updated_at": at}


def test_a_conversation_of_the_database(tmp_path: Path):
    path = database(
        tmp_path / "data.sqlite3", SCHEMA, {"conversations_v2": [stored(conversation((prompt("one"), response("1"))))]}
    )
    assert [(m.name, m.cwds, m.modified) for m in members(str(path))] == [(ID, (CWD,), 1_780_462_801.0)]
    follow = reader(path, ID)
    assert kinds(follow.poll().events) == ["User", "Message"]
    connection = sqlite3.connect(path)
    longer = conversation((prompt("one"), response("1")), (prompt("two"), response("2")))
    put(connection, "conversations_v2", stored(longer, 1_780_462_809_000))
    connection.commit()
    connection.close()
    assert users(follow.poll().events) == [("typed", "two")]


def test_a_broken_value_is_counted(tmp_path: Path):
    path = database(tmp_path / "data.sqlite3", SCHEMA, {"conversations_v2": [stored('{"history": [')]})
    batch = reader(path, ID).poll()
    assert batch.session is not None
    assert (batch.events, batch.session.counts.bad_lines) == ([], 1)


# --- lines ------------------------------------------------------------------------------------------------------------


def second(kind: str, *content: Any, **data: Any) -> dict[str, Any]:
    return {"version": "v1", "kind": kind, "data": {"message_id": f"m-{kind}", "content": list(content), **data}}


def piece(kind: str, data: Any) -> dict[str, Any]:
    return {"kind": kind, "data": data}


def third(kind: str, number: int, **payload: Any) -> dict[str, Any]:
    return {"id": f"{number:032d}", "timestamp": 1_780_462_801_000 + number, "payload": {"type": kind, **payload}}


def test_lines_of_the_second_engine(tmp_path: Path):
    log = tmp_path / f"{ID}.jsonl"
    document(tmp_path / f"{ID}.json", {"session_id": ID, "cwd": CWD, "title": "T"})
    edit = {"toolUseId": CALL, "name": "write", "input": {"command": "create", "path": "a.py", "content": "x\n"}}
    found = events(
        log,
        second("Prompt", piece("text", "Fix it"), meta={"timestamp": 1_780_462_801}),
        second("AssistantMessage", piece("text", "I look."), piece("toolUse", edit)),
        second(
            "ToolResults",
            piece("toolResult", {"toolUseId": CALL, "content": [piece("text", "ok")], "status": "success"}),
        ),
        second("Compaction", piece("text", "so far")),
    )
    assert kinds(found) == ["User", "Message", "ToolCall", "ToolResult", "Edit", "Compaction"]
    assert found[0].time == 1_780_462_801
    assert (found[0].session, edits(found)[0].path) == (ID, f"{CWD}/a.py")
    assert isinstance(found[-1], CompactionEvent)


def test_lines_of_the_third_engine(tmp_path: Path):
    log = tmp_path / "sess_1" / "messages.jsonl"
    document(tmp_path / "sess_1" / "session.json", {"id": ID, "workspacePaths": [CWD], "modelId": "claude-opus-4.6"})
    found = events(
        log,
        third("user", 1, content="Fix it"),
        third("assistant", 2, content="I look.", operationType="Say"),
        third("tool_call", 3, toolCallId=CALL, toolName="executeBash", args={"command": "make"}),
        third("tool_result", 4, toolCallId=CALL, content="boom", success=False),
    )
    assert kinds(found) == ["User", "Message", "ToolCall", "ToolResult"]
    assert calls(found)[0].args["command"] == "make"
    assert (results(found)[0].status, found[0].session, calls(found)[0].cwd) == (ResultStatus.ERROR, ID, CWD)


def test_a_growing_log_gives_only_what_is_new(tmp_path: Path):
    log = tmp_path / f"{ID}.jsonl"
    follow = LogReader(str(write(log, [second("Prompt", piece("text", "one"))])), Seen())
    assert kinds(follow.poll().events) == ["User"]
    write(log, [second("Prompt", piece("text", "one")), second("AssistantMessage", piece("text", "1"))])
    assert kinds(follow.poll().events) == ["Message"]


@pytest.mark.parametrize(
    "record",
    [
        {}, {"kind": "Prompt"}, {"kind": ["Prompt"], "data": {}}, {"kind": "Prompt", "data": {}, "type": "x"},
        {"timestamp": 1, "payload": {"type": "user"}, "type": "event_msg"}, {"timestamp": 1, "payload": {"type": {}}},
    ],
)  # fmt: skip
def test_what_is_no_line_of_it(record: dict[str, Any]):
    assert kiro_lines.recognise(record) is None


def test_sessions_of_a_workspace_are_found(tmp_path: Path):
    folder = tmp_path / ".kiro" / "sessions" / "cli"
    write(folder / f"{ID}.jsonl", [second("Prompt", piece("text", "x"))])
    document(folder / f"{ID}.json", {"session_id": ID, "cwd": CWD})
    data = tmp_path / ".local" / "share" / "kiro-cli" / "data.sqlite3"
    database(data, SCHEMA, {"conversations_v2": [stored(conversation((prompt("x"), response("y"))))]})
    found = find_logs([CWD], {}, str(tmp_path)).logs
    assert sorted(os.path.basename(x.path) for x in found) == [f"{ID}.jsonl", f"data.sqlite3#{ID}"]
    assert find_logs(["/home/dev/other"], {}, str(tmp_path)).logs == ()
