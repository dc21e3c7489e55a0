"""A file as a commit has it, asked of git itself: packs are its own matter. Of one commit at a time; `git_blobs` is for many."""

from __future__ import annotations

import subprocess
from typing import Final

from cotlens.engine.placing import LARGEST

PATIENCE: Final = 20.0
"""Seconds for git to answer."""


def git_text(checkout: str, name: str) -> str | None:
    """Return the text of a file (relative, with `/`) in the last commit; None if it has none, or git cannot be run."""
    # Plumbing: it runs no hook, no filter and no pager, whatever the repository's own settings say.
    command = ["git", "-C", checkout, "cat-file", "blob", f"HEAD:{name}"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").removeprefix("\ufeff") if len(done.stdout) <= LARGEST else None
