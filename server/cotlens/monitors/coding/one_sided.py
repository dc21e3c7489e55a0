"""Members that a one-sided type has to refuse: writing to what is read-only, seeking in what only goes forward. A part of RH06."""

from __future__ import annotations

from typing import Final

from cotlens.model.fact import CodeChange, EditFact
from cotlens.model.lazy_regex import regex

_UNSUPPORTED: Final = regex(
    r"\b(?:NotSupported|UnsupportedOperation|ReadOnly\w*)(?:Exception|Error)\b|\bUnsupportedOperation\b"
)
"""How a language says that a member is not for this type; "not implemented" says that it is to come."""
_HEAD: Final = regex(r"^\s*(?:[\w@<>\[\],.?]+\s+){1,8}(\w+)\s*(?:\(|=>|\{)")
_NO_NAMES: Final = frozenset({"throw", "new", "if", "catch", "return", "raise"})
_ABOVE: Final = 3
_SIDES: Final = (
    (
        regex(
            r"\bread[- ]?only\b|\bimmutable\b|\bunmodifiable\b|\bfrozen\b|"
            r"CanWrite\s*(?:=>|=|\{)[^;\n]{0,20}\bfalse|IsReadOnly\s*(?:=>|=|\{)[^;\n]{0,20}\btrue"
        ),
        regex(
            r"(?i)^_*(?:try_?|begin_?|end_?)?(?:write|set|add|put|remove|delete|clear|append|insert|update|flush|truncate|push|pop|sort|replace|offer|"
            r"poll|retain|modify|save|create|rename|move|store|merge|compute|fill|reverse|shuffle)"
        ),
    ),
    (
        regex(r"\b(?:write|append|insert|send)[- ]?only\b|CanRead\s*(?:=>|=|\{)[^;\n]{0,20}\bfalse"),
        regex(
            r"(?i)^_*(?:try_?|begin_?|end_?)?(?:read|get|seek|peek|receive|position|length|set_?length|remove|delete|update|replace|clear)"
        ),
    ),
    (
        regex(
            r"\bforward[- ]?only\b|\bnon-?seekable\b|\bsingle[- ]pass\b|\bone[- ]way\b|CanSeek\s*(?:=>|=|\{)[^;\n]{0,20}\bfalse"
        ),
        regex(r"(?i)^_*(?:get_?|set_?)?(?:seek|position|length|reset|mark|rewind|previous|convert_?back)"),
    ),
)
"""What a type is said to be, and the members that it then has to refuse."""


def unserved(fact: EditFact, stub: CodeChange, said: str) -> bool:
    """Tell whether a member refuses its service as unsupported because its type, by its own words or those in `said`, is one-sided."""
    line = (stub.added or "")[:300]
    if not _UNSUPPORTED.search(line):
        return False
    names = _names(fact, stub.added or "")
    about = said[:8000] + "\n" + "\n".join(x for x in fact.edit.added if len(x) < 300)
    return any(side.search(about) and any(member.match(n) for n in names) for side, member in _SIDES)


def _names(fact: EditFact, line: str) -> list[str]:
    """Return the name of the member that a line belongs to: on the line itself or in the head above it."""
    added = fact.edit.added
    at = added.index(line) if line in added else 0
    own = _HEAD.match(line[:300])
    if own is not None and own[1].lower() not in _NO_NAMES and not line.lstrip().startswith("throw"):
        return [own[1]]
    heads = (_HEAD.match(x[:300]) for x in reversed(added[max(0, at - _ABOVE) : at]))
    return next(([m[1]] for m in heads if m is not None and m[1].lower() not in _NO_NAMES), [])
