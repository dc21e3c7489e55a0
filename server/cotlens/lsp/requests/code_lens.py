"""textDocument/codeLens: above each flagged line what it is, and what one can say to it; on request also above what agents wrote."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final

from lsprotocol import types as t

from cotlens.lsp.convert import on_one_line
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.requests.execute_command import CONFIRM, DISMISS, SHOW_REASONING
from cotlens.lsp.requests.show import IN_SESSION, PEEK
from cotlens.lsp.requests.why import WHY
from cotlens.lsp.splice import has_words
from cotlens.lsp.why_card import lens_title
from cotlens.model.flag import Flag, Role, Severity
from cotlens.model.safe_text import plain_title
from cotlens.model.verdict import Status

MAX_FLAGS: Final = 3
"""Flags with lenses of their own on one line."""

_TITLE_CAP: Final = 90
_QUOTED_CAP: Final = 72
"""Characters of a thought in a lens: the buttons stand beside it."""
_QUOTATION: Final = re.compile(r" \(`.*?`\)")
_ICONS: Final = {
    Severity.INFO: "circle-outline",
    Severity.LOW: "info",
    Severity.MODERATE: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "flame",
}


Lens = dict[str, Any]
"""A `CodeLens` as it is written: a file has four for each flag, and the protocol's own classes take four times as long."""


def code_lens(ls: CotlensServer, params: t.CodeLensParams) -> list[Lens] | None:
    """The lenses of a document, from the snapshot."""
    path = path_of(params.text_document.uri)
    if path is None or not ls.state.settings.code_lens:
        return None
    lenses: list[Lens] = []
    for line, group in groupby(
        ((on_one_line(f), f) for f in ls.state.flags_in(path)), key=lambda pair: pair[0].start_line
    ):
        placed, index = list(group), 0
        for number, (where, flag) in enumerate(placed[:MAX_FLAGS]):
            more = len(placed) - MAX_FLAGS if number == MAX_FLAGS - 1 else 0
            for command in _commands(ls, flag, max(more, 0)):
                # Neovim sorts a line's lenses by where they begin, and turns those round that begin at the same place.
                lenses.append(_lens(line, where.start_character + index, where.end_character, command))
                index += 1
    return lenses + (_explaining(ls, path, params.text_document.uri) if ls.state.settings.explain_lens else [])


def _lens(line: int, begin: int, end: int, command: Lens) -> Lens:
    span = {"start": {"line": line, "character": begin}, "end": {"line": line, "character": max(end, begin)}}
    return {"range": span, "command": command}


def _command(title: str, name: str, *arguments: str | int) -> Lens:
    return {"title": title, "command": name, "arguments": arguments}


def _explaining(ls: CotlensServer, path: str, uri: str) -> list[Lens]:
    """One lens above each stretch of lines that one edit wrote."""
    file, notes = ls.state.open.get(path), ls.state.snapshot.notes.get(path, {})
    if file is None or file.placement is None:
        return []
    found = []
    for owner, group in groupby(enumerate(file.placement.owners), key=lambda pair: pair[1] and pair[1][0]):
        rows = [row for row, _ in group if has_words(file.document.line_text(row) or "")]
        note = notes.get(owner) if owner is not None else None
        if note is not None and rows:
            command = _command(plain_title(lens_title(note), _TITLE_CAP), WHY, uri, rows[0], rows[-1])
            found.append(_lens(rows[0], 0, 0, command))
    return found


def _commands(ls: CotlensServer, flag: Flag, more: int) -> list[Lens]:
    confirmed = ls.state.status(flag.id) is Status.CONFIRMED
    icon = f"$({'pass' if confirmed else _ICONS[flag.severity]})\N{NO-BREAK SPACE}" if ls.client.icons else ""
    title = f"{icon}{plain_title(flag.name)}: {_told(flag)}{f' (+{more} more)' if more else ''}"
    peeks = PEEK in ls.client.commands
    commands = [
        _command(title, PEEK if peeks else SHOW_REASONING, flag.id),
        _command("Confirmed" if confirmed else "Confirm", CONFIRM, flag.id),
        _command("Dismiss", DISMISS, flag.id),
        _command("Show reasoning", SHOW_REASONING, flag.id),
    ]
    if IN_SESSION in ls.client.commands:
        commands.append(_command("Show in the session", IN_SESSION, flag.id))
    return commands


def _told(flag: Flag) -> str:
    """The end of the thought that led to it, where decisions stand; where none can be read, what was flagged."""
    thought = next((e.excerpt for e in flag.evidence if e.role is Role.REASONING and e.excerpt.strip()), "")
    if not thought:
        # The line itself stands below: its quotation would only push the buttons out of sight.
        return plain_title(_QUOTATION.sub("", flag.message).rstrip("."), _TITLE_CAP)
    words = " ".join(thought.split())
    if len(words) > _QUOTED_CAP:
        _, _, rest = words[-_QUOTED_CAP:].partition(" ")
        words = f"… {rest or words[-_QUOTED_CAP:]}"
    return f"“{plain_title(words)}”"
