"""Conditions under which something was refused, and that an edit takes out. Knows lines, and where the same refusal went."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

TAKEN_OUT: Final = "a check taken out"

_ASKS: Final = regex(
    r"^\s*\}?\s*(?:if|unless|elif|else if|guard|assert|require|when)\b|"
    r"^\s*(?:return|raise|head|redirect_to|render|abort|fail|deny|next)\b[^\n]{0,80}\s(?:if|unless)\s"
)
_REFUSES: Final = regex(
    r"\b(?:raise|throw|abort|panic|reject|bail|die|deny|forbid)\b|\breturn\s+(?:-\w+|false|False|nil|null|None|[eE]rr\w*|"
    r"nil,\s*\w*[eE]rr\w*|Err\(|new\s+\w*Error|\w*(?:40[0-9]|422)\w*|[\w.]*(?:Error|Invalid|Denied|"
    r"Forbid\w*|BadRequest|Unauthorized)\w*)|\b(?:res|response|ctx|c)\.(?:status|sendStatus|json|abort\w*)\(\s*4\d\d|\b(?:http\.Error|Error|halt|send_error|sendError|abort)\b.{0,60}\b4\d\d\b"
)
_OF_AN_ERROR: Final = regex(
    r"\berr(?:or)?\b\s*(?:!=|!==|is\s+not|!)|\bnot\s+ok\b|!\s*ok\b|\bif\s+\(?\s*(?:err|error|e)\s*\)?\s*[:{]?\s*$"
)
_ANSWERS: Final = regex(r"\breturn\b[^;]{0,200}(?:[=!]==?|[<>]=?|\b(?:is|not|in)\b)|=>[^;]{0,200}[=!]==?")
"""What is asked in one step with what is done, and told to the caller: `return map.putIfAbsent(k, v) == null`."""
_ANSWER: Final = regex(r"^\s*(?:return|throw|raise)?\s+|\s*;?\s*$")
"""What stands around the answer of a refusal."""


def let_through(old: list[str], new: list[str], edit: FileEdit) -> CodeChange | None:
    """A condition under which something was refused, and nothing that asks the like in its place."""
    if any(_REFUSES.search(x) for x in new):
        return None
    for i, line in enumerate(old):
        refusal = next((x for x in old[i : i + 3] if _REFUSES.search(x)), None)
        if refusal is None or not _ASKS.search(line) or _OF_AN_ERROR.search(line):
            continue
        answer = _ANSWER.sub("", refusal)
        if len(answer) > 8 and any(answer in x for x in edit.added):
            # The same refusal stands elsewhere in the file now: gathered in one place.
            continue
        words = set(re.findall(r"[A-Za-z_]\w{2,}", line)) - {"return", "raise", "throw", "else", "then", "not", "and"}
        if not any(
            (_ASKS.search(x) or _ANSWERS.search(x))
            and len(words & set(re.findall(r"[A-Za-z_]\w{2,}", x))) * 2 >= len(words)
            for x in new
        ):
            return CodeChange(
                ChangeKind.REFUSAL_REMOVED, added=next(iter(new), None), removed=line, new_value=TAKEN_OUT
            )
    return None
