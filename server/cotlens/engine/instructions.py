"""The project's instruction files: what they allow or forbid counts as the user's word.

A file that the session itself changed does not count: an agent must not be able to authorise itself.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Final

FILES: Final = (
    "AGENTS.md",
    "CLAUDE.md",
    "GEMINI.md",
    "CONTRIBUTING.md",
    ".github/copilot-instructions.md",
    ".cursorrules",
    ".claude/CLAUDE.md",
)

CAP: Final = 64_000
"""Characters read of one file."""


def instruction_files(root: str) -> tuple[str, ...]:
    """Return the paths of the instruction files that a folder may have."""
    return tuple(os.path.join(root, name) for name in FILES)


def read_instructions(root: str | None, changed: Collection[str]) -> str:
    """Return the text of the instruction files below `root` that are not among the real paths `changed`."""
    if root is None:
        return ""
    texts = []
    for path in instruction_files(root):
        if os.path.realpath(path) in changed:
            continue
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                texts.append(file.read(CAP))
        except OSError:
            continue
    return "\n\n".join(texts)
