"""Variables of a shell script that only ever hold words written in it: what is looked up or sent with them is no data."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_BOUND: Final = regex(r"\bfor\s+(\w+)\s+in\s+([^;\n]{1,400})|(?:^|[;&|\s])(\w+)=(\S*)")


def literal_names(script: str) -> set[str]:
    """Return the variables that only ever hold words written in the script: what is looked up with them is no data."""
    given: dict[str, bool] = {}
    for match in _BOUND.finditer(script):
        name, value = (match[1], match[2]) if match[1] else (match[3], match[4])
        given[name] = given.get(name, True) and not re.search(r"[$`*?<]", value)
    return {name for name, plain in given.items() if plain}
