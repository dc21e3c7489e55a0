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
    """Stamps of the followed logs. Safe to use from several threads."""

    def __init__(self, hot_for: float = HOT_FOR) -> None:
        self._hot_for = hot_for
        self._stamps: dict[str, Stamp | None] = {}
        self._by_real: dict[str, dict[str, None]] = {}
        """Logs by the real path of the file or folder that they lie in; a database has many."""
        self._lock = threading.Lock()

    def follow(self, logs: Iterable[str]) -> list[str]:
        """Follow exactly these logs from now on; return those that are new or changed since they were last looked at."""
        wanted = list(logs)
        with self._lock:
            known, self._stamps = self._stamps, {}
            changed = []
            for log in wanted:
                self._stamps[log] = found = log_stamp(log)
                if log not in known or known[log] != found:
                    changed.append(log)
                if log not in known:
                    self._by_real.setdefault(os.path.realpath(file_of(log)), {})[log] = None
            if known.keys() - self._stamps.keys():
                kept = {real: {x: None for x in logs if x in self._stamps} for real, logs in self._by_real.items()}
                self._by_real = {real: logs for real, logs in kept.items() if logs}
            return changed

    def touched(self, path: str) -> tuple[str, ...]:
        """An event named this real path: give the logs it belongs to, () if it is of none that is followed."""
        real = path[:-4] if path.endswith(("-wal", "-shm")) else path
        with self._lock:
            logs = self._by_real.get(real) or self._by_real.get(os.path.dirname(real))
            # A log that is a folder has its files in it, or one level deeper.
            logs = logs or self._by_real.get(os.path.dirname(os.path.dirname(real))) or {}
            for log in logs:
                self._stamps[log] = log_stamp(log)
            return tuple(logs)

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
