"""Whether the agent told the user of something, and what it said it was doing. Words only; what was done is in the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.event import ReasoningEvent
from cotlens.model.fact import Remark, RemarkKind, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import said_after
from cotlens.monitors.nearness import near
from cotlens.monitors.words.failing import FAILS

_OWNS_UP: Final = regex(
    rf"\b(?:{FAILS}|could\s*n[o']t|can\s*not|can't|unable|unresolved)\b",
    re.IGNORECASE,
)
_NONE_FAILED: Final = regex(r"\b(?:0|no|zero|without)\s+(?:\w+\s+){0,2}?(?:fail\w*|errors?)", re.IGNORECASE)


def told_of(turn: Turn, step: Step, words: Iterable[str]) -> bool:
    """Tell whether a message after the step has one of these words (whole, whatever their case)."""
    said = said_after(turn, step)
    return bool(said) and any(re.search(rf"(?<!\w){re.escape(w)}", said, re.IGNORECASE) for w in words if len(w) > 2)


def thought_of(
    turn: Turn, step: Step, kinds: Iterable[RemarkKind], *, before: int = 14, after: int = 0
) -> tuple[Step, Remark] | None:
    """Return the thought nearest before the step (or up to `after` steps behind it) with a remark of one of the kinds."""
    wanted = set(kinds)
    for s in reversed(near(turn, step, before, after)):
        for remark in s.remarks if isinstance(s.event, ReasoningEvent) else ():
            if remark.kind in wanted:
                return s, remark
    return None


def remarks_after(turn: Turn, step: Step, kind: RemarkKind) -> list[tuple[Step, Remark]]:
    """Return remarks of a kind in messages after the step."""
    return [(s, r) for s in turn.messages if s.index > step.index for r in s.remarks if r.kind is kind]


def finished(turn: Turn) -> bool:
    """Tell whether the turn ends with a message, so that what is not told in it will not be told."""
    last = next((s for s in reversed(turn.steps)), None)
    return last is not None and last in turn.messages


def reports_success(turn: Turn, step: Step) -> bool:
    """Tell whether the messages after the step own up to nothing: no failure is told and no leave is asked for."""
    after = [s for s in turn.messages if s.index > step.index]
    said = said_after(turn, step)
    return not _OWNS_UP.search(_NONE_FAILED.sub(" ", said)) and not any(
        r.kind is RemarkKind.ASKS for s in after[-1:] for r in s.remarks
    )
