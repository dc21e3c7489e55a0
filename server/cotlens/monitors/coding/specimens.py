"""Stubs that are meant: bad programs that a test is tried on, and those that the report names by their own word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.fact import CodeChange, EditFact, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import applied

_FOLDERS: Final = regex(
    r"(?:examples?|samples?|specimens?|submissions?|cases?|cheats?|corpus|broken|bad)$", re.IGNORECASE
)
_LINES: Final = 400
_REFUSES: Final = regex(r"NotImplemented\w*|\bunimplemented\b|\btodo!|\bfatalError\b|UnsupportedOperation\w*")
_GONE: Final = regex(r"\b(?:no\b|not\b|replac|remov|gone\b|instead|rid\b|without|eliminat|swap)\w*", re.IGNORECASE)
_SENTENCES: Final = regex(r"(?<=[.!?;])\s+|\n+")


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


def names_stub(said: str, stubs: Iterable[CodeChange]) -> bool:
    """Tell whether a report has the very word by which a stub refuses, and not to say that it is gone."""
    words = {w for c in stubs for w in _REFUSES.findall(c.added or "")}
    sentences = _SENTENCES.split(said) if words else []
    return any(w in s and not _GONE.search(s) for w in words for s in sentences)
