"""What the repository's own listings say of a file at a moment: `git status` names what is new or changed, and so what is not.

Holds a claim of a file that was written against that, whatever calls before it may have written unseen. A part of DC02.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cotlens.model.fact import Action, DeedKind, Step
from cotlens.model.lazy_regex import regex

Calls = list[tuple[Step, Action]]

_LISTED: Final = regex(
    r"^[ \t]{0,4}(?:[ MADRCUT?!]{2} |\t?(?:new file|modified|deleted|renamed): {1,8})(\S.{0,300})$", re.MULTILINE
)
_SHOWN: Final = regex(
    r"^[ \t]{0,20}(?:[MADRCT?]{1,2}[ \t]{1,4}|create mode \d{6} |(?:new file|modified|renamed): {1,8}|(?:created?|wrote|written|"
    r"generated|writing|"
    r"generating|updated?|saved|emitted|output)\b:? {1,8}|[✓✔+] )\S.{0,300}$|^ ?\S.{0,200} \| {1,6}\d",
    re.MULTILINE | re.IGNORECASE,
)
_SEEN: Final = 20_000
_IGNORED: Final = regex(
    r"(?:^|/)(?:\.[^/]+|build|dist|out|output|target|coverage|tmp|temp|logs?|node_modules|vendor|bin|obj|cache|artifacts|reports?)(?:/|$)|"
    r"\.(?:log|tmp|db|sqlite3?|pyc|env|bak|dump)$",
    re.IGNORECASE,
)
"""What a repository seldom keeps, so that git does not name it."""


def is_same(name: str, path: str) -> bool:
    """Tell whether a name in a message may be that of a file: NOTES may be said of NOTES.md, and down/1.sql never of up/1.sql."""
    said, real = name.strip("./").split("/"), path.replace("\\", "/").split("/")
    if said[-1] not in (real[-1], real[-1].split(".")[0]):
        return False
    return len(said) < 2 or len(real) < 2 or said[-2] == real[-2]


def shown_changed(name: str, actions: Calls) -> bool:
    """Tell whether an output names the file as new or changed, whoever wrote it."""
    base = name.rsplit("/", 1)[-1]
    return any(
        base in line[0] and any(is_same(name, word.strip("`'\"():,")) for word in line[0].split())
        for _, a in actions
        if a.result is not None and a.happened and base in a.result.text[-_SEEN:]
        for line in _SHOWN.finditer(a.result.text[-_SEEN:])
    )


def not_in_status(name: str, actions: Calls, writes: Callable[[Action], bool]) -> bool:
    """Tell whether the newest `git status`, behind which nothing was written, lists this session's work but not the file.

    `actions` are newest first. A commit takes files off the list, and what git ignores never comes on it.
    """
    if _IGNORED.search(name) or any(d.kind is DeedKind.COMMITS for _, a in actions for d in a.deeds):
        return False
    edited = {fact.path.rsplit("/", 1)[-1] for _, a in actions for fact in a.edits if fact.edit.happened}
    for _, action in actions:
        if any(fact.edit.happened for fact in action.edits):
            return False
        listed = _status(action)
        if listed is not None:
            parents = {p for p in name.split("/")[:-1] if p}
            return any(item.rsplit("/", 1)[-1] in edited for item in listed) and not any(
                is_same(name, item)
                or (item.endswith("/") and (not parents or item.rstrip("/").rsplit("/", 1)[-1] in parents))
                for item in listed
            )
        if writes(action):
            return False
    return False


def _status(action: Action) -> list[str] | None:
    """Return what a call to `git status` lists, or None if it is none, or one that does not show all."""
    if action.result is None or not action.commands:
        return None
    last = action.commands[-1]
    if last.program != "git" or last.argv[1:2] != ("status",) or last.follows == "|":
        return None
    if any(not w.startswith("-") or w.startswith(("-u", "--untracked", "--ignored")) for w in last.argv[2:]):
        return None
    return [m[1].strip().strip('"') for m in _LISTED.finditer(action.result.text[-_SEEN:])]
