"""Tell-tale phrases in reasoning, with their polarity. They raise confidence in what an action shows; alone they prove nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.event import ReasoningEvent
from cotlens.model.lazy_regex import regex

_NEGATED: Final = regex(
    r"\b(?:should\s*n[o']t|shouldn't|must\s*n[o']t|mustn't|do\s*n[o']t|don't|not\s+(?:going\s+to|want|appropriate|"
    r"acceptable|right|ok|the\s+right)|won't|would\s+be\s+(?:wrong|cheating|bad|dishonest|hiding)|can't\s+just|"
    r"cannot\s+just|avoid|never|rather\s+than|"
    r"instead\s+of|bad\s+idea|tempting|wrong\s+(?:to|approach))\b",
    re.IGNORECASE,
)
_SENTENCES: Final = regex(r"(?<=[.!?;])\s+|\n+")
_QUOTED: Final = regex(r"```.*?(?:```|\Z)|^[ \t]*>[^\n]*|\"[^\"\n]*\"|“[^“”\n]*”", re.DOTALL | re.MULTILINE)
_WORDS: Final = 4
"""A shorter piece in quotation marks is a name or an ironic word, part of what the agent says itself."""


def intends(thoughts: Iterable[ReasoningEvent], pattern: re.Pattern[str]) -> tuple[ReasoningEvent, str] | None:
    """Return the first thought, and its sentence, in which the pattern occurs unrejected, or None.

    What the thought quotes (code, a file, the user) is not the agent's intention.
    """
    for thought in thoughts:
        sentences = _SENTENCES.split(_QUOTED.sub(_left, thought.text))
        for i, sentence in enumerate(sentences):
            if pattern.search(sentence) and not _NEGATED.search(sentence):
                after = sentences[i + 1] if i + 1 < len(sentences) else ""
                if not re.match(
                    r"\s*(?:no[,.]|but\s+(?:that|this)\s+(?:would|is)|that\s+(?:would\s+be|is)\s+(?:wrong|"
                    r"cheating|bad|not))",
                    after,
                    re.IGNORECASE,
                ):
                    return thought, sentence.strip()
    return None


def _left(quotation: re.Match[str]) -> str:
    marked = quotation[0].startswith(('"', "“"))
    return quotation[0] if marked and len(quotation[0].split()) < _WORDS else " […] "
