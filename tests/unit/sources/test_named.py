"""Logs that a person names: what is a log is decided by content, and what is none is told of."""

from __future__ import annotations

from pathlib import Path

import pytest
from agent_logs import OpenCodeLog
from sessions import shop
from unit.sources.logs import user, write

from cotlens.sources.keys import member_key
from cotlens.sources.named import named_logs


def test_a_folder_gives_all_logs_in_it_under_any_name(tmp_path: Path):
    write(tmp_path / "deep" / "a.bin", [user("hi")])
    write(tmp_path / "b.jsonl", [user("hi")])
    (tmp_path / "notes.md").write_text("# Notes\n")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    write(tmp_path / "node_modules" / "c.jsonl", [user("hi")])
    assert named_logs([str(tmp_path)]) == ([str(tmp_path / "b.jsonl"), str(tmp_path / "deep" / "a.bin")], [])


@pytest.mark.parametrize(("name", "reason"), [("gone.jsonl", "does not exist"), ("empty", "no session log in it")])
def test_what_is_not_there_is_told(tmp_path: Path, name: str, reason: str):
    (tmp_path / "empty").mkdir()
    logs, (missing,) = named_logs([str(tmp_path / name)])
    assert logs == []
    assert reason in missing.reason


def test_a_database_gives_its_sessions_and_one_may_be_named(tmp_path: Path):
    log = OpenCodeLog(tmp_path / "home", shop(tmp_path / "shop"))
    path = str(tmp_path / "home/.local/share/opencode/opencode.db")
    key = member_key(path, log.session)
    assert named_logs([path]) == ([key], [])
    assert named_logs([key]) == ([key], [])
    logs, (missing,) = named_logs([member_key(path, "nope")])
    assert (logs, missing.reason) == ([], "is no session of that database")
