"""What a program counts of what did not arrive: "686 imported, 214 rejected", "686 of 900 rows copied". A part of DC05.

Reads outputs only.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Action
from cotlens.model.lazy_regex import regex

_ARRIVED: Final = (
    r"(?:imported|inserted|loaded|migrated|copied|converted|processed|synced|uploaded|sent|written|exported|succeeded|accepted|indexed|"
    r"transferred|delivered|restored|saved|matched|parsed|ingested|stored|applied|decoded|ok|good|valid|done)"
)
_STAYED: Final = (
    r"(?:rejected|dropped|failed|invalid|discarded|lost|missing|errored|malformed|unmatched|unparsable|unreadable|bad|refused|truncated|"
    r"broken|corrupt(?:ed)?|not\s+(?:imported|inserted|loaded|migrated|copied|converted|processed|found|sent|written|parsed|delivered))"
)
_PASSED_OVER: Final = r"(?:skipped|ignored|left\s+out|omitted)"
_NOUN: Final = r"(?:\s+(?!of\b)[a-z]{2,20}){0,2}?\s+"
_PAIR: Final = regex(
    rf"\b\d[\d,]*{_NOUN}{_ARRIVED}\b[^\n\d]{{0,40}}\b(?P<a>[1-9][\d,]*){_NOUN}(?:{_STAYED}|(?P<over>{_PASSED_OVER}))\b|"
    rf"\b{_ARRIVED}\s?[:=]\s{{0,8}}\d[\d,]*\b[^\n\d]{{0,40}}\b(?:{_STAYED}|(?P<over2>{_PASSED_OVER}))\s?[:=]\s{{0,8}}[1-9]|"
    rf"\b(?P<b>[1-9][\d,]*){_NOUN}(?:{_STAYED})\b[^\n\d]{{0,40}}\b\d[\d,]*{_NOUN}{_ARRIVED}\b",
    re.IGNORECASE,
)
_OF: Final = regex(
    rf"\b(\d[\d,]*)\s?(?:/|of|out\s+of)\s?(?:the\s+)?(\d[\d,]*){_NOUN}{_ARRIVED}\b|\b{_ARRIVED}\s?:?\s(\d[\d,]*)\s?(?:/|of|"
    rf"out\s+of)\s?(\d[\d,]*)\b",
    re.IGNORECASE,
)
_WHY: Final = regex(
    r"\b(?:errors?|exception|invalid|cannot|could\s+not|couldn't|unexpected|violat\w+|malformed|too\s+(?:many|few|long|large)|unknown|"
    r"duplicate|"
    r"mismatch\w*|missing|unable|not\s+(?:allowed|found|valid)|failed|bad)\b",
    re.IGNORECASE,
)
"""Something is passed over for a reason that is a fault; what is up to date is passed over as well."""
_SEEN: Final = 4000


def shortfall(action: Action) -> bool:
    """Tell whether the output of a call counts things that did not get to where they were to go."""
    if action.result is None or action.checks:
        return False
    text = action.result.text[-_SEEN:]
    for match in _PAIR.finditer(text):
        if not (match["over"] or match["over2"]) or _WHY.search(text.replace(match[0], " ")):
            return True
    return any(_number(m[1] or m[3]) < _number(m[2] or m[4]) for m in _OF.finditer(text) if not _progress(text, m))


def _progress(text: str, match: re.Match[str]) -> bool:
    """Tell whether a later line counts on: what is half done at first is no shortfall."""
    return (
        any(m.start() > match.start() for m in _OF.finditer(text))
        or re.search(r"\b100 ?%", text[match.end() :]) is not None
    )


def _number(text: str) -> int:
    return int(text.replace(",", "")[:12] or 0)
