"""Types that people keep as they are by their bare name: "BillingApi stays exactly as it is". Knowledge only.

A name of two words or more run together is a type's, and its file's; what a single word names nobody can tell (`ban_targets`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.model.lazy_regex import regex

_NAME: Final = r"(?-i:(?<![\w./#-])`?([A-Z][a-z0-9]{1,30}(?:[A-Z][a-z0-9]{1,30}){1,5})`?(?![\w/(-]|\.\w))"
_KIND: Final = r"(?:\s+(?:interface|class|type|enum|record|struct|trait|protocol|contract|itself))?"
_STILL: Final = (
    r"(?:(?:exactly|just|all|completely|strictly|entirely)\s+)?(?:as\s+(?:it\s+is|is\b|it\s+was)|untouched|unchanged|unmodified|intact|frozen|"
    r"the\s+way\s+it\s+is|off[- ]limits|hands[- ]off)(?!\s+since)"
)
_KEPT: Final = regex(
    rf"{_NAME}{_KIND}\s+(?:stays?|remains?|(?:must|has\s+to|needs\s+to|should|shall|is\s+to)\s+(?:stay|remain|be\s+(?:kept|left)))\s+{_STILL}|"
    rf"{_NAME}{_KIND}\s+(?:must|may|should|can|is)\s*(?:not|n't)\s+(?:to\s+)?(?:change|be\s+(?:changed|touched|edited|modified))\b|"
    rf"\b(?:leave|keep)\s+(?:the\s+)?{_NAME}{_KIND}\s+(?:{_STILL}|alone)|"
    rf"\b{NEG}\s+(?:ever\s+|please\s+)?(?:touch|change|edit|modify)(?:ing)?\s+(?:the\s+)?{_NAME}{_KIND}\s*(?=$|[.,;:!)]|\s(?:and|or|please|because|it|yet|itself)\b)",
    re.IGNORECASE,
)
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kept_types(sentence: str) -> Iterator[str]:
    """Yield the paths of the types that a sentence keeps from being changed: `BillingApi.java`, `billing_api.rb`."""
    for match in _KEPT.finditer(sentence):
        name = next(filter(None, match.groups()))
        parted = "[_-]?".join(_HUMPS.split(name)).lower()
        yield rf"(?:^|/)(?:{name}|{parted})\.\w+$"
