"""Whether the kernel will tell us of changes below a folder at all. Decides nothing: it gives a reason to poll, or None."""

from __future__ import annotations

import os
from typing import Final

_SILENT: Final = frozenset(
    {
        "9p",
        "drvfs",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "nfs",
        "nfs4",
        "virtiofs",
        "vboxsf",
        "prl_fs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "davfs",
    }
)
"""File systems where another machine (or the other side of a virtual one) can write without an event here."""

_SHARE: Final = 0.5
"""Of the user's inotify watches; editors and build tools want theirs too."""

_MOUNTS: Final = "/proc/mounts"
_LIMIT: Final = "/proc/sys/fs/inotify/max_user_watches"


def file_system(path: str, mounts: str) -> str:
    """Name the file system type that `path` (absolute, real) lies on, by the text of /proc/mounts; '' if unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # a later mount hides an earlier one at the same point
            best, kind = point, fields[2]
    return kind


def is_silent(kind: str) -> bool:
    """Tell whether events cannot be relied upon on this type of file system."""
    return kind in _SILENT or kind.startswith("fuse.")


def count_folders(root: str, stop_at: int) -> int:
    """Count `root` and the folders below it, links not followed; gives up once there are `stop_at`."""
    count, waiting = 0, [root]
    while waiting and count < stop_at:
        folder = waiting.pop()
        count += 1
        try:
            with os.scandir(folder) as entries:
                waiting.extend(e.path for e in entries if e.is_dir(follow_symlinks=False))
        except OSError:
            continue
    return count


def reason_to_poll(root: str, *, mounts: str = _MOUNTS, limit: str = _LIMIT) -> str | None:
    """Say why events below `root` (real path) cannot be trusted, or None where they can; systems without /proc pass."""
    kind = file_system(root, _read(mounts))
    if is_silent(kind):
        return f"{root} is on {kind}, which does not report changes"
    allowed = _read(limit).strip()
    if allowed.isdigit():
        most = int(int(allowed) * _SHARE)
        if count_folders(root, most) >= most:
            return f"{root} has more folders than half of fs.inotify.max_user_watches ({allowed})"
    return None


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
