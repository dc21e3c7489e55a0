"""Keeps a watch on each folder below which logs may appear: missing, appearing, deleted, re-created, linked or on a network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from watchdog.observers.api import ObservedWatch

from cotlens.engine.mounts import reason_to_poll
from cotlens.engine.observer import Events


@dataclass(slots=True)
class _Root:
    path: str
    real: str = ""
    identity: tuple[int, int] | None = None
    """(device, inode) of the folder that is watched; None while there is none."""
    watch: ObservedWatch | None = None
    """None while the folder is missing or can only be polled."""


class Roots:
    """The watches on the log roots. `check` mends them; nothing happens between checks. Used by one thread."""

    def __init__(
        self, paths: Sequence[str], events: Events, must_poll: Callable[[str], str | None] = reason_to_poll
    ) -> None:
        self._roots = [_Root(p) for p in paths]
        self._events = events
        self._must_poll = must_poll
        self._near: dict[str, ObservedWatch] = {}
        """Folders watched without what is below them: parents of missing roots, and targets of links inside roots."""
        self.polled: tuple[str, ...] = ()
        """Reasons why some roots are only polled."""

    def check(self, log_folders: Iterable[str] = ()) -> bool:
        """Mend the watches; True when a root appeared or was replaced, so that logs may have been missed."""
        renewed = [r for r in self._roots if self._check(r)]
        wanted = {p for r in self._roots if r.identity is None and (p := _nearest_parent(r.path))}
        wanted |= {f for f in log_folders if not self._covers(f)}
        for folder in [f for f, w in self._near.items() if f not in wanted or not self._events.alive(w)]:
            self._events.forget(self._near.pop(folder))
        for folder in wanted - self._near.keys():
            watch = self._events.watch(folder, recursive=False)
            if watch is not None:
                self._near[folder] = watch
        if renewed:
            self.polled = tuple(
                reason for r in self._roots if r.identity and not r.watch and (reason := self._reason(r))
            )
        return bool(renewed)

    @property
    def needs_polling(self) -> bool:
        """Whether some root exists that no event tells of."""
        return any(r.identity is not None and r.watch is None for r in self._roots)

    def named(self, real: str) -> str:
        """Give an event's real path the name it has below its root."""
        for root in self._roots:
            if root.real and root.real != root.path and real.startswith(root.real + os.sep):
                return root.path + real[len(root.real) :]
        return real

    def concerns(self, folder: str) -> bool:
        """Whether an event on this folder may have made, moved or removed a root or something below it."""
        return any(
            folder.startswith(r.real + os.sep)
            or r.path == folder
            or r.path.startswith(folder + os.sep)
            or r.real == folder
            for r in self._roots
        )

    def _check(self, root: _Root) -> bool:
        root.real = os.path.realpath(root.path)
        try:
            found = os.stat(root.real)
        except OSError:
            self._drop(root)
            return False
        identity = (found.st_dev, found.st_ino)
        if identity == root.identity and (root.watch is None or self._events.alive(root.watch)):
            return False
        self._drop(root)
        root.identity = identity
        if self._must_poll(root.real) is None:
            root.watch = self._events.watch(root.real, recursive=True)
        return True

    def _drop(self, root: _Root) -> None:
        if root.watch is not None:
            self._events.forget(root.watch)
        root.watch = root.identity = None

    def _covers(self, folder: str) -> bool:
        return any(
            r.identity is not None and (folder == r.real or folder.startswith(r.real + os.sep)) for r in self._roots
        )

    def _reason(self, root: _Root) -> str:
        return self._must_poll(root.real) or f"the system refused to watch {root.path}"


def _nearest_parent(path: str) -> str | None:
    """The nearest folder above a missing path that exists, by its real path."""
    folder = os.path.dirname(path)
    while folder and not os.path.isdir(folder):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return os.path.realpath(folder) if folder else None
