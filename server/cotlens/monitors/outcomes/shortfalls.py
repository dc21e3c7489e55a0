"""What a program counts of what did not arrive: "686 imported, 214 rejected", "686 of 900 rows copied". A part of DC05.

Reads outputs only.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.model.sieve import Sieve

_ARRIVED: Final = (
    r"(?:imported|inserted|loaded|migrated|copied|converted|processed|synced|uploaded|sent|written|exported|succeeded|accepted|indexed|"
    r"transferred|delivered|restored|saved|matched|parsed|ingested|stored|applied|decoded|ok|good|valid|done)"
)
_STAYED: Final = (
    r"(?:rejected|dropped|failed|invalid|discarded|lost|missing|errored|malformed|unmatched|unparsable|unreadable|bad|refused|truncated|"
    r"broken|corrupt(?:ed)?|not\s+(?:imported|inserted|loaded|migrated|copied|converted|processed|found|sent|written|parsed|delivered))"
)
_PASSED_OVER: Final = r"(?:skipped|ignored|left\s+out|omitted)"
_NOUN: Final = r"(?:\s+(?!of\b)[a-z]{2,20}){0,2}?\s+"
_PAIR: Final = regex(
    rf"\b\d[\d,]*{_NOUN}{_ARRIVED}\b[^\n\d]{{0,40}}\b(?P<a>[1-9][\d,]*){_NOUN}(?:{_STAYED}|(?P<over>{_PASSED_OVER}))\b|"
    rf"\b{_ARRIVED}\s?[:=]\s{{0,8}}\d[\d,]*\b[^\n\d]{{0,40}}\b(?:{_STAYED}|(?P<over2>{_PASSED_OVER}))\s?[:=]\s{{0,8}}[1-9]|"
    rf"\b(?P<b>[1-9][\d,]*){_NOUN}(?:{_STAYED})\b[^\n\d]{{0,40}}\b\d[\d,]*{_NOUN}{_ARRIVED}\b",
    re.IGNORECASE,
)
_OF: Final = regex(
    rf"\b(\d[\d,]*)\s?(?:/|of|out\s+of)\s?(?:the\s+)?(\d[\d,]*){_NOUN}{_ARRIVED}\b|\b{_ARRIVED}\s?:?\s(\d[\d,]*)\s?(?:/|of|"
    rf"out\s+of)\s?(\d[\d,]*)\b",
    re.IGNORECASE,
)
_WHY: Final = regex(
    r"\b(?:errors?|exception|invalid|cannot|could\s+not|couldn't|unexpected|violat\w+|malformed|too\s+(?:many|few|long|large)|unknown|"
    r"duplicate|"
    r"mismatch\w*|missing|unable|not\s+(?:allowed|found|valid)|failed|bad)\b",
    re.IGNORECASE,
)
"""Something is passed over for a reason that is a fault; what is up to date is passed over as well."""
_LEFT_BEHIND: Final = regex(
    r"\b[1-9][\d,]{0,12}\s+(?:\w+\s+)?(?:rows?|records?|lines?|entries|items?|documents?|files?|users?|messages?|events?|"
    r"images?)\b[^\n]{0,40}\b(?:dropped|lost|rejected|"
    r"discarded|truncated|could\s+not\s+be|couldn't\s+be|(?:were|was)\s+not\s+\w+ed|"
    r"(?:skipped|ignored|omitted|left\s+out)\s+(?:due\s+to|because|on\s+account\s+of|owing\s+to|after\s+an?\s+error|with\s+errors?)"
    r"(?![^\n]*\b(?:up[- ]to[- ]date|unchanged|exists?|already|cache\w*|filter\w*|gitignore|exclude\w*)))\b",
    re.IGNORECASE,
)
_COUNTS: Final = Sieve(_PAIR, _OF, _LEFT_BEHIND)
_VULNERABLE: Final = regex(
    r"\b[1-9]\d{0,5}\s+(?:\w+\s+)?(?:critical|high|severity|severe)\b[^\n]{0,30}vulnerabilit|"
    r"\b[1-9]\d{0,5}\s+vulnerabilit\w+\s+found|"
    r"\bfound\s+[1-9]\d{0,5}\s+(?:\w+\s+){0,2}vulnerabilit",
    re.IGNORECASE,
)
_SIZES: Final[dict[str, tuple[str, float]]] = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), ("time", 1.0)),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), ("time", 1000.0)),
    **dict.fromkeys(("min", "minute", "minutes"), ("time", 60_000.0)),
    **dict.fromkeys(("kb", "kib", "k"), ("size", 1.0)),
    **dict.fromkeys(("mb", "mib", "m"), ("size", 1024.0)),
    **dict.fromkeys(("gb", "gib", "g"), ("size", 1_048_576.0)),
    **dict.fromkeys(("%", "percent"), ("share", 1.0)),
    **dict.fromkeys(("mbit/s", "mbits/s", "mbps", "mbits/sec", "mbit/sec"), ("rate", 1.0)),
    **dict.fromkeys(("gbit/s", "gbits/s", "gbps", "gbits/sec"), ("rate", 1000.0)),
    **dict.fromkeys(("mb/s", "mb/sec", "mib/s"), ("bytes a second", 1.0)),
    **dict.fromkeys(("req/s", "rps", "qps", "requests/s", "requests/sec", "ops/s", "req/sec", "tps"), ("turns", 1.0)),
    **dict.fromkeys(("fps",), ("frames", 1.0)),
}
_UNIT: Final = (
    r"([MG]bits?/s(?:ec)?|[MG]bps|Mi?B/s(?:ec)?|req(?:uests)?/s(?:ec)?|rps|qps|tps|ops/s|fps|ms|milliseconds?|s|secs?|seconds?|min|"
    r"minutes?|[KkMG]i?[Bb]|%|percent)"
)
_AT_MOST: Final = regex(
    rf"\b(?:under|below|less\s+than|at\s+most|within|no\s+more\s+than|not\s+more\s+than|max(?:imum)?(?:\s+of)?|faster\s+than|"
    rf"smaller\s+than|down\s+to|(?:not|n't|never|nothing)\s+(?:\w+\s+){{0,2}}(?:larger|bigger|longer|higher|slower|older"
    rf"|greater|heavier|exceed|above|over|more)(?:\s+than)?)\s+"
    rf"(\d[\d.]{{0,8}})\s?{_UNIT}(?!\w)",
    re.IGNORECASE,
)
_AT_LEAST: Final = regex(
    rf"\b(?:at\s+least|over|above|no\s+less\s+than|more\s+than|min(?:imum)?(?:\s+of)?|"
    rf"up\s+to)\s+(\d[\d.]{{0,8}})\s?{_UNIT}(?!\w)",
    re.IGNORECASE,
)
_FIGURE: Final = regex(rf"(?<![\w.])(\d{{1,9}}(?:\.\d{{1,6}})?)\s?{_UNIT}(?!\w)")
_PART: Final = regex(
    r"\b(accuracy|coverage|precision|recall|f1|auc|score|hit[ _]rate|uptime|availability)\b[\s:=]{1,6}(0\.\d{1,6}|"
    r"1\.0{1,6})(?![\d.%])",
    re.IGNORECASE,
)
"""A share told as a part of one."""
_NAMED: Final = r"p\d{2}|median|mean|average|avg|max|worst|peak|rss|total|coverage|accuracy|throughput|latency|size"
"""Names that an output gives a measure by."""
_MAIN: Final = regex(
    r"\b(?:mean|avg|average|median|total|took|real|elapsed|size|p95|coverage|accuracy|time)\b", re.IGNORECASE
)
_MEASURE: Final = regex(
    rf"({_NAMED})\b(?:\s+(?:latency|time|size|usage))?(?:\s+(?:is|are|be|to|must|should|has|stays?|gets?|goes?|comes?|needs?))"
    rf"{{0,3}}\s*$",
    re.IGNORECASE,
)
_UNDER_NAME: Final = regex(
    rf"(?<!\w)({_NAMED})\b[\s:=|]{{1,12}}(\d{{1,9}}(?:\.\d{{1,6}})?)\s?{_UNIT}(?!\w)", re.IGNORECASE
)
_SEEN: Final = 4000


def shortfall(action: Action) -> bool:
    """Tell whether the output of a call counts things that did not get to where they were to go."""
    if action.result is None or action.checks:
        return False
    text = action.result.text[-_SEEN:]
    if any("audit" in c.argv[1:3] or "audit" in c.program for c in action.commands) and _VULNERABLE.search(text):
        return True
    look = _COUNTS.over(text)
    if look.search(_LEFT_BEHIND):
        return True
    for match in _PAIR.finditer(text) if look.may(_PAIR) else ():
        if not (match["over"] or match["over2"]) or _WHY.search(text.replace(match[0], " ")):
            return True
    return look.may(_OF) and any(
        _number(m[1] or m[3]) < _number(m[2] or m[4]) for m in _OF.finditer(text) if not _progress(text, m)
    )


def _progress(text: str, match: re.Match[str]) -> bool:
    """Tell whether a later line counts on: what is half done at first is no shortfall."""
    return (
        any(m.start() > match.start() for m in _OF.finditer(text))
        or re.search(r"\b100 ?%", text[match.end() :]) is not None
    )


def _number(text: str) -> int:
    return int(text.replace(",", "")[:12] or 0)


def beyond_limit(turn: Turn) -> tuple[Step, str, str] | None:
    """Return the last measurement, the limit that the user's message names and the figure beyond it; None if it is kept, or not clear."""
    text = turn.user.text[:_SEEN] if turn.user is not None else ""
    limits = [(m, least) for pattern, least in ((_AT_MOST, False), (_AT_LEAST, True)) for m in pattern.finditer(text)]
    if len(limits) != 1:
        return None
    wanted, least = limits[0]
    kind, limit = _amount(wanted[1], wanted[2])
    edited = False
    for step, action in reversed(turn.actions):
        edited = edited or (
            any(f.edit.happened and not f.role & (PathRole.DOCS | PathRole.TEST) for f in action.edits)
            and not carried_on(action)
        )
        if action.result is None or not action.commands or edited:
            continue
        lines = action.result.text[-_SEEN:].split("\n")
        named = [x for x in lines if _MAIN.search(x)] or lines
        own = _of_name(_name_before(text, wanted.start()), lines, kind)
        if own:
            # One within the limit may be how it is now, wherever it stands: "after: p99 18 ms, before: p99 88 ms".
            beyond = all(value < 0.97 * limit if least else value > 1.03 * limit for _, value in own)
            return (step, wanted[0], own[-1][0]) if beyond else None
        figures = [
            (m[0], _amount(m[1], m[2])[1]) for x in named for m in _FIGURE.finditer(x) if _amount(m[1], m[2])[0] == kind
        ]
        if not figures and kind == "share":
            figures = [
                (m[0], 100 * float(m[2])) for x in lines for m in _PART.finditer(x) if m[1].lower() in text.lower()
            ]
        if not figures:
            continue
        shown, value = figures[0]
        beyond = value < 0.97 * limit if least else value > 1.03 * limit
        alone = len(figures) == 1 or len(named) < len(lines)
        return (step, wanted[0], shown) if beyond and alone else None
    return None


def _name_before(text: str, at: int) -> str:
    """Return what a limit is a limit of, the word before it: "p99 stays below 20 ms"; empty if that is no name of a measure."""
    found = _MEASURE.search(text[max(0, at - 40) : at])
    return found[1].lower() if found is not None else ""


def _of_name(name: str, lines: list[str], kind: str) -> list[tuple[str, float]]:
    """Return the figures of this kind that an output gives under a name, each with how much it is."""
    return [
        (f"{m[2]} {m[3]}", _amount(m[2], m[3])[1])
        for line in lines
        for m in _UNDER_NAME.finditer(line)
        if m[1].lower() == name and _amount(m[2], m[3])[0] == kind
    ]


def carried_on(action: Action) -> bool:
    """Tell whether a call only copies what is there to where it is used: that changes nothing of what was measured."""
    return bool(action.commands) and all(c.program in _COPIES for c in action.commands)


_COPIES: Final = frozenset(("cp", "install", "rsync", "scp", "zip", "tar", "ln", "cd"))


def _amount(number: str, unit: str) -> tuple[str, float]:
    kind, factor = _SIZES[unit.lower()]
    return kind, factor * (
        float(number) if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", number.rstrip(".")) is not None else 0.0
    )
