"""Later messages that order work on a file which an earlier one had put out of bounds, or leave the agent free: words of BD01."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.ban import Ban, BanKind
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
