"""textDocument/codeLens: above each flagged line what it is, and what one can say to it; on request also above what agents wrote."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from lsprotocol import types as t

from cotlens.lsp.convert import first_line
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.requests.execute_command import CONFIRM, DISMISS, SHOW_REASONING
from cotlens.lsp.requests.why import WHY
from cotlens.lsp.splice import has_words
from cotlens.lsp.why_card import lens_title
from cotlens.model.flag import Flag
from cotlens.model.safe_text import plain_title
from cotlens.model.verdict import Status

MAX_FLAGS: Final = 3
"""Flags with lenses of their own on one line."""

_TITLE_CAP: Final = 90
_QUOTATION: Final = re.compile(r" \(`.*?`\)")


def code_lens(ls: CotlensServer, params: t.CodeLensParams) -> list[t.CodeLens] | None:
    """The lenses of a document, from the snapshot."""
    path = path_of(params.text_document.uri)
    if path is None or not ls.state.settings.code_lens:
        return None
    lenses: list[t.CodeLens] = []
    for _, group in groupby(ls.state.flags_in(path), key=lambda f: first_line(f).start.line):
        flags, above = list(group), []
        for index, flag in enumerate(flags[:MAX_FLAGS]):
            more = len(flags) - MAX_FLAGS if index == MAX_FLAGS - 1 else 0
            above.extend(_lenses(ls, flag, max(more, 0)))
        lenses.extend(_in_order(above))
    return lenses + (_explaining(ls, path, params.text_document.uri) if ls.state.settings.explain_lens else [])


def _in_order(lenses: list[t.CodeLens]) -> list[t.CodeLens]:
    """Lenses of one line, each beginning a character after the one before.

    Neovim sorts a line's lenses by where they begin, and turns those round that begin at the same place.
    """
    for index, lens in enumerate(lenses):
        lens.range.start.character += index
        lens.range.end.character = max(lens.range.end.character, lens.range.start.character)
    return lenses


def _explaining(ls: CotlensServer, path: str, uri: str) -> list[t.CodeLens]:
    """One lens above each stretch of lines that one edit wrote."""
    file, notes = ls.state.open.get(path), ls.state.snapshot.notes.get(path, {})
    if file is None or file.placement is None:
        return []
    found = []
    for owner, group in groupby(enumerate(file.placement.owners), key=lambda pair: pair[1] and pair[1][0]):
        rows = [row for row, _ in group if has_words(file.document.line_text(row) or "")]
        note = notes.get(owner) if owner is not None else None
        if note is not None and rows:
            command = t.Command(plain_title(lens_title(note), _TITLE_CAP), WHY, arguments=[uri, rows[0], rows[-1]])
            found.append(t.CodeLens(t.Range(t.Position(rows[0], 0), t.Position(rows[0], 0)), command=command))
    return found


def _lenses(ls: CotlensServer, flag: Flag, more: int) -> list[t.CodeLens]:
    confirmed = ls.state.status(flag.id) is Status.CONFIRMED
    icon = "$(warning)\N{NO-BREAK SPACE}" if ls.client.icons else ""
    # The line itself stands below: its quotation would only push the buttons out of sight.
    told = _QUOTATION.sub("", flag.message).rstrip(".")
    title = f"{icon}{plain_title(flag.name)}: {plain_title(told, _TITLE_CAP)}{f' (+{more} more)' if more else ''}"
    commands = [t.Command(title, SHOW_REASONING, arguments=[flag.id])]
    commands.append(t.Command("Confirmed" if confirmed else "Confirm", CONFIRM, arguments=[flag.id]))
    commands.append(t.Command("Dismiss", DISMISS, arguments=[flag.id]))
    commands.append(t.Command("Show reasoning", SHOW_REASONING, arguments=[flag.id]))
    return [t.CodeLens(first_line(flag), command=c) for c in commands]
