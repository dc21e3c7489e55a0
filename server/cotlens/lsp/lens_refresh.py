"""Asks the client to fetch its code lenses again, one request at a time, and only a client that can."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from pygls.exceptions import JsonRpcException

logger = logging.getLogger(__name__)

_PATIENCE: Final = 5.0
"""Seconds to wait for the answer before asking again: a client that never answers must not end the refreshes."""


class LensRefresh:
    """`fingerprint` says what the lenses are made from; a refresh is asked for when it changed."""

    def __init__(self, ask: Callable[[], Awaitable[object]], fingerprint: Callable[[], object]) -> None:
        self._ask = ask
        self._fingerprint = fingerprint
        self._last: object = ()  # a client without flags has nothing to fetch
        self._task: asyncio.Task[None] | None = None

    def update(self) -> None:
        """Ask for a refresh if the lenses changed; while one is under way the next follows it."""
        if self._task is None and self._fingerprint() != self._last:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while (now := self._fingerprint()) != self._last:
                self._last = now
                await asyncio.wait_for(self._ask(), _PATIENCE)
        except (asyncio.TimeoutError, JsonRpcException) as error:
            logger.warning("workspace/codeLens/refresh failed: %s", type(error).__name__)
        finally:
            self._task = None
