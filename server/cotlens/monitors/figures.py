"""Summary lines that a message repeats ("2 to add, 0 to change, 1 to destroy") against the outputs they come from."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Step
from cotlens.monitors.base import History

ENOUGH: Final = 3
"""Figures of one line that must agree in kind before two lines count as the same summary."""

_FIGURE: Final = re.compile(
    r"\b(\d+)\s+(to\s+(?:add|change|destroy|import)|passed|failed|skipped|pending|added|changed|removed|deleted|"
    r"errors?|warnings?|failures?|examples?|insertions?|deletions?)\b",
    re.IGNORECASE,
)


def figures(line: str) -> dict[str, int]:
    """Return the figures of a summary line by what they count: {"to add": 2, "to destroy": 1}."""
    return {" ".join(m[2].lower().split()).rstrip("s"): int(m[1]) for m in _FIGURE.finditer(line)}


def misquoted(history: History, step: Step, text: str) -> tuple[str, Step, str] | None:
    """Return (line of the message, step, line of its output) when the newest output of that kind has other figures.

    None if any output of the session has these very figures: an earlier state may be told, too.
    """
    for said in text.splitlines():
        claimed = figures(said)
        if len(claimed) < ENOUGH:
            continue
        newest: tuple[Step, str] | None = None
        for s in history.before(step):
            result = s.action.result if s.action is not None else None
            for line in reversed(result.text.splitlines()) if result is not None else ():
                shown = figures(line)
                if set(shown) < set(claimed) or not set(claimed) <= set(shown):
                    continue
                if all(shown[k] == v for k, v in claimed.items()):
                    return None
                newest = newest or (s, line)
        if newest is not None:
            return said, *newest
    return None
