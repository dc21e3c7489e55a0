"""Whether a log belongs to a workspace folder, by the directories that it names. Stats folders, reads only git's own small files."""

from __future__ import annotations

import os
import re
from functools import cached_property, lru_cache
from typing import Final

from cotlens.sources.git_folders import git_common, git_root, lost_worktrees, remotes, repository_name
from cotlens.sources.letter_case import leading_to

_SLUG: Final = re.compile(r"[^A-Za-z0-9-]")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DRIVE: Final = re.compile(r"(?:\\\\\?\\)?([A-Za-z]):[\\/]?(.*)", re.DOTALL)
_MNT: Final = re.compile(r"/mnt/([a-z])(?:/(.*))?\Z", re.DOTALL)
_WSL_SHARE: Final = re.compile(r"(?://|\\\\)wsl(?:\.localhost|\$)[\\/][^\\/]+(.*)", re.DOTALL | re.IGNORECASE)
_ELSEWHERE: Final = re.compile(
    r"/(?:workspaces?|app|code|project|repo|src|usr/src|home/(?:user|vscode|node|coder))/"
    r"|/(?:workspaces?|app|code|project|repo|src)\Z"
    r"|.*[\\/]\.(?:codex|claude|cursor)[\\/]worktrees[\\/]"
)
"""Where containers and agents' own worktrees have a checkout: its last folders are then what tells which one it is."""


_DEEP: Final = 3
"""Folders below a checkout's root that an agent may have been started in."""


def slug(folder: str) -> str:
    """Return the name of the folder that Claude Code keeps a directory's logs in. Not reversible."""
    return _SLUG.sub("-", folder)


class Folder:
    """One workspace folder, and what counts as its own."""

    def __init__(self, folder: str) -> None:
        self.real = real(folder)
        named = {os.path.abspath(folder), os.path.realpath(folder)}
        self._named = frozenset(named)
        self._slugs = {slug(name) for name in named}
        # Work done at the root of a repository concerns every folder in it; work done in some parent folder does not.
        self._root = git_root(self.real)
        self._common = git_common(self._root) if self._root else None
        self._within = os.path.relpath(self.real, self._root) if self._root else "."
        self._lost = tuple(lost_worktrees(self._common)) if self._common else ()
        self._remotes = remotes(self._common) if self._common else frozenset()

    def owns(self, cwds: tuple[str, ...], log: str, origins: tuple[str, ...] = ()) -> bool:
        """Tell whether a log with these working directories, of clones of these repositories, belongs to the folder."""
        if not cwds:
            # Nothing but the name of its folder ties a log without directories to a workspace.
            parts = log.replace("\\", "/").split("/")
            return any(part in self._slugs or (_SHA256.fullmatch(part) and part in self._hashes) for part in parts)
        if any(self._holds(cwd) for cwd in cwds):
            return True
        return any(repository_name(url) in self._remotes for url in origins) and self._may_be_lost(cwds[0])

    @cached_property
    def _hashes(self) -> frozenset[str]:
        """The names that Gemini CLI gave a project's folder before it used its own: the hashes of its path."""
        from hashlib import sha256  # noqa: PLC0415  # OpenSSL comes along, 3.5 MB; few have such folders

        return frozenset(sha256(os.fsencode(name)).hexdigest() for name in self._named)

    def _holds(self, cwd: str) -> bool:
        place = real(here(cwd))
        place = leading_to(place, self._root or self.real)
        place = leading_to(place, self.real)
        if place in (self.real, self._root) or _below(place, self.real):
            return True
        if not os.path.isabs(place):
            return False
        if os.path.isdir(place):
            return self._in_worktree(place)
        if any(self._is_in(place, lost) for lost in self._lost):
            return True
        return self._looks_like(place if place != cwd else cwd)

    def _in_worktree(self, place: str) -> bool:
        """Tell whether a directory is in another worktree of the same repository, at or below the same folder of it."""
        root = git_root(place)
        if root is None or root == self._root or self._common is None or git_common(root) != self._common:
            return False
        return self._is_in(place, root)

    def _is_in(self, place: str, root: str) -> bool:
        """Tell whether a directory is the root of a worktree, or at or below the folder's counterpart in it."""
        there = os.path.normpath(os.path.join(root, self._within))
        return place in (root, there) or _below(place, there)

    def _may_be_lost(self, cwd: str) -> bool:
        """Tell whether a directory that a clone of the same repository was worked in is gone, and concerned the folder.

        One that is still there has files of its own. Of one that is gone it is not known where its root was: a
        directory whose last parts are a folder of the repository is taken for that folder.
        """
        place = here(cwd)
        if not os.path.isabs(place) or os.path.exists(place) or self._root is None:
            return False
        parts = place.strip(os.sep).split(os.sep)
        for deep in range(min(_DEEP, len(parts) - 1), 0, -1):
            inner = os.path.join(*parts[-deep:])
            if os.path.isdir(os.path.join(self._root, inner)):
                return self._is_in(os.path.join(self._root, inner), self._root)
        return True

    def _looks_like(self, place: str) -> bool:
        """Tell whether a directory that is not here may be this folder in a container or in a worktree that is gone."""
        if not _ELSEWHERE.match(place):
            return False
        parts = place.replace("\\", "/").strip("/").split("/")
        return os.path.basename(self.real) in parts[-3:] or (
            self._root is not None and os.path.basename(self._root) == parts[-1]
        )


def here(path: str) -> str:
    r"""Give the name on this system of a path that was written down on Windows, in WSL or through its share.

    `D:\a` is `/mnt/d/a` in WSL and the other way round; `\\wsl$\Ubuntu\home\me` is `/home/me` inside.
    """
    if os.name == "nt":
        found = _MNT.match(path)
        return f"{found[1].upper()}:\\" + (found[2] or "").replace("/", "\\") if found else path
    if shared := _WSL_SHARE.match(path):
        return shared[1].replace("\\", "/") or "/"
    if drive := _DRIVE.match(path):
        return f"/mnt/{drive[1].lower()}/" + drive[2].replace("\\", "/").lstrip("/")
    return path


@lru_cache(maxsize=4096)
def real(path: str) -> str:
    """Resolve links and, where the system ignores it, case; works for paths of other machines too (they stay as named)."""
    return os.path.normcase(os.path.realpath(path)) if os.path.isabs(path) and "\x00" not in path else path


def _below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/\\") + os.sep)
