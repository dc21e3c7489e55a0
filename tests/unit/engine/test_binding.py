"""Which file here a path in a log means."""

from __future__ import annotations

from pathlib import Path

import pytest

from cotlens.engine.binding import Binding


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in ("src/a.py", "src/deep/b.py"):
        file = tmp_path / "ws" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    (tmp_path / "outside.py").write_text("")
    return tmp_path / "ws"


def test_a_path_below_the_folder_is_itself_whether_or_not_it_exists(workspace: Path) -> None:
    binding = Binding([str(workspace)])
    assert binding.resolve(str(workspace / "src/a.py")) == str(workspace / "src/a.py")
    assert binding.resolve(str(workspace / "src/gone.py")) == str(workspace / "src/gone.py")


def test_a_directory_that_is_not_here_is_mapped_onto_the_workspace(workspace: Path) -> None:
    binding = Binding([str(workspace)])
    binding.note(["/workspaces/shop"])
    assert binding.resolve("/workspaces/shop/src/a.py") == str(workspace / "src/a.py")
    assert binding.resolve("/workspaces/shop/src/new.py") == str(workspace / "src/new.py")


def test_an_unknown_prefix_is_mapped_by_the_longest_suffix_that_exists(workspace: Path) -> None:
    binding = Binding([str(workspace)])
    assert binding.resolve("C:\\Users\\dev\\shop\\src\\deep\\b.py") == str(workspace / "src/deep/b.py")
    assert binding.resolve("/somewhere/else/never.py") is None


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "src/../../outside.py"])
def test_nothing_leads_out_of_the_workspace(workspace: Path, path: str) -> None:
    binding = Binding([str(workspace)])
    binding.note(["/workspaces/shop"])
    logged = path if path.startswith("/") else f"/workspaces/shop/{path}"
    assert binding.resolve(logged) is None
    assert binding.resolve(str(workspace / path) if not path.startswith("/") else path) is None


def test_a_link_that_leads_out_is_not_followed(workspace: Path) -> None:
    (workspace / "link.py").symlink_to(workspace.parent / "outside.py")
    assert Binding([str(workspace)]).resolve(str(workspace / "link.py")) is None


def test_without_folders_the_logs_own_directories_bind(workspace: Path) -> None:
    binding = Binding([])
    assert binding.resolve(str(workspace / "src/a.py")) is None
    binding.note([str(workspace)])
    assert binding.resolve(str(workspace / "src/a.py")) == str(workspace / "src/a.py")
