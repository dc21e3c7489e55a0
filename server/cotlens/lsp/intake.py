"""Takes the worker's reports in, in order: updates into the state, transcripts to who asked for them. Sends nothing itself."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Union

from cotlens.lsp.last_time import LastTime
from cotlens.lsp.link import WorkerLink
from cotlens.lsp.state import State
from cotlens.lsp.verdict_book import VerdictBook
from cotlens.model.ids import EditId, EventId, SessionId
from cotlens.model.session_page import AskSession, AskWhere, SessionPage, Where
from cotlens.model.snapshot import (
    AskTranscript,
    AskWhy,
    Fault,
    Lookout,
    PlaceText,
    Report,
    Transcript,
    Update,
    Wanted,
    Watch,
)
from cotlens.model.why import Explanation

logger = logging.getLogger(__name__)

Question = Union[AskTranscript, AskWhy, AskSession, AskWhere]

_MOST_QUESTIONS = 64
"""Answers awaited at a time."""
_SETTLED = 0.3
"""Seconds without a key stroke after which lines that lost their owners are asked about."""


class Intake:
    """The one place where the snapshot is changed. `changed` gets the paths to publish."""

    def __init__(
        self,
        state: State,
        link: WorkerLink,
        book: VerdictBook,
        changed: Callable[[Iterable[str]], None],
        wanted: Callable[[], None] = lambda: None,
    ) -> None:
        """`wanted` is called when a worker that only looked out has to be told everything."""
        self._state = state
        self._link = link
        self._book = book
        self._changed = changed
        self._wanted = wanted
        self._inbox: deque[Report] = deque()
        """What came before the first of it could be taken in."""
        self._direct = False
        self._asked: dict[int, tuple[Question, asyncio.Future[Any]]] = {}
        self._settling: dict[str, asyncio.TimerHandle] = {}
        self._numbers = itertools.count(1)
        self._watching = False
        self._last_time = LastTime(state)

    def put(self, report: Report) -> None:
        """Take in a report, or queue it while those before it are taken in; on the event loop."""
        if self._direct:
            self._take(report)
        else:
            self._inbox.append(report)

    async def run(self) -> None:
        """Begin to take in reports; verdicts first, for a dismissed flag must not show even for a moment.

        Then what was shown last time: the scan under way replaces it bit by bit.
        """
        await self.reload_verdicts()
        async for earlier in self._last_time.load():
            self._update(earlier)
        while self._inbox:
            self._take(self._inbox.popleft())
            await asyncio.sleep(0)
        self._direct = True

    def _take(self, report: Report) -> None:
        if isinstance(report, Update):
            self._update(report)
        elif isinstance(report, (Transcript, Explanation, SessionPage, Where)):
            _, waiting = self._asked.pop(report.request, (None, None))
            if waiting is not None and not waiting.done():
                waiting.set_result(report)
        elif isinstance(report, Wanted):
            self._wanted()
        elif isinstance(report, Fault):
            logger.error("worker: %s at %s", report.error, report.where)

    async def transcript(self, session: SessionId) -> Transcript:
        """Ask the worker for a transcript; empty Markdown for an unknown session."""
        answer: Transcript = await self._answer(AskTranscript(next(self._numbers), session))
        return answer

    async def why(self, path: str, first: int, last: int) -> Explanation:
        """Ask the worker why lines of a file (0-based, both ends included) are there: of an open one's text, else of the disk's."""
        file = self._state.open.get(path)
        text = file.document.source if file is not None else None
        answer: Explanation = await self._answer(AskWhy(next(self._numbers), path, text, first, last))
        return answer

    async def page(
        self, session: SessionId, first: int, count: int, *, since: int | None, outline: bool, find: EventId | None
    ) -> SessionPage:
        """Ask the worker for some items of a session, or for those that changed since an edition."""
        ask = AskSession(next(self._numbers), session, first, count, since, outline, find)
        answer: SessionPage = await self._answer(ask)
        return answer

    async def where(self, path: str, edit: EditId) -> Where:
        """Ask the worker which lines of a file an edit wrote: of an open one's text, else of the disk's."""
        file = self._state.open.get(path)
        text = file.document.source if file is not None else None
        answer: Where = await self._answer(AskWhere(next(self._numbers), path, text, edit))
        return answer

    async def _answer(self, ask: Question) -> Any:
        if len(self._asked) >= _MOST_QUESTIONS:
            raise asyncio.TimeoutError
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[ask.request] = (ask, future)
        self._link.send(ask)
        try:
            return await asyncio.wait_for(future, 30)
        finally:
            self._asked.pop(ask.request, None)

    def watch(self) -> None:
        """Tell the worker which folders to watch: after the start, and whenever they or the settings change."""
        self._watching = True
        self._state.scanning = self._state.settings.enable  # until the worker says otherwise
        self._watch()

    def _watch(self, lookout: Lookout | None = None) -> None:
        folders = self._state.folders.paths if self._state.settings.enable else ()
        severity = int(self._state.settings.min_severity)
        self._link.send(Watch(folders, severity, self._link.skip, trusted=self._state.trusted, lookout=lookout))

    def resume(self) -> None:
        """Tell a new worker all that the last one knew: folders, open documents, questions without an answer.

        If the last one made way the new one need only look out; it says when it is wanted.
        """
        if not self._watching:
            return
        if (lookout := self._link.take_lookout()) is not None and not self._asked:
            self._watch(lookout)
            return
        self.watch()
        for path, file in self._state.open.items():
            if self._state.knows(path):
                self._link.send(file.reask())
        for ask, _ in self._asked.values():
            self._link.send(ask)

    def leave(self) -> None:
        """The client is about to leave: keep what it was shown."""
        if self._watching:
            self._last_time.keep_now()

    def ask(self, question: PlaceText | None) -> None:
        """Send a question about a document, if there is one."""
        if question is not None:
            self._link.send(question)

    def settle(self, path: str) -> None:
        """Have an open document placed anew once nobody has typed in it for a moment."""
        if (waiting := self._settling.pop(path, None)) is not None:
            waiting.cancel()
        self._settling[path] = asyncio.get_running_loop().call_later(_SETTLED, self._settle, path)

    def _settle(self, path: str) -> None:
        self._settling.pop(path, None)
        file = self._state.open.get(path)
        if file is not None and file.disowned:
            self.ask(file.ask())

    async def reload_verdicts(self) -> None:
        """Read all verdicts anew: at the start, and when another server or the command line wrote one."""
        self._changed(self._state.judged(await self._book.load()))

    def _update(self, update: Update) -> None:
        changed, questions = self._state.apply(update)
        if update.scanning is False:
            self._last_time.keep()
        for question in questions:
            self._link.send(question)
        self._changed(changed)
