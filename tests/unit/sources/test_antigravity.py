"""Antigravity's transcripts become events; each test is one trap of the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import batch, events, kinds, write
from unit.sources.snapshots import calls, edits, only, outcomes, typed

from cotlens.model.event import EditEvent, ReasoningForm, ToolCallEvent
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader

CHANGED = "The following changes were made by the tool to: /w/a.\n[diff_block_start]\n@@ -7,1 +7,1 @@\n-a\n+b\n[diff_block_end]\n"
TIMES = "Created At: 2026-06-09T07:14:53Z\nCompleted At: 2026-06-09T07:14:53Z\n"


def step(
    number: int, kind: str, content: str = "", *, status: str = "DONE", source: str = "MODEL", **fields: Any
) -> dict[str, Any]:
    base = {"step_index": number, "source": source, "type": kind, "status": status}
    return {**base, "created_at": "2026-06-09T07:14:53Z", "content": content, **fields}


def call(number: int, name: str, content: str = "", **args: Any) -> dict[str, Any]:
    coded = {key: json.dumps(value) for key, value in args.items()}
    return step(number, "PLANNER_RESPONSE", content, tool_calls=[{"name": name, "args": coded}])


ASKED = step(
    0,
    "USER_INPUT",
    "<USER_REQUEST>\nFix it.\n</USER_REQUEST>\n<ADDITIONAL_METADATA>\nx\n</ADDITIONAL_METADATA>",
    source="USER_EXPLICIT",
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "brain" / "3f00f0a8-748a" / ".system_generated" / "logs" / "transcript.jsonl"


def test_a_conversation_from_beginning_to_end(log: Path):
    model = "The user changed setting `Model Selection` from None to Gemini 3.5 Flash (High). No need to comment"
    asked = {**ASKED, "content": ASKED["content"] + f"\n<USER_SETTINGS_CHANGE>\n{model}"}
    ran = call(2, "run_command", "I run it.", CommandLine="npm test", Cwd="C:\\w", toolAction="Testing") | {
        "thinking": "**Plan**\n\nRun."
    }
    found = batch(
        log,
        asked,
        step(1, "CONVERSATION_HISTORY", source="SYSTEM"),
        ran,
        step(3, "RUN_COMMAND", TIMES + "The command exited with code 2.\nOutput:\nbad"),
    )
    assert kinds(found.events) == ["User", "Reasoning", "Message", "ToolCall", "ToolResult"]
    assert typed(found.events) == ["Fix it."]
    assert outcomes(found.events) == [("error", 2)]
    (shell,) = only(found.events, ToolCallEvent)
    assert (shell.args["command"], shell.cwd, shell.intent) == ("npm test", "C:\\w", "Testing")
    assert getattr(found.events[1], "form", None) is ReasoningForm.SUMMARY
    assert found.session is not None
    assert (found.session.id, found.session.model, found.session.cwd) == (
        "3f00f0a8-748a",
        "Gemini 3.5 Flash (High)",
        "C:\\w",
    )


@pytest.mark.parametrize(
    ("name", "args", "said", "expected"),
    [
        (
            "write_to_file",
            {"CodeContent": "a\n"},
            "Created file file:///w/a with requested content.",
            ("create", [(0, ("+a",))], "a\n"),
        ),
        (
            "write_to_file",
            {"CodeContent": "a\nb\nc<truncated 9 bytes>"},
            "Created file file:///w/a",
            ("create", [(0, ("+a", "+b"))], None),
        ),
        (
            "replace_file_content",
            {"TargetContent": "a", "ReplacementContent": "b"},
            CHANGED,
            ("modify", [(7, ("-a", "+b"))], None),
        ),
        (
            "replace_file_content",
            {"TargetContent": "a", "ReplacementContent": "b"},
            "Done.",
            ("modify", [(None, ("-a", "+b"))], None),
        ),
        (
            "multi_replace_file_content",
            {
                "ReplacementChunks": [
                    {"TargetContent": "a", "ReplacementContent": "b"},
                    {"TargetContent": "c", "ReplacementContent": "d"},
                ]
            },
            "Done.",
            ("modify", [(None, ("-a", "+b")), (None, ("-c", "+d"))], None),
        ),
    ],
)
def test_edits(log: Path, name: str, args: dict[str, Any], said: str, expected: Any):
    (change,) = only(
        events(log, ASKED, call(1, name, TargetFile="/w/a", **args), step(2, "CODE_ACTION", TIMES + said)), EditEvent
    )
    edit = change.edit
    assert (edit.op.value, [(h.old_start, h.lines) for h in edit.hunks], edit.after) == expected
    assert edit.path == "/w/a"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"status": "ERROR"}, "failed"),
        ({"status": "CANCELED"}, "failed"),
        ({"status": "REJECTED"}, "denied"),
        ({"error": "no such file"}, "failed"),
        ({"status": "RUNNING"}, None),
    ],
)
def test_ends_of_edits(log: Path, fields: dict[str, Any], state: str | None):
    asked = call(1, "write_to_file", TargetFile="file:///C:/Users/B.%20A/a.py", CodeContent="x")
    found = edits(events(log, asked, step(2, "CODE_ACTION", "x", **fields)))
    assert found == ([("C:\\Users\\B. A\\a.py", "modify", state)] if state else [])


def test_a_step_written_again_when_it_is_done(log: Path):
    growing = step(1, "PLANNER_RESPONSE", "I will", status="RUNNING")
    done = step(1, "PLANNER_RESPONSE", "I will look.")
    reader = LogReader(str(write(log, [ASKED, growing])), Seen())
    assert kinds(reader.poll().events) == ["User"]
    write(log, [ASKED, growing, done, done])
    assert kinds(reader.poll().events) == ["Message"]


def test_answers_find_their_calls(log: Path):
    two = step(
        1, "PLANNER_RESPONSE", tool_calls=[{"name": "view_file", "args": {}}, {"name": "unheard_of", "args": "odd"}]
    )
    found = events(log, two, step(2, "GENERIC", "b"), step(3, "VIEW_FILE", "a"), step(4, "VIEW_FILE", "nobody's"))
    assert calls(found) == [("read", "view_file"), ("other", "unheard_of")]
    assert [getattr(e, "text", None) for e in found[2:]] == ["b", "a"]


def test_a_checkpoint_replaces_the_context(log: Path):
    assert kinds(events(log, ASKED, step(1, "CHECKPOINT", "So far.", source="SYSTEM"))) == ["User", "Compaction"]


def test_conversations_are_tied_to_folders_by_the_files_they_touch(tmp_path: Path):
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    logs = home / ".gemini" / "antigravity" / "brain" / "1" / ".system_generated" / "logs" / "transcript.jsonl"
    lines = [
        ASKED,
        call(1, "view_file", AbsolutePath=str(project / "a.py")),
        call(2, "write_to_file", TargetFile=f"{home}/.gemini/x.md"),
    ]
    logs.parent.mkdir(parents=True)
    # The real writer puts no blanks between keys and values.
    logs.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    assert [entry.path for entry in find_logs([str(project)], {}, str(home)).logs] == [str(logs)]
    assert find_logs([str(home)], {}, str(home)).logs == ()


def test_the_list_of_last_conversations_names_the_workspace(tmp_path: Path):
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    root = home / ".gemini" / "antigravity-cli"
    for conversation in ("1", "2"):
        write(root / "brain" / conversation / ".system_generated" / "logs" / "transcript.jsonl", [ASKED])
    (root / "cache").mkdir()
    listed = {str(project): "2", "/elsewhere": "3", "odd": ["1"]}
    (root / "cache" / "last_conversations.json").write_text(json.dumps(listed))
    (found,) = find_logs([str(project)], {}, str(home)).logs
    assert "/brain/2/" in found.path
    (root / "cache" / "last_conversations.json").write_text("[1]")
    assert find_logs([str(project)], {}, str(home)).logs == ()
