"""Gemini CLI's sessions become events, as lines and as a document; each test is one trap of the format."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import SESSION, batch, events, kinds, write

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
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
from cotlens.model.session import ReasoningStatus
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs
from cotlens.sources.gemini import places, projects, recognise, recognise_document
from cotlens.sources.log import LogReader

HEADER = {"sessionId": SESSION, "projectHash": "0" * 64, "startTime": "2026-05-04T09:00:00.000Z", "kind": "main"}
BEFORE = "a\nb\nc\n"
AFTER = "a\nB\nc\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "session-2026-05-04T09-00-5e551011.jsonl"


def message(number: int, kind: str, content: Any = "", **fields: Any) -> dict[str, Any]:
    native = f"11111111-0000-4000-8000-{number:012d}"
    return {
        "id": native,
        "timestamp": f"2026-05-04T09:00:{number:02d}.000Z",
        "type": kind,
        "content": content,
        **fields,
    }


def tool(name: str, args: Any, status: Any = "success", output: str = "ok", **fields: Any) -> dict[str, Any]:
    answer = {"error" if status == "error" else "output": output}
    result = [{"functionResponse": {"id": "call_0000000000000001", "name": name, "response": answer}}]
    return {"id": "call_0000000000000001", "name": name, "args": args, "status": status, "result": result, **fields}


def display(before: str | None = BEFORE, after: str = AFTER, **fields: Any) -> dict[str, Any]:
    return {"fileName": "a.py", "filePath": "/p/a.py", "originalContent": before, "newContent": after, **fields}


def one(found: list[Event], kind: type[Any]) -> Any:
    (event,) = [e for e in found if isinstance(e, kind)]
    return event


def called(log: Path, call: dict[str, Any]) -> list[Event]:
    return events(log, HEADER, message(1, "gemini", toolCalls=[call]))


# --- messages ---------------------------------------------------------------------------------------------------------


def test_the_last_telling_of_a_message_counts(log: Path):
    first = message(2, "gemini", "I will.", thoughts=[{"subject": "Plan", "description": "Do it."}])
    found = events(log, HEADER, message(1, "user", "go"), first, {**first, "toolCalls": [tool("glob", {})]})
    assert kinds(found) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]


def test_a_growing_log_gives_only_what_is_new(log: Path):
    first = message(2, "gemini", "I will.", toolCalls=[tool("glob", {}, "executing", "")])
    records = [HEADER, message(1, "user", "go"), first]
    reader = LogReader(str(write(log, records)), Seen())
    assert kinds(reader.poll().events) == ["User", "Message", "ToolCall"]
    assert reader.poll().events == []
    write(log, [*records, {**first, "toolCalls": [tool("glob", {})]}])
    assert kinds(reader.poll().events) == ["ToolResult"]


def test_thoughts_are_summaries_with_their_own_times(log: Path):
    thought = {"subject": "Plan", "description": "Do it.", "timestamp": "2026-05-04T08:59:59.000Z"}
    event = one(events(log, HEADER, message(2, "gemini", "x", thoughts=[thought])), ReasoningEvent)
    assert (event.form, event.text) == (ReasoningForm.SUMMARY, "**Plan**\n\nDo it.")
    assert event.time == 1777885199.0


def test_thinking_that_was_paid_for_and_is_not_there_is_withheld(log: Path):
    read = batch(log, HEADER, message(2, "gemini", "x", thoughts=[], tokens={"thoughts": 40}))
    assert one(read.events, ReasoningEvent).form is ReasoningForm.WITHHELD
    assert read.session is not None
    assert read.session.reasoning is ReasoningStatus.WITHHELD


def test_no_thinking_is_none(log: Path):
    read = batch(log, HEADER, message(2, "gemini", "x", thoughts=[], tokens={"thoughts": 0}))
    assert kinds(read.events) == ["Message"]


@pytest.mark.parametrize(
    ("content", "shown", "expected"),
    [
        ("go", None, [("go", UserOrigin.TYPED)]),
        ([{"text": "go"}], None, [("go", UserOrigin.TYPED)]),
        ([{"text": "go"}, {"inlineData": {"data": "x"}}], None, [("go", UserOrigin.TYPED)]),
        (
            [{"text": "mend @a"}, {"text": "\n--- Content from referenced files ---"}, {"text": "evil"}],
            None,
            [("mend @a", UserOrigin.TYPED), ("--- Content from referenced files ---\nevil", UserOrigin.INJECTED)],
        ),
        ([{"text": "expanded"}], [{"text": "typed"}], [("typed", UserOrigin.TYPED)]),
        ("<session_context>x</session_context>", None, [("<session_context>x</session_context>", UserOrigin.INJECTED)]),
        ([{"functionResponse": {"name": "x"}}], None, []),
    ],
)
def test_what_the_user_typed(log: Path, content: Any, shown: Any, expected: list[tuple[str, UserOrigin]]):
    extra = {} if shown is None else {"displayContent": shown}
    found = [e for e in events(log, HEADER, message(1, "user", content, **extra)) if isinstance(e, UserEvent)]
    assert [(e.text, e.origin) for e in found] == expected


def test_a_cancelled_request_is_an_interrupt(log: Path):
    found = events(log, HEADER, message(1, "info", "Request cancelled."), message(2, "info", "Update available"))
    assert kinds(found) == ["Interrupt"]
    assert isinstance(found[0], InterruptEvent)


# --- rewinding and compressing ----------------------------------------------------------------------------------------


def test_a_rewind_undoes_the_turns_from_its_message_on(log: Path):
    turns = [message(n, "user" if n % 2 else "gemini", f"m{n}") for n in range(1, 7)]
    rewind = {"$rewindTo": turns[2]["id"]}
    found = events(log, HEADER, *turns, rewind, message(8, "user", "again"), {"$rewindTo": turns[0]["id"]})
    assert [e.turns for e in found if isinstance(e, RollbackEvent)] == [2, 2]


def test_a_rewind_to_nowhere_undoes_all(log: Path):
    found = events(log, HEADER, message(1, "user", "a"), message(2, "user", "b"), {"$rewindTo": "gone"})
    assert one(found, RollbackEvent).turns == 2


def test_a_compression_is_told_and_old_messages_are_not_told_again(log: Path):
    old = [message(1, "user", "a"), message(2, "gemini", "b"), message(3, "user", "c")]
    change = {"messages": [message(9, "user", [{"text": "<state_snapshot>S</state_snapshot>"}]), old[2]]}
    found = events(log, HEADER, *old, {"$set": change}, {"$rewindTo": old[2]["id"]})
    assert kinds(found) == ["User", "Message", "User", "Compaction", "Rollback"]
    assert one(found, CompactionEvent).summary == "<state_snapshot>S</state_snapshot>"


def test_masked_results_are_no_compression(log: Path):
    old = [message(1, "user", "a"), message(2, "gemini", "b")]
    found = events(log, HEADER, *old, {"$set": {"messages": [old[0], {**old[1], "content": "masked"}]}})
    assert kinds(found) == ["User", "Message"]


def test_messages_that_only_a_change_has_are_read(log: Path):
    found = events(log, HEADER, {"$set": {"messages": [message(1, "user", "a")], "summary": "A title"}})
    assert kinds(found) == ["User"]


# --- calls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "output", "expected", "code"),
    [
        ("success", "Output: fine\nProcess Group PGID: 1", ResultStatus.OK, 0),
        ("success", "Output: bad\nExit Code: 2\nProcess Group PGID: 1", ResultStatus.ERROR, 2),
        (
            "success",
            "Command: x\nDirectory: (root)\nStdout: Exit Code: 7\nExit Code: 0\nSignal: (none)",
            ResultStatus.OK,
            0,
        ),
        ("success", "Output: (empty)\nSignal: 9", ResultStatus.OK, None),
        ("success", "Command moved to background (PID: 7).", ResultStatus.OK, None),
        ("success", "Command was cancelled by user before it could complete.", ResultStatus.INTERRUPTED, None),
        ("error", "Tool execution denied by policy.", ResultStatus.DENIED, None),
        ("error", "No such tool", ResultStatus.ERROR, None),
        ("cancelled", "[Operation Cancelled] Reason: User denied execution.", ResultStatus.DENIED, None),
    ],
)
def test_how_a_command_ends(log: Path, status: str, output: str, expected: ResultStatus, code: int | None):
    found = called(log, tool("run_shell_command", {"command": "x", "description": "Try it"}, status, output))
    call, result = one(found, ToolCallEvent), one(found, ToolResultEvent)
    assert (call.kind, call.args["command"], call.intent) == (ToolKind.SHELL, "x", "Try it")
    assert (result.status, result.exit_code) == (expected, code)


@pytest.mark.parametrize("status", ["validating", "scheduled", "executing", "awaiting_approval", 7, ["x"]])
def test_a_call_without_an_end_has_no_result(log: Path, status: Any):
    call = {**tool("write_file", {"file_path": "/a", "content": "x"}, status), "result": None}
    assert kinds(called(log, call)) == ["ToolCall"]


def test_an_edit_whose_end_is_not_told_is_unknown(log: Path):
    call = {**tool("write_file", {"file_path": "/a", "content": "x"}, None), "result": None}
    found = called(log, call)
    assert kinds(found) == ["ToolCall", "Edit"]
    edit = one(found, EditEvent).edit
    assert (edit.state, edit.path, edit.added) == (EditState.UNKNOWN, "/a", ("x",))


def test_a_result_without_a_status_is_an_end(log: Path):
    call = {**tool("glob", {}, output="found"), "status": None}
    assert one(called(log, call), ToolResultEvent).status is ResultStatus.OK


@pytest.mark.parametrize(
    ("name", "shown", "kind"),
    [
        ("mcp_pg_query", "", ToolKind.MCP),
        ("query", "query (pg MCP Server)", ToolKind.MCP),
        ("google_web_search", "", ToolKind.WEB),
        ("write_todos", "", ToolKind.PLAN),
        ("new_tool", "", ToolKind.OTHER),
    ],
)
def test_kinds_of_tools(log: Path, name: str, shown: str, kind: ToolKind):
    assert one(called(log, tool(name, {}, displayName=shown)), ToolCallEvent).kind is kind


# --- edits ------------------------------------------------------------------------------------------------------------

REPLACE = {"file_path": "/p/a.py", "old_string": "b", "new_string": "B", "instruction": "Make it loud."}


def test_an_edit_has_both_texts_and_numbers(log: Path):
    diff = "--- a.py\n+++ a.py\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    found = called(log, tool("replace", REPLACE, resultDisplay=display(fileDiff=diff)))
    edit = one(found, EditEvent).edit
    assert (edit.op, edit.state, edit.path) == (EditOp.MODIFY, EditState.APPLIED, "/p/a.py")
    assert (edit.before, edit.after) == (BEFORE, AFTER)
    assert [(h.old_start, h.lines) for h in edit.hunks] == [(1, (" a", "-b", "+B", " c"))]
    assert one(found, ToolCallEvent).intent == "Make it loud."


def test_a_diff_that_does_not_lead_from_text_to_text_is_worked_out_anew(log: Path):
    # Gemini's own diff passes over changes of white space.
    edit = one(
        called(log, tool("replace", REPLACE, resultDisplay=display("a\n  b\n", "a\nb\n", fileDiff=""))), EditEvent
    ).edit
    assert (edit.removed, edit.added) == (("  b",), ("b",))
    assert edit.hunks[0].old_start is not None


def test_a_change_by_hand_is_seen(log: Path):
    stat = {"model_added_lines": 1, "user_added_lines": 2, "user_removed_lines": 0}
    assert one(
        called(log, tool("replace", REPLACE, resultDisplay=display(diffStat=stat))), EditEvent
    ).edit.user_modified
    none = {**stat, "user_added_lines": 0}
    assert not one(
        called(log, tool("replace", REPLACE, resultDisplay=display(diffStat=none))), EditEvent
    ).edit.user_modified


@pytest.mark.parametrize("shown", [display("", "x\n", isNewFile=True), display(None, "x\n")])
def test_a_new_file(log: Path, shown: dict[str, Any]):
    edit = one(
        called(log, tool("write_file", {"file_path": "/p/a.py", "content": "x\n"}, resultDisplay=shown)), EditEvent
    ).edit
    assert (edit.op, edit.before, edit.after, edit.added) == (EditOp.CREATE, "", "x\n", ("x",))


@pytest.mark.parametrize(("status", "state"), [("cancelled", EditState.DENIED), ("error", EditState.FAILED)])
def test_an_edit_that_did_not_happen_has_no_text_after(log: Path, status: str, state: EditState):
    edit = one(called(log, tool("replace", REPLACE, status, resultDisplay=display())), EditEvent).edit
    assert (edit.state, edit.before, edit.after) == (state, None, None)
    assert edit.added == ("B",)


def test_an_edit_by_its_arguments_alone(log: Path):
    edit = one(called(log, tool("replace", REPLACE)), EditEvent).edit
    assert (edit.removed, edit.added, edit.hunks[0].old_start) == (("b",), ("B",), None)
    overwritten = tool(
        "write_file", {"file_path": "/p/a.py", "content": "x\n"}, output="Successfully overwrote file: /p/a.py."
    )
    edit = one(called(log, overwritten), EditEvent).edit
    assert (edit.op, edit.before, edit.after) == (EditOp.MODIFY, None, "x\n")


def test_windows_paths(log: Path):
    shown = display(filePath="C:\\p\\src\\..\\a.py")
    assert one(called(log, tool("replace", REPLACE, resultDisplay=shown)), EditEvent).edit.path == "C:\\p\\a.py"


# --- subagents, documents ---------------------------------------------------------------------------------------------


def test_a_subagent_belongs_to_the_session_its_folder_is_named_after(tmp_path: Path):
    log = tmp_path / "chats" / SESSION / "sub-1.jsonl"
    read = batch(log, {**HEADER, "sessionId": "sub-1", "kind": "subagent"}, message(1, "user", "look"))
    assert read.session is not None
    assert (read.session.id, read.session.chain, read.events[0].chain) == (SESSION, "sub-1", "sub-1")


def test_a_document_is_read_anew_and_gives_only_what_is_new(tmp_path: Path):
    log = tmp_path / "session-2026-03-04T09-00-5e551011.json"
    document = {**HEADER, "messages": [message(1, "user", "a")]}
    log.write_text(json.dumps(document, indent=2))
    reader = LogReader(str(log), Seen())
    first = reader.poll()
    assert kinds(first.events) == ["User"]
    assert first.session is not None
    assert (first.session.id, first.session.agent) == (SESSION, "gemini")
    document["messages"] = [message(1, "user", "a"), message(2, "gemini", "b")]
    log.write_text(json.dumps(document, indent=2))
    second = reader.poll()
    assert (kinds(second.events), second.reset) == (["Message"], False)
    document["messages"] = [message(1, "user", "a")]
    log.write_text(json.dumps(document))
    assert reader.poll().reset


def test_a_document_on_one_line_is_no_log_of_lines(tmp_path: Path):
    log = tmp_path / "x.json"
    log.write_text(json.dumps({**HEADER, "messages": [message(1, "user", "a")]}))
    assert kinds(LogReader(str(log), Seen()).poll(final=True).events) == ["User"]


def test_a_migrated_document_is_not_told_twice(tmp_path: Path):
    seen = Seen()
    old = tmp_path / "session-1.json"
    old.write_text(json.dumps({**HEADER, "messages": [message(1, "user", "a")]}))
    assert kinds(LogReader(str(old), seen).poll().events) == ["User"]
    assert (
        events(tmp_path / "session-1.jsonl", HEADER, message(1, "user", "a"), message(2, "gemini", "b"), seen=seen)
        != []
    )
    assert batch(tmp_path / "session-1.jsonl", HEADER, message(1, "user", "a"), seen=seen).events == []


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"type": "gemini"},
        {"type": "user", "id": "1", "timestamp": "x", "content": "a"},
        {"sessionId": "x", "projectHash": 1, "startTime": "x"},
        {**HEADER, "uuid": "x"},
        {"$set": {}},
    ],
)
def test_other_records_are_not_taken(record: dict[str, Any]):
    assert recognise(record) is None
    assert recognise_document(record) is None


def test_an_unknown_type_is_counted(log: Path):
    read = batch(log, HEADER, message(1, "robot", "x"), {"odd": 1})
    assert read.session is not None
    assert read.session.counts.unknown_types == 2


# --- places -----------------------------------------------------------------------------------------------------------


def test_the_project_is_known_by_its_marker_the_list_or_the_digest(tmp_path: Path):
    root = tmp_path / ".gemini"
    listed = {"/home/dev/listed": "listed", "/home/dev/old": "old"}
    (root / "tmp" / "marked" / "chats").mkdir(parents=True)
    (root / "projects.json").write_text(json.dumps({"projects": listed}))
    (root / "tmp" / "marked" / ".project_root").write_text("/home/dev/marked\n")
    digest = hashlib.sha256(b"/home/dev/old").hexdigest()

    def of(project: str, *rest: str) -> tuple[str, ...]:
        return projects(str(root.joinpath("tmp", project, "chats", *rest)))

    assert of("marked", "session-1.jsonl") == ("/home/dev/marked",)
    assert of("listed", "session-1.json") == ("/home/dev/listed",)
    assert of("listed", SESSION, "sub.jsonl") == ("/home/dev/listed",)
    assert of(digest, "session-1.json") == ("/home/dev/old",)
    assert of("f" * 64, "session-1.json") == ()
    assert projects("/elsewhere/session-1.json") == ()


@pytest.mark.parametrize("broken", ["[]", "{", '{"projects": [1]}', '{"projects": {"/a": ["a"]}}'])
def test_a_broken_list_of_projects_is_no_obstacle(tmp_path: Path, broken: str):
    (tmp_path / "projects.json").write_text(broken)
    assert projects(str(tmp_path / "tmp" / "a" / "chats" / "session-1.json")) == ()


def test_logs_are_found_for_their_workspace(tmp_path: Path):
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    chats = home / ".gemini" / "tmp" / "work" / "chats"
    write(chats / "session-1.jsonl", [HEADER, message(1, "user", "a")])
    write(chats / SESSION / "sub.jsonl", [HEADER])
    (chats.parent / ".project_root").write_text(str(work))
    found = find_logs([str(work)], {}, str(home))
    assert sorted(Path(log.path).name for log in found.logs) == ["session-1.jsonl", "sub.jsonl"]
    assert find_logs([str(tmp_path / "home")], {}, str(home)).logs == ()
    assert {place.root for place in places({"GEMINI_CLI_HOME": "/x"}, str(home))} == {"/x/.gemini/tmp"}


def test_the_project_is_the_directory_of_relative_paths(tmp_path: Path):
    log = tmp_path / "tmp" / "p" / "chats" / "session-1.jsonl"
    log.parent.mkdir(parents=True)
    (log.parent.parent / ".project_root").write_text("/home/dev/p")
    found = events(log, HEADER, message(1, "gemini", toolCalls=[tool("replace", {**REPLACE, "file_path": "src/a.py"})]))
    assert one(found, EditEvent).edit.path == "/home/dev/p/src/a.py"
    found = events(
        log, HEADER, message(2, "gemini", toolCalls=[tool("run_shell_command", {"command": "x", "dir_path": "src"})])
    )
    assert one(found, ToolCallEvent).cwd == "/home/dev/p/src"
