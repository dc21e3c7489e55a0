"""What the session itself did to remotes and branches: set one up, pushed one, switched to one. Read off its commands and their output."""

from __future__ import annotations

import re

from cotlens.model.fact import Destruction, SimpleCommand, Step
from cotlens.monitors.base import History
from cotlens.monitors.calls.call_outcomes import failed_call
from cotlens.monitors.owners.losses import up_to


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


def current_branch(history: History, step: Step, loss: Destruction) -> str | None:
    """Return the branch that the commands and outputs before show to be checked out, else the log's."""
    before = up_to(step.action.commands, loss.command) if step.action is not None else ()
    for c in reversed(before):
        if (name := _switched_to(c)) is not None:
            return name
    for s in history.before(step):
        if s.action is None or s.action.result is None:
            continue
        for c in s.action.commands:
            if (name := _switched_to(c)) is not None:
                return name
            match = (
                re.search(r"^On branch (\S+)|^## ([^.\s]+)", s.action.result.text, re.MULTILINE)
                if c.program == "git"
                else None
            )
            if match:
                return match[1] or match[2]
    return history.branch


def _switched_to(command: SimpleCommand) -> str | None:
    """Return the branch that a command switches to or makes, None if it does neither."""
    if command.program != "git" or command.argv[1:2] not in (("checkout",), ("switch",)) or "--" in command.argv:
        return None
    words = command.argv[2:]
    plain = [w for w in words if not w.startswith("-")]
    makes = any(re.fullmatch(r"-[a-zA-Z]*[bBcC]|--create|--force-create|--orphan", w) for w in words)
    # Another word behind it is where a new branch begins, or a path.
    return plain[0] if plain and (makes or len(plain) == 1) else None
