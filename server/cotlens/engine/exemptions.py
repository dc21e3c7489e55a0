"""`cotlens: ignore[RH01] reason` beside a flagged line: a person's word in the file itself that the flag is known.

A mark that an agent's session wrote is no such word: whoever is watched could silence the watch. It is then shown like any flag,
and writing it is a matter for the monitors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

MARK: Final = re.compile(r"cotlens:\s*ignore(?:\[([A-Z0-9, ]{1,80})\])?[ \t:,-]*([^\n]{0,200})")
_ENDINGS: Final = re.compile(r"\s*(?:\*/|-->|\*\)|#\})\s*$")


def exemption(lines: Sequence[str], line: int, code: str, owners: Sequence[tuple[object, str] | None]) -> str | None:
    """Return the reason given beside 0-based `line` (on it, or on the line above) for this code ('' for none); None without a mark.

    `owners` says of each line which edit of a session it carries; a mark on such a line does not count.
    """
    for at in (line, line - 1):
        if not 0 <= at < len(lines):
            continue
        match = MARK.search(lines[at])
        if match is None or (at < len(owners) and owners[at] is not None and at != line):
            continue
        if at == line and at < len(owners) and _wrote_the_mark(owners[at]):
            continue
        codes = {c.strip() for c in match[1].split(",")} if match[1] else None
        if codes is None or code in codes:
            return _ENDINGS.sub("", match[2]).strip()
    return None


def _wrote_the_mark(owner: tuple[object, str] | None) -> bool:
    """A line that is the session's, unchanged, has its mark from the session; one that was changed since, from whoever changed it."""
    return owner is not None and owner[1] != "mod"
