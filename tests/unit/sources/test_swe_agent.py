"""Trajectories of SWE-agent and mini-swe-agent become events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.snapshots import calls, edits, only, outcomes, read, saved, typed

from cotlens.model.event import EditEvent, MessageEvent, ReasoningEvent, ToolCallEvent
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

WINDOW = "[File: /repo/a.py (3 lines total)]\n1:one\n2:two\n3:three\n"
CURSORS = (
    "[File: /repo/a.py (3 lines total)]\n1:one\n<<<<< START CURSOR >>>>>\n2:two\n<<<<< END CURSOR >>>>>\n3:three\n"
)
REFUSED = "Your proposed edit has introduced new syntax error(s).\n\nThis is how it would look:\n[File: /repo/a.py (9 lines total)]\n1:X\n"


def step(action: str, observation: str | None = "", thought: str = "", **fields: Any) -> dict[str, Any]:
    state = {"open_file": "/repo/a.py", "working_dir": "/repo"}
    told = {"observation": observation} if observation is not None else {}
    base = {"action": action, "response": thought, "thought": thought, "state": json.dumps(state) + "\n"}
    return {"observation": None, **base, **told, **fields}


def run(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    history = [
        {"role": "system", "content": "You are."},
        {"role": "user", "content": "A demonstration.", "is_demo": True},
        {"role": "user", "content": "Fix it."},
    ]
    return {"environment": "main", "trajectory": list(steps), "history": history, "info": {}, **fields}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "org__repo-1.traj"


def test_a_run_from_beginning_to_end(log: Path):
    info = {"swe_agent_version": "1.1.0"}
    config = {"agent": {"model": {"name": "gpt-4o"}}}
    found = read(
        log, run(step("ls\n", "a.py\n", "I look."), step("submit", "diff"), info=info, replay_config=json.dumps(config))
    )
    assert kinds(found.events) == ["User", "Reasoning", "ToolCall", "ToolResult", "ToolCall", "ToolResult"]
    assert typed(found.events) == ["Fix it."]
    assert found.session is not None
    assert (found.session.agent_version, found.session.model, found.session.cwd) == ("1.1.0", "gpt-4o", "/repo")


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("python -m pytest", ("shell", "bash")),
        ("open a.py 10", ("read", "open")),
        ('search_dir "x" src', ("search", "search_dir")),
        ("str_replace_editor view /repo/a.py --view_range 1 2", ("read", "str_replace_editor")),
        ("edit 1:1\nx\nend_of_edit", ("edit", "edit")),
        ("edited=1 make", ("shell", "bash")),
    ],
)
def test_actions(log: Path, action: str, kind: tuple[str, str]):
    found = read(log, run(step(action))).events
    assert calls(found) == [kind]
    if kind[0] == "shell":
        assert only(found, ToolCallEvent)[0].args["command"] == action


@pytest.mark.parametrize(
    ("before", "action", "hunks"),
    [
        (WINDOW, "edit 2:3\nTWO\nend_of_edit", [(2, ("-two", "-three", "+TWO"))]),
        # Lines that were not shown are not known.
        (WINDOW, "edit 3:9\nTWO\nend_of_edit", [(None, ("+TWO",))]),
        (CURSORS, "edit\nTWO\nend_of_edit", [(2, ("-two", "+TWO"))]),
        ("", "edit\nTWO\nend_of_edit", [(None, ("+TWO",))]),
        ("", "edit 'two' 'TWO'", [(None, ("-two", "+TWO"))]),
        ("", "insert 'x\ny' 2", [(2, ("+x", "+y"))]),
        ("", "str_replace_editor str_replace /repo/a.py --old_str 'two' --new_str 'TWO'", [(None, ("-two", "+TWO"))]),
        ("", "str_replace_editor insert /repo/a.py --insert_line 0 --new_str 'x'", [(0, ("+x",))]),
        ("", "str_replace_editor create /repo/a.py --file_text 'x\n'", [(0, ("+x",))]),
    ],
)
def test_edits(log: Path, before: str, action: str, hunks: list[tuple[int | None, tuple[str, ...]]]):
    found = read(log, run(step("open a.py", before), step(action, "done"))).events
    (change,) = only(found, EditEvent)
    assert change.edit.path == "/repo/a.py"
    assert [(h.old_start, h.lines) for h in change.edit.hunks] == hunks


def test_a_refused_edit_failed_and_shows_nothing_that_is_there(log: Path):
    again = "edit 1:1\nONE\nend_of_edit"
    found = read(log, run(step("open a.py", WINDOW), step(again, REFUSED), step(again, WINDOW))).events
    assert [state for _, _, state in edits(found)] == ["failed", "applied"]
    assert [e.edit.removed for e in only(found, EditEvent)] == [("one",), ("one",)]


@pytest.mark.parametrize(
    "action", ["edit 'a", "create", "str_replace_editor", "edit 1:1", "insert", "\n", "edit 2:1\nx\nend_of_edit"]
)
def test_actions_that_are_cut_short(log: Path, action: str):
    assert read(log, run(step(action, "Error"))).unread is None


def test_created_files_failures_and_pending_steps(log: Path):
    found = read(
        log, run(step("create new.py", "[File: new.py (1 lines total)]\n1:"), step("create b.py", "Error: it exists"))
    ).events
    assert edits(found) == [("/repo/new.py", "create", "applied"), ("/repo/b.py", "create", "failed")]
    assert kinds(read(log, run(step("make", None))).events) == ["User", "ToolCall"]
    assert outcomes(read(log, run(step("make", "EXECUTION TIMED OUT"))).events) == [("error", None)]


def test_a_rewritten_trajectory_gives_only_the_new_step(log: Path):
    first = step("ls", "a", "One.")
    reader = LogReader(str(saved(log, run(first))), Seen())
    assert len(reader.poll().events) == 4
    saved(log, run(first, step("pwd", "/", "Two.")))
    assert kinds(reader.poll().events) == ["Reasoning", "ToolCall", "ToolResult"]


def test_two_runs_of_one_task_are_two_sessions(tmp_path: Path):
    seen = Seen()
    paths = [saved(tmp_path / str(n) / "org__repo-1.traj", run(step("ls", "a", f"{n}"))) for n in range(2)]
    found = [LogReader(str(path), seen).poll().events for path in paths]
    assert [len(events) for events in found] == [4, 4]


# --- mini-swe-agent ---------------------------------------------------------------------------------------------------

SYSTEM = {"role": "system", "content": "To finish: echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"}
TASK = {"role": "user", "content": "Solve it."}


def mini(*messages: dict[str, Any], **info: Any) -> dict[str, Any]:
    config = {"model": {"model_name": "m"}, "environment": {"cwd": "/testbed"}}
    return {
        "info": {"config": config, "mini_version": "2.3.0", **info},
        "messages": [SYSTEM, TASK, *messages],
        "trajectory_format": "mini-swe-agent-1",
    }


def said(text: str, **fields: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **fields}


def observed(text: str, **fields: Any) -> dict[str, Any]:
    return {"role": "user", "content": text, **fields}


@pytest.mark.parametrize("fence", ["bash", "mswea_bash_command"])
def test_a_thought_and_a_command(log: Path, fence: str):
    found = read(
        log,
        mini(
            said(f"THOUGHT: I look.\n\n```{fence}\nls\npwd\n```", extra={"timestamp": 1_700_000_000.5}),
            observed("<returncode>2</returncode>\n<output>\nx\n</output>"),
        ),
    )
    assert kinds(found.events) == ["User", "Reasoning", "ToolCall", "ToolResult"]
    assert outcomes(found.events) == [("error", 2)]
    (call,) = only(found.events, ToolCallEvent)
    assert (call.args["command"], call.cwd, call.time) == ("ls\npwd", "/testbed", 1_700_000_000.5)
    (thought,) = only(found.events, ReasoningEvent)
    assert thought.text == "I look."
    assert found.session is not None
    assert (found.session.agent, found.session.agent_version, found.session.model) == ("mini-swe-agent", "2.3.0", "m")


def test_native_calls_are_joined_by_id(log: Path):
    actions = [{"command": "ls", "tool_call_id": "c1"}, {"command": "pwd", "tool_call_id": "c2"}]
    answers = [
        {"role": "tool", "tool_call_id": "c2", "content": "<returncode>0</returncode>\n<output>\n/\n</output>"},
        {"role": "tool", "tool_call_id": "c1", "content": "out", "extra": {"returncode": 1}},
    ]
    found = read(log, mini(said("Both.", extra={"actions": actions}), *answers)).events
    ended = {e.call[-4:]: e for e in found if type(e).__name__ == "ToolResultEvent"}
    assert {name: getattr(e, "exit_code", None) for name, e in ended.items()} == {"m2:1": 0, "m2:0": 1}


def test_calls_of_the_api_itself(log: Path):
    call = {"id": "c1", "function": {"name": "bash", "arguments": '{"command": "ls"}'}}
    found = read(
        log,
        mini(
            said("", tool_calls=[call], reasoning_content="Hm."), {"role": "tool", "tool_call_id": "c1", "content": "x"}
        ),
    )
    assert kinds(found.events) == ["User", "Reasoning", "ToolCall", "ToolResult"]


def test_the_end_and_a_wrong_format(log: Path):
    end = {"role": "exit", "content": "Submitted", "extra": {"submission": "diff --git"}}
    found = read(log, mini(said("I forgot."), observed("Format error"), said("x\n\n```bash\necho\n```"), end)).events
    assert typed(found) == ["Solve it."]
    assert [e.text for e in only(found, MessageEvent)] == ["I forgot.", "diff --git"]


NOT_RUN = {"exception_info": "action was not executed", "returncode": -1}


@pytest.mark.parametrize(
    ("behind", "outcome", "words"),
    [
        (
            observed(
                "Commands not executed. The user rejected your commands with the following message: No.",
                extra={"interrupt_type": "UserRejection"},
            ),
            ("denied", None),
            ["No."],
        ),
        (
            observed(
                "Commands not executed. Switching to human mode",
                extra={"interrupt_type": "UserRejection"},
            ),
            ("denied", None),
            [],
        ),
        (
            observed("Interrupted by user: Stop.", extra={"interrupt_type": "UserInterruption"}),
            ("interrupted", None),
            ["Stop."],
        ),
        (
            observed("The user added a new task: More.", extra={"interrupt_type": "UserNewTask"}),
            ("ok", None),
            ["More."],
        ),
        ({"role": "exit", "content": "", "extra": {"exit_status": "Submitted", "submission": "x"}}, ("ok", None), []),
        ({"role": "exit", "content": "", "extra": {"exit_status": "LimitsExceeded"}}, ("error", None), []),
    ],
)
def test_commands_that_did_not_run(log: Path, behind: dict[str, Any], outcome: Any, words: list[str]):
    actions = [{"command": "ls", "tool_call_id": "c1"}, {"command": "pwd", "tool_call_id": "c2"}]
    ran = {"role": "tool", "tool_call_id": "c1", "content": "x", "extra": {"returncode": 0}}
    left = {"role": "tool", "tool_call_id": "c2", "content": "<returncode>-1</returncode>", "extra": NOT_RUN}
    found = read(log, mini(said("Both.", extra={"actions": actions}), ran, left, behind)).events
    assert outcomes(found) == [("ok", 0), outcome]
    assert typed(found) == ["Solve it.", *words]
    assert ("Interrupt" in kinds(found)) == (outcome[0] == "interrupted")
    submitted = [e.text for e in only(found, MessageEvent)]
    assert submitted == (["x"] if behind["role"] == "exit" and outcome[0] == "ok" else [])


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (
            "Command not executed. The user rejected your command with the following message:\nNo.",
            ("denied", None),
            ["No."],
        ),
        ("Interrupted by user: Stop.", ("interrupted", None), ["Stop."]),
    ],
)
def test_a_user_in_the_way_of_old_versions(log: Path, answer: str, outcome: Any, words: list[str]):
    found = read(log, mini(said("Go.\n\n```bash\nls\n```"), observed(answer))).events
    assert outcomes(found) == [outcome]
    assert typed(found) == ["Solve it.", *words]


def test_bare_messages_of_old_versions(log: Path):
    found = read(
        log,
        [SYSTEM, TASK, said("Go.\n\n```bash\nls\n```"), observed("<returncode>0</returncode>\n<output>\n</output>")],
    )
    assert kinds(found.events) == ["User", "Reasoning", "ToolCall", "ToolResult"]
    assert read(log, [TASK, TASK, said("x")]).unread is not None
