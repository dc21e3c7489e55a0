"""Tells when a log may have something new. Events are a hint, never the truth: hot logs and the whole set are also looked at.

Looks at agents' log folders only, never at the workspace, and reads no log.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cotlens.engine.hot import HOT_FOR, HotSet
from cotlens.engine.mounts import reason_to_poll
from cotlens.engine.observer import Events
from cotlens.engine.roots import Roots

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are looked at, in seconds."""

    hot: float = 0.2
    """Logs written to lately: covers Windows (no event while the writer holds the file open), WSL, NFS and overflows."""
    roots: float = 2.0
    """Whether the watched folders are still the ones that were watched."""
    reconcile: float = 30.0
    """Everything; the bound on how long a lost event goes unnoticed."""
    reconcile_polled: float = 2.0
    """Everything, where some root gives no events."""
    hot_for: float = HOT_FOR


DEFAULT_PACE: Final = Pace()


@dataclass(frozen=True, slots=True)
class Woken:
    """The watcher's word that a log (or, with None, anything) may have changed."""

    log: str | None
    routine: bool = False
    """Nothing but time gives a reason to look."""


class LogWatcher:
    """Calls `wake(path)` when the file or folder of a log changed, and `wake(None)` when all should be looked at.

    It does so from threads of its own. For a database the path is that of its file, whatever sessions it holds.
    """

    def __init__(
        self,
        roots: Sequence[str],
        wake: Callable[[str | None], None],
        pace: Pace = DEFAULT_PACE,
        must_poll: Callable[[str], str | None] = reason_to_poll,
        may_be_log: Callable[[str], bool] | None = None,
        routine: Callable[[], None] | None = None,
    ) -> None:
        """`may_be_log` tells of a path whether `wake` is to hear of it when it is no log that is followed.

        `routine` is called in place of `wake(None)` where nothing but time gives a reason to look at all.
        """
        self._wake = wake
        self._may_be_log = may_be_log
        self._routine = routine or self._wake_all
        self._pace = pace
        self._hot = HotSet(pace.hot_for)
        self._events = Events(self._on_file, self._on_folder)
        self._roots = Roots([os.path.abspath(r) for r in roots], self._events, must_poll)
        self._hurry = threading.Event()
        """Set when the roots are to be checked now."""
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="log-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch; the first `wake(None)` comes once the watches stand, so nothing written meanwhile is lost."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; returns at once."""
        self._stopped = True
        self._hurry.set()

    def follow(self, logs: Iterable[str]) -> list[str]:
        """Follow exactly these logs; return those that are new or changed since they were last looked at."""
        changed = self._hot.follow(logs)
        if changed:
            self._hurry.set()  # a log may lie behind a link, out of the roots' own watches
        return changed

    @property
    def polled(self) -> tuple[str, ...]:
        """Why some roots are polled only, one sentence each."""
        return self._roots.polled

    def _wake_all(self) -> None:
        self._wake(None)

    def _on_file(self, path: str) -> None:
        log = self._hot.touched(path)
        if log is not None:
            self._wake(log)
            return
        named = self._roots.named(path)
        if self._may_be_log(named) if self._may_be_log is not None else self._roots.concerns(path):
            self._wake(named)

    def _on_folder(self, path: str) -> None:
        if self._roots.concerns(path):
            # New folders may hold logs already, written before their watch stood.
            self._hurry.set()
            self._wake(None)

    def _run(self) -> None:
        next_roots = next_all = 0.0
        renewed = True
        while not self._stopped:
            now = time.monotonic()
            if self._hurry.is_set() or now >= next_roots:
                self._hurry.clear()
                renewed = self._check_roots() or renewed
                next_roots = now + self._pace.roots
                next_all = 0.0 if renewed else next_all
            if now >= next_all:
                next_all = now + (self._pace.reconcile_polled if self._roots.needs_polling else self._pace.reconcile)
                # The first look, and one at a root that came, is not one of routine.
                (self._wake_all if renewed else self._routine)()
                renewed = False
            for log in self._hot.changed():
                self._wake(log)
            self._hurry.wait(
                min(self._pace.hot if self._hot.any_hot else self._pace.roots, max(next_all - time.monotonic(), 0.001))
            )
        self._events.stop()

    def _check_roots(self) -> bool:
        before = self._roots.polled
        renewed = self._roots.check(self._hot.folders())
        for reason in set(self._roots.polled) - set(before):
            logger.warning("polling instead of watching: %s", reason)
        return renewed
