"""A worker that holds nothing, since all was told and kept: looks whether anything gives a reason to read again. Reads no log.

Between two runs of an agent lie hours. What a worker has to hold to answer at once costs as much as the editor's whole server
does bare, and more the longer the past is; to take it up again costs a second.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cotlens.engine.driven import Engine
from cotlens.engine.heap import give_back
from cotlens.engine.search_pace import SearchPace
from cotlens.engine.stamp import stamp
from cotlens.engine.watch import LogWatcher, Woken
from cotlens.model.hashing import blake2b
from cotlens.model.snapshot import EndScan, Lookout, Watch

FILES_EVERY: Final = 0.5
"""Seconds between looks at the workspace files that carry flags."""
LEAVE_AFTER: Final = 90.0
"""Seconds without a command or a log that told something after which a worker whose sessions are all at rest makes way for one that
holds nothing."""
LEAVE_LATER: Final = 0.15
"""Seconds more for each log: fifty times what it costs to take it up again, so that this is done two parts in a hundred of the time."""


def patience_with(logs: int) -> float:
    """Give the seconds of quiet after which nothing needs to be held of so many logs."""
    return LEAVE_AFTER + LEAVE_LATER * logs


def lookout(logs: Mapping[str, str], files: Mapping[str, str], others: Iterable[str]) -> Lookout:
    """Make one of logs and flagged files, each with its stamp, and of other files as they are now."""
    return Lookout(_digest(logs), {**{path: str(stamp(path)) for path in others}, **files})


class Doze:
    """Calls `wanted` once, when something is not as it was left or the server asks for something; it is over then."""

    def __init__(
        self,
        engine: Engine,
        watch: Watch,
        lookout: Lookout,
        put: Callable[[Woken], None],
        wanted: Callable[[], None],
    ) -> None:
        """`put` is called, from another thread, with the watcher's words: they have to come to `on`."""
        self._engine = engine
        self._skip = watch.skip
        self._lookout = lookout
        self._wanted = wanted
        self._search = SearchPace()
        self._files_due = 0.0
        self._over = False
        self._known = self._logs()
        self._watcher = LogWatcher(
            engine.roots(),
            lambda path: put(Woken(path)),
            may_be_log=engine.may_be_log,
            routine=lambda: put(Woken(None, routine=True)),
        )
        self._watcher.follow(self._known)
        self._watcher.start()
        give_back()

    def on(self, message: object) -> None:
        """Take a word of the watcher, of which one about a log of these folders counts, or a command, of which any does but one.

        The command is lost on us: whoever is told that we are wanted says all of it again.
        """
        if not isinstance(message, Woken):
            self._wake(reason=not isinstance(message, EndScan))
        elif message.log is None:
            self._search.want(routine=message.routine)
        else:
            ours = message.log in self._known or any(x not in self._skip for x in self._engine.find(message.log))
            self._wake(reason=ours)

    def look(self) -> None:
        """Look at what is due: at the files besides logs, and at the whole set of logs."""
        now = time.monotonic()
        if not self._over and now >= self._files_due:
            self._files_due = now + FILES_EVERY
            self._wake(reason=any(str(stamp(path)) != known for path, known in self._lookout.files.items()))
        if not self._over and self._search.wanted and now >= self._search.due:
            self._known = self._logs()
            self._watcher.follow(self._known)
            give_back()  # all logs of a machine were looked at
            self._search.done(time.monotonic() - now)
            self._wake(reason=_digest(self._known) != self._lookout.logs)

    @property
    def patience(self) -> float | None:
        """Seconds until something is due; None when nothing is any more."""
        if self._over:
            return None
        due = min(self._files_due, self._search.due) if self._search.wanted else self._files_due
        return max(due - time.monotonic(), 0.001)

    def _wake(self, *, reason: bool) -> None:
        if reason and not self._over:
            self.stop()
            self._wanted()

    def stop(self) -> None:
        """Look out no more."""
        self._over = True
        self._watcher.stop()

    def _logs(self) -> dict[str, str]:
        return {log: str(stamp(log)) for log in self._engine.discover() if log not in self._skip}


def _digest(stamps: Mapping[str, str]) -> str:
    whole = blake2b(digest_size=16)
    for log in sorted(stamps):
        whole.update(f"{os.fsencode(log)!r} {stamps[log]}\n".encode())
    return whole.hexdigest()
