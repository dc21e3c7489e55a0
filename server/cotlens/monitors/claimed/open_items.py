"""Items of the agent's own list (`TodoWrite`, `update_plan`) that wait to be begun, and claims that take them in."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ToolKind
from cotlens.model.fact import Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import applied

_LOOKS: Final = regex(
    r"\b(?:test|verif|check|run|review|commit|lint|summar|report|confirm|ensure|clean|build|format|push|document|explain|tell|answer)\w*",
    re.IGNORECASE,
)
"""What leaves no trace in a file: whether it was done is not to be seen here."""
_ALL: Final = regex(r"\b(?:all|every\w*|each|both|whole|entire\w*|fully|complete\w*)\b", re.IGNORECASE)


def left_open(turn: Turn) -> tuple[Step, list[str]] | None:
    """Return the turn's last list and its items that were not begun, if others were done and nothing was edited since."""
    at = next((i for i, (_, a) in reversed([*enumerate(turn.actions)]) if a.call.kind is ToolKind.PLAN), None)
    if at is None:
        return None
    step, action = turn.actions[at]
    rows = next((v for k in ("todos", "plan", "items") if isinstance(v := action.call.args.get(k), list)), [])
    items = [(str(r.get("content") or r.get("step") or ""), str(r.get("status"))) for r in rows if isinstance(r, dict)]
    pending = [text for text, status in items if status in ("pending", "not_started") and not _LOOKS.search(text)]
    if not pending or all(status != "completed" for _, status in items):
        return None
    return None if any(applied(later) for _, later in turn.actions[at + 1 :]) else (step, pending)


def covers(claim: str, items: list[str]) -> bool:
    """Tell whether a claim is about everything, or speaks of one of the items."""
    words = {w[:5] for w in re.findall(r"[a-z]{4,}", claim.lower())}
    return _ALL.search(claim) is not None or any(
        (own := {w[:5] for w in re.findall(r"[a-z]{4,}", item.lower())}) and len(own & words) * 3 >= len(own) * 2
        for item in items
    )
