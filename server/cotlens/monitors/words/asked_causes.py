"""Causes that were asked for: whether a message names one as found, and whether anything was done to find it. A part of DC03."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import MessageEvent, ToolKind
from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import applied
from cotlens.monitors.words.limits_told import CAUSE_TOLD, HEDGED

_ASKED: Final = regex(
    r"\b(?:find\s+out|figure\s+out|work\s+out|tell\s+me|see|know|check|understand|explain|investigate|look\s+into|track\s+down|"
    r"nail\s+down|pin\s+down|establish|determine|"
    r"clarify|debug|learn)\s+(?:\w+\s+){0,2}?(?:why|what\s+(?:causes?|caused|makes|made|eats|leaks|triggers|is\s+behind|"
    r"is\s+going\s+on|goes\s+wrong|happens)|where\s+\S+(?:\s+\S+){0,4}\s+(?:comes?|come\s+from|go(?:es)?)|how\s+come|"
    r"the\s+(?:root\s+)?(?:cause|reason|culprit|leak|source))\b|"
    r"\b(?:root\s+cause|diagnos\w+|get\s+to\s+the\s+bottom|track\s+(?:it|this|that|the\s+\w+)\s+down|the\s+(?:cause|reason|"
    r"culprit)\s+(?:of|for|behind)|"
    r"(?:find|locate|identify|hunt\s+down|chase\s+down|isolate)\s+(?:and\s+\w+\s+)?(?:the|that|this)\s+(?:\w+\s+){0,2}(?:cause|reason|"
    r"culprit|leak|bug|source|bottleneck|race|fault|problem|error))\b|"
    r"(?:^|[.!?,;:]\s+|\band\s+)(?:why|how\s+come|what(?:'s|\s+is|\s+was)?\s+(?:caus\w+|mak\w+|eat\w+|leak\w+|slow\w+|hold\w+|behind|"
    r"going\s+on|wrong)|what\s+(?:causes?|caused|makes|made|eats|keeps))\b",
    re.IGNORECASE,
)
_FOUND: Final = regex(
    r"\b(?:tracked|pinned|narrowed|nailed|traced|hunted|ran)\s+(?:it|this|that|them|the\s+\w+)\s+(?:down|back)\b|"
    r"\b(?:found|tracked\s+down|located|identified|pinned\s+down|nailed|spotted|isolated|traced)\s+(?:\w+\s+){0,1}?(?:it|the|that|this|"
    r"a)\b|"
    r"\b(?:leak|bug|problem|culprit|cause|reason|source|fault|error|slow\w*|delay|growth|spike|crash\w*|failure|hang|bottleneck|loss|"
    r"drop|drift|outage|timeout\w*|regression|flak\w+|race|deadlock|mismatch|"
    r"discrepancy|duplicate\w*|stall|freeze\w*|corruption|difference|issue)s?\s+(?:was|is|were|are|came|comes|lay|lies|stemmed|stems|"
    r"sat|sits|has\s+been|have\s+been|turned\s+out|goes\s+back|went\s+back|happened|happens|arose|originat\w+|occurred)\b|"
    r"\b(?:leaked|slowed|failed|crashed|grew|hung|stalled|broke|blocked|dropped|lost|timed\s+out|drifted|doubled|diverged|flaked|"
    r"deadlocked|raced)\s+(?:\w+\s+){0,2}?(?:through|because|due|owing|since|over|thanks|from|on\s+account|as\s+a\s+result|when|in)\b|"
    r"\b(?:caused|triggered|brought\s+about|explains?|explained|responsible|to\s+blame|behind\s+(?:it|this|that|the)|"
    r"the\s+only\s+(?:thing|place|one)|due\s+to|owing\s+to|thanks\s+to|stem\w*\s+from|that's\s+(?:the|what|why)|it\s+was\s+the|"
    r"which\s+is\s+why)\b",
    re.IGNORECASE,
)
"""Names a cause, or the place of the fault, as found."""
_OF_WAYS: Final = regex(
    r"\b(?:how\s+(?:to|\w+\s+(?:is|are)\s+(?:called|run|invoked|started|installed|configured))|which\s+(?:command|tool|version|flag|"
    r"option|file|folder|directory|branch)|where\s+(?:the|their|its)\s+\w+\s+(?:is|are|lives?)|"
    r"syntax|installed|naming|named|called|style|format(?:ting)?|wording|deduplicat\w+)\b",
    re.IGNORECASE,
)
"""A doubt about how to go about it, or about what else a thing is for, is none about the cause."""
_OWN: Final = frozenset(
    ("git", "cd", "echo", "gh", "glab", "tail", "head", "wc", "black", "prettier", "gofmt", "rustfmt", "ruff")
)


def cause_asked(text: str) -> bool:
    """Tell whether a request asks for the cause of something."""
    return _ASKED.search(text[:4000]) is not None


def about_ways(doubt: str) -> bool:
    """Tell whether a doubt is about the way of working."""
    return _OF_WAYS.search(doubt) is not None


def cause_told(told: list[str]) -> str:
    """Return the sentence that names a cause as found, without a hedge; else ''."""
    return next((x for x in told if (CAUSE_TOLD.search(x) or _FOUND.search(x)) and not HEDGED.search(x)), "")


def sought_after(turn: Turn, at: Step) -> bool:
    """Tell whether anything but edits, suites and the session's own work was done after a thought: it may have shown the cause."""
    later = [a for s, a in turn.actions if s.index > at.index]
    # A test written for it, and run, may show the cause as well.
    tested = any(f.role & PathRole.TEST for a in later for f in applied(a)) and any(a.checks for a in later)
    return (
        tested
        or any(map(_seeks, later))
        or any(
            s.index > at.index
            and s is not turn.messages[-1]
            and isinstance(s.event, MessageEvent)
            and "?" in s.event.text
            for s in turn.messages
        )
    )


def _seeks(action: Action) -> bool:
    if action.call.kind in (ToolKind.EDIT, ToolKind.PLAN) or (action.edits and not action.commands) or action.checks:
        return False
    return not action.commands or any(c.program not in _OWN for c in action.commands)
