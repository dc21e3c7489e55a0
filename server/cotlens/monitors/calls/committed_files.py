"""Which files a commit takes in, as far as its own words, what was staged by name, and the edits of the session tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cotlens.model.fact import Action, SimpleCommand, Step
from cotlens.monitors.base import History

_ALL_STAGED = frozenset({"-A", "--all", ".", "-u", "--update", ":/", "*"})


def commits(history: History, step: Step, action: Action, pattern: str) -> str:
    """Return the command of a call that commits a file whose path has the pattern, or ''."""
    for at, command in enumerate(action.commands):
        if _verb(command) != "commit" or "--dry-run" in command.argv:
            continue
        staged = [*action.commands[:at], *_since_last_commit(history, step)]
        if _takes(history, step, command, pattern) or any(
            _verb(c) in ("add", "stage") and _takes(history, step, c, pattern) for c in staged
        ):
            return " ".join(command.argv)
    return ""


def _verb(command: SimpleCommand) -> str:
    return command.argv[1] if command.program == "git" and len(command.argv) > 1 else ""


def _since_last_commit(history: History, step: Step) -> Iterator[SimpleCommand]:
    for s in history.before(step):
        for command in s.action.commands if s.action is not None and s.action.happened else ():
            if _verb(command) == "commit":
                return
            yield command


def _takes(history: History, step: Step, command: SimpleCommand, pattern: str) -> bool:
    """Tell whether a command names such a file, or takes in all that was changed when such a file was."""
    words = list(command.argv[2:])
    if _verb(command) == "commit":
        whole = any(w == "--all" or re.fullmatch(r"-[a-zA-Z]*a[a-zA-Z]*", w) for w in words)
        words = words[words.index("--") + 1 :] if "--" in words else [w for w in words[-1:] if words[-2:-1] != ["-m"]]
    else:
        whole = any(w in _ALL_STAGED for w in words)
    if any(not w.startswith("-") and " " not in w and re.search(pattern, w.removeprefix("./")) for w in words):
        return True
    changed = [f.path for _, f in history.edits_before(step) if re.search(pattern, f.path)]
    folders = [w.removeprefix("./").rstrip("/") + "/" for w in words if not w.startswith("-")]
    return bool(changed) and (whole or any(p.startswith(w) for p in changed for w in folders))
