"""How calls ended by what they say themselves, where the exit status is hidden; a part of DC02."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.event import ResultStatus
from cotlens.model.fact import Action, Step
from cotlens.model.lazy_regex import regex

_COMPLAINT: Final = regex(
    r"^[ \t]{0,20}![ \t]{0,20}\[(?:remote )?rejected\]|error: failed to push|^fatal: |^(?:psql|mysql|pg_dump|ERROR|"
    r"Error|error|npm ERR!|curl): ?.{0,80}"
    r"(?:fail|denied|refused|could not|timed out|not found|no such|unable|forbidden|unauthori[sz]ed)|"
    r"\b(?:401|403) (?:Forbidden|Unauthorized)|Permission denied|command not found",
    re.IGNORECASE | re.MULTILINE,
)
_SUCCESS: Final = regex(
    r"^[ \t]{0,20}[+*]?[ \t]{0,20}(?:[0-9a-f]{6,64}\.{2,3}[0-9a-f]{6,64}|\[new (?:branch|tag)\])|"
    r"^\[[\w/.-]+ (?:\(root-commit\) )?[0-9a-f]{6,}\]",
    re.MULTILINE,
)


def failed_call(action: Action) -> bool:
    """Tell whether a call came to nothing, by its status or, where a pipe hides that, by its own complaint."""
    result = action.result
    if result is None:
        return False
    if result.status in (ResultStatus.DENIED, ResultStatus.ERROR) or (result.exit_code or 0) != 0:
        return True
    # A substitution hides its own status only, not that of the command it stands in.
    piped = any(c.masked not in ("", "$(") for c in action.commands) or result.exit_code is None
    tail = result.text[-3000:]
    return piped and bool(_COMPLAINT.search(tail)) and not _SUCCESS.search(tail)


def newest_commit(actions: Iterable[tuple[Step, Action]]) -> bool:
    """Tell whether any output shows a commit being made, whatever alias or tool made it."""
    return any(
        a.result is not None
        and re.search(r"^\[[\w/.-]+ (?:\(root-commit\) )?[0-9a-f]{6,}\]", a.result.text[-4000:], re.MULTILINE)
        for _, a in actions
    )
