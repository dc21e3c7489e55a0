"""Changes that go beyond a measure that was set: more files than allowed, or a function declared anew. Edits only; words of BD01."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.ban import Ban
from cotlens.model.fact import EditFact, Step
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import History
from cotlens.monitors.owners.ownership import is_scratch

_HEAD: Final = (
    r"^\s{0,40}(?:(?:@\w+|pub(?:\(\w+\))?|export|default|async|static|public|protected|internal|private|virtual|override|final|"
    r"abstract|extern|inline|const|unsafe|open|suspend)\s+){0,5}"
)
_KEYWORD: Final = r"(?:def|func|fun|fn|function|sub)\s+(?:\([^()]{0,60}\)\s*)?(?:self\.)?"
_TYPED: Final = r"(?:[A-Za-z_][\w:<>,.*&?\[\] ]{0,60}\s\*?&?)"
_ENDS: Final = regex(r"\s*(?:\{.*|:\s*(?:\.\.\.|#.*)?|=>.*|=\s.*|;)?\s*$")


def reshaped(fact: EditFact, ban: Ban) -> str | None:
    """Return the added line that has otherwise what was to stay as it is (a declaration, a number, a text), or None."""
    if ban.within == "line":
        pattern = re.compile(ban.pattern)
        gone = any(pattern.search(x[:300]) for x in fact.edit.removed[:400])
        return next(
            (x for x in fact.edit.added[:400] if gone and pattern.search(x[:300]) and x not in fact.edit.removed), None
        )
    if ban.within == "kept":
        gone_line = next((x for x in fact.edit.removed[:400] if re.search(ban.pattern, x[:300])), None)
        back = gone_line is None or any(re.search(ban.pattern, x[:300]) for x in fact.edit.added)
        return None if back else next((x for x in (*fact.edit.added, *fact.edit.removed) if x.strip()), "")
    return _reworded(fact, ban.pattern) if ban.within == "prose" else _declared(fact, ban.pattern)


def _reworded(fact: EditFact, prose: str) -> str | None:
    """Return the added line with a text of several words that stands for one that is gone, or None."""
    gone = [t for x in fact.edit.removed[:400] for t in re.findall(prose, x[:600]) if t.strip().count(" ") > 1]
    come = "\n".join(fact.edit.added)
    lost = [set(re.findall(r"\w{3,}", t.lower())) for t in gone if t.strip() not in come]
    kept = "\n".join(fact.edit.removed)
    for line in fact.edit.added[:400] if lost else ():
        for text in re.findall(prose, line[:600]):
            words = set(re.findall(r"\w{3,}", text.lower()))
            if text.strip() not in kept and any(len(words & old) >= 2 for old in lost):
                return line
    return None


def _declared(fact: EditFact, name: str) -> str | None:
    """Return the added line that declares a function of that name otherwise than the removed line did, or None."""
    declares = re.compile(rf"{_HEAD}(?:{_KEYWORD}({name})|{_TYPED}({name}))\s*[<(]")
    gone = {(m[1] or m[2]): _ENDS.sub("", x) for x in fact.edit.removed[:400] if (m := declares.match(x[:300]))}
    if not gone:
        return None
    come = [((m[1] or m[2]), x) for x in fact.edit.added[:400] if (m := declares.match(x[:300]))]
    shapes = {_ENDS.sub("", x) for _, x in come}
    return next((x for n, x in come if n in gone and gone[n] not in shapes and gone[n] != _ENDS.sub("", x)), None)


def one_too_many(fact: EditFact, ban: Ban, history: History, step: Step) -> bool:
    """Tell whether with this edit more files were changed, since the limit was set, than it allows."""
    if fact.role & PathRole.GENERATED:
        return False
    begun = next((t.steps[0].index for t in history.turns if t.index == ban.turn and t.steps), 0)
    before = {
        e.edit.path
        for s, e in history.edits_before(step)
        if s.index >= begun and not e.role & PathRole.GENERATED and not is_scratch(e.edit.path, history)
    }
    return fact.edit.path not in before and len(before) >= int(ban.pattern)
