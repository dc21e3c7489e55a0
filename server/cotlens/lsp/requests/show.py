"""Opens a document in the client, and says what could not be done in words that a person understands."""

from __future__ import annotations

import asyncio
import logging

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

from cotlens.lsp.language_server import PATIENCE, CotlensServer
from cotlens.lsp.paths import path_of

logger = logging.getLogger(__name__)


class RequestFailed(JsonRpcException):
    """What was asked for could not be made; the message says why."""

    CODE = -32803
    MESSAGE = "Request failed"


async def present(ls: CotlensServer, uri: str, line: int, told: str) -> bool:
    """Have the client open a document that was made for it; where it does not, `told` says in a message what was made.

    Without that, whoever asked in an editor that opens nothing (Vim, Emacs, older Neovims) would see nothing at all.
    """
    if ls.client.show_document and await show(ls, uri, line):
        return True
    path = path_of(uri)
    where = f"{path or uri}, line {line + 1}" if line else path or uri
    ls.window_show_message(
        t.ShowMessageParams(t.MessageType.Info, f"{told} is {'written to' if path else 'at'} {where}")
    )
    return False


async def show(ls: CotlensServer, uri: str, line: int) -> bool:
    """Have the client open a document at a line (0-based); False if it did not."""
    position = t.Position(line, 0)
    params = t.ShowDocumentParams(uri=uri, external=False, take_focus=True, selection=t.Range(position, position))
    try:
        result = await ls.protocol.request(t.WINDOW_SHOW_DOCUMENT, params, PATIENCE)
    except (asyncio.TimeoutError, JsonRpcException) as error:
        logger.warning("window/showDocument failed: %s", type(error).__name__)
        return False
    return bool(getattr(result, "success", False))
