"""Who wrote a line of the shared verdicts, as far as logs tell: what an agent wrote, or may have written, does not count."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from git_repo import GitRepo
from sessions import ClaudeLog

from cotlens.config.load import user_config_file
from cotlens.engine import shared_verdicts
from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.engine.shared_verdicts import SharedVerdicts
from cotlens.model.shared import SharedFile
from cotlens.sources.discover import find_logs

FILE = ".cotlens/verdicts.jsonl"
PERSON, AGENT = "person0person0", "agent00agent00"


def line(name: str, when: str = "2026-03-01T10:00:00Z") -> str:
    known = {"id": name, "verdict": "dismissed", "code": "RH01", "fingerprint": "00112233aabbccdd", "time": when}
    return json.dumps(known)


class World:
    """A repository that shares a person's verdict, and an agent's session in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.repo = GitRepo.made(home / "ws")
        self.repo.commit(1_772_000_000, {FILE: line(PERSON) + "\n"})
        self.file = self.repo.root / FILE
        self.log = ClaudeLog(home, self.repo.root)
        self.log.user("Please go on.")

    def append(self, text: str) -> None:
        with self.file.open("a") as file:
            file.write(text + "\n")

    def writers(self) -> dict[str, str]:
        """By id: who is said to have written each line, by a scan and by an engine that follows the log."""
        folders = (str(self.repo.root),)
        logs = [x.path for x in find_logs(folders, {}, str(self.home)).logs]
        once = _told(scan(Engine(folders, {}, str(self.home)), logs).shared)
        live = Engine(folders, {}, str(self.home))
        for log in logs:
            live.poll(log)
        update = live.shared_news()
        assert update is not None
        assert update.shared is not None
        assert _told(update.shared) == once or not once
        return once


def _told(files: tuple[SharedFile, ...]) -> dict[str, str]:
    (file,) = files
    return {x.verdict.shared: x.writer for x in file.lines}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line waits, but where a test is about that."""
    monkeypatch.setattr(shared_verdicts, "YOUNG", 0.0)


def by_its_tool(world: World) -> None:
    old = world.file.read_text()
    world.log.edit(FILE, old, old + line(AGENT) + "\n")


def by_an_echo(world: World) -> None:
    world.append(line(AGENT))
    world.log.bash(f"echo '{line(AGENT)}' >> {FILE}")


def by_a_heredoc(world: World) -> None:
    world.append(line(AGENT))
    world.log.bash(f"cat >> {FILE} <<'EOF'\n{line(AGENT)}\nEOF")


def from_within_the_folder(world: World) -> None:
    world.append(line(AGENT))
    world.log.bash(f"cd .cotlens && printf '%s\\n' '{line(AGENT)}' >> verdicts.jsonl")


def by_another_file(world: World) -> None:
    world.log.create("notes/x.txt", line(AGENT) + "\n")
    world.append(line(AGENT))
    world.log.bash(f"cat notes/x.txt >> {FILE}")


def by_code_that_makes_it_up(world: World) -> None:
    world.append(line(AGENT))
    world.log.bash(f"python3 -c \"open('{FILE}', 'a').write(make())\"")


def by_code_and_a_commit(world: World) -> None:
    by_code_that_makes_it_up(world)
    world.repo.commit(1_790_000_000, {"x.txt": "x"})


def by_our_own_command(world: World) -> None:
    world.append(line(AGENT, "2026-03-12T14:02:10Z"))
    world.log.bash("cotlens verdict 1a2b3c4d dismiss --reason intended --share", "1a2b3c4d RH01: dismissed")


def over_a_person_s_line(world: World) -> None:
    world.append(line(AGENT))
    old = world.file.read_text()
    world.log.edit(FILE, old, old.replace('"RH01"', '"RH02"'))


@pytest.mark.parametrize(
    ("write", "own"),
    [
        (by_its_tool, {AGENT}),
        (by_an_echo, {AGENT}),
        (by_a_heredoc, {AGENT}),
        (from_within_the_folder, {AGENT}),
        (by_another_file, {AGENT}),
        (by_code_that_makes_it_up, {AGENT}),
        (by_code_and_a_commit, {AGENT}),
        (by_our_own_command, {AGENT}),
        (over_a_person_s_line, {AGENT, PERSON}),
    ],
)
def test_what_an_agent_wrote_is_the_agent_s(tmp_path: Path, write: Callable[[World], None], own: set[str]) -> None:
    world = World(tmp_path)
    write(world)
    who = "Claude Code session 11111111"
    assert world.writers() == {name: who if name in own else "" for name in (PERSON, AGENT)}


def reads_it(world: World) -> None:
    world.log.bash(f"cat {FILE}", world.file.read_text())


def searches_it(world: World) -> None:
    world.log.bash(f"grep -c RH01 {FILE}", "2")


def commits_it(world: World) -> None:
    world.log.bash(f"git add {FILE} && git commit -qm 'verdicts'", "")


def pulls_it(world: World) -> None:
    world.log.bash("git pull --rebase", "Updating 1..2\n .cotlens/verdicts.jsonl | 1 +")


def shares_at_another_time(world: World) -> None:
    world.log.bash("cotlens verdict 1a2b3c4d dismiss --share", "1a2b3c4d RH01: dismissed")


def writes_another(world: World) -> None:
    world.log.create("docs/verdicts.md", line("another0another0"))


@pytest.mark.parametrize("do", [reads_it, searches_it, commits_it, pulls_it, shares_at_another_time, writes_another])
def test_what_a_person_wrote_stays_a_person_s(tmp_path: Path, do: Callable[[World], None]) -> None:
    world = World(tmp_path)
    world.append(line(AGENT))
    do(world)
    assert world.writers() == {PERSON: "", AGENT: ""}


def test_a_new_line_waits_for_the_log_to_tell_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    os.utime(world.file, (1_772_000_000, 1_772_000_000))
    engine = Engine((str(world.repo.root),), {}, str(tmp_path))
    monkeypatch.setattr(shared_verdicts, "YOUNG", 1.0)
    first = engine.shared.changed()
    assert first is not None
    assert _told(first) == {PERSON: ""}
    world.append(line(AGENT))
    # Whatever the file says of its own age.
    os.utime(world.file, (1_772_000_001, 1_772_000_001))
    assert engine.shared.changed() is None
    world.log.bash(f"echo '{line(AGENT)}' >> {FILE}")
    (log,) = engine.discover()
    engine.poll(log)
    now = engine.shared.changed()
    assert now is not None
    assert _told(now) == {PERSON: "", AGENT: "Claude Code session 11111111"}
    world.append(line("second0second0"))
    assert engine.shared.changed() is None
    time.sleep(1.05)
    later = engine.shared.changed()
    assert later is not None
    assert _told(later)["second0second0"] == ""
    assert engine.shared.changed() is None


def test_a_folder_without_the_file_shares_nothing(tmp_path: Path) -> None:
    engine = Engine((str(tmp_path),), {}, str(tmp_path))
    assert engine.shared.changed() == (SharedFile(str(tmp_path)),)
    assert engine.shared.changed() is None
    assert isinstance(engine.shared, SharedVerdicts)


def test_who_wants_none_has_none_from_the_next_look_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    engine = Engine((str(world.repo.root),), {}, str(tmp_path))
    assert engine.shared.changed()
    config = Path(user_config_file({}, str(tmp_path)))
    config.parent.mkdir(parents=True)
    config.write_text("shared_verdicts = false\n")
    assert engine.reconfigure() is not None
    assert engine.shared.changed() == ()
    assert engine.shared.changed() is None
    config.write_text("shared_verdicts = true\n")
    assert engine.reconfigure() is not None
    again = engine.shared.changed()
    assert again is not None
    assert _told(again) == {PERSON: ""}
