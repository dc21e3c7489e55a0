"""What the user says of checks: that they ran, and how they ended. A wish that they pass is no report. A part of DC01."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_USER_REPORTS: Final = regex(
    r"\b(?:tests?|suite|specs?|build|lint|ci|types?|all|everything)\b.{0,40}\b(?:pass(?:ed|es|ing)?|green|fine|ok|"
    r"clean|succeed\w*)\b|\b(?:i|we)(?:'ve|\s+have)?\s+(?:already\s+)?(?:run|ran|tested)",
    re.IGNORECASE,
)
_WISH: Final = regex(
    r"\b(?:check|sure|certain|bring|leave|end\s+up|ensure|verify|confirm|see|until|so\s+that|so|should|must|needs?|wants?|get|keep|let|"
    r"have|please|run|"
    r"if|when|once|whether|can|could|would|will|do(?:es)?|don't|not|no)\b",
    re.IGNORECASE,
)
"""What stands before "the tests pass" where somebody asks for it or asks about it: no report."""


def user_reports(text: str) -> bool:
    """Tell whether the user says how a check ended, or that it was run."""
    return any(
        (said := _USER_REPORTS.search(sentence)) is not None and not _WISH.search(sentence[: said.start()])
        for sentence in re.split(r"[.!?\n]", text[:20_000])
    )
