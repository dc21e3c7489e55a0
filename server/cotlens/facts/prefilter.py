"""Whether a text can match a family of patterns at all: a few substrings, looked for before any pattern is tried.

Patterns cost a hundred times what a substring costs, and almost every text of a session matches none.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.sieve import Sieve

_MOST: Final = 200
_SIEVES: Final[dict[int, tuple[tuple[str, ...], Sieve]]] = {}
"""By the identity of a list of words, which is kept with it: hashing the words would cost as much as looking for them."""


def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether one of the words (in lower case) stands in the text, whatever its case."""
    known = _SIEVES.get(id(words)) or _known(words)
    if known is not None:
        look = known[1].over(text)
        if look.nothing or (look.told and text.isascii()):
            return not look.nothing
    low = text.lower()
    return any(word in low for word in words)


def _known(words: tuple[str, ...]) -> tuple[tuple[str, ...], Sieve] | None:
    if len(_SIEVES) >= _MOST:
        return None  # lists that are made anew for each text would fill it
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    known = _SIEVES[id(words)] = words, Sieve(pattern)
    return known
