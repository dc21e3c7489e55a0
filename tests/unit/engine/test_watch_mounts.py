"""Where events cannot be trusted: told by the mount table, the folder count and the kernel's limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from cotlens.engine.mounts import count_folders, file_system, is_silent, reason_to_poll

MOUNTS = """\
/dev/sda / ext4 rw 0 0
proc /proc proc rw 0 0
C:\\134 /mnt/c 9p rw,aname=drvfs 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb /home/local ext4 rw 0 0
host /work\\040space virtiofs rw 0 0
x /home/u/sshfs fuse.sshfs rw 0 0
tmpfs /home/local tmpfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind", "silent"),
    [
        ("/srv/x", "ext4", False),
        ("/mnt/c/Users/u/.claude", "9p", True),
        ("/mnt/cd", "ext4", False),
        ("/home/u/.claude", "nfs4", True),
        ("/home/u/sshfs/x", "fuse.sshfs", True),
        ("/home/local/x", "tmpfs", False),
        ("/work space/x", "virtiofs", True),
        ("/home", "nfs4", True),
    ],
)
def test_the_mount_that_holds_a_path(path: str, kind: str, silent: bool) -> None:
    assert file_system(path, MOUNTS) == kind
    assert is_silent(kind) == silent


def test_without_a_mount_table_events_are_trusted(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    assert reason_to_poll(str(tmp_path), mounts=missing, limit=missing) is None


def test_a_silent_file_system_is_a_reason(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x {tmp_path} cifs rw 0 0\n")
    assert "cifs" in (reason_to_poll(str(tmp_path), mounts=str(mounts), limit="/missing") or "")


@pytest.mark.parametrize(
    ("allowed", "polls"), [("20", True), ("21", True), ("24", False), ("100000", False), ("no number", False)]
)
def test_more_folders_than_half_the_limit_is_a_reason(tmp_path: Path, allowed: str, polls: bool) -> None:
    root = tmp_path / "root"
    for number in range(10):
        (root / f"d{number}").mkdir(parents=True)
    (root / "loop").symlink_to(root)
    limit = tmp_path / "limit"
    limit.write_text(allowed)
    assert count_folders(str(root), 100) == 11
    assert count_folders(str(root), 5) == 5
    assert (reason_to_poll(str(root), mounts="/missing", limit=str(limit)) is not None) == polls


def test_a_folder_that_cannot_be_read_counts_itself(tmp_path: Path) -> None:
    assert count_folders(str(tmp_path / "missing"), 10) == 1
