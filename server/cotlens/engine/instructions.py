"""The project's instruction files: what they allow or forbid counts as the user's word.

A file that the session itself changed does not count: an agent must not be able to authorise itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from cotlens.engine.binding import Binding
from cotlens.engine.stamp import stamp

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
LOOK_EVERY: Final = 2.0
"""Seconds for which what a folder's files say is taken as it was: an agent that streams would have them looked for with every event."""
_MOST: Final = 64
"""Directories for which that is remembered."""


def instruction_files(root: str) -> tuple[str, ...]:
    """Return the paths of the instruction files that a folder may have."""
    return tuple(os.path.join(root, name) for name in FILES)


def read_instructions(root: str | None) -> tuple[tuple[str, str], ...]:
    """Return the instruction files below `root` that can be read, each as its real path with its text."""
    found = []
    for path in instruction_files(root) if root is not None else ():
        # Asked first, since most are not there, and to fail to open one costs ten times as much.
        if not os.path.isfile(path):
            continue
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                found.append((os.path.realpath(path), file.read(CAP)))
        except OSError:
            continue
    return tuple(found)


def _may_instruct(path: str) -> bool:
    return path.endswith((".md", ".cursorrules"))


class _Said(NamedTuple):
    """What the files of a session's root say, by their real paths, and until when that is taken as it is."""

    until: float
    texts: tuple[tuple[str, str], ...]


class Instructions:
    """What holds for the sessions of an engine; remembers where it looked."""

    def __init__(self, binding: Binding, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing was read yet."""
        self._binding = binding
        self._clock = clock
        self._roots: set[str] = set()
        self._said: dict[str | None, _Said] = {}
        """By the directory that a session's log names."""
        self._changed: WeakKeyDictionary[SessionState, tuple[int, dict[str, None]]] = WeakKeyDictionary()
        """Of how many edits of a session it is known which that may instruct agents they changed, as its logs name them."""

    def of(self, state: SessionState) -> str:
        """Return what holds for a session."""
        texts = self._said_in(state.session.cwd).texts
        if not texts:
            return ""
        changed = self._changed_by(state)
        return "\n\n".join(text for path, text in texts if path not in changed)

    def state_of(self, cwd: str | None) -> tuple[str, ...]:
        """Return what differs whenever others may hold for a session that worked in `cwd` (as its log names it)."""
        root = self._root_of(cwd)
        return tuple(f"{path}={stamp(path)}" for path in instruction_files(root)) if root is not None else ()

    @property
    def files(self) -> set[str]:
        """All files that were looked for."""
        return {file for root in self._roots for file in instruction_files(root)}

    def _said_in(self, cwd: str | None) -> _Said:
        said = self._said.get(cwd)
        if said is None or self._clock() >= said.until:
            root = self._root_of(cwd)
            if root is not None:
                self._roots.add(root)
            if len(self._said) >= _MOST:
                self._said.clear()
            said = self._said[cwd] = _Said(self._clock() + LOOK_EVERY, read_instructions(root))
        return said

    def _changed_by(self, state: SessionState) -> set[str]:
        """Name the files (real paths) among those that may instruct agents that a session changed: they authorise nothing."""
        if state.plain:
            count, paths = self._changed.get(state, (0, {}))
            paths |= dict.fromkeys(edit.path for _, edit in state.edits[count:] if _may_instruct(edit.path))
            self._changed[state] = len(state.edits), paths
        else:
            facts = (fact for turn in state.timeline.turns for _, action in turn.actions for fact in action.edits)
            paths = dict.fromkeys(fact.edit.path for fact in facts if _may_instruct(fact.edit.path))
        return {real for path in paths if (real := self._binding.resolve(path)) is not None}

    def _root_of(self, cwd: str | None) -> str | None:
        root = self._binding.folders[0] if self._binding.folders else None
        if cwd and os.path.isdir(cwd):
            return self._binding.root_of(os.path.realpath(cwd)) or root or cwd
        return root
