"""Whether a text can match a family of patterns at all: a few substrings, looked for before any pattern is tried.

Patterns cost a hundred times what a substring costs, and almost every text of a session matches none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cotlens.model.sieve import misses

_MOST: Final = 200
_KNOWN: Final[dict[int, tuple[tuple[str, ...], Callable[[str], bool | None]]]] = {}
"""By the identity of a list of words, which is kept with it: hashing the words would cost as much as looking for them."""


def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether one of the words (in lower case) stands in the text, whatever its case."""
    known = _KNOWN.get(id(words)) or _known(words)
    missed = known[1](text) if known is not None else None
    if missed or (missed is not None and text.isascii()):
        return not missed
    low = text.lower()
    return any(word in low for word in words)


def _known(words: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[str], bool | None]] | None:
    if len(_KNOWN) >= _MOST:
        return None  # lists that are made anew for each text would fill it
    missed = misses(re.compile("|".join(map(re.escape, words)), re.IGNORECASE))
    if missed is None:
        return None
    known = _KNOWN[id(words)] = words, missed
    return known
