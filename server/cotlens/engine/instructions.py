"""The project's instruction files: what they allow or forbid counts as the user's word.

A file that the session itself changed does not count: an agent must not be able to authorise itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

from cotlens.engine.binding import Binding
from cotlens.engine.stamp import stamp
from cotlens.model.fact import Turn

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

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
        # Asked first, since most are not there, and to fail to open one costs ten times as much.
        if not os.path.isfile(path) or (changed and os.path.realpath(path) in changed):
            continue
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                texts.append(file.read(CAP))
        except OSError:
            continue
    return "\n\n".join(texts)


def instructions_changed_in(turns: Iterable[Turn], resolve: Callable[[str], str | None]) -> set[str]:
    """Name the files (real paths) among those that may instruct agents that these turns changed: they authorise nothing."""
    edits = (fact for turn in turns for _, action in turn.actions for fact in action.edits)
    found = (resolve(fact.edit.path) for fact in edits if fact.path.endswith((".md", ".cursorrules")))
    return {path for path in found if path is not None}


class Instructions:
    """What holds for the sessions of an engine; remembers where it looked."""

    def __init__(self, binding: Binding) -> None:
        """Nothing was read yet."""
        self._binding = binding
        self._roots: set[str] = set()

    def of(self, state: SessionState) -> str:
        """Return what holds for a session."""
        root = self._root_of(state.session.cwd)
        if root is not None:
            self._roots.add(root)
        return read_instructions(root, instructions_changed_in(state.timeline.turns, self._binding.resolve))

    def state_of(self, cwd: str | None) -> tuple[str, ...]:
        """Return what differs whenever others may hold for a session that worked in `cwd` (as its log names it)."""
        root = self._root_of(cwd)
        return tuple(f"{path}={stamp(path)}" for path in instruction_files(root)) if root is not None else ()

    @property
    def files(self) -> set[str]:
        """All files that were looked for."""
        return {file for root in self._roots for file in instruction_files(root)}

    def _root_of(self, cwd: str | None) -> str | None:
        root = self._binding.folders[0] if self._binding.folders else None
        if cwd and os.path.isdir(cwd):
            return self._binding.root_of(os.path.realpath(cwd)) or root or cwd
        return root
