"""Qwen Code's sessions become events: a frame like Claude Code's around messages in Gemini's parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import CWD, SESSION, assistant, batch, events, kinds, write

from cotlens.model.edit import EditState
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    ReasoningEvent,
    ReasoningForm,
    ResultStatus,
    RollbackEvent,
    ToolCallEvent,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader
from cotlens.sources.qwen import recognise

CALL = "call_0000000000000001"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"{SESSION}.jsonl"


def record(number: int, kind: str, *parts: Any, **fields: Any) -> dict[str, Any]:
    return {
        "uuid": f"22222222-0000-4000-8000-{number:012d}",
        "parentUuid": f"22222222-0000-4000-8000-{number - 1:012d}" if number > 1 else None,
        "sessionId": SESSION,
        "timestamp": "2026-06-01T10:00:00.000Z",
        "type": kind,
        "cwd": CWD,
        "version": "0.6.1",
        "message": {"role": "user" if kind == "user" else "model", "parts": list(parts)},
        **fields,
    }


def asks(name: str, arguments: Any) -> dict[str, Any]:
    return {"functionCall": {"id": CALL, "name": name, "args": arguments}}


def answers(number: int, status: str, output: str = "ok", display: Any = None) -> dict[str, Any]:
    part = {"functionResponse": {"id": CALL, "response": {"output": output}}}
    return record(
        number, "tool_result", part, toolCallResult={"callId": CALL, "status": status, "resultDisplay": display}
    )


def one(found: list[Event], kind: type[Any]) -> Any:
    (only,) = [e for e in found if isinstance(e, kind)]
    return only


def test_thoughts_words_and_calls(log: Path):
    parts = (
        {"text": "Hm.", "thought": True},
        {"text": "I will."},
        asks("run_shell_command", {"command": "ls", "directory": "src"}),
    )
    found = events(log, record(1, "user", {"text": "go"}), record(2, "assistant", *parts, model="qwen3"))
    assert kinds(found) == ["User", "Reasoning", "Message", "ToolCall"]
    assert one(found, ReasoningEvent).form is ReasoningForm.FULL
    assert one(found, ToolCallEvent).cwd == f"{CWD}/src"


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ({}, UserOrigin.TYPED),
        ({"provenance": "real_user"}, UserOrigin.TYPED),
        ({"subtype": "mid_turn_user_message"}, UserOrigin.TYPED),
        ({"subtype": "notification"}, UserOrigin.INJECTED),
        ({"subtype": "cron"}, UserOrigin.INJECTED),
        ({"provenance": "goal_runtime"}, UserOrigin.INJECTED),
        ({"isSidechain": True, "agentId": "explore-1"}, UserOrigin.INJECTED),
    ],
)
def test_who_wrote_a_prompt(log: Path, fields: dict[str, Any], origin: UserOrigin):
    assert one(events(log, record(1, "user", {"text": "go"}, **fields)), UserEvent).origin is origin


def test_what_was_typed_is_shown_without_what_hooks_add(log: Path):
    event = one(events(log, record(1, "user", {"text": "go\n<hook>x"}, systemPayload={"displayText": "go"})), UserEvent)
    assert event.text == "go"


@pytest.mark.parametrize(
    ("status", "expected", "state"),
    [
        ("success", ResultStatus.OK, EditState.APPLIED),
        ("error", ResultStatus.ERROR, EditState.FAILED),
        ("cancelled", ResultStatus.DENIED, EditState.DENIED),
    ],
)
def test_an_edit_and_what_became_of_it(log: Path, status: str, expected: ResultStatus, state: EditState):
    call = asks("edit", {"file_path": "a.py", "old_string": "b", "new_string": "B"})
    shown = {"fileDiff": "", "fileName": "a.py", "originalContent": "a\nb\n", "newContent": "a\nB\n"}
    found = events(log, record(1, "assistant", call), answers(2, status, display=shown))
    assert one(found, ToolResultEvent).status is expected
    edit = one(found, EditEvent).edit
    assert (edit.state, edit.path, edit.added) == (state, f"{CWD}/a.py", ("B",))


def test_texts_that_were_cut_are_not_taken_for_the_file(log: Path):
    call = asks("write_file", {"file_path": "/p/a.py", "content": "x\n"})
    shown = {"fileDiff": "@@ -1 +1 @@\n-Full diff omitted\n", "originalContent": "a[...]", "newContent": "b[...]"}
    shown.update({"truncatedForSession": True, "fileDiffTruncated": True})  # type: ignore[dict-item]
    edit = one(events(log, record(1, "assistant", call), answers(2, "success", display=shown)), EditEvent).edit
    assert (edit.before, edit.after, edit.added) == (None, "x\n", ("x",))


def test_rewind_compaction_and_chain(log: Path):
    turns = [record(1, "user", {"text": "a"}), record(2, "assistant", {"text": "b"}), record(3, "user", {"text": "c"})]
    system = record(
        4, "system", subtype="chat_compression", systemPayload={"compressedHistory": [{"parts": [{"text": "S"}]}]}
    )
    rewind = {
        **record(5, "system", subtype="rewind", systemPayload={"truncatedCount": 1}),
        "parentUuid": turns[1]["uuid"],
    }
    found = events(log, *turns, system, rewind, record(6, "assistant", {"text": "x"}, agentId="explore-1"))
    assert one(found, CompactionEvent).summary == "S"
    assert one(found, RollbackEvent).turns == 1
    assert found[-1].chain == "explore-1"


def test_a_growing_log_gives_only_what_is_new(log: Path):
    first = [record(1, "assistant", asks("glob", {}))]
    reader = LogReader(str(write(log, first)), Seen())
    assert kinds(reader.poll().events) == ["ToolCall"]
    write(log, [*first, answers(2, "success")])
    assert kinds(reader.poll().events) == ["ToolResult"]


def test_the_frame_alone_is_claude_codes(log: Path):
    session = batch(log, assistant({"type": "text", "text": "x"})).session
    assert session is not None
    assert session.agent == "claude-code"
    session = batch(log.with_name("other.jsonl"), record(1, "user", {"text": "x"})).session
    assert session is not None
    assert (session.agent, session.id, session.cwd, session.agent_version) == ("qwen", SESSION, CWD, "0.6.1")


@pytest.mark.parametrize("gone", ["uuid", "sessionId", "timestamp", "cwd", "parentUuid", "message"])
def test_a_record_without_its_frame_is_not_taken(gone: str):
    whole = record(1, "user", {"text": "x"})
    assert recognise(whole) is not None
    del whole[gone]
    assert recognise(whole) is None


def test_logs_are_found_for_their_workspace(tmp_path: Path):
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    write(home / ".qwen" / "projects" / "x" / "chats" / "a.jsonl", [record(1, "user", {"text": "x"}, cwd=str(work))])
    assert len(find_logs([str(work)], {}, str(home)).logs) == 1
