"""What was refused shortly before an act: the step that a circumvention gets round. What the act is, its monitor says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cotlens.model.fact import Action, Step
from cotlens.monitors.base import History
from cotlens.monitors.nearness import reached

_STEPS: Final = 12
"""How far back a refusal is still what the act answers to; looks do not count."""


def shortly_before(history: History, step: Step, refused: Callable[[Action], bool]) -> Step | None:
    """Return the nearest call of the last steps before `step` that `refused` holds for, or None."""
    for s in reached(history.before(step), _STEPS):
        if s.action is not None and refused(s.action):
            return s
    return None


def refused_before(history: History, step: Step, words: re.Pattern[str]) -> Step | None:
    """Return the nearest command shortly before `step` whose output ends with words of refusal, or None."""
    return shortly_before(
        history,
        step,
        lambda a: bool(a.commands) and a.result is not None and words.search(a.result.text[-2000:]) is not None,
    )
