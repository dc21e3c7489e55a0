"""Formats that any agent may be written in: ATIF, Inspect's logs, OpenTelemetry's spans."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import batch, kinds
from unit.sources.snapshots import calls, edits, only, outcomes, read, saved, typed

from cotlens.model.event import EditEvent, ReasoningEvent, ReasoningForm, ToolCallEvent, ToolKind, UserEvent
from cotlens.sources import common_tools, inspect_eval
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

# --- ATIF -------------------------------------------------------------------------------------------------------------


def trajectory(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    agent = {"name": "codex", "version": "0.115.0", "model_name": "gpt-5.4", "extra": {"cwd": "/app"}}
    numbered = [{"step_id": n, "timestamp": "2026-01-01T00:00:00Z", **s} for n, s in enumerate(steps, 1)]
    return {"schema_version": "ATIF-v1.6", "session_id": "s-1", "agent": agent, "steps": numbered, **fields}


def acted(name: str, args: Any, result: dict[str, Any] | None = None) -> dict[str, Any]:
    step: dict[str, Any] = {
        "source": "agent",
        "message": "I act.",
        "reasoning_content": "Hm.",
        "tool_calls": [{"tool_call_id": "c1", "function_name": name, "arguments": args}],
    }
    return step if result is None else {**step, "observation": {"results": [{"source_call_id": "c1", **result}]}}


def test_an_atif_trajectory(tmp_path: Path):
    again = acted("Write", {"file_path": "a.py", "content": "x\n"}, {"content": "ok"})
    steps = [
        {"source": "user", "message": "Fix it."},
        {"source": "system", "message": "x"},
        acted("Bash", {"command": "ls"}, {"content": "a"}),
        again,
    ]
    found = read(tmp_path / "trajectory.json", trajectory(*steps))
    turn = ["Reasoning", "Message", "ToolCall", "ToolResult"]
    assert kinds(found.events) == ["User", "User", *turn, *turn, "Edit"]
    assert typed(found.events) == ["Fix it."]
    assert edits(found.events) == [("/app/a.py", "modify", "applied")]
    # `c1` names a call in each of both steps.
    assert len({e.call for e in only(found.events, ToolCallEvent)}) == 2
    assert found.session is not None
    assert (found.session.id, found.session.model, found.session.cwd) == ("s-1", "gpt-5.4", "/app")


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ({"content": "x", "extra": {"is_error": True}}, [("error", None)]),
        ({"content": [{"type": "text", "text": "x"}], "extra": {"exit_code": 3}}, [("error", 3)]),
        (None, []),
    ],
)
def test_ends_of_atif_calls(tmp_path: Path, result: dict[str, Any] | None, outcome: list[Any]):
    assert outcomes(read(tmp_path / "t.json", trajectory(acted("bash", {"command": "ls"}, result))).events) == outcome


def test_an_atif_result_in_a_step_of_its_own(tmp_path: Path):
    later = {"source": "system", "message": "", "observation": {"results": [{"source_call_id": "c1", "content": "x"}]}}
    assert outcomes(read(tmp_path / "t.json", trajectory(acted("bash", {"cmd": "ls"}), later)).events) == [("ok", None)]


# --- Inspect ----------------------------------------------------------------------------------------------------------

HEADER = {"eval": {"eval_id": "e-1", "task": "swe", "model": "anthropic/m", "packages": {"inspect_ai": "0.3.100"}}}


def sample(number: int, *messages: dict[str, Any]) -> dict[str, Any]:
    asked = {"id": f"u{number}", "role": "user", "source": "input", "content": f"Fix {number}."}
    return {"id": number, "epoch": 1, "messages": [{"role": "system", "content": "s"}, asked, *messages]}


def archive(path: Path, *samples: Any, header: Any = HEADER, **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", options.get("packing", zipfile.ZIP_DEFLATED)) as file:
        file.writestr("header.json", json.dumps(header))
        for number, one in enumerate(samples, 1):
            file.writestr(f"samples/{number}_epoch_1.json", one if isinstance(one, (str, bytes)) else json.dumps(one))
    return path


CALLED = {
    "role": "assistant",
    "content": [{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "I act."}],
    "tool_calls": [{"id": "c1", "function": "bash", "arguments": {"cmd": "ls"}}],
}


def test_samples_are_chains(tmp_path: Path):
    ended = {"role": "tool", "tool_call_id": "c1", "content": "a"}
    found = read(archive(tmp_path / "log.eval", sample(1, CALLED, ended), sample(2, CALLED)))
    assert kinds(found.events) == [
        "User",
        "Reasoning",
        "Message",
        "ToolCall",
        "ToolResult",
        "User",
        "Reasoning",
        "Message",
        "ToolCall",
    ]
    assert [e.chain for e in only(found.events, ReasoningEvent)] == [None, "sample 2/1"]
    assert len({e.call for e in only(found.events, ToolCallEvent)}) == 2
    assert found.session is not None
    assert (found.session.id, found.session.agent_version, found.session.model) == ("e-1", "0.3.100", "anthropic/m")


@pytest.mark.parametrize(
    ("block", "form", "words"),
    [
        ({"reasoning": "Hm."}, ReasoningForm.FULL, "Hm."),
        ({"reasoning": "c2VjcmV0", "redacted": True}, ReasoningForm.WITHHELD, ""),
        ({"reasoning": "c2VjcmV0", "redacted": True, "summary": "In short."}, ReasoningForm.SUMMARY, "In short."),
    ],
)
def test_forms_of_thoughts(tmp_path: Path, block: dict[str, Any], form: ReasoningForm, words: str):
    said = {"role": "assistant", "content": [{"type": "reasoning", **block}]}
    (thought,) = only(read(archive(tmp_path / "log.eval", sample(1, said))).events, ReasoningEvent)
    assert (thought.form, thought.text) == (form, words)


@pytest.mark.parametrize(
    ("kind", "status"), [("approval", "denied"), ("permission", "error"), ("timeout", "error"), (["odd"], "error")]
)
def test_failed_tools(tmp_path: Path, kind: Any, status: str):
    failed = {"role": "tool", "tool_call_id": "c1", "content": "", "error": {"type": kind, "message": "no"}}
    assert outcomes(read(archive(tmp_path / "log.eval", sample(1, CALLED, failed))).events) == [(status, None)]


def test_what_the_scaffold_says_in_between_was_typed_by_nobody(tmp_path: Path):
    more = {"role": "user", "content": "Please proceed."}
    found = read(archive(tmp_path / "log.eval", sample(1, CALLED, more, {**more, "source": "input"}))).events
    assert [e.origin.value for e in only(found, UserEvent)] == ["typed", "injected", "typed"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inspect_eval, "LARGEST", 10_000)
    found = read(archive(tmp_path / "log.eval", sample(1), '{"messages":"' + " " * 50_000 + '"}'))
    assert kinds(found.events) == ["User"]
    assert found.session is not None
    assert found.session.counts.bad_lines == 1


def test_a_size_that_the_archive_lies_about_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inspect_eval, "LARGEST", 10_000)
    whole = archive(tmp_path / "whole.eval", '{"messages":"' + " " * 50_000 + '"}').read_bytes()
    size = (50_000 + len('{"messages":""}')).to_bytes(4, "little")
    assert size in whole
    log = tmp_path / "log.eval"
    log.write_bytes(whole.replace(size, (9).to_bytes(4, "little")))
    assert read(log).events == []


def test_all_room_together_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inspect_eval, "TOTAL", 1_000)
    found = read(archive(tmp_path / "log.eval", *(sample(n, {"role": "user", "content": "x" * 300}) for n in range(9))))
    assert 0 < len(found.events) < 9


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inspect_eval, "MEMBERS", 3)
    found = read(archive(tmp_path / "log.eval", *[sample(n) for n in range(5)]))
    assert found.unread is not None
    assert "at most 3" in found.unread.reason


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_told_of(tmp_path: Path, packing: int):
    found = read(archive(tmp_path / "log.eval", sample(1), packing=packing))
    assert found.events == []
    assert found.unread is not None
    assert "none of its 1 samples can be read" in found.unread.reason


def test_an_archive_of_a_version_to_come_is_told_of(tmp_path: Path):
    log = archive(tmp_path / "log.eval", sample(1))
    raw = bytearray(log.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 6] = 115
    log.write_bytes(bytes(raw))
    assert read(log).unread is not None


def test_broken_entries_and_other_archives(tmp_path: Path):
    found = read(archive(tmp_path / "log.eval", "[1", '"text"', b"\xff", sample(4)))
    assert kinds(found.events) == ["User"]
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("a.txt", "x")
    assert read(other).unread is not None
    whole = archive(tmp_path / "cut.eval", sample(1)).read_bytes()
    cut = tmp_path / "cut.eval"
    for end in range(0, len(whole), 29):
        cut.write_bytes(whole[:end])
        assert LogReader(str(cut), Seen()).poll().events == []
    mixed = bytearray(whole)
    mixed[60:90] = bytes(30)
    cut.write_bytes(bytes(mixed))
    assert kinds(LogReader(str(cut), Seen()).poll().events) == ["User"]


# --- OpenTelemetry ----------------------------------------------------------------------------------------------------


def attribute(key: str, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"key": key, "value": {"stringValue": value}}
    return {"key": key, "value": {"stringValue": json.dumps(value)}}


def span(number: int, events: Any = (), **attributes: Any) -> dict[str, Any]:
    return {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": f"{number:016x}",
        "startTimeUnixNano": str(1_544_712_660_000_000_000 + number * 10**9),
        "endTimeUnixNano": str(1_544_712_660_500_000_000 + number * 10**9),
        "attributes": [attribute("gen_ai." + key.replace("__", "."), value) for key, value in attributes.items()],
        "events": list(events),
        "status": {},
    }


def export(*spans: dict[str, Any]) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}


ASKED = {"role": "user", "parts": [{"type": "text", "content": "Fix it."}]}
ANSWER = {
    "role": "assistant",
    "parts": [
        {"type": "reasoning", "content": "Hm."},
        {"type": "text", "content": "I look."},
        {"type": "tool_call", "id": "call_1", "name": "bash", "arguments": {"command": "ls"}},
    ],
}
RESULT = {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_1", "response": "a.py"}]}
DONE = {"role": "assistant", "parts": [{"type": "text", "content": "Done."}]}


def chats() -> list[dict[str, Any]]:
    names = {"operation__name": "chat", "response__model": "m", "conversation__id": "conversation-1"}
    tool = {"operation__name": "execute_tool", "tool__name": "bash", "tool__call__id": "call_1"}
    return [
        span(1, input__messages=[ASKED], output__messages=[ANSWER], **names),
        span(2, tool__call__arguments={"command": "ls"}, tool__call__result="a.py", **tool),
        span(3, input__messages=[ASKED, ANSWER, RESULT], output__messages=[DONE], **names),
    ]


TOLD = ["User", "Reasoning", "Message", "ToolCall", "ToolResult", "Message"]


def test_an_export_tells_everything_once(tmp_path: Path):
    found = read(tmp_path / "traces.json", export(*reversed(chats())))
    assert kinds(found.events) == TOLD
    assert found.session is not None
    assert (found.session.id, found.session.model) == ("conversation-1", "m")
    assert found.session.started == 1_544_712_661.0


def test_exports_line_by_line(tmp_path: Path):
    found = batch(tmp_path / "traces.jsonl", *(export(one) for one in chats()))
    assert kinds(found.events) == TOLD
    assert [e.ref.line for e in found.events] == [1, 1, 1, 1, 2, 3]


def test_messages_in_events_of_the_span(tmp_path: Path):
    told = [
        {"name": "gen_ai.user.message", "attributes": [attribute("content", "Fix it.")]},
        {"name": "gen_ai.choice", "attributes": [attribute("message", {"content": "I do.", "role": "assistant"})]},
    ]
    found = read(tmp_path / "t.json", export(span(1, told, operation__name="chat"))).events
    assert kinds(found) == ["User", "Message"]


def test_a_failed_tool(tmp_path: Path):
    failed = span(
        1, tool__name="edit_file", tool__call__arguments={"path": "/w/a", "old_string": "a", "new_string": "b"}
    )
    failed["status"] = {"code": 2}
    found = read(tmp_path / "t.json", export(failed)).events
    assert outcomes(found) == [("error", None)]
    assert edits(found) == [("/w/a", "modify", "failed")]


def test_spans_of_something_else_are_not_taken(tmp_path: Path):
    other = span(1)
    other["attributes"] = [attribute("http.method", "GET")]
    assert read(tmp_path / "t.json", export(other)).unread is not None


# --- tools that anybody may have --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "command"),
    [
        ({"command": "ls"}, "ls"),
        ({"cmd": ["bash", "-lc", "ls | wc"]}, "ls | wc"),
        ({"command": ["ls", "-l"]}, "ls -l"),
        ({"command": 7, "input": "ls"}, "ls"),
        ({}, ""),
    ],
)
def test_the_command_of_a_call(args: dict[str, Any], command: str):
    assert common_tools.command_of(args) == command


@pytest.mark.parametrize(
    ("name", "args", "kind"),
    [
        ("functions.exec_command", {}, ToolKind.SHELL),
        ("str_replace_editor", {"command": "view", "path": "a"}, ToolKind.READ),
        ("mcp__x__bash", {}, ToolKind.MCP),
        ("unheard_of", {}, ToolKind.OTHER),
    ],
)
def test_the_kind_of_a_tool(name: str, args: dict[str, Any], kind: ToolKind):
    assert common_tools.kind_of(name, args) is kind


def test_changes_from_arguments_alone(tmp_path: Path):
    patch = "*** Begin Patch\n*** Delete File: a\n*** End Patch"
    asked = [
        acted("apply_patch", {"input": patch}, {"content": "ok"}),
        acted(
            "MultiEdit", {"file_path": "a", "edits": [{"old_string": "a", "new_string": "b"}] * 2}, {"content": "ok"}
        ),
        acted("Write", '{"path": "a", "content": "x"}', {"content": "ok"}),
        acted("Edit", {"path": ["odd"]}, {"content": "ok"}),
    ]
    found = only(read(saved(tmp_path / "t.json", trajectory(*asked))).events, EditEvent)
    assert [(e.edit.op.value, len(e.edit.hunks)) for e in found] == [("delete", 0), ("modify", 2), ("modify", 1)]
    assert calls(read(tmp_path / "t.json").events)[0] == ("edit", "apply_patch")
