"""The server as a whole: its parts, and how they are told of one another. Handlers live in requests/ and notifications/."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from itertools import groupby
from typing import Any, Final

from lsprotocol import types as t

import cotlens
from cotlens.lsp import bugs
from cotlens.lsp.capabilities import Client
from cotlens.lsp.contents import Contents
from cotlens.lsp.intake import Intake
from cotlens.lsp.lens_commands import LensCommands
from cotlens.lsp.lens_refresh import LensRefresh
from cotlens.lsp.link import WorkerLink
from cotlens.lsp.paths import path_of
from cotlens.lsp.protocol import HardenedProtocol, HardenedServer
from cotlens.lsp.publish import Publisher
from cotlens.lsp.pull import Answer, PullBoard, result_id
from cotlens.lsp.scan_progress import ScanProgress
from cotlens.lsp.session_news import SessionNews
from cotlens.lsp.state import State
from cotlens.lsp.status import StatusLine
from cotlens.lsp.transcripts import SCHEME, Transcripts
from cotlens.lsp.verdict_book import VerdictBook
from cotlens.model.flag import Flag
from cotlens.model.snapshot import EndScan

PATIENCE: Final = 5.0
"""Seconds that a client gets to answer."""

_LOOK_EVERY: Final = 1.0
"""Seconds between looks at the worker and at the verdicts of other processes."""


class CotlensServer(HardenedServer):
    """One client's server."""

    def __init__(self, link: WorkerLink, book: VerdictBook) -> None:
        super().__init__("cotlens", cotlens.__version__, protocol_cls=HardenedProtocol)
        self.client = Client()
        self.link = link
        self.book = book
        self.state = State()
        self.transcripts = Transcripts()
        self.publisher = Publisher(self.state, self.text_document_publish_diagnostics, self._transcript_of, self.pulls)
        self.pull = PullBoard(self._refresh_diagnostics, self._answer_for)
        self.intake = Intake(self.state, link, book, self.publisher.mark, self._worker_up)
        self.status = StatusLine(self.state, self.protocol.notify)
        self.contents = Contents(self.state, self.transcripts, self._refresh_content, self.intake.transcript)
        self.lens_commands = LensCommands()
        self.news = SessionNews(self.state, self.protocol.notify)
        self._progress = ScanProgress(self.work_done_progress, self.state, lambda: self.link.send(EndScan()))
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Start to watch and to show; called once the client is ready to hear of it."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(bugs.tell_of_callback)
        self.link.attach(loop, self.intake.put, self._worker_up, self._worker_down)
        self.publisher.after.append(self.news.update)
        if self.client.status:
            self.publisher.after.append(self.status.update)
        if self.client.pull:
            self.publisher.after.append(self.pull.update)
        if self.client.progress:
            self.publisher.after.append(self._progress.update)
        self.contents.links = self.client.related_information
        self.contents.rendered = lambda session: self.publisher.mark(self.state.paths_with(session))
        self.publisher.after.append(self.contents.update)
        if self.client.lens_refresh:
            refresh = LensRefresh(self._refresh_lenses, self._lens_fingerprint)
            self.publisher.after.append(refresh.update)
        self.spawn(self.intake.run())
        self.spawn(self._look())
        self.intake.watch()
        self.publisher.touch()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a task, keep it from being collected, and log what ends it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            bugs.tell("a task", error)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            self.link.check()
            if await self.book.changed():
                await self.intake.reload_verdicts()
            if paths := self.state.elapsed():
                self.publisher.mark(paths)

    def _worker_up(self) -> None:
        self.status.fault = ""
        self.intake.resume()
        self._progress.mute()
        self.publisher.touch()

    def _worker_down(self) -> None:
        self.status.fault = "The process that reads logs ended; it is started again"
        self.publisher.touch()

    def pulls(self, path: str) -> bool:
        """Whether the client asks for a file's diagnostics itself: for open ones, and for the others once it has begun to."""
        return self.client.pull and (self.pull.of_workspace or path in self.state.open)

    def offered(self, capabilities: t.ServerCapabilities) -> t.ServerCapabilities:
        """Leave out what this client is not to use: one that pulls without being told when would see old diagnostics."""
        if not self.client.pull:
            capabilities.diagnostic_provider = None
        if self.client.content and capabilities.workspace is not None:
            # pygls 2.1 offers no document of a scheme by itself.
            capabilities.workspace.text_document_content = t.TextDocumentContentOptions(schemes=[SCHEME])
        return capabilities

    def _answer_for(self, uri: str) -> Answer | None:
        path = path_of(uri)
        file = self.state.open.get(path) if path is not None else None
        if path is None or file is None:
            return None
        return Answer(result_id(self.publisher.diagnostics(path)), file.document.version)

    async def _refresh_diagnostics(self) -> None:
        await self.protocol.request(t.WORKSPACE_DIAGNOSTIC_REFRESH, None, PATIENCE)

    async def _refresh_content(self, uri: str) -> None:
        params = t.TextDocumentContentRefreshParams(uri)
        await self.protocol.request(t.WORKSPACE_TEXT_DOCUMENT_CONTENT_REFRESH, params, PATIENCE)

    async def _refresh_lenses(self) -> None:
        await self.protocol.request(t.WORKSPACE_CODE_LENS_REFRESH, None, PATIENCE)

    def _lens_fingerprint(self) -> object:
        """What lenses of open documents are made from, but for their lines: the client moves those itself."""
        if not self.state.settings.code_lens:
            return ()
        flags = tuple(
            (path, f.id, f.severity, f.message, f.evidence, self.state.status(f.id))
            for path in sorted(self.state.open)
            for f in sorted(self.state.flags_in(path), key=lambda f: f.id)
        )
        return (*flags, *(self._explained() if self.state.settings.explain_lens else ()))

    def _explained(self) -> Iterator[tuple[object, ...]]:
        for path, file in self.state.open.items():
            owners = file.placement.owners if file.placement is not None else ()
            yield (
                path,
                *(owner for owner, _ in groupby(o and o[0] for o in owners)),
                *self.state.snapshot.notes.get(path, ()),
            )

    def _transcript_of(self, flag: Flag) -> t.Location | None:
        return self.transcripts.location_of(flag) if self.client.related_information else None
