"""What the session itself did to remotes and branches: set one up, pushed one, switched to one. Read off its commands and their output."""

from __future__ import annotations

import re

from cotlens.model.fact import Destruction, Step
from cotlens.monitors.base import History
from cotlens.monitors.call_outcomes import failed_call


def remote_added_here(history: History, step: Step, loss: Destruction) -> bool:
    """Tell whether the push goes to a remote that the session itself set up: nothing was there to lose."""
    return any(
        c.program == "git" and c.argv[1:3] == ("remote", "add") and any(w in loss.command.argv for w in c.argv[3:])
        for s in (*history.before(step), step)
        if s.action is not None
        for c in s.action.commands
    )


def pushed_here(history: History, step: Step, names: list[str]) -> bool:
    """Tell whether the session made one of these branches, or pushed it before."""
    return any(
        c.program == "git"
        and not failed_call(s.action)
        and ({"-b", "-c"} & set(c.argv) or c.argv[1:2] == ("push",))
        and any(n in c.argv for n in names)
        for s in history.before(step)
        if s.action is not None
        for c in s.action.commands
    )


def current_branch(history: History, step: Step) -> str | None:
    """Return the branch that the commands and outputs before show to be checked out, else the log's."""
    for s in history.before(step):
        if s.action is None or s.action.result is None:
            continue
        for c in s.action.commands:
            if (
                c.program == "git"
                and c.argv[1:2] in (("checkout",), ("switch",))
                and len(c.argv) > 2
                and "--" not in c.argv
            ):
                return c.argv[-1]
            match = (
                re.search(r"^On branch (\S+)|^## ([^.\s]+)", s.action.result.text, re.MULTILINE)
                if c.program == "git"
                else None
            )
            if match:
                return match[1] or match[2]
    return history.branch
