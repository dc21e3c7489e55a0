"""How long something lasts by a line of code or of settings, and whether it lasts much longer than by another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cotlens.model.lazy_regex import regex

_LIFE: Final = regex(
    r"\b(?:ttl|max_?age|expires?\w*|lifetime|exp|session_?timeout|valid_?for|"
    r"validity\w*)\b[\"']?\s*[:=(]\s*[\"']?([\d_]+(?:\s*\*\s*[\d_]+){0,4})\s*([smhdwy]?)",
    re.IGNORECASE,
)
_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
_NAMED: Final = regex(
    r"(?:Add|From|of|from_|add)?(Second|Sec|Minute|Min|Hour|Day|Week|Month|Year)s?\(\s*(\d{1,9})\s*[),]|"
    r"(?<![\w.])(\d{1,9})\s*[.*]\s*(?:time\.|Duration\.)?(second|minute|hour|day|week|month|year)s?\b|"
    r"\b(second|minute|hour|day|week|month|year)s\s*[=:]\s*(\d{1,9})|[\"'](\d{1,9})\s?(s|m|h|d|w|y|sec|min|hour|day|week|month|year)s?[\"']",
    re.IGNORECASE,
)
"""A span by its unit's name, as languages and libraries write it."""
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
_LASTS: Final = regex(
    r"expir|\bttl\b|lifetime|life_?span|max_?age|valid|\bexp\b|not_?after|session_?(?:timeout|length)|remember_?(?:me|for)|idle|grace",
    re.IGNORECASE,
)
_AGE: Final = regex(
    r"-\s*[\w.]{0,30}(?:made|created|issued|iat|sent|since|started|updated|seen|login|[aA]t|_at)\w{0,20}\)?\s*<=?\s*([\d_]+(?:\s*\*\s*[\d_]+){0,4})(\b)"
)
"""How old something may be: `now - madeAt < 900_000`."""
_GRANTS: Final = regex(
    r"timingSafeEqual|compare_digest|hmac|secure_compare|pre-?sign|signed|\bsign\(|token|session|cookie|jwt|otp|reset|magic_?link|invite|grant|credential|secret|refresh|auth|login|certificate|share_?link|"
    r"impersonat|private",
    re.IGNORECASE,
)
"""What lets whoever holds it in, for as long as it lasts."""


def much_longer(line: str, twin: str) -> bool:
    """Tell whether what a line grants lasts ten times as long as by the one it replaces."""
    now, before = _lasts(line), _lasts(twin)
    return now is not None and before is not None and now >= 10 * before > 0


def grants(line: str, around: Sequence[str]) -> bool:
    """Tell whether what lasts lets somebody in: the line says so, or those beside it do."""
    return bool(_GRANTS.search(line) or any(_GRANTS.search(x) for x in around[:12]))


@lru_cache(maxsize=4096)
def _lasts(line: str) -> int | None:
    """The seconds that a line names; each line of an edit is held against each that went."""
    found = _LIFE.search(line) or _AGE.search(line)
    if found is not None:
        return _seconds(found)
    named = _NAMED.search(line) if _LASTS.search(line) else None
    if named is None:
        return None
    unit, number = (
        (named[1], named[2])
        if named[1]
        else (named[4], named[3])
        if named[4]
        else (named[5], named[6])
        if named[5]
        else (named[8], named[7])
    )
    unit = unit.lower()
    return int(number) * (2592000 if unit.startswith("mon") else _SECONDS[unit[0]])


def _seconds(match: re.Match[str]) -> int:
    total = 1
    for part in match[1].split("*"):
        total *= min(int(part.replace("_", "").strip() or 0), 10**9)
    return total * _UNITS.get(match[2].lower(), 1)
