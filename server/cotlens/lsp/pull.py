"""What a client that pulls diagnostics knows: which answers it has, and when it has to ask again. Makes no diagnostic.

A client pulls for its open documents; for the others it has them pushed until it asks for those of the workspace, too.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cattrs import Converter
from lsprotocol import converters
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

from cotlens.model.ids import digest

logger = logging.getLogger(__name__)

_PATIENCE: Final = 5.0
"""Seconds to wait for the answer to a refresh before another may be sent."""

_OWN_ACCORD: Final = 0.5
"""Seconds that a client has to ask again by itself after it changed a text."""


@lru_cache(maxsize=1)
def _converter() -> Converter:
    """Made when a client first asks: it takes as long as reading half of our own modules."""
    return converters.get_converter()


def result_id(diagnostics: Sequence[t.Diagnostic]) -> str:
    """Name an answer by what it says: the same diagnostics have the same name, also after a restart."""
    return digest("diagnostics", json.dumps(_converter().unstructure(list(diagnostics)), sort_keys=True))


class Answer(NamedTuple):
    """What is told of an open document."""

    name: str
    version: int | None
    """Of the document."""


class PullBoard:
    """Sends `refresh` when an open document's answer is out of date, and wakes who waits for news of the workspace."""

    def __init__(self, refresh: Callable[[], Awaitable[object]], current: Callable[[str], Answer | None]) -> None:
        """`current` gives the present answer for a document (URI), or None if it is not open any more."""
        self._refresh = refresh
        self._current = current
        self._answered: dict[str, Answer] = {}
        """By URI of an open document: the answer that the client has."""
        self.of_workspace = False
        """Whether the client asks for documents that are not open, too."""
        self._task: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        self._news = asyncio.Event()

    def answered(self, uri: str, answer: Answer) -> None:
        """Note the answer that a client is about to get."""
        self._answered[uri] = answer

    def has(self, uri: str, name: str) -> bool:
        """Whether the client asked for this document, and has this very answer."""
        had = self._answered.get(uri)
        return had is not None and had.name == name

    def update(self) -> None:
        """Something may have changed: have the client ask again for what it has wrong, and wake who waits."""
        self._news.set()
        typed = self._check()
        if typed and self._later is None:
            self._later = asyncio.get_running_loop().call_later(_OWN_ACCORD, self._check_again)

    async def news(self) -> None:
        """Wait until something may have changed."""
        self._news.clear()
        await self._news.wait()

    def _check_again(self) -> None:
        self._later = None
        self._check(patient=False)

    def _check(self, *, patient: bool = True) -> bool:
        """Refresh what is out of date; tell whether there is something that the client will ask for of its own accord.

        It does after each change of its text: what changed with that is left to it for a moment.
        """
        typed = stale = False
        for uri, had in list(self._answered.items()):
            now = self._current(uri)
            if now is None:
                del self._answered[uri]
            elif now.name != had.name:
                own = patient and now.version != had.version
                typed, stale = typed or own, stale or not own
        if stale and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        return typed

    async def _run(self) -> None:
        try:
            await asyncio.wait_for(self._refresh(), _PATIENCE)
        except (asyncio.TimeoutError, JsonRpcException) as error:
            logger.warning("workspace/diagnostic/refresh failed: %s", type(error).__name__)
        finally:
            self._task = None
