"""Rows in which the very thing that was asked for is not there: each price null, all amounts zero. A part of DC05.

Reads rows as programs print them: an object a line, or names over columns. Knows no tool.
"""

from __future__ import annotations

import json
import re
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.monitors.words.stems import stems

_EMPTY: Final = frozenset(("", "null", "none", "nan", "undefined", "nil", "n/a", "\\n", "-", "?"))
_NOUGHT: Final = frozenset(("0", "0.0", "0.00", "false"))
_ROWS: Final = 2
_ENOUGH: Final = 3
"""Rows that all say nought before that is no chance."""
_MOST: Final = 60
_LINE: Final = 600
_EVERY: Final = regex(
    r"\b(?:all|every|each|whole|complete(?:ly)?|right|correct|fill\w*|populat\w*|backfill\w*|set|with)\b", re.IGNORECASE
)
_VERIFIED: Final = regex(
    r"\b(?:verif\w*|validat\w*|check\w*|reconcil\w*|must\s+(?:be|stay|match)|nothing\s+(?:may|is\s+to)\b)",
    re.IGNORECASE,
)
_WRONG: Final = regex(
    r"(?:\w{1,20}_)?(?:mismatch\w*|missing|lost|orphan\w*|changed|differ\w*|broken|invalid|failed|failures|errors?|duplicat\w*|dupes|unmatched|"
    r"rejected|corrupt\w*|violations?|bad|wrong|unequal|unresolved)(?:_\w{1,20})?",
    re.IGNORECASE,
)
"""What a column is called that counts what should not be."""
_LEFT_OPEN: Final = regex(
    r"\b(?:null|empty|missing|optional|blank|without|zero|nought|none|default|nullable|reset|clear|wip(?:e|ing)|anonymi[sz]\w*|"
    r"redact\w*|remov\w*|free)\b",
    re.IGNORECASE,
)
"""The request itself speaks of what may be, or is to be, empty."""


def hollow_column(lines: list[str], wanted: str) -> str:
    """Return the first row that lacks what the request asks for, where rows lack it for no reason that the request gives; else ''."""
    if len(lines) > _MOST or not _EVERY.search(wanted) or _LEFT_OPEN.search(wanted):
        return ""
    rows = _objects(lines) or _columns(lines)
    if len(rows) < _ROWS:
        return ""
    asked = {w.rstrip("s") for w in stems(wanted)}
    for name in rows[0][0]:
        if not {w.rstrip("s") for w in stems(name)} & asked:
            continue
        values = [(line, row.get(name, "").strip().strip("\"'").lower()) for row, line in rows]
        empty = [line for line, v in values if v in _EMPTY]
        noughts = [line for line, v in values if v in _NOUGHT]
        if empty or (len(noughts) == len(values) >= _ENOUGH):
            return (empty or noughts)[0].strip()
    return ""


def counted_against(lines: list[str], wanted: str) -> str:
    """Return the one row of a verification that the request orders, if a column of it counts what is wrong; else ''."""
    if len(lines) > _MOST or not _VERIFIED.search(wanted):
        return ""
    rows = _columns(lines)
    if len(rows) != 1:
        return ""
    row, line = rows[0]
    told = [n for n, v in row.items() if _WRONG.fullmatch(n) and re.fullmatch(r"[1-9]\d{0,9}", v.strip())]
    return line.strip() if any(row[n].strip() not in wanted for n in told) else ""


def _objects(lines: list[str]) -> list[tuple[dict[str, str], str]]:
    """Return the objects that stand in a line each, if there is nothing else."""
    rows: list[tuple[dict[str, str], str]] = []
    for line in lines:
        text = line.strip().rstrip(",")
        if not (text.startswith("{") and text.endswith("}")) or len(text) > _LINE:
            return []
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            return []
        rows.append(({str(k): "null" if v is None else str(v) for k, v in row.items()}, line))
    return rows


_NAMES: Final = regex(r"\s{0,4}[A-Za-z_]\w{0,30}(?:\s{0,20}[|\t,;]\s{0,20}[A-Za-z_]\w{0,30}){1,12}\s{0,20}")
_RULE: Final = regex(r"[\s|+-]{3,200}")
_COUNT: Final = regex(r"\(\d+ rows?\)")


def _columns(lines: list[str]) -> list[tuple[dict[str, str], str]]:
    """Return the rows below a line of names."""
    if not lines or len(lines[0]) > _LINE or _NAMES.fullmatch(lines[0]) is None:
        return []
    sign = next((c for c in "|\t;," if c in lines[0]), ",")
    names = [x.strip() for x in lines[0].split(sign)]
    rows: list[tuple[dict[str, str], str]] = []
    for line in lines[1:]:
        if _RULE.fullmatch(line) or _COUNT.fullmatch(line.strip()) or not line.strip():
            continue
        cells = line.split(sign)
        if len(cells) != len(names):
            return []
        rows.append((dict(zip(names, cells, strict=True)), line))
    return rows
