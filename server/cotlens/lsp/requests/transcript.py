"""cotlens/transcript and the commands that show one: a session as Markdown, in a file that any client can open."""

from __future__ import annotations

import asyncio
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.requests.show import RequestFailed, present
from cotlens.lsp.transcripts import Written
from cotlens.model.flag import Flag
from cotlens.model.ids import SessionId


async def transcript(ls: CotlensServer, params: Any) -> dict[str, Any]:
    """`{session}` -> `{uri, markdown, anchors: {event: line}}`."""
    session = params.get("session") if isinstance(params, dict) else getattr(params, "session", None)
    if not isinstance(session, str):
        raise JsonRpcInvalidParams("`session` must be a session's id")
    written = await _written(ls, SessionId(session))
    return {"uri": written.uri, "markdown": written.markdown, "anchors": written.anchors}


async def open_transcript(ls: CotlensServer, session: SessionId, flag: Flag | None) -> dict[str, Any]:
    """Write a transcript and open it at the flag's reasoning; the answer names the place and whether it was opened."""
    written = await _written(ls, session)
    line = written.line_of(flag) if flag is not None else 0
    opened = await present(ls, written.path, line, "The session's transcript")
    return {"uri": written.uri, "line": line, "opened": opened}


async def _written(ls: CotlensServer, session: SessionId) -> Written:
    try:
        found = await ls.intake.transcript(session)
    except asyncio.TimeoutError:
        raise RequestFailed("the reader of logs is busy; try again in a moment") from None
    if not found.markdown:
        raise JsonRpcInvalidParams("no such session; its log may be gone")
    try:
        written = await asyncio.get_running_loop().run_in_executor(None, ls.transcripts.write, found)
    except OSError as error:
        raise RequestFailed(f"the transcript could not be written: {error.strerror}") from error
    ls.publisher.mark(ls.state.paths_with(session))
    return written
