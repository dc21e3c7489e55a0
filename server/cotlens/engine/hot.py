"""The logs that are followed, by their stamps: what events miss, looking finds. Knows no roots and reads no log."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from typing import Final

from cotlens.engine.stamp import Stamp, log_stamp
from cotlens.sources.keys import file_of

HOT_FOR: Final = 15 * 60.0
"""Seconds after its last write that a log is looked at several times a second."""


class HotSet:
    """Stamps of the followed logs; all sessions of a database are one thing to look at, its file. Safe to use from threads."""

    def __init__(self, hot_for: float = HOT_FOR) -> None:
        self._hot_for = hot_for
        self._stamps: dict[str, Stamp | None] = {}
        self._by_real: dict[str, str] = {}
        self._lock = threading.Lock()

    def follow(self, logs: Iterable[str]) -> list[str]:
        """Follow exactly these logs from now on; return the files (or folders) that are new or changed since the last look."""
        wanted = dict.fromkeys(file_of(log) for log in logs)
        with self._lock:
            known, self._stamps = self._stamps, {}
            changed = []
            for log in wanted:
                self._stamps[log] = found = log_stamp(log)
                if log not in known or known[log] != found:
                    changed.append(log)
                if log not in known:
                    self._by_real[os.path.realpath(log)] = log
            if len(self._by_real) > len(self._stamps):
                self._by_real = {real: log for real, log in self._by_real.items() if log in self._stamps}
            return changed

    def touched(self, path: str) -> str | None:
        """An event named this real path: give the followed file or folder it belongs to, or None if it is of none."""
        real = path[:-4] if path.endswith(("-wal", "-shm")) else path
        with self._lock:
            log = self._by_real.get(real) or self._by_real.get(os.path.dirname(real))
            # A log that is a folder has its files in it, or one level deeper.
            log = log or self._by_real.get(os.path.dirname(os.path.dirname(real)))
            if log is not None:
                self._stamps[log] = log_stamp(log)
            return log

    def changed(self) -> list[str]:
        """Look at the hot logs and name those that were written to since."""
        now = time.time()
        with self._lock:
            found = []
            for log, known in self._stamps.items():
                if known is None or now - known.changed_at > self._hot_for:
                    continue
                fresh = log_stamp(log)
                if fresh != known:
                    self._stamps[log] = fresh
                    found.append(log)
            return found

    def folders(self) -> set[str]:
        """Real folders that hold followed logs."""
        with self._lock:
            return {os.path.dirname(real) for real in self._by_real} | {r for r in self._by_real if os.path.isdir(r)}

    @property
    def any_hot(self) -> bool:
        """Whether there is anything to look at often."""
        now = time.time()
        with self._lock:
            return any(s is not None and now - s.changed_at <= self._hot_for for s in self._stamps.values())
