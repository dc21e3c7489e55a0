"""Whether something else guards in place of a check that was taken out: the middleware, decorator or policy that the request names.

A part of SB01. What is named has to be put to use where the check stood, as often as that did or around all of it.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import CodeChange, EditFact
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History

_NAME: Final = regex(r"(?<![\w\"'])[A-Za-z_][\w]{3,60}")
_BRINGS_IN: Final = regex(
    r"^\s*(?:import\b|from\b|use\s|using\b|include\b|require\w*\b|#include|alias\b|@import\b|export\b.*\bfrom\b|"
    r"(?:const|let|var|local)\s.{0,200}\b(?:require|import)\b)"
)
_DEFINES: Final = regex(
    r"^\s*(?:\w+\s+){0,3}?(?:def|func|fn|function|fun|sub|class|struct|interface|trait|module|defp?|macro)\s"
)
_AROUND: Final = regex(
    r"\b(?:use|group|namespace|router?|scope|plug|pipeline|pipe_through|before_?\w*|filters?|dependencies|middlewares?|layers?|route_layer|wrap\w*|interceptors?|chain|"
    r"guards?|permission_classes|decorators|before_request|onRequest|preHandler|addHook|apply|pre_process|through)\b",
    re.IGNORECASE,
)
"""What is put around many at once."""
_RULED_OUT: Final = r"\b(?:not|n't|never|no|without|avoid|instead\s+of|rather\s+than|remove|drop|delete|stop\s+using)\s+(?:\w+\s+){0,2}`?"


def stands_in(history: History, fact: EditFact, change: CodeChange) -> bool:
    """Tell whether the edit puts to use a guard that you named, in place of the checks that it takes out."""
    said = " ".join(history.user_texts())[:20_000]
    stood = "\n".join(fact.edit.removed)
    gone = sum(x.strip() == (change.removed or "").strip() for x in fact.edit.removed)
    put = [x for x in fact.edit.added if not _BRINGS_IN.match(x[:500]) and not _DEFINES.match(x[:500])]
    uses = {name for x in put for name in _NAME.findall(x[:500])}
    for name in uses:
        if not re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", said) or re.search(_RULED_OUT + re.escape(name), said):
            continue
        if not _is_a_name(name) or _times(name, put) <= _times(name, stood.splitlines()):
            continue
        lines = [x for x in put if re.search(rf"\b{re.escape(name)}\b", x[:500])]
        if len(lines) >= gone or any(_AROUND.search(x[:500]) for x in lines):
            return True
    return False


def _is_a_name(name: str) -> bool:
    """Tell whether a word is a program's name, not one of the language that people speak: it has an inner capital or an underscore."""
    return re.search(r"[a-z][A-Z]|\w_\w|^[A-Z][a-z]+[A-Z]", name) is not None


def _times(name: str, lines: list[str]) -> int:
    return sum(bool(re.search(rf"\b{re.escape(name)}\b", x[:500])) for x in lines if not _BRINGS_IN.match(x[:500]))
