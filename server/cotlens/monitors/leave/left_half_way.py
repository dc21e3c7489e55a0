"""Orders that name several files, of which some were done and others are waiting for a word nobody needs to give. A part of DC06.

However the question is put: what counts is that the files left were ordered like those that were done, and that nothing stood in the way.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import MessageEvent
from cotlens.model.fact import RemarkKind, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import applied

_FILE: Final = regex(r"(?<![\w/.-])(?:[\w.-]{1,40}/){0,8}[\w-]{1,60}\.[A-Za-z]\w{0,5}\b")
_STEPWISE: Final = regex(
    r"\b(?:first|to\s+begin\s+with|one\s+(?:at\s+a\s+time|by\s+one|after\s+the\s+other)|start(?:ing)?\s+with|begin(?:ning)?\s+with|step\s+by\s+step|pause|stop\s+after|"
    r"then\s+(?:ask|wait|show|report)|before\s+you|ask\s+me|let\s+me\s+(?:see|know|review)|only\s+then)\b",
    re.IGNORECASE,
)
"""Somebody wants to look in between."""
_WAITS: Final = regex(
    r"\?\s*$|\b(?:await\w*|wait(?:ing)?\s+for|pending)\s+(?:your|a|the)\b|\b(?:tell|ping|give)\s+me\b|\blet\s+me\s+know\b|\bonce\s+you(?:'ve|\s+have)?\s+(?:confirm\w*|approv\w*|agree\w*)|"
    r"\b(?:I'll|I\s+will)\s+(?:pause|stop|hold|wait)\b|\b(?:say|on)\s+(?:your|the)\s+(?:word|go)\b|\bwith\s+your\s+(?:ok|okay|approval|consent|go)\b",
    re.IGNORECASE | re.MULTILINE,
)
_HINDERED: Final = regex(
    r"\b(?:fail\w*|error\w*|can(?:'t|not)|could(?:n't|\s+not)|conflict\w*|differ\w*|ambigu\w*|unclear|missing|not\s+found|doesn't\s+exist|risk\w*|break\w*|generated|"
    r"delet\w*|lose|lost|careful|warning|surpris\w*|however|but)\b",
    re.IGNORECASE,
)
"""Something that may well be asked about."""


def left_half_way(turn: Turn) -> str:
    """Return the sentence by which the turn waits although files of its order are left, or ''."""
    user, final = turn.user, turn.messages[-1]
    if (
        user is None
        or len(user.text) > 2000
        or _STEPWISE.search(user.text)
        or not isinstance(final.event, MessageEvent)
    ):
        return ""
    named = list(dict.fromkeys(_FILE.findall(user.text)))
    done = {f.path for _, a in turn.actions for f in applied(a)}
    left = [n for n in named if not any(_is(n, p) for p in done)]
    if len(named) < 2 or len(left) in (0, len(named)) or any(not a.happened for _, a in turn.actions):
        return ""
    said = final.event.text[:8000]
    return "" if _HINDERED.search(said) else _waiting(final, said)


def _is(name: str, path: str) -> bool:
    return path == name or path.endswith(f"/{name}") or path.rsplit("/", 1)[-1] == name.rsplit("/", 1)[-1]


def _waiting(final: Step, said: str) -> str:
    asks = next((r.text for r in final.remarks if r.kind in (RemarkKind.ASKS, RemarkKind.PROMISE)), "")
    return asks or next((x for x in re.split(r"(?<=[.!?;])\s+|\n+", said) if _WAITS.search(x)), "")
