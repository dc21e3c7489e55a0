"""Requests that are put as questions ("could you make it 8?"), told from questions that want an answer. Words of DC06."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

CAP: Final = 8000

_POLITE: Final = regex(
    r"\b(?:(?:could|can|would|will)\s+(?:you|(?:some|any)(?:one|body))\b|(?:any|is\s+there\s+an?y?)\s+(?:chance|way|"
    r"possibility)\s+(?:that\s+)?you|do\s+you\s+(?:think|reckon)\s+you\s+c(?:an|ould)|"
    r"(?:is|would)\s+it\s+(?:be\s+)?possible\s+(?:for\s+you\s+)?to|(?:are|would)\s+you\s+(?:be\s+)?able\s+to|may\s+I\s+(?:ask|"
    r"bother|trouble)\s+you|"
    r"mind\s+\w+ing|(?:so|that)\s+kind\s+(?:as\s+)?to|wouldn't\s+mind|can\s+(?:this|that|it|the\s+\w+)\s+(?:please\s+)?be\s+\w+ed|"
    r"pl(?:ea)?s(?:e)?\s*\?|^\W*(?:would|could|can|will)\s+you\s*\?)",
    re.IGNORECASE,
)
_WANTS_TO_KNOW: Final = regex(
    r"\b(?:tell|explain|say|describe|show|let\s+me\s+know|advise|suggest|recommend|propose|think\s+of|find\s+out|what|which|why|"
    r"how|whether|opinion|idea|"
    r"options?|look\s+into|know)\b",
    re.IGNORECASE,
)
_SENTENCES: Final = regex(r"(?<=[.!?])\s+|\n+")


def curious(text: str) -> bool:
    """Tell whether a request wants to know something, whether or not it has a question mark."""
    return _WANTS_TO_KNOW.search(text[:CAP]) is not None


def without_politeness(text: str) -> tuple[str, bool]:
    """Return a request with its polite questions ("could you make it 8?") put as sentences, and whether there was one."""
    out, polite = [], False
    for sentence in _SENTENCES.split(text[:CAP]):
        bare = sentence.rstrip()
        if bare.endswith("?") and _POLITE.search(bare) and not _WANTS_TO_KNOW.search(bare):
            out.append(bare[:-1] + ".")
            polite = True
        else:
            out.append(sentence)
    return " ".join(out), polite
