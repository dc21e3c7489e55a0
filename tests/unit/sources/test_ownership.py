"""Which sessions belong to a workspace folder: by the directories that their logs name."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from cotlens.sources.git_folders import git_common, repository_name
from cotlens.sources.ownership import Folder, here, slug


def repository(folder: Path) -> Path:
    (folder / ".git").mkdir(parents=True)
    return folder


def worktree(of: Path, folder: Path) -> Path:
    pointer = of / ".git" / "worktrees" / folder.name
    pointer.mkdir(parents=True)
    (pointer / "commondir").write_text("../..\n")
    (pointer / "gitdir").write_text(f"{folder}/.git\n")
    folder.mkdir(parents=True)
    (folder / ".git").write_text(f"gitdir: {pointer}\n")
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shop = repository(tmp_path / "work" / "shop")
    (shop / "api").mkdir()
    return shop


def owns(folder: Path, *cwds: str) -> bool:
    return Folder(str(folder)).owns(cwds, "/home/dev/.codex/sessions/x.jsonl")


def test_work_in_at_or_below_the_folder_is_its_own_work_above_is_not(shop: Path):
    assert owns(shop, str(shop))
    assert owns(shop, str(shop / "api"))
    assert owns(shop, "/elsewhere", str(shop))
    assert owns(shop / "api", str(shop))  # work at the repository's root concerns all of it
    assert not owns(shop, str(shop.parent))
    assert not owns(shop, str(shop) + "-two")


def test_a_worktree_of_the_repository_is_the_repository(shop: Path, tmp_path: Path):
    other = worktree(shop, tmp_path / "trees" / "fix")
    (other / "api").mkdir()
    (other / "docs").mkdir()
    assert git_common(str(other)) == str(shop / ".git")
    assert owns(shop, str(other))
    assert owns(shop, str(other / "docs"))
    assert owns(shop / "api", str(other / "api"))
    assert not owns(shop / "api", str(other / "docs"))
    assert owns(other, str(shop))
    assert not owns(repository(tmp_path / "stranger"), str(other))


@pytest.mark.parametrize(
    ("cwd", "mine"),
    [
        ("/workspaces/shop", True),
        ("/workspaces/shop/api", True),
        ("/workspace/shop", True),
        ("/home/me/.codex/worktrees/1a2b/shop", True),
        ("/home/vscode/shop", True),
        ("/workspaces/other", False),
        ("/srv/shop", False),
        ("/workspaces/shop/a/b/c/d", False),
        ("relative/shop", False),
    ],
)
def test_a_checkout_in_a_container_is_known_by_its_name(shop: Path, cwd: str, mine: bool):
    assert owns(shop, cwd) == mine


def test_a_link_to_the_folder_is_the_folder(shop: Path, tmp_path: Path):
    (tmp_path / "link").symlink_to(shop)
    assert owns(tmp_path / "link", str(shop))
    assert owns(shop, str(tmp_path / "link"))


def test_without_a_directory_the_name_of_the_logs_folder_decides(shop: Path):
    assert Folder(str(shop)).owns((), f"/home/dev/.claude/projects/{slug(str(shop))}/x.jsonl")
    assert not Folder(str(shop)).owns((), "/home/dev/.claude/projects/-other/x.jsonl")


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("D:\\code\\shop", "/mnt/d/code/shop"),
        ("d:/code/shop", "/mnt/d/code/shop"),
        ("\\\\?\\C:\\work", "/mnt/c/work"),
        ("\\\\wsl$\\Ubuntu\\home\\me", "/home/me"),
        ("//wsl.localhost/Debian/home/me", "/home/me"),
        ("/home/me", "/home/me"),
        ("relative", "relative"),
    ],
)
def test_paths_of_windows_have_a_name_in_wsl(path: str, local: str):
    assert here(path) == local


def test_without_a_directory_the_hash_of_its_path_decides_too(shop: Path):
    name = sha256(str(shop).encode()).hexdigest()
    assert Folder(str(shop)).owns((), f"/home/dev/.gemini/tmp/{name}/chats/session-1.json")


def test_a_worktree_that_is_gone_is_known_while_git_lists_it(shop: Path, tmp_path: Path):
    gone = worktree(shop, tmp_path / "trees" / "fix")
    listed = shop / ".git" / "worktrees" / "fix"
    shutil.rmtree(gone)
    assert owns(shop, str(gone))
    assert owns(shop, str(gone / "docs"))
    assert owns(shop / "api", str(gone / "api"))
    assert owns(shop / "api", str(gone))
    assert not owns(shop / "api", str(gone / "docs"))
    assert not owns(shop, str(gone) + "-two")
    assert not owns(repository(tmp_path / "stranger"), str(gone))
    (listed / "gitdir").write_text("../../../../../trees/fix/.git\n")
    assert owns(shop, str(gone)), "newer gits write the path relative to where it stands"
    gone.mkdir()
    assert not owns(shop, str(gone)), "what is there now is something else"
    gone.rmdir()
    shutil.rmtree(listed)
    assert not owns(shop, str(gone))


URL = "https://github.com/dev/shop.git"


@pytest.mark.parametrize(
    ("cwd", "origin", "expected"),
    [
        ("/gone/fix-17", URL, True),
        ("/gone/fix-17", "git@github.com:dev/shop", True),
        ("/gone/fix-17", "ssh://git@github.com:22/Dev/Shop.git/", True),
        ("/gone/fix-17", "https://github.com/dev/other.git", False),
        ("/gone/fix-17", "https://gitlab.com/dev/shop.git", False),
        ("/gone/fix-17", "https://github.com/dev/shop-fork.git", False),
        ("relative", URL, False),
    ],
)
def test_a_clone_that_is_gone_is_known_by_where_it_came_from(shop: Path, cwd: str, origin: str, expected: bool):
    (shop / ".git" / "config").write_text(f'[core]\n\turl = https://x.org/a/b\n[remote "origin"]\n\turl = {URL}\n')
    assert Folder(str(shop)).owns((cwd,), "/log", (origin,)) is expected


def test_a_clone_that_is_there_has_files_of_its_own(shop: Path, tmp_path: Path):
    (shop / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {URL}\n')
    other = repository(tmp_path / "other-clone")
    assert not Folder(str(shop)).owns((str(other),), "/log", (URL,))
    (shop / "docs").mkdir()
    assert Folder(str(shop / "api")).owns(("/gone/fix/api",), "/log", (URL,))
    assert not Folder(str(shop / "api")).owns(("/gone/fix/docs",), "/log", (URL,))


@pytest.mark.parametrize(
    "url", ["/srv/git/shop.git", "file:///srv/git/shop.git", "../shop.git", "C:\\git\\shop", "", "host"]
)
def test_an_address_that_is_a_folder_is_no_name(url: str):
    assert repository_name(url) is None
