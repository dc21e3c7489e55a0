"""A file as a commit has it, asked of git itself: packs are its own matter. Of one commit at a time; `git_blobs` is for many."""

from __future__ import annotations

import os
import subprocess
from typing import Final

from cotlens.engine.placing import LARGEST

PATIENCE: Final = 20.0
"""Seconds for git to answer."""


def git_environment() -> dict[str, str]:
    """Return what git is run with: nothing that leads it elsewhere, and no transport, so that it fetches nothing and runs nothing."""
    # A partial clone fetches what it lacks, by whatever command its own configuration names.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return {**kept, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def git_text(checkout: str, name: str) -> str | None:
    """Return the text of a file (relative, with `/`) in the last commit; None if it has none, or git cannot be run."""
    # Plumbing: it runs no hook, no filter and no pager, whatever the repository's own settings say.
    command = ["git", "-C", checkout, "cat-file", "blob", f"HEAD:{name}"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE, env=git_environment())
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").removeprefix("\ufeff") if len(done.stdout) <= LARGEST else None
