"""What the reasoning says of a loss after the command: whose work it was. Lexical; a part of DS02."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ReasoningEvent
from cotlens.model.fact import Step, Turn
from cotlens.model.lazy_regex import regex

_SOON: Final = 6
"""Steps after a command in which a thought is about what it did."""
_WHOSE: Final = regex(
    r"\b(?:thr[eo]w\w*|lost|los(?:e|ing)|gone|discard\w*|wip\w+|overwr\w+|destroy\w*|revert\w*|delet\w*|eras\w*|undid|undone)\b[^.\n]{0,60}\b(?:(?:the\s+)?user's|their|your|his|her|somebody(?:\s+else)?'s|"
    r"someone(?:\s+else)?'s|the\s+(?:developer|owner|colleague|author)'s)\s+(?:[\w-]+\s+){0,3}(?:work|changes|edits|code|files?|commits?|draft|stuff)\b|"
    r"\b(?:(?:the\s+)?user's|their|your|his|her|somebody(?:\s+else)?'s|someone(?:\s+else)?'s)\s+(?:[\w-]+\s+){0,3}(?:work|changes|edits|code|draft|stuff)\b[^.\n]{0,60}\b(?:is|are|was|were|went|got)\s+"
    r"(?:\w+\s+)?(?:gone|lost|thrown|overwritten|discarded|reverted|wiped|with\s+it|too)\b",
    re.IGNORECASE,
)


def others_work_lost(turn: Turn, step: Step) -> bool:
    """Tell whether the thought that follows says whose work went: the tree was not looked at, yet it was known."""
    after = (s for s in turn.thoughts if step.index < s.index <= step.index + _SOON)
    return any(isinstance(s.event, ReasoningEvent) and _WHOSE.search(s.event.text[:4000]) for s in after)
