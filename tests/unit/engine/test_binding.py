"""Which file here a path in a log means."""

from __future__ import annotations

import shutil
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


def repository(folder: Path) -> Path:
    (folder / ".git").mkdir(parents=True)
    (folder / "src").mkdir()
    (folder / "src" / "a.py").write_text("")
    return folder


def worktree(of: Path, folder: Path) -> Path:
    pointer = of / ".git" / "worktrees" / folder.name
    pointer.mkdir(parents=True)
    (pointer / "commondir").write_text("../..\n")
    (folder / "src").mkdir(parents=True)
    (folder / ".git").write_text(f"gitdir: {pointer}\n")
    (folder / "src" / "a.py").write_text("")
    return folder


def test_a_worktree_of_the_same_repository_counts_as_the_workspace(tmp_path: Path) -> None:
    main = repository(tmp_path / "shop")
    other = worktree(main, tmp_path / "worktrees" / "fix-1")
    stranger = repository(tmp_path / "stranger")
    binding = Binding([str(main)])
    assert binding.resolve(str(other / "src/a.py")) == str(main / "src/a.py")
    assert binding.resolve(str(other / "src/new.py")) == str(main / "src/new.py")
    assert binding.resolve(str(stranger / "src/a.py")) is None


def test_a_folder_inside_the_repository_gets_only_its_own_part_of_a_worktree(tmp_path: Path) -> None:
    main = repository(tmp_path / "shop")
    other = worktree(main, tmp_path / "fix-1")
    binding = Binding([str(main / "src")])
    assert binding.resolve(str(other / "src/a.py")) == str(main / "src/a.py")
    assert binding.resolve(str(other / "README.md")) is None


CONTAINERS = [
    # (the log's directory, the path it names, what is meant)
    ("/workspaces/ws/src", "/workspaces/ws/src/a.py", "src/a.py"),
    ("/workspaces/ws/src", "/workspaces/ws/src/new.py", "src/new.py"),
    ("/app/src/deep", "/app/src/deep/new.py", "src/deep/new.py"),
    ("D:\\work\\ws", "D:\\work\\ws\\src\\new.py", "src/new.py"),
    ("/mnt/q/work/ws", "/mnt/q/work/ws/src/new.py", "src/new.py"),
    ("\\\\wsl$\\Ubuntu\\home\\nobody\\ws", "\\\\wsl$\\Ubuntu\\home\\nobody\\ws\\src\\a.py", "src/a.py"),
]


@pytest.mark.parametrize(("cwd", "path", "meant"), CONTAINERS)
def test_a_checkout_elsewhere_is_mapped_by_its_own_root(workspace: Path, cwd: str, path: str, meant: str) -> None:
    binding = Binding([str(workspace)])
    binding.note([cwd])
    assert binding.resolve(path) == str(workspace / meant)


def test_several_folders_each_get_their_own_files(tmp_path: Path) -> None:
    for name in ("api/app.py", "web/app.ts"):
        file = tmp_path / name
        file.parent.mkdir()
        file.write_text("")
    binding = Binding([str(tmp_path / "api"), str(tmp_path / "web")])
    binding.note(["/workspaces/mono/api", "/workspaces/mono/web"])
    assert binding.resolve("/workspaces/mono/api/app.py") == str(tmp_path / "api/app.py")
    assert binding.resolve("/workspaces/mono/web/app.ts") == str(tmp_path / "web/app.ts")
    assert binding.resolve(str(tmp_path / "web/new.ts")) == str(tmp_path / "web/new.ts")


def test_where_case_counts_another_case_is_another_folder(workspace: Path) -> None:
    other = workspace.parent / "WS"
    (other / "src").mkdir(parents=True)
    (other / "src" / "a.py").write_text("")
    assert Binding([str(workspace)]).resolve(str(other / "src" / "a.py")) is None
    assert Binding([str(workspace)]).resolve(str(workspace / "SRC" / "a.py")) == str(workspace / "SRC" / "a.py")


def test_a_linked_workspace_is_its_target(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(workspace)
    binding = Binding([str(tmp_path / "link")])
    assert binding.resolve(str(tmp_path / "link/src/a.py")) == str(workspace / "src/a.py")
    assert binding.resolve(str(workspace / "src/a.py")) == str(workspace / "src/a.py")


def test_a_path_in_a_worktree_that_is_gone_means_the_same_file_here(tmp_path: Path) -> None:
    main = repository(tmp_path / "shop")
    gone = worktree(main, tmp_path / "trees" / "fix-17")
    (main / ".git" / "worktrees" / "fix-17" / "gitdir").write_text(f"{gone}/.git\n")
    shutil.rmtree(gone)
    binding = Binding([str(main)])
    assert binding.resolve(str(gone / "src" / "new.py")) == str(main / "src" / "new.py")
    assert Binding([str(main / "src")]).resolve(str(gone / "src" / "a.py")) == str(main / "src" / "a.py")
    assert binding.resolve(str(gone / ".." / "x.py")) is None
    assert binding.resolve(str(gone) + "-two/src/new.py") is None
