"""Whether an error's handler gives back figures that it works out of nothing. What else a handler does is not looked at."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_GIVES: Final = regex(r"(?:\breturn\b|=>|:?=)\s*\S|^\s*[\w.]+\(")
_TEXTS: Final = regex(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_CALLED: Final = regex(r"([A-Za-z_][\w.]*)\s*\(")
_SUM: Final = regex(r"[\w)\]]\s*[*%/+]\s*\d")
_FIGURE: Final = regex(r"(?<![\w.])(?:[2-9]|\d{2,}|\d+\.\d+)(?![\w])")
_BUILDERS: Final = frozenset({
    "round", "len", "map", "range", "from", "Array", "fill", "of", "list", "dict", "tuple", "set", "str", "int",
    "float", "max", "min", "sum", "abs", "floor", "ceil", "repeat", "new", "Date", "now", "keys", "listOf", "mapOf",
    "setOf", "arrayOf", "List", "Map", "Set", "format", "Math", "times", "each_with_index", "collect", "to_a", "to_f",
    "to_i", "zip", "enumerate", "Vec", "vec", "sqrt", "sin", "cos", "hash", "hashCode", "length", "size",
})  # fmt: skip
"""Calls that only put values together."""


def made_up(whole: str) -> bool:
    """Tell whether a handler gives back figures that it works out of nothing: fixed values, and calls that only build."""
    if len(whole) > 600 or not _GIVES.search(whole):
        return False
    bare = _TEXTS.sub("''", whole)
    called = {m.rsplit(".", 1)[-1] for m in _CALLED.findall(bare)}
    return (
        called <= _BUILDERS
        and bool(called or _SUM.search(bare))
        and (_FIGURE.search(bare) is not None or len(_TEXTS.findall(whole)) > 1)
        and not re.search(r"\b(?:cache|last|previous|stale|stored|saved|default)\w*", whole, re.IGNORECASE)
    )
