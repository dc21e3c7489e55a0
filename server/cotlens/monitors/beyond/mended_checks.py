"""Whether a request wants a check mended that is red: what it complains of is part of the work then, in whatever file it stands."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.fact import Step
from cotlens.monitors.base import History

_MOST: Final = 20
"""Checks of a kind that are looked back at."""
_MENDS: Final = r"fix|mend|repair|resolv|clean\s+up|address|satisf|get|make|bring"


def mends_check(history: History, step: Step, text: str) -> bool:
    """Tell whether a check is red before a step that the request names as what is to be mended: "fix clippy"."""
    checks = (check for kind in CheckKind for _, check in islice(history.checks_before(step, kind), _MOST))
    tools = {name for c in checks if c.outcome is Outcome.FAILED for name in (c.tool, c.tool.split()[-1])}
    return any(
        re.search(rf"\b(?:{_MENDS})\w*\s+(?:\w+\s+){{0,3}}{re.escape(tool)}\b", text, re.IGNORECASE) for tool in tools
    )
