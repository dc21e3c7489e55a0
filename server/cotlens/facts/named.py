r"""Names that have one of several words in them, found in time that grows with the text: `a.a.a.` of any length is no trap.

`\b[\w.-]*word` begins anew at each dot and runs to the end each time. Here a run of name characters is looked at once.
"""

from __future__ import annotations

import re

from cotlens.model.lazy_regex import regex


class Named:
    """Finds the first name with one of the words; what it returns is what the one expression would have matched."""

    def __init__(self, run: str, words: str) -> None:
        self.runs = regex(run)
        self.word = regex(words, re.IGNORECASE)
        self.whole = regex(rf"\b.*{words}[\w-]*", re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the match of the name, as a match within its run, or None."""
        if self.word.search(text) is None:
            return None
        for run in self.runs.finditer(text):
            if self.word.search(run[0]) is not None:
                return self.whole.search(run[0])
        return None
