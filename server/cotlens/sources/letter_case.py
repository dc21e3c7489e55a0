"""Names that differ in case only, on file systems that take them for one. Asks the disk, never the kind of system.

Case may count in one folder and not in the next: on a mounted volume, in a folder of ext4 with `casefold`.
"""

from __future__ import annotations

import os
from functools import lru_cache


def leading_to(path: str, folder: str) -> str:
    """Give a path that names `folder` in another case the folder's own spelling; any other path stays as it is."""
    named, rest = path[: len(folder)], path[len(folder) :]
    if named == folder or rest[:1] not in ("", os.sep) or named.casefold() != folder.casefold():
        return path
    return folder + rest if _is_same(named, folder) else path


def as_listed(path: str, folder: str) -> str:
    """Spell what lies below a folder as the folders in between list it; what is not there stays as it is."""
    if not path.startswith(folder + os.sep) or not ignores_case(folder):
        return path
    found = folder
    parts = path[len(folder) + 1 :].split(os.sep)
    for at, part in enumerate(parts):
        names = _names(found)
        if part not in names:
            part = next((n for n in names if n.casefold() == part.casefold()), "")  # noqa: PLW2901 - its true spelling
            if not part:
                return os.path.join(found, *parts[at:])
        found = os.path.join(found, part)
    return found


@lru_cache(maxsize=64)
def ignores_case(folder: str) -> bool:
    """Tell whether names in a folder are found by another case."""
    name = next((n for n in _names(folder) if n.swapcase() != n), None)
    return name is not None and _is_same(os.path.join(folder, name), os.path.join(folder, name.swapcase()))


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False
