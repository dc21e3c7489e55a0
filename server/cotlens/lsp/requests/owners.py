"""cotlens/owners: which lines of an open document agents wrote, for clients that mark them. Looks them up."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.plain import plain


def owners(ls: CotlensServer, params: Any) -> dict[str, Any]:
    """`{uri}` -> `{version, ranges: [{first, last, edit, agent}]}`: 0-based lines, both ends included, neighbours of one edit together."""
    asked = plain(params)
    uri = asked.get("uri") if isinstance(asked, dict) else None
    path = path_of(uri) if isinstance(uri, str) else None
    if path is None:
        raise JsonRpcInvalidParams("`uri` must be the URI of a file")
    file, notes = ls.state.open.get(path), ls.state.snapshot.notes.get(path, {})
    ranges = []
    of_lines = file.placement.owners if file is not None and file.placement is not None else []
    for edit, group in groupby(enumerate(of_lines), key=lambda pair: pair[1] and pair[1][0]):
        if edit is not None:
            rows = [row for row, _ in group]
            note = notes.get(edit)
            ranges.append({"first": rows[0], "last": rows[-1], "edit": edit, "agent": note.title if note else ""})
    return {"version": file.document.version if file is not None else None, "ranges": ranges}
