"""What the log shows of a repository's work tree at a moment: clean, changed by the session only, changed by others, or not looked at.

Read off the newest `git status` the agent ran; it asks no repository.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Step
from cotlens.monitors.base import History

CLEAN: Final = re.compile(r"nothing to commit|working tree clean|working directory clean")
_DIRTY: Final = re.compile(
    r"^(?:.?[MADRCU]|[MADRCU].) \S|^\s*(?:modified|deleted|renamed|both modified):\s+\S|Changes not staged|"
    r"Changes to be committed",
    re.MULTILINE,
)
_STATUS_PATH: Final = re.compile(
    r"^(?:(?P<code>.?[MADRCU?]{1,2}|[MADRCU] ) |\s*(?:modified|deleted|renamed|both modified):\s+)(?P<path>\S.*)$",
    re.MULTILINE,
)


def status_before(history: History, step: Step) -> tuple[Step, str] | None:
    """Return the newest `git status` or `git diff --stat` seen before, with its output, if no commit or stash came in between."""
    for s in history.before(step):
        action = s.action
        if action is None or action.result is None:
            continue
        for command in reversed(action.commands):
            if (command.program == "git" and command.argv[1:2] in (("status",),)) or (
                command.program == "git" and command.argv[1:3] == ("diff", "--stat")
            ):
                return s, action.result.text
            if command.program == "git" and command.argv[1:2] in (("commit",), ("stash",)):
                return s, "working tree clean" if action.result.exit_code in (0, None) and command.argv[
                    1
                ] == "commit" and "-a" in " ".join(command.argv) else ""
    return None


def agents_files(history: History, step: Step) -> set[str]:
    """Return the logged paths that the session changed before `step`."""
    return {e.edit.path for _, e in history.edits_before(step)}


def tree_state(history: History, step: Step) -> tuple[str, set[str]]:
    """Return ("clean" | "own" | "dirty" | "unknown", paths of others' changes) as far as the log shows it."""
    own = {p.rsplit("/", 1)[-1] for p in agents_files(history, step)}
    seen = status_before(history, step)
    if seen is None:
        return "unknown", set()
    _, text = seen
    paths = {m["path"].strip() for m in _STATUS_PATH.finditer(text) if "?" not in (m["code"] or "")}
    others = {p for p in paths if p.rsplit("/", 1)[-1] not in own}
    if others:
        return "dirty", others
    if paths:
        return "own", set()
    if CLEAN.search(text) or (not text.strip() or not _DIRTY.search(text)):
        return "clean", set()
    return "unknown", set()
