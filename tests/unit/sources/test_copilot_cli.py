"""The event log of GitHub Copilot's terminal program, which VS Code's agent host writes, too; each test is one trap of it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import CWD, SESSION, batch, events, kinds, write

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    ReasoningEvent,
    ReasoningForm,
    ResultStatus,
    RollbackEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.sources.base import Seen
from cotlens.sources.copilot_cli import beside, places
from cotlens.sources.copilot_events import recognise
from cotlens.sources.copilot_tools import exit_code
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader

CALL = "toolu_0000000000000001"
PATH = f"{CWD}/a.py"
_numbers = itertools.count(1)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / SESSION / "events.jsonl"


def event(kind: str, **data: Any) -> dict[str, Any]:
    number = next(_numbers)
    native = f"33333333-0000-4000-8000-{number:012d}"
    return {"type": kind, "data": data, "id": native, "timestamp": "2026-07-01T10:00:00.000Z", "parentId": None}


def start(**fields: Any) -> dict[str, Any]:
    facts = {"sessionId": SESSION, "version": 1, "producer": "copilot-agent", "copilotVersion": "1.0.68"}
    return event("session.start", **{**facts, "context": {"cwd": CWD, "branch": "main"}, **fields})


def said(content: str = "", **data: Any) -> dict[str, Any]:
    return event("assistant.message", messageId="m", content=content, **{"toolRequests": [], **data})


def asks(name: str, arguments: Any, **fields: Any) -> dict[str, Any]:
    request = {"toolCallId": CALL, "name": name, "arguments": arguments, "type": "function", **fields}
    return said(toolRequests=[request])


def begins(name: str, arguments: Any, **fields: Any) -> dict[str, Any]:
    return event("tool.execution_start", toolCallId=CALL, toolName=name, arguments=arguments, **fields)


def ends(content: str = "done", *, success: bool = True, detail: str = "", **fields: Any) -> dict[str, Any]:
    result = {"content": content, **({"detailedContent": detail} if detail else {})}
    return event("tool.execution_complete", toolCallId=CALL, success=success, result=result, **fields)


def one(found: list[Event], kind: type[Any]) -> Any:
    (only,) = [e for e in found if isinstance(e, kind)]
    return only


EDIT = {"path": PATH, "old_str": "b", "new_str": "B"}
DIFF = f"""
diff --git a{PATH} b{PATH}
index 0000000..0000000 100644
--- a{PATH}
+++ b{PATH}
@@ -7,3 +7,3 @@
 a
-b
+B
 c
"""


def test_the_session_is_described(log: Path):
    session = batch(log, start(), event("session.model_change", newModel="claude-opus-4.8")).session
    assert session is not None
    facts = (session.id, session.agent, session.agent_version, session.cwd, session.branch, session.model)
    assert facts == (SESSION, "copilot-cli", "1.0.68", CWD, "main", "claude-opus-4.8")


def test_thought_words_and_calls_of_a_message_come_in_this_order(log: Path):
    request = {"toolCallId": CALL, "name": "view", "arguments": {"path": PATH}}
    found = events(
        log, start(), said("Look.", reasoningText="Hm.", reasoningOpaque="x", model="claude-x", toolRequests=[request])
    )
    assert kinds(found) == ["Reasoning", "Message", "ToolCall"]
    assert {e.message for e in found} == {"m"}


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        ({"reasoningText": "Hm.", "model": "claude-opus-4.8"}, ReasoningForm.SUMMARY),
        ({"reasoningText": "Hm.", "model": "gpt-5.4"}, ReasoningForm.SUMMARY),
        ({"reasoningText": "Hm."}, ReasoningForm.SUMMARY),
        ({"reasoningText": "Hm.", "model": "qwen3-local"}, ReasoningForm.FULL),
        ({"reasoningOpaque": "abc"}, ReasoningForm.WITHHELD),
        ({"reasoningText": " ", "encryptedContent": "abc"}, ReasoningForm.WITHHELD),
        ({"reasoningText": ""}, None),
        ({}, None),
    ],
)
def test_form_of_a_thought(log: Path, fields: dict[str, Any], form: ReasoningForm | None):
    found = [e for e in events(log, start(), said("x", **fields)) if isinstance(e, ReasoningEvent)]
    assert [e.form for e in found] == ([form] if form else [])


def test_a_thought_with_a_record_of_its_own_is_told_once(log: Path):
    found = events(
        log, start(), event("assistant.reasoning", reasoningId="r", content="Hm."), said("x", reasoningText="Hm.")
    )
    assert kinds(found) == ["Reasoning", "Message"]


@pytest.mark.parametrize(
    ("data", "top", "origin"),
    [
        ({}, {}, UserOrigin.TYPED),
        ({"source": "user"}, {}, UserOrigin.TYPED),
        ({"source": "skill-pdf"}, {}, UserOrigin.INJECTED),
        ({}, {"agentId": "sub-1"}, UserOrigin.INJECTED),
    ],
)
def test_who_wrote_a_prompt(log: Path, data: dict[str, Any], top: dict[str, Any], origin: UserOrigin):
    record = {**event("user.message", content="go", transformedContent="<x>go", **data), **top}
    assert one(events(log, start(), record), UserEvent).origin is origin


# --- calls ------------------------------------------------------------------------------------------------------------


def test_a_call_is_told_once_by_its_request_and_its_start(log: Path):
    arguments = {"command": "ls", "description": "List"}
    found = events(
        log,
        start(),
        asks("bash", json.dumps(arguments)),
        begins("bash", arguments),
        ends("x\n<exited with exit code 0>"),
    )
    assert kinds(found) == ["ToolCall", "ToolResult"]
    call = one(found, ToolCallEvent)
    assert (call.kind, call.args["command"], call.intent, call.cwd) == (ToolKind.SHELL, "ls", "List", CWD)


def test_a_start_without_a_request_is_a_call(log: Path):
    assert kinds(events(log, start(), begins("view", {"path": PATH}))) == ["ToolCall"]


def test_an_intention_and_an_mcp_server(log: Path):
    found = events(log, start(), asks("github-list_issues", {}, intentionSummary="list issues", mcpServerName="github"))
    call = one(found, ToolCallEvent)
    assert (call.kind, call.intent) == (ToolKind.MCP, "list issues")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("<shellId: 6 completed with exit code 1>", 1),
        ("<exited with exit code -1>", -1),
        ("<command exited with exit code 0>\n", 0),
        ("the log says <exited with exit code 3> and goes on", None),
        ("", None),
    ],
)
def test_exit_codes(line: str, code: int | None):
    assert exit_code(f"output\n{line}") == code


@pytest.mark.parametrize(
    ("complete", "status", "code"),
    [
        (ends("x\n<shellId: 1 completed with exit code 1>"), ResultStatus.ERROR, 1),
        (ends("x\n<shellId: 1 completed with exit code 0>"), ResultStatus.OK, 0),
        (ends("still running"), ResultStatus.OK, None),
        (ends("", success=False, error={"message": "no", "code": "failure"}), ResultStatus.ERROR, None),
        (ends("", success=False, error={"message": "no", "code": "rejected"}), ResultStatus.DENIED, None),
        (ends("", success=False, error={"message": "no", "code": "denied"}), ResultStatus.DENIED, None),
        (ends("", success=False, error={"message": "no", "code": "aborted"}), ResultStatus.INTERRUPTED, None),
        (event("tool.execution_complete", toolCallId=CALL, result={"result_type": "success"}), ResultStatus.OK, None),
        (
            event("tool.execution_complete", toolCallId=CALL, result={"result_type": "denied"}),
            ResultStatus.DENIED,
            None,
        ),
        (event("tool.execution_complete", toolCallId=CALL, success=True), ResultStatus.OK, None),
    ],
)
def test_how_a_command_ends(log: Path, complete: dict[str, Any], status: ResultStatus, code: int | None):
    result = one(events(log, start(), asks("bash", {"command": "x"}), complete), ToolResultEvent)
    assert (result.status, result.exit_code) == (status, code)


def permission(kind: str, request: str = "r1", **fields: Any) -> list[dict[str, Any]]:
    return [
        event("permission.requested", requestId=request, permissionRequest={"kind": "write", "toolCallId": CALL}),
        event("permission.completed", requestId=request, result={"kind": kind, **fields}),
    ]


def test_a_refused_permission_denies_the_call_and_its_edit(log: Path):
    found = events(log, start(), asks("edit", EDIT), *permission("denied-interactively-by-user"))
    assert one(found, ToolResultEvent).status is ResultStatus.DENIED
    assert one(found, EditEvent).edit.state is EditState.DENIED
    log.unlink()
    found = events(
        log,
        start(),
        asks("edit", EDIT),
        *permission("denied-by-rules"),
        ends("", success=False, error={"message": "no"}),
    )
    last = [e for e in found if isinstance(e, ToolResultEvent)][-1]
    assert (last.status, last.text) == (ResultStatus.DENIED, "no")
    assert len({e.id for e in found if isinstance(e, ToolResultEvent)}) == 1


def test_what_the_user_says_while_refusing_was_typed(log: Path):
    found = events(
        log, start(), asks("edit", EDIT), *permission("denied-interactively-by-user", feedback="Not that file")
    )
    assert kinds(found) == ["ToolCall", "ToolResult", "Edit", "User"]
    said = one(found, UserEvent)
    assert (said.text, said.origin) == ("Not that file", UserOrigin.TYPED)


def test_a_permission_that_is_given_in_the_end_counts(log: Path):
    records = [*permission("denied-by-rules"), *permission("approved", "r2"), ends("ok")]
    found = events(log, start(), asks("edit", EDIT), *records)
    assert [e for e in found if isinstance(e, ToolResultEvent)][-1].status is ResultStatus.OK
    assert [e for e in found if isinstance(e, EditEvent)][-1].edit.state is EditState.APPLIED


def test_what_the_user_runs_himself_is_not_the_agents(log: Path):
    records = [
        event("tool.user_requested", toolCallId=CALL, toolName="bash", arguments={}),
        begins("bash", {"command": "x"}),
        ends(),
    ]
    assert events(log, start(), *records) == []


def test_subagents_are_chains(log: Path):
    by_field = said("inner", parentToolCallId="task-1")
    by_id = {**begins("view", {}), "agentId": "agent-7"}
    found = events(log, start(), said("outer"), by_field, by_id)
    assert [e.chain for e in found] == [None, "task-1", "agent-7"]


# --- edits ------------------------------------------------------------------------------------------------------------


def test_the_logs_diff_has_the_numbers(log: Path):
    edit = one(events(log, start(), asks("edit", EDIT), ends(detail=DIFF)), EditEvent).edit
    assert (edit.path, edit.op, edit.state) == (PATH, EditOp.MODIFY, EditState.APPLIED)
    assert [(h.old_start, h.new_start, h.lines) for h in edit.hunks] == [(7, 7, (" a", "-b", "+B", " c"))]


def test_a_failed_edit_has_what_was_wanted(log: Path):
    edit = one(
        events(log, start(), asks("edit", EDIT), ends("", success=False, error={"message": "No match"})), EditEvent
    ).edit
    assert (edit.state, edit.removed, edit.added, edit.hunks[0].old_start) == (EditState.FAILED, ("b",), ("B",), None)


def test_a_created_file(log: Path):
    edit = one(events(log, start(), asks("create", {"path": PATH, "file_text": "x\ny\n"}), ends()), EditEvent).edit
    assert (edit.op, edit.before, edit.after, edit.added) == (EditOp.CREATE, "", "x\ny\n", ("x", "y"))


def test_a_patch_of_two_files_with_one_diff(log: Path):
    patch = f"*** Begin Patch\n*** Update File: {PATH}\n@@\n-b\n+B\n*** Update File: b.py\n@@\n-- x\n+y\n*** End Patch"
    other = DIFF.replace(PATH, f"{CWD}/b.py").replace("-b\n", "-- x\n").replace("+B\n", "+y\n")
    found = events(log, start(), asks("apply_patch", {"input": patch}), ends(detail=DIFF + other.lstrip("\n")))
    edits = [e.edit for e in found if isinstance(e, EditEvent)]
    assert [(e.path, e.removed, e.hunks[0].old_start) for e in edits] == [
        (PATH, ("b",), 7),
        (f"{CWD}/b.py", ("- x",), 7),
    ]
    assert len({e.id for e in edits}) == 2


def test_a_view_is_no_edit_though_it_has_a_diff(log: Path):
    assert kinds(events(log, start(), asks("view", {"path": PATH}), ends(detail=DIFF))) == ["ToolCall", "ToolResult"]


def test_several_replacements_in_one_call(log: Path):
    replacements = [
        {"filePath": PATH, "oldString": "b", "newString": "B"},
        {"filePath": PATH, "oldString": "c", "newString": "C"},
    ]
    found = events(log, start(), asks("multi_replace_string_in_file", {"replacements": replacements}), ends())
    edit = one(found, EditEvent).edit
    assert (edit.removed, edit.added) == (("b", "c"), ("B", "C"))


def test_windows_paths(log: Path):
    arguments = {"path": "src\\a.py", "old_str": "b", "new_str": "B"}
    found = events(log, start(context={"cwd": "D:\\w"}), asks("edit", arguments), ends())
    assert one(found, EditEvent).edit.path == "D:\\w\\src\\a.py"


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_interrupt_compaction_and_rewind(log: Path):
    first, second = event("user.message", content="a"), event("user.message", content="b")
    third = {**event("user.message", content="c"), "parentId": second["id"]}
    found = events(
        log,
        start(),
        first,
        second,
        third,
        event("abort", reason="user_initiated"),
        event("session.compaction_complete", success=True, summaryContent="S"),
        event("session.compaction_complete", success=False, error="x"),
        event("session.snapshot_rewind", upToEventId=second["id"], eventsRemoved=4),
        event("session.snapshot_rewind", upToEventId="unknown", eventsRemoved=4),
    )
    assert kinds(found[3:]) == ["Interrupt", "Compaction", "Rollback"]
    assert one(found, CompactionEvent).summary == "S"
    assert one(found, RollbackEvent).turns == 1


def test_events_inside_a_collectors_wrapper(log: Path):
    wrapped = [{"ts": 1, "raw": start()}, {"ts": 2, "raw": json.dumps(said("x"))}]
    read = batch(log, *wrapped)
    assert kinds(read.events) == ["Message"]
    assert read.session is not None
    assert read.session.id == SESSION


def test_hooks_are_silent_and_unknown_types_counted(log: Path):
    read = batch(log, start(), event("hook.start", hookType="x"), event("session.shutdown"), event("session.brand_new"))
    assert read.events == []
    assert read.session is not None
    assert read.session.counts.unknown_types == 1


def test_a_growing_log_gives_only_what_is_new(log: Path):
    records = [start(), asks("edit", EDIT)]
    reader = LogReader(str(write(log, records)), Seen())
    assert kinds(reader.poll().events) == ["ToolCall"]
    write(log, [*records, begins("edit", EDIT), ends(detail=DIFF)])
    assert kinds(reader.poll().events) == ["ToolResult", "Edit"]


def test_short_ids_are_unique_to_their_session(tmp_path: Path):
    seen = Seen()
    for name in ("one", "two"):
        record = {**said("x"), "id": "evt-1"}
        path = tmp_path / name / "events.jsonl"
        assert len(events(path, start(sessionId=f"session-{name}"), record, seen=seen)) == 1


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"type": "session.start", "data": {}},
        {"type": "abort", "data": {}, "id": "x"},
        {"type": "abort", "data": [], "id": "x", "timestamp": "x", "parentId": None},
        {"type": "unheard.of", "data": {}, "id": "x", "timestamp": "x", "parentId": None},
        {"raw": "{"},
        {"raw": 5},
    ],
)
def test_other_records_are_not_taken(record: dict[str, Any]):
    assert recognise(record) is None


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["/home/dev/w", '"/home/dev/w"', "'/home/dev/w'", "/home/dev/w\r"])
def test_the_workspace_file_names_the_directory(tmp_path: Path, written: str):
    log = write(tmp_path / "events.jsonl", [start(context={})])
    (tmp_path / "workspace.yaml").write_bytes(f"id: x\ncwd: {written}\nsummary: y\n".encode())
    assert beside(str(log)) == ("/home/dev/w",)


def test_a_log_with_nothing_beside_it(tmp_path: Path):
    assert beside(str(write(tmp_path / "events.jsonl", [start()]))) == ()
    assert beside(str(tmp_path / "missing.jsonl")) == ()


def test_logs_are_found_for_their_workspace(tmp_path: Path):
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    state = home / ".copilot" / "session-state"
    write(state / SESSION / "events.jsonl", [start(context={"cwd": str(work)})])
    write(state / "older.jsonl", [start(context={"cwd": str(work)})])
    write(state / "other" / "events.jsonl", [start(context={"cwd": "/elsewhere"})])
    found = find_logs([str(work)], {}, str(home))
    assert sorted(Path(log.path).name for log in found.logs) == ["events.jsonl", "older.jsonl"]
    assert any(p.root == "/x/session-state" for p in places({"COPILOT_HOME": "/x"}, str(home)))
