"""The list of sessions: read once, right after every change, whole after every loss of the cache."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from unit.sources.logs import assistant, codex, meta, tool_result, tool_use, user, write

from cotlens.engine.engine import Engine
from cotlens.engine.listing import Listing, list_sessions
from cotlens.engine.pictures import last_moment
from cotlens.engine.scan import scan
from cotlens.reports.json import session_to_json
from cotlens.sources import heads
from cotlens.store.index import NAME, LogIndex


@pytest.fixture
def home(tmp_path: Path) -> Path:
    claude = tmp_path / "home" / ".claude" / "projects" / "-home-dev-project"
    claude.mkdir(parents=True)
    write(
        claude / "a.jsonl",
        [user("first", sessionId="a" * 36), assistant({"type": "text", "text": "yes"}, sessionId="a" * 36)],
    )
    day = tmp_path / "home" / ".codex" / "sessions" / "2026" / "01" / "01"
    day.mkdir(parents=True)
    write(
        day / "rollout-1.jsonl",
        [meta(), codex("message", role="assistant", content=[{"type": "output_text", "text": "hi"}])],
    )
    return tmp_path / "home"


def listed(home: Path, *folders: str) -> Listing:
    return list_sessions(folders, {}, str(home), index=LogIndex(home / "state"))


def test_what_did_not_change_is_not_read_again(home: Path):
    first = listed(home)
    assert (first.fresh, {s.agent for s in first.sessions}) == (2, {"claude-code", "codex"})
    again = listed(home)
    assert (again.fresh, again.sessions) == (0, first.sessions)


def test_a_log_that_grew_is_read_again(home: Path):
    listed(home)
    log = home / ".claude/projects/-home-dev-project/a.jsonl"
    with log.open("a") as file:
        file.write(write(home / "x", [user("second", sessionId="a" * 36)]).read_text())
    found = listed(home)
    assert found.fresh == 1
    assert next(s for s in found.sessions if s.agent == "claude-code").counts.events == 3


def test_a_log_that_is_gone_is_gone_from_the_list(home: Path):
    listed(home)
    (home / ".claude/projects/-home-dev-project/a.jsonl").unlink()
    assert {s.agent for s in listed(home).sessions} == {"codex"}


def test_a_folder_lists_its_own_sessions_only(home: Path):
    assert {s.agent for s in listed(home, "/home/dev/project").sessions} == {"claude-code", "codex"}
    assert listed(home, "/somewhere/else").sessions == ()
    # The look at one folder must not make the list of all forget.
    assert len(listed(home).sessions) == 2


@pytest.mark.parametrize("damage", [b"", b"not a database at all, but long enough to be read as one" * 99])
def test_a_damaged_index_is_made_anew(home: Path, damage: bytes):
    first = listed(home)
    (home / "state" / NAME).write_bytes(damage)
    assert listed(home).sessions == first.sessions
    assert listed(home).fresh == 0


def test_an_index_that_cannot_be_kept_costs_nothing_but_time(home: Path):
    (home / "state").write_text("not a folder")
    assert len(listed(home).sessions) == 2
    assert listed(home).fresh == 2


def test_an_unreadable_log_is_told_every_time(home: Path):
    (home / ".codex/sessions/2026/01/01/broken.jsonl").write_bytes(b"\x1f\x8b\x08 gzip")
    for _ in range(2):
        found = listed(home)
        assert [Path(u.log).name for u in found.unread] == ["broken.jsonl"]
        assert len(found.sessions) == 2


def test_a_subagents_log_is_part_of_its_session(home: Path):
    folder = home / ".claude/projects/-home-dev-project" / ("a" * 36) / "subagents"
    folder.mkdir(parents=True)
    record = assistant({"type": "text", "text": "sub"}, sessionId="a" * 36, isSidechain=True, agentId="b1")
    write(folder / "agent-b1.jsonl", [record])
    (session,) = [s for s in listed(home).sessions if s.agent == "claude-code"]
    assert (session.counts.events, session.chain) == (3, None)


def forked(home: Path, records: list[dict[str, object]], name: str, age: int) -> Path:
    log = write(home / f".claude/projects/-home-dev-project/{name * 36}.jsonl", records)
    os.utime(log, (1_700_000_000 - age, 1_700_000_000 - age))
    return log


def test_what_a_fork_copied_counts_once_whichever_log_changes(home: Path):
    parent = [user("one", sessionId="c" * 36), assistant({"type": "text", "text": "yes"}, sessionId="c" * 36)]
    fork = [{**record, "sessionId": "d" * 36} for record in parent]
    forked(home, parent, "c", 20)
    log = forked(home, fork, "d", 10)
    counts = {s.id[0]: s.counts.events for s in listed(home).sessions}
    assert (counts["c"], counts.get("d")) == (2, None), "a fork with nothing of its own is not listed"
    with log.open("a") as file:
        file.write(json.dumps(user("more", sessionId="d" * 36)) + "\n")
    for _ in range(2):
        counts = {s.id[0]: s.counts.events for s in listed(home).sessions}
        assert (counts["c"], counts["d"]) == (2, 1)


def test_a_session_without_times_is_as_old_as_its_file(home: Path):
    log = home / ".cursor/projects/home-dev-project/agent-transcripts" / ("e" * 36) / ("e" * 36 + ".jsonl")
    log.parent.mkdir(parents=True)
    content = [{"type": "text", "text": "<user_query>\nfix it\n</user_query>"}]
    write(log, [{"role": "user", "message": {"content": content}}])
    (session,) = [s for s in listed(home).sessions if s.agent == "cursor"]
    assert (session.ended, last_moment(session)) == (None, log.stat().st_mtime)


def test_a_name_that_is_no_utf8_is_told_and_harms_nothing(home: Path):
    bad = os.fsencode(home) + b"/.claude/projects/-home-dev-project/caf\xe9.jsonl"
    with open(bad, "wb") as file:
        file.write(b"{}\n")
    found = listed(home)
    assert len(found.sessions) == 2
    (unread,) = found.unread
    assert "UTF-8" in unread.reason
    assert unread.log.encode()


@pytest.mark.parametrize("kind", [".aider.chat.history.md", ".specstory/history/x.md"])
def test_logs_inside_folders_that_others_name_are_found_everywhere(home: Path, tmp_path: Path, kind: str):
    work = tmp_path / "work"
    log = work / kind
    log.parent.mkdir(parents=True)
    texts = {
        "a": "# aider chat started at 2026-01-01 00:00:00\n\n#### hi  \n\nhello\n",
        "s": "<!-- Generated by SpecStory, Markdown v2.1.0 -->\n",
    }
    log.write_text(texts[kind[1]])
    assert not any(str(work) in log.path for log in listed(home).logs)
    write(home / ".claude/projects/-x" / "f.jsonl", [user("hi", cwd=str(work))])
    assert str(log) in {found.path for found in listed(home).logs}


PATCH = "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-old\n+new\n"
WRITING = [
    ("Bash", {"command": "cat > b.py <<'EOF'\nx = 1\nEOF\necho done > /tmp/x.log; black b.py"}, "done"),
    ("Write", {"file_path": "/home/dev/project/fix.patch", "content": PATCH}, "ok"),
    ("Bash", {"command": "git apply fix.patch && sed -n 1,9p a.py"}, "new"),
    ("Bash", {"command": "git status > /dev/null"}, ""),
]


def test_changes_that_shell_commands_made_count_by_themselves(home: Path):
    """A heredoc and a patch: not the log in a scratch place, not the formatter, not the tool's own edit twice."""
    log = home / ".claude/projects/-home-dev-project/w.jsonl"
    records = [user("go", sessionId="f" * 36)]
    for number, (tool, arguments, out) in enumerate(WRITING):
        call = f"toolu_{number:016}"
        records.append(assistant(tool_use(tool, arguments, call), sessionId="f" * 36))
        extra = {"toolUseResult": {"type": "create", "filePath": arguments.get("file_path"), "content": PATCH}}
        records.append(tool_result(out, call, sessionId="f" * 36, **(extra if tool == "Write" else {})))
    write(log, records)
    for _ in range(2):
        (session,) = [s for s in listed(home).sessions if s.id == "f" * 36]
        assert (session.counts.edits, session.counts.inferred) == (1, 2)
        counts = session_to_json(session)["counts"]
        assert (counts["edits"], counts["inferred_edits"]) == (1, 2)
    found = scan(Engine((), {}, str(home)), [str(log)])
    assert [(s.counts.edits, s.counts.inferred) for s in found.sessions] == [(1, 2)]


def test_a_log_that_visits_a_folder_in_its_middle_is_listed_and_searched_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    work = tmp_path / "work"
    work.mkdir()
    away = [user("x" * 1000, cwd="/elsewhere", sessionId="b" * 36) for _ in range(200)]
    log = home / ".claude/projects/-elsewhere/b.jsonl"
    write(log, [*away, user("here", cwd=str(work), sessionId="b" * 36), *away])
    assert [s.id for s in listed(home, str(work)).sessions] == ["b" * 36]
    monkeypatch.setattr(heads, "_search", lambda *_: pytest.fail("a log that did not change was searched again"))
    monkeypatch.setattr(heads, "read_head", lambda *_: pytest.fail("a log that did not change was opened again"))
    assert [s.id for s in listed(home, str(work)).sessions] == ["b" * 36]
    assert listed(home, "/home/dev/project").fresh == 2, "what was learnt of all logs serves every folder"
