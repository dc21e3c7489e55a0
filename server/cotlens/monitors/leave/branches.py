"""On which branch a git command works, as far as the session tells: for rules that hold for one branch only ("never push to main")."""

from __future__ import annotations

import itertools
import re
from typing import Final

from cotlens.model.fact import Action, SimpleCommand, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History

_SWITCHES: Final = regex(
    r"^git (?:-[cC] \S+ )*(?:switch|checkout)(?: -(?!- )\S+)* (?!\S+\.\w{1,4}(?: |$))([\w][\w./-]*)(?: \S+)?$|"
    r"^git worktree add(?: -\S+)* (?:\S+ )?-b ([\w./-]+)"
)
_COMMITTED: Final = regex(r"^\[([\w./-]+)(?: \(root-commit\))? [0-9a-f]{5,40}\]", re.MULTILINE)
_ON: Final = regex(r"^(?:On branch |\* |## )([\w/-][\w./-]*?)(?:\.\.\.|\s|$)", re.MULTILINE)
_PUSHED: Final = regex(r"\b([\w./-]+) -> ([\w./-]+)\s*$", re.MULTILINE)
_BACK: Final = 400
"""Steps that are looked back over."""


def on_another_branch(history: History, step: Step, action: Action, command: SimpleCommand, names: str) -> bool:
    """Tell whether the command is known to work on a branch that the rule (`names`, a pattern) does not speak of."""
    if command.program != "git":
        return True  # what opens a request for a merge puts nothing there
    branch = _named(command) or _current(history, step, action, command)
    return bool(branch) and re.fullmatch(names, branch) is None


def _named(command: SimpleCommand) -> str:
    """Return the branch that a push names, or ''."""
    if "push" not in command.argv:
        return ""
    words = [w for w in command.argv[command.argv.index("push") + 1 :] if not w.startswith("-")]
    target = words[1].lstrip("+").rsplit(":", 1)[-1].removeprefix("refs/heads/") if len(words) > 1 else ""
    return "" if target in ("HEAD", "@") or "$" in target else target


def _current(history: History, step: Step, action: Action, command: SimpleCommand) -> str:
    """Return the branch that the work tree is on, or ''."""
    shown = action.result.text[:20_000] if action.result is not None else ""
    if (made := _COMMITTED.search(shown)) is not None:
        return made[1]
    if "push" in command.argv and (pushed := _PUSHED.search(shown)) is not None:
        return pushed[2]
    before = list(itertools.takewhile(lambda c: c is not command, action.commands))
    if (branch := _switched(before)) is not None:
        return branch
    for earlier in itertools.islice(history.before(step), _BACK):
        if earlier.action is None or not earlier.action.happened:
            continue
        if (branch := _switched(earlier.action.commands)) is not None:
            return branch
        if earlier.action.result is not None and any(c.program == "git" for c in earlier.action.commands):
            text = earlier.action.result.text[:4000]
            found = _COMMITTED.search(text) or _ON.search(text)
            if found is not None:
                return found[1]
    return ""


def _switched(commands: tuple[SimpleCommand, ...] | list[SimpleCommand]) -> str | None:
    for command in reversed(commands):
        if (found := _SWITCHES.match(" ".join(command.argv))) is not None:
            return found[1] or found[2]
    return None
