"""The line of an edit that a text speaks of: by the words that the two share, and the parts of names. Lexical."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import EditFact
from cotlens.model.lazy_regex import regex

_HUMP: Final = regex(r"(?<=[a-z])(?=[A-Z])")


def telling_line(fact: EditFact, said: str) -> str | None:
    """Return the added line that says most of what the edit is about: the one that shares most words with what was told of it.

    A rewrite without the text before shows every line as new; heads of definitions and imports say least.
    """
    words = _parts(said)
    best: tuple[int, str] | None = None
    for line in fact.edit.added:
        if not line.strip() or line in fact.edit.removed:
            continue
        dull = bool(
            re.match(
                r"\s*(?:import|from|#include|use|using|require|package|def|class|func|fn|public|function|export)\b",
                line,
            )
        )
        defined = re.match(r"\s*(?:\w+\s+){0,3}?(?:def|class|func|fn|function)\s+(\w{3,60})", line)
        if defined and f"`{defined[1]}" in said:
            # A definition that the message names is itself what was changed.
            dull = False
        score = 2 * len(words & _parts(line)) - (3 if dull else 0)
        if best is None or score > best[0]:
            best = (score, line)
    return best[1] if best else None


def _parts(text: str) -> set[str]:
    """Return the words of a text, and those that its names are made of: `defaultLocale` is spoken of as the default locale."""
    return set(re.findall(r"[a-z]{3,}", f"{text} {_HUMP.sub(' ', text)}".lower()))
