"""Real git repositories for tests, with commits at given times."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class GitRepo:
    """A checkout. Nothing of the user's own configuration counts in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.time = 1_770_000_000

    @classmethod
    def made(cls, root: Path) -> GitRepo:
        """Make an empty repository."""
        root.mkdir(parents=True, exist_ok=True)
        repo = cls(root)
        repo.git("init", "-q", "-b", "main")
        return repo

    def git(self, *words: str) -> str:
        env = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org",
            "GIT_AUTHOR_DATE": f"{self.time} +0000",
            "GIT_COMMITTER_DATE": f"{self.time} +0000",
        }
        done = subprocess.run(
            ["git", "-C", str(self.root), *words], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, time: int, files: dict[str, str]) -> str:
        """Write files and commit them at a time; gives the commit."""
        self.time = time
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD")
