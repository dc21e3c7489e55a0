"""Waiting for nothing: code that pauses and then hands out rows written into it, as if they had come from somewhere.

Tells of the shape only, in any language that can sleep; whether real rows were wanted is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_WAITS: Final = regex(
    r"\bset(?:Timeout|Interval)\b|\b(?:time|asyncio|anyio|trio|gevent|Thread|Task|thread|tokio::time|std::thread|this_thread|Timer|timers|Process|sched)(?:\.|::)"
    r"(?:sleep|Sleep|delay|Delay|sleep_for|After|after|AfterFunc)\w*|\bFuture(?:<[^<>]{0,40}>)?\.delayed\b|\basyncAfter\b|\bpostDelayed\b|"
    r"(?<![\w.])(?:sleep|usleep|delay|wait|pause|timeout)\(|\.pipe\(\s*delay\(|\.delay(?:Element)?\(|\bawait\s+(?:sleep|delay|wait|pause)\w*\("
)
_GIVES: Final = regex(
    r"^\s*(?:return\b|yield\b|resolve\w*\(|completion\w*\(|callback\(|cb\(|done\(|emit\(|Ok\(|vec!|(?:this\.|self\.|@)?(?:set|update)\w*\(|"
    r"[\w.@$]{1,60}(?:\.value)?\s*:?=(?!=)|[\w.]{1,40}\.(?:value|next|emit|postValue|send|onNext|resume)\w*\(|listOf\(|List\.of\(|\[\s*$)"
)
_ARROW: Final = regex(r"(?:=>|->|\()\s*(?:[\w.]{1,30}[!(]{1,2})?\(?\s*[\[({]\s*$")
_LITERAL: Final = r"(?:[furb]?\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|`[^`$\n]{0,200}`|-?\d[\d_.]*\w{0,3}|[Tt]rue|[Ff]alse|None|null|nil|\.\w+)"
_PART: Final = rf"(?:[\"']?\w{{1,40}}[\"']?\s*(?::|=>|=)\s*)?{_LITERAL}(?:\.(?:into|to_string|to_owned)\(\))?"
_ROW: Final = regex(
    rf"^\s*(?:(?:new\s+|const\s+)?[A-Z][\w.:]{{0,60}}(?:::new)?\s*)?[\[({{]\s*{_PART}(?:\s*,\s*{_PART}){{1,14}}\s*,?\s*[\])}}]\s*,?\s*$"
)
_FIELD: Final = regex(rf"^\s*[\"']?\w{{1,40}}[\"']?\s*(?::|=>|=)\s*{_LITERAL}\s*,?\s*$")
_OPENS_ONE: Final = regex(r"\b(?:return|yield|resolve\w*|Ok|jsonify)\b.{0,40}\{\s*$")
"""One record is handed out, field by field."""
_ROWS_IN_LINE: Final = regex(
    rf"[\[({{]\s*{_PART}(?:\s*,\s*{_PART}){{1,14}}\s*,?\s*[\])}}]\s*,\s*(?:(?:new\s+)?[A-Z][\w.:]{{0,60}}\s*)?[\[({{]\s*{_PART}(?:\s*,\s*{_PART}){{1,14}}\s*,?\s*[\])}}]"
)
_ASKS: Final = regex(
    r"\b(?:fetch|axios|useQuery|useSWR|http\w*|request\w*|client|query|select|execute|cursor|session|prisma|repo\w*|urlopen|requests|curl|socket|grpc|api|URLSession|Dio|reqwest)\b\s*[.(<`]|"
    r"\.(?:get|post|send|load|read|open)\w*\("
)
_BETWEEN: Final = 4
"""Lines from the pause to what is handed out."""
_MOST: Final = 14
_FEWEST: Final = 2


def feigned(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield rows that are handed out after a pause; `removed` has the rows, line by line."""
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or len(line) > 300 or _WAITS.search(line) is None:
                continue
            # `of([…]).pipe(delay(300))`: the rows stand above.
            below = not line.strip().startswith(("]", ")", "}", "."))
            rows = _below(new, i) if below else _above(new, i)
            if rows and all(x in added for x in rows) and not any(x in edit.removed for x in rows):
                yield CodeChange(
                    ChangeKind.STUB_ADDED, added=rows[0], removed="\n".join(rows), new_value="feigned", old_value=""
                )
                return


def _below(lines: tuple[str, ...], at: int) -> list[str]:
    for i, line in enumerate(lines[at : at + 1 + _BETWEEN], at):
        if len(line) > 400 or (_ASKS.search(line) and i > at):
            return []
        if not (_GIVES.match(line) or _ARROW.search(line)):
            continue
        if _ROWS_IN_LINE.search(line):
            return [line]
        below = lines[i + 1 : i + 2 + _MOST]
        rows = _run(below) or (_run(below, _FIELD) if _OPENS_ONE.search(line) else [])
        if rows:
            return rows
    return []


def _above(lines: tuple[str, ...], at: int) -> list[str]:
    rows = _run(tuple(reversed(lines[max(0, at - _MOST) : at])))
    return rows[::-1]


def _run(lines: tuple[str, ...], like: re.Pattern[str] = _ROW) -> list[str]:
    """Return the rows that these lines begin with, [] for fewer than a couple."""
    rows: list[str] = []
    for line in lines:
        if len(line) < 300 and like.match(line):
            rows.append(line)
        elif line.strip(" \t[({"):
            break
    return rows if len(rows) >= _FEWEST else []
