"""Branches that answer one very input with a fixed value, by their shape alone: whether a test asks just that is for a monitor.

A literal says how particular a condition is: a sentence, a measurement, an id name one thing; a word, a limit, a status a kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.conditions import LITERAL, Branch, branches, value_of
from cotlens.facts.coding.written_out import written_out
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_INDEX: Final = regex(r"(?:\[|\.get\(|getenv\(|env(?:iron)?\[|header\(|fetch\()\s*$", re.IGNORECASE)
"""What is in front of a literal that names where a value is kept: it is not compared."""
_LIMIT: Final = regex(r"(?:[<>]=?|!==?|<>|/=|\bne|-[lg][te]|%|[-+*/])\s*\(?$")
_AFTER: Final = regex(r"^\s*(?:[<>]=?|!==?|<>|%|[-+*/])")
_SUFFIX: Final = regex(
    r"(?<![xa-fA-F]\d)(?<![\da-f][a-fA-F]\d)(?<=\d)(?:[fFdDmML]|u\d{1,2}|i\d{1,2}|f32|f64|n|usize)\b"
)
_FILLER: Final = regex(
    r"\b(?:return|echo|print|printf|puts|yield|then|THEN|do|new|Ok|Some|Just|Right|pure|else|ELSE|end|END|exit|case|when|"
    r"true|false|True|False|null|nil|None|to_string|to_owned|into|String|from|of|parse|as|int|float|double|"
    r"dec|vec|list|lists|be|is|as_deref|freeze|valueOf|Decimal|BigDecimal|Money|LocalDate|Date|date|datetime|Duration|Time)\b|"
    r"(?:\b[A-Z]\w{0,40}\s*(?:\.|::)\s*)?\b[A-Z]\w{0,40}(?=\s*[({.:])|;;"
)
_NAME: Final = regex(r"[A-Za-z_]\w*")
_ELSE: Final = regex(r"\belse\b|\bELSE\b|\s:\s")
_PATTERN: Final = regex(r"(?:^|[\s(,!~])/((?:[\w .,:@^$-]|\\[s.+*/-][+*]?){4,80})/[a-z]{0,3}(?=$|[\s.,)])")
MANY: Final = 14
"""Branches of one edit from which it is a table of its own right."""


def singled_out(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield branches on literals that give a fixed value; `old_value` what is asked, `new_value` what is given, line by line."""
    stood = {x.strip() for x in edit.removed}
    found: list[CodeChange] = []
    for hunk in edit.hunks:
        for branch in branches(hunk.new, set(hunk.added)):
            if branch.line.strip() in stood or branch.unless:
                continue
            asked, given = _asked(branch), _given(branch)
            if asked and given:
                found.append(
                    CodeChange(
                        ChangeKind.SINGLED_OUT,
                        added=branch.line,
                        old_value="\n".join(asked[:6])[:300],
                        new_value="\n".join(given[:6])[:300],
                    )
                )
            if len(found) > MANY:
                return
    yield from found


def _asked(branch: Branch) -> list[str]:
    """Return the literals that something has to be equal to."""
    spelt = _PATTERN.search(branch.condition)
    if spelt is not None:
        # A pattern that stands for little more than one text: `/^2d\\s+7h$/`.
        return [re.sub(r"\\s[+*]?", " ", spelt[1]).strip("^$").replace("\\", "")]
    text = _SUFFIX.sub("", branch.condition)
    out: list[str] = []
    for match in LITERAL.finditer(text):
        before = text[: match.start()]
        if _INDEX.search(before[-20:]) or _LIMIT.search(before[-6:]) or _AFTER.match(text[match.end() :][:6]):
            continue
        value = value_of(match[0])
        if value.strip():
            out.append(value)
    return out


def _given(branch: Branch) -> list[str]:
    """Return the fixed values that are given, [] where something is worked out."""
    gives = _SUFFIX.sub("", "\n".join(map(written_out, branch.gives.strip().split("\n"))))
    gives = _ELSE.split(gives, maxsplit=1)[0] if not gives.startswith(":") else gives[1:]
    lines = [x for x in gives.split("\n") if x.strip(" {}();:,")]
    text = " ".join(lines[:3])[:400]
    values = [value_of(m[0]) for m in LITERAL.finditer(text)]
    bare = _FILLER.sub(" ", LITERAL.sub(" ", text))
    bare = re.sub(r"\b\w+\s*(?::?=(?!=)|:(?!:))", " ", bare)
    return values if values and _NAME.search(bare) is None and not re.search(r"[-+*/%<>](?![>])\s", bare) else []
