"""Texts with every word replaced by another of the same length and shape that occurs once: after a formatter it says where it stood.

Knows of languages only which words a formatter looks at.
"""

from __future__ import annotations

import random
import re
import string
import unicodedata
from typing import Final

_KEPT: Final = """
and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match None
nonlocal not or pass raise return True False try while with yield type overload noqa fmt off on skip pylint self cls
abstract accessor any asserts bigint boolean catch const constructor debugger declare default delete do enum export extends false
function get implements infer instanceof interface keyof let module namespace never new null number object of out override package
private protected public readonly require satisfies set static string super switch symbol this throw true typeof undefined unique
unknown using var void strict client server use describe it test each only before after beforeEach afterEach beforeAll afterAll expect
chan defer fallthrough func go goto map range select struct nil iota build nolint embed generate then
px em rem vh vw auto none media charset font face keyframes to json yaml
"""
KEPT: Final = frozenset(_KEPT.split())
"""Words that mean something to a formatter or to the grammar."""

_WORD: Final = re.compile(r"(?<![\w\\/!<&@#$%])[^\W\d]\w*")
"""Not what may be an escape, a flag, a tag, an entity or a directive."""

_PREFIX: Final = re.compile(r"[bBfFrRuUtT]{1,2}[\"']")
"""What stands before a string and says how it is written."""

_IMPORT: Final = re.compile(r"\s*(?:[\w.]+\s+)?\"[^\"]*\"\s*")
"""A line of Go's imports, which gofmt sorts by their words."""

_TRIES: Final = 300


def _letters(category: str) -> str:
    """Letters beyond ASCII, one column wide and equal under all normal forms: for words too short to be unique in ASCII."""
    return "".join(
        c
        for c in map(chr, range(0xC0, 0x530))
        if unicodedata.category(c) == category
        and unicodedata.normalize("NFKC", c) == c
        and unicodedata.normalize("NFD", c) == c
        and unicodedata.east_asian_width(c) not in "WF"
        and c.isidentifier()
    )


_LOWER, _UPPER = _letters("Ll"), _letters("Lu")
_ENOUGH: Final = 3
"""Letters from which ASCII has words enough."""


class Disguise:
    """One text in disguise, and the way back."""

    def __init__(self, text: str, rng: random.Random) -> None:
        self._words: dict[str, tuple[str, int]] = {}
        """By new word: the old one, and the line it stands in."""
        self._taken = {*KEPT, *re.findall(r"\w+", text)}
        self._rng = rng
        self.text = "\n".join(self._line(line, number) for number, line in enumerate(text.split("\n")))

    def _line(self, line: str, number: int) -> str:
        if _IMPORT.fullmatch(line):
            return line
        return _WORD.sub(
            lambda m: (
                m[0] if m[0] in KEPT or _PREFIX.fullmatch(line[m.start() : m.end() + 1]) else self._new(m[0], number)
            ),
            line,
        )

    def _new(self, word: str, number: int) -> str:
        short = sum(c.isalpha() for c in word) < _ENOUGH
        lower, upper = (_LOWER, _UPPER) if short else (string.ascii_lowercase, string.ascii_uppercase)
        for _ in range(_TRIES):
            new = "".join(
                self._rng.choice(lower) if c.islower() else self._rng.choice(upper) if c.isupper() else c for c in word
            )
            if new not in self._taken:
                self._taken.add(new)
                self._words[new] = (word, number)
                return new
        return word

    def revealed(self, formatted: str) -> str:
        """Put the old words back into a text."""
        return re.sub(r"\w+", lambda m: self._words.get(m[0], (m[0], 0))[0], formatted)

    def sources(self, formatted: str) -> list[set[int]]:
        """For each line of a formatted text in disguise: the lines from which its words are."""
        found: list[set[int]] = []
        for line in formatted.split("\n"):
            words = (self._words.get(word) for word in re.findall(r"\w+", line))
            found.append({known[1] for known in words if known})
        return found
