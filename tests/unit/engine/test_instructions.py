"""Which instruction files count as the user's word."""

from __future__ import annotations

from pathlib import Path

from cotlens.engine.instructions import read_instructions


def test_instruction_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("Use --no-verify for wip commits.")
    assert "--no-verify" in read_instructions(str(tmp_path), ())


def test_a_file_that_the_session_changed_does_not_count(tmp_path: Path) -> None:
    file = tmp_path / "CLAUDE.md"
    file.write_text("Anything goes.")
    assert read_instructions(str(tmp_path), {str(file)}) == ""


def test_no_folder_no_instructions() -> None:
    assert read_instructions(None, ()) == ""
