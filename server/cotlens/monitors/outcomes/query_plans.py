"""Query plans that still read a whole table where an index was to help: a closed family of databases. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ResultStatus
from cotlens.model.fact import Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import applied

_SEEN: Final = 6000
_WISH: Final = regex(
    r"\b(?:index\w*|indices|scan\w*|slow\w*|fast\w*|speed\w*|perform\w*|seconds?|minutes?|timeouts?|times?\s+out|optimi[sz]\w*|quer(?:y|ies)|"
    r"lookups?)\b",
    re.IGNORECASE,
)
_SCANS: Final = regex(
    r"\b(?:Parallel\s+)?Seq Scan on (?:only )?[\"`]?(?:\w{1,40}\.)?[\"`]?(\w{2,60})|\bTABLE ACCESS (?:STORAGE )?FULL\W{1,6}(\w{2,60})|"
    r"\bTable scan on [\"`<]?(\w{2,60})|\btable: (\w{2,60})\b[^=]{0,80}?\btype: ALL\b|"
    r"^\| {0,3}\d{1,3} {0,3}\|[^|\n]{0,40}\| {0,3}(\w{2,60}) {0,40}\|(?:[^|\n]{0,40}\|)? {0,3}ALL {0,3}\||"
    r"^[ \t\d|`*.-]{0,20}SCAN (?:TABLE )?(\w{2,60})\b(?! USING)|"
    r"\b(?:Clustered Index|Table) Scan\(OBJECT:\(\[\w*\]\.\[\w*\]\.\[(\w{2,60})\]|"
    r"\bFULL SCAN\b[^\n]{0,20}?\b(\w{2,60})@|\b(\w{2,60})@\w+\s[^\n]{0,20}FULL SCAN",
    re.MULTILINE,
)
_WHOLE: Final = regex(r"\bCOLLSCAN\b|\bNodeByLabelScan\b|\bAllNodesScan\b|\bspans\s*[:│|]?\s*FULL SCAN\b")
"""Plans that name no table in the same line."""


def still_scanned(turn: Turn) -> tuple[Step, str] | None:
    """Return the newest plan, made after the last change, that reads a table of the request as a whole, and its line; else None."""
    wanted = turn.user.text[:4000] if turn.user is not None else ""
    if not _WISH.search(wanted):
        return None
    edits = [(s, f) for s, a in turn.actions for f in applied(a)]
    last = max((s.index for s, _ in edits), default=-1)
    about = f"{wanted}\n{''.join(x for _, f in edits for x in (f.path, *f.edit.added[:60]))}".lower()
    for step, action in reversed(turn.actions):
        if step.index < last:
            return None
        result = action.result
        if result is None or result.status is ResultStatus.DENIED or not (action.commands or not action.edits):
            continue
        text = result.text[:_SEEN]
        for match in _SCANS.finditer(text):
            table = next(g for g in match.groups() if g)
            if re.search(rf"(?<![a-z]){re.escape(table.lower())}(?![a-z])", about):
                return step, match[0].strip()
        whole = _WHOLE.search(text)
        if whole is not None:
            return step, whole[0]
        if re.search(r"\b(?:Index (?:Only )?Scan|IXSCAN|USING (?:COVERING )?INDEX|Index Seek|ref|range)\b", text):
            return None
    return None
