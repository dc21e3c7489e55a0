"""Which file on this machine a path in a log means. Never leads outside the workspace folders.

A log's own directory is honoured if it exists here. Otherwise (a container, WSL, Windows, another machine, a moved checkout) its
paths are mapped onto the workspace: by the checkout that the log's directory lies in, or by the longest suffix that exists.
Other worktrees of the same repository count as the workspace: what an agent did there comes back by a merge.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from cotlens.sources.git_folders import git_common, git_root, lost_worktrees
from cotlens.sources.letter_case import as_listed, leading_to
from cotlens.sources.ownership import here

_DEEP = 3
"""Folders below a checkout's root that an agent may have been started in."""


class Binding:
    """The workspace folders, and the directories that logs say they worked in."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Take absolute folders; `()` binds to whatever directory a log names, if that exists."""
        self.folders = tuple(dict.fromkeys(os.path.realpath(f) for f in folders))
        self._cwds: list[str] = []
        self._known: dict[str, str | None] = {}
        self._bases: dict[tuple[str, str], str | None] = {}
        roots = {root for f in self.folders if (root := git_root(f)) is not None}
        self._lost = {lost: root for root in roots if (common := git_common(root)) for lost in lost_worktrees(common)}
        """Worktrees that are gone, with the checkout that stands for them here."""

    @property
    def cwds(self) -> tuple[str, ...]:
        """The directories that sessions worked in, as their logs name them."""
        return tuple(self._cwds)

    def note(self, cwds: Sequence[str]) -> None:
        """Learn directories that a session worked in."""
        fresh = [c for c in cwds if c not in self._cwds]
        if fresh:
            self._cwds = sorted((*self._cwds, *fresh), key=len, reverse=True)
            self._known.clear()
            self._bases.clear()

    def resolve(self, path: str) -> str | None:
        """Return the real path that `path` (as logged) has here, whether or not the file exists; None if outside."""
        if path not in self._known:
            self._known[path] = self._find(path)
        return self._known[path]

    def root_of(self, path: str) -> str | None:
        """Return the workspace folder that holds the real path `path`, or None."""
        holding = [f for f in self._roots() if path == f or path.startswith(f.rstrip("/\\") + os.sep)]
        return max(holding, key=len) if holding else None

    def _roots(self) -> tuple[str, ...]:
        if self.folders:
            return self.folders
        return tuple(os.path.realpath(c) for c in self._cwds if os.path.isdir(c))

    def _find(self, path: str) -> str | None:
        local = here(path)
        if os.path.isabs(local):
            real = self._cased(os.path.realpath(local))
            if self.root_of(real) is not None:
                return real
            found = self._in_worktree(real) or self._in_lost_worktree(real)
            if found is not None:
                return found
        named = path.replace("\\", "/")
        for cwd in self._cwds:
            base = cwd.replace("\\", "/").rstrip("/")
            if named.startswith(base + "/") and not os.path.isdir(here(cwd)):
                found = self._below(base, named)
                if found is not None:
                    return found
        return self._by_suffix(self._roots(), named) if not os.path.exists(local) else None

    def _cased(self, real: str) -> str:
        """On a file system that ignores case, spell a path as it stands there."""
        for folder in self.folders:
            path = leading_to(real, folder)
            if path.startswith(folder.rstrip("/\\") + os.sep):
                return as_listed(path, folder)
        return real

    def _in_worktree(self, real: str) -> str | None:
        """Map a path in another worktree of a workspace folder's repository onto that folder."""
        root = git_root(os.path.dirname(real))
        common = git_common(root) if root is not None else None
        if root is None or common is None:
            return None
        for folder in self._roots():
            ours = git_root(folder)
            if ours is not None and ours != root and git_common(ours) == common:
                mapped = os.path.realpath(os.path.join(ours, os.path.relpath(real, root)))
                if self.root_of(mapped) is not None:
                    return mapped
        return None

    def _in_lost_worktree(self, real: str) -> str | None:
        """The same for a worktree that is gone and that its repository still lists."""
        for lost, ours in self._lost.items():
            if real.startswith(lost + os.sep) and not os.path.exists(lost):
                mapped = os.path.realpath(os.path.join(ours, os.path.relpath(real, lost)))
                if self.root_of(mapped) is not None:
                    return mapped
        return None

    def _below(self, cwd: str, path: str) -> str | None:
        """Map a path below a directory that is not here, by the checkout's root that the directory lies in."""
        roots = self._roots()
        for root in roots:
            base = self._base(cwd, root)
            real = os.path.realpath(os.path.join(root, path[len(base) + 1 :])) if base is not None else None
            if real is not None and self.root_of(real) is not None and (os.path.exists(real) or len(roots) == 1):
                return real
        return None

    def _base(self, cwd: str, root: str) -> str | None:
        """Say which folder at or above a directory that is not here stands for the workspace folder `root`."""
        key = (cwd, root)
        if key not in self._bases:
            self._bases[key] = next(self._possible_bases(cwd, root), cwd)
        return self._bases[key]

    def _possible_bases(self, cwd: str, root: str) -> Iterator[str]:
        parts = cwd.split("/")
        name = os.path.basename(root)
        if name in parts:
            last = len(parts) - 1 - parts[::-1].index(name)
            yield "/".join(parts[: last + 1])
        for deep in range(1, min(_DEEP, len(parts) - 2) + 1):
            # Started in a folder of the checkout, whose root has another name there (`/app/server`).
            if os.path.isdir(os.path.join(root, *parts[-deep:])):
                yield "/".join(parts[:-deep])

    def _by_suffix(self, roots: tuple[str, ...], path: str) -> str | None:
        parts = [p for p in path.split("/") if p not in ("", ".", "..")]
        for start in range(1, max(len(parts) - 1, 1)):
            for root in roots:
                real = os.path.realpath(os.path.join(root, *parts[start:]))
                if os.path.isfile(real) and self.root_of(real) is not None:
                    return real
        return None
