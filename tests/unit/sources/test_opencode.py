"""OpenCode's parts become events, whether they come from its database, its storage tree or an export."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.told_logs import calls, database, document, edits, put, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import (
    CompactionEvent,
    InterruptEvent,
    MessageEvent,
    Phase,
    ResultStatus,
    RollbackEvent,
    ToolKind,
)
from cotlens.sources import opencode, opencode_database, opencode_storage
from cotlens.sources.database import opened
from cotlens.sources.discover import find_logs, members
from cotlens.sources.format import Shape

SES = "ses_0000000000000000000000aaaa"
CWD = "/home/dev/project"
SCHEMA = """
CREATE TABLE session (id TEXT PRIMARY KEY, project_id TEXT, parent_id TEXT, slug TEXT, directory TEXT NOT NULL,
  title TEXT, version TEXT, revert TEXT, time_created INTEGER, time_updated INTEGER);
CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT);
CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, time_created INTEGER, time_updated INTEGER,
  data TEXT);
CREATE INDEX part_session_idx ON part (session_id);
"""
T0 = 1_770_000_000_000


def info(role: str, n: int = 1, **fields: Any) -> dict[str, Any]:
    own = {"modelID": "claude-opus-4-5", "path": {"cwd": CWD, "root": CWD}} if role == "assistant" else {}
    done = {"completed": T0 + n + 1} if role == "assistant" else {}
    return {"id": f"msg_{n:026d}", "sessionID": SES, "role": role, "time": {"created": T0 + n, **done}, **own, **fields}


def part(kind: str, n: int = 1, **fields: Any) -> dict[str, Any]:
    return {"id": f"prt_{n:026d}", "type": kind, **fields}


def tool(name: str, given: dict[str, Any], n: int = 1, *, status: str = "completed", **state: Any) -> dict[str, Any]:
    times = {"start": T0 + 10, "end": T0 + 20}
    return part("tool", n, tool=name, callID="call_1", state={"status": status, "input": given, "time": times, **state})


def exported(*messages: tuple[dict[str, Any], list[dict[str, Any]]], **session: Any) -> dict[str, Any]:
    return {
        "info": {"id": SES, "directory": CWD, "title": "A title", "version": "1.2.24", "projectID": "p", **session},
        "messages": [{"info": record, "parts": parts} for record, parts in messages],
    }


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "export.json"


def events_of(log: Path, *parts: dict[str, Any], message: dict[str, Any] | None = None) -> list[Any]:
    return told(document(log, exported((message or info("assistant"), list(parts)))))


# --- texts and thoughts -----------------------------------------------------------------------------------------------


def test_a_session_in_order(log: Path):
    value = exported(
        (info("user", 1), [part("text", 1, text="Fix it")]),
        (
            info("assistant", 2),
            [
                part("step-start", 2, snapshot="x"),
                part("reasoning", 3, text="Let me see.", time={"start": T0 + 3, "end": T0 + 4}),
                part("text", 4, text="I look.", time={"start": T0 + 5, "end": T0 + 6}),
                tool("bash", {"command": "ls", "description": "List files"}, 5, output="a", metadata={"exit": 0}),
                part("step-finish", 6, reason="stop"),
            ],
        ),
    )
    batch = reader(document(log, value)).poll()
    assert kinds(batch.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    assert [e.time for e in batch.events] == [T0 / 1000 + x / 1000 for x in (1, 3, 5, 10, 20)]
    session = batch.session
    assert session is not None
    assert (session.id, session.agent, session.title, session.cwd) == (SES, "opencode", "A title", CWD)
    assert (session.agent_version, session.model) == ("1.2.24", "claude-opus-4-5")
    assert session.counts.unknown_types == 0
    (call,) = calls(batch.events)
    assert (call.kind, call.args["command"], call.intent, call.cwd) == (ToolKind.SHELL, "ls", "List files", CWD)


@pytest.mark.parametrize(
    ("model", "metadata", "said", "expected"),
    [
        ("claude-opus-4-5", {}, "Raw thought", ("full", "Raw thought")),
        ("gpt-5.3-codex", {}, "**Heading**", ("summary", "**Heading**")),
        ("openai/o4-mini", {}, "**Heading**", ("summary", "**Heading**")),
        ("big-pickle", {"x": {"reasoningEncryptedContent": "zz"}}, "**Heading**", ("summary", "**Heading**")),
        ("gpt-5.3-codex", {"x": {"reasoningEncryptedContent": "zz"}}, "", ("withheld", "")),
        ("claude-opus-4-5", {}, "[REDACTED]", ("withheld", "")),
    ],
)
def test_form_of_a_thought(log: Path, model: str, metadata: Any, said: str, expected: tuple[str, str]):
    piece = part("reasoning", text=said, metadata=metadata, time={"start": T0, "end": T0 + 1})
    assert thoughts(events_of(log, piece, message=info("assistant", modelID=model))) == [expected]


def test_only_what_a_person_wrote_is_typed(log: Path):
    user = info("user")
    parts = [part("text", 1, text="mine"), part("text", 2, text="file body", synthetic=True)]
    assert users(events_of(log, *parts, message=user)) == [("typed", "mine"), ("injected", "file body")]


def test_a_command_is_typed_and_its_template_is_not(log: Path):
    piece = part("subtask", prompt="You are a reviewer", command="review", agent="build")
    found = users(events_of(log, piece, message=info("user")))
    assert found == [("typed", "/review"), ("injected", "You are a reviewer")]


def test_a_text_that_is_still_written_is_left_out_and_comes_when_it_is_done(log: Path):
    message = info("assistant", time={"created": T0})
    writing = part("text", 2, text="half a", time={"start": T0})
    thinking = part("reasoning", 1, text="", time={"start": T0})
    document(log, exported((message, [thinking, writing])))
    follow = reader(log)
    assert follow.poll().events == []
    done = [part("reasoning", 1, text="why", time={"start": T0, "end": T0 + 1}), {**writing, "text": "half a word"}]
    document(log, exported((info("assistant"), done)))
    os.utime(log, ns=(1, 1))
    assert kinds(follow.poll().events) == ["Reasoning", "Message"]


def test_a_summary_is_the_compaction(log: Path):
    found = events_of(log, part("text", text="What happened so far"), message=info("assistant", summary=True))
    assert [e.summary for e in found if isinstance(e, CompactionEvent)] == ["What happened so far"]
    assert len(found) == 1


def test_the_phase_that_the_provider_gives(log: Path):
    (found,) = events_of(log, part("text", text="Done.", metadata={"openai": {"phase": "final_answer"}}))
    assert isinstance(found, MessageEvent)
    assert found.phase is Phase.FINAL


def test_an_aborted_message_is_an_interrupt(log: Path):
    message = info("assistant", error={"name": "MessageAbortedError", "data": {"message": "aborted"}})
    assert isinstance(events_of(log, message=message)[0], InterruptEvent)


def test_going_back_undoes_turns(log: Path):
    turns = [(info("user", n), [part("text", n, text=f"turn {n}")]) for n in (1, 2, 3)]
    found = told(document(log, exported(*turns, revert={"messageID": turns[1][0]["id"]})))
    assert [e.turns for e in found if isinstance(e, RollbackEvent)] == [2]


def test_unknown_parts_and_roles_are_counted(log: Path):
    value = exported((info("assistant"), [part("hologram")]), ({"id": "x", "role": "robot"}, []))
    batch = reader(document(log, value)).poll()
    assert batch.session is not None
    assert batch.session.counts.unknown_types == 2


def test_overwritten_ids_do_not_join_parts(log: Path):
    parts = [{**part("text", text=f"text {n}"), "id": "REDACTED"} for n in range(3)]
    found = events_of(log, *parts)
    assert [e.text for e in found] == ["text 0", "text 1", "text 2"]
    assert len({e.id for e in found}) == 3


def test_a_subagent_is_a_chain_of_its_parents_session(log: Path):
    value = exported((info("user"), [part("text", text="Review this")]), parentID="ses_parent00000000000")
    batch = reader(document(log, value)).poll()
    (event,) = batch.events
    assert (event.session, event.chain) == ("ses_parent00000000000", SES)
    assert users([event]) == [("injected", "Review this")]
    assert batch.session is not None
    assert batch.session.chain == SES


# --- tools ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bash", ToolKind.SHELL), ("edit", ToolKind.EDIT), ("apply_patch", ToolKind.EDIT), ("read", ToolKind.READ),
        ("grep", ToolKind.SEARCH), ("webfetch", ToolKind.WEB), ("task", ToolKind.TASK), ("todowrite", ToolKind.PLAN),
        ("github_create_issue", ToolKind.MCP), ("question", ToolKind.OTHER), ("homemade", ToolKind.OTHER),
    ],
)  # fmt: skip
def test_kind_of_a_tool(log: Path, name: str, kind: ToolKind):
    assert calls(events_of(log, tool(name, {}, output="")))[0].kind is kind


@pytest.mark.parametrize("status", ["pending", "running"])
def test_a_call_that_goes_on_has_no_result_and_no_edit(log: Path, status: str):
    piece = tool("edit", {"filePath": "a.py", "oldString": "a", "newString": "b"}, status=status)
    assert kinds(events_of(log, piece, message=info("assistant", time={"created": T0}))) == ["ToolCall"]


@pytest.mark.parametrize(
    ("name", "state", "status", "code"),
    [
        ("bash", {"output": "x", "metadata": {"exit": 0}}, ResultStatus.OK, 0),
        ("bash", {"output": "x", "metadata": {"exit": 2}}, ResultStatus.ERROR, 2),
        ("bash", {"output": "x\n\nUser aborted the command", "metadata": {}}, ResultStatus.INTERRUPTED, None),
        ("read", {"status": "error", "error": "Error: File not found: x"}, ResultStatus.ERROR, None),
        ("read", {"status": "error", "error": "Tool execution aborted"}, ResultStatus.INTERRUPTED, None),
        ("bash", {"status": "error", "error": "The user rejected permission to use this specific tool call."},
         ResultStatus.DENIED, None),
        ("bash", {"status": "error", "error": "Error: The user has specified a rule which prevents you from using this"
                  " specific tool call."}, ResultStatus.DENIED, None),
        ("invalid", {"output": "The arguments provided to the tool are invalid"}, ResultStatus.ERROR, None),
    ],
)  # fmt: skip
def test_how_a_call_ended(log: Path, name: str, state: dict[str, Any], status: ResultStatus, code: int | None):
    (found,) = results(events_of(log, {**tool(name, {"command": "x"}), "state": {**tool(name, {})["state"], **state}}))
    assert (found.status, found.exit_code) == (status, code)


def test_output_that_was_cut_is_said_to_be(log: Path):
    (found,) = results(events_of(log, tool("read", {}, output="x", metadata={"truncated": True})))
    assert found.truncated


# --- edits ------------------------------------------------------------------------------------------------------------

BEFORE, AFTER = "a\nb\nc\n", "a\nB\nc\n"
INDENTED = (
    "Index: /p/a.py\n===\n--- /p/a.py\n+++ /p/a.py\n@@ -10,3 +10,3 @@\n def f():\n-    return 1\n+    return 2\n done\n"
)


@pytest.mark.parametrize(
    ("name", "given", "metadata", "op", "hunks", "texts"),
    [
        # the log has both texts
        ("edit", {"filePath": "/p/a.py", "oldString": "b", "newString": "B"},
         {"filediff": {"file": "/p/a.py", "before": BEFORE, "after": AFTER}},
         EditOp.MODIFY, [(2, 2, ("-b", "+B"))], (BEFORE, AFTER)),
        # only a diff, from which OpenCode took the indentation that all lines share
        ("edit", {"filePath": "/p/a.py", "oldString": "      return 1", "newString": "      return 2"},
         {"diff": INDENTED}, EditOp.MODIFY,
         [(10, 10, ("   def f():", "-      return 1", "+      return 2", "   done"))], (None, None)),
        # only the call
        ("edit", {"filePath": "/p/a.py", "oldString": "b", "newString": "B"}, {},
         EditOp.MODIFY, [(None, None, ("-b", "+B"))], (None, None)),
        ("edit", {"filePath": "/p/new.py", "oldString": "", "newString": "x\n"}, {},
         EditOp.CREATE, [(0, 1, ("+x",))], (None, "x\n")),
        ("write", {"filePath": "/p/a.py", "content": "x\n"}, {"exists": False},
         EditOp.CREATE, [(0, 1, ("+x",))], ("", "x\n")),
        ("write", {"filePath": "/p/a.py", "content": "x\n"}, {"exists": True},
         EditOp.MODIFY, [(0, 1, ("+x",))], (None, "x\n")),
        ("multiedit", {"filePath": "/p/a.py", "edits": [{"oldString": "a", "newString": "A"},
                                                        {"oldString": "b", "newString": "B"}]},
         {"results": [{"filediff": {"before": BEFORE, "after": "A\nb\nc\n"}},
                      {"filediff": {"before": "A\nb\nc\n", "after": "A\nB\nc\n"}}]},
         EditOp.MODIFY, [(1, 1, ("-a", "-b", "+A", "+B"))], (BEFORE, "A\nB\nc\n")),
        ("patch", {"patchText": "*** Begin Patch\n*** Update File: a.py\n@@\n-b\n+B\n*** End Patch"}, {},
         EditOp.MODIFY, [(None, None, ("-b", "+B"))], (None, None)),
    ],
)  # fmt: skip
def test_an_edit(log: Path, name: str, given: Any, metadata: Any, op: EditOp, hunks: Any, texts: Any):
    (edit,) = edits(events_of(log, tool(name, given, output="ok", metadata=metadata)))
    assert edit.op is op
    assert [(h.old_start, h.new_start, h.lines) for h in edit.hunks] == hunks
    assert (edit.before, edit.after) == texts
    assert edit.state is EditState.APPLIED
    assert edit.path.startswith("/")
    assert edit.tool == name


def test_the_files_of_a_patch(log: Path):
    files = [
        {"filePath": "/p/new.py", "type": "add", "before": "", "after": "x\n"},
        {"filePath": "/p/a.py", "type": "update", "before": BEFORE, "after": AFTER},
        {"filePath": "/p/b.py", "type": "move", "before": "1\n", "after": "2\n", "movePath": "/p/c.py"},
        {"filePath": "/p/old.py", "type": "delete", "before": "gone\n", "after": ""},
    ]
    found = edits(events_of(log, tool("apply_patch", {"patchText": "..."}, output="ok", metadata={"files": files})))
    assert [(e.op, e.path, e.new_path) for e in found] == [
        (EditOp.CREATE, "/p/new.py", None),
        (EditOp.MODIFY, "/p/a.py", None),
        (EditOp.RENAME, "/p/b.py", "/p/c.py"),
        (EditOp.DELETE, "/p/old.py", None),
    ]
    assert [e.added for e in found] == [("x",), ("B",), ("2",), ()]
    assert found[3].removed == ("gone",)
    assert len({e.id for e in found}) == 4


@pytest.mark.parametrize(
    ("error", "state"),
    [
        ("The user rejected permission to use this specific tool call.", EditState.DENIED),
        ("oldString not found in content", EditState.FAILED),
    ],
)
def test_an_edit_that_did_not_happen(log: Path, error: str, state: EditState):
    given = {"filePath": "a.py", "oldString": "a", "newString": "b"}
    (edit,) = edits(events_of(log, tool("edit", given, status="error", error=error)))
    assert (edit.state, edit.path, edit.added) == (state, f"{CWD}/a.py", ("b",))


def test_a_path_of_windows(log: Path):
    given = {"filePath": "C:\\src\\a.py", "oldString": "a\r\n", "newString": "b\r\n"}
    (edit,) = edits(events_of(log, tool("edit", given, output="")))
    assert (edit.path, edit.added) == ("C:\\src\\a.py", ("b",))


def test_what_changed_beside_a_command_is_of_unknown_state(log: Path):
    parts = [
        tool("bash", {"command": "sed -i s/a/b/ x.py"}, 1, output="", metadata={"exit": 0}),
        tool("write", {"filePath": "/p/own.py", "content": "x"}, 2, output=""),
        part("patch", 3, hash="h", files=["/p/own.py", "/p/x.py"]),
    ]
    found = edits(events_of(log, *parts))
    assert [(e.path, e.state) for e in found] == [("/p/own.py", EditState.APPLIED), ("/p/x.py", EditState.UNKNOWN)]


# --- database ---------------------------------------------------------------------------------------------------------


def row(kind: str, record: dict[str, Any], *, message: str = "", at: int = T0) -> dict[str, Any]:
    data = {k: v for k, v in record.items() if k not in ("id", "sessionID", "messageID")}
    owner = {"message_id": message} if kind == "part" else {}
    return {"id": record["id"], **owner, "session_id": SES, "time_created": at, "time_updated": at, "data": data}


def session_row(name: str = SES, parent: str | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "parent_id": parent,
        "directory": CWD,
        "title": "T",
        "version": "1.2.24",
        "time_updated": T0,
        **fields,
    }


@pytest.fixture
def db(tmp_path: Path) -> Path:
    user, agent = info("user", 1), info("assistant", 2)
    return database(
        tmp_path / "opencode.db",
        SCHEMA,
        {
            "session": [session_row()],
            "message": [row("message", user), row("message", agent)],
            "part": [
                row("part", part("text", 1, text="Fix it"), message=user["id"]),
                row("part", part("text", 2, text="Done", time={"start": T0, "end": T0}), message=agent["id"]),
            ],
        },
    )


@pytest.fixture
def writer(db: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(db, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    yield connection
    connection.close()


def test_a_session_of_the_database(db: Path):
    assert [(m.name, m.cwds, m.modified) for m in members(str(db))] == [(SES, (CWD,), T0 / 1000)]
    batch = reader(db, SES).poll()
    assert kinds(batch.events) == ["User", "Message"]
    assert batch.session is not None
    assert (batch.session.id, batch.session.cwd, batch.session.agent) == (SES, CWD, "opencode")
    assert {e.ref.path for e in batch.events} == {str(db)}


def test_what_is_only_in_the_write_ahead_log_is_seen(db: Path, writer: sqlite3.Connection):
    follow = reader(db, SES)
    assert len(follow.poll().events) == 2
    put(writer, "part", row("part", part("text", 3, text="More"), message=info("assistant", 2)["id"], at=T0 + 5))
    beside = {p.name for p in db.parent.iterdir()}
    before = (db.read_bytes(), (db.parent / "opencode.db-wal").read_bytes())
    (event,) = follow.poll().events
    assert event.text == "More"
    assert follow.poll().events == []
    assert {p.name for p in db.parent.iterdir()} == beside
    assert (db.read_bytes(), (db.parent / "opencode.db-wal").read_bytes()) == before


def test_a_database_at_rest_is_read_without_leaving_anything(db: Path):
    content = db.read_bytes()
    assert len(told(db, SES)) == 2
    assert sorted(p.name for p in db.parent.iterdir()) == ["opencode.db"]
    assert db.read_bytes() == content


def test_a_database_at_rest_in_wal_mode_is_read_without_leaving_anything(db: Path):
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    content = db.read_bytes()
    assert [m.name for m in members(str(db))] == [SES]
    assert len(told(db, SES)) == 2
    assert sorted(p.name for p in db.parent.iterdir()) == ["opencode.db"]
    assert db.read_bytes() == content


def test_a_writer_that_begins_while_a_database_at_rest_is_read_is_noticed(db: Path):
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with pytest.raises(sqlite3.OperationalError, match="written to while"):
        _read_while_a_writer_begins(db)


def _read_while_a_writer_begins(db: Path) -> None:
    with opened(str(db)) as read:
        read.execute("SELECT * FROM part").fetchall()
        other = sqlite3.connect(db, isolation_level=None)
        put(other, "part", row("part", part("text", 9, text="new"), message=info("assistant", 2)["id"]))
    other.close()


def test_a_part_that_changes_gives_one_event_with_its_old_id(db: Path, writer: sqlite3.Connection):
    message = info("assistant", 2)["id"]
    running = tool("bash", {"command": "make"}, 3, status="running")
    put(writer, "part", row("part", running, message=message, at=T0 + 5))
    follow = reader(db, SES)
    first = follow.poll().events
    assert kinds(first) == ["User", "Message", "ToolCall"]
    done = tool("bash", {"command": "make"}, 3, output="ok", metadata={"exit": 0})
    put(writer, "part", row("part", done, message=message, at=T0 + 6))
    batch = follow.poll()
    assert kinds(batch.events) == ["ToolResult"]
    assert not batch.reset


def test_two_changes_within_one_tick_are_both_seen(db: Path, writer: sqlite3.Connection):
    message = info("assistant", 2)["id"]
    for said in ("one", "two"):
        follow = reader(db, SES) if said == "one" else follow  # noqa: F821 - bound in the first round
        put(writer, "part", row("part", part("text", 3, text=said), message=message, at=T0 + 5))
        assert [e.text for e in follow.poll().events][-1] == said


def test_rows_that_did_not_change_are_not_decoded_again(db: Path, writer: sqlite3.Connection, monkeypatch: Any):
    message = info("assistant", 2)["id"]
    put(writer, "part", row("part", part("text", 3, text="new"), message=message, at=T0 + 60_000))
    follow = reader(db, SES)
    follow.poll()
    decoded: list[str] = []
    original = opencode_database._json
    monkeypatch.setattr(opencode_database, "_json", lambda value: decoded.append(str(value)) or original(value))
    put(writer, "part", row("part", part("text", 4, text="newest"), message=message, at=T0 + 120_000))
    assert [e.text for e in follow.poll().events] == ["newest"]
    assert [d for d in decoded if "Fix it" in d or '"new"' in d] == []


def test_a_deleted_message_resets_the_log(db: Path, writer: sqlite3.Connection):
    follow = reader(db, SES)
    follow.poll()
    writer.execute("DELETE FROM part WHERE id = ?", (part("text", 2)["id"],))
    batch = follow.poll()
    assert batch.reset
    assert kinds(batch.events) == ["User"]


def test_a_locked_database_gives_a_reason_and_is_read_later(db: Path):
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    follow = reader(db, SES)
    batch = follow.poll()
    assert batch.events == []
    assert batch.unread is not None
    assert "locked" in batch.unread.reason
    writer.execute("ROLLBACK")
    writer.close()
    assert len(follow.poll().events) == 2


def test_a_broken_database_gives_a_reason_and_is_read_later(db: Path):
    whole = db.read_bytes()
    db.write_bytes(whole[:5000])
    follow = reader(db, SES)
    batch = follow.poll()
    assert batch.unread is not None
    assert batch.events == []
    db.write_bytes(whole)
    assert len(follow.poll().events) == 2


def test_broken_rows_are_counted(db: Path):
    connection = sqlite3.connect(db)
    connection.execute('UPDATE part SET data = \'{"type": "te\'')
    connection.commit()
    connection.close()
    batch = reader(db, SES).poll()
    assert batch.session is not None
    assert (batch.events, batch.session.counts.bad_lines) == ([], 2)


def test_subagents_of_subagents_join_the_first_session(tmp_path: Path):
    rows = [session_row("ses_a"), session_row("ses_b", "ses_a"), session_row(SES, "ses_b")]
    user = info("user", 1)
    tables = {
        "session": rows,
        "message": [row("message", user)],
        "part": [row("part", part("text", 1, text="x"), message=user["id"])],
    }
    (event,) = told(database(tmp_path / "opencode.db", SCHEMA, tables), SES)
    assert (event.session, event.chain) == ("ses_a", SES)


def test_parents_in_a_circle_end(tmp_path: Path):
    tables = {"session": [session_row("ses_b", SES), session_row(SES, "ses_b")]}
    assert told(database(tmp_path / "opencode.db", SCHEMA, tables), SES) == []


def test_a_database_without_sessions_names_them_by_their_messages(tmp_path: Path):
    schema = SCHEMA[SCHEMA.index("CREATE TABLE message") :]
    agent = info("assistant", 2)
    tables = {
        "message": [row("message", agent)],
        "part": [row("part", part("text", 1, text="hello"), message=agent["id"])],
    }
    path = database(tmp_path / "opencode.db", schema, tables)
    assert [(m.name, m.cwds) for m in members(str(path))] == [(SES, (CWD,))]
    assert kinds(told(path, SES)) == ["Message"]


def test_kilo_has_the_same_tables(db: Path):
    db.rename(db.with_name("kilo.db"))
    batch = reader(db.with_name("kilo.db"), SES).poll()
    assert batch.session is not None
    assert batch.session.agent == "kilo"


# --- storage tree -----------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    storage = tmp_path / "storage"
    document(
        storage / "session" / "proj" / f"{SES}.json", {"id": SES, "directory": CWD, "title": "T", "version": "1.0.1"}
    )
    for record, pieces in (
        (info("assistant", 2), [part("text", 2, text="Done")]),
        (info("user", 1), [part("text", 1, text="Fix it")]),
    ):
        document(storage / "message" / SES / f"{record['id']}.json", record)
        for piece in pieces:
            document(storage / "part" / record["id"] / f"{piece['id']}.json", piece)
    return storage / "message" / SES


def test_a_session_of_the_tree(tree: Path):
    batch = reader(tree).poll()
    assert kinds(batch.events) == ["User", "Message"]
    assert batch.session is not None
    assert (batch.session.id, batch.session.cwd, batch.session.agent_version) == (SES, CWD, "1.0.1")
    assert opencode_storage.cwds(str(tree)) == (CWD,)


def test_a_part_that_is_rewritten_is_told_again_alone(tree: Path):
    follow = reader(tree)
    follow.poll()
    piece = tree.parent.parent / "part" / info("assistant", 2)["id"] / f"{part('text', 2)['id']}.json"
    document(piece, part("text", 2, text="Done, all of it"))
    batch = follow.poll()
    assert ([e.text for e in batch.events], batch.reset) == (["Done, all of it"], False)
    assert follow.poll().events == []


def test_a_part_caught_half_written_keeps_what_it_said(tree: Path):
    follow = reader(tree)
    follow.poll()
    piece = tree.parent.parent / "part" / info("assistant", 2)["id"] / f"{part('text', 2)['id']}.json"
    piece.write_text('{"type": "text", "te')
    batch = follow.poll()
    assert (batch.events, batch.reset) == ([], False)


def test_a_deleted_message_of_the_tree_resets(tree: Path):
    follow = reader(tree)
    follow.poll()
    (tree / f"{info('assistant', 2)['id']}.json").unlink()
    batch = follow.poll()
    assert batch.reset
    assert kinds(batch.events) == ["User"]


def test_messages_and_parts_side_by_side(tmp_path: Path):
    folder = tmp_path / "copy"
    document(
        folder / "msg-user-001.json",
        {"id": "msg-user-001", "sessionID": "s-1", "role": "user", "time": {"created": T0}},
    )
    document(
        folder / "msg-a-001.json",
        {"id": "msg-a-001", "sessionID": "s-1", "role": "assistant", "time": {"created": T0 + 9}},
    )
    document(folder / "1-prt-001.json", {"id": "prt-001", "type": "text", "messageID": "msg-user-001", "text": "Hi"})
    document(folder / "prt-001.json", {"id": "prt-001", "type": "text", "messageID": "msg-a-001", "text": "Hello"})
    found = told(folder)
    assert [(type(e).__name__, e.text) for e in found] == [("UserEvent", "Hi"), ("MessageEvent", "Hello")]


def test_the_session_file_is_not_looked_for_outside(tmp_path: Path, tree: Path):
    record = {**info("user", 3), "sessionID": "../../secret"}
    document(tmp_path / "secret.json", {"directory": "/leaked"})
    folder = tree.with_name("ses_other")
    document(folder / f"{record['id']}.json", record)
    batch = reader(folder).poll()
    assert batch.session is not None
    assert batch.session.cwd is None


# --- what is recognised, and where --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {}, [], None, {"info": {}, "messages": []}, {"info": {"id": "x"}, "messages": []},
        {"info": {"id": "x", "directory": "/"}, "messages": [{"role": "user", "content": "x"}]},
        {"info": {"id": "x", "directory": "/"}, "messages": [{"info": {"role": "user"}, "parts": "no"}]},
        {"info": [], "messages": [1]}, {"messages": "x"},
    ],
)  # fmt: skip
def test_what_is_no_export(value: Any):
    assert opencode.recognise_export(value) is None


@pytest.mark.parametrize(
    "tables",
    [
        {}, {"message": frozenset({"id"})},
        {"message": frozenset({"id", "session_id", "time_created", "time_updated", "data"})},
    ],
)  # fmt: skip
def test_what_is_no_database_of_it(tables: Any):
    assert opencode_database.recognise(tables) is None


def test_places_follow_the_environment():
    env = {"XDG_DATA_HOME": "/x", "OPENCODE_DATA_DIR": "~/oc", "KILO_DB": "/k/kilo.db"}
    found = {(p.agent, p.root, p.pattern, p.shape) for p in opencode.places(env, "/home/me")}
    assert ("opencode", "/x/opencode", "opencode*.db", Shape.DATABASE) in found
    assert ("opencode", "/home/me/oc", "opencode*.db", Shape.DATABASE) in found
    assert ("opencode", "/x/opencode/storage", "message/*", Shape.FOLDER) in found
    assert ("kilo", "/k", "kilo*.db", Shape.DATABASE) in found
    assert not any(p.watched for p in opencode.places(env, "/home/me"))


def test_sessions_of_a_workspace_are_found(tmp_path: Path, db: Path, tree: Path):
    home = tmp_path / "home"
    data = home / ".local" / "share" / "opencode"
    data.mkdir(parents=True)
    db.rename(data / "opencode.db")
    tree.parent.parent.rename(data / "storage")
    found = find_logs([CWD], {}, str(home))
    assert sorted(os.path.basename(log.path) for log in found.logs) == [f"opencode.db#{SES}", SES]
    assert find_logs(["/home/dev/other"], {}, str(home)).logs == ()


def test_many_parts_are_read_in_steps(tmp_path: Path):
    user = info("user", 1)
    pieces = [row("part", part("text", n, text=f"t{n}"), message=user["id"]) for n in range(1200)]
    path = database(
        tmp_path / "o.db", SCHEMA, {"session": [session_row()], "message": [row("message", user)], "part": pieces}
    )
    began = time.monotonic()
    assert len(told(path, SES)) == 1200
    assert time.monotonic() - began < 5


def test_an_export_is_the_same_session_as_the_database(db: Path, log: Path):
    user, agent = info("user", 1), info("assistant", 2)
    value = exported(
        (user, [part("text", 1, text="Fix it")]),
        (agent, [part("text", 2, text="Done", time={"start": T0, "end": T0})]),
    )
    assert [e.id for e in told(document(log, value))] == [e.id for e in told(db, SES)]
    assert json.loads(log.read_text())["info"]["id"] == SES
