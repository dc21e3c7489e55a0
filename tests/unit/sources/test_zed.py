"""Zed's threads become events, packed or not."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tracemalloc
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from unit.sources.logs import kinds
from unit.sources.told_logs import calls, database, edits, put, reader, results, thoughts, told, users

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import CompactionEvent, ResultStatus, ToolKind
from cotlens.sources import zed
from cotlens.sources.discover import find_logs, members

ID = "11111111-1111-4111-8111-111111111111"
CWD = "/home/dev/project"
SCHEMA = """CREATE TABLE threads (id TEXT PRIMARY KEY, summary TEXT NOT NULL, updated_at TEXT NOT NULL,
  data_type TEXT NOT NULL, data BLOB NOT NULL, parent_id TEXT, folder_paths TEXT, folder_paths_order TEXT, created_at TEXT);"""


def thread(*messages: Any, **fields: Any) -> dict[str, Any]:
    snapshot = {"worktree_snapshots": [{"worktree_path": CWD, "git_state": {"current_branch": "main"}}]}
    model = {"provider": "anthropic", "model": "claude-opus-4-6"}
    return {
        "version": "0.3.0",
        "title": "T",
        "messages": list(messages),
        "model": model,
        "initial_project_snapshot": snapshot,
        **fields,
    }


def user(*content: Any) -> dict[str, Any]:
    return {"User": {"id": "u", "content": list(content)}}


def agent(*content: Any, **results: Any) -> dict[str, Any]:
    return {"Agent": {"content": list(content), "tool_results": results}}


def use(name: str, given: Any, call: str = "toolu_1") -> dict[str, Any]:
    wrapped = {"type": "json", "value": given}
    return {
        "ToolUse": {
            "id": call,
            "name": name,
            "raw_input": json.dumps(given),
            "input": wrapped,
            "is_input_complete": True,
        }
    }


def result(said: str, *, error: bool = False, output: Any = None) -> dict[str, Any]:
    return {
        "tool_use_id": "toolu_1",
        "tool_name": "x",
        "is_error": error,
        "content": [{"Text": said}],
        "output": output,
    }


def row(value: Any, name: str = ID, kind: str = "json", **fields: Any) -> dict[str, Any]:
    times = {"updated_at": "2026-02-28T01:13:27.123456789+00:00", "created_at": "2026-02-28T01:00:00+00:00"}
    data = json.dumps(value).encode() if isinstance(value, dict) else value
    return {"id": name, "summary": "T", "data_type": kind, "data": data, "folder_paths": CWD, **times, **fields}


def log_of(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    return database(tmp_path / "threads.db", SCHEMA, {"threads": rows})


def test_a_thread_in_order(tmp_path: Path):
    value = thread(
        user({"Text": "Fix it"}, {"Mention": {"uri": "file:///a", "content": "x = 1"}}),
        agent(
            {"Thinking": {"text": "Hm.", "signature": None}},
            {"RedactedThinking": "x"},
            {"Text": "I look."},
            use("terminal", {"command": "ls", "cd": "project/src"}),
            toolu_1=result("a", output={"exit_code": 1}),
        ),
        "Resume",
        {"Compaction": {"Summary": "so far"}},
    )
    path = log_of(tmp_path, row(value))
    assert [(m.name, m.cwds) for m in members(str(path))] == [(ID, (CWD,))]
    batch = reader(path, ID).poll()
    assert kinds(batch.events) == [
        "User",
        "User",
        "Reasoning",
        "Reasoning",
        "Message",
        "ToolCall",
        "ToolResult",
        "Compaction",
    ]
    assert users(batch.events) == [("typed", "Fix it"), ("injected", "x = 1")]
    assert thoughts(batch.events) == [("full", "Hm."), ("withheld", "")]
    session = batch.session
    assert session is not None
    assert (session.id, session.title, session.cwd, session.branch) == (ID, "T", CWD, "main")
    assert (session.model, session.counts.unknown_types) == ("claude-opus-4-6", 0)
    assert (session.started, session.ended) == (1772240400.0, pytest.approx(1772241207.123456))
    (call,) = calls(batch.events)
    assert (call.kind, call.args["command"], call.cwd) == (ToolKind.SHELL, "ls", f"{CWD}/src")
    (ended,) = results(batch.events)
    assert (ended.status, ended.exit_code) == (ResultStatus.ERROR, 1)
    assert isinstance(batch.events[-1], CompactionEvent)


@pytest.mark.parametrize(
    ("said", "status", "state"),
    [
        ("Permission to run tool denied by user", ResultStatus.DENIED, EditState.DENIED),
        ("Tool canceled by user", ResultStatus.INTERRUPTED, EditState.FAILED),
        ("old_text did not match", ResultStatus.ERROR, EditState.FAILED),
    ],
)
def test_an_edit_that_did_not_happen(tmp_path: Path, said: str, status: ResultStatus, state: EditState):
    given = {"path": "project/a.py", "edits": [{"old_text": "a", "new_text": "b"}]}
    found = told(log_of(tmp_path, row(thread(agent(use("edit_file", given), toolu_1=result(said, error=True))))), ID)
    assert results(found)[0].status is status
    assert [(e.state, e.path, e.added) for e in edits(found)] == [(state, f"{CWD}/a.py", ("b",))]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ('Command "make" failed with exit code 2.\n\n```\nx\n```', ResultStatus.ERROR, 2),
        ("Command failed with exit code 2.\n\n```\nx\n```", ResultStatus.ERROR, 2),
        ("```\nCommand failed with exit code 2.\n```", ResultStatus.OK, None),
        ('Command "other" failed with exit code 2.', ResultStatus.OK, None),
        ('Command "make" timed out. No output was captured.', ResultStatus.ERROR, None),
        ('Command "make" was interrupted.', ResultStatus.INTERRUPTED, None),
        ("The user stopped this command. Output captured before stopping:", ResultStatus.INTERRUPTED, None),
        ("Command cancelled: user denied permission to run outside the sandbox (x).", ResultStatus.DENIED, None),
    ],
)
def test_how_a_command_ended_stands_in_its_text(tmp_path: Path, said: str, status: ResultStatus, code: int | None):
    ran = agent(use("terminal", {"command": "make", "cd": "project"}), toolu_1=result(said, output=said))
    (found,) = results(told(log_of(tmp_path, row(thread(ran))), ID))
    assert (found.status, found.exit_code) == (status, code)


@pytest.mark.parametrize(
    ("name", "given", "output", "op", "added"),
    [
        (
            "edit_file",
            {"path": "project/a.py", "mode": "edit"},
            {"old_text": "a\n", "new_text": "b\n"},
            EditOp.MODIFY,
            ("b",),
        ),
        (
            "edit_file",
            {"path": "project/a.py", "mode": "create"},
            {"old_text": "", "new_text": "b\n"},
            EditOp.CREATE,
            ("b",),
        ),
        ("edit_file", {"path": "project/a.py"}, {"diff": "@@ -1 +1 @@\n-a\n+b\n"}, EditOp.MODIFY, ("b",)),
        ("edit_file", {"path": "project/a.py"}, None, EditOp.MODIFY, ()),
        ("delete_path", {"path": "project/a.py"}, None, EditOp.DELETE, ()),
        ("move_path", {"source_path": "project/a.py", "destination_path": "project/b.py"}, None, EditOp.RENAME, ()),
    ],
)
def test_an_edit(tmp_path: Path, name: str, given: Any, output: Any, op: EditOp, added: tuple[str, ...]):
    (edit,) = edits(
        told(log_of(tmp_path, row(thread(agent(use(name, given), toolu_1=result("ok", output=output))))), ID)
    )
    assert (edit.op, edit.path, edit.added, edit.state) == (op, f"{CWD}/a.py", added, EditState.APPLIED)
    assert edit.new_path == (f"{CWD}/b.py" if op is EditOp.RENAME else None)


def test_a_call_without_a_result_changed_nothing(tmp_path: Path):
    assert kinds(told(log_of(tmp_path, row(thread(agent(use("delete_path", {"path": "project/a"}))))), ID)) == [
        "ToolCall"
    ]


def test_a_thread_of_an_earlier_version(tmp_path: Path):
    value = {
        "version": "0.2.0",
        "messages": [
            {"id": 0, "role": "user", "segments": [{"type": "text", "text": "Fix it"}]},
            {
                "id": 1,
                "role": "assistant",
                "segments": [
                    {"type": "thinking", "text": "Hm."},
                    {"type": "text", "text": "I look."},
                    {"type": "RedactedThinking"},
                ],
                "tool_uses": [{"id": "toolu_1", "name": "terminal", "input": {"command": "ls"}}],
                "tool_results": [{"tool_use_id": "toolu_1", "is_error": False, "content": "a"}],
            },
        ],
    }
    found = told(log_of(tmp_path, row(value)), ID)
    assert kinds(found) == ["User", "Reasoning", "Message", "Reasoning", "ToolCall", "ToolResult"]
    assert results(found)[0].text == "a"


def test_a_subagent_is_a_chain_of_the_first_threads_session(tmp_path: Path):
    rows = [
        row(thread(), "t-a"),
        row(thread(), "t-b", parent_id="t-a"),
        row(thread(user({"Text": "x"})), parent_id="t-b"),
    ]
    (event,) = told(log_of(tmp_path, *rows), ID)
    assert (event.session, event.chain, users([event])) == ("t-a", ID, [("injected", "x")])


def test_only_what_is_new_is_given_out(tmp_path: Path):
    path = log_of(tmp_path, row(thread(user({"Text": "one"}))))
    follow = reader(path, ID)
    assert kinds(follow.poll().events) == ["User"]
    connection = sqlite3.connect(path)
    put(connection, "threads", row(thread(user({"Text": "one"}), agent({"Text": "two"}))))
    connection.commit()
    connection.close()
    assert kinds(follow.poll().events) == ["Message"]


# --- packed threads -----------------------------------------------------------------------------------------------------


def packed(tmp_path: Path, data: bytes) -> Path:
    return log_of(tmp_path, row(data, kind="zstd"))


def test_a_packed_thread_without_the_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("compression.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    batch = reader(packed(tmp_path, b"\x28\xb5\x2f\xfdxx"), ID).poll()
    assert batch.unread is not None
    assert "pip install cotlens[zed]" in batch.unread.reason


class _Damaged(Exception):  # noqa: N818 - as the library calls it
    pass


class _Library(ModuleType):
    """Stands for either library: a packed thread is the plain one behind four bytes."""

    ZstdError = _Damaged

    class ZstdDecompressor:
        def decompress(self, data: bytes, limit: int) -> bytes:
            if data[:4] != b"pack":
                raise _Damaged("bad magic")
            return data[4 : 4 + limit]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "compression.zstd", _Library("compression.zstd"))


@pytest.mark.usefixtures("library")
def test_a_packed_thread_is_read_with_a_library(tmp_path: Path):
    plain = json.dumps(thread(user({"Text": "x"}))).encode()
    assert users(told(packed(tmp_path, b"pack" + plain), ID)) == [("typed", "x")]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("data", "reason"), [(b"junk", "damaged"), (b"pack[1]", "no JSON object"), (b"pack{", "no JSON object")]
)
def test_a_damaged_thread_gives_a_reason(tmp_path: Path, data: bytes, reason: str):
    batch = reader(packed(tmp_path, data), ID).poll()
    assert batch.unread is not None
    assert reason in batch.unread.reason


@pytest.mark.usefixtures("library")
def test_a_thread_that_unpacks_to_too_much_gives_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zed, "_LARGEST", 10)
    batch = reader(packed(tmp_path, b"pack" + json.dumps(thread()).encode()), ID).poll()
    assert batch.unread is not None
    assert "larger than" in batch.unread.reason


def test_with_the_real_library(tmp_path: Path):
    zstandard = pytest.importorskip("zstandard")
    plain = json.dumps(thread(user({"Text": "x"}))).encode()
    assert users(told(packed(tmp_path, zstandard.ZstdCompressor().compress(plain)), ID)) == [("typed", "x")]
    batch = reader(packed(tmp_path / "b", b"no zstd at all"), ID).poll()
    assert batch.unread is not None
    assert "damaged" in batch.unread.reason


def test_a_small_packed_thread_takes_little_memory():
    zstandard = pytest.importorskip("zstandard")
    data = zstandard.ZstdCompressor().compress(b"x" * 3_000_000)
    tracemalloc.start()
    plain = zed.unpacked(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert plain == b"x" * 3_000_000
    assert peak < 20_000_000


def test_threads_of_a_workspace_are_found(tmp_path: Path):
    folder = tmp_path / ".local" / "share" / "zed" / "threads"
    folder.mkdir(parents=True)
    log_of(folder, row(thread(user({"Text": "x"}))))
    assert [os.path.basename(x.path) for x in find_logs([CWD], {}, str(tmp_path)).logs] == [f"threads.db#{ID}"]
    assert find_logs(["/home/dev/other"], {}, str(tmp_path)).logs == ()
