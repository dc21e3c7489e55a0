"""Windsurf's hook transcripts become events: one step per line, each with its outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import batch, events, kinds, write

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import EditEvent, Event, ResultStatus, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader
from cotlens.sources.windsurf import recognise


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "trajectory-1.jsonl"


def step(kind: str, status: str = "done", **fields: Any) -> dict[str, Any]:
    return {"type": kind, "status": status, kind: fields}


def one(found: list[Event], kind: type[Any]) -> Any:
    (only,) = [e for e in found if isinstance(e, kind)]
    return only


@pytest.mark.parametrize(
    ("record", "status", "code"),
    [
        (step("run_command", command="ls", cwd="/p", exit_code=0, output="x"), ResultStatus.OK, 0),
        (step("run_command", command="ls", cwd="/p", exit_code=3), ResultStatus.ERROR, 3),
        (step("run_command", command="ls", cwd="/p", user_rejected=True), ResultStatus.DENIED, None),
        (step("run_command", "error", command="ls", cwd="/p"), ResultStatus.ERROR, None),
        (step("run_command", "canceled", command="ls", cwd="/p"), ResultStatus.INTERRUPTED, None),
        (step("run_command", "running", command="ls", cwd="/p"), None, None),
    ],
)
def test_how_a_command_ends(log: Path, record: dict[str, Any], status: ResultStatus | None, code: int | None):
    found = events(log, record)
    call = one(found, ToolCallEvent)
    assert (call.kind, call.args["command"], call.cwd) == (ToolKind.SHELL, "ls", "/p")
    assert [(e.status, e.exit_code) for e in found if isinstance(e, ToolResultEvent)] == (
        [(status, code)] if status else []
    )


@pytest.mark.parametrize(
    ("before", "answer", "op", "state"),
    [
        ("a\nb\n", "ACKNOWLEDGEMENT_TYPE_ACCEPT", EditOp.MODIFY, EditState.APPLIED),
        ("a\nb\n", "ACKNOWLEDGEMENT_TYPE_REJECT", EditOp.MODIFY, EditState.DENIED),
        ("", "ACKNOWLEDGEMENT_TYPE_ACCEPT", EditOp.CREATE, EditState.APPLIED),
        (None, "ACKNOWLEDGEMENT_TYPE_ACCEPT", EditOp.CREATE, EditState.APPLIED),
    ],
)
def test_an_edit_has_both_texts(log: Path, before: str | None, answer: str, op: EditOp, state: EditState):
    record = step(
        "code_action",
        path="file:///p/a%20b.py",
        original_content=before,
        new_content="a\nB\n",
        acknowledgement_type=answer,
    )
    edit = one(events(log, record), EditEvent).edit
    assert (edit.path, edit.op, edit.state, edit.after) == ("/p/a b.py", op, state, "a\nB\n")
    assert "B" in edit.added


def test_words_and_thoughts(log: Path):
    records = [step("user_input", user_response="go"), step("planner_response", response="I will.", thinking="Hm.")]
    assert kinds(events(log, *records)) == ["User", "Reasoning", "Message"]


def test_a_growing_log_gives_only_what_is_new(log: Path):
    first = [step("user_input", user_response="go")]
    reader = LogReader(str(write(log, first)), Seen())
    assert kinds(reader.poll().events) == ["User"]
    write(log, [*first, step("planner_response", response="x")])
    assert kinds(reader.poll().events) == ["Message"]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"type": "x", "status": "done"},
        {"type": "x", "status": "done", "x": 1},
        {"type": "x", "x": {}},
        {**step("x"), "id": 1},
    ],
)
def test_other_records_are_not_taken(record: dict[str, Any]):
    assert recognise(record) is None


def test_logs_are_found_by_the_directory_of_a_command(tmp_path: Path):
    home, work = tmp_path / "home", tmp_path / "work"
    work.mkdir()
    write(home / ".windsurf" / "transcripts" / "t.jsonl", [step("run_command", command="ls", cwd=str(work))])
    assert len(find_logs([str(work)], {}, str(home)).logs) == 1
    session = batch(home / ".windsurf" / "transcripts" / "t.jsonl", step("run_command", command="ls", cwd="/p")).session
    assert session is not None
    assert (session.agent, session.cwd) == ("windsurf", "/p")
