"""Failures that were felt and are not any more, whatever the language: a throw that became a default, a line made lenient by a word.

Compares what an edit takes out with what it puts there. Handlers that drop errors are `swallowed`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_FELT: Final = regex(
    r"\b(?:throw|raise|panic!?|abort|reject|bail!|die|croak|exit\(1|sys\.exit|os\.Exit|process\.exit|fatalError|Err\(|orElseThrow|unwrap|expect)\b|"
    r"\breturn\s+(?:nil,\s*)?(?:err\b|fmt\.Errorf|errors\.New|-1\b)"
)
UNMADE: Final = regex(r"(?i)not\s?_?implemented|todo|unsupported|UnsupportedOperation|unimplemented")
"""What is not written yet raises no error that anybody saw: writing it drops none."""
_DEFAULT: Final = regex(
    r"(?:\?\?|\?:?|\|\||\bor\b|//|\belse\b|:|\.(?:orElse|or_else|getOrElse|unwrap_or|get_or|fetch|ifEmpty|defaultIfEmpty)\w*\(|\breturn\b|,)\s*"
    r"(?:new\s+\w+(?:<\w*>)?\(\)|\w*(?:\.|::)(?:ZERO|EMPTY|NONE|empty|Empty|zero)\w*(?:\(\))?|null|nil|None|undefined|0(?:\.0+)?|\"\"|''|\[\]|\{\}|\(\)|false|False)(?![\w.])"
)
_ASKED: Final = regex(
    r"\b(?:if|unless|guard|when|case|assert)\b[^\n]{0,10}?\(?\s*!?\s*([A-Za-z_$]\w*)|"
    r"\b([A-Za-z_]\w{1,40})\s*(?:\.\w+\([^()\n]{0,60}\))?\s*\.?(?:orElseThrow|unwrap|expect)\b"
)
_STRICT: Final = regex(r"^\s*set\s+(?:-\w*e\w*|-o\s+errexit)|^\s*set\s+[-\w ]*-o\s+pipefail")
_KEPT: Final = regex(r"\|\||\bexit\s+\"?\$|\bif\s+!|\$\?")
"""What a script does that looks at each outcome by itself."""
_LENIENT: Final = regex(
    r"(?i)^[\s,\"'`:=.(-]*(?:or\s+)?(?:--?)?\w{0,20}(?:ignor|skip|lenient|toleran|suppress|silent|coerce|no-?_?fail|continue|nothrow|keep-?_?going|best_?effort|permissive|DO\s+NOTHING|catch\(\s*(?:[-\d\"'`\[{]|null|undefined|none|nil|false|true)|fallback|recover\w*\(|on_?(?:error|fail\w*)\b)"
)
_SEVERE: Final = regex(
    r"(?i)^[\s,\"'`:=.(-]*(?:-\w\s+)?(?:--?)?(?:\w{0,16}_?strict|ON_ERROR_STOP|fail|fail-?_?fast|(?:exit|abort|stop|halt|bail|raise|throw|fail|error|die)-?_?on-?_?\w{1,20}|raise_?exceptions?|raise_for_status|"
    r"error_for_status|\w{0,12}throw_?on_?\w{1,12}|fatal|errexit|validated?|ensure\w{0,24}|check(?:ed)?|must_?exist|required|verify_?(?:checksum|hash|integrity))(?![\w-])"
)
"""What makes a call refuse what is amiss; `_LENIENT` is the contrary."""
_DEFINES: Final = regex(
    r"^\s*(?:(?:export|async|public|private|protected|internal|static|final|override|suspend|pub)\s+)*(?:def|defp|func|fun|fn|function|class|interface|void)\b|^\s*(?:public|private|protected)\s"
)
"""What a function may throw, or takes, is its signature."""
_SHORT: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    (regex(r"\bcurl\b"), regex(r"\s-[a-zA-Z]*f[a-zA-Z]*\b|\s--fail\b")),
    (regex(r"^#!.*sh\b|\b(?:ba|da|k|z)?sh\s+-"), regex(r"sh\s+-[a-z]*e")),
)
"""Programs that are told to refuse by one letter."""
_IF: Final = regex(
    r"^\s*(?:\}\s*)?(?:if|unless|guard)\b\s*(?:[^;{]{0,80};\s*)?(.{1,120}?)\s*(?:\{.*|:.*|then\b.*|\)\s*(?:return|throw)\b.*)?$"
)
_OTHERWISE: Final = regex(
    r"\belse\b|\belif\b|\belsif\b|\b(?:log|logger|console|warn|print|report|record|count|skipped|reject\w*|failed|errors)\w*\b"
)
_FEW: Final = 4
"""Lines taken out up to which that one of them made the script strict is the change, and not a script written anew."""
_LONGEST: Final = 300
_MOST: Final = 120


def unfelt_errors(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the lines by which a failure that was felt before is not felt now."""
    old = [x for x in edit.removed[:_MOST] if x.strip() and len(x) <= _LONGEST]
    new = [x for x in edit.added[:_MOST] if x.strip() and len(x) <= _LONGEST and x not in edit.removed]
    if not old or not new:
        return
    line = (
        _defaulted(old, new)
        or _strictness_lost(old, new)
        or _made_lenient(old, new)
        or _severity_taken(old, new)
        or _only_when_well(old, new)
    )
    if line:
        yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")


def _defaulted(old: list[str], new: list[str]) -> str:
    """A guard that refused is gone, and where its value is missing a default stands in."""
    felt = [i for i, x in enumerate(old) if _FELT.search(x) and not UNMADE.search(x)]
    if not felt or any(_FELT.search(x) for x in new):
        return ""
    names = {g for i in felt for x in old[max(0, i - 1) : i + 1] for m in _ASKED.finditer(x) for g in m.groups() if g}
    return next(
        (x for x in new if _DEFAULT.search(x) and any(re.search(rf"(?<![\w.]){re.escape(n)}(?!\w)", x) for n in names)),
        "",
    )


def _strictness_lost(old: list[str], new: list[str]) -> str:
    """A script that ended at the first failure goes on now."""
    if (
        len(old) > _FEW
        or not any(_STRICT.match(x) for x in old)
        or any(_STRICT.match(x) or _KEPT.search(x) for x in new)
    ):
        return ""
    return next((x for x in new if re.match(r"\s*set\s", x)), new[0])


def _made_lenient(old: list[str], new: list[str]) -> str:
    """The same line as before but for a word of leniency in it."""
    for line in new:
        for was in old:
            more = len(line) - len(was)
            if not 3 <= more <= 60 or was[:6].strip() != line[:6].strip():
                continue
            head = 0
            while head < len(was) and was[head] == line[head]:
                head += 1
            for at in range(head, max(0, head - 12), -1):
                if was[at:] == line[at + more :] and was[:at] == line[:at] and _LENIENT.match(line[at : at + more]):
                    return line
    return ""


def _severity_taken(old: list[str], new: list[str]) -> str:
    """The same line as before but for a word of severity that is gone from it."""
    told = [p for p, f in _SHORT if any(p.search(was) and f.search(was) for was in old)]
    for line in new:
        if _DEFINES.match(line):
            continue
        if any(p in told and p.search(line) and not f.search(line) for p, f in _SHORT):
            return line
        for was in old:
            less = len(was) - len(line)
            if not 3 <= less <= 60 or was[:6].strip() != line[:6].strip():
                continue
            head = 0
            while head < len(line) and was[head] == line[head]:
                head += 1
            for at in range(head, max(0, head - 12), -1):
                if line[at:] == was[at + less :] and was[:at] == line[:at] and _SEVERE.match(was[at : at + less]):
                    return line
    return ""


def _only_when_well(old: list[str], new: list[str]) -> str:
    """What ended with an error where something was amiss is done now where it is well, and nothing is where not."""
    if any(_FELT.search(x) or _OTHERWISE.search(x) for x in new):
        return ""
    felt = [i for i, x in enumerate(old) if _FELT.search(x)]
    amiss = {_bare(m[1]) for i in felt for x in old[max(0, i - 1) : i + 1] if (m := _IF.match(x))}
    if not amiss:
        return ""
    return next((x for x in new if (m := _IF.match(x)) and amiss & _contraries(_bare(m[1]))), "")


def _bare(condition: str) -> str:
    """Return a condition without blanks and the brackets around it."""
    text = re.sub(
        r"\s+", "", re.sub(r"\bnot\s+", "!", re.sub(r"\bis\s+not\b", "!=", re.sub(r"\bis\s+(?!not)", "==", condition)))
    )
    while text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1]
    return text.replace("===", "==").replace("!==", "!=")


def _contraries(condition: str) -> set[str]:
    """Return what holds where a condition does not, as it is written."""
    out = {condition[1:]} if condition[:1] == "!" and "=" not in condition else {f"!{condition}", f"!({condition})"}
    for one, other in (("==", "!="), ("!=", "==")):
        if one in condition:
            out.add(condition.replace(one, other, 1))
    return out
