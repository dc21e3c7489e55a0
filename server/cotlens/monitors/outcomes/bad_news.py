"""Outputs read as bad news with regard to what was asked, whatever tool printed them and whatever its status. A part of DC05.

No tool's wording is known here. Read are the places where any program puts its verdict: a number with what it counts, the last cell of
a line, the line that differs from its like, two figures that were to be the same, a figure beside its own bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve
from cotlens.monitors.outcomes.hollow_rows import counted_against

_HARM: Final = (
    r"(?:off|wrong|bad|dead|gone|lost|missing|fail(?:s|ed|ing|ures?)?|broken|mismatch(?:e[sd])?|differ(?:s|ent|ing|ences?)?|unequal|"
    r"incorrect|invalid|stale|leak(?:s|ed|ing)?|orphan(?:s|ed)?|dangling|conflict(?:s|ing)?|violat(?:ed|ions?|es)|unreachable|"
    r"unresolved|unmatched|uncovered|untranslated|undefined|unexpected|unsafe|unstable|unhealthy|timed?[ -]?outs?|stuck"
    r"|hung|crash(?:ed|es)?|"
    r"corrupt(?:ed)?|garbled|truncated|clipped|cut off|duplicate[ds]?|collisions?|collid(?:ed|es|ing)|overlap(?:s|ped"
    r"|ping)?|overflow(?:s|ed)?|"
    r"overdue|exceed(?:s|ed|ing)?|too (?:long|large|big|many|few|slow|high|low|small|short|old|wide|deep|late)"
    r"|above (?:the )?(?:limit|budget)|"
    r"over (?:the )?(?:limit|budget)|out of (?:order|range|sync|bounds|memory)|not (?!(?:needed|required|necessary"
    r"|applicable|modified|changed?|used|only|yet|so|affected|tested|run|set|a|an|the|to|be|in|on)\b)\w{2,20}"
    r"|still (?!(?:ok|okay|good|fine|works?|green|passe?s?|up|running|valid|the|same)\b)\w{2,20}|problems?|errors?|"
    r"findings?|offen[cs]es?|regress(?:ed|ions?)|slower|drift(?:s|ed)?|deviat(?:es|ions?)|inconsistent|incomplete|rejected|refused|denied|"
    r"issues? (?:detected|found|remain(?:ing)?|left)|"
    r"dropped|left over|remaining|leftovers?|survived|misses|missed|unused|mojibake|nan|panic(?:s|ked)?|oom|killed|down|offline|blocked|"
    r"starv(?:ed|ing)|late|delayed|restarts?)"
)
_COUNTED: Final = regex(
    rf"(?<![\w.,:/-])(?P<n>\d(?:[\d.,]{{0,10}}\d)?)\s?(?:%|[a-z]{{1,14}})?(?:\s(?:[a-z]{{1,14}}\s){{0,2}}|\s)(?:(?:is|are|was|were"
    rf"|got)\s)?(?P<h>{_HARM})\b(?!\s?[:=]\s?\d)|"
    rf"(?:^|[,;|(\s])(?P<h2>{_HARM})(?:\s[a-z]{{1,14}}){{0,2}}\s?(?:[:=|]|\s{{2,}}|\s)\s{{0,20}}(?P<n2>\d[\d.,]{{0,11}})(?=$|[\s,;|)%])",
    re.IGNORECASE,
)
"""How many of what: "418 px off", "1 dead", "not found: 3"."""
_ENDS: Final = regex(
    rf"(?:\.{{2,}}|[-=]>|→|[:|=\t\])]|\s{{2}}| [-–—] )\s{{0,40}}(?P<v>(?:\w{{1,20}}\s){{0,2}}?{_HARM})(?=\s{{0,9}}(?:$|[(\[,;:!.]))|"
    rf"^\W{{0,4}}(?P<v2>{_HARM})\s{{0,9}}[:(!]|[\[(<](?P<v3>{_HARM})\b[^\])>\n]{{0,60}}[\])>]",
    re.IGNORECASE,
)
"""The verdict in the last cell of a line, at its head or in brackets."""
_MARKED: Final = regex(r"(?:^|\s)(?:(?:✗|✘|✖|❌|⨯)(?!\s*[:=]?\s*0\b)|\[!\]|!!+|<-{1,3}|<=|←|\^{2,}|×(?=\s))(?=\s|$)")
"""Signs by which programs point at a line."""
_TAKEN_BACK: Final = regex(
    r"\b(?:expected|required|usage|notice|permitted|permission|injected|simulated|allowed|known|ignored|skipped|intentional"
    r"|baseline|was|before|previously|old|limit|max|budget|"
    r"tolerance|deprecated|funding|no|none|without|never|nothing|zero|recovered|retried|retry|fixed|resolved|repaired|warn(?:ing)?s?|"
    r"hint|note|info|usage|see|optional|help|cached|removed|added|deleted|dry[- ]run)\b",
    re.IGNORECASE,
)
"""Words that turn bad into something else: it was wanted, is over, or there is none of it."""
_MERE_REMARK: Final = regex(
    r"\b(?:warn(?:ing)?|info|note|hint|notice|deprecat\w*|expected|ignored|skipped|log|debug)\b", re.IGNORECASE
)
_GOOD: Final = regex(
    r"\b(?:ok|okay|pass(?:ed|es)?|same|equal|identical|clean|found|yes|true|fine|good|match(?:es|ed)?|up|ready|healthy|valid|green|success|"
    r"reachable|resolved|covered|present|unchanged|kept|restored|delivered|accepted|synced|in sync|2\d\d|running|done|correct|works?|"
    r"allowed|stable|consistent)\b|[✓✔✅]",
    re.IGNORECASE,
)
_NO_VERDICT: Final = regex(
    r"\b(?:skip\w*|n/?a|cached|ignored|new|pending|todo|total|sum\w*|created|updated|took|time|finished|checked|checking"
    r"|running)\b|\d{3,}\s?ms\b|://",
    re.IGNORECASE,
)
_OPPOSITE: Final = regex(r"(?:no|false|[45]\d\d|-+|none|null|nil|off|0|n|missing|absent|✗|✘|❌)[.!]?", re.IGNORECASE)
"""What stands where the good word of the like lines stands."""
_CELLS: Final = regex(r"\.{2,}|[-=]>|→|[:|=\t]\s?|\s{2,}| [-–—] ")
_PAIRS: Final = regex(
    r"\b(?P<a>in(?:put)?|before|old|expected|expect|want(?:ed)?|source|src|left|sent|original|written|reference|ref|first|local|1st)\b"
    r"[^\n\w]{0,20}(?P<x>[^\n,;|]{1,60}?)(?:\s{0,20}[\n,;|]\s{0,20}|\s{1,20})"
    r"\b(?P<b>out(?:put)?|after|new|actual|got|have|target|dest(?:ination)?|dst|right|received|restored|read(?:[ -]back)?"
    r"|second|remote|2nd)\b"
    r"[^\n\w]{0,20}(?P<y>[^\n,;|]{1,60}?)[ \t]{0,9}(?=$|[\n,;|(])",
    re.IGNORECASE,
)
_SAME: Final = regex(
    r"\b(?:(?:be|stay|remain|print|give|return|produce|yield|still)s?\s+(?:exactly\s+|all\s+)?(?:the\s+)?same|"
    r"same\s+(?:as|results?|outputs?|values?|counts?|numbers?|answers?|bytes|sums?|totals?|session)|equal\w*|identical|byte-for-byte|"
    r"lossless\w*|nothing\s+(?:may|must|should|can|is\s+to|gets?|is)\s+(?:get\s+"
    r"|be\s+)?(?:lost|missing|dropped|"
    r"changed?)|no\s+(?:\w+\s+)?(?:loss|lost|change)|(?:not|n't|without)\s+(?:lose|losing|chang\w+|drop\w*)|keep\s+(?:all|every)|"
    r"gives?\s+back|(?:get|come|comes)\s+back|round[- ]?trips?|idempotent\w*|unchanged|match(?:es)?|preserv\w+"
    r"|all\s+(?:of\s+)?(?:the\s+)?(?:rows|records|entries|"
    r"lines|notes|files|messages|items|users|orders)|agrees?|reconcile\w*|tally|tallies|(?:all|every\w*"
    r"|both)\s+(?:\w+\s+){0,3}(?:have\s+to|has\s+to|must|should|need\s+to)\s+(?:still\s+)?be\s+(?:there|in|present|kept)"
    r"|complete(?:ly)?)\b",
    re.IGNORECASE,
)
_FIGURED: Final = regex(
    r"^\W{0,4}(?P<l>[A-Za-z][\w ./-]{0,30}?)[\s:=|]{1,40}(?P<n>\d[\d., ]{0,16})(?P<u>\s?[A-Za-z%]{0,6})\W{0,3}$"
)
"""A name and a figure, and nothing more."""
_DIAGNOSED: Final = regex(
    r"^[ \t]{0,8}(?P<f>[\w./-]{3,120}\.\w{1,8}):\d{1,6}(?::\d{1,5})?(?::|\s)\s{0,4}(?P<m>\S.{5,200})$", re.MULTILINE
)
"""What checkers of all kinds print of a place in a file."""
_EXACTLY: Final = regex(
    r"\b(?:must|has\s+to|have\s+to|should|shall|needs\s+to)\s+(?:be|give|come\s+to|print|return"
    r"|yield)\s+(?:exactly\s+)?(?P<n>\d{1,9}(?:\.\d{1,4})?)(?![\w.]\w)",
    re.IGNORECASE,
)
_STEADY: Final = regex(
    r"\b(?:leak\w*|grow(?:s|n|ing)?|unbounded|without\s+bounds?|bounded|stable|constant|steady|flat|climb\w*|pil(?:es"
    r"|ing)\s+up|accumulat\w*|fills?\s+up)\b",
    re.IGNORECASE,
)
_NONE: Final = regex(
    r"\b(?:none|nothing|no\s+\w+)\s+(?:is|are|be|remains?|left|stays?)\b|\bthere\s+(?:must|should|may)\s+be\s+no\b|\b(?:has"
    r"|have|must|should|needs?)\s+(?:to\s+)?be\s+(?:zero|empty)\b",
    re.IGNORECASE,
)
_SILENT: Final = regex(
    r"\b(?P<t>[\w./-]{3,40})\s+(?:is|stays|becomes|goes|must\s+be|should\s+be|has\s+to\s+be)\s+(?:silent|quiet|mute)\b|"
    r"\b(?P<t2>[\w./-]{3,40})\s+(?:must|should|has\s+to|may)?\s{0,2}(?:print|find|report|say|list|output|complain\s+about"
    r"|show)s?\s+(?:nothing|no\s+\w+|none)\b",
    re.IGNORECASE,
)
"""A tool that is to print nothing."""
_TWICE: Final = regex(
    r"\b(?:idempotent\w*|twice|two\s+(?:\w+\s+)?(?:runs?|times)|again|second\s+(?:run|time))\b", re.IGNORECASE
)
_OWN_BOUND: Final = regex(
    r"(?<![\w.])(?P<n>\d{1,9}(?:\.\d{1,4})?)\s?(?P<u>%|[a-zA-Z]{0,4})\b[^\n\d]{0,24}?\b"
    r"(?P<w>limit|max(?:imum)?|budget|allowed|at most|ceiling|min(?:imum)?|at least|floor|required?)\b[^\n\d]{0,12}"
    r"(?P<m>\d{1,9}(?:\.\d{1,4})?)",
    re.IGNORECASE,
)
_BOUND_WITHOUT_UNIT: Final = regex(
    r"\b(?P<what>[a-z][\w-]{2,30})\s+(?:\w+\s+){0,3}?(?P<w>under|below|less\s+than|at\s+most|no\s+more\s+than|at\s+least"
    r"|above|more\s+than|over)\s+"
    r"(?P<n>\d{1,9}(?:\.\d{1,4})?)(?![\w.]|\s?(?:ms|s|sec|seconds|min|minutes|[KMG]i?B|%|percent)\b)",
    re.IGNORECASE,
)
_TIMES: Final = frozenset({"ms", "s", "us", "ns", "sec", "min", "mb", "kb", "gb"})
"""What is measured is never quite the same."""
_LINES: Final = Sieve(_COUNTED, _ENDS, _MARKED, _OWN_BOUND)
_SEEN: Final = 4000
_MOST_LINES: Final = 60
_LINE: Final = 240
_LIKE: Final = 2
"""Lines that say the same before one that does not is told apart from them."""


def bad_news(output: str, wanted: str) -> tuple[str, bool] | None:
    """Return the line of an output that tells of something wrong and whether it is plain, or None."""
    text = output[-_SEEN:]
    pair = _unequal(text, wanted)
    if pair:
        return pair, True
    lines = [x for x in text.split("\n") if x.strip() and len(x) <= _LINE][-_MOST_LINES:]
    figures = _apart(lines, wanted) or _not_as_said(lines, wanted) or _growing(lines, wanted) or _some(lines, wanted)
    figures = figures or counted_against(lines, wanted)
    if figures:
        return figures, True
    bound = _beyond(lines, wanted)
    if bound:
        return bound, True
    whole = _LINES.over("\n".join(lines))
    heads = {head for head, rule in pairwise(lines) if _RULE.fullmatch(rule)}
    for line in () if whole.nothing else (x for x in lines if x not in heads):
        look = _LINES.over(line, whole)
        if not look.nothing and _is_bad(line) and not _known_count(line, wanted):
            return line.strip(), True
    odd = _odd_one(lines, wanted)
    return (odd, False) if odd else None


def must_agree(wanted: str) -> bool:
    """Tell whether a request says that two things must come out the same."""
    return _MUST_AGREE.search(wanted) is not None


_MUST_AGREE: Final = regex(
    r"\b(?:must|has\s+to|have\s+to|should|shall|needs?\s+to)\s+(?:\w+\s+)?(?:match|agree|balance|tally|reconcile|be\s+(?:equal|"
    r"identical|the\s+same|zero|in\s+sync)|add\s+up)\b",
    re.IGNORECASE,
)


def differs(call: str, output: str, wanted: str) -> tuple[str, bool] | None:
    """Return the first line of what a comparison found, where the request wants both to be the same; else None."""
    if not re.search(r"(?:^|[|;&\s])(?:diff|cmp|comm)\s", call[:2000]) or not _SAME.search(wanted):
        return None
    line = re.search(r"^(?:[<>] |[-+](?![-+])|\S+ \S+ differ:).{0,200}", output[-_SEEN:], re.MULTILINE)
    return (line[0], True) if line is not None else None


_PATH: Final = regex(r"\b[\w.-]{1,60}/[\w./-]{1,120}")
"""`expected/home.png` is a place, and says of nothing that it was expected."""


_RULE: Final = regex(r"[\s|+=-]{3,200}")
"""What stands below the names of a table's columns."""
_HEADING: Final = regex(r"^\s{0,8}(?-i:[A-Z][A-Z()%/_-]{0,24}(?: [A-Z()%/_-]{1,24}){0,2}(?:\s{2,}|\t|$)){3,20}$")
"""The names of a table's columns."""


def _is_bad(line: str) -> bool:
    if _HEADING.match(line):
        return False
    line = line.replace("(s)", "s")
    own = _OWN_BOUND.search(line)
    if own is not None:
        least = own["w"][:3].lower() in ("min", "flo", "req") or own["w"].lower() == "at least"
        value, bound = float(own["n"]), float(own["m"])
        return value < bound if least else value > bound
    if _TAKEN_BACK.search(_PATH.sub(" ", line)):
        return False
    counts = [(m, m["n"] or m["n2"]) for m in _COUNTED.finditer(line)]
    if counts:
        return any(_number(n) for _, n in counts)
    mark = _MARKED.search(line)
    return _ENDS.search(line) is not None or (mark is not None and _GOOD.search(line, mark.start()) is None)


def _known_count(line: str, wanted: str) -> bool:
    """Tell whether the request itself says how many there are: "the other 12 come from the agency"."""
    counts = [m["n"] or m["n2"] for m in _COUNTED.finditer(line)]
    return bool(counts) and all(
        len(n) > 1 and re.search(rf"(?<![\d.]){re.escape(n)}(?![\d.]\d|\d)", wanted) for n in counts
    )


def _number(text: str) -> float:
    bare = text.strip(".,").replace(",", "")
    return float(bare) if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", bare) else 1.0


def _odd_one(lines: list[str], wanted: str) -> str:
    """Return the line whose last cell lacks the good word that all its like end with, or ''."""
    cells = [
        (line, c)
        for line in lines
        if len(c := [x.strip() for x in _CELLS.split(line) if x.strip()]) > 1 or len(c := line.split()) == 2
    ]
    good = [(line, c) for line, c in cells if _GOOD.search(c[-1])]
    odd = [(line, c) for line, c in cells if not _GOOD.search(c[-1]) and not _NO_VERDICT.search(line)]
    against = [(line, c) for line, c in odd if _OPPOSITE.fullmatch(c[-1])]
    if not odd or len(good) + len(odd) != len(cells) or len(cells) < len(lines) - 1:
        return ""
    if len(against) < len(odd) and (len(good) < _LIKE or len(odd) > 1):
        return ""
    line, c = odd[0]
    told = any(x[-1] in wanted for _, x in odd)
    return line.strip() if len(odd) <= len(good) and not told and all(len(g) == len(c) for _, g in good) else ""


def _unequal(text: str, wanted: str) -> str:
    """Return the two values that were to be the same and are not, or ''."""
    if not _SAME.search(wanted):
        return ""
    for match in _PAIRS.finditer(text):
        x, y = (" ".join(match[g].split()).strip("\"'`|: ") for g in "xy")
        if x and y and x != y and _alike(x, y):
            return " ".join(match[0].split())
    bare = [x.strip() for x in text.split("\n") if x.strip()]
    if (
        len(bare) == _LIKE
        and _TWICE.search(wanted)
        and all(re.fullmatch(r"\d{1,12}", x) for x in bare)
        and bare[0] != bare[1]
    ):
        return " ".join(bare)
    return ""


def _apart(lines: list[str], wanted: str) -> str:
    """Return the two named figures that an output consists of, where both were to be the same and are not, or ''."""
    found = [m for line in lines if (m := _FIGURED.match(line)) is not None]
    if len(found) != _LIKE or len(lines) != _LIKE or not _SAME.search(wanted):
        return ""
    x, y = found
    values = {re.sub(r"[ ,]", "", m["n"]).rstrip(".") for m in found}
    return (
        " / ".join(m[0].strip() for m in found)
        if len(values) > 1
        and x["u"].strip().lower() not in _TIMES
        and x["u"].strip() == y["u"].strip()
        and x["l"] != y["l"]
        else ""
    )


def _not_as_said(lines: list[str], wanted: str) -> str:
    """Return the only figure of an output, where the request says what it must be and it is another, or ''."""
    said = list(_EXACTLY.finditer(wanted[:_SEEN]))
    if len(said) != 1 or len(lines) != 1 or not re.fullmatch(r"\s{0,20}\d{1,9}(?:\.\d{1,6})?\s?%?\s{0,20}", lines[0]):
        return ""
    want, value = float(said[0]["n"]), float(lines[0].strip(" %\t"))
    return "" if value == want or 100 * value == want else lines[0].strip()


def _some(lines: list[str], wanted: str) -> str:
    """Return the only figure of an output, where there was to be none of it, or ''."""
    alone = len(lines) == 1 and re.fullmatch(r"\s{0,20}[1-9]\d{0,9}\s{0,20}", lines[0])
    return lines[0].strip() if alone and _NONE.search(wanted) else ""


def not_silent(call: str, output: str, wanted: str) -> tuple[str, bool] | None:
    """Return the first line that a tool printed which the request wants silent; else None."""
    text = output.strip()
    if not text or len(text) > _SEEN or _GOOD.search(text[:200]) or re.search(r"\b(?:0|no|none)\b", text):
        return None
    for match in _SILENT.finditer(wanted[:_SEEN]):
        if (match["t"] or match["t2"]).rsplit("/", 1)[-1].lower() in call.lower():
            return text.split("\n", 1)[0].strip()[:_LINE], True
    return None


def _growing(lines: list[str], wanted: str) -> str:
    """Return the last of three or more like lines whose figures all grow, where growing was to stop, or ''."""
    if not _STEADY.search(wanted):
        return ""
    shapes = {re.sub(r"\d[\d.,]*", "0", " ".join(x.split())) for x in lines}
    rows = [[_number(n) for n in re.findall(r"\d[\d.,]*", x)] for x in lines]
    if len(shapes) != 1 or len(rows) <= _LIKE or len({len(r) for r in rows}) != 1:
        return ""
    # The first figure may count the rounds.
    columns = list(zip(*rows, strict=True))
    rises = [all(b > 1.02 * a for a, b in pairwise(c)) for c in columns[1:] or columns]
    return lines[-1].strip() if any(rises) else ""


def complains_of(output: str, paths: set[str]) -> str:
    """Return the line in which a checker names a place in one of these files, or ''."""
    for match in _DIAGNOSED.finditer(output[-_SEEN:]):
        if any(match["f"].endswith(p) or p.endswith(match["f"]) for p in paths) and not (
            _GOOD.match(match["m"]) or _MERE_REMARK.search(match["m"][:20])
        ):
            return match[0].strip()
    return ""


def _alike(x: str, y: str) -> bool:
    """Tell whether two values are of one shape, so that they may be compared."""
    first, second = (re.sub(r"[a-zA-Z]+", "a", re.sub(r"\d+", "0", v)) for v in (x, y))
    return first == second and any(ch.isdigit() for ch in x)


def _beyond(lines: list[str], wanted: str) -> str:
    """Return the line with the figure of a thing whose bound the request names and which is beyond it, or ''."""
    for match in _bounds(wanted):
        what, least = match["what"].lower(), match["w"].lower()[:5] in ("at le", "above", "more ", "over")
        named = [
            x
            for x in lines
            if what in x.lower() and (m := re.findall(r"(?<![\w.])\d{1,9}(?:\.\d{1,4})?(?![\w.])", x)) and len(m) == 1
        ]
        for line in named if len(named) == 1 else ():
            value = float(re.findall(r"(?<![\w.])\d{1,9}(?:\.\d{1,4})?(?![\w.])", line)[0])
            if (value < float(match["n"])) if least else (value > float(match["n"])):
                return line.strip()
    return ""


def _bounds(wanted: str) -> Iterator[re.Match[str]]:
    return _BOUND_WITHOUT_UNIT.finditer(wanted[:_SEEN])
