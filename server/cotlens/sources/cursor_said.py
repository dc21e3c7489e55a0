"""What stands in the texts of Cursor's transcripts: queries among context, thoughts among words; and its calls and edits."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import PRESUMED, EditState
from cotlens.model.event import ReasoningForm, ToolKind
from cotlens.sources import cursor_tools, tool_changes
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import Json, text

WITHHELD: Final = re.compile(r"^[ \t]*\[REDACTED\][ \t]*$", re.MULTILINE)
_QUERY: Final = re.compile(r"<user_query>(.*?)(?:</user_query>|\Z)", re.DOTALL)
_TAG: Final = re.compile(r"\s*<[a-z_]{2,40}>")
_HEADING: Final = re.compile(r"(?:\A|\n)[ \t]*\*\*([A-Z][a-z]+ing\b[^*\n]{0,120})\*\*\s*\Z")
"""The heading of a summary of the thinking, which the transcript puts under the text: `**Planning the change**`."""


def asked(scribe: Scribe, key: str, said: str) -> None:
    """Write a text in the user's role: what the user typed is marked, the rest is context."""
    queries = [found[1].strip() for found in _QUERY.finditer(said)]
    if not queries and not _TAG.match(said):
        queries, rest = [said.strip()], ""
    else:
        rest = _QUERY.sub("", said).strip()
    scribe.user(f"{key}:context", rest, typed=False)
    scribe.user(f"{key}:text", "\n\n".join(queries))


def answered(scribe: Scribe, key: str, said: str) -> None:
    """Write a text of the model: withheld thoughts stand in it as `[REDACTED]`, headings of thoughts under it."""
    pieces = WITHHELD.split(said)
    for number, piece in enumerate(pieces):
        heading = _HEADING.search(piece)
        scribe.message(f"{key}:{number}:text", (piece[: heading.start()] if heading else piece).strip())
        if heading:
            scribe.reasoning(f"{key}:{number}:heading", f"**{heading[1]}**", ReasoningForm.SUMMARY)
        if number < len(pieces) - 1:
            scribe.reasoning(f"{key}:{number}:withheld", "")


def call(scribe: Scribe, key: str, native: str, name: str, args: Json) -> None:
    """Write a call of one of Cursor's tools."""
    kind = cursor_tools.kind_of(name)
    command = text(args.get("command")) if kind is ToolKind.SHELL else None
    cwd = cursor_tools.directory(args) if kind is ToolKind.SHELL else None
    scribe.call(f"{key}:call", native, name, kind, args, command=command, cwd=cwd, intent=cursor_tools.intent(args))


def changes(scribe: Scribe, key: str, native: str, name: str, args: Json, state: EditState) -> None:
    """Write the edits that a call's arguments tell of."""
    if cursor_tools.kind_of(name) is ToolKind.EDIT:
        found = cursor_tools.changes(name, args, scribe.cwd)
        sure = PRESUMED if state is EditState.UNKNOWN else None
        tool_changes.record(scribe, key, native, found, state, tool=name, cwd=scribe.cwd, confidence=sure)
