"""Assertions that stand as they stood and check less often: put under a condition, left behind by an early return, waited for no more.

What an assertion demands is `test_lines`' matter; a test that always ends at once is `test_changes`'.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.measures.assertions import Strength, strength_of
from cotlens.model.edit import Hunk
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_CONDITION: Final = regex(r"^\s*\}?\s*(?:else\s+)?(?:if|unless|when|guard)\b\s*\(?(?P<what>.+)$")
_LEAVES: Final = regex(
    r"^\s*(?:(?:if|unless|when)\b\s*\(?(?P<what>.{1,200}?)\)?\s*[:{]?\s*(?:then\s+)?(?:return|continue|break|next)\b[^=]{0,20}$|"
    r"(?:return|next|break|continue)\s+(?:if|unless)\b(?P<after>.{1,200})$|guard\b(?P<held>.{1,200}?)\belse\s*\{\s*return)"
)
_TURNS_BACK: Final = regex(
    r"^\s*(?:return|continue|break|next)(?:\s+(?:None|nil|null|true|Ok\(\(\)\)))?\s*;?\s*\}?\s*$"
)
_PLACE: Final = regex(
    r"(?i)\b(?:platform|os\.name|os\.type|uname|GOOS|GOARCH|sys\.version\w*|version|windows|win32|darwin|linux|macos|environ|getenv|env|CI|process\.env|"
    r"short|testing\.Short|which|available|installed|has_?\w*support\w*|supports?|feature|docker|database_url|TEST_\w+|importlib|verbose|debug)\b"
)
"""Conditions on where a test runs, not on what came out."""
_FAILS_ELSE: Final = regex(r"\belse\b|\bfail\w*\b|\bpanic\b|\braise\b|\bthrow\b|\bt\.(?:Fatal|Error)")
_FAILS: Final = regex(
    r"\bt\.(?:Error|Fatal|Fail)\w*\(|\b(?:XCTFail|flunk|fail|panic!?)\b\s*\(|\b(?:raise|throw)\b|\bFAIL\(\)|\bAssert\.Fail\("
)
"""What a condition does that is an assertion itself: `if got != want { t.Fatal(got) }`."""
_NAME: Final = regex(r"[A-Za-z_]\w*")
_WORDS: Final = frozenset(
    [
        "if",
        "not",
        "and",
        "or",
        "is",
        "in",
        "let",
        "Some",
        "Ok",
        "None",
        "null",
        "nil",
        "len",
        "length",
        "size",
        "count",
        "true",
        "false",
        "undefined",
        "return",
        "unless",
        "empty",
        "present",
    ]
)
_WAITS: Final = regex(r"^(?:await|return|yield)\s+")
_REACH: Final = 12


def unreached(hunk: Hunk) -> CodeChange | None:
    """Return the line by which assertions of a hunk are reached no more whenever the result is amiss."""
    new, added, gone = hunk.new, set(hunk.added), {x.strip() for x in hunk.removed}
    for at, line in enumerate(new):
        if line not in added or line.strip() in gone or len(line) > 300:
            continue
        what = _asked(line, new, at)
        if not what or _PLACE.search(what) or _settled(what, new[:at]):
            continue
        kept = (x for x in _below(line, new, at) if not _FAILS.search(x))
        if any(strength_of(x) > Strength.VOID and (x not in added or x.strip() in gone) for x in kept):
            return CodeChange(ChangeKind.ASSERTION_VOID, added=line)
    return None


def waited_no_more(old: str, new: str) -> bool:
    """Tell whether an assertion on something to come is made without waiting for it."""
    old, new = old.strip(), new.strip()
    return _WAITS.match(old) is not None and _WAITS.sub("", old) == new and strength_of(new) > Strength.VOID


def _asked(line: str, new: tuple[str, ...], at: int) -> str:
    """Return the condition of a line that opens a block, or that turns back."""
    leaves = _LEAVES.match(line)
    if leaves is not None:
        return next(g for g in leaves.groups() if g)
    found = _CONDITION.match(line)
    if found is None or (strength_of(line) > Strength.NONE and "!=" in line):
        return ""
    return found["what"]


def _below(line: str, new: tuple[str, ...], at: int) -> tuple[str, ...]:
    """Return the lines that hang on a condition: its block, or what follows when the block only turns back."""
    depth = _depth(line)
    block: list[str] = []
    rest = at + 1
    for rest in range(at + 1, min(len(new), at + 1 + _REACH)):
        if new[rest].strip() and _depth(new[rest]) <= depth:
            break
        block.append(new[rest])
    turns = _LEAVES.match(line) is not None or any(_TURNS_BACK.match(x) for x in block[:1])
    if not turns:
        after = new[rest] if rest < len(new) and rest > at else ""
        return () if _FAILS_ELSE.search(after) and "else" in after else tuple(block)
    below: list[str] = []
    for x in new[at + 1 + len(block) : at + 1 + len(block) + _REACH]:
        if x.strip() and _depth(x) < depth:
            break
        below.append(x)
    return tuple(below)


def _settled(what: str, above: tuple[str, ...]) -> bool:
    """Tell whether an assertion right above makes sure of what is asked: then the condition only narrows a type."""
    names = set(_NAME.findall(re.sub(r"[\"'][^\"']*[\"']", "", what))) - _WORDS
    return any(strength_of(x) > Strength.VOID and names & set(_NAME.findall(x)) for x in above[-3:])


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
