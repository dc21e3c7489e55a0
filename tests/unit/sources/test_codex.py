"""Codex's records become events; each test is one trap of the format or one of its generations."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import CWD, SESSION, batch, call, codex, events, kinds, meta, output, screen, write

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    MessageEvent,
    Phase,
    ReasoningEvent,
    ReasoningForm,
    RollbackEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
)
from cotlens.model.session import ReasoningStatus
from cotlens.sources.base import Seen
from cotlens.sources.codex_tools import command_of

CALL = "call_0000000000000001"
PATCH = "*** Begin Patch\n*** Update File: a.py\n@@ def f():\n a\n-b\n+B\n*** End Patch"
UNIFIED = "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / f"rollout-2026-06-17T10-07-16-{SESSION}.jsonl"


def said(role: str, text: str, **fields: Any) -> dict[str, Any]:
    kind = "output_text" if role == "assistant" else "input_text"
    return codex("message", role=role, content=[{"type": kind, "text": text}], **fields)


def thought(*summary: str, **fields: Any) -> dict[str, Any]:
    return codex(
        "reasoning", summary=[{"type": "summary_text", "text": s} for s in summary], encrypted_content="x", **fields
    )


# --- reasoning and messages, said twice -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "form", "text"),
    [
        (thought("**Plan**", "I will."), ReasoningForm.SUMMARY, "**Plan**\n\nI will."),
        (thought(), ReasoningForm.WITHHELD, ""),
        (codex("reasoning", summary=[], content=None), ReasoningForm.WITHHELD, ""),
        (
            codex("reasoning", summary=[], content=[{"type": "reasoning_text", "text": "raw"}]),
            ReasoningForm.FULL,
            "raw",
        ),
    ],
)
def test_form_of_a_thought(log: Path, record: dict[str, Any], form: ReasoningForm, text: str):
    (event,) = events(log, meta(), record)
    assert isinstance(event, ReasoningEvent)
    assert (event.form, event.text) == (form, text)


def test_a_thought_and_its_screen_events_are_one(log: Path):
    parts = [screen("agent_reasoning", text="**A**"), screen("agent_reasoning", text="**B**")]
    found = events(
        log, meta(), *parts, screen("token_count"), thought("**A**", "**B**"), call("shell", {"command": ["ls"]})
    )
    assert kinds(found) == ["Reasoning", "ToolCall"]


def test_a_thought_that_is_only_on_the_screen_counts(log: Path):
    found = events(log, meta(), screen("agent_reasoning", text="**A**"), screen("turn_aborted", reason="interrupted"))
    assert kinds(found) == ["Reasoning", "Interrupt"]


def test_raw_content_on_the_screen_is_the_full_thought(log: Path):
    found = events(log, meta(), screen("agent_reasoning_raw_content", text="raw"), call("shell", {"command": ["ls"]}))
    assert isinstance(found[0], ReasoningEvent)
    assert found[0].form is ReasoningForm.FULL


def test_the_same_heading_twice_is_two_thoughts(log: Path):
    pair = [screen("agent_reasoning", text="**A**"), thought("**A**")]
    found = events(log, meta(), *pair, call("shell", {"command": ["ls"]}), *pair)
    assert kinds(found) == ["Reasoning", "ToolCall", "Reasoning"]


@pytest.mark.parametrize("first", ["screen", "item"])
def test_a_message_and_its_screen_event_are_one_in_either_order(log: Path, first: str):
    pair = [screen("agent_message", message="Done."), said("assistant", "Done.", phase="final_answer")]
    found = events(log, meta(), *(pair if first == "screen" else pair[::-1]), screen("task_complete"))
    assert kinds(found) == ["Message"]
    assert isinstance(found[0], MessageEvent)
    assert found[0].phase is Phase.FINAL


def test_a_message_only_on_the_screen_counts(log: Path):
    found = events(
        log, meta(), screen("agent_message", message="Hm.", phase="commentary"), call("shell", {"command": ["ls"]})
    )
    assert [(type(e).__name__) for e in found] == ["MessageEvent", "ToolCallEvent"]


def test_what_is_held_back_comes_out_at_the_end(log: Path):
    assert kinds(events(log, meta(), screen("agent_message", message="Hm."))) == ["Message"]


@pytest.mark.parametrize(
    ("records", "status"),
    [
        ([thought(), thought()], ReasoningStatus.WITHHELD),
        ([thought("**A**"), thought()], ReasoningStatus.PARTIAL),
        ([thought("**A**")], ReasoningStatus.SUMMARY),
        ([], ReasoningStatus.NONE),
    ],
)
def test_reasoning_status(log: Path, records: list[Any], status: ReasoningStatus):
    found = batch(log, meta(), *records)
    assert found.session is not None
    assert found.session.reasoning is status


# --- the user ---------------------------------------------------------------------------------------------------------


def users(found: Any) -> list[tuple[str, str]]:
    return [(e.origin.value, e.text) for e in found if isinstance(e, UserEvent)]


def test_the_screen_event_is_what_was_typed(log: Path):
    found = events(
        log, meta(), said("user", "fix it"), codex("turn_context", cwd=CWD), screen("user_message", message="fix it")
    )
    assert users(found) == [("typed", "fix it")]


@pytest.mark.parametrize(
    "text",
    [
        "<environment_context>\n<cwd>/x</cwd>\n</environment_context>",
        "<user_instructions>\nRules\n</user_instructions>",
        "# AGENTS.md instructions for /x\n\n<INSTRUCTIONS>\nRules\n</INSTRUCTIONS>",
        "<turn_aborted>\nThe user interrupted\n</turn_aborted>",
        "<skill>\n<name>x</name></skill>",
    ],
)
def test_what_the_harness_says_as_the_user_is_injected(log: Path, text: str):
    assert users(events(log, meta(), said("user", text), thought())) == [("injected", text)]


def test_without_any_screen_events_the_items_are_what_was_typed(log: Path):
    assert users(events(log, meta(), said("user", "fix it"), thought())) == [("typed", "fix it")]


def test_an_item_without_its_screen_event_was_not_typed(log: Path):
    first = [said("user", "fix it"), screen("user_message", message="fix it"), thought()]
    assert users(events(log, meta(), *first, said("user", "continue to the goal"), thought())) == [
        ("typed", "fix it"),
        ("injected", "continue to the goal"),
    ]


def test_an_editors_preamble_is_not_typed(log: Path):
    text = "# Context from my IDE setup:\n\n## Active file: a.py\n\n## My request for Codex:\nfix it\n"
    assert users(events(log, meta(), said("user", text), screen("user_message", message=text))) == [("typed", "fix it")]


def test_nobody_types_to_a_subagent(log: Path):
    parent = "9a4e0000-0000-4000-8000-000000000001"
    source = {"subagent": {"thread_spawn": {"parent_thread_id": parent, "depth": 1}}}
    found = batch(log, meta(source=source), said("user", "look"), screen("user_message", message="look"))
    assert [(e.session, e.chain) for e in found.events] == [(parent, SESSION)]
    assert users(found.events) == [("injected", "look")]


# --- commands of four generations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "command"),
    [
        (["bash", "-lc", "ls -la | wc"], "ls -la | wc"),
        (["/bin/zsh", "-lc", "ls"], "ls"),
        (["powershell.exe", "-NoProfile", "-Command", "ls"], "ls"),
        (["cmd", "/c", "dir"], "dir"),
        (["git", "commit", "-m", "a b"], "git commit -m 'a b'"),
        (["bash"], "bash"),
        ("ls", "ls"),
        (None, ""),
        ([], ""),
        ([1, "x"], "x"),
    ],
)
def test_one_shell_string(raw: Any, command: str):
    assert command_of(raw) == command


@pytest.mark.parametrize(
    ("record", "command", "cwd"),
    [
        (call("shell", {"command": ["bash", "-lc", "ls"], "workdir": "/w"}), "ls", "/w"),
        (call("shell", {"command": ["bash", "-lc", "ls"], "workdir": "sub"}), "ls", f"{CWD}/sub"),
        (call("shell", {"command": ["bash", "-lc", "ls"]}), "ls", CWD),
        (call("shell_command", {"command": "ls"}), "ls", CWD),
        (call("exec_command", {"cmd": "ls", "workdir": "/w"}), "ls", "/w"),
        (
            codex(
                "local_shell_call", call_id=CALL, action={"type": "exec", "command": ["ls"], "working_directory": "/w"}
            ),
            "ls",
            "/w",
        ),
        (
            codex(
                "custom_tool_call", name="exec", call_id=CALL, input='await tools.exec_command({cmd:"ls",workdir:"/w"})'
            ),
            "ls",
            "/w",
        ),
        (
            codex(
                "custom_tool_call",
                name="exec",
                call_id=CALL,
                input='Promise.all([tools.exec_command({cmd:"a",workdir:"/w"}),tools.exec_command({cmd:`b ${"x"}`,workdir:"/v w"})])',
            ),
            "a\ncd '/v w'\nb ${\"x\"}",
            "/w",
        ),
        (call("write_stdin", {"session_id": 1, "chars": "y\n"}), "", CWD),
    ],
)
def test_a_command_of_every_generation(log: Path, record: dict[str, Any], command: str, cwd: str):
    (event,) = events(log, meta(), record)
    assert isinstance(event, ToolCallEvent)
    assert (event.kind, event.args["command"], event.cwd) == (ToolKind.SHELL, command, cwd)


def test_the_turns_directory_holds_until_the_next(log: Path):
    found = events(log, meta(), codex("turn_context", cwd="/one"), call("shell", {"command": ["ls"]}))
    assert isinstance(found[0], ToolCallEvent)
    assert found[0].cwd == "/one"


@pytest.mark.parametrize("arguments", ["not json", "[1]", "null", 7, None, '{"command": 5}', '{"command": [1, null]}'])
def test_broken_arguments_are_no_error(log: Path, arguments: Any):
    (event,) = events(log, meta(), codex("function_call", name="shell", arguments=arguments, call_id=CALL))
    assert isinstance(event, ToolCallEvent)
    assert event.args["command"] == ""


def test_a_tool_of_a_server_is_known_by_its_namespace(log: Path):
    (event,) = events(log, meta(), call("_fetch_pr", {"n": 1}, namespace="mcp__github"))
    assert isinstance(event, ToolCallEvent)
    assert event.kind is ToolKind.MCP


# --- outputs ----------------------------------------------------------------------------------------------------------

CHUNK = "Chunk ID: 1bf70c\nWall time: 0.6 seconds\nProcess exited with code 3\nOriginal token count: 3\nOutput:\n"


@pytest.mark.parametrize(
    ("value", "status", "code", "text"),
    [
        ('{"output":"hi\\n","metadata":{"exit_code":0,"duration_seconds":0.1}}', "ok", 0, "hi\n"),
        ('{"output":"no","metadata":{"exit_code":1}}', "error", 1, "no"),
        ("Exit code: 0\nWall time: 0 seconds\nOutput:\nhi", "ok", 0, "hi"),
        ("Exit code: 1\nWall time: 0 seconds\nTotal output lines: 9\nOutput:\nhi", "error", 1, "hi"),
        (f"{CHUNK}boom\nOutput:\nmore", "error", 3, "boom\nOutput:\nmore"),
        ("Wall time: 1.2 seconds\nOutput:\n{}", "ok", None, "{}"),
        (
            "failed in sandbox LinuxSeccomp with execution error: sandbox denied exec error, exit code: 2, stdout: out, stderr: err",
            "error",
            2,
            "out, stderr: err",
        ),
        ("exec command rejected by user", "denied", None, None),
        ("patch rejected by user", "denied", None, None),
        ("aborted by user after 29.7s", "interrupted", None, None),
        ("apply_patch verification failed: Failed to find expected lines", "error", None, None),
        ("Plan updated", "ok", None, None),
        ({"content": "hi", "success": False}, "error", None, "hi"),
        (
            [
                {"type": "input_text", "text": "Script completed\nWall time 0.1 seconds\nOutput:\n"},
                {"type": "input_text", "text": "hi"},
            ],
            "ok",
            None,
            "hi",
        ),
        (
            [
                {"type": "input_text", "text": "Script failed\nWall time 0.1 seconds\nOutput:\n"},
                {"type": "input_text", "text": "Error"},
            ],
            "error",
            None,
            "Error",
        ),
        (
            [
                {"type": "input_text", "text": "Script completed\nOutput:\n"},
                {"type": "input_text", "text": '{"exit_code":101,"output":"bad"}'},
            ],
            "error",
            101,
            "bad",
        ),
        ("the test said: Exit code: 1", "ok", None, None),
        ("", "ok", None, ""),
        (None, "ok", None, ""),
        (5, "ok", None, ""),
    ],
)
def test_every_shape_of_an_output(log: Path, value: Any, status: str, code: int | None, text: str | None):
    found = events(log, meta(), call("shell", {"command": ["ls"]}), output(value))
    assert isinstance(found[1], ToolResultEvent)
    assert (found[1].status.value, found[1].exit_code) == (status, code)
    assert found[1].text == (value if text is None else text)


def running(session: int, text: str) -> str:
    return f"Chunk ID: a\nWall time: 1.0 seconds\nProcess running with session ID {session}\nOutput:\n{text}"


def test_a_command_that_goes_on_ends_with_the_poll_that_sees_its_end(log: Path):
    poll = "call_0000000000000002"
    found = events(
        log,
        meta(),
        call("exec_command", {"cmd": "make"}),
        output(running(7, "one")),
        call("write_stdin", {"session_id": 7, "chars": ""}, poll),
        output("Chunk ID: b\nProcess exited with code 2\nOutput:\ntwo", poll),
    )
    results = [e for e in found if isinstance(e, ToolResultEvent)]
    assert [(r.call, r.exit_code, r.text) for r in results] == [(poll, 2, "two"), (CALL, 2, "one\ntwo")]


def test_a_script_that_goes_on_ends_with_its_wait(log: Path):
    wait = "call_0000000000000002"
    found = events(
        log,
        meta(),
        codex("custom_tool_call", name="exec", call_id=CALL, input='await tools.exec_command({cmd:"make"})'),
        codex(
            "custom_tool_call_output",
            call_id=CALL,
            output="Script running with cell ID 7\nWall time 10.0 seconds\nOutput:\n",
        ),
        call("wait", {"cell_id": "7"}, wait),
        output(
            [{"type": "input_text", "text": "Script completed\nOutput:\n"}, {"type": "input_text", "text": "ok"}], wait
        ),
    )
    results = [e for e in found if isinstance(e, ToolResultEvent)]
    assert [(r.call, r.text) for r in results] == [(wait, "ok"), (CALL, "ok")]


def test_a_command_that_outlives_its_turn_gets_what_it_printed(log: Path):
    found = events(
        log, meta(), call("exec_command", {"cmd": "serve"}), output(running(7, "listening")), screen("task_complete")
    )
    assert isinstance(found[1], ToolResultEvent)
    assert (found[1].status.value, found[1].exit_code, found[1].text) == ("ok", None, "listening")


# --- edits ------------------------------------------------------------------------------------------------------------


def edits(found: Any) -> list[Any]:
    return [e.edit for e in found if isinstance(e, EditEvent)]


def applied(changes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return screen(
        "patch_apply_end", **{"call_id": CALL, "success": True, "changes": changes, "status": "completed", **fields}
    )


CUSTOM = codex("custom_tool_call", name="apply_patch", call_id=CALL, input=PATCH)
DONE = codex(
    "custom_tool_call_output",
    call_id=CALL,
    output="Exit code: 0\nOutput:\nSuccess. Updated the following files:\nM a.py",
)


def test_what_was_done_is_better_than_what_was_asked(log: Path):
    found = events(log, meta(), CUSTOM, applied({f"{CWD}/a.py": {"type": "update", "unified_diff": UNIFIED}}), DONE)
    assert kinds(found) == ["ToolCall", "ToolResult", "Edit"]
    (edit,) = edits(found)
    assert (edit.path, edit.op, edit.state, edit.id) == (f"{CWD}/a.py", EditOp.MODIFY, EditState.APPLIED, f"{CALL}#0")
    assert (edit.hunks[0].old_start, edit.hunks[0].lines) == (1, (" a", "-b", "+B", " c"))


@pytest.mark.parametrize(
    ("change", "op", "added", "removed", "before", "after"),
    [
        ({"type": "add", "content": "x\n"}, EditOp.CREATE, ("x",), (), "", "x\n"),
        ({"add": {"content": "x\n"}}, EditOp.CREATE, ("x",), (), "", "x\n"),
        ({"type": "delete", "content": "x\n"}, EditOp.DELETE, (), ("x",), "x\n", ""),
        ({"type": "update", "unified_diff": UNIFIED, "move_path": "b.py"}, EditOp.RENAME, ("B",), ("b",), None, None),
    ],
)
def test_kinds_of_changes(log: Path, change: Any, op: EditOp, added: Any, removed: Any, before: Any, after: Any):
    (edit,) = edits(events(log, meta(), CUSTOM, applied({"a.py": change}), DONE))
    assert (edit.op, edit.added, edit.removed, edit.before, edit.after) == (op, added, removed, before, after)
    assert (edit.path, edit.new_path) == (f"{CWD}/a.py", f"{CWD}/b.py" if op is EditOp.RENAME else None)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"success": False, "status": "failed"}, EditState.FAILED),
        ({"success": False, "status": "declined"}, EditState.DENIED),
        ({}, EditState.APPLIED),
    ],
)
def test_state_of_a_patch(log: Path, fields: Any, state: EditState):
    (edit,) = edits(events(log, meta(), CUSTOM, applied({"a.py": {"type": "delete", "content": ""}}, **fields), DONE))
    assert edit.state is state


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("Exit code: 0\nOutput:\nSuccess. Updated the following files:\nM a.py", EditState.APPLIED),
        (
            '{"output":"Success. Updated the following files:\\nM a.py\\n1 failed","metadata":{"exit_code":1}}',
            EditState.APPLIED,
        ),
        ("apply_patch verification failed: no", EditState.FAILED),
        ("error: Failed to find expected lines in a.py", EditState.FAILED),
        ("patch rejected by user", EditState.DENIED),
        ("hm", EditState.UNKNOWN),
    ],
)
def test_without_a_record_of_the_patch_the_call_and_its_output_tell(log: Path, value: str, state: EditState):
    (edit,) = edits(events(log, meta(), CUSTOM, codex("custom_tool_call_output", call_id=CALL, output=value)))
    assert (edit.state, edit.path, edit.hunks[0].lines) == (state, f"{CWD}/a.py", (" a", "-b", "+B"))
    assert edit.hunks[0].old_start is None


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (f"apply_patch <<'EOF'\n{PATCH}\nEOF", f"{CWD}/a.py"),
        (f"cd sub && apply_patch <<'EOF'\n{PATCH}\nEOF\npytest -q", f"{CWD}/sub/a.py"),
        (f"cat > notes.md <<'EOF'\n{PATCH}\nEOF", None),
    ],
)
def test_a_patch_inside_a_shell_command(log: Path, command: str, path: str | None):
    record = call("shell", {"command": ["bash", "-lc", command]})
    found = edits(events(log, meta(), record, output('{"output":"","metadata":{"exit_code":0}}')))
    assert [e.path for e in found] == ([path] if path else [])


def test_a_nested_patch_belongs_to_the_script_that_made_it(log: Path):
    source = f"const patch = {json.dumps(PATCH)};\ntext(await tools.apply_patch(patch));"
    found = events(
        log,
        meta(),
        codex("custom_tool_call", name="exec", call_id=CALL, input=source),
        applied(
            {"a.py": {"type": "update", "unified_diff": UNIFIED}}, call_id="exec-a9b293e9-d4e8-45c8-bd0f-e04fe79dccba"
        ),
        codex(
            "custom_tool_call_output",
            call_id=CALL,
            output=[{"type": "input_text", "text": "Script completed\nOutput:\n"}],
        ),
    )
    assert kinds(found) == ["ToolCall", "ToolResult", "Edit"]
    (edit,) = edits(found)
    assert (edit.call, edit.id, edit.hunks[0].old_start) == (CALL, f"{CALL}#0", 1)


def test_the_argv_form_of_apply_patch_is_an_edit(log: Path):
    found = events(
        log,
        meta(),
        call("shell", {"command": ["apply_patch", PATCH]}),
        output('{"output":"","metadata":{"exit_code":0}}'),
    )
    assert isinstance(found[0], ToolCallEvent)
    assert (found[0].kind, [e.path for e in edits(found)]) == (ToolKind.EDIT, [f"{CWD}/a.py"])


# --- turns, compaction, the session -----------------------------------------------------------------------------------


def test_interrupt_rollback_and_compaction(log: Path):
    old = codex("message", role="assistant", content=[{"type": "output_text", "text": "old"}])["payload"]
    found = events(
        log,
        meta(),
        screen("turn_aborted", reason="interrupted"),
        screen("turn_aborted", reason="review_ended"),
        screen("thread_rolled_back", num_turns=2),
        codex("compacted", message="So far", replacement_history=[old]),
        screen("context_compacted"),
    )
    assert kinds(found) == ["Interrupt", "Rollback", "Compaction"]
    assert isinstance(found[1], RollbackEvent)
    assert isinstance(found[2], CompactionEvent)
    assert (found[1].turns, found[2].summary) == (2, "So far")


def test_the_first_header_names_the_session(log: Path):
    other = meta(id="07e40000-0000-4000-8000-000000000000", cwd="/other", cli_version="0.1")
    found = batch(log, meta(), other, codex("turn_context", cwd=CWD, model="gpt-5.5"), said("assistant", "Hm."))
    session = found.session
    assert session is not None
    assert (session.id, session.cwd, session.agent_version, session.model) == (SESSION, CWD, "0.140.0", "gpt-5.5")


def test_flat_lines_of_the_time_before_the_envelope(log: Path):
    header = {"id": SESSION, "timestamp": "2025-06-01T10:00:00.000Z", "instructions": None, "git": {"branch": "main"}}
    flat = [
        said("user", "fix it"),
        thought("**A**"),
        call("shell", {"command": ["bash", "-lc", "ls"]}),
        output("ok"),
        said("assistant", "Done."),
    ]
    found = batch(log, header, {"record_type": "state"}, *(r["payload"] for r in flat))
    assert kinds(found.events) == ["User", "Reasoning", "ToolCall", "ToolResult", "Message"]
    assert found.session is not None
    assert (found.session.id, found.session.branch, found.session.counts.unknown_types) == (SESSION, "main", 0)


def test_unknown_records_items_and_events_are_counted(log: Path):
    found = batch(
        log, meta(), codex("brand_new_item"), screen("brand_new_event"), {"type": "brand_new", "payload": {}}, b"{"
    )
    assert found.session is not None
    assert (found.session.counts.unknown_types, found.session.counts.bad_lines) == (3, 1)


def test_hand_made_call_ids_of_two_sessions_do_not_collide(tmp_path: Path):
    seen = Seen()
    records = [call("shell", {"command": ["ls"]}, "call_1"), output("ok", "call_1")]
    one = events(tmp_path / "a.jsonl", meta(), *records, seen=seen)
    two = events(tmp_path / "b.jsonl", meta(id="07e40000-0000-4000-8000-000000000000"), *records, seen=seen)
    assert kinds(one) == kinds(two) == ["ToolCall", "ToolResult"]


def test_redacted_call_ids_do_not_swallow_calls(log: Path):
    pair = [call("shell", {"command": ["ls"]}, "REDACTED"), output("ok", "REDACTED")]
    assert kinds(events(log, meta(), *pair, *pair)) == ["ToolCall", "ToolResult"] * 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_a_real_fork_gives_no_event_of_its_parent_twice(shared: Path, tmp_path: Path, order: tuple[int, ...]):
    """The second log begins with a re-stamped copy of the first; the corpus holds both."""
    logs = sorted((shared / "corpus" / "codex" / "Hoper-J__cpolar-connect").glob("*.jsonl"))
    whole = len(events(tmp_path / "fork.jsonl", *logs[1].read_bytes().splitlines()))
    seen = Seen()
    found = [e for i in order for e in events(tmp_path / f"{i}.jsonl", *logs[i].read_bytes().splitlines(), seen=seen)]
    assert len(found) == len({e.id for e in found}) == whole


def test_a_fork_repeats_nothing_of_a_turn_that_has_an_id(tmp_path: Path):
    seen = Seen()
    turn = [
        codex("turn_context", turn_id="019f0000-0000-7000-8000-000000000001", cwd=CWD),
        thought(),
        said("assistant", "A"),
    ]
    own = [
        codex("turn_context", turn_id="019f0000-0000-7000-8000-000000000002", cwd=CWD),
        thought(),
        said("assistant", "A"),
    ]
    parent = events(tmp_path / "a.jsonl", meta(), *turn, seen=seen)
    fork = events(tmp_path / "b.jsonl", meta(id="07e40000-0000-4000-8000-000000000000"), meta(), *turn, *own, seen=seen)
    assert (kinds(parent), kinds(fork)) == (["Reasoning", "Message"], ["Reasoning", "Message"])


def test_an_output_without_its_call_is_still_told(log: Path):
    (event,) = events(write(log, []), meta(), output("Exit code: 1\nOutput:\nx"))
    assert isinstance(event, ToolResultEvent)
    assert event.exit_code == 1
