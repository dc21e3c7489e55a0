"""What a line is made of, as far as following it needs: words, white space, identifiers. Knows no programming language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.text import split_lines

_WORD: Final = re.compile(r"\w")
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_NAME: Final = re.compile(r"\w+")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w{2,}")


def text_lines(text: str) -> list[str]:
    """Split a text into lines as an editor counts them, without the byte order mark that some logs keep."""
    return split_lines(text.removeprefix("\ufeff"))


def squeeze(line: str) -> str:
    """Drop all white space, so that two layouts of one line are equal."""
    return "".join(line.split())


def same_words(one: str, other: str) -> bool:
    """Tell whether two lines are equal but for white space."""
    return one == other or squeeze(one) == squeeze(other)


def as_logged(line: str, logged: str) -> bool:
    """Tell whether a line of a file is the line that a log shows.

    Claude Code's `structuredPatch` writes each leading tab as two spaces.
    """
    if line == logged:
        return True
    rest = line.lstrip("\t")
    return "  " * (len(line) - len(rest)) + rest == logged


def has_word(line: str) -> bool:
    """Tell whether a line has a letter or digit. Lines of punctuation are too common to identify anything."""
    return _WORD.search(line) is not None


def tokens(line: str) -> list[str]:
    """Split a line into words and single punctuation characters."""
    return _TOKEN.findall(line)


def names(line: str) -> tuple[str, ...]:
    """List the words of a line, without its punctuation."""
    return tuple(_NAME.findall(line))


def identifiers(lines: Iterable[str]) -> set[str]:
    """Collect the names of three characters and more."""
    return {name for line in lines for name in _IDENTIFIER.findall(line)}
