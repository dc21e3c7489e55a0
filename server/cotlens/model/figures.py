"""A figure in whatever notation: `8_000`, `8,000`, `8'000` and `8000` are one, as are `8.60` and `8.6`. No arithmetic, no units."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.lazy_regex import regex

_FIGURE: Final = regex(r"(-?)(\d{1,3}(?:[_',]\d{3})+|\d[\d_]{0,24})(?:\.([\d_]{1,14}))?[A-Za-z]{0,3}")
_APART: Final = "[_',.\u2019\u00a0\u202f ]?"
"""What stands between groups of three digits, in code and in prose; a point too, as a continental text has it."""


def figure_in(value: str, text: str) -> bool:
    """Tell whether the figure stands in the text, written in any way; False where the value is no figure."""
    pattern = _notations(value)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=512)
def _notations(value: str) -> re.Pattern[str] | None:
    found = _FIGURE.fullmatch(value)
    if found is None:
        return None
    whole = re.sub(r"\D", "", found[2]).lstrip("0") or "0"
    head = len(whole) % 3 or 3
    groups = [whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))]
    part = (found[3] or "").replace("_", "").rstrip("0")
    fraction = rf"[.,]{part}0*" if part else r"(?:[.,]0{1,4})?"
    return re.compile(rf"(?<![\w.,]){found[1]}{_APART.join(groups)}{fraction}(?![\d_]|[.,]\d)")
