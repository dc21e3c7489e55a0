"""The first scan as a progress bar in the client. A client that refuses or never answers gets none, and nothing waits for it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import Final

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pygls.progress import Progress as Bars

from cotlens.lsp.state import State

logger = logging.getLogger(__name__)

_PATIENCE: Final = 5.0
_TITLE: Final = "CoTLens: reading session logs"


class ScanProgress:
    """Follows the state's progress; `cancelled` is called when the user gives up on it."""

    def __init__(self, bars: Bars, state: State, cancelled: Callable[[], None]) -> None:
        self._bars = bars
        self._state = state
        self._cancelled = cancelled
        self._token: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._reported = -1
        self._muted = False

    def mute(self) -> None:
        """Show nothing of the next scan: the user has not asked for it, and knows what it finds."""
        self._muted = True

    def update(self) -> None:
        """Begin, report or end, as the state has it."""
        progress = self._state.snapshot.progress
        self._muted = self._muted and self._state.scanning
        under_way = self._state.scanning and not self._muted and progress is not None and progress.done < progress.total
        if under_way and self._token is None and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._begin())
        elif self._token is not None:
            self._report(self._token)

    async def _begin(self) -> None:
        token = f"cotlens-scan-{uuid.uuid4().hex}"  # a string: some clients reject numbers
        try:
            await asyncio.wait_for(self._bars.create_async(token), _PATIENCE)
        except (asyncio.TimeoutError, JsonRpcException) as error:
            logger.warning("no progress bar: %s", type(error).__name__)
            return  # the task stays set: not asked again
        self._bars.begin(token, t.WorkDoneProgressBegin(title=_TITLE, cancellable=True, percentage=0))
        self._bars.tokens[token].add_done_callback(lambda f: self._cancelled() if f.cancelled() else None)
        self._token, self._task, self._reported = token, None, -1
        self._report(token)

    def _report(self, token: str) -> None:
        progress = self._state.snapshot.progress
        if not self._state.scanning:
            self._bars.end(token, t.WorkDoneProgressEnd(message=f"{len(self._state.snapshot.sessions)} sessions"))
            self._bars.tokens.pop(token, None)  # pygls keeps tokens for ever (pygls#607)
            self._token = None
        elif progress is not None and progress.total:
            percentage = 100 * progress.done // progress.total
            if percentage != self._reported:
                self._reported = percentage
                self._bars.report(
                    token, t.WorkDoneProgressReport(message=f"{progress.done}/{progress.total}", percentage=percentage)
                )
