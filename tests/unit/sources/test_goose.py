"""Goose's messages become events, from its database and from its older files."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import events, kinds, write
from unit.sources.told_logs import calls, database, edits, put, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import goose
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs, members
from cotlens.sources.log import LogReader

ID = "20260228_1"
CWD = "/home/dev/project"
SCHEMA = """
CREATE TABLE sessions (id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', description TEXT NOT NULL DEFAULT '',
  session_type TEXT NOT NULL DEFAULT 'user', working_dir TEXT NOT NULL, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, model_config_json TEXT, parent_session_id TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT, session_id TEXT NOT NULL, role TEXT NOT NULL,
  content_json TEXT NOT NULL, created_timestamp INTEGER NOT NULL, timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  tokens INTEGER, metadata_json TEXT);
"""


def session(name: str = ID, **fields: Any) -> dict[str, Any]:
    config = {"model_name": "claude-opus-4-6"}
    return {
        "id": name,
        "name": "T",
        "working_dir": CWD,
        "updated_at": "2026-02-28 01:13:27",
        "model_config_json": config,
        **fields,
    }


def message(number: int, role: str, *content: Any, owner: str = ID, **metadata: Any) -> dict[str, Any]:
    stored = {
        "id": number,
        "session_id": owner,
        "role": role,
        "content_json": list(content),
        "created_timestamp": 1_772_241_200 + number,
    }
    return {**stored, "metadata_json": metadata} if metadata else stored


def said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def request(name: str, arguments: Any, call: str = "toolu_0000000000001") -> dict[str, Any]:
    return {
        "type": "toolRequest",
        "id": call,
        "toolCall": {"status": "success", "value": {"name": name, "arguments": arguments}},
    }


def reply(value: Any, call: str = "toolu_0000000000001", **fields: Any) -> dict[str, Any]:
    return {"type": "toolResponse", "id": call, "toolResult": {"status": "success", "value": value, **fields}}


def log_of(tmp_path: Path, *messages: dict[str, Any], **fields: Any) -> Path:
    return database(tmp_path / "sessions.db", SCHEMA, {"sessions": [session(**fields)], "messages": messages})


def test_a_session_in_order(tmp_path: Path):
    path = log_of(
        tmp_path,
        message(1, "user", said("Fix it")),
        message(2, "assistant", {"type": "thinking", "thinking": "Hm.", "signature": ""}, said("I look.")),
        message(3, "assistant", request("developer__shell", {"command": "ls"})),
        message(4, "user", reply({"content": [said("a")], "structuredContent": {"exit_code": 0}, "isError": False})),
    )
    assert [(m.name, m.cwds, m.modified) for m in members(str(path))] == [(ID, (CWD,), 1_772_241_207.0)]
    batch = reader(path, ID).poll()
    assert kinds(batch.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    assert batch.session is not None
    assert (batch.session.id, batch.session.title, batch.session.cwd) == (ID, "T", CWD)
    assert batch.session.model == "claude-opus-4-6"
    (call,) = calls(batch.events)
    assert (call.kind, call.args["command"], call.time) == (ToolKind.SHELL, "ls", 1_772_241_203)
    assert [e.ref.line for e in batch.events] == [1, 2, 2, 3, 4]


def test_withheld_thoughts_and_what_no_person_typed(tmp_path: Path):
    path = log_of(
        tmp_path,
        message(1, "assistant", {"type": "redactedThinking", "data": "x"}),
        message(2, "user", said("summary of before"), userVisible=False, agentVisible=True),
        message(3, "assistant", {"type": "systemNotification", "notificationType": "inlineMessage", "msg": "x"}),
    )
    found = told(path, ID)
    assert thoughts(found) == [("withheld", "")]
    assert users(found) == [("injected", "summary of before")]


@pytest.mark.parametrize(
    ("value", "fields", "status", "text"),
    [
        ({"content": [said("a")]}, {}, ResultStatus.OK, "a"),
        ([said("older shape")], {}, ResultStatus.OK, "older shape"),
        ({"content": [said("bad")], "isError": True}, {}, ResultStatus.ERROR, "bad"),
        (None, {"status": "error", "error": "boom"}, ResultStatus.ERROR, "boom"),
        (
            {"content": [said("The user has declined to run this tool. DO NOT")]},
            {},
            ResultStatus.DENIED,
            "The user has declined to run this tool. DO NOT",
        ),
        (
            {
                "content": [
                    {**said("twice"), "annotations": {"audience": ["assistant"]}},
                    {**said("twice"), "annotations": {"audience": ["user"]}},
                ]
            },
            {},
            ResultStatus.OK,
            "twice",
        ),
    ],
)
def test_how_a_call_ended(tmp_path: Path, value: Any, fields: Any, status: ResultStatus, text: str):
    path = log_of(tmp_path, message(1, "assistant", request("x__y", {})), message(2, "user", reply(value, **fields)))
    (found,) = results(told(path, ID))
    assert (found.status, found.text) == (status, text)


@pytest.mark.parametrize(
    ("name", "arguments", "kind", "op", "added"),
    [
        (
            "developer__text_editor",
            {"command": "write", "path": "/p/a", "file_text": "x\n"},
            ToolKind.EDIT,
            EditOp.CREATE,
            ("x",),
        ),
        (
            "developer__text_editor",
            {"command": "str_replace", "path": "/p/a", "old_str": "a", "new_str": "b"},
            ToolKind.EDIT,
            EditOp.MODIFY,
            ("b",),
        ),
        (
            "developer__text_editor",
            {"command": "insert", "path": "/p/a", "insert_line": 3, "new_str": "b"},
            ToolKind.EDIT,
            EditOp.MODIFY,
            ("b",),
        ),
        ("edit", {"path": "/p/a", "before": "a", "after": "b"}, ToolKind.EDIT, EditOp.MODIFY, ("b",)),
        ("write", {"path": "C:\\p\\a", "content": "x\n"}, ToolKind.EDIT, EditOp.CREATE, ("x",)),
        ("developer__text_editor", {"command": "view", "path": "/p/a"}, ToolKind.READ, None, ()),
        ("github__create_issue", {}, ToolKind.MCP, None, ()),
    ],
)
def test_a_call_and_its_edit(
    tmp_path: Path, name: str, arguments: Any, kind: ToolKind, op: EditOp | None, added: tuple[str, ...]
):
    path = log_of(
        tmp_path, message(1, "assistant", request(name, arguments)), message(2, "user", reply({"content": []}))
    )
    found = told(path, ID)
    assert calls(found)[0].kind is kind
    assert [(e.op, e.path, e.added, e.state) for e in edits(found)] == (
        [(op, arguments["path"], added, EditState.APPLIED)] if op else []
    )


def test_a_subagent_is_a_chain_of_its_parents_session(tmp_path: Path):
    path = log_of(tmp_path, message(1, "user", said("Look into it")), parent_session_id="20260227_9")
    (event,) = told(path, ID)
    assert (event.session, event.chain, users([event])) == ("20260227_9", ID, [("injected", "Look into it")])


def test_only_what_is_new_is_given_out_and_a_replaced_conversation_is_told_anew(tmp_path: Path):
    path = log_of(tmp_path, message(1, "user", said("one")))
    follow = reader(path, ID)
    assert kinds(follow.poll().events) == ["User"]
    connection = sqlite3.connect(path, isolation_level=None)
    put(connection, "messages", message(2, "assistant", said("two")))
    assert kinds(follow.poll().events) == ["Message"]
    connection.execute("DELETE FROM messages")
    put(connection, "messages", message(3, "user", said("summary")))
    batch = follow.poll()
    assert (batch.reset, users(batch.events)) == (True, [("typed", "summary")])
    connection.close()


def test_broken_content_is_no_event(tmp_path: Path):
    path = log_of(tmp_path, {**message(1, "user"), "content_json": '[{"type": "te'}, message(2, "robot", said("x")))
    batch = reader(path, ID).poll()
    assert batch.session is not None
    assert (batch.events, batch.session.counts.unknown_types) == ([], 1)


# --- lines ------------------------------------------------------------------------------------------------------------

HEAD = {"working_dir": CWD, "description": "T", "message_count": 2, "total_tokens": None}


def line(role: str, *content: Any, created: int = 1_745_000_000) -> dict[str, Any]:
    return {"role": role, "created": created, "content": list(content)}


def test_a_session_of_lines(tmp_path: Path):
    log = tmp_path / "20250418_101500.jsonl"
    call = request("developer__shell", {"command": "ls"})
    found = events(
        log,
        HEAD,
        line("user", said("Fix it")),
        line("assistant", said("I look."), call),
        line("user", reply([said("a")])),
    )
    assert kinds(found) == ["User", "Message", "ToolCall", "ToolResult"]
    assert (found[0].session, calls(found)[0].cwd) == ("20250418_101500", CWD)


def test_a_rewritten_file_gives_only_what_is_new(tmp_path: Path):
    log = tmp_path / "20250418_101500.jsonl"
    follow = LogReader(str(write(log, [HEAD, line("user", said("one"))])), Seen())
    assert kinds(follow.poll().events) == ["User"]
    write(log, [{**HEAD, "message_count": 3}, line("user", said("one")), line("assistant", said("two"))])
    batch = follow.poll()
    assert kinds(batch.events)[-1] == "Message"


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"message_count": 1},
        {"role": "user", "created": True, "content": [said("x")]},
        {"role": "user", "created": 1, "content": "x"},
        {"role": "user", "created": 1, "content": [said("x")], "type": "message"},
    ],
)
def test_what_is_no_line_of_it(record: dict[str, Any]):
    assert goose.recognise_line(record) is None


def test_sessions_of_a_workspace_are_found(tmp_path: Path):
    folder = tmp_path / ".local" / "share" / "goose" / "sessions"
    folder.mkdir(parents=True)
    log_of(folder, message(1, "user", said("x")))
    write(folder / "20250418_101500.jsonl", [HEAD, line("user", said("x"))])
    found = find_logs([CWD], {}, str(tmp_path)).logs
    assert sorted(os.path.basename(x.path) for x in found) == ["20250418_101500.jsonl", f"sessions.db#{ID}"]
