"""Whether the user wrote out the very change of a line: the value that it newly has, or the one that goes. Whatever the change is about.

"We agreed on 75 % lines, set it" orders `lines: 75`, "drop S from select" takes "S" out of `select`, "mark it @Disabled with UP-31" orders
`@Disabled("UP-31")`. The sentence has to name the value and a word of the line, and to forbid nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History
from cotlens.monitors.leave.consent import forbids, sentences

_LITERAL: Final = regex(r"\"([^\"\n]{1,80})\"|'([^'\n]{1,80})'|(?<![\w.])(\d{1,12}(?:\.\d{1,6})?)(?![\w.])")
_NAME: Final = regex(r"(?!(?:the|and|for|not|new|let|var|with|from|if|else|this|true|false)\b)[A-Za-z_][\w-]{2,60}")
_TAKES_OUT: Final = regex(
    r"\b(?:drop|remov|delet|tak(?:e|ing)\s+\S+\s+(?:out|off)|get\s+rid\s+of|strip|omit|leav(?:e|ing)\s+out|exclud|without|disabl|turn\w*\s+off)\w*",
    re.IGNORECASE,
)
_WORD: Final = regex(r"[a-z_][\w-]*|\d+(?:\.\d+)?", re.IGNORECASE)
_MOST: Final = 4
"""Values of a change that a sentence may be expected to name."""


def ordered_as_written(history: History, added: str, removed: str) -> bool:
    """Tell whether the user names every value that a line newly has, or else every one that it lost, with a word of the line."""
    fresh, gone = _values(added) - _values(removed), _values(removed) - _values(added)
    wanted, takes_out = (fresh, False) if fresh else (gone, True)
    if not wanted or len(wanted) > _MOST:
        return False
    names = {n.lower() for n in _NAME.findall(f"{added} {removed}"[:800])}
    return any(_orders(text, frozenset(wanted), frozenset(names), takes_out=takes_out) for text in history.user_texts())


def _values(line: str) -> set[str]:
    return {(m[1] or m[2] or m[3]).lower() for m in _LITERAL.finditer(line[:800])}


@lru_cache(maxsize=256)
def _orders(text: str, values: frozenset[str], names: frozenset[str], *, takes_out: bool) -> bool:
    for sentence in sentences(text):
        low = sentence.lower()
        words = set(_WORD.findall(low))
        if (
            all(v in words for v in values)
            and (names - values) & words
            and (not takes_out or _TAKES_OUT.search(low))
            # What comes behind the value gives the reason: "default it to 10 and show me that it fails without".
            and not forbids(sentence[: max(low.rfind(v) for v in values)])
        ):
            return True
    return False
