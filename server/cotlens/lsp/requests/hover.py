"""textDocument/hover: what was flagged on this line, why, and how sure that is; else which edit of an agent's the line is from."""

from __future__ import annotations

from typing import Final

from lsprotocol import types as t

from cotlens.lsp.card import Card
from cotlens.lsp.convert import first_line
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.splice import has_words
from cotlens.lsp.why_card import hover_markdown, hover_plain
from cotlens.model.text import utf16_length

MAX_CARDS: Final = 3
"""Flags told in full in one hover; the gravest come first."""


def hover(ls: CotlensServer, params: t.HoverParams) -> t.Hover | None:
    """Look the line's flags up; None where there are none."""
    path = path_of(params.text_document.uri)
    if path is None:
        return None
    line = params.position.line
    flags = [f for f in ls.state.flags_in(path) if f.location is not None and f.location.range.start_line == line]
    if not flags:
        return _explained(ls, path, line)
    snapshot = ls.state.snapshot
    cards = [Card(f, snapshot.sessions.get(f.session), snapshot.verdicts.get(f.id)) for f in flags[:MAX_CARDS]]
    more = len(flags) - len(cards)
    if ls.client.hover_markdown:
        kind, text = t.MarkupKind.Markdown, "\n\n---\n\n".join(c.markdown() for c in cards)
    else:
        kind, text = t.MarkupKind.PlainText, "\n\n".join(c.plain() for c in cards)
    if more:
        text += f"\n\nand {more} more"
    return t.Hover(t.MarkupContent(kind, text), first_line(flags[0]))


def _explained(ls: CotlensServer, path: str, line: int) -> t.Hover | None:
    file, found = ls.state.open.get(path), ls.state.note_of(path, line)
    text = file.document.line_text(line) if file is not None else None
    if not ls.state.settings.explain_hover or found is None or text is None or not has_words(text):
        return None
    note, how = found
    flags = ls.state.flags_on(note.edit)
    if ls.client.hover_markdown:
        content = t.MarkupContent(t.MarkupKind.Markdown, hover_markdown(note, how, flags))
    else:
        content = t.MarkupContent(t.MarkupKind.PlainText, hover_plain(note, how, flags))
    return t.Hover(content, t.Range(t.Position(line, 0), t.Position(line, utf16_length(text))))
