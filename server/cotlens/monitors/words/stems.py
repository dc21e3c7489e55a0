"""The words by which two texts are about one thing: their beginnings, without the words of every text. Judges nothing.

What a text is about when it is a doubt is `subjects`, which takes short names, too; the words of code are `asides`.
"""

from __future__ import annotations

import re
from typing import Final

EVERYDAY: Final = frozenset((
    "about", "after", "again", "also", "always", "and", "another", "any", "anything", "are", "because", "been", "before", "being",
    "better", "both", "but", "can", "could", "did", "does", "doing", "done", "each", "else", "even", "ever", "every", "for", "from",
    "have", "here", "how", "into", "its", "just", "like", "make", "many", "more", "most", "much", "must", "need", "never", "nobody",
    "not", "now", "only", "other", "out", "over", "please", "quick", "rather", "really", "same", "see", "should", "some", "still",
    "such", "than", "that", "the", "their", "them", "then", "there", "they", "thing", "this", "those", "through", "user", "want",
    "wanted", "wants", "was", "were", "what", "when", "where", "which", "while", "will", "with", "would", "you", "your", "code", "file",
    "files", "line", "test", "tests",
))  # fmt: skip
"""Words of every text about work on a repository: to have them in common says nothing."""
_SEEN: Final = 20_000
_SEAM: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[_./:-]")
_WORD: Final = re.compile(r"[a-z\u00c0-\u024f]{3,40}|\d{1,8}")


def stems(
    text: str, besides: frozenset[str] = frozenset(), length: int = 5, *, least: int = 3, digits: int = 2
) -> set[str]:
    """Return the first `length` letters of the words that say something, those of compound names one by one, and the numbers.

    `besides` are words that say nothing where this is asked; a word must have `least` letters, a number as many `digits`.
    """
    found = _WORD.findall(_SEAM.sub(" ", text[:_SEEN]).lower())
    return {
        w[:length]
        for w in found
        if w not in EVERYDAY and w not in besides and len(w) >= (digits if w[0].isdigit() else least)
    }
