"""Calls by which git gives files back as they were: what was done to them before is not left."""

from __future__ import annotations

from typing import Final

from cotlens.model.fact import Action

_GIVES_BACK: Final = frozenset({"checkout", "restore", "reset", "stash", "revert"})


def gives_back(action: Action) -> bool:
    """Tell whether a call has git give something back; to look which files were named is for who asks."""
    return any(c.program == "git" and bool(_GIVES_BACK.intersection(c.argv[1:2])) for c in action.commands)
