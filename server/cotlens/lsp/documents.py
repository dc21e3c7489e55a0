r"""Open documents as lists of lines, where a line ends at \n, \r\n or \r and nowhere else. Places no flags.

Replaces pygls' documents (item a0.5), which split at form feeds and U+2028 too and so corrupt the text on the next edit,
and which copy the whole text for every key stroke. Needed as long as pygls uses `str.splitlines`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from lsprotocol import types as t
from pygls.workspace import TextDocument, Workspace

from cotlens.model.text import split_lines

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True)
class LineEdit:
    """Lines `start`.. of a document were `old` and became `new`, all without their line endings."""

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    at_line_start: bool
    """The edit began at column 0: what follows it on its last line survived, rather than what stood before it."""


class Document(TextDocument):
    """An open document. Keeps lines with their endings; the last one has none and may be empty, as in the protocol."""

    def __init__(self, uri: str, source: str | None = None, **kwargs: Any) -> None:
        super().__init__(uri, source=None, **kwargs)
        self._lines = _split_keeping_ends(source or "")
        self.edits: list[LineEdit] = []
        """What happened since the list was last emptied by whoever follows the document."""

    @property
    def source(self) -> str:
        """The whole text."""
        return "".join(self._lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """Lines with their endings, as pygls wants them: an empty last one left out."""
        return tuple(self._lines if self._lines[-1] else self._lines[:-1])

    @property
    def texts(self) -> list[str]:
        """Lines without their endings, the last one included."""
        return split_lines(self.source)

    def line_text(self, line: int) -> str | None:
        """One line without its ending, or None beyond the end."""
        return _text(self._lines[line]) if 0 <= line < len(self._lines) else None

    def _apply_full_change(self, change: t.TextDocumentContentChangeEvent) -> None:
        self._replace(0, 0, len(self._lines) - 1, len(self._lines[-1]), change.text)

    def _apply_incremental_change(self, change: t.TextDocumentContentChangePartial) -> None:
        start = self._index(change.range.start)
        end = max(start, self._index(change.range.end))
        self._replace(*start, *end, change.text)

    def _index(self, position: t.Position) -> tuple[int, int]:
        """A client's position as (line, code point); beyond the end of a line or of the text means its end."""
        if position.line >= len(self._lines):
            return len(self._lines) - 1, len(self._lines[-1])
        text = _text(self._lines[position.line])
        return position.line, code_point(text, position.character)

    def _replace(self, line: int, column: int, end_line: int, end_column: int, text: str) -> None:
        joined = self._lines[line][:column] + text + self._lines[end_line][end_column:]
        at_line_start = column == 0
        if line and self._lines[line - 1].endswith("\r") and joined.startswith("\n"):
            line -= 1  # the two now are one line ending
            joined = self._lines[line] + joined
        last = end_line + 1 == len(self._lines)
        new = _split_keeping_ends(joined)
        if not last:
            new.pop()  # `joined` ends in a line ending: what follows it is the next line, which is kept
        old = self._lines[line : end_line + 1]
        self._lines[line : end_line + 1] = new
        self.edits.append(LineEdit(line, tuple(map(_text, old)), tuple(map(_text, new)), at_line_start))


class Documents(Workspace):
    """pygls' workspace with documents of ours."""

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> TextDocument:
        return Document(
            doc_uri,
            source,
            version=version,
            language_id=language_id,
            sync_kind=self._sync_kind,
            position_codec=self._position_codec,
        )


def code_point(text: str, units: int) -> int:
    """Convert a UTF-16 column of `text` to an index into it; beyond the end means the end."""
    if units >= len(text) and text.isascii():
        return len(text)
    if text.isascii():
        return units
    for index, char in enumerate(text):
        if units <= 0:
            return index
        units -= 2 if ord(char) > 0xFFFF else 1
    return len(text)


def _split_keeping_ends(text: str) -> list[str]:
    lines = _LINE.findall(text)
    if not lines or lines[-1][-1] in "\r\n":
        lines.append("")
    return lines


def _text(line: str) -> str:
    return line.rstrip("\r\n")
