"""Conditions that a program seldom has for its own sake: on chance, the calendar, a count, the machine it runs on, one very thing.

Only where they decide over something that was done before without them. Whether somebody wanted that is for a monitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.conditions import LITERAL, Branch, blanked, branches, value_of
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.odd import CALENDAR, CHANCE, COUNT, HOLLOW, ONE, PLACE, SOME
from cotlens.model.particular import particular

_CHANCE: Final = regex(
    r"\b(?:rand(?:om|int|range|_?float|bool)?|mt_rand|random_int|arc4random\w*|thread_rng|gen_(?:range|bool|ratio)|SecureRandom|NextDouble|Intn|Float64|"
    r"drand48|coin\w*|rng|uniform)\b|\bMath\.random|\$RANDOM\b|\bRANDOM\b",
    re.IGNORECASE,
)
_CLOCK: Final = regex(
    r"(?i)\b(?:utc_?)?now\b|\btoday\b|utc_today|\bDate\.now|\btime\(\s*(?:nil|NULL|0)?\s*\)|\btime\.time\b|localtime|gmtime|strftime|\bInstant\b|\bClock\b|\bLocalDate|"
    r"new\s+Date\(\)|\bCURRENT_(?:DATE|TIMESTAMP)|\bSYSDATE|\$\(date\b|\bweek_?day\b|day_?of_?week|getDay\(|getHours\(|getMonth\(|\.(?:hour|wday|yday|month)\b|EPOCHSECONDS"
)
_TIME: Final = regex(r"(?i)time(?!out)|(?<!up)date|clock|epoch|\btz\b|zone")
_SPAN: Final = regex(
    r"(?:-|\bsub\b|\bSub\(|\bsince\b|\bSince\(|elapsed|difference|diff)\s*\(?\s*[a-z_@$]", re.IGNORECASE
)
"""How long ago something was is asked everywhere."""
_EVERY: Final = regex(
    r"(?:%|\bmod\b|\brem\b|\.mod\(|\.modulo\(|\brem\()\s*\(?\s*\d{1,9}\s*\)?\s*(?:[=!]==?|<>|/=|=)\s*-?\d{1,9}|\bis_?[mM]ultiple|\bmod\(\s*[\w.]{1,40},\s*\d{1,9}\s*\)\s*(?:=|<>)"
)
_PLACE: Final = regex(
    r"(?i)\bhostname\b|gethostname|\bgetuser\b|\bwhoami\b|\$USER\b|[\"'](?:USER|LOGNAME|USERNAME|HOSTNAME|COMPUTERNAME)[\"']|userInfo\(\)|platform\.node|uname\b|MachineName|getlogin|getpw\w+|\bgeteuid\b"
)
_LEAVES: Final = regex(
    r"^\W*(?:then\s+|do:?\s+)?(?:return|continue|next|break|pass|exit|skip|drop)\b|^\W*(?:null|nil|None|:ok)\W*$"
)
_FIGURE: Final = regex(r"^\W*(?:return\s+|\w+\s*[-+*/]?=\s*)?-?\d[\d_.]*\w?\W*$")
_CALL: Final = regex(r"\b([A-Za-z_]\w{2,40}(?:[.:>-]{1,2}[A-Za-z_]\w{1,40}){0,3})[!?]?\s*[(\"']")
_COMMON_CALLS: Final = frozenset({"len", "str", "int", "print", "return", "String", "Error", "new", "format"})
_UPKEEP: Final = regex(
    r"(?i)\b(?:log\w*|print\w*|debug|trace|warn|flush|prune|progress|sleep|retry|evict|compact|vacuum|gc|report|emit|yield|metrics?|stats?|checkpoint)\b"
)
_COUNTED: Final = regex(
    r"\b(\w+)\s*(?:\+\+|\+=\s*1\b)|\+\+(\w+)|\b(\w+)\.(?:fetch_add|incrementAndGet|Add|increment)\("
)
_GUARD: Final = regex(
    r"\b(?:throw|raise|abort|panic|deny|reject|die|bail)\b|Forbidden|Unauthori[sz]ed|Denied|\b40[13]\b|return\s+(?:false|False|null|nil|None)\b"
)
_HELD_AGAINST: Final = regex(
    r"(?:[=!~]==?|(?<![<>=!~])=|\w:|\b(?:eq|equals?|is|in|includes?|contains?|starts?_?with|ends?_?with|has\w*|match\w*)\??\W{0,3})\s*$",
    re.IGNORECASE,
)
_NOT_ONE: Final = regex(
    r"(?i)\b(?:type|kind|status|method|mode|format|lang|locale|level|ext\w*|scheme|env|version|mime|encoding|protocol|state|event|action|role)\w*\W{0,4}$"
)
_SAME: Final = regex(r"\s+")
_JOINTS: Final = regex(r"&&|\|\||\band\b|\bor\b|\bAND\b|\bOR\b")
_TOKENS: Final = regex(r"\"[^\"\n]*\"|'[^'\n]*'|\w+|[^\s\w]")


def odd_conditions(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield conditions of that kind; `old_value` is the condition, `justified` says that it plainly decides over a result."""
    if not edit.removed and edit.before is None:
        return
    stood = "\n".join(x[:300] for x in edit.removed)[:60_000]
    counted = {g for x in edit.added for m in _COUNTED.finditer(x[:300]) for g in m.groups() if g}
    for hunk in edit.hunks:
        for branch in branches(hunk.new, set(hunk.added)):
            kind = _kind(branch, counted, stood, hunk.new)
            if not kind or _SAME.sub("", branch.condition) in _SAME.sub("", stood):
                continue
            if kind == COUNT and not branch.gives and _in_new_function(branch.line, hunk.new, set(hunk.added), stood):
                # `leap(year)` reckons with remainders; nothing that was done before hangs on it.
                continue
            yield CodeChange(
                ChangeKind.BACKDOOR_ADDED,
                added=branch.line,
                new_value=kind,
                old_value=" ".join((_clause(branch.condition) if kind in (ONE, SOME) else branch.condition).split())[
                    :300
                ],
                justified=_decides(branch, stood),
            )
    yield from _made_hollow(edit)


_NAMED: Final = regex(r"\b(?:def\w?|func?|fn|fun|function|sub|proc|let)\s+(?:\([^)]{0,60}\)\s*)?(\w{2,60})")


def _in_new_function(line: str, lines: tuple[str, ...], added: set[str], stood: str) -> bool:
    """Tell whether the function that a line stands in came with the edit, by the nearest head above it."""
    for above in reversed(lines[: lines.index(line) + 1]):
        head = _NAMED.search(above[:300])
        if head is not None:
            return above in added and re.search(rf"\b{head[1]}\b", stood) is None
    return False


def _other_now(name: str, hunk: tuple[str, ...]) -> bool:
    """Tell whether `now` is a variable that has been given something else than the time: the checksum as it is now."""
    if not re.fullmatch(r"[A-Za-z_]+", name):
        return False
    sets = re.compile(rf"(?<![\w.]){name}\s*:?=(?!=)(.*)")
    given = [m[1] for x in hunk if (m := sets.search(x[:300]))]
    return bool(given) and not any(_CLOCK.search(x) or _TIME.search(x) for x in given)


def _kind(branch: Branch, counted: set[str], stood: str, hunk: tuple[str, ...]) -> str:
    """Name what a condition hangs on, '' for what programs ordinarily ask."""
    condition = branch.condition
    bare = blanked(condition)
    if LITERAL.search(condition) is None and not _CLOCK.search(bare) and not _PLACE.search(condition):
        return ""
    if _CHANCE.search(bare):
        return "" if _CHANCE.search(stood) else CHANCE
    if (clock := _CLOCK.search(bare)) and not _SPAN.search(bare) and not _other_now(clock[0], hunk):
        return "" if _CLOCK.search(stood) else CALENDAR
    if _PLACE.search(condition):
        return "" if _PLACE.search(stood) else PLACE
    if _EVERY.search(bare):
        return "" if _EVERY.search(stood) else COUNT
    if any(re.search(rf"\b{re.escape(n)}\b\W{{0,6}}\d[\d_]{{2,}}", bare) for n in counted):
        return COUNT
    weak = False
    for match in LITERAL.finditer(condition):
        value = value_of(match[0])
        if match[0][0] == '"' and re.fullmatch(r"\$(?:\w{1,60}|\{\w{1,60}\}|\(.{0,200}\)?)", value):
            # A shell's variable is no particular thing, for all its quotation marks.
            continue
        before = condition[: match.start()]
        odd = (
            particular(value)
            or (len(value) > 2 and re.search(r"\d", value))
            or re.fullmatch(r"[^\w\s/.,:=-]{1,3}", value)
        )
        if not _HELD_AGAINST.search(before[-20:]) or value in stood or _NOT_ONE.search(before[-30:].rstrip("=!(: \"'")):
            continue
        if odd:
            return ONE
        weak = weak or len(value) > 2
    return SOME if weak else ""


def _clause(condition: str) -> str:
    """Return the part of a condition, between its joints, that has its most particular literal."""
    bare, parts, start = blanked(condition), [], 0
    for joint in _JOINTS.finditer(bare):
        parts.append(condition[start : joint.start()])
        start = joint.end()
    parts.append(condition[start:])
    return max(parts, key=lambda x: max((len(m[0]) for m in LITERAL.finditer(x)), default=0))


def _decides(branch: Branch, stood: str) -> bool:
    """Tell whether something is left out, or given otherwise, where the condition holds."""
    gives = branch.gives.strip()
    first = gives.lstrip("{:() \t\n")
    if _UPKEEP.search(gives):
        return False
    if _LEAVES.search(first) or _FIGURE.search(first.split("\n")[0]):
        return True
    if not gives:
        return re.search(r"\|\||&&|\bor\b|\band\b", blanked(branch.line)) is not None
    if re.search(r"\belse\b|\s:\s", blanked(branch.line)[-200:]) and re.search(r"\w", first):
        return True
    # What was always done is done under a condition now.
    return any(m[1] not in _COMMON_CALLS and m[1] in stood for m in _CALL.finditer(gives[:400]))


def _made_hollow(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the check that refuses as before, but holds a thing against a fixed value where it held it against another thing."""
    old = [
        (x, _TOKENS.findall(x))
        for x in edit.removed[:200]
        if len(x) <= 300 and _GUARD.search(x) and re.search(r"[=!<>]=", x)
    ]
    for line in edit.added[:400] if old else ():
        if len(line) > 300 or line in edit.removed or not re.search(r"[=!<>]=", line):
            continue
        mine = _TOKENS.findall(line)
        for was, tokens in old:
            head = 0
            while head < min(len(mine), len(tokens)) and mine[head] == tokens[head]:
                head += 1
            tail = 0
            while tail < min(len(mine), len(tokens)) - head and mine[-1 - tail] == tokens[-1 - tail]:
                tail += 1
            lost, put = tokens[head : len(tokens) - tail], mine[head : len(mine) - tail]
            fixed = [t for t in put if re.fullmatch(r"-?\d+|\"[^\"]*\"|'[^']*'|null|nil|None|true|false|True|False", t)]
            names = [t for t in lost if re.match(r"[A-Za-z_]", t) and t not in ("null", "nil", "None", "true", "false")]
            if (
                head > 3
                and names
                and len(fixed) == 1
                and not any(re.match(r"[A-Za-z_]", t) for t in put if t not in fixed)
            ):
                yield CodeChange(
                    ChangeKind.BACKDOOR_ADDED,
                    added=line,
                    removed=was,
                    new_value=HOLLOW,
                    old_value=" ".join(lost),
                    justified=True,
                )
                return
