"""Logs are found where agents write them, and belong to a workspace by the directories they name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import claude, meta, user, write

from cotlens.sources import discover
from cotlens.sources.discover import all_places, cwd_of, find_logs, log_roots
from cotlens.sources.ownership import slug


def claude_log(home: Path, cwd: Path | str, name: str = "s1", folder: str | None = None, records: Any = ()) -> Path:
    place = home / ".claude" / "projects" / (slug(str(cwd)) if folder is None else folder)
    return write(place / f"{name}.jsonl", [user("hi", cwd=str(cwd)), *records])


def codex_log(home: Path, cwd: Path | str, name: str = "rollout-1", **fields: Any) -> Path:
    return write(home / ".codex" / "sessions" / "2026" / "06" / "17" / f"{name}.jsonl", [meta(cwd=str(cwd), **fields)])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def names(home: Path, *folders: Path, env: dict[str, str] | None = None) -> list[str]:
    return sorted(Path(log.path).stem for log in find_logs([str(f) for f in folders], env or {}, str(home)).logs)


def roots(env: dict[str, str], home: str) -> list[str]:
    return [place.root for place in all_places(env, home) if place.agent in ("claude-code", "codex")]


def test_busy_folders_of_editors_are_not_watched_whole(tmp_path: Path):
    places = all_places({}, str(tmp_path))
    watched = log_roots({}, str(tmp_path))
    assert all((place.root in watched) == place.watched for place in places)
    assert not any("globalStorage" in root or "workspaceStorage" in root for root in watched)


def test_roots_follow_the_environment(tmp_path: Path):
    home = str(tmp_path)
    usual = [".claude/projects", ".config/claude/projects", ".codex/sessions", ".codex/archived_sessions"]
    assert roots({}, home) == [os.path.join(home, *p.split("/")) for p in usual]
    env = {"CLAUDE_CONFIG_DIR": f"{home}/a, ~/b", "CODEX_HOME": f"{home}/c"}
    named = ["a/projects", "b/projects", "c/sessions", "c/archived_sessions"]
    assert roots(env, home) == [os.path.join(home, *p.split("/")) for p in named]


def test_nothing_there_is_nothing_found(home: Path):
    found = find_logs([], {}, str(home))
    assert (found.logs, found.unread) == ((), ())
    assert set(log_roots({}, str(home))) <= set(found.looked)


def test_without_folders_every_log_is_found_newest_first(home: Path, work: Path):
    for age, path in enumerate([codex_log(home, work), claude_log(home, work), claude_log(home, "/elsewhere", "s2")]):
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    found = find_logs([], {}, str(home))
    assert [Path(log.path).stem for log in found.logs] == ["rollout-1", "s1", "s2"]
    assert [log.agent for log in found.logs] == ["codex", "claude-code", "claude-code"]


def test_a_log_belongs_by_its_directory_not_by_its_folders_name(home: Path, work: Path):
    claude_log(home, work, "own", folder="some-other-slug")
    claude_log(home, "/elsewhere", "other", folder=slug(str(work)))
    assert names(home, work) == ["own"]


@pytest.mark.parametrize(("below", "belongs"), [("", True), ("sub/deep", True), ("../work2", False), ("..", False)])
def test_the_folder_and_what_is_below_it(home: Path, work: Path, below: str, belongs: bool):
    cwd = os.path.normpath(work / below)
    claude_log(home, cwd)
    codex_log(home, cwd)
    assert names(home, work) == (["rollout-1", "s1"] if belongs else [])


def test_work_at_the_root_of_the_folders_repository_counts(home: Path, work: Path):
    (work / ".git").mkdir()
    (work / "pkg" / "core").mkdir(parents=True)
    claude_log(home, work, "root")
    claude_log(home, work / "pkg", "between")
    claude_log(home, work.parent, "above")
    assert names(home, work / "pkg" / "core") == ["root"]


def test_links_are_resolved_on_both_sides(home: Path, work: Path, tmp_path: Path):
    link = tmp_path / "link"
    link.symlink_to(work)
    claude_log(home, link, "linked")
    claude_log(home, work, "real")
    assert names(home, link) == names(home, work) == ["linked", "real"]


def test_any_of_several_directories_counts(home: Path, work: Path):
    claude_log(home, "/elsewhere", records=[claude("user", cwd=str(work), message={"content": "x"})])
    assert names(home, work) == ["s1"]


def test_a_directory_named_inside_a_string_does_not_count(home: Path, work: Path):
    claude_log(home, "/elsewhere", records=[user(json.dumps({"cwd": str(work)}))])
    assert names(home, work) == []


def test_subagents_logs_are_found(home: Path, work: Path):
    place = home / ".claude" / "projects" / slug(str(work)) / "s1" / "subagents"
    write(place / "agent-a1.jsonl", [user("go", cwd=str(work), isSidechain=True)])
    write(place.parent / "tool-results" / "x.jsonl", [user("no", cwd=str(work))])
    assert names(home, work) == ["agent-a1"]


def test_a_log_without_directories_belongs_by_its_folders_name(home: Path, work: Path):
    write(
        home / ".claude" / "projects" / slug(str(work)) / "old.jsonl",
        [{"type": "summary", "summary": "x", "leafUuid": "y"}],
    )
    write(
        home / ".claude" / "projects" / "-elsewhere" / "other.jsonl",
        [{"type": "summary", "summary": "x", "leafUuid": "y"}],
    )
    assert names(home, work) == ["old"]


def test_a_first_line_of_megabytes_is_read_to_its_end(home: Path, work: Path):
    path = codex_log(home, "/elsewhere", base_instructions={"text": "x" * 2_000_000})
    with path.open("ab") as file:
        file.write(json.dumps({"type": "turn_context", "payload": {"cwd": str(work)}}).encode() + b"\n")
    assert names(home, work) == ["rollout-1"]


def test_archived_sessions_are_found(home: Path, work: Path):
    write(home / ".codex" / "archived_sessions" / "rollout-2.jsonl", [meta(cwd=str(work))])
    assert names(home, work) == ["rollout-2"]


def test_heads_are_read_once(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch):
    path = claude_log(home, work, records=[user("x" * 1000, cwd=str(work))] * 100)
    assert names(home, work) == ["s1"]
    reads = []
    monkeypatch.setattr("cotlens.sources.heads.read_head", lambda *args: reads.append(args))
    with path.open("ab") as file:
        file.write(json.dumps(user("more")).encode() + b"\n")
    assert names(home, work) == ["s1"]
    assert reads == []


def test_a_short_log_that_grew_is_looked_at_again(home: Path, work: Path):
    path = write(
        home / ".claude" / "projects" / "x" / "s1.jsonl", [{"type": "summary", "summary": "x", "leafUuid": "y"}]
    )
    assert names(home, work) == []
    with path.open("ab") as file:
        file.write(json.dumps(user("hi", cwd=str(work))).encode() + b"\n")
    assert names(home, work) == ["s1"]


def test_what_cannot_be_opened_is_listed(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch):
    path = claude_log(home, work)

    def refuse(*_: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(discover._heads, "cwds", refuse)
    found = find_logs([str(work)], {}, str(home))
    assert [(u.log, u.reason) for u in found.unread] == [(str(path), "cannot be opened: Permission denied")]


def test_broken_links_and_circles_do_no_harm(home: Path, work: Path):
    place = claude_log(home, work).parent
    (place / "gone.jsonl").symlink_to(place / "nothing")
    (place / "circle").symlink_to(place.parent)
    assert names(home, work) == ["s1"]


def test_the_first_directory_of_a_log(home: Path, work: Path):
    assert cwd_of(str(claude_log(home, work))) == str(work)
    assert cwd_of(str(home / "nothing")) is None


@pytest.mark.parametrize(
    ("folder", "name"),
    [("D:\\oh-my-posh", "D--oh-my-posh"), ("/Users/chloe/c/slay", "-Users-chloe-c-slay"), ("/a/b_c.d", "-a-b-c-d")],
)
def test_slug(folder: str, name: str):
    assert slug(folder) == name


def test_a_transcript_of_a_session_whose_own_log_is_there_is_left_out(home: Path, work: Path):
    history = work / ".specstory" / "history"
    history.mkdir(parents=True)
    head = "<!-- Generated by SpecStory, Markdown v2.1.0 -->\n\n# x\n\n<!-- Claude Code Session {} (2026-03-06 15:54:14Z) -->\n"
    (history / "a.md").write_text(head.format("5e551011-0000-4000-8000-000000000001"))
    (history / "b.md").write_text(head.format("5e551011-0000-4000-8000-000000000002"))
    assert names(home, work) == ["a", "b"]
    claude_log(home, work, "5e551011-0000-4000-8000-000000000001")
    assert names(home, work) == ["5e551011-0000-4000-8000-000000000001", "b"]


def test_a_session_that_comes_into_the_folder_later_is_found_by_its_end(home: Path, work: Path):
    elsewhere = [user("x" * 1000, cwd="/elsewhere") for _ in range(100)]
    log = claude_log(home, "/elsewhere", records=elsewhere)
    assert names(home, work) == []
    with log.open("a") as file:
        file.write(json.dumps(user("now here", cwd=str(work))) + "\n")
    assert names(home, work) == ["s1"]


def test_a_codex_session_in_a_clone_that_is_gone_is_found_by_its_repository(home: Path, work: Path):
    (work / ".git").mkdir()
    (work / ".git" / "config").write_text('[remote "origin"]\n\turl = git@github.com:dev/shop.git\n')
    codex_log(home, "/gone/fix-17", "rollout-1", git={"repository_url": "https://github.com/dev/shop"})
    codex_log(home, "/gone/fix-18", "rollout-2", git={"repository_url": "https://github.com/dev/other"})
    codex_log(home, home, "rollout-3", git={"repository_url": "https://github.com/dev/shop"})
    assert names(home, work) == ["rollout-1"]
