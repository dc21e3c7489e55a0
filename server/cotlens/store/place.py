"""Where the store lives, and files that only their owner can read. Knows no table and no format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import platformdirs

from cotlens.model.errors import StoreError

ENVIRONMENT: Final = "COTLENS_STATE_DIR"
"""Names the state directory when set; else the platform's own is used."""


def state_directory() -> Path:
    """Give the state directory of this user, whether it exists or not."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else Path(platformdirs.user_state_dir("cotlens", appauthor=False))


def make_private(directory: Path) -> None:
    """Make a directory (mode 0700) with its parents; raises StoreError."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(directory, error) from error


def touch_private(file: Path) -> None:
    """Make an empty file (mode 0600) if there is none; raises StoreError.

    An existing file is not opened: closing it again would drop the locks that SQLite holds on it in this process.
    """
    if file.exists():
        return
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise unusable(file, error) from error


def unusable(path: Path, error: Exception) -> StoreError:
    """Say that a path cannot be used, why, and what would mend it."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return StoreError(
        f"cannot use {path}: {reason}. Verdicts need a folder that can be written: "
        f"make this one so, free some space, or set {ENVIRONMENT} to another."
    )
