"""Keeps transcripts current: tells the client when one that it reads grew, and has those rendered that flags in open files lead to.

From a flag in an open file one step leads to the very thought; for that its session's transcript has to be known before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from pygls.exceptions import JsonRpcException

from cotlens.lsp.state import State
from cotlens.lsp.transcripts import Transcripts
from cotlens.model.ids import SessionId
from cotlens.model.snapshot import Transcript

logger = logging.getLogger(__name__)

PAUSE: Final = 1.0
"""Seconds between two looks: an agent writes many times a second."""
MOST_OPEN: Final = 50
"""Documents whose growth is told, the ones asked for last: nobody says when one is closed."""
LONGEST: Final = 5_000
"""Events of the longest session that is rendered without being asked for."""


class Contents:
    """Looks after each round of diagnostics, at most once a second."""

    def __init__(
        self,
        state: State,
        transcripts: Transcripts,
        refresh: Callable[[str], Awaitable[object]],
        render: Callable[[SessionId], Awaitable[Transcript]],
    ) -> None:
        """`refresh` tells the client to read a document anew; `render` has a transcript made."""
        self._state = state
        self._transcripts = transcripts
        self._refresh = refresh
        self._render = render
        self._read: dict[SessionId, int] = {}
        """Sessions whose documents the client read, each with how many events it had."""
        self._tried: dict[SessionId, int] = {}
        """Sessions that were rendered for their flags, likewise."""
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self.links = False
        """Whether the client shows where else a diagnostic leads."""
        self.rendered: Callable[[SessionId], None] = lambda _: None
        """Called when the transcript of a session is known."""

    def read(self, session: SessionId) -> None:
        """The client has read a session's document."""
        self._read.pop(session, None)
        self._read[session] = self._length(session)
        while len(self._read) > MOST_OPEN:
            del self._read[next(iter(self._read))]

    def update(self) -> None:
        """Something may have changed: look in a moment."""
        if self._timer is None and (self._read or self.links):
            self._timer = asyncio.get_running_loop().call_later(PAUSE, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._task is None and (self._grown() or self._wanted()):
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            for session in self._grown():
                self._read[session] = self._length(session)
                await self._refresh(self._transcripts.uri_of(session))
            for session in self._wanted():
                self._tried[session] = self._length(session)
                found = await self._render(session)
                if found.markdown:
                    await asyncio.get_running_loop().run_in_executor(None, self._transcripts.take, found)
                    self.rendered(session)
        except (asyncio.TimeoutError, JsonRpcException, OSError) as error:
            logger.warning("transcripts are not current: %s", type(error).__name__)
        finally:
            self._task = None

    def _grown(self) -> list[SessionId]:
        return [s for s, length in self._read.items() if self._length(s) != length]

    def _wanted(self) -> list[SessionId]:
        """Sessions of flags in open files that lead nowhere yet, unless that was tried and nothing has come since."""
        if not self.links:
            return []
        flags = (flag for path in self._state.open for flag in self._state.flags_in(path))
        sessions = dict.fromkeys(f.session for f in flags if self._transcripts.location_of(f) is None)
        return [s for s in sessions if self._tried.get(s) != self._length(s) and self._length(s) <= LONGEST]

    def _length(self, session: SessionId) -> int:
        found = self._state.snapshot.sessions.get(session)
        return found.counts.events if found is not None else 0
