"""How calls ended by what they say themselves, where the exit status is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.event import ResultStatus
from cotlens.model.fact import Action, Step
from cotlens.model.lazy_regex import regex

NO_PROGRAM: Final = 127
"""The status of a shell that found no such program."""
_TIME_IS_UP: Final = 124
"""The status of `timeout` when it had to stop what it ran."""
_DIFFERS: Final = 2
"""The status of `terraform plan -detailed-exitcode` for a plan that went well and has something to do."""
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

_SAID_STATUS: Final = regex(
    r"^[ \t]{0,20}(?:rc|status|exit(?:[ _-]?(?:code|status))?|ret|\$\?)[ \t]{0,9}[=:]?[ \t]{0,9}[1-9]\d{0,2}[ \t]{0,9}$|"
    r"^g?make(?:\[\d+\])?: \*\*\* .*Error \d|"
    r"^error: [Rr]ecipe .{1,80} failed\b|^task: Failed to run task|^rake aborted!|^npm (?:ERR!|error) (?:code|Lifecycle)|\bELIFECYCLE\b|"
    r"^BUILD FAIL(?:ED|URE)\b|^FAILURE: Build failed|^(?:##)?\[error\]|^Script .{1,80} returned with error code [1-9]",
    re.IGNORECASE | re.MULTILINE,
)
"""A failure that the output tells of where a pipe or an `echo` behind the command took its status away."""


def ended_badly(action: Action) -> bool:
    """Tell whether a command failed: by its status, or by a figure that an `echo $?` or a task runner printed."""
    result = action.result
    if result is None or result.status is ResultStatus.DENIED:
        return False
    failed = result.status is ResultStatus.ERROR or (result.exit_code or 0) != 0
    if result.exit_code == _DIFFERS and any("-detailed-exitcode" in c.argv for c in action.commands):
        return False
    if result.exit_code == _TIME_IS_UP and any(w.split()[0] == "timeout" for c in action.commands for w in c.wrappers):
        # What runs until somebody stops it was to be stopped.
        return False
    return failed or bool(_SAID_STATUS.search(result.text[-2000:]))


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
