"""The sentences of a message, and which patterns may match in one of them: found out once, as messages are judged again and again.

Knows no pattern, and says nothing of what a match means.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Held, Sieve

_END: Final = regex(r"(?<=[.!?;])\s+|\n+")
_CAP: Final = 20_000
LONGEST: Final = 400
"""Characters of a sentence that some look at; a pattern may match at the end of these, and not in the whole sentence."""


@lru_cache(maxsize=8)
def parts(text: str) -> tuple[str, ...]:
    """Return the sentences of a message in order: what several ask for one after the other."""
    return tuple(_END.split(text[:_CAP]))


class Telling:
    """Patterns that are asked about each sentence of a message."""

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        self._sieve = Sieve(*patterns)
        self._matching = lru_cache(maxsize=256)(self._found)

    def may(self, text: str, *patterns: Held) -> bool:
        """Tell whether one of the patterns may match in a sentence of the message."""
        matching = self._matching(text)
        return any(id(pattern) in matching for pattern in patterns)

    def _found(self, text: str) -> frozenset[int]:
        sentences = parts(text)
        cut = [s[:LONGEST] for s in sentences if len(s) > LONGEST]
        look = self._sieve.over("\n".join((*sentences, *cut)))
        return frozenset(id(pattern) for pattern in self._sieve.patterns if look.may(pattern))
