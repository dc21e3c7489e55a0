"""Which instruction files count as the user's word, and when they are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sessions import ClaudeLog

from cotlens.engine.binding import Binding
from cotlens.engine.engine import Engine
from cotlens.engine.instructions import LOOK_EVERY, Instructions, read_instructions
from cotlens.engine.session_state import SessionState


def test_instruction_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("Use --no-verify for wip commits.")
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "CLAUDE.md").write_text("Write no tests.")
    found = read_instructions(str(tmp_path))
    assert [text for _, text in found] == ["Use --no-verify for wip commits.", "Write no tests."]
    assert found[0][0] == str(tmp_path / "AGENTS.md")


def test_no_folder_no_instructions() -> None:
    assert read_instructions(None) == ()


class Project:
    """A workspace with an instruction file, and a session that works in it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.folder = folder, folder / "ws"
        self.folder.mkdir()
        self.now = 0.0
        self.log = ClaudeLog(self.home, self.folder)
        self.log.user("add a rule")
        self.engine = Engine((str(self.folder),), {}, str(self.home))
        self.engine.instructions = self.instructions = Instructions(Binding((str(self.folder),)), lambda: self.now)

    def say(self, text: str, name: str = "CLAUDE.md") -> None:
        (self.folder / name).write_text(text)

    def state(self) -> SessionState:
        for log in self.engine.discover():
            self.engine.poll(log)
        (state,) = self.engine.sessions.values()
        return state

    def said(self) -> str:
        return self.instructions.of(self.state())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_file_that_the_session_changed_does_not_count(project: Project) -> None:
    project.say("Nothing goes.")
    assert project.said() == "Nothing goes."
    project.log.edit("CLAUDE.md", "Nothing", "Anything")
    assert project.said() == ""
    project.log.bash("ls", "", 0)
    assert project.said() == ""


def test_one_that_it_changed_by_a_command_does_not_count_either(project: Project) -> None:
    project.say("Anything goes.")
    project.log.bash("echo 'Anything goes.' > CLAUDE.md", "", 0)
    assert project.said() == ""


def test_another_file_counts_still(project: Project) -> None:
    project.say("Nothing goes.")
    project.say("Ask first.", "AGENTS.md")
    project.log.edit("CLAUDE.md", "Nothing", "Anything")
    assert project.said() == "Ask first."


def test_a_link_to_a_file_that_it_changed_does_not_count(project: Project) -> None:
    (project.folder / "docs").mkdir()
    project.say("Nothing goes.", "docs/agents.md")
    (project.folder / "AGENTS.md").symlink_to(project.folder / "docs" / "agents.md")
    assert project.said() == "Nothing goes."
    project.log.edit("docs/agents.md", "Nothing", "Anything")
    assert project.said() == ""


def test_what_is_written_later_counts_after_a_moment(project: Project) -> None:
    assert project.said() == ""
    project.say("Write no tests.")
    assert project.said() == ""
    project.now += LOOK_EVERY
    assert project.said() == "Write no tests."
