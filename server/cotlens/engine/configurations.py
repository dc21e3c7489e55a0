"""Which configuration holds for a session: the user's own file and those of the folder that it worked in; and whether they changed.

Reads the files when they are asked for first, and again only when told to. What they mean is `catalogue`'s to say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cotlens.config.load import config_files
from cotlens.engine.stamp import Stamp, stamp
from cotlens.model.errors import Problem
from cotlens.sources.git_folders import git_root

if TYPE_CHECKING:
    from cotlens.engine.catalogue import Catalogue


class Configurations:
    """The catalogues of all folders that sessions worked in, each read once."""

    def __init__(
        self,
        folders: Sequence[str],
        env: Mapping[str, str],
        home: str,
        explicit: str | None = None,
        *,
        trusted: bool = True,
    ) -> None:
        """`folders` are the workspace's (absolute), `()` for every folder of this machine; `explicit` is a file named by hand.

        In folders that are not `trusted` only the user's own file counts.
        """
        self._trusted = trusted
        self._folders = tuple(folders)
        self._env = env
        self._home = home
        self._explicit = explicit
        self._known: dict[tuple[str, ...], Catalogue | None] = {}
        """None where it was not needed yet."""
        self._stamps: dict[str, Stamp | None] = {}

    def of(self, cwd: str | None) -> Catalogue:
        """Return the monitors for a session by its working directory, as its log names it."""
        return self._read(self._noted(cwd))

    def note(self, cwd: str | None) -> None:
        """Have the files count that a session's monitors hang on, without loading any monitor."""
        self._noted(cwd)

    def _noted(self, cwd: str | None) -> tuple[str, ...]:
        folders = self._folders_of(cwd)
        if folders not in self._known:
            self._begin(folders)
        return folders

    def _begin(self, folders: tuple[str, ...]) -> None:
        self._known[folders] = None
        # Before they are read: a file that is written meanwhile has changed since.
        for path in self._files_of(folders):
            self._stamps.setdefault(path, stamp(path))

    def _folders_of(self, cwd: str | None) -> tuple[str, ...]:
        """The folders whose files count: of several in a workspace the one that holds the directory, if one does."""
        if not self._trusted:
            return ()
        if len(self._folders) == 1 or cwd is None:
            return self._folders
        place = os.path.realpath(cwd)
        if self._folders:
            holding = [f for f in self._folders if place == f or place.startswith(f.rstrip("/\\") + os.sep)]
            return (max(holding, key=len),) if holding else self._folders
        return (git_root(place) or place,) if os.path.isdir(place) else ()

    def _read(self, folders: tuple[str, ...]) -> Catalogue:
        found = self._known[folders]
        if found is None:
            from cotlens.engine.catalogue import catalogue_of  # noqa: PLC0415  # all monitors come along: see new_session

            found = self._known[folders] = catalogue_of(
                folders, self._env, self._home, self._explicit, packages=self._trusted
            )
        return found

    def _configured(self, folders: tuple[str, ...]) -> Catalogue | None:
        """What the files say; None where there are none, and nobody asked for the monitors yet."""
        if self._known[folders] is None and all(self._stamps.get(path) is None for path in self._files_of(folders)):
            return None
        return self._read(folders)

    def _files_of(self, folders: tuple[str, ...]) -> tuple[str, ...]:
        files = config_files(folders, self._env, self._home)
        return files if self._explicit is None else (*files, self._explicit)

    def state_of(self, cwd: str | None) -> tuple[str, ...]:
        """Return what differs whenever another configuration holds for a session; as the files were when they were read."""
        files = self._files_of(self._noted(cwd))
        return (str(self._trusted), *(f"{path}={self._stamps.get(path)}" for path in files))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that decide, whether or not they are there."""
        return tuple(self._stamps)

    @property
    def sharing(self) -> tuple[str, ...]:
        """The folders (real paths) whose shared verdicts count: the workspace's, or where there are none those that were asked about."""
        if not self._trusted:
            return ()
        found = self._configured(self._noted(None))
        if found is not None and not found.shared_verdicts:
            return ()
        return tuple(dict.fromkeys(map(os.path.realpath, self._folders))) or self.folders

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that were asked about, by their real paths."""
        return tuple(dict.fromkeys(os.path.realpath(f) for folders in self._known for f in folders))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with them, each thing once."""
        known = map(self._configured, tuple(self._known))
        return tuple(dict.fromkeys(p for catalogue in known if catalogue is not None for p in catalogue.problems))

    def changed(self) -> bool:
        """Tell whether a file is not as it was read; what was read is forgotten then."""
        if all(stamp(path) == before for path, before in self._stamps.items()):
            return False
        self._stamps.clear()
        for folders in self._known:
            self._begin(folders)
        return True
