"""How much of its thoughts a version of Claude Code writes down, as far as that is known. Pure; reads no log."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.event import ReasoningForm

_LAST_FULL: Final = (2, 1, 68)
"""Up to this version the log has the thoughts themselves; from the next on, summaries (models of Claude 4 and later)."""
_OLD_MODEL: Final = re.compile(r"claude-(?:3|2|instant)")


@lru_cache(maxsize=256)
def form_of(version: str | None, model: str | None) -> ReasoningForm:
    """Say what a thought that can be read is: the thought itself or a summary."""
    if version is None or (model and _OLD_MODEL.match(model)):
        return ReasoningForm.FULL
    numbers = tuple(int(n) for n in re.findall(r"\d{1,9}", version)[:3])
    return ReasoningForm.FULL if numbers <= _LAST_FULL else ReasoningForm.SUMMARY
