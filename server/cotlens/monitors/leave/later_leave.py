"""What sets free later: orders for what was out of bounds, checks that are green again, files that are gone. Parts of BD01."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.ban import Ban, BanKind
from cotlens.model.check import Outcome
from cotlens.model.fact import EditFact, Loss, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History

_SEEN: Final = 2000
_ORDERS: Final = regex(
    r"(?:^|[.,;!\n]|\b(?:please|now|then|so|ok|and|can\s+you|could\s+you))\W*(?:add|change|alter|extend|edit|update|write|rename|drop|"
    r"remove|fix|insert|set|adjust|move|mend|rewrite)\b",
    re.IGNORECASE,
)
_SPARES: Final = regex(
    r"\b(?:not|never|except|but|without|leave|keep|besides)\b[^.,;\n]*$|n't\b[^.,;\n]*$", re.IGNORECASE
)
_AT_WILL: Final = regex(
    r"\b(?:do|change|touch|edit|use)\s+(?:whatever|anything|what)\s+(?:you|it|that)\s+(?:\w+\s+)?(?:need|want|takes?|like|think)",
    re.IGNORECASE,
)


def at_will(text: str) -> bool:
    """Tell whether a message leaves it to the agent what it touches."""
    return _AT_WILL.search(text[:_SEEN]) is not None


def named_later(ban: Ban, history: History, path: str) -> bool:
    """Tell whether a message after that of the ban orders work on this very file: "fix it. only cart.js, not the test"."""
    if ban.kind not in (BanKind.PATH, BanKind.ELSEWHERE) or ban.turn < 0:
        return False
    name = re.compile(rf"(?<![\w.-]){re.escape(path.rsplit('/', 1)[-1])}(?![\w-])", re.IGNORECASE)
    for turn in history.turns:
        text = turn.user.text[:_SEEN] if turn.user is not None and turn.index > ban.turn else ""
        at = name.search(text)
        if at and _ORDERS.search(text) and not _SPARES.search(text[max(0, at.start() - 40) : at.start()]):
            return True
    return False


_WHILE_RED: Final = regex(
    r"\b(?:while|as\s+long\s+as|so\s+long\s+as|when(?:ever)?|if)\b[^.;]{0,60}\b(?:red|fail\w*|broken|not\s+(?:green|pass\w*)|errors?)\b",
    re.IGNORECASE,
)


def green_again(ban: Ban, history: History, step: Step) -> bool:
    """Tell whether a ban holds while something is red only, and the newest check before the step did not fail."""
    if not _WHILE_RED.search(ban.text):
        return False
    newest = next((c for s in history.before(step) if s.action is not None for c in s.action.checks[::-1]), None)
    return newest is not None and newest.outcome is not Outcome.FAILED


def gone_again(turn: Turn, step: Step, fact: EditFact) -> bool:
    """Tell whether a file was taken away again in the turn that made it: nothing is left behind."""
    path = fact.edit.path
    return any(
        path == target.rstrip("/") or path.startswith(target.rstrip("/") + "/")
        for s, action in turn.actions
        if s.index > step.index and action.happened
        for loss in action.destructions
        if loss.loss is Loss.FILES
        for target in loss.targets
    )
