"""Files that are themselves what a test is tried on: bad programs in a folder of examples. Says nothing of what is in them."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import EditFact, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import applied

_FOLDERS: Final = regex(
    r"(?:examples?|samples?|specimens?|submissions?|cases?|cheats?|corpus|broken|bad)$", re.IGNORECASE
)
_LINES: Final = 400


def is_specimen(turn: Turn, fact: EditFact) -> bool:
    """Tell whether a file lies among examples and a test of the turn names its folder: what it answers is what is tested with."""
    folders = fact.path.split("/")[:-1]
    at = next((i for i, f in enumerate(folders) if _FOLDERS.match(f)), None)
    names = [f for f in folders[at + 1 :] if len(f) > 3] if at is not None else []
    return bool(names) and any(
        any(n in line for n in names)
        for _, action in turn.actions
        for f in applied(action)
        if f.role & PathRole.TEST
        for line in f.edit.added[:_LINES]
    )
