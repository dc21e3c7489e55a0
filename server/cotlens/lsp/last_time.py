"""What the client was shown when it was here last: there again at once, until the scan says otherwise. Works off the event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from concurrent import futures
from typing import Final

from cotlens.lsp.state import State
from cotlens.model.snapshot import Snapshot, Update

PATIENCE: Final = 2.0
"""Seconds for keeping it when the client leaves."""


class LastTime:
    """Kept at the end of each scan and when the client leaves."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._kept: Snapshot | None = None
        self._thread = futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="last-time")

    async def load(self) -> AsyncIterator[Update]:
        """Tell what was shown of the folders that are open now, bit by bit, as a worker would; nothing if nothing is known."""
        folders = self._folders()
        if not folders:
            return
        loop = asyncio.get_running_loop()
        parts = await loop.run_in_executor(self._thread, _load, folders)
        # A part at a time: while one is decoded, nothing else of this process runs.
        while (part := await loop.run_in_executor(self._thread, next, parts, None)) is not None:
            yield part

    def keep(self) -> None:
        """Keep what is shown now, soon."""
        if self._is_news():
            self._kept = self._state.snapshot
            self._thread.submit(_save, self._folders(), self._kept)

    def keep_now(self) -> None:
        """Keep what is shown now before anything else is done: the client is about to leave. A disk that hangs is not waited for."""
        self.keep()
        # There is one thread: this comes behind all that is being kept.
        futures.wait([self._thread.submit(lambda: None)], PATIENCE)

    def _is_news(self) -> bool:
        now, kept = self._state.snapshot, self._kept
        same = kept is not None and now.flags is kept.flags and now.files is kept.files and now.shared is kept.shared
        return bool(self._folders()) and not same

    def _folders(self) -> tuple[str, ...]:
        """The folders, links resolved; none while nothing is to be shown."""
        return tuple(map(os.path.realpath, self._state.folders.paths)) if self._state.settings.enable else ()


def _load(folders: tuple[str, ...]) -> Iterator[Update]:
    from cotlens.store.last_shown import LastShown  # noqa: PLC0415  # needed once `initialize` is answered, not before

    return LastShown(folders).load()


def _save(folders: tuple[str, ...], snapshot: Snapshot) -> None:
    from cotlens.store.last_shown import LastShown  # noqa: PLC0415  # the same

    LastShown(folders).save(snapshot)
