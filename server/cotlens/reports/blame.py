"""Who wrote each line, as plain values for JSON and as lines for a terminal. Works nothing out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from cotlens.model.safe_text import visible
from cotlens.reports.json import iso

if TYPE_CHECKING:
    # The engine, which a server that shows reports need not load.
    from cotlens.engine.file_history import Owned

STATES: Final[Mapping[str, str]] = {"eq": "exact", "ws": "reformatted", "move": "moved", "mod": "modified"}
_MARKS: Final[Mapping[str, str]] = {"exact": " ", "reformatted": "=", "moved": ">", "modified": "~"}


def blame_to_json(path: str, lines: Iterable[Owned]) -> dict[str, Any]:
    """Return the line table: one entry per line of the file as it is now, `line` from 0."""
    return {"path": path, "lines": [_line(number, owned) for number, owned in enumerate(lines)]}


def _line(number: int, owned: Owned) -> dict[str, Any]:
    wrote = owned.wrote
    if wrote is None:
        return {"line": number, "edit": None, "state": None, "confidence": 0.0}
    return {
        "line": number,
        "edit": {
            "id": wrote.edit.id,
            "session": wrote.session.id,
            "agent": wrote.session.agent,
            "time": iso(wrote.edit.time),
            "log": {"path": wrote.log.path, "line": wrote.log.line},
        },
        "state": STATES[owned.how],
        "confidence": owned.confidence,
    }


def blame_to_text(lines: Iterable[Owned], texts: Iterable[str]) -> Iterable[str]:
    """Return one line for the terminal per line of the file: who, when, how it came here, and the line."""
    rows = list(zip(lines, texts, strict=True))
    width = max((len(_who(owned)) for owned, _ in rows), default=0)
    digits = len(str(len(rows)))
    for number, (owned, text) in enumerate(rows, 1):
        mark = _MARKS[STATES[owned.how]] if owned.wrote is not None else " "
        yield f"{_who(owned):{width}} {mark} {number:{digits}}  {visible(text, 400)}"


def _who(owned: Owned) -> str:
    wrote = owned.wrote
    if wrote is None:
        return ""
    return f"{visible(wrote.session.agent, 20)} {visible(wrote.session.id[:8], 8)} {when(wrote.edit.time) or '?'}"


def when(seconds: float | None) -> str:
    """Return a moment in local time to the minute, '' if it is not known."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds is not None else ""
