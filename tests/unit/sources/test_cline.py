"""Cline's two files become events; each test is one trap of the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.snapshots import calls, edits, only, outcomes, read, saved, typed

from cotlens.model.event import EditEvent, MessageEvent, Phase, ReasoningEvent, ToolCallEvent, ToolKind
from cotlens.sources.base import Seen
from cotlens.sources.cline_places import directories
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader
from cotlens.sources.named import named_logs

DIFF = "------- SEARCH\na\nb\n=======\na\nB\n+++++++ REPLACE\n"
OLD_DIFF = "<<<<<<< SEARCH\na\nb\n=======\na\nB\n>>>>>>> REPLACE\n"
CWD = "/home/dev/project"
DETAILS = f"<environment_details>\n# Current Working Directory ({CWD}) Files\na.py\n</environment_details>"
_clock = 1_770_482_470_000


def say(kind: str, text: Any = "", *, ask: bool = False, **fields: Any) -> dict[str, Any]:
    global _clock  # noqa: PLW0603 - every message has a time of its own
    _clock += 1000
    words = text if isinstance(text, str) else json.dumps(text)
    way = "ask" if ask else "say"
    return {"ts": _clock, "type": way, way: kind, "text": words, **fields}


def request(told: str = "") -> dict[str, Any]:
    return say("api_req_started", {"request": f"{told}\n\n{DETAILS}", "tokensIn": 1})


def edit(diff: str = DIFF, **fields: Any) -> dict[str, Any]:
    return say("tool", {"tool": "editedExistingFile", "path": "src/a.py", "content": diff, **fields})


SAVED = "[replace_in_file for 'src/a.py'] Result:\nThe content was successfully saved to src/a.py.\n"
DENIED = "[replace_in_file for 'src/a.py'] Result:\nThe user denied this operation.\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "saoudrizwan.claude-dev" / "tasks" / "1770482470000" / "ui_messages.json"


def test_a_task_from_beginning_to_end(log: Path):
    found = read(
        log,
        [
            say("task", "Fix a."),
            request(),
            say("reasoning", "I look."),
            say("text", "I change it."),
            edit(startLineNumbers=[7]),
            say("checkpoint_created"),
            request(SAVED),
            say("completion_result", "Done.HAS_CHANGES"),
        ],
    )
    assert kinds(found.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult", "Edit", "Message"]
    assert found.session is not None
    assert (found.session.agent, found.session.id, found.session.cwd) == ("cline", "1770482470000", CWD)
    (change,) = only(found.events, EditEvent)
    assert change.edit.path == f"{CWD}/src/a.py"
    assert [(h.old_start, h.lines) for h in change.edit.hunks] == [(7, (" a", "-b", "+B"))]
    last = found.events[-1]
    assert isinstance(last, MessageEvent)
    assert (last.text, last.phase) == ("Done.", Phase.FINAL)
    assert found.session.started is not None
    assert 1_770_000_000 < found.session.started < 1_800_000_000


@pytest.mark.parametrize("diff", [DIFF, OLD_DIFF])
def test_both_styles_of_markers(log: Path, diff: str):
    found = read(log, [say("task", "x"), edit(diff), request(SAVED)]).events
    assert [h.lines for e in only(found, EditEvent) for h in e.edit.hunks] == [(" a", "-b", "+B")]


@pytest.mark.parametrize(
    ("after", "state"),
    [
        ([], None),
        ([request(SAVED)], "applied"),
        ([request(DENIED)], "denied"),
        ([say("user_feedback", "No."), request(DENIED)], "denied"),
        # The user said something while agreeing.
        ([say("user_feedback", "Fine, but hurry."), request(SAVED)], "applied"),
        # Without the request's text only the refusal at the question shows it.
        ([say("user_feedback", "No."), say("api_req_started", {"cost": 1})], "denied"),
        ([say("api_req_started", {"cost": 1})], "applied"),
        ([say("diff_error", "no match"), request()], "failed"),
        ([say("resume_task", ask=True), request("[TASK RESUMPTION] This task was interrupted just now.")], "failed"),
    ],
)
def test_what_becomes_of_an_edit_that_was_asked_for(log: Path, after: list[dict[str, Any]], state: str | None):
    asked = edit()
    asked["type"], asked["ask"] = "ask", asked.pop("say")
    found = read(log, [say("task", "x"), asked, *after]).events
    assert [e.edit.state.value for e in only(found, EditEvent)] == ([state] if state else [])


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ('{"path":"src/a.py","operation":"modified"}', "applied"),
        ('{"status":"denied","feedback":"No."}', "denied"),
        ('{"status":"error","message":"The tool execution failed","error":"x"}', "failed"),
        ("<error_details>\nNo sufficiently similar match found at line: 3\n</error_details>", "failed"),
        ("File does not exist at path: /w/a.py\n\n<error_details>\nx\n</error_details>", "failed"),
    ],
)
def test_results_of_roo(log: Path, told: str, state: str):
    shown = say("tool", {"tool": "appliedDiff", "path": "src/a.py", "diff": OLD_DIFF}, ask=True)
    found = read(log, [say("text", "x"), shown, request(f"[apply_diff for 'src/a.py'] Result:\n{told}")]).events
    assert [e.edit.state.value for e in only(found, EditEvent)] == [state]


def test_a_proposal_that_the_human_changed(log: Path):
    told = (
        "[write_to_file for 'src/n.py'] Result:\nThe user made the following updates to your content:\n\n@@ -1 +1 @@\n\n"
        '<final_file_content path="src/n.py">\nx = 2\n\n</final_file_content>\n'
    )
    new = say("tool", {"tool": "newFileCreated", "path": "src/n.py", "content": "x = 1\n"})
    (change,) = only(read(log, [say("task", "x"), new, request(told)]).events, EditEvent)
    assert (change.edit.op.value, change.edit.user_modified, change.edit.after) == ("create", True, "x = 2\n")


def test_a_changed_proposal_may_be_told_on_the_screen(log: Path):
    diff = say("user_feedback_diff", {"tool": "editedExistingFile", "path": "src/a.py", "diff": "-a"})
    (change,) = only(read(log, [say("task", "x"), edit(), diff, request(SAVED)]).events, EditEvent)
    assert change.edit.user_modified


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ("Command executed successfully (exit code 0).\nOutput:\nok", ("ok", 0)),
        ("Command failed with exit code 3.\nOutput:\nok", ("error", 3)),
        ("Command executed.\nOutput:\nok", ("ok", None)),
        ("The user denied this operation.", ("denied", None)),
    ],
)
def test_exit_status_of_a_command(log: Path, told: str, outcome: tuple[str, int | None]):
    ran = [say("command", "npm testREQ_APP"), say("command_output", "ok", ask=True)]
    found = read(log, [say("task", "x"), *ran, request(f"[execute_command for 'npm test'] Result:\n{told}")]).events
    assert outcomes(found) == [outcome]
    (call,) = only(found, ToolCallEvent)
    assert (call.kind, call.args["command"]) == (ToolKind.SHELL, "npm test")


def test_an_offered_command_that_the_user_answers_with_words_did_not_run(log: Path):
    offered = say("command", "npm start", ask=True)
    found = read(
        log, [say("task", "x"), offered, say("user_feedback", "Use Chrome."), request("[attempt_completion] Result:")]
    )
    assert outcomes(found.events) == [("denied", None)]
    assert typed(found.events) == ["x", "Use Chrome."]


def test_only_the_last_unfinished_text_still_grows(log: Path):
    growing = [
        say("task", "x"),
        say("reasoning", "never finished", partial=True),
        say("text", "", partial=True),
        say("tool", '{"tool":"readFile","pa', partial=True),
        say("reasoning", "still thinki", partial=True),
    ]
    assert [e.text for e in only(read(log, growing).events, ReasoningEvent)] == ["never finished"]


def test_a_rewritten_file_gives_only_what_is_new(log: Path):
    first = [say("task", "x"), request(), say("reasoning", "I look.")]
    reader = LogReader(str(saved(log, first)), Seen())
    assert kinds(reader.poll().events) == ["User", "Reasoning"]
    assert reader.poll().events == []
    saved(log, [*first, say("text", "I change it.")])
    assert kinds(reader.poll().events) == ["Message"]
    # A checkpoint was restored: what came after it is gone.
    saved(log, first[:1])
    batch = reader.poll()
    assert batch.reset
    assert kinds(batch.events) == ["User"]


def test_what_is_asked_of_the_user_is_a_message_and_the_answer_is_typed(log: Path):
    asked = say("followup", {"question": "Which?", "options": ["a", "b"]}, ask=True)
    found = read(log, [say("text", "Start."), asked, say("user_feedback", "a")]).events
    assert kinds(found) == ["User", "Message", "User"]
    assert typed(found) == ["Start.", "a"]


@pytest.mark.parametrize(
    ("folder", "extra", "agent"),
    [
        ("saoudrizwan.claude-dev", [], "cline"),
        ("rooveterinaryinc.roo-cline", [], "roo"),
        ("kilocode.kilo-code", [], "kilo"),
        ("elsewhere", [say("checkpoint_saved")], "roo"),
        ("elsewhere", [], "cline"),
    ],
)
def test_whose_it_is(tmp_path: Path, folder: str, extra: list[dict[str, Any]], agent: str):
    found = read(tmp_path / folder / "tasks" / "1" / "ui_messages.json", [say("text", "x"), *extra])
    assert found.session is not None
    assert found.session.agent == agent


def test_unknown_messages_are_counted(log: Path):
    found = read(log, [say("task", "x"), say("something_new"), say("tool", "no json")])
    assert found.session is not None
    assert (found.session.counts.unknown_types, found.session.counts.bad_lines) == (1, 1)


# --- the API's history ------------------------------------------------------------------------------------------------


def history(*turns: Any) -> list[dict[str, Any]]:
    """Turns alternate, the user's first; a string stands for one block of text."""
    roles = ("user", "assistant")
    return [
        {
            "role": roles[i % 2],
            "content": [
                {"type": "text", "text": b} if isinstance(b, str) else b for b in ([t] if isinstance(t, str) else t)
            ],
            "ts": 1_777_073_160_794 + i,
        }
        for i, t in enumerate(turns)
    ]


START = ["<task>\nFix a.\n</task>", DETAILS]


def test_xml_tools_and_thoughts_in_text(tmp_path: Path):
    said = (
        "<thinking>\nI see.\n</thinking>\nI change it.\n<replace_in_file>\n<path>src/a.py</path>\n<diff>\n"
        f"{OLD_DIFF}</diff>\n</replace_in_file>"
    )
    found = read(tmp_path / "api_conversation_history.json", history(START, said, [SAVED, DETAILS])).events
    assert kinds(found) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult", "Edit"]
    assert typed(found) == ["Fix a."]
    assert edits(found) == [(f"{CWD}/src/a.py", "modify", "applied")]


def test_a_written_file_may_hold_the_tag_that_ends_its_tool(tmp_path: Path):
    said = "<write_to_file>\n<path>a.md</path>\n<content>\n</write_to_file>\nx</content>\n</write_to_file>"
    (change,) = only(
        read(
            tmp_path / "h.json", history(START, said, "[write_to_file for 'a.md'] Result:\nThe content was saved")
        ).events,
        EditEvent,
    )
    assert change.edit.after == "</write_to_file>\nx"


def test_native_calls_and_results_in_blocks_of_their_own(tmp_path: Path):
    use = [
        {"type": "tool_use", "id": "tooluse_0000000000000001", "name": "execute_command", "input": {"command": "ls"}},
        {
            "type": "tool_use",
            "id": "tooluse_0000000000000002",
            "name": "write_to_file",
            "input": {"path": "a", "content": "x\n"},
        },
    ]
    results = [
        "[execute_command for 'ls'] Result:",
        "Command failed with exit code 1.",
        "[write_to_file for 'a'] Result:\nThe user denied this operation.",
        "<feedback>\nNot there.\n</feedback>",
    ]
    found = read(tmp_path / "h.json", history(START, use, results)).events
    assert outcomes(found) == [("error", 1), ("denied", None)]
    assert edits(found) == [(f"{CWD}/a", "modify", "denied")]
    assert typed(found) == ["Fix a.", "Not there."]


def test_tool_results_by_id_and_an_interrupted_call(tmp_path: Path):
    one = [{"type": "tool_use", "id": "tooluse_0000000000000001", "name": "read_file", "input": {"path": "a"}}]
    two = [{"type": "tool_use", "id": "tooluse_0000000000000002", "name": "read_file", "input": {"path": "b"}}]
    ended = [{"type": "tool_result", "tool_use_id": "tooluse_0000000000000001", "content": "text"}]
    found = read(tmp_path / "h.json", history(START, one, ended, two, "[TASK RESUMPTION] It was interrupted.")).events
    assert [status for status, _ in outcomes(found)] == ["ok", "interrupted"]


def test_what_the_model_says_through_tools_is_said(tmp_path: Path):
    done = [{"type": "tool_use", "id": "t1", "name": "attempt_completion", "input": {"result": "All done."}}]
    found = read(tmp_path / "h.json", history(START, done)).events
    assert [(e.text, e.phase) for e in only(found, MessageEvent)] == [("All done.", Phase.FINAL)]
    assert calls(found) == [("other", "attempt_completion")]


# --- places -----------------------------------------------------------------------------------------------------------


def test_discovery_lists_a_task_once_and_ties_it_to_its_folder(tmp_path: Path):
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    storage = home / ".config" / "Code" / "User" / "globalStorage" / "saoudrizwan.claude-dev"
    saved(storage / "state" / "taskHistory.json", [{"id": "42", "cwdOnTaskInitialization": str(project)}])
    saved(storage / "tasks" / "42" / "ui_messages.json", [say("task", "x")])
    saved(storage / "tasks" / "42" / "api_conversation_history.json", history(START))
    found = find_logs([str(project)], {}, str(home))
    assert [(Path(log.path).name, log.agent) for log in found.logs] == [("ui_messages.json", "cline")]


@pytest.mark.parametrize("extension", ["saoudrizwan.claude-dev", "rooveterinaryinc.roo-cline", "kilocode.kilo-code"])
def test_a_task_that_has_the_api_s_history_only_is_found(tmp_path: Path, extension: str):
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    task = home / ".config" / "Code" / "User" / "globalStorage" / extension / "tasks" / "42"
    saved(task / "history_item.json", {"workspace": str(project)})
    log = saved(task / "api_conversation_history.json", history(START))
    assert [found.path for found in find_logs([str(project)], {}, str(home)).logs] == [str(log)]
    screen = saved(task / "ui_messages.json", [say("task", "x")])
    assert [found.path for found in find_logs([str(project)], {}, str(home)).logs] == [str(screen)]


def test_a_task_both_of_whose_files_are_named_is_read_once(tmp_path: Path):
    task = tmp_path / "saoudrizwan.claude-dev" / "tasks" / "42"
    history_log = saved(task / "api_conversation_history.json", history(START))
    screen = saved(task / "ui_messages.json", [say("task", "x")])
    assert named_logs([str(history_log), str(screen)]) == ([str(screen)], [])
    assert named_logs([str(task)]) == ([str(screen)], [])
    assert named_logs([str(history_log)]) == ([str(history_log)], [])


@pytest.mark.parametrize(
    ("name", "value", "cwds"),
    [
        ("history_item.json", {"workspace": "/w/roo"}, ("/w/roo",)),
        ("history_item.json", [1], ()),
        ("api_conversation_history.json", history(START), (CWD,)),
        ("other.json", {}, ()),
    ],
)
def test_where_a_task_worked(tmp_path: Path, name: str, value: Any, cwds: tuple[str, ...]):
    saved(tmp_path / "tasks" / "1" / name, value)
    log = saved(tmp_path / "tasks" / "1" / "ui_messages.json", [say("task", "x")])
    assert directories(str(log)) == cwds
