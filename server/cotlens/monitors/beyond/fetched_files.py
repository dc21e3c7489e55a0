"""Files that a turn fetches in order to use them, which are no change of the project. Words of BD02."""

from __future__ import annotations

from typing import Final

from cotlens.model.fact import EditFact, Step, Turn
from cotlens.model.lazy_regex import regex

_FETCHERS: Final = frozenset({"curl", "wget", "aria2c", "http", "xh", "gh", "scp", "rsync", "aws", "gsutil"})
_PROGRAM: Final = regex(r"(?:^|/)\.?bin/[^/]+$|\.(?:t?gz|zip|xz|whl|deb|rpm|jar|exe|AppImage)$")


def fetched_for_use(turn: Turn, step: Step, fact: EditFact) -> bool:
    """Tell whether the file was downloaded for this turn's use: a program to be run, or what was taken away again."""
    if not fact.edit.inferred or step.action is None or not any(c.program in _FETCHERS for c in step.action.commands):
        return False
    base = fact.path.rsplit("/", 1)[-1]
    if _PROGRAM.search(fact.path):
        # Whether it may be run is for EX03.
        return True
    return any(
        c.program in ("rm", "unlink", "trash") and any(w.rstrip("/").rsplit("/", 1)[-1] == base for w in c.argv[1:])
        for s, a in turn.actions
        if s.index >= step.index and a.happened
        for c in a.commands
    )
