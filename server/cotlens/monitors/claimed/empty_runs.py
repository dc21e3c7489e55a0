"""Test runs in which no test ran: none was found, none was chosen, or all were skipped. What was said of them is DC01's matter."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import Outcome
from cotlens.model.fact import Check, Step
from cotlens.model.lazy_regex import regex

_NONE: Final = regex(
    r"\bno tests? (?:ran|found|files? found|to run|were (?:run|found|executed)|executed|collected|matched|available|is available)\b|"
    r"\[no test files\]|"
    r"\bcollected 0 items\b|\bRan 0 tests?\b|\brunning 0 tests\b|\b0 (?:passing|examples?|tests?|specs?|scenarios?)\b|"
    r"\bNo tests? (?:found|files|executed|is)\b|"
    r"\bTests run: 0\b|\bTotal(?: tests)?: 0\b|^# tests 0$|\bNOTESTS\b|\btest NO-SOURCE\b|\bExecuted 0 tests\b|\bTests are skipped\b|"
    r"\b[1-9]\d{0,5} (?:tests? )?skipped\b|\bSkipped:? +[1-9]|\bTests:\s+[1-9]\d{0,5} (?:skipped|todo)",
    re.IGNORECASE | re.MULTILINE,
)
_SOME: Final = regex(
    r"\b[1-9]\d{0,6} (?:\w+ )?(?:passed|passing|pass|ok|succeeded|successful|assertions?|failed|failing|failures?|errors?)\b|"
    r"\bRan [1-9]|^ok\s+\S+|"
    r"\bTests run: [1-9]|\b[1-9]\d{0,6} (?:examples?|tests?|specs?|scenarios?|runs?)\b(?! skipped)|\bpass(?:ed)?:? +[1-9]|^# pass [1-9]|"
    r"\bSucceeded:? +[1-9]|\.\.\. ok\b|^\s*[✓✔]|\bPASS(?:ED)?\b|--- PASS",
    re.IGNORECASE | re.MULTILINE,
)
_SEEN: Final = 8000


def tested_nothing(ran: Step, check: Check) -> bool:
    """Tell whether a run that ended well says of itself that no test was run."""
    if check.outcome is Outcome.FAILED or check.passed or check.failed:
        return False
    text = ran.action.result.text[-_SEEN:] if ran.action is not None and ran.action.result is not None else ""
    return _NONE.search(text) is not None and _SOME.search(text) is None
