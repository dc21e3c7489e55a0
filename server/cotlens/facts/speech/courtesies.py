"""What people and models say for politeness: greetings, thanks, "let me know if you need anything else", "okay, let me think".

It says nothing of the work, and rules that go by how a text begins or ends are to see what does. Not an offer of a named
thing ("tell me if you want the tests too"): that stays.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_GREETING: Final = regex(
    r"\A\s*(?:hi|hello|hey|hiya|good\s+(?:morning|afternoon|evening|day))(?:\s+(?:there|all|again|team|claude|codex|gemini))?[!.,:]+\s+",
    re.IGNORECASE,
)
_THANKS: Final = regex(
    r"(?<=[.!?\n])\s*(?:(?:many\s+)?thanks(?:\s+(?:a\s+lot|in\s+advance|so\s+much))?|thank\s+you(?:\s+very\s+much)?|thx|cheers)[!.]*\s*\Z",
    re.IGNORECASE,
)
_FILLER: Final = regex(
    r"\A\s*(?:(?:okay|ok|alright|all\s+right)[,.!:\u2026]*\s+)?"
    r"(?:let(?:\s+me|'s)\s+think(?:\s+(?:about\s+(?:this|that|it)|this\s+through|it\s+through|carefully|for\s+a\s+(?:moment|second)|"
    r"step\s+by\s+step))*[.!:\u2026]+\s+|(?<=[,.!:\u2026\w]\s))",
    re.IGNORECASE,
)
_CLOSING: Final = regex(
    r"(?<=[.!?\n)])\s*(?:(?:please\s+)?let\s+me\s+know\s+if\s+(?:you(?:'d|\s+would|\s+do|\s+have|\s+need|\s+want)?|there(?:'s|\s+is|\s+are))"
    r"(?:\s+(?:like|need|have|want|to))?\s+(?:anything|any|other|further|more|something)(?:\s+(?:else|more|other|further|questions?|"
    r"changes?|adjustments?|tweaks?|help|details?|concerns?|you\s+(?:need|want)|or))*|"
    r"(?:I'm\s+)?happy\s+to\s+(?:help|answer)(?:\s+(?:with\s+)?(?:anything|any)(?:\s+(?:else|more|further|other|questions?))*)?|"
    r"feel\s+free\s+to\s+(?:ask|reach\s+out)(?:\s+if\s+you\s+have\s+any\s+questions?)?|"
    r"(?:I\s+)?hope\s+(?:this|that)\s+helps|anything\s+else)[.!?]*\s*\Z",
    re.IGNORECASE,
)
_END: Final = 400
"""Characters at the end of a text in which a phrase that closes it stands."""


def asked_plainly(text: str) -> str:
    """Return what a person typed without greeting and thanks."""
    return _left(_without_end(_THANKS, _GREETING.sub("", text)), text)


def thought_plainly(text: str) -> str:
    """Return a thought without the words that only set out to think."""
    return _left(_FILLER.sub("", text), text)


def said_plainly(text: str) -> str:
    """Return a message of an agent without the phrase that closes it."""
    return _left(_without_end(_CLOSING, text), text)


def _without_end(phrase: re.Pattern[str], text: str) -> str:
    # A phrase that begins with white space would walk through long runs of it anew from each.
    return text[:-_END] + phrase.sub("", text[-_END:])


def _left(rest: str, text: str) -> str:
    return rest if rest.strip() else text
