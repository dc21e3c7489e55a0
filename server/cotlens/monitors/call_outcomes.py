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


def programs_of(action: Action, besides: frozenset[str]) -> set[tuple[str, ...]]:
    """Return the programs of a call, each with what it was told to do; options before that do not make it another task."""
    # A plan that failed is made good by the apply that goes through.
    return {
        (c.program, *(() if c.program in ("terraform", "tofu", "terragrunt", "pulumi") else word))
        for c in action.commands
        if c.program not in besides and c.argv
        for word in (c.argv[1:2], *_tasks(c.argv[1:]))
    }


def _tasks(words: tuple[str, ...]) -> tuple[tuple[str], ...]:
    """Return the words that may be the task: the first that is no option, or behind an option that may have a value the next ones."""
    bare = [w for w in words if not w.startswith("-")]
    valued = bool(words) and words[0].startswith("-") and "=" not in words[0]
    return tuple((w,) for w in bare[: 2 if valued else 1])
