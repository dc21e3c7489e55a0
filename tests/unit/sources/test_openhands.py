"""OpenHands' folders, lists and evaluations become events."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import batch, kinds
from unit.sources.snapshots import calls, edits, only, outcomes, read, saved, typed

from cotlens.model.event import CompactionEvent, EditEvent, MessageEvent, Phase, ReasoningEvent, ToolCallEvent
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader


def event(kind: str, number: int, **fields: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": f"6b1d5c2e-0000-4000-8000-{number:012d}",
        "timestamp": f"2026-10-01T12:00:{number:02d}.000000",
        **fields,
    }


def text(words: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": words}]


def action(number: int, kind: str, **args: Any) -> dict[str, Any]:
    call = f"call_000000000000000{number}"
    fields = {"tool_name": kind.lower(), "tool_call_id": call, "llm_response_id": "resp_1", "source": "agent"}
    return event("ActionEvent", number, action={"kind": kind, **args}, thought=[], **fields)


def observation(number: int, of: int, **seen: Any) -> dict[str, Any]:
    return event(
        "ObservationEvent", number, tool_call_id=f"call_000000000000000{of}", observation=seen, source="environment"
    )


ASKED = event("MessageEvent", 0, source="user", llm_message={"role": "user", "content": text("Fix it.")})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "086c7ecf6cb746b69fbcb900358d1247"


def conversation(folder: Path, *events: Any, cwd: str = "/w") -> Path:
    saved(
        folder / "base_state.json",
        {"id": "086c7ecf", "agent": {"llm": {"model": "m"}}, "workspace": {"working_dir": cwd}},
    )
    for number, one in enumerate(events):
        saved(folder / "events" / f"event-{number:05d}-x{number}.json", one)
    return folder


def test_a_conversation_from_beginning_to_end(folder: Path):
    ran = action(1, "TerminalAction", command="make")
    ran |= {"reasoning_content": "I run it.", "thought": text("Let me run it."), "summary": "Build"}
    done = action(3, "FinishAction", message="Done.")
    seen = observation(
        2, 1, kind="TerminalObservation", content=text("bad"), exit_code=2, metadata={"working_dir": "/w/sub"}
    )
    found = read(conversation(folder, ASKED, ran, seen, done))
    assert kinds(found.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult", "Message"]
    assert outcomes(found.events) == [("error", 2)]
    (call,) = only(found.events, ToolCallEvent)
    assert (call.cwd, call.intent, call.message, call.ref.line) == ("/w", "Build", "resp_1", 2)
    assert [(e.text, e.phase) for e in only(found.events, MessageEvent)] == [
        ("Let me run it.", Phase.COMMENTARY),
        ("Done.", Phase.FINAL),
    ]
    assert found.session is not None
    assert (found.session.id, found.session.model, found.session.cwds) == ("086c7ecf", "m", ("/w", "/w/sub"))


@pytest.mark.parametrize(
    ("args", "seen", "expected"),
    [
        (
            {"command": "str_replace", "path": "/w/a", "old_str": "a", "new_str": "b"},
            {"old_content": "x\na\n", "new_content": "x\nb\n", "prev_exist": True},
            ("modify", "applied", [(1, (" x", "-a", "+b"))], "x\nb\n"),
        ),
        # What is called the old content is at times only what was searched.
        (
            {"command": "str_replace", "path": "/w/a", "old_str": "a", "new_str": "b"},
            {"old_content": "a", "new_content": "b"},
            ("modify", "applied", [(None, ("-a", "+b"))], None),
        ),
        (
            {"command": "create", "path": "/w/a", "file_text": "a\n"},
            {"old_content": None, "new_content": "a\n", "prev_exist": False},
            ("create", "applied", [(0, ("+a",))], "a\n"),
        ),
        (
            {"command": "insert", "path": "/w/a", "insert_line": 3, "new_str": "x"},
            {"is_error": True, "content": text("no such line")},
            ("modify", "failed", [(3, ("+x",))], None),
        ),
    ],
)
def test_edits_of_the_sdk(folder: Path, args: dict[str, Any], seen: dict[str, Any], expected: Any):
    found = read(conversation(folder, ASKED, action(1, "FileEditorAction", **args), observation(2, 1, **seen)))
    (change,) = only(found.events, EditEvent)
    edit = change.edit
    assert (edit.op.value, edit.state.value, [(h.old_start, h.lines) for h in edit.hunks], edit.after) == expected


def test_a_look_at_a_file_is_no_edit(folder: Path):
    look = action(1, "FileEditorAction", command="view", path="/w/a")
    found = read(conversation(folder, look, observation(2, 1, content=text("x")))).events
    assert calls(found) == [("read", "fileeditoraction")]
    assert edits(found) == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (event("UserRejectObservation", 2, tool_call_id="call_0000000000000001", rejection_reason="No."), "denied"),
        (event("AgentErrorEvent", 2, tool_call_id="call_0000000000000001", error="bad arguments"), "error"),
    ],
)
def test_refused_and_impossible_calls(folder: Path, answer: dict[str, Any], status: str):
    asked = action(1, "FileEditorAction", command="create", path="/w/a", file_text="x")
    found = read(conversation(folder, asked, answer)).events
    assert outcomes(found) == [(status, None)]
    assert [state for _, _, state in edits(found)] == ["denied" if status == "denied" else "failed"]


def test_what_else_happens(folder: Path):
    more = event(
        "MessageEvent", 1, source="user", llm_message={"content": text("More.")}, extended_content=text("skill text")
    )
    found = read(
        conversation(
            folder,
            more,
            event("Condensation", 2, summary="So far."),
            event("PauseEvent", 3),
            event("SystemPromptEvent", 4),
            event("SomethingNew", 5),
            action(6, "ThinkAction", thought="Hm."),
            event(
                "MessageEvent", 7, source="agent", llm_message={"content": text("Hi."), "reasoning_content": "Greet."}
            ),
            "no event",
        )
    )
    assert kinds(found.events) == ["User", "User", "Compaction", "Interrupt", "Reasoning", "Reasoning", "Message"]
    assert typed(found.events) == ["More."]
    assert [e.summary for e in only(found.events, CompactionEvent)] == ["So far."]
    assert found.session is not None
    assert (found.session.counts.unknown_types, found.session.counts.bad_lines) == (1, 1)


def test_a_growing_folder_is_read_on_and_its_events_decoded_once(folder: Path):
    reader = LogReader(str(conversation(folder, ASKED)), Seen())
    assert kinds(reader.poll().events) == ["User"]
    assert reader.poll().events == []
    conversation(folder, ASKED, action(1, "TerminalAction", command="ls"))
    assert kinds(reader.poll().events) == ["ToolCall"]
    conversation(
        folder, ASKED, action(1, "TerminalAction", command="ls"), observation(2, 1, content=text("x"), exit_code=0)
    )
    assert kinds(reader.poll().events) == ["ToolResult"]


def test_conversations_are_found_by_their_state(tmp_path: Path):
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    here = conversation(home / ".openhands" / "conversations" / "a", ASKED, cwd=str(project))
    conversation(home / ".openhands" / "conversations" / "b", ASKED, cwd="/elsewhere")
    assert [log.path for log in find_logs([str(project)], {}, str(home)).logs] == [str(here)]


@pytest.mark.parametrize("names", [[], ["x.json"], ["event-x.json"]])
def test_other_folders_are_not_taken(folder: Path, names: list[str]):
    for name in names:
        saved(folder / "events" / name, {})
    os.makedirs(folder, exist_ok=True)
    assert read(folder).unread is not None


# --- before the SDK ---------------------------------------------------------------------------------------------------


def classic(number: int, source: str = "agent", **fields: Any) -> dict[str, Any]:
    return {"id": number, "timestamp": "2025-01-27T22:44:56.900854", "source": source, "message": "", **fields}


TASK = classic(0, "user", action="message", args={"content": "Fix it."})


def test_a_list_of_events(tmp_path: Path):
    ran = classic(1, action="run", args={"command": "make", "thought": "I build."})
    ended = classic(
        2, cause=1, observation="run", content="x", extras={"metadata": {"exit_code": 1, "working_dir": "/w"}}
    )
    stopped = classic(
        3, "environment", observation="agent_state_changed", content="", extras={"agent_state": "stopped"}
    )
    final = classic(4, action="finish", message="Done.", args={"thought": "Done."})
    found = read(tmp_path / "t.json", [TASK, ran, ended, stopped, final]).events
    assert kinds(found) == ["User", "Reasoning", "ToolCall", "ToolResult", "Interrupt", "Message"]
    assert outcomes(found) == [("error", 1)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"observation": "user_rejected", "content": "no"}, ("denied", None)),
        ({"observation": "error", "content": "no"}, ("error", None)),
        # -1 says that the command goes on.
        ({"observation": "run", "content": "", "extras": {"metadata": {"exit_code": -1}}}, ("ok", None)),
        ({"observation": "run", "content": "", "extras": {"exit_code": 0}}, ("ok", 0)),
    ],
)
def test_ends_of_classic_calls(tmp_path: Path, answer: dict[str, Any], outcome: tuple[str, int | None]):
    ran = classic(1, action="run", args={"command": "make"})
    assert outcomes(read(tmp_path / "t.json", [TASK, ran, classic(2, cause=1, **answer)]).events) == [outcome]


def test_classic_edits(tmp_path: Path):
    args = {"path": "/w/a", "command": "str_replace", "old_str": "a", "new_str": "b", "thought": ""}
    asked = [classic(n, action="edit", args=args) for n in (1, 3)]
    failed = classic(
        2,
        cause=1,
        observation="edit",
        content="ERROR:\nNo replacement",
        extras={"old_content": "a", "new_content": "b"},
    )
    done = classic(4, cause=3, observation="edit", content="The file /w/a has been edited.", extras={})
    found = read(tmp_path / "t.json", [TASK, asked[0], failed, asked[1], done]).events
    assert [state for _, _, state in edits(found)] == ["failed", "applied"]
    assert [e.edit.added for e in only(found, EditEvent)] == [("b",), ("b",)]


def test_an_evaluation_holds_a_turn_per_instance(tmp_path: Path):
    lines = [
        {
            "instance_id": name,
            "instruction": "",
            "history": [TASK, classic(1, action="run", args={"command": name, "thought": "t"})],
        }
        for name in ("one", "two")
    ]
    found = batch(tmp_path / "output.jsonl", *lines)
    assert kinds(found.events) == ["User", "Reasoning", "ToolCall"] * 2
    assert [e.ref.line for e in only(found.events, ReasoningEvent)] == [1, 2]
    assert len({e.id for e in found.events}) == 6


def test_an_old_evaluation_pairs_actions_with_observations(tmp_path: Path):
    pair = [{"action": "run", "command": "ls", "thought": "t"}, {"observation": "run", "content": "x", "exit_code": 0}]
    first = [{"action": "message", "content": "Fix it."}, {"observation": "null", "content": ""}]
    found = batch(tmp_path / "output.jsonl", {"instance_id": "a", "history": [first, pair]}).events
    assert kinds(found) == ["User", "Reasoning", "ToolCall", "ToolResult"]
    assert outcomes(found) == [("ok", 0)]


def test_two_lists_of_one_name_are_two_sessions(tmp_path: Path):
    seen = Seen()
    for number in range(2):
        path = tmp_path / str(number) / "trajectory.json"
        saved(path, json.loads(json.dumps([{**TASK, "message": str(number)}])))
        assert len(LogReader(str(path), seen).poll().events) == 1
