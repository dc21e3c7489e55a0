"""Directories in the middle of long logs: found by a search that is done once, and goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.sources.logs import call, meta, user, write

from cotlens.sources import heads as module
from cotlens.sources.discover import find_logs
from cotlens.sources.heads import Heads

LONG = [user("x" * 1000, cwd="/elsewhere") for _ in range(200)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def claude(home: Path, *middle: Any) -> Path:
    return write(home / ".claude" / "projects" / "-elsewhere" / "s1.jsonl", [*LONG, *middle, *LONG])


def found(home: Path, work: Path, heads: Heads) -> list[str]:
    return [Path(log.path).stem for log in find_logs([str(work)], {}, str(home), heads).logs]


def test_a_visit_in_the_middle_is_found_by_a_search_to_the_end(home: Path, work: Path):
    log = claude(home, user("here", cwd=str(work)))
    quick = Heads()
    assert found(home, work, quick) == []
    assert quick.unsearched() == (str(log),)
    assert quick.search(str(log))
    assert (found(home, work, quick), quick.unsearched()) == (["s1"], ())
    assert found(home, work, Heads(deep=True)) == ["s1"]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_however_the_path_is_spelt(home: Path, tmp_path: Path, ascii_only: bool):
    work = tmp_path / "Löwe \\ ü"
    work.mkdir()
    record = json.dumps(user("here", cwd=str(work)), ensure_ascii=ascii_only).replace("/", "\\/").encode()
    claude(home, record)
    assert found(home, work, Heads(deep=True)) == ["s1"]


@pytest.mark.parametrize(
    ("named", "cwd"),
    [("D:\\srv\\shop", "D:\\srv\\shop"), ("/mnt/d/work", "/mnt/d/work"), ("\\\\wsl$\\U\\home", "\\\\wsl$\\U\\home")],
)
def test_paths_of_other_systems_are_read_as_they_are(home: Path, named: str, cwd: str):
    log = claude(home, user("here", cwd=named))
    heads = Heads(deep=True)
    assert heads.cwds(str(log), log.stat()) == ("/elsewhere", cwd)


@pytest.mark.parametrize("folder", ["/srv/shop", "D:\\srv\\shop"])
def test_codex_names_the_directory_of_a_command_in_its_arguments(home: Path, folder: str):
    record = call("exec_command", {"cmd": "ls", "workdir": folder})
    log = write(home / ".codex" / "sessions" / "2026" / "rollout-1.jsonl", [meta(cwd="/elsewhere"), record])
    assert Heads().cwds(str(log), log.stat()) == ("/elsewhere", folder)


def test_a_path_that_is_only_spoken_of_is_no_visit(home: Path, work: Path):
    claude(
        home,
        user(f"look at {work}/a.py", cwd="/elsewhere"),
        user(json.dumps({"cwd": str(work)}), cwd="/elsewhere"),
        user("here", cwd=f"{work}-2"),
        user("here", note={"path": str(work)}, cwd="/elsewhere"),
    )
    assert found(home, work, Heads(deep=True)) == []


def test_what_was_searched_is_not_searched_again(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch):
    log = claude(home)
    heads = Heads(deep=True)
    assert found(home, work, heads) == []
    before = log.stat().st_size
    ranges: list[tuple[int, int]] = []
    search = module._search

    def spy(file: int, start: int, end: int, named: dict[str, None]) -> None:
        ranges.append((start, end))
        search(file, start, end, named)

    monkeypatch.setattr(module, "_search", spy)
    monkeypatch.setattr(module, "read_head", lambda *_: pytest.fail("the head was read again"))
    assert (found(home, work, heads), ranges) == ([], [])
    with log.open("a") as file:
        file.write(json.dumps(user("here", cwd=str(work))) + "\n")
    assert (found(home, work, heads), ranges) == (["s1"], [(before, log.stat().st_size)])


def test_a_log_that_grew_by_much_waits_for_its_search(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "APPENDED", 1000)
    log = claude(home)
    heads = Heads(deep=True)
    found(home, work, heads)
    quick = Heads({path: head for path, head in heads.learnt().items() if head is not None})
    with log.open("a") as file:
        file.write("".join(json.dumps(r) + "\n" for r in [*LONG, user("here", cwd=str(work)), *LONG]))
    assert found(home, work, quick) == []
    assert quick.search(str(log))
    assert found(home, work, quick) == ["s1"]


def test_a_directory_across_the_border_of_two_pieces_is_found(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "HEAD", 100)
    monkeypatch.setattr(module, "_CHUNK", 300)
    monkeypatch.setattr(module, "_OVERLAP", 100)
    for shift in range(0, 320, 7):
        log = write(home / "a.jsonl", [b"x" * 200, b"y" * (800 + shift), b'{"cwd": "/srv/shop"}', b"z" * 900])
        assert Heads(deep=True).cwds(str(log), log.stat()) == ("/srv/shop",), shift


def test_a_log_that_was_replaced_is_looked_at_anew(home: Path, work: Path):
    log = claude(home, user("here", cwd=str(work)))
    heads = Heads(deep=True)
    assert found(home, work, heads) == ["s1"]
    write(log, LONG[:3])
    assert found(home, work, heads) == []


def test_what_is_gone_is_told_to_who_keeps_it(home: Path, work: Path):
    log = claude(home)
    heads = Heads()
    found(home, work, heads)
    assert [head is None for head in heads.learnt().values()] == [False]
    log.unlink()
    found(home, work, heads)
    assert heads.learnt() == {str(log): None}
    assert heads.learnt() == {}


def test_copilots_records_are_searched_too_though_its_folder_is_told_beside_the_log(home: Path, work: Path):
    folder = home / ".copilot" / "session-state" / "s1"
    start = {"type": "session.start", "data": {"context": {"cwd": "/elsewhere"}}}
    filler = [{"type": "user.message", "data": {"content": "x" * 1000}}] * 200
    visit = {"type": "session.resume", "data": {"context": {"cwd": str(work)}}}
    log = write(folder / "events.jsonl", [start, *filler, visit, *filler])
    (folder / "workspace.yaml").write_text("cwd: /elsewhere\n", encoding="utf-8")
    quick = Heads()
    assert find_logs([str(work)], {}, str(home), quick).logs == ()
    assert quick.search(str(log))
    assert [found.cwds for found in find_logs([str(work)], {}, str(home), quick).logs] == [("/elsewhere", str(work))]


def test_antigravitys_calls_are_searched_to_the_end(home: Path, work: Path):
    log = home / ".gemini" / "antigravity" / "brain" / "1" / ".system_generated" / "logs" / "transcript.jsonl"
    elsewhere, here = ({"args": {"Cwd": json.dumps(cwd)}, "said": "x" * 1000} for cwd in ("/elsewhere", str(work)))
    # The real writer puts no blanks between keys and values.
    lines = [json.dumps(record, separators=(",", ":")) for record in [elsewhere] * 200 + [here] + [elsewhere] * 200]
    log.parent.mkdir(parents=True)
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    quick = Heads()
    assert find_logs([str(work)], {}, str(home), quick).logs == ()
    assert quick.search(str(log))
    assert [entry.cwds for entry in find_logs([str(work)], {}, str(home), quick).logs] == [("/elsewhere", str(work))]


def test_a_cline_task_that_went_on_in_another_folder_is_searched_to_its_end(home: Path, work: Path):
    task = home / ".config" / "Code" / "User" / "globalStorage" / "saoudrizwan.claude-dev" / "tasks" / "42"

    def said(cwd: str) -> dict[str, Any]:
        return {
            "say": "api_req_started",
            "text": json.dumps({"request": f"# Current Working Directory ({cwd}) Files\n"}),
        }

    filler = [{"say": "text", "text": "x" * 1000}] * 400
    task.mkdir(parents=True)
    log = task / "ui_messages.json"
    log.write_text(json.dumps([said("/elsewhere"), *filler, said(str(work)), *filler]), encoding="utf-8")
    quick = Heads()
    assert find_logs([str(work)], {}, str(home), quick).logs == ()
    assert quick.search(str(log))
    (found,) = find_logs([str(work)], {}, str(home), quick).logs
    assert found.cwds == ("/elsewhere", str(work))
    # It is written anew at each step, and stays found.
    log.unlink()
    log.write_text(json.dumps([said("/elsewhere"), *filler, said(str(work)), *filler, *filler]), encoding="utf-8")
    assert [entry.path for entry in find_logs([str(work)], {}, str(home), quick).logs] == [str(log)]
