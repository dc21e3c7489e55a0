"""cotlens/transcript, `cotlens:` documents, and the commands that show one: a session as Markdown, wherever the client can read it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from lsprotocol import types as t
from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import file_uri
from cotlens.lsp.requests.show import RequestFailed, present
from cotlens.lsp.transcripts import Known
from cotlens.model.flag import Flag
from cotlens.model.ids import SessionId
from cotlens.model.snapshot import Transcript

_PATIENCE: Final = 10.0
"""Seconds for which a document is waited for whose session is not read yet: editors open theirs again when they start."""


async def transcript(ls: CotlensServer, params: Any) -> dict[str, Any]:
    """`{session}` -> `{uri, markdown, anchors: {event: line}}`."""
    session = params.get("session") if isinstance(params, dict) else getattr(params, "session", None)
    if not isinstance(session, str):
        raise JsonRpcInvalidParams("`session` must be a session's id")
    found, known = await _known(ls, SessionId(session))
    return {"uri": known.uri, "markdown": found.markdown, "anchors": known.anchors}


async def text_document_content(ls: CotlensServer, params: t.TextDocumentContentParams) -> t.TextDocumentContentResult:
    """workspace/textDocumentContent: what stands in a `cotlens:` document. The client is told when there is more of it."""
    tries = 0.0
    while (session := ls.transcripts.session_of(params.uri, ls.state.snapshot.sessions)) is None:
        if not ls.state.scanning or tries >= _PATIENCE:
            raise JsonRpcInvalidParams("no such document; its session's log may be gone")
        tries += 0.1
        await asyncio.sleep(0.1)
    found, _ = await _known(ls, session)
    ls.contents.read(session)
    return t.TextDocumentContentResult(text=found.markdown)


async def open_transcript(
    ls: CotlensServer, session: SessionId, flag: Flag | None, *, show: bool = True
) -> dict[str, Any]:
    """Open a transcript at the flag's reasoning; the answer names the place and whether it was opened."""
    found, known = await _known(ls, session)
    line = (known.line_of(flag) if flag is not None else None) or 0
    if not show:
        return {"uri": known.uri, "line": line, "opened": False}
    told = "The session's transcript"
    if not ls.transcripts.virtual or ls.client.show_document:
        opened = await present(ls, known.uri, line, told)
        return {"uri": known.uri, "line": line, "opened": opened}
    uri = file_uri(await _in_cache(ls, found))
    return {"uri": uri, "line": line, "opened": await present(ls, uri, line, told)}


async def _known(ls: CotlensServer, session: SessionId) -> tuple[Transcript, Known]:
    try:
        found = await ls.intake.transcript(session)
    except asyncio.TimeoutError:
        raise RequestFailed("the reader of logs is busy; try again in a moment") from None
    if not found.markdown:
        raise JsonRpcInvalidParams("no such session; its log may be gone")
    known = await _writing(asyncio.get_running_loop().run_in_executor(None, ls.transcripts.take, found))
    ls.publisher.mark(ls.state.paths_with(session))
    return found, known


async def _in_cache(ls: CotlensServer, found: Transcript) -> str:
    path: str = await _writing(asyncio.get_running_loop().run_in_executor(None, ls.transcripts.write, found))
    return path


async def _writing(work: asyncio.Future[Any]) -> Any:
    try:
        return await work
    except OSError as error:
        raise RequestFailed(f"the transcript could not be written: {error.strerror}") from error
