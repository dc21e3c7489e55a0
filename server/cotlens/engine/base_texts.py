"""The text that a file had before an agent's first edit, as commits of that time have it: logs often tell only what changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import lru_cache
from typing import Final

from cotlens.engine.committed import PATIENCE, git_environment
from cotlens.engine.git_blobs import GitBlobs
from cotlens.model.edit import FileEdit
from cotlens.sources.git_folders import git_head_at, git_root

_STEP: Final = 600.0
"""Seconds for which one answer of git's serves, where its log of HEAD does not reach back."""


class BaseTexts:
    """Asks git, one process a checkout."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._blobs: dict[str, GitBlobs] = {}

    def __call__(self, path: str, edit: FileEdit) -> Iterator[str]:
        """Yield what a file (real path) may have held when an edit was made: whoever asks has to see whether the edit fits it."""
        root = git_root(os.path.dirname(path))
        if root is None or edit.time is None:
            return
        if root not in self._blobs:
            self._blobs[root] = GitBlobs(root)
        name = os.path.relpath(path, root).replace(os.sep, "/")
        tried = set()
        for find in (git_head_at, _last_commit_before):
            commit = find(root, edit.time)
            if commit is not None and commit not in tried:
                tried.add(commit)
                text = self._blobs[root].text(name, commit)
                if text is not None:
                    yield text


def _last_commit_before(root: str, time: float) -> str | None:
    return _asked(root, time - time % _STEP)


@lru_cache(maxsize=256)
def _asked(root: str, time: float) -> str | None:
    """Ask for the last commit before a time that the checkout's own history has: a fresh clone's log begins later."""
    before = datetime.fromtimestamp(time, timezone.utc).isoformat()
    command = ["git", "-C", root, "rev-list", "-1", f"--before={before}", "HEAD"]
    try:
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=PATIENCE, text=True, env=git_environment()
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
