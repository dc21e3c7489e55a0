"""One log file is followed, recognised by its content, and read in bounded steps."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import SESSION, assistant, call, codex, kinds, meta, output, screen, user, write

from cotlens.model.event import CompactionEvent, UserEvent
from cotlens.sources.base import Owner, Seen
from cotlens.sources.log import LogReader
from cotlens.sources.tail import CAP

TEXT = {"type": "text", "text": "Done."}


def reader(path: Path) -> LogReader:
    return LogReader(str(path), Seen())


# --- recognising ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "agent"),
    [
        ([user("hi")], "claude-code"),
        ([{"type": "summary", "summary": "x", "leafUuid": "y"}], "claude-code"),
        ([{"type": "file-history-snapshot", "messageId": "m", "snapshot": {}}], "claude-code"),
        ([{"type": "queue-operation", "sessionId": "s", "operation": "enqueue"}], "claude-code"),
        ([meta()], "codex"),
        ([{"id": "x", "timestamp": "t", "instructions": None}], "codex"),
        ([codex("message", role="user", content=[{"type": "input_text", "text": "x"}])["payload"]], "codex"),
        ([b"broken", {"type": "brand-new"}, user("hi")], "claude-code"),
        ([{"type": "user", "sessionId": "s", "message": "hi"}], None),
        ([{"type": "message", "id": "a", "content": [{"type": "text", "text": "hi"}]}], None),
        ([{"type": "session.start", "data": {}}], None),
    ],
)
def test_content_decides_whose_log_it_is(tmp_path: Path, records: list[Any], agent: str | None):
    log = reader(write(tmp_path / "anything.txt", records))
    found = log.poll()
    assert log.agent == agent
    assert (found.unread is None) == (agent is not None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"type":"session.start","data":{}}\n', "records of type 'session.start'"),
        (b'{"a":1,"b":2}\n', "records with the keys a, b"),
        (b"SQLite format 3\x00 ...", "cannot be opened"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"PK\x03\x04", "zip"),
        (b"\xff\xfe{\x00", "UTF-16"),
        (b'[{"type":"user"}]', "JSON array"),
        (b'{\n  "messages": []\n}\n', "document with the keys messages"),
        (b"# Chat history\n\nhello\n", "no JSON"),
    ],
)
def test_a_file_that_is_no_log_says_why(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    found = reader(path).poll()
    assert found.unread is not None
    assert reason in found.unread.reason
    assert found.unread.log == str(path)


@pytest.mark.parametrize("content", [b"", b"\n", b'{"type":"user","uuid"'])
def test_a_file_that_has_said_nothing_yet_is_no_error(tmp_path: Path, content: bytes):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    found = reader(path).poll()
    assert (found.events, found.session, found.unread) == ([], None, None)


def test_a_missing_file_is_gone_and_may_come_back(tmp_path: Path):
    path = tmp_path / "x.jsonl"
    log = reader(path)
    assert (log.poll().gone, log.poll().unread) == (True, None)
    write(path, [user("hi")])
    assert kinds(log.poll().events) == ["User"]
    path.unlink()
    last = log.poll()
    assert last.gone
    assert last.session is not None


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "fifo"])
def test_what_is_no_file_is_unread_and_blocks_nobody(tmp_path: Path, make: Any):
    path = tmp_path / "x.jsonl"
    make(path)
    found = reader(path).poll()
    assert found.unread is not None


# --- following --------------------------------------------------------------------------------------------------------


def test_events_come_as_lines_are_completed(tmp_path: Path):
    path = tmp_path / "x.jsonl"
    log = reader(path)
    first, second = (json.dumps(r).encode() + b"\n" for r in (user("hi"), assistant(TEXT)))
    path.write_bytes(first + second[:40])
    assert kinds(log.poll().events) == ["User"]
    assert kinds(log.poll().events) == []
    with path.open("ab") as file:
        file.write(second[40:])
    assert kinds(log.poll().events) == ["Message"]


def test_a_last_line_without_newline_counts_only_when_nothing_more_will_come(tmp_path: Path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(json.dumps(user("hi")).encode())
    assert reader(path).poll().events == []
    assert kinds(reader(path).poll(final=True).events) == ["User"]
    path.write_bytes(json.dumps(user("hi")).encode()[:-5])
    found = reader(path).poll(final=True)
    assert (found.events, found.session) == ([], None)


def test_byte_order_mark_and_crlf(tmp_path: Path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(json.dumps(r).encode() for r in (user("hi"), assistant(TEXT), {})))
    found = reader(path).poll()
    assert kinds(found.events) == ["User", "Message"]


def test_events_name_their_line_and_offset(tmp_path: Path):
    path = write(tmp_path / "x.jsonl", [user("hi"), b"broken", assistant(TEXT)])
    lines = path.read_bytes().split(b"\n")
    found = reader(path).poll().events
    assert [(e.ref.line, e.ref.offset) for e in found] == [(1, 0), (3, len(lines[0]) + len(lines[1]) + 2)]
    assert {e.ref.path for e in found} == {str(path)}


def test_a_replaced_file_begins_anew_even_as_another_agents(tmp_path: Path):
    path = write(tmp_path / "x.jsonl", [user("hi")])
    log = reader(path)
    log.poll()
    write(tmp_path / "y", [meta(), screen("agent_message", message="Hm."), screen("task_complete")]).replace(path)
    found = log.poll()
    assert (found.reset, log.agent, kinds(found.events)) == (True, "codex", ["Message"])


def test_a_big_log_is_read_in_steps(tmp_path: Path):
    records = [user("x" * 10_000) for _ in range(200)]
    log = reader(write(tmp_path / "x.jsonl", records))
    sizes = []
    while (found := log.poll(budget=300_000)).more:
        sizes.append(len(found.events))
    assert sum(sizes) + len(found.events) == 200
    assert max(sizes) < 60


# --- lines beyond reason ----------------------------------------------------------------------------------------------


def test_a_line_beyond_the_cap_is_skipped_and_counted(tmp_path: Path):
    path = tmp_path / "x.jsonl"
    with path.open("wb") as file:
        file.write(json.dumps(user("before")).encode() + b"\n")
        file.write(b'{"type":"user","message":{"content":"' + b"A" * (CAP + 1000) + b'"}}\n')
        file.write(json.dumps(user("after")).encode() + b"\n")
    log = reader(path)
    found = []
    while (batch := log.poll()).more:
        found += batch.events
    found += batch.events
    assert [e.text for e in found if isinstance(e, UserEvent)] == ["before", "after"]
    assert batch.session is not None
    assert batch.session.counts.bad_lines == 1


def bloated(path: Path, megabytes: int) -> Path:
    """A rollout with compacted histories of ten megabytes, as Codex writes them."""
    with path.open("wb") as file:
        for record in (
            meta(),
            screen("agent_message", message="Hm."),
            call("shell", {"command": ["ls"]}),
            output("ok"),
        ):
            file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
        # More than one step's worth of small lines, so that the agent is known before the first long line comes.
        small = json.dumps(screen("token_count"), separators=(",", ":")).encode() + b"\n"
        file.write(small * (9_000_000 // len(small)))
        for _ in range(megabytes // 10):
            file.write(
                b'{"timestamp":"2026-06-17T10:07:28.834Z","type":"compacted","payload":{"message":"So far","replacement_history":["'
            )
            file.write(b"A" * 10_000_000 + b'"]}}\n')
        file.write(json.dumps(screen("task_complete")).encode() + b"\n")
    return path


def test_compacted_histories_are_skipped_in_mid_stream_in_little_memory(tmp_path: Path):
    log = reader(bloated(tmp_path / "x.jsonl", 40))
    tracemalloc.start()
    found = []
    while (batch := log.poll()).more:
        found += batch.events
    found += batch.events
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kinds(found) == ["Message", "ToolCall", "ToolResult"] + ["Compaction"] * 4
    assert {e.summary for e in found if isinstance(e, CompactionEvent)} == {"So far"}
    assert peak < 24_000_000


def test_the_readers_memory_of_copies_is_bounded():
    seen = Seen(limit=100)

    one, two = Owner("/a"), Owner("/b")
    assert all(seen.claim(str(n), one) for n in range(1000))
    # What is asked for here is remembered as well, so the newest come first.
    held = next(n for n in range(1000) if seen.claim(str(999 - n), two))
    assert 75 <= held <= 100
    assert seen.claim("0", two)


def test_a_new_reading_of_a_file_gives_out_again_what_is_long_known():
    seen = Seen(limit=100)
    old, new, other = Owner("/a"), Owner("/a"), Owner("/b")
    assert all(seen.claim(str(n), old) for n in range(70))
    assert not any(seen.claim(str(n), owner) for n in range(70) for owner in (old, other))
    assert all(seen.claim(str(n), new) for n in range(40))
    assert not any(seen.claim(str(n), owner) for n in range(40) for owner in (new, other))


def test_what_is_long_known_is_given_out_again_once_its_owner_is_released():
    seen = Seen(limit=100)
    assert all(seen.claim(str(n), Owner(f"/{n % 2}")) for n in range(70))
    seen.release("/0")
    assert [n for n in range(70) if seen.claim(str(n), Owner("/new"))] == list(range(0, 70, 2))


def test_copies_are_given_out_again_once_their_owner_is_released():
    seen = Seen()

    assert seen.claim("k", Owner("/a"))
    assert not seen.claim("k", Owner("/b"))
    seen.release("/a")
    assert seen.claim("k", Owner("/b"))


def test_session_is_known_from_the_first_record(tmp_path: Path):
    found = reader(write(tmp_path / "x.jsonl", [user("hi")])).poll()
    assert found.session is not None
    assert (found.session.id, found.session.agent, found.session.log) == (
        SESSION,
        "claude-code",
        str(tmp_path / "x.jsonl"),
    )


def test_a_log_that_becomes_one_of_another_format_begins_anew(tmp_path: Path):
    path = tmp_path / "log.json"
    stamp = "2026-01-01T00:00:00.000Z"
    said = {"id": "m" * 20, "timestamp": stamp, "type": "user", "content": "hello"}
    gemini = {
        "sessionId": "g" * 36,
        "projectHash": "c" * 64,
        "startTime": stamp,
        "lastUpdated": stamp,
        "messages": [said],
    }

    def put(text: str) -> None:
        (tmp_path / "new").write_text(text)
        (tmp_path / "new").replace(path)

    put(json.dumps(gemini))
    log = reader(path)
    assert (log.poll().reset, log.agent) == (False, "gemini")
    put(json.dumps(gemini)[:-20])
    assert log.poll().unread is not None
    put(json.dumps(gemini))
    assert log.poll().events == [], "it was caught while it was written, and told no second time"
    put(json.dumps(user("other")) + "\n" + json.dumps(user("lines")) + "\n")
    found = log.poll()
    assert (found.reset, log.agent, kinds(found.events)) == (True, "claude-code", ["User", "User"])
    put(json.dumps(gemini, indent=1))
    found = log.poll()
    assert (found.reset, log.agent, kinds(found.events)) == (True, "gemini", ["User"])
