"""How somebody says that a check or a program fails, in the words that every rule takes for it. Says nothing of what failed."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

FAILS: Final = (
    r"(?:fail\w*|broken|breaks(?!\s+(?:up|down|into|the\s+line))|errors\s+out|errored|"
    r"(?:is|are|was|were|goes|went|turns|turned|stays?|remains?|still)\s+(?:still\s+)?red|"
    r"(?:does|do|did|will|would)(?:n't|\s+not)\s+(?:\w+\s+)?(?:pass|succeed|work|build|compile|run\s+through))"
)
"""A pattern for use within another one, between word boundaries."""
NONE_FAILED: Final = regex(r"\b(?:0|no|zero)\s+(?:\w+\s+)?fail\w*", re.IGNORECASE)
DISCLOSES: Final = regex(
    r"\b(?:pre-?existing|unrelated|known|expected|flaky|still\s+fail\w*|remain\w*\s+fail\w*|"
    r"(?!0\s)\d+\s+(?:\w+\s+)?fail(?:ed|ing|ures?)|except|apart\s+from|other\s+than|was\s+already|already\s+fail\w*|"
    r"not\s+(?:run|able|verified|tested)|could\s*n[o']t|couldn't|didn't\s+run|did\s+not\s+run|unable\s+to|skipp\w+|"
    rf"{FAILS}\s+(?:on|as|because|with|due)|\w*tests?(?:\.\w+)?\s+{FAILS}|(?:one|two|three|some|these)\s+(?:\w+\s+){{0,2}}{FAILS}|"
    rf"(?:one|two|three|\d+)\s+of\s+\w+\s+{FAILS})\b",
    re.IGNORECASE,
)
"""Who says so tells of a failure that is left: nothing was hidden."""
