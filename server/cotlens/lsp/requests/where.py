"""cotlens/where: which lines of a file an edit wrote, as the file is now. Asks the reader of logs, which follows the lines."""

from __future__ import annotations

import asyncio
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.plain import plain
from cotlens.lsp.requests.show import RequestFailed
from cotlens.model.ids import EditId


async def where(ls: CotlensServer, params: Any) -> dict[str, Any]:
    """`{uri, edit}` -> `{lines: {first, last} | null}`: 0-based, both ends included; null where none of its lines is left."""
    asked = plain(params)
    uri, edit = (asked.get("uri"), asked.get("edit")) if isinstance(asked, dict) else (None, None)
    path = path_of(uri) if isinstance(uri, str) else None
    if path is None or not isinstance(edit, str):
        raise JsonRpcInvalidParams("`uri` must be the URI of a file, `edit` an edit's id")
    try:
        found = await ls.intake.where(path, EditId(edit))
    except asyncio.TimeoutError:
        raise RequestFailed("the reader of logs is busy; try again in a moment") from None
    return {"lines": {"first": found.lines[0], "last": found.lines[1]} if found.lines is not None else None}
