"""Opens a document in the client, and says what could not be done in words that a person understands."""

from __future__ import annotations

import asyncio
import logging

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

from cotlens.lsp.language_server import PATIENCE, CotlensServer

logger = logging.getLogger(__name__)


class RequestFailed(JsonRpcException):
    """What was asked for could not be made; the message says why."""

    CODE = -32803
    MESSAGE = "Request failed"


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
