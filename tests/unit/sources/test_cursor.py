"""Cursor's transcripts and its database of chats become events; each test is one trap of them."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import batch, events, kinds, write

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import (
    EditEvent,
    Event,
    MessageEvent,
    ReasoningEvent,
    ReasoningForm,
    ResultStatus,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.sources import cursor_places, cursor_text
from cotlens.sources.base import Seen
from cotlens.sources.cursor import recognise
from cotlens.sources.cursor_database import members
from cotlens.sources.cursor_tools import kind_of
from cotlens.sources.discover import find_logs
from cotlens.sources.keys import member_key
from cotlens.sources.log import LogReader

CHAT = "13e662e2-92d5-46e4-b101-d9a3aeb52bb2"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"{CHAT}.jsonl"


def line(role: str, *blocks: Any) -> dict[str, Any]:
    return {
        "role": role,
        "message": {"content": [{"type": "text", "text": b} if isinstance(b, str) else b for b in blocks]},
    }


def use(name: str, arguments: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "tool_use", "name": name, "input": arguments, **fields}


def one(found: list[Event], kind: type[Any]) -> Any:
    (only,) = [e for e in found if isinstance(e, kind)]
    return only


# --- lines ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<user_query>\ngo\n</user_query>", [("go", UserOrigin.TYPED)]),
        (
            "<open_files>a</open_files>\n<user_query>go</user_query>",
            [("<open_files>a</open_files>", UserOrigin.INJECTED), ("go", UserOrigin.TYPED)],
        ),
        ("<system_reminder>x</system_reminder>", [("<system_reminder>x</system_reminder>", UserOrigin.INJECTED)]),
        ("plain words", [("plain words", UserOrigin.TYPED)]),
        ("<user_query>a</user_query><user_query>b", [("a\n\nb", UserOrigin.TYPED)]),
    ],
)
def test_what_the_user_typed(log: Path, said: str, expected: list[tuple[str, UserOrigin]]):
    found = [e for e in events(log, line("user", said)) if isinstance(e, UserEvent)]
    assert [(e.text, e.origin) for e in found] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[REDACTED]", ["Reasoning withheld"]),
        ("I will.\n\n[REDACTED]", ["Message I will.", "Reasoning withheld"]),
        ("a\n[REDACTED]\nb", ["Message a", "Reasoning withheld", "Message b"]),
        ("the word [REDACTED] inside", ["Message the word [REDACTED] inside"]),
        ("**Planning the change**", ["Reasoning summary"]),
        ("I will.\n\n**Planning the change**", ["Message I will.", "Reasoning summary"]),
        ("**Note** well", ["Message **Note** well"]),
        ("All done.\n\n**High**", ["Message All done.\n\n**High**"]),
    ],
)
def test_thoughts_inside_the_text(log: Path, said: str, expected: list[str]):
    found = events(log, line("assistant", said))
    told = [
        f"Message {e.text}" if isinstance(e, MessageEvent) else f"Reasoning {e.form.value}"
        for e in found
        if isinstance(e, (MessageEvent, ReasoningEvent))
    ]
    assert told == expected


def test_edits_are_told_with_their_calls_and_nobody_knows_what_became_of_them(log: Path):
    found = events(
        log,
        line("assistant", use("StrReplace", {"path": "/p/a.py", "old_string": "b", "new_string": "B"})),
        line("assistant", use("Write", {"path": "/p/b.py", "contents": "x\n"}), use("Delete", {"path": "/p/c.py"})),
        line(
            "assistant",
            use("ApplyPatch", {"patch": "*** Begin Patch\n*** Update File: /p/d.py\n@@\n-x\n+y\n*** End Patch"}),
        ),
        line("assistant", use("Read", {"path": "/p/a.py"})),
    )
    edits = [e.edit for e in found if isinstance(e, EditEvent)]
    assert [(e.path, e.op, e.removed, e.added) for e in edits] == [
        ("/p/a.py", EditOp.MODIFY, ("b",), ("B",)),
        ("/p/b.py", EditOp.CREATE, (), ("x",)),
        ("/p/c.py", EditOp.DELETE, (), ()),
        ("/p/d.py", EditOp.MODIFY, ("x",), ("y",)),
    ]
    assert {e.state for e in edits} == {EditState.UNKNOWN}
    assert not [e for e in found if isinstance(e, ToolResultEvent)]


def test_a_shell_call(log: Path):
    arguments = {"command": "ls", "description": "List", "working_directory": "/p"}
    call = one(events(log, line("assistant", use("Shell", arguments))), ToolCallEvent)
    assert (call.kind, call.args["command"], call.cwd, call.intent) == (ToolKind.SHELL, "ls", "/p", "List")


@pytest.mark.parametrize(("failed", "state"), [(False, EditState.APPLIED), (True, EditState.FAILED)])
def test_a_result_tells_what_became_of_an_edit(log: Path, failed: bool, state: EditState):
    arguments = {"path": "/p/a.py", "old_string": "b", "new_string": "B"}
    first = [line("assistant", use("StrReplace", arguments, id="call_0000000000000001"))]
    reader = LogReader(str(write(log, first)), Seen())
    assert [e.edit.state for e in reader.poll().events if isinstance(e, EditEvent)] == [EditState.UNKNOWN]
    block = {"type": "tool_result", "tool_use_id": "call_0000000000000001", "content": "x", "is_error": failed}
    write(log, [*first, line("user", block)])
    found = reader.poll().events
    assert kinds(found) == ["ToolResult", "Edit"]
    assert one(found, EditEvent).edit.state is state


def test_a_growing_log_gives_only_what_is_new(log: Path):
    reader = LogReader(str(write(log, [line("user", "a")])), Seen())
    assert kinds(reader.poll().events) == ["User"]
    write(log, [line("user", "a"), line("assistant", "b"), {"type": "turn_ended", "status": "aborted"}])
    assert kinds(reader.poll().events) == ["Message", "Interrupt"]


def test_a_subagent_belongs_to_the_chat_above_it(tmp_path: Path):
    seen = Seen()
    main = batch(tmp_path / CHAT / f"{CHAT}.jsonl", line("user", "a"), seen=seen)
    inner = batch(tmp_path / CHAT / "subagents" / "sub-1.jsonl", line("user", "b"), seen=seen)
    assert main.session is not None
    assert inner.session is not None
    assert (inner.session.id, inner.session.chain) == (main.session.id, "sub-1")
    assert len(inner.events) == 1


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"role": "user", "message": "x"},
        {"role": "system", "message": {"content": "x"}},
        {"role": "user", "message": {"content": []}},
        {"role": "user", "message": {"content": "x", "role": "user"}},
        {"role": "user", "message": {"content": "x"}, "uuid": "1"},
        {"role": ["user"], "message": {"content": "x"}},
        {"type": "user", "role": "user", "message": {"content": "x"}},
    ],
)
def test_other_records_are_not_taken(record: dict[str, Any]):
    assert recognise(record) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Shell", ToolKind.SHELL),
        ("run_terminal_command_v2", ToolKind.SHELL),
        ("edit_file_v2", ToolKind.EDIT),
        ("search_replace", ToolKind.EDIT),
        ("ripgrep_raw_search", ToolKind.SEARCH),
        ("mcp_github_issues", ToolKind.MCP),
        ("todo_write", ToolKind.PLAN),
        ("task_v2", ToolKind.TASK),
        ("brand_new", ToolKind.OTHER),
    ],
)
def test_names_of_all_versions(name: str, kind: ToolKind):
    assert kind_of(name) is kind


# --- plain text -------------------------------------------------------------------------------------------------------

TEXT = """user:
<user_query>
Rename it
</user_query>

assistant:
[Thinking] One place only.

Still, look at:
- the callers
I'll rename it.

Then I will run it.
[Tool call] StrReplace
  path: /p/a.py
  old_string: def a():
    return 1
  new_string: def b():
    return 1

[Tool result] StrReplace

assistant:
[Tool call] Write
  path: /p/a.yml
  contents: on:
  path: not an argument

user:
  pages: write

[Tool result] Write

assistant:
[Thinking] [REDACTED]
[Tool call] Shell
  command: ls
"""


def test_a_transcript_in_plain_text(tmp_path: Path):
    log = tmp_path / f"{CHAT}.txt"
    log.write_text(TEXT)
    reader = LogReader(str(log), Seen())
    found = reader.poll().events
    assert kinds(found) == [
        "User", "Reasoning", "ToolCall", "Edit", "ToolCall", "Edit", "Reasoning", "ToolCall",
    ]  # fmt: skip
    assert one(found, UserEvent).text == "Rename it"
    assert [e.form for e in found if isinstance(e, ReasoningEvent)] == [ReasoningForm.FULL, ReasoningForm.WITHHELD]
    edits = [e.edit for e in found if isinstance(e, EditEvent)]
    assert [(e.removed, e.added, e.state) for e in edits] == [
        (("def a():",), ("def b():",), EditState.UNKNOWN),
        ((), ("on:", "  path: not an argument", "", "user:", "  pages: write"), EditState.UNKNOWN),
    ]
    log.write_text(TEXT + "\nassistant:\nDone.\n")
    assert [e.ref.line for e in reader.poll().events] == [TEXT.count("\n") + 2]


@pytest.mark.parametrize(
    ("section", "thought", "said"),
    [
        ("One thought.\nLet me look.", "One thought.", "Let me look."),
        (
            "One thought.\n\nAnother one.\nLet me look.\n\nAt all of it.",
            "One thought.\n\nAnother one.",
            "Let me look.\n\nAt all of it.",
        ),
        ("A list:\n- one\n- two", "A list:\n- one\n- two", None),
        ("One thought (so far).\n\nAnother one", "One thought (so far).\n\nAnother one", None),
    ],
)
def test_where_a_thought_ends_is_guessed_by_its_line_ends(tmp_path: Path, section: str, thought: str, said: str | None):
    log = tmp_path / f"{CHAT}.txt"
    log.write_text(f"user:\n<user_query>a</user_query>\n\nassistant:\n[Thinking] {section}\n")
    found = LogReader(str(log), Seen()).poll().events
    assert one(found, ReasoningEvent).text == thought
    assert [e.text for e in found if isinstance(e, MessageEvent)] == ([said] if said else [])


@pytest.mark.parametrize("text", ["", "user:\nhello", "users:\n<user_query>", "# user:\n<user_query>"])
def test_other_texts_are_not_taken(text: str):
    assert cursor_text.recognise(text) is None


# --- the name of a project --------------------------------------------------------------------------------------------


def test_the_name_of_a_project_is_looked_up_on_the_disk(tmp_path: Path):
    for name in ("my-app", "my/app", "my.app", "other"):
        (tmp_path / name).mkdir(parents=True)
    slug = str(tmp_path).lstrip("/").replace("/", "-").replace(".", "-").replace("_", "-")
    assert cursor_places.walk(f"{slug}-my-app") == [str(tmp_path / n) for n in ("my/app", "my-app", "my.app")]
    assert cursor_places.walk(f"{slug}-missing") == []
    assert cursor_places.walk("") == []


def test_looking_a_name_up_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    deep = tmp_path
    for _ in range(12):
        deep = deep / "a"
        (deep.parent / "a-a").mkdir(parents=True, exist_ok=True)
        deep.mkdir()
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(cursor_places, "_FOLDERS", 20)
    monkeypatch.setattr(os, "scandir", lambda path: (listed.append(path), scandir(path))[1])
    cursor_places.walk("-".join(["a"] * 30), str(tmp_path))
    assert 0 < len(listed) <= 20


def test_transcripts_are_found_for_their_workspace(tmp_path: Path):
    home, work = tmp_path / "home", tmp_path / "work.d"
    work.mkdir()
    slug = str(work).lstrip("/").replace("/", "-").replace(".", "-").replace("_", "-")
    transcripts = home / ".cursor" / "projects" / slug / "agent-transcripts"
    write(transcripts / CHAT / f"{CHAT}.jsonl", [line("user", "a")])
    write(transcripts / CHAT / "subagents" / "sub-1.jsonl", [line("user", "a")])
    (transcripts / "old.txt").write_text(TEXT)
    found = find_logs([str(work)], {}, str(home))
    assert sorted(Path(log.path).name for log in found.logs) == [f"{CHAT}.jsonl", "old.txt", "sub-1.jsonl"]
    assert find_logs([str(home)], {}, str(home)).logs == ()


# --- the database -----------------------------------------------------------------------------------------------------


def put(database: Path, rows: dict[str, Any]) -> None:
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in ("ItemTable", "cursorDiskKV"):
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)")
        for key, value in rows.items():
            table = "ItemTable" if key.startswith("composer.composerData") else "cursorDiskKV"
            stored = value if isinstance(value, (str, bytes, type(None))) else json.dumps(value)
            connection.execute(f"INSERT INTO {table} VALUES (?, ?)", (key, stored))


def bubble(native: str, kind: int, **fields: Any) -> tuple[str, dict[str, Any]]:
    return f"bubbleId:{CHAT}:{native}", {
        "bubbleId": native,
        "type": kind,
        "createdAt": "2026-06-01T10:00:00.000Z",
        **fields,
    }


def tool(name: str, arguments: Any, result: Any = None, status: str = "completed", **fields: Any) -> dict[str, Any]:
    data = {
        "toolCallId": "call_0000000000000001",
        "name": name,
        "status": status,
        "rawArgs": json.dumps(arguments),
        **fields,
    }
    return {"toolFormerData": {**data, "result": json.dumps(result)} if result is not None else data}


def chat(*bubbles: tuple[str, Any], **fields: Any) -> dict[str, Any]:
    heads = [{"bubbleId": key.rpartition(":")[2], "type": value["type"]} for key, value in bubbles]
    head = {
        "composerId": CHAT,
        "name": "A chat",
        "fullConversationHeadersOnly": heads,
        "lastUpdatedAt": 1780308000000,
        **fields,
    }
    return {f"composerData:{CHAT}": head, **dict(bubbles)}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".config" / "Cursor" / "User" / "globalStorage" / "state.vscdb"


def told(database: Path, *bubbles: tuple[str, Any], **rows: Any) -> list[Event]:
    put(database, {**rows, **chat(*bubbles)})
    return LogReader(member_key(str(database), CHAT), Seen()).poll().events


def test_a_chat_has_thoughts(database: Path):
    found = told(
        database,
        bubble("b1", 1, text="Mend it"),
        bubble("b3", 2, text="", thinking={"text": "Hm.", "signature": "x"}),
        bubble("b4", 2, thinking={"text": "", "signature": "x"}),
        bubble("b2", 2, text="Done."),
    )
    assert kinds(found) == ["User", "Reasoning", "Reasoning", "Message"]
    assert [e.form for e in found if isinstance(e, ReasoningEvent)] == [ReasoningForm.FULL, ReasoningForm.WITHHELD]
    assert found[0].time == 1780308000.0


@pytest.mark.parametrize(
    ("status", "result", "more", "expected", "code"),
    [
        ("completed", {"output": "x", "exitCode": 0}, {}, ResultStatus.OK, 0),
        ("completed", {"output": "x", "exitCode": 2}, {}, ResultStatus.ERROR, 2),
        ("completed", {"output": "", "rejected": True}, {}, ResultStatus.DENIED, None),
        ("completed", {"output": ""}, {"additionalData": {"status": "rejected"}}, ResultStatus.DENIED, None),
        ("completed", {"output": ""}, {"additionalData": {"status": "error"}}, ResultStatus.ERROR, None),
        ("cancelled", None, {}, ResultStatus.DENIED, None),
        ("error", None, {"error": {"clientVisibleErrorMessage": "File not found"}}, ResultStatus.ERROR, None),
        ("completed", {"output": ""}, {"userDecision": "rejected"}, ResultStatus.DENIED, None),
        ("loading", None, {}, None, None),
    ],
)
def test_no_single_field_says_how_a_call_ended(
    database: Path, status: str, result: Any, more: dict[str, Any], expected: ResultStatus | None, code: int | None
):
    found = told(
        database, bubble("b1", 2, **tool("run_terminal_command_v2", {"command": "ls"}, result, status, **more))
    )
    assert one(found, ToolCallEvent).args["command"] == "ls"
    ends = [(e.status, e.exit_code) for e in found if isinstance(e, ToolResultEvent)]
    assert ends == ([(expected, code)] if expected else [])


def test_texts_of_an_edit_are_rows_of_their_own(database: Path):
    result = {"beforeContentId": "composer.content.b", "afterContentId": "composer.content.a"}
    part = tool("edit_file_v2", {}, result, params=json.dumps({"relativeWorkspacePath": "/p/a.py"}))
    found = told(
        database, bubble("b1", 2, **part), **{"composer.content.b": "a\nb\nc\n", "composer.content.a": "a\nB\nc\n"}
    )
    edit = one(found, EditEvent).edit
    assert (edit.path, edit.op, edit.state, edit.before) == ("/p/a.py", EditOp.MODIFY, EditState.APPLIED, "a\nb\nc\n")
    assert (edit.removed, edit.added) == (("b",), ("B",))


def test_other_edits(database: Path):
    chunks = {"diff": {"chunks": [{"diffString": "-b\n+B", "oldStart": 4, "newStart": 4}]}}
    refused = tool("search_replace", {"file_path": "/p/b.py", "old_string": "x", "new_string": "y"}, None, "cancelled")
    refused["toolFormerData"]["toolCallId"] = "call_0000000000000002"
    found = told(
        database, bubble("b1", 2, **tool("edit_file", {"target_file": "/p/a.py"}, chunks)), bubble("b2", 2, **refused)
    )
    edits = [e.edit for e in found if isinstance(e, EditEvent)]
    assert [(e.path, e.state, e.removed, e.added) for e in edits] == [
        ("/p/a.py", EditState.APPLIED, ("b",), ("B",)),
        ("/p/b.py", EditState.DENIED, ("x",), ("y",)),
    ]
    assert edits[0].hunks[0].old_start == 4


def test_an_old_chat_has_its_messages_inside(database: Path):
    inside = [{"type": 1, "bubbleId": "b1", "text": "a", "timingInfo": {"clientStartTime": 1738420122390}}]
    put(database, {f"composerData:{CHAT}": {"composerId": CHAT, "conversation": inside}})
    found = LogReader(member_key(str(database), CHAT), Seen()).poll().events
    assert one(found, UserEvent).time == pytest.approx(1738420122.39)


def test_a_growing_chat_gives_only_what_is_new_and_a_shorter_one_is_told_anew(database: Path):
    first = bubble("b1", 1, text="a")
    put(database, chat(first))
    reader = LogReader(member_key(str(database), CHAT), Seen())
    assert kinds(reader.poll().events) == ["User"]
    part = bubble(
        "b2", 2, **tool("search_replace", {"file_path": "/p/a", "old_string": "x", "new_string": "y"}, None, "loading")
    )
    put(database, chat(first, part))
    assert kinds(reader.poll().events) == ["ToolCall"]
    done = bubble(
        "b2", 2, **tool("search_replace", {"file_path": "/p/a", "old_string": "x", "new_string": "y"}, {"ok": 1})
    )
    put(database, chat(first, done))
    assert kinds(reader.poll().events) == ["ToolResult", "Edit"]
    put(database, chat(first))
    again = reader.poll()
    assert again.reset
    assert kinds(again.events) == ["User"]


def test_chats_are_listed_with_their_folders(database: Path):
    used = [{"bubbleId": "b1", "type": 1}]
    put(
        database,
        {
            "composerData:one": {
                "fullConversationHeadersOnly": used,
                "workspaceIdentifier": {"uri": {"fsPath": "/home/dev/one"}},
            },
            "composerData:two": {"fullConversationHeadersOnly": used, "createdAt": 1780308000000},
            "composerData:unused": {"fullConversationHeadersOnly": []},
            "composerData:broken": "{",
            "composerData:null": None,
            "composerData:bytes": b"\xff\xfe",
        },
    )
    window = database.parent.parent / "workspaceStorage" / "abc"
    put(window / "state.vscdb", {"composer.composerData": {"allComposers": [{"composerId": "two"}]}})
    (window / "workspace.json").write_text('{"folder": "file:///home/dev/two"}')
    listed = {member.name: (member.cwds, member.modified) for member in members(str(database))}
    assert listed == {"one": (("/home/dev/one",), 0.0), "two": (("/home/dev/two",), 1780308000.0)}
    put(database, {"composerData:unused": {"fullConversationHeadersOnly": used}})
    assert {member.name for member in members(str(database))} == {"one", "two", "unused"}


def test_chats_are_found_for_their_workspace(database: Path, tmp_path: Path):
    work = tmp_path / "work"
    work.mkdir()
    put(database, chat(bubble("b1", 1, text="a"), workspaceIdentifier={"uri": {"fsPath": str(work)}}))
    found = find_logs([str(work)], {}, str(tmp_path / "home"))
    assert [log.path for log in found.logs] == [member_key(str(database), CHAT)]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "{",
        "[]",
        b"\x00\xff",
        {"type": 3},
        {"type": 2, "thinking": 5, "toolFormerData": {"name": "x", "result": "{", "params": 5}},
    ],
)
def test_broken_messages_do_no_harm(database: Path, value: Any):
    rows = chat(bubble("b1", 1, text="a"), bubble("b2", 2, text="b"))
    put(database, {**rows, f"bubbleId:{CHAT}:b2": value})
    found = LogReader(member_key(str(database), CHAT), Seen()).poll()
    assert found.unread is None
    assert kinds(found.events)[0] == "User"
