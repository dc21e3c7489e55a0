"""Pi's session lines become events; each test is one trap of the format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import events, kinds, write
from unit.sources.told_logs import calls, edits, results, thoughts, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, InterruptEvent, ResultStatus, RollbackEvent, ToolKind
from cotlens.sources import pi
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader
from cotlens.sources.pi import displayed

ID = "019dc132-b9ea-736e-aa6f-e20ee7d84b11"
CWD = "/home/dev/project"
HEAD = {"type": "session", "version": 3, "id": ID, "timestamp": "2026-04-24T20:33:40.331Z", "cwd": CWD}


def entry(kind: str, name: str, parent: str | None, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "id": name, "parentId": parent, "timestamp": "2026-04-24T20:34:05.190Z", **fields}


def message(name: str, parent: str | None, role: str, content: Any, **fields: Any) -> dict[str, Any]:
    body = {"role": role, "content": content, "timestamp": 1777062844994, **fields}
    return entry("message", name, parent, message=body)


def call(tool: str, arguments: Any, native: str = "toolu_00000000000001", name: str = "a1") -> dict[str, Any]:
    block = {"type": "toolCall", "id": native, "name": tool, "arguments": arguments}
    return message(name, "u1", "assistant", [block], model="claude-opus-4-7", provider="anthropic")


def answer(said: str, native: str = "toolu_00000000000001", name: str = "r1", **fields: Any) -> dict[str, Any]:
    content = [{"type": "text", "text": said}]
    return message(name, "a1", "toolResult", content, toolCallId=native, toolName=fields.pop("tool", "bash"), **fields)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"2026-04-24T20-33-40-331Z_{ID}.jsonl"


def test_a_session_in_order(log: Path):
    found = events(
        log,
        HEAD,
        entry("model_change", "m1", None, provider="anthropic", modelId="claude-opus-4-7"),
        message(
            "u1", "m1", "user", [{"type": "text", "text": "Fix it"}, {"type": "image", "data": "", "mimeType": "x"}]
        ),
        message(
            "a1", "u1", "assistant", [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "I look."}]
        ),
        call("bash", {"command": "ls", "_i": "List files"}, name="a2"),
        answer("x\n\nCommand exited with code 2", isError=True),
    )
    assert kinds(found) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    assert users(found) == [("typed", "Fix it")]
    (made,) = calls(found)
    assert (made.kind, made.intent, made.cwd) == (ToolKind.SHELL, "List files", CWD)
    (ended,) = results(found)
    assert (ended.status, ended.exit_code) == (ResultStatus.ERROR, 2)
    assert {e.session for e in found} == {ID}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "thinking", "thinking": "", "thinkingSignature": "x"},
        {"type": "thinking", "thinking": "opaque", "redacted": True},
        {"type": "thinking", "thinking": "[REDACTED]"},
    ],
)
def test_withheld_thoughts(log: Path, block: dict[str, Any]):
    assert thoughts(events(log, HEAD, message("a1", None, "assistant", [block], model="m"))) == [("withheld", "")]


@pytest.mark.parametrize(
    ("said", "fields", "status", "code"),
    [
        ("fine", {}, ResultStatus.OK, 0),
        ("fine", {"tool": "read"}, ResultStatus.OK, None),
        ("boom", {"isError": True, "tool": "read"}, ResultStatus.ERROR, None),
        ("x\n\nCommand aborted", {"isError": True}, ResultStatus.INTERRUPTED, None),
        ("Command timed out after 3 seconds", {"isError": True}, ResultStatus.ERROR, None),
        ("Blocked by user", {"isError": True}, ResultStatus.DENIED, None),
    ],
)
def test_how_a_call_ended(log: Path, said: str, fields: Any, status: ResultStatus, code: int | None):
    tool = fields.get("tool", "bash")
    (found,) = results(events(log, HEAD, call(tool, {"command": "x"}), answer(said, **fields)))
    assert (found.status, found.exit_code) == (status, code)


def test_a_branch_undoes_the_turns_behind_it(log: Path):
    found = events(
        log,
        HEAD,
        message("u1", None, "user", "one"),
        message("a1", "u1", "assistant", [{"type": "text", "text": "1"}], model="m"),
        message("u2", "a1", "user", "two"),
        message("u3", "u2", "user", "three"),
        entry("branch_summary", "b1", "a1", fromId="u3", summary="We tried two."),
        message("u4", "b1", "user", "four"),
    )
    assert [e.turns for e in found if isinstance(e, RollbackEvent)] == [2]
    assert users(found)[-2:] == [("injected", "We tried two."), ("typed", "four")]


def test_lines_without_ids_of_the_first_version(log: Path):
    old = {"type": "message", "timestamp": HEAD["timestamp"], "message": {"role": "user", "content": "hello"}}
    reply = {
        "type": "message",
        "timestamp": HEAD["timestamp"],
        "message": {"role": "assistant", "content": "hi", "model": "m"},
    }
    found = events(log, {k: v for k, v in HEAD.items() if k != "version"}, old, reply)
    assert kinds(found) == ["User", "Message"]
    assert len({e.id for e in found}) == 2


def test_what_no_person_typed(log: Path):
    found = events(
        log,
        HEAD,
        entry("custom_message", "c1", None, customType="x", content="from an extension", display=False),
        message("h1", "c1", "custom", "from a hook"),
        entry("message", "b1", "h1", message={"role": "bashExecution", "command": "ls", "output": "a", "exitCode": 0}),
    )
    assert users(found) == [("injected", "from an extension"), ("injected", "from a hook"), ("injected", "!ls\na")]


def test_compaction_and_interrupt(log: Path):
    found = events(
        log,
        HEAD,
        entry("compaction", "c1", None, summary="so far", firstKeptEntryId="x"),
        message("a1", "c1", "assistant", [], model="m", stopReason="aborted"),
    )
    assert [type(e) for e in found] == [CompactionEvent, InterruptEvent]


# --- edits ------------------------------------------------------------------------------------------------------------

SHOWN = "  9 ctx\n-10 old\n+10 new\n+11 more\n 12 ctx\n    ...\n-20 gone\n 22 end"


def test_the_diff_that_is_shown_is_read():
    assert [(h.old_start, h.new_start, h.lines) for h in displayed(SHOWN)] == [
        (9, 9, (" ctx", "-old", "+new", "+more", " ctx")),
        (20, 21, ("-gone", " end")),
    ]


@pytest.mark.parametrize(
    ("shown", "start"),
    [("+3 x", (2, 3)), ("-3 x", (3, 2)), (" 1 a\n+2 x\n 2 b", (1, 1)), (" 1 a\n+2 x\n 3 b", (1, 1))],
)
def test_where_a_shown_hunk_is(shown: str, start: tuple[int, int]):
    (hunk,) = displayed(shown)
    assert (hunk.old_start, hunk.new_start) == start


@pytest.mark.parametrize(
    ("tool", "given", "details", "hunks"),
    [
        ("edit", {"path": "a.py", "edits": [{"oldText": "old", "newText": "new"}]}, None, [(None, ("-old", "+new"))]),
        ("edit", {"path": "a.py", "oldText": "old", "newText": "new"}, None, [(None, ("-old", "+new"))]),
        ("edit", {"path": "a.py", "edits": []}, {"diff": "-10 old\n+10 new"}, [(10, ("-old", "+new"))]),
        (
            "edit",
            {"path": "a.py", "edits": []},
            {"patch": "--- a.py\n+++ a.py\n@@ -4 +4 @@\n-old\n+new\n"},
            [(4, ("-old", "+new"))],
        ),
    ],
)
def test_an_edit(log: Path, tool: str, given: Any, details: Any, hunks: Any):
    (edit,) = edits(events(log, HEAD, call(tool, given), answer("ok", tool=tool, details=details)))
    assert [(h.old_start, h.lines) for h in edit.hunks] == hunks
    assert (edit.path, edit.op, edit.state) == (f"{CWD}/a.py", EditOp.MODIFY, EditState.APPLIED)


def test_a_written_file(log: Path):
    (edit,) = edits(
        events(log, HEAD, call("write", {"path": "D:\\x\\a.py", "content": "x\n"}), answer("ok", tool="write"))
    )
    assert (edit.path, edit.op, edit.after, edit.added) == ("D:\\x\\a.py", EditOp.CREATE, "x\n", ("x",))


def test_a_failed_edit(log: Path):
    given = {"path": "a.py", "edits": [{"oldText": "old", "newText": "new"}]}
    (edit,) = edits(events(log, HEAD, call("edit", given), answer("Could not find", tool="edit", isError=True)))
    assert (edit.state, edit.added) == (EditState.FAILED, ("new",))


def test_a_call_without_a_result_changed_nothing(log: Path):
    assert kinds(events(log, HEAD, call("write", {"path": "a", "content": "x"}))) == ["ToolCall"]


def test_a_growing_log_gives_only_what_is_new(log: Path):
    write(log, [HEAD, message("u1", None, "user", "one")])
    follow = LogReader(str(log), Seen())
    assert kinds(follow.poll().events) == ["User"]
    write(log, [HEAD, message("u1", None, "user", "one"), call("bash", {"command": "x"}), answer("ok")])
    batch = follow.poll()
    assert kinds(batch.events) == ["ToolCall", "ToolResult"]
    assert batch.session is not None
    assert (batch.session.model, batch.session.cwd) == ("claude-opus-4-7", CWD)


@pytest.mark.parametrize(
    "record",
    [
        {}, {"type": "session"}, {"type": "session", "id": "x", "cwd": "/", "timestamp": 3}, {"type": "message", "message": {}},
        {"type": "session", "id": "x", "cwd": "/", "timestamp": "t", "version": "1"},
        {"type": "message", "parentId": None, "timestamp": "t", "message": {"role": ["user"], "api": 1}},
        {"type": "message", "parentId": None, "timestamp": "t", "message": {"role": "user", "content": []}},
    ],
)  # fmt: skip
def test_what_is_no_record_of_it(record: dict[str, Any]):
    assert pi.recognise(record) is None


def test_places_follow_the_environment():
    roots = [p.root for p in pi.places({"PI_CODING_AGENT_DIR": "~/own"}, "/home/me")]
    assert roots == ["/home/me/own/sessions", "/home/me/.pi/agent/sessions", "/home/me/.omp/agent/sessions"]
