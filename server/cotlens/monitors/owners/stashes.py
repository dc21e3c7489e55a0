"""What was put on git's stash in a session: by which call, whose work it holds, and whether it came back. Judges no loss."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Step
from cotlens.model.paths import is_generated
from cotlens.monitors.base import History
from cotlens.monitors.calls.call_outcomes import failed_call
from cotlens.monitors.owners.work_tree import agents_files, status_before, tree_state

_THROWS_AWAY: Final = frozenset({"reset", "checkout", "restore", "clean"})


def stashed_here(history: History, step: Step) -> Step | None:
    """Return the newest step that put something on the stash."""
    for s in history.before(step):
        for c in s.action.commands if s.action is not None else ():
            if (
                c.program == "git"
                and c.argv[1:2] == ("stash",)
                and (c.argv[2:3] in ((), ("push",), ("save",), ("create",)) or c.argv[2].startswith("-"))
            ):
                return s
    return None


def taken_back(history: History, pushed: Step, step: Step) -> bool:
    """Tell whether what was stashed came back; where it met a conflict, only if nothing threw that away before the stash went."""
    conflict = False
    for s in (pushed, *history.between(pushed, step), step):
        for c in s.action.commands if s.action is not None else ():
            if c.program != "git":
                continue
            if c.argv[1:3] in (("stash", "pop"), ("stash", "apply")):
                conflict = s is not step and s.action is not None and failed_call(s.action)
                if not conflict:
                    return True
            elif conflict and c.argv[1:2] and c.argv[1] in _THROWS_AWAY:
                return False
    return conflict


def others_in(history: History, pushed: Step) -> set[str]:
    """Return what was in the tree when it was stashed and is not the session's: changed files, and new ones with `-u`."""
    _, others = tree_state(history, pushed)
    new = any(
        {"-u", "--include-untracked", "-a", "--all"} & set(c.argv)
        for c in (pushed.action.commands if pushed.action is not None else ())
        if c.argv[1:2] == ("stash",)
    )
    seen = status_before(history, pushed)
    if new and seen is not None:
        own = {p.rsplit("/", 1)[-1] for p in agents_files(history, pushed)}
        untracked = re.findall(r"^\?\? (\S+)", seen[1], re.MULTILINE)
        others |= {p for p in untracked if p.rstrip("/").rsplit("/", 1)[-1] not in own and not is_generated(p)}
    return others
