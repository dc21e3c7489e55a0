r"""Makes text from logs safe to show: no link, image, HTML, icon or command can come of it, and nothing in it is invisible.

Log text is hostile. `visible` is for plain text, `inline` and `fenced` for Markdown.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MESSAGE_CAP: Final = 300
"""Characters of one line of text."""
EXCERPT_CAP: Final = 1200
"""Characters of one excerpt."""

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~!&$@^])")
_BLOCK_START: Final = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""What makes a list, a rule or a heading at the beginning of a line, and is innocent elsewhere."""
_SCHEME: Final = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*):(?=\S)")
_WWW: Final = re.compile(r"(?i)\b(www)\.")
_FENCE: Final = re.compile(r"`+")
_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f")
"""Letters and marks that draw nothing."""


def visible(text: str, cap: int | None = None, *, keep_lines: bool = False) -> str:
    r"""Show control, bidirectional, zero-width and other invisible characters as \u{XXXX}; cut to `cap` characters.

    Line ends become spaces unless `keep_lines`; tabs become spaces.
    """
    if cap is not None and len(text) > cap:
        text = text[: cap - 1].rstrip() + "…"
    text = text.replace("\r\n", "\n").replace("\t", "    " if keep_lines else " ")
    if not keep_lines:
        text = text.replace("\n", " ").replace("\r", " ")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(c) for c in text)


def inline(text: str, cap: int = MESSAGE_CAP) -> str:
    """Text as one run of Markdown that renders as itself."""
    escaped = _SPECIAL.sub(r"\\\1", visible(text, cap).strip())
    escaped = _BLOCK_START.sub(_escape_start, escaped)
    escaped = _SCHEME.sub(r"\1\\:", escaped)
    return _WWW.sub(r"\1\\.", escaped)


def fenced(text: str, cap: int = EXCERPT_CAP, language: str = "text") -> str:
    """Text as a code block whose fence is longer than any run of backticks inside."""
    body = visible(text.strip("\r\n"), cap, keep_lines=True)
    longest = max((len(run) for run in _FENCE.findall(body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{body}\n{fence}"


def plain_title(text: str, cap: int = 120) -> str:
    """Text for a title that some clients expand `$(icon)` in."""
    return visible(text, cap).replace("$(", "$ (")


def _escape_start(match: re.Match[str]) -> str:
    found = match.group()
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _shown(char: str) -> str:
    if char in "\n ":
        return char
    hidden = char in _BLANK_LETTERS or unicodedata.category(char) in _HIDDEN_CATEGORIES or _is_selector(char)
    if char.isspace() and char != "\u3000":
        hidden = True
    return f"\\u{{{ord(char):04X}}}" if hidden else char


def _is_selector(char: str) -> bool:
    """Variation selectors and tags: they carry hidden text after an innocent letter."""
    code = ord(char)
    return 0xFE00 <= code <= 0xFE0E or 0xE0000 <= code <= 0xE01EF
