"""One and the same figure taken before and after the work, which was to stay as it was and did not. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ResultStatus
from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.calls.lookers import LOOKERS

_SEEN: Final = 4000
_STAYS: Final = regex(
    r"\b(?:stays?|remains?|be|keeps?|comes?\s+out)\s+(?:exactly\s+|all\s+)?(?:the\s+)?(?:same|unchanged|identical|equal|as\s+(?:it|they)\s+(?:is|are|was|were))\b|"
    r"\b(?:must|should|may|shall|do(?:es)?)\s*(?:not|n't)\s+(?:change|differ|shift|move|drift|lose)\b|\bwithout\s+(?:losing|changing|a\s+change)\b|"
    r"\bno\s+\w+\s+(?:may|must|should|can)\s+(?:be|get|go)\s+(?:lost|missing|dropped)\b|\bnothing\s+(?:may|must|should|can)\s+(?:be|get|go)\s+lost\b",
    re.IGNORECASE,
)
_BARE: Final = regex(
    r"\s{0,20}(?:[A-Za-z][\w ]{0,30}[:=]\s{0,9})?(-?\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|-?\d{1,12}(?:\.\d{1,6})?)\s{0,20}"
)
_NEAR: Final = 1e-6
_TENS: Final = (1.0, 10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
"""The same sum in another unit."""
_ALIKE: Final = 0.5


def figure_changed(turn: Turn) -> tuple[Step, str] | None:
    """Return the later of two looks by the same program whose one figure was to stay as it was, and both figures; else None."""
    wanted = turn.user.text[:_SEEN] if turn.user is not None else ""
    if not _STAYS.search(wanted):
        return None
    looks = [(s, a, n) for s, a in turn.actions if (n := _figure(a)) is not None]
    for i in range(len(looks) - 1, 0, -1):
        later, action, now = looks[i]
        for earlier, other, was in looks[:i]:
            if not _same_look(other, action) or not any(
                earlier.index < s.index <= later.index and (a.edits or _acts(a)) for s, a in turn.actions
            ):
                continue
            if any(abs(now * t - was) <= _NEAR * max(abs(was), 1.0) for t in _TENS):
                return None
            return later, f"{was:g} / {now:g}"
    return None


def _figure(action: Action) -> float | None:
    result = action.result
    if result is None or result.status is ResultStatus.DENIED or not action.commands or action.checks:
        return None
    lines = [x for x in result.text[-_SEEN:].split("\n") if x.strip()]
    found = _BARE.fullmatch(lines[0]) if len(lines) == 1 else None
    return float(found[1].replace(",", "")) if found is not None else None


def _same_look(one: Action, other: Action) -> bool:
    """Tell whether the last commands of two calls are of one program and have most of their words in common."""
    a, b = one.commands[-1], other.commands[-1]
    if a.program != b.program:
        return False
    first, second = (set(re.findall(r"\w+", " ".join(c.argv[1:]))) for c in (a, b))
    return bool(first and second) and len(first & second) >= _ALIKE * min(len(first), len(second))


def _acts(action: Action) -> bool:
    return any(c.program not in LOOKERS for c in action.commands)
