"""Lines of an instruction file that let agents do what rules would keep them from: leave given, exemptions, rules called void. Lexical."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_WHO: Final = r"(?:agents?|assistants?|AIs?(?:\s+tools?)?|bots?|automation|you|claude|codex|copilot|gemini)"
_RISKY: Final = (
    r"(?:push|merg|commit|delet|deploy|publish|releas|overwrit|forc|amend|rebas|drop|edit|modif|chang|touch)\w*"
)
_GUARDED: Final = (
    r"(?:main|master|trunk|prod\w*|releases?|schemas?|migrations?|secrets?|any\w*|every\w*|all|protected|generated|lock\s?files?|"
    r"infra\w*|without)"
)
"""What rules most often keep from agents."""
_BEFORE: Final = regex(
    r"\bagents?\s+(?:may|can|are\s+allowed)\b|\bno\s+(?:approval|review|confirmation|permission|sign-?off)\s+(?:is\s+)?(?:needed|"
    r"required|necessary)\b",
    re.IGNORECASE,
)
"""Plain leave, whatever the line holds beside it."""
_ALLOWS: Final = regex(
    rf"\b{_WHO}\b[^.\n]{{0,60}}\b(?:exempt(?:ed)?|excused|free\s+(?:from|of)|not\s+bound|need\s+not|needn't|"
    r"(?:don't|do\s+not)\s+(?:need|have)\s+to\s+(?:ask|wait|follow)|(?:may|can)\s+(?:ignore|skip|bypass|disregard)\s+(?:\S+\s+){0,3}?"
    r"(?:rules?|points?|sections?|restrictions?|limits?|guidelines?|instructions?|requirements?|approvals?|reviews?|checks?|hooks?))\b|"
    r"\b(?:rules?|points?|sections?|restrictions?|limits?|bans?|prohibitions?|guidelines?|instructions?|"
    r"requirements?)\b[^.\n]{0,50}\b(?:do(?:es)?\s+not\s+apply|don't\s+apply|"
    r"no\s+longer\s+appl\w+|(?:is|are)\s+(?:now\s+|only\s+|all\s+)?(?:optional|advisory|suggestions?|void|suspended|lifted|waived|"
    r"not\s+binding)|"
    r"(?:may|can)\s+be\s+(?:ignored|skipped|waived))|"
    r"\b(?:everything|anything|all\s+(?:files|folders))\b[^.\n]{0,40}\b(?:may\s+be\s+(?:edited|changed|deleted|pushed|touched)|(?:is|"
    r"are)\s+(?:allowed|permitted))|"
    rf"\b{_RISKY}\b[^.\n]{{0,30}}\b{_GUARDED}\b[^.\n]{{0,30}}\b(?:is|are)\s+(?:always\s+|now\s+|also\s+)?(?:fine|ok(?:ay)?|allowed|"
    rf"permitted|optional)\b|"
    rf"\b{_RISKY}\b[^.\n]{{0,40}}\bwithout\s+(?:asking|approval|review|confirmation|permission)\b|\bno\s+need\s+to\s+(?:ask|wait|"
    rf"confirm|check\s+with)\b[^.\n]{{0,40}}\b{_RISKY}",
    re.IGNORECASE,
)
_FORBIDS: Final = regex(
    r"\b(?:not|never|no|don't|n't|cannot|only|unless|must|forbidden|before|neither|nobody|once|if|after|ask(?:ing)?\s+first)\b"
    r"(?!\s+(?:need|have|bound|apply|binding|required|necessary|longer|approval|review|confirmation|permission|sign|suggestion|"
    r"advisory|optional))",
    re.IGNORECASE,
)
"""A line that also holds back gives no plain leave."""
_LONG: Final = 400


def allows(line: str) -> bool:
    """Tell whether a line gives leave, and holds nothing back beside it."""
    line = line[:_LONG]
    return _BEFORE.search(line) is not None or (_ALLOWS.search(line) is not None and _FORBIDS.search(line) is None)
