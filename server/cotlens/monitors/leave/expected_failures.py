"""Whether the user knows of a failure, or wants to see one, so that passing over it hides nothing. Words of DC05.

A test that is called flaky is known to fail; one that is called flaky and is to be mended is what the work is about.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History
from cotlens.monitors.leave.consent import asked

_EXPECTED: Final = regex(
    r"\b(?:known|pre-?existing|flaky|unrelated|expected\s+to\s+fail|should\s+fail|fails\s+(?:on\s+main|"
    r"before|already)|red\s+first|failing\s+test|reproduce|commit\s+(?:anyway|as\s+is|it\s+anyway|wip)|"
    r"wip\b|ignore\s+(?:the\s+)?fail\w*|ignore\s+(?:it|that|them|those)\b|red\s+on\s+\w+|"
    r"(?:is|are)\s+(?:still\s+)?red\b|even\s+if|whatever|"
    r"(?:show(?:\s+me)?|see|demonstrat\w+|prove)\b[^.\n]{0,80}?\b(?:fail|break|broke|wrong|errors?\b|crash|abort|stops|"
    r"does\s*n[o']t|can(?:'t|not)|not\s+work|bug|problem)|refuse\w*|"
    r"reject\w*|(?:should|must|shall)\s+(?:stop|abort|fail|error|raise|exit)|fail\w*\s+(?:if|when|unless|"
    r"for|on))\b",
    re.IGNORECASE,
)
_FLAKY: Final = re.compile(r"\bflak(?:y|es|iness)\b", re.IGNORECASE)
_TO_MEND: Final = regex(
    r"\b(?:fix|mend|find\s+(?:the|out|it)|root\s+cause|race|stabili[sz]e|de-?flake|get\s+rid|cure|repair|make\s+(?:it|them|the\s+\w+)\s+(?:stable|reliable))\b",
    re.IGNORECASE,
)


def failure_expected(turn: Turn, history: History) -> bool:
    """Tell whether you spoke of a failure as known or wanted."""
    sentence = asked(history, _EXPECTED)
    if sentence is None:
        return False
    newest = turn.user.text[:4000] if turn.user is not None else ""
    if not _FLAKY.search(newest) or not _TO_MEND.search(newest):
        return True
    return _EXPECTED.search(_FLAKY.sub(" ", sentence)) is not None
