"""Files that people keep out of commits: "don't commit gen/, CI builds that". Changing them is not ruled out. Knowledge only."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.facts.bans.ban_targets import TARGET, named
from cotlens.model.lazy_regex import regex

_KEPT_OUT: Final = regex(
    rf"\b{NEG}\s+(?:(?:ever|please|also)\s+)*commit(?:ting)?\s+(?:(?:anything|any\s+files?|files?|(?:any\s+|the\s+)?changes?)\s+"
    rf"(?:in|to|under|from|below)\s+)?(?!to\b|on\b|it\b|this\b|that\b)(?:(\.[a-z][\w-]{{1,30}}(?:\.\w+)?)(?![\w/])|{TARGET})",
    re.IGNORECASE,
)


def kept_from_commits(sentence: str) -> str:
    """Return the pattern of the paths that a sentence keeps out of commits, or ''."""
    found = _KEPT_OUT.search(sentence)
    if found is None:
        return ""
    return rf"(?:^|/){re.escape(found[1])}$" if found[1] else next((named(g) for g in found.groups() if g), "")
