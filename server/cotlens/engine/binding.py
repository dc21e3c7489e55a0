"""Which file on this machine a path in a log means. Never leads outside the workspace folders.

A log's own directory is honoured if it exists here; otherwise (a container, another machine, a moved checkout) its paths are
mapped onto the workspace by what follows the log's directory, or by the longest suffix that exists.
"""

from __future__ import annotations

import os
from collections.abc import Sequence


class Binding:
    """The workspace folders, and the directories that logs say they worked in."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Take absolute folders; `()` binds to whatever directory a log names, if that exists."""
        self.folders = tuple(dict.fromkeys(os.path.realpath(f) for f in folders))
        self._cwds: list[str] = []
        self._known: dict[str, str | None] = {}

    def note(self, cwds: Sequence[str]) -> None:
        """Learn directories that a session worked in."""
        fresh = [c for c in cwds if c not in self._cwds]
        if fresh:
            self._cwds = sorted((*self._cwds, *fresh), key=len, reverse=True)
            self._known.clear()

    def resolve(self, path: str) -> str | None:
        """Return the real path that `path` (as logged) has here, whether or not the file exists; None if outside."""
        if path not in self._known:
            self._known[path] = self._find(path.replace("\\", "/"))
        return self._known[path]

    def root_of(self, path: str) -> str | None:
        """Return the workspace folder that holds the real path `path`, or None."""
        holding = [f for f in self._roots() if path == f or path.startswith(f.rstrip("/") + "/")]
        return max(holding, key=len) if holding else None

    def _roots(self) -> tuple[str, ...]:
        if self.folders:
            return self.folders
        return tuple(os.path.realpath(c) for c in self._cwds if os.path.isdir(c))

    def _find(self, path: str) -> str | None:
        roots = self._roots()
        if os.path.isabs(path):
            real = os.path.realpath(path)
            if self.root_of(real) is not None:
                return real
        for cwd in self._cwds:
            base = cwd.replace("\\", "/").rstrip("/")
            if path.startswith(base + "/") and not os.path.isdir(cwd):
                found = self._below(roots, path[len(base) + 1 :])
                if found is not None:
                    return found
        return self._by_suffix(roots, path) if not os.path.exists(path) else None

    def _below(self, roots: tuple[str, ...], relative: str) -> str | None:
        for root in roots:
            real = os.path.realpath(os.path.join(root, relative))
            if self.root_of(real) is not None and (os.path.exists(real) or len(roots) == 1):
                return real
        return None

    def _by_suffix(self, roots: tuple[str, ...], path: str) -> str | None:
        parts = [p for p in path.split("/") if p not in ("", ".", "..")]
        for start in range(1, max(len(parts) - 1, 1)):
            for root in roots:
                real = os.path.realpath(os.path.join(root, *parts[start:]))
                if os.path.isfile(real) and self.root_of(real) is not None:
                    return real
        return None
