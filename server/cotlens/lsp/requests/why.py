"""The command that tells why lines are there: who wrote them, what for, what they replaced and what was run afterwards, as a document."""

from __future__ import annotations

import asyncio
import os
import re
from typing import Any, Final

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import file_uri, path_of
from cotlens.lsp.requests.show import RequestFailed, present
from cotlens.lsp.transcripts import write_private
from cotlens.lsp.why_card import document
from cotlens.model.ids import digest
from cotlens.model.notebook_cell import file_of
from cotlens.reports.why import Answer, why_to_json

WHY: Final = "cotlens.why"
_LAST: Final = 10_000_000
"""Beyond any file's last line."""


async def why(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.why(uri, line?, last?, open?)`: lines count from 0; without them all that agents wrote in the file.

    Answers `{uri, markdown, opened, path, answers}`; with `open` false the document is written but not opened.
    """
    path = path_of(args[0]) if args and isinstance(args[0], str) else None
    if path is None:
        raise JsonRpcInvalidParams("the first argument must be the URI of a file")
    first = _number(args, 1)
    last = _number(args, 2)
    whole = first is None
    try:
        found = await ls.intake.why(path, first or 0, _LAST if whole else last if last is not None else first or 0)
    except asyncio.TimeoutError:
        raise RequestFailed("the reader of logs is busy; try again in a moment") from None
    answers = [
        Answer(x, tuple(ls.state.flags_on(x.note.edit)) if x.note is not None else ())
        for x in found.lines
        if x.note is not None or not whole
    ]
    name = os.path.basename(file_of(path))
    text = document(name, answers)
    try:
        folder = os.path.join("why", digest("why", path))
        file = await asyncio.get_running_loop().run_in_executor(None, write_private, folder, _file_name(name), text)
    except OSError as error:
        raise RequestFailed(f"the answer could not be written: {error.strerror}") from error
    uri = file_uri(file)
    wanted = not (len(args) > 3 and args[3] is False)
    opened = wanted and await present(ls, uri, 0, "What is known of these lines")
    return {"uri": uri, "markdown": text, "opened": opened, **why_to_json(file_of(path), answers)}


def _file_name(name: str) -> str:
    """Name the document so that an editor's tab tells what it is."""
    return "why-" + re.sub(r"[^\w.-]", "_", name)[:80]


def _number(args: tuple[Any, ...], index: int) -> int | None:
    value = args[index] if len(args) > index else None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise JsonRpcInvalidParams("a line must be a number from 0")
    return value
