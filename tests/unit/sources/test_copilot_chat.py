"""GitHub Copilot's chat in VS Code: the document, the log of mutations, the agent host's transcripts; one test for each trap."""

from __future__ import annotations

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
    MessageEvent,
    ReasoningEvent,
    ReasoningForm,
    ResultStatus,
    RollbackEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
)
from cotlens.sources import copilot_chat
from cotlens.sources.base import Seen
from cotlens.sources.copilot_chat import folders, places, recognise_document, recognise_host, recognise_log
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader
from cotlens.sources.uris import path_in

URI = {"$mid": 1, "fsPath": "/p/a.py", "external": "file:///p/a.py", "path": "/p/a.py", "scheme": "file"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"{SESSION}.jsonl"


def request(number: int, *response: Any, **fields: Any) -> dict[str, Any]:
    return {
        "requestId": f"request_00000000000{number}",
        "message": {"text": f"prompt {number}", "parts": []},
        "timestamp": 1770580257491 + number * 1000,
        "modelId": "copilot/gpt-4o",
        "response": list(response),
        "modelState": {"value": 1, "completedAt": 1770580299000},
        **fields,
    }


def state(*requests: Any, **fields: Any) -> dict[str, Any]:
    return {
        "version": 3,
        "creationDate": 1,
        "sessionId": SESSION,
        "initialLocation": "panel",
        "requests": list(requests),
        **fields,
    }


def initial(*requests: Any, **fields: Any) -> dict[str, Any]:
    return {"kind": 0, "v": state(*requests, **fields)}


def words(said: str) -> dict[str, Any]:
    return {"value": said, "supportThemeIcons": False}


def invocation(tool: str, call: str = "call_0000000000000001", **fields: Any) -> dict[str, Any]:
    return {
        "kind": "toolInvocationSerialized",
        "toolId": tool,
        "toolCallId": call,
        "invocationMessage": "",
        "isConfirmed": {"type": 1},
        "isComplete": True,
        **fields,
    }


def rounds(*calls: tuple[str, Any], results: dict[str, Any] | None = None) -> dict[str, Any]:
    asked = [{"name": n, "arguments": json.dumps(a), "id": f"lm_{i}__vscode-17"} for i, (n, a) in enumerate(calls)]
    return {"metadata": {"toolCallRounds": [{"toolCalls": asked}], "toolCallResults": results or {}}}


def edits(*batches: Any, done: Any = True, **fields: Any) -> dict[str, Any]:
    return {"kind": "textEditGroup", "uri": URI, "edits": list(batches), "done": done, **fields}


def span(text: str, *place: int) -> dict[str, Any]:
    names = ("startLineNumber", "startColumn", "endLineNumber", "endColumn")
    return {"text": text, "range": dict(zip(names, place, strict=True))}


def one(found: list[Event], kind: type[Any]) -> Any:
    (only,) = [e for e in found if isinstance(e, kind)]
    return only


# --- text and thoughts ------------------------------------------------------------------------------------------------


def test_text_and_references_are_one_message(log: Path):
    reference = {"kind": "inlineReference", "inlineReference": URI}
    found = events(log, initial(request(1, words("See "), reference, words(" there."))))
    assert kinds(found) == ["User", "Message"]
    assert one(found, MessageEvent).text == "See `a.py` there."
    assert one(found, UserEvent).time == pytest.approx(1770580258.491)


def test_fences_around_edits_are_no_text(log: Path):
    found = events(
        log, initial(request(1, words("\n```\n"), edits([span("x", 1, 1, 1, 1)]), words("\n```\n"), words("Done.")))
    )
    assert kinds(found) == ["User", "Edit", "Message"]
    assert one(found, MessageEvent).text == "Done."


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([{"value": "A", "id": "t1"}, {"value": "B", "id": "t1"}], ["AB"]),
        ([{"value": "A", "id": "t1"}, {"value": "B", "id": "t2"}], ["A", "B"]),
        ([{"value": ["A", "B"], "id": "t1"}], ["AB"]),
        ([{"value": "A", "id": "t1"}, {"value": ""}], ["A"]),
        ([{"value": "A", "id": "t1"}, {"value": [], "id": "t1", "metadata": {"vscodeReasoningDone": True}}], ["A"]),
        ([{"value": "", "id": "rs_1"}], [""]),
        ([{"value": ""}], []),
    ],
)
def test_thoughts(log: Path, parts: list[dict[str, Any]], expected: list[str]):
    found = events(log, initial(request(1, *({"kind": "thinking", **p} for p in parts), words("x"))))
    thoughts = [e for e in found if isinstance(e, ReasoningEvent)]
    assert [e.text for e in thoughts] == expected
    forms = {e.form for e in thoughts}
    assert forms <= {ReasoningForm.SUMMARY, ReasoningForm.WITHHELD}


def test_a_text_that_is_still_being_written_is_left_out(log: Path):
    running = {"value": 0}
    found = events(
        log, initial(request(1, words("whole"), {"kind": "undoStop"}, words(" partial"), modelState=running))
    )
    assert kinds(found) == ["User"]
    found = events(log, initial(request(2, words("whole"), invocation("x"), words("partial"), modelState=running)))
    assert kinds(found) == ["User", "Message", "ToolCall", "ToolResult"]


def test_empty_sessions_have_no_events(log: Path, tmp_path: Path):
    assert events(log, initial()) == []
    document = tmp_path / "empty.json"
    document.write_text(json.dumps(state(), indent=1))
    read = LogReader(str(document), Seen()).poll()
    assert (read.events, read.unread) == ([], None)


# --- calls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, ResultStatus.OK),
        ({"isConfirmed": True}, ResultStatus.OK),
        ({"isConfirmed": {"type": 4}}, ResultStatus.OK),
        ({"isConfirmed": None}, ResultStatus.OK),
        ({"isConfirmed": False}, ResultStatus.DENIED),
        ({"isConfirmed": {"type": 0}}, ResultStatus.DENIED),
        ({"isConfirmed": {"type": 5}}, ResultStatus.DENIED),
        ({"resultDetails": {"input": "x", "output": [], "isError": True}}, ResultStatus.ERROR),
        ({"isComplete": False}, None),
    ],
)
def test_how_a_call_ends(log: Path, fields: dict[str, Any], status: ResultStatus | None):
    found = events(log, initial(request(1, invocation("copilot_readFile", **fields))))
    assert [e.status for e in found if isinstance(e, ToolResultEvent)] == ([status] if status else [])


def test_arguments_and_output_come_from_the_rounds_in_order(log: Path):
    tree = {"node": {"type": 1, "children": [{"type": 2, "text": "one"}, {"children": [{"text": "two"}]}]}}
    result = rounds(
        ("read_file", {"filePath": "/a"}),
        ("grep_search", {"query": "q"}),
        ("read_file", {"filePath": "/b"}),
        results={"lm_2__vscode-17": {"content": [{"value": tree}]}},
    )
    parts = [
        invocation("copilot_readFile", "c1"),
        invocation("copilot_findTextInFiles", "c2"),
        invocation("copilot_readFile", "c3"),
    ]
    found = events(log, initial(request(1, *parts, result=result)))
    calls = [e for e in found if isinstance(e, ToolCallEvent)]
    assert [(e.name, e.args) for e in calls] == [
        ("read_file", {"filePath": "/a"}),
        ("grep_search", {"query": "q"}),
        ("read_file", {"filePath": "/b"}),
    ]
    assert [e.text for e in found if isinstance(e, ToolResultEvent)][-1] == "onetwo"


def test_a_call_is_known_by_its_id_before_its_name(log: Path):
    result = rounds(("read_file", {"filePath": "/a"}), ("read_file", {"filePath": "/b"}))
    parts = [
        invocation("copilot_readFile", "lm_1"),
        invocation("copilot_readFile", "other"),
        invocation("copilot_readFile", "third"),
    ]
    calls = [e for e in events(log, initial(request(1, *parts, result=result))) if isinstance(e, ToolCallEvent)]
    assert [e.args for e in calls] == [{"filePath": "/b"}, {"filePath": "/a"}, {}]


def test_a_terminal_is_a_shell(log: Path):
    data = {
        "kind": "terminal",
        "commandLine": {"original": "rm x", "userEdited": "rm -i x"},
        "cwd": {**URI, "fsPath": "/p"},
        "terminalCommandOutput": {"text": "gone", "truncated": True},
        "terminalCommandState": {"exitCode": 1},
    }
    result = rounds(("run_in_terminal", {"command": "rm x", "explanation": "Clean up"}))
    found = events(log, initial(request(1, invocation("run_in_terminal", toolSpecificData=data), result=result)))
    call, end = one(found, ToolCallEvent), one(found, ToolResultEvent)
    assert (call.kind, call.args["command"], call.cwd, call.intent) == (ToolKind.SHELL, "rm -i x", "/p", "Clean up")
    assert (end.status, end.exit_code, end.text, end.truncated) == (ResultStatus.ERROR, 1, "gone", True)


def test_an_old_terminal(log: Path):
    data = {"kind": "terminal", "command": "ls", "language": "sh"}
    assert one(events(log, initial(request(1, invocation("x", toolSpecificData=data)))), ToolCallEvent).args == {
        "command": "ls"
    }


def test_subagents_and_servers(log: Path):
    parts = [
        invocation(
            "runSubagent", "c1", toolSpecificData={"kind": "subagent", "description": "Look around", "prompt": "p"}
        ),
        invocation("copilot_readFile", "c2", subAgentInvocationId="c1"),
        invocation("github_issue", "c3", source={"type": "mcp", "label": "github"}),
    ]
    found = [e for e in events(log, initial(request(1, *parts))) if isinstance(e, ToolCallEvent)]
    assert [(e.kind, e.chain) for e in found] == [(ToolKind.TASK, None), (ToolKind.READ, "c1"), (ToolKind.MCP, None)]
    assert found[0].intent == "Look around"


# --- edits ------------------------------------------------------------------------------------------------------------


def hunks(log: Path, *parts: Any, **fields: Any) -> list[tuple[int | None, int | None, tuple[str, ...]]]:
    edit = one(events(log, initial(request(1, *parts, **fields))), EditEvent).edit
    return [(h.old_start, h.new_start, h.lines) for h in edit.hunks]


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        ([[span("a\nb", 5, 1, 7, 3)]], [(None, 5, ("+a", "+b"))]),
        ([[span("a\n", 5, 1, 5, 1)]], [(None, 5, ("+a",))]),
        ([[span("\na", 5, 9, 5, 9)]], [(None, 6, ("+a",))]),
        ([[span("tail", 5, 9, 5, 12)]], [(None, None, ("+tail",))]),
        ([[span("a", 1, 1, 1, 2)], [span("b", 2, 1, 2, 2)], []], [(None, 1, ("+a", "+b"))]),
        ([[span("a\nx", 1, 1, 1, 2), span("b", 9, 1, 9, 2)]], [(None, 1, ("+a", "+x")), (None, 10, ("+b",))]),
        ([[{"text": "no range"}], [{"text": "here\n"}]], [(None, None, ("+no range", "+here"))]),
        ([[span("a\r\nb", 3, 1, 3, 1)]], [(None, 3, ("+a", "+b"))]),
    ],
)
def test_ranges_become_hunks(log: Path, batches: list[Any], expected: list[Any]):
    assert hunks(log, edits(*batches)) == expected


@pytest.mark.parametrize(
    "part", [edits([span("x", 1, 1, 1, 1)], done=False), edits([span("x", 1, 1, 1, 1)], done=None), edits([], [])]
)
def test_edits_that_are_not_done_are_none(log: Path, part: dict[str, Any]):
    assert kinds(events(log, initial(request(1, part)))) == ["User"]


def test_the_call_gives_the_old_text_and_the_range_its_place(log: Path):
    result = rounds(("replace_string_in_file", {"filePath": "/p/a.py", "oldString": "x\ny", "newString": "x\nz"}))
    found = hunks(log, invocation("copilot_replaceString"), edits([span("x\nz", 5, 1, 6, 2)]), result=result)
    assert found == [(5, 5, (" x", "-y", "+z"))]
    assert hunks(log, invocation("copilot_replaceString"), edits([span("other", 5, 1, 6, 2)]), result=result) == [
        (None, None, (" x", "-y", "+z"))
    ]


def test_an_edit_belongs_to_the_call_before_it(log: Path):
    parts = [
        invocation("copilot_createFile"),
        edits([span("x", 1, 1, 1, 1)]),
        edits([span("y", 1, 1, 1, 1)], uri={**URI, "fsPath": "/p/b"}),
    ]
    result = rounds(("create_file", {"filePath": "/p/a.py", "content": "x\n"}))
    found = [e.edit for e in events(log, initial(request(1, *parts, result=result))) if isinstance(e, EditEvent)]
    assert [(e.call, e.id[-2:], e.path, e.op, e.state) for e in found] == [
        ("call_0000000000000001", "#0", "/p/a.py", EditOp.CREATE, EditState.APPLIED),
        ("call_0000000000000001", "#1", "/p/b", EditOp.MODIFY, EditState.APPLIED),
    ]


def test_a_refused_edit_is_denied(log: Path):
    result = rounds(("replace_string_in_file", {"filePath": "/p/a.py", "oldString": "x", "newString": "z"}))
    refused = invocation("copilot_replaceString", isConfirmed={"type": 0})
    edit = one(events(log, initial(request(1, refused, result=result))), EditEvent).edit
    assert (edit.state, edit.added) == (EditState.DENIED, ("z",))


def test_other_kinds_of_edits(log: Path):
    cells = {
        "kind": "notebookEditGroup",
        "uri": URI,
        "done": True,
        "edits": [[{"editType": 1, "cells": [{"source": "a\nb"}]}]],
    }
    removed = {"kind": "externalEdit", "uri": URI, "editKind": "delete"}
    moved = {
        "kind": "workspaceEdit",
        "edits": [{"oldResource": URI, "newResource": {**URI, "fsPath": "/p/b"}}, {"newResource": URI}],
    }
    found = [e.edit for e in events(log, initial(request(1, cells, removed, moved))) if isinstance(e, EditEvent)]
    assert [(e.op, e.new_path, e.added) for e in found] == [
        (EditOp.MODIFY, None, ("a", "b")),
        (EditOp.DELETE, None, ()),
        (EditOp.RENAME, "/p/b", ()),
        (EditOp.CREATE, None, ()),
    ]


# --- the end of a request ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"isCanceled": True}, {"modelState": {"value": 2, "completedAt": 1770580300000}}])
def test_a_cancelled_request_is_an_interrupt(log: Path, fields: dict[str, Any]):
    found = events(log, initial(request(1, words("x"), **fields)))
    assert isinstance(found[-1], InterruptEvent)


def test_a_summary_is_a_compaction(log: Path):
    result = {"metadata": {"summary": {"toolCallRoundId": "x", "text": "What was."}}}
    assert one(events(log, initial(request(1, words("x"), result=result))), CompactionEvent).summary == "What was."


def test_unknown_parts_are_counted(log: Path):
    session = batch(log, initial(request(1, {"kind": "brandNew"}, {"kind": "undoStop"}))).session
    assert session is not None
    assert session.counts.unknown_types == 1


# --- mutations --------------------------------------------------------------------------------------------------------


def test_mutations_are_applied(log: Path):
    found = events(
        log,
        initial(),
        {"kind": 2, "k": ["requests"], "v": [request(1, words("a"), modelState={"value": 0})]},
        {"kind": 1, "k": ["inputState", "inputText"], "v": "typing"},
        {"kind": 2, "k": ["requests", 0, "response"], "v": [invocation("copilot_readFile")]},
        {"kind": 2, "k": ["requests", 0, "response"], "v": [words("b"), words("c")], "i": 0},
        {"kind": 1, "k": ["requests", 0, "modelState"], "v": {"value": 1}},
        {"kind": 1, "k": ["customTitle"], "v": "Named"},
        {"kind": 3, "k": ["requests", 0, "result"]},
    )
    assert kinds(found) == ["User", "Message"]
    assert one(found, MessageEvent).text == "bc"


def test_a_growing_log_gives_only_what_is_new(log: Path):
    first = [initial(request(1, words("a"), modelState={"value": 0}))]
    reader = LogReader(str(write(log, first)), Seen())
    assert kinds(reader.poll().events) == ["User"]
    more = [
        *first,
        {"kind": 2, "k": ["requests", 0, "response"], "v": [invocation("copilot_readFile", isComplete=False)]},
    ]
    write(log, more)
    assert kinds(reader.poll().events) == ["Message", "ToolCall"]
    write(log, [*more, {"kind": 1, "k": ["requests", 0, "response", 1], "v": invocation("copilot_readFile")}])
    assert kinds(reader.poll().events) == ["ToolResult"]
    assert reader.poll().events == []


def test_a_log_that_was_replaced_is_told_anew(log: Path):
    reader = LogReader(
        str(write(log, [initial(request(1)), {"kind": 2, "k": ["requests"], "v": [request(2)]}])), Seen()
    )
    assert len(reader.poll().events) == 2
    log.unlink()
    write(log, [initial(request(1), request(2), request(3))])
    again = reader.poll()
    assert again.reset
    assert kinds(again.events) == ["User", "User", "User"]


def test_removed_requests_are_a_rollback(log: Path):
    found = events(
        log,
        initial(request(1), request(2), request(3)),
        {"kind": 2, "k": ["requests"], "v": [request(2), request(4)], "i": 1},
        {"kind": 2, "k": ["requests"], "i": 0},
    )
    assert [e.turns for e in found if isinstance(e, RollbackEvent)] == [1, 3]


@pytest.mark.parametrize(
    "line",
    [
        {"kind": 9},
        {"kind": True, "k": ["requests"], "v": []},
        {"kind": 1, "k": ["requests", 99, "response"], "v": []},
        {"kind": 1, "k": ["requests", -1, "response"], "v": []},
        {"kind": 2, "k": ["requests", 0, "response"], "v": {"a": 1}, "i": -5},
        {"kind": 1, "k": ["requests", "x"], "v": 1},
        {"kind": 1, "k": ["requests", 0, "response", 7, "value"], "v": "x"},
        {"kind": 1, "k": ["requests", 0, {"a": 1}], "v": "x"},
        {"kind": 1, "k": [["a"]], "v": "x"},
        {"kind": 1, "k": "requests", "v": "x"},
        {"kind": 3, "k": ["requests"]},
        {"kind": 2, "k": ["requests", 0, *["x"] * 50], "v": [1]},
    ],
)
def test_mutations_that_lead_nowhere_do_no_harm(log: Path, line: dict[str, Any]):
    found = batch(log, initial(request(1, words("a"))), line)
    assert kinds(found.events)[:1] in (["User"], ["Rollback"])
    assert found.session is not None


def test_old_requests_are_forgotten_and_stay_told(log: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copilot_chat, "_HELD", 1000)
    first = [initial(request(1, words("a")), request(2, words("b")), request(3, words("c")), request(4, words("d")))]
    reader = LogReader(str(write(log, first)), Seen())
    assert len(reader.poll().events) == 8
    change = {"kind": 1, "k": ["requests", 0, "response"], "v": [words("changed")]}
    kept = {"kind": 1, "k": ["requests", 3, "response"], "v": [words("changed")]}
    write(log, [*first, change, kept])
    found = reader.poll()
    assert not found.reset
    assert [(e.text, e.ref.line) for e in found.events if isinstance(e, MessageEvent)] == [("changed", 3)]


# --- recognising ------------------------------------------------------------------------------------------------------


def test_only_the_first_event_tells_the_agent_host_from_the_terminal_program(log: Path):
    first = {
        "type": "session.start",
        "data": {
            "sessionId": SESSION,
            "producer": "copilot-agent",
            "copilotVersion": "0.47.0",
            "vscodeVersion": "1.119.0",
        },
        "id": "ev-1",
        "timestamp": "2026-05-11T23:13:12.819Z",
        "parentId": None,
    }
    said = {**first, "type": "user.message", "data": {"content": "Fix"}, "id": "ev-2"}
    session = batch(log, first, said).session
    assert session is not None
    assert (session.agent, session.entrypoint, session.agent_version) == ("copilot-chat", "vscode", "0.47.0")
    assert recognise_host({**first, "data": {"producer": "copilot-agent"}}) is None


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        None,
        {"kind": 0, "v": {}},
        {"kind": 0, "v": {"requests": []}},
        {"kind": False, "v": state()},
        {"kind": 1, "k": ["requests"], "v": state()},
        {"requests": [], "version": 3},
        {"requests": {}, "version": 3, "initialLocation": "x"},
    ],
)
def test_other_content_is_not_taken(value: Any):
    assert recognise_document(value) is None
    if isinstance(value, dict):
        assert recognise_log(value) is None
        assert recognise_host(value) is None


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/dev/a%20b", "/home/dev/a b"),
        ("file:///c%3A/Users/dev/p", "c:\\Users\\dev\\p"),
        ("file:///D:/", "D:\\"),
        ("file://server/share/p", "\\\\server\\share\\p"),
        ("vscode-remote://ssh-remote%2Bbox/home/dev/p", "/home/dev/p"),
        ("vscode-remote://wsl%2Bubuntu/mnt/d/p", "/mnt/d/p"),
        ({"scheme": "file", "path": "/c:/p"}, "c:\\p"),
        ({"fsPath": "d:\\p", "path": "/d:/p"}, "d:\\p"),
        ({"external": "file:///p"}, "/p"),
        ("/plain", "/plain"),
        ("", ""),
        (None, ""),
        ({"path": 5}, ""),
    ],
)
def test_paths_in_uris(uri: Any, path: str):
    assert path_in(uri) == path


def test_a_window_names_its_folders(tmp_path: Path):
    window = tmp_path / "workspaceStorage" / "abc"
    window.mkdir(parents=True)

    def named(value: Any) -> tuple[str, ...]:
        (window / "workspace.json").write_text(json.dumps(value))
        return folders(str(window / "chatSessions" / "x.jsonl"))

    assert named({"folder": "file:///home/dev/p"}) == ("/home/dev/p",)
    several = tmp_path / "all.code-workspace"
    several.write_text(json.dumps({"folders": [{"path": "one"}, {"uri": "file:///two"}]}))
    assert named({"workspace": several.as_uri()}) == (str(tmp_path / "one"), "/two")
    assert named({"workspace": "file:///gone/all.code-workspace"}) == ("/gone",)
    assert named([]) == ()
    assert named({"folder": 5}) == ()


def test_logs_are_found_for_their_workspace(tmp_path: Path):
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    for user, window in ((".config/Code/User", "a"), (".vscode-server/data/User", "b")):
        storage = home / user / "workspaceStorage" / window
        write(storage / "chatSessions" / "x.jsonl", [initial(request(1))])
        write(storage / "GitHub.copilot-chat" / "transcripts" / "y.jsonl", [initial(request(1))])
        (storage / "workspace.json").write_text(json.dumps({"folder": work.as_uri()}))
    write(home / ".config/Code/User/globalStorage/emptyWindowChatSessions/z.json", [state()])
    found = find_logs([str(work)], {}, str(home))
    assert sorted(Path(log.path).name for log in found.logs) == ["x.jsonl", "x.jsonl", "y.jsonl", "y.jsonl"]
    assert not any(place.watched for place in places({}, str(home)))


def test_the_window_is_the_working_directory(tmp_path: Path):
    (tmp_path / "workspace.json").write_text('{"folder": "file:///home/dev/p"}')
    session = batch(tmp_path / "chatSessions" / "x.jsonl", initial(request(1))).session
    assert session is not None
    assert session.cwd == "/home/dev/p"
