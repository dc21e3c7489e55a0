"""textDocument/codeLens: above each flagged line what it is, and what one can say to it; on request also above what agents wrote."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from lsprotocol import types as t

from cotlens.lsp.convert import on_one_line
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.lens_commands import TITLE_CAP, command
from cotlens.lsp.paths import path_of
from cotlens.lsp.protocol import Written
from cotlens.lsp.requests.why import WHY
from cotlens.lsp.splice import has_words
from cotlens.lsp.why_card import lens_title
from cotlens.model.safe_text import plain_title
from cotlens.model.verdict import Status

MAX_FLAGS: Final = 3
"""Flags with lenses of their own on one line."""


def code_lens(ls: CotlensServer, params: t.CodeLensParams) -> Written | None:
    """The lenses of a document, from the snapshot: the protocol's own classes would take ten times as long."""
    path = path_of(params.text_document.uri)
    if path is None or not ls.state.settings.code_lens:
        return None
    lenses: list[str] = []
    for line, group in groupby(
        ((on_one_line(f), f) for f in ls.state.flags_in(path)), key=lambda pair: pair[0].start_line
    ):
        placed, index = list(group), 0
        for number, (where, flag) in enumerate(placed[:MAX_FLAGS]):
            more = max(len(placed) - MAX_FLAGS, 0) if number == MAX_FLAGS - 1 else 0
            confirmed = ls.state.status(flag.id) is Status.CONFIRMED
            for each in ls.lens_commands.of(flag, ls.client, confirmed=confirmed, more=more):
                # Neovim sorts a line's lenses by where they begin, and turns those round that begin at the same place.
                lenses.append(_lens(line, where.start_character + index, where.end_character, each))
                index += 1
    if ls.state.settings.explain_lens:
        lenses += _explaining(ls, path, params.text_document.uri)
    return Written(f"[{', '.join(lenses)}]")


def _lens(line: int, begin: int, end: int, offered: str) -> str:
    start, stop = (f'{{"line": {line}, "character": {at}}}' for at in (begin, max(end, begin)))
    return f'{{"range": {{"start": {start}, "end": {stop}}}, "command": {offered}}}'


def _explaining(ls: CotlensServer, path: str, uri: str) -> list[str]:
    """One lens above each stretch of lines that one edit wrote."""
    file, notes = ls.state.open.get(path), ls.state.snapshot.notes.get(path, {})
    if file is None or file.placement is None:
        return []
    found = []
    for owner, group in groupby(enumerate(file.placement.owners), key=lambda pair: pair[1] and pair[1][0]):
        rows = [row for row, _ in group if has_words(file.document.line_text(row) or "")]
        note = notes.get(owner) if owner is not None else None
        if note is not None and rows:
            offered = command(plain_title(lens_title(note), TITLE_CAP), WHY, uri, rows[0], rows[-1])
            found.append(_lens(rows[0], 0, 0, offered))
    return found
