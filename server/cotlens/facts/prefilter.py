"""Whether a text can match a family of patterns at all: a few substrings, looked for before any pattern is tried.

Patterns cost a hundred times what a substring costs, and almost every text of a session matches none.
"""

from __future__ import annotations


def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether one of the words (in lower case) stands in the text, whatever its case."""
    low = text.lower()
    return any(word in low for word in words)
