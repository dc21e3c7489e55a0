"""Crush's sessions become events; its file versions give edits their texts."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.told_logs import calls, database, document, edits, put, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, InterruptEvent, ResultStatus, ToolKind
from cotlens.sources import crush
from cotlens.sources.discover import find_logs, members

ID = "11111111-1111-4111-8111-111111111111"
SCHEMA = """
CREATE TABLE sessions (id TEXT PRIMARY KEY, parent_session_id TEXT, title TEXT NOT NULL,
  message_count INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE files (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, path TEXT NOT NULL, content TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, role TEXT NOT NULL, parts TEXT NOT NULL default '[]',
  model TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, finished_at INTEGER, is_summary_message INTEGER);
"""
T0 = 1_772_241_200


def message(number: int, role: str, *parts: Any, at: int = T0, **fields: Any) -> dict[str, Any]:
    own = {"id": f"m{number}", "session_id": ID, "role": role, "parts": [{"type": k, "data": d} for k, d in parts]}
    return {**own, "created_at": at + number, "updated_at": at + number, **fields}


def call(name: str, given: Any, native: str = "toolu_0000000000001", **fields: Any) -> tuple[str, Any]:
    return "tool_call", {"id": native, "name": name, "input": json.dumps(given), "finished": True, **fields}


def result(
    content: str, name: str = "bash", metadata: Any = None, native: str = "toolu_0000000000001", **fields: Any
) -> tuple[str, Any]:
    said = {"tool_call_id": native, "name": name, "content": content, "is_error": False, **fields}
    return "tool_result", {**said, "metadata": json.dumps(metadata) if metadata else ""}


def version(path: str, number: int, content: str) -> dict[str, Any]:
    return {
        "id": f"{path}{number}",
        "session_id": ID,
        "path": path,
        "content": content,
        "version": number,
        "created_at": T0,
        "updated_at": T0,
    }


def log_of(tmp_path: Path, *messages: dict[str, Any], files: Any = (), **fields: Any) -> Path:
    own = {"id": ID, "title": "T", "updated_at": T0, "created_at": T0, **fields}
    tables = {"sessions": [own], "messages": messages, "files": files}
    return database(tmp_path / "project" / ".crush" / "crush.db", SCHEMA, tables)


def test_a_session_in_order(tmp_path: Path):
    path = log_of(
        tmp_path,
        message(1, "user", ("text", {"text": "Fix it"})),
        message(2, "assistant", ("reasoning", {"thinking": "Hm.", "finished_at": T0}), ("text", {"text": "I look."}),
                call("bash", {"command": "ls", "description": "List files"}), ("finish", {"reason": "tool_use"}), model="claude-opus-4-6"),
        message(3, "tool", result("a\n\n<cwd>/x</cwd>")),
    )  # fmt: skip
    cwd = str(tmp_path / "project")
    assert [(m.name, m.cwds, m.modified) for m in members(str(path))] == [(ID, (cwd,), float(T0))]
    batch = reader(path, ID).poll()
    assert kinds(batch.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    assert batch.session is not None
    assert (batch.session.id, batch.session.title, batch.session.cwd) == (ID, "T", cwd)
    assert batch.session.model == "claude-opus-4-6"
    (made,) = calls(batch.events)
    assert (made.kind, made.args["command"], made.intent) == (ToolKind.SHELL, "ls", "List files")


@pytest.mark.parametrize(
    ("content", "fields", "status", "code"),
    [
        ("a", {}, ResultStatus.OK, None),
        ("boom\nExit code 2\n\n<cwd>/x</cwd>", {}, ResultStatus.ERROR, 2),
        ("Exit code 2 is what it said\nfine", {}, ResultStatus.OK, None),
        ("x\nCommand was aborted before completion", {}, ResultStatus.INTERRUPTED, None),
        ("User denied permission", {"is_error": True}, ResultStatus.DENIED, None),
        ("Tool execution canceled by user", {"is_error": True}, ResultStatus.INTERRUPTED, None),
        ("no such file", {"is_error": True}, ResultStatus.ERROR, None),
    ],
)
def test_how_a_call_ended(tmp_path: Path, content: str, fields: Any, status: ResultStatus, code: int | None):
    path = log_of(
        tmp_path, message(1, "assistant", call("bash", {"command": "x"})), message(2, "tool", result(content, **fields))
    )
    (found,) = results(told(path, ID))
    assert (found.status, found.exit_code) == (status, code)


def test_a_message_that_is_still_written_waits(tmp_path: Path):
    unfinished = call("bash", {}, finished=False)
    path = log_of(
        tmp_path, message(1, "assistant", ("reasoning", {"thinking": "H"}), ("text", {"text": "I lo"}), unfinished)
    )
    follow = reader(path, ID)
    assert follow.poll().events == []
    connection = sqlite3.connect(path)
    parts = [("reasoning", {"thinking": "Hm.", "finished_at": T0}), ("text", {"text": "I look."}), call("bash", {"command": "ls"}),
             ("finish", {"reason": "tool_use"})]  # fmt: skip
    put(connection, "messages", message(1, "assistant", *parts))
    connection.commit()
    connection.close()
    batch = follow.poll()
    assert kinds(batch.events) == ["Reasoning", "Message", "ToolCall"]
    assert follow.poll().events == []


def test_withheld_thoughts_and_what_no_person_typed(tmp_path: Path):
    path = log_of(
        tmp_path,
        message(
            1, "user", ("text", {"text": "go on", "hidden": True}), ("shell_command", {"command": "ls", "output": "a"})
        ),
        message(2, "assistant", ("reasoning", {"thinking": "", "signature": "x"}), ("finish", {"reason": "canceled"})),
        message(3, "assistant", ("text", {"text": "so far"}), ("finish", {"reason": "end_turn"}), is_summary_message=1),
    )
    found = told(path, ID)
    assert users(found) == [("injected", "go on"), ("injected", "!ls\na")]
    assert thoughts(found) == [("withheld", "")]
    assert [type(e) for e in found[-2:]] == [InterruptEvent, CompactionEvent]


@pytest.mark.parametrize(("named", "cwds"), [({}, ("/p",)), ({"working_dir": "/p/sub"}, ())])
def test_where_it_ran_if_its_data_is_kept_elsewhere(tmp_path: Path, named: dict[str, str], cwds: tuple[str, ...]):
    ran = message(1, "assistant", call("bash", {"command": "x", **named}))
    ended = message(2, "tool", result("a", metadata={"working_directory": named.get("working_dir", "/p")}))
    path = log_of(tmp_path, ran, ended).rename(tmp_path / "crush.db")
    session = reader(path, ID).poll().session
    assert session is not None
    assert session.cwds == cwds


def test_a_subagent_is_a_chain_of_its_parents_session(tmp_path: Path):
    path = log_of(
        tmp_path, message(1, "user", ("text", {"text": "Look into it"})), parent_session_id="parent-0000000000001"
    )
    (event,) = told(path, ID)
    assert (event.session, event.chain, users([event])) == ("parent-0000000000001", ID, [("injected", "Look into it")])


# --- edits ------------------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, name: str, given: Any, files: Any = (), metadata: Any = None, **fields: Any) -> Any:
    messages = [
        message(1, "assistant", call(name, given)),
        message(2, "tool", result(fields.pop("content", "ok"), name, metadata, **fields)),
    ]
    (edit,) = edits(told(log_of(tmp_path, *messages, files=files), ID))
    return edit


def test_the_texts_that_the_result_has(tmp_path: Path):
    texts = {"old_content": "a\nb\n", "new_content": "a\nB\n"}
    edit = changed(tmp_path, "edit", {"file_path": "/p/a", "old_string": "b", "new_string": "B"}, metadata=texts)
    assert (edit.before, edit.after, [h.old_start for h in edit.hunks]) == ("a\nb\n", "a\nB\n", [2])


def test_the_versions_of_a_file_give_its_texts(tmp_path: Path):
    files = [version("/p/a", 0, "a\nb\n"), version("/p/a", 1, "by hand\na\nb\n"), version("/p/a", 2, "by hand\na\nB\n")]
    edit = changed(tmp_path, "edit", {"file_path": "/p/a", "old_string": "a\nb", "new_string": "a\nB"}, files)
    assert edit.op is EditOp.MODIFY
    assert (edit.before, edit.after) == ("by hand\na\nb\n", "by hand\na\nB\n")
    assert [(h.old_start, h.lines) for h in edit.hunks] == [(3, ("-b", "+B"))]


def test_a_new_file_has_an_empty_first_version(tmp_path: Path):
    files = [version("/p/a", 0, ""), version("/p/a", 1, "x\n")]
    edit = changed(tmp_path, "write", {"file_path": "/p/a", "content": "x\n"}, files)
    assert (edit.op, edit.before, edit.after) == (EditOp.CREATE, "", "x\n")


def test_versions_that_do_not_fit_are_not_claimed(tmp_path: Path):
    files = [version("/p/a", 0, "other\n"), version("/p/a", 1, "things\n")]
    edit = changed(
        tmp_path, "multiedit", {"file_path": "/p/a", "edits": [{"old_string": "b", "new_string": "B"}]}, files
    )
    assert (edit.before, edit.after, edit.added) == (None, None, ("B",))


def test_a_denied_edit(tmp_path: Path):
    texts = {"old_content": "a", "new_content": "b"}
    given = {"file_path": "C:\\p\\a", "old_string": "a", "new_string": "b"}
    edit = changed(tmp_path, "edit", given, metadata=texts, content="User denied permission", is_error=True)
    assert (edit.state, edit.path, edit.before) == (EditState.DENIED, "C:\\p\\a", None)


# --- places -----------------------------------------------------------------------------------------------------------


def test_sessions_of_a_workspace_are_found(tmp_path: Path):
    path = log_of(tmp_path, message(1, "user", ("text", {"text": "x"})))
    found = find_logs([str(tmp_path / "project")], {}, str(tmp_path / "home")).logs
    assert [x.path for x in found] == [f"{path}#{ID}"]


def test_projects_that_it_lists_are_found(tmp_path: Path):
    path = log_of(tmp_path, message(1, "user", ("text", {"text": "x"})))
    listed = {"projects": [{"path": str(tmp_path / "project"), "data_dir": str(path.parent)}, {"data_dir": 3}, "x"]}
    document(tmp_path / "home" / ".local" / "share" / "crush" / "projects.json", listed)
    assert [os.path.basename(x.path) for x in find_logs([], {}, str(tmp_path / "home")).logs] == [f"crush.db#{ID}"]


@pytest.mark.parametrize("tables", [{}, {"sessions": frozenset({"id"})}, {"messages": frozenset({"id", "parts"})}])
def test_what_is_no_database_of_it(tables: Any):
    assert crush.recognise(tables) is None
