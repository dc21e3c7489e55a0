"""The list of sessions: read once, right after every change, whole after every loss of the cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.sources.logs import assistant, codex, meta, user, write

from cotlens.engine.listing import Listing, list_sessions
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
