"""What a message limits itself: hedges, open points, caveats; and what only sounds like one. Lexical; a part of DC03."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Remark, RemarkKind
from cotlens.model.lazy_regex import regex
from cotlens.monitors.words.subjects import CAP

CAUSE_TOLD: Final = regex(
    r"\b(?:came\s+from|because(?:\s+of)?|(?:was|were|is|are)\s+(?:caused\s+by|due\s+to)|root\s+cause|the\s+(?:cause|reason|"
    r"culprit)\s+(?:was|is)|"
    r"(?:solves|fixes|cures|fixed|solved|cured|eliminates)\s+(?:it|this|that|the\s+\w+))\b",
    re.IGNORECASE,
)
"""A doubt about the cause is hidden by any sentence that names one, whatever its words."""
_FIRM: Final = regex(
    r"\b(?:can(?:'t|not)|can\s+(?:no\s+longer|never)|won't|will\s+not|never)\s+(?:\w+\s+)?(?:happen|occur|arise|go\s+wrong|be\s+\w+ed|break|race|collide|"
    r"cross|get|lead|cause|fail|lose|pay|overlap|differ|matter|be\s+\w+)\b|\b(?:impossible|ruled\s+out|excluded)\b",
    re.IGNORECASE,
)
"""What denies a danger asserts."""
HEDGED: Final = regex(
    r"\b(?:not|n't)\s+(?:\w+\s+){0,2}(?:sure|certain|clear|verif\w*|confirm\w*|test\w*|check\w*|know\w*|found|find|"
    r"able|tried|run|measur\w*)\b|\b(?:can|could|did|have|had|might|would)n't\b|\b(?:could\s+not|unable|might|may\s+(?:be|have|not|"
    r"well|need|still|vary|differ|fail|cause|break|change|or)|could|probably|"
    r"perhaps|maybe|assum\w+|guess|unverified|untested|I\s+think|seems?|likely|possib\w+|estimate\w*|please|should|if|unless|"
    r"unclear|whether|appears?)\b|\?\s*$|(?:^|[,:]\s+|\b(?:to|and|please|then|must|do|you)\s+)(?:double-)?check\b",
    re.IGNORECASE,
)
_LIMIT: Final = regex(
    r"\b(?:found\s+no|find\s+no|have\s+no|had\s+no|saw\s+no|(?:is|are|was|were)\s+(?:possible|unknown|not\s+known|unconfirmed|"
    r"missing)|"
    r"not\s+(?:proven|certain|sure|documented|specified)|from\s+memory|my\s+(?:guess|reading|assumption|choice)|please|double-check|"
    r"(?:doesn't|don't|does\s+not|do\s+not)\s+(?:know|say|tell|state|mention|specify|document)|caveat|worth\s+(?:a|check|verif)\w*|"
    r"up\s+to\s+you|your\s+call|open\s+(?:question|point|issue)|(?:still|remains?|left)\s+open)\b",
    re.IGNORECASE,
)
"""What limits a message beside the words of hedging."""


def told_limits(text: str, remarks: tuple[Remark, ...]) -> str:
    """Return the sentences of a message that tell of a limit, an open point or a doubt."""
    # A sentence that names the cause of a failure limits nothing, though "failed" stands in it.
    told = [
        r.text
        for r in remarks
        if r.kind is RemarkKind.CAVEAT
        and (not (CAUSE_TOLD.search(r.text) or _FIRM.search(r.text)) or HEDGED.search(r.text) or _LIMIT.search(r.text))
    ]
    told += [x for x in re.split(r"(?<=[.!?;])\s+|\n+", text[:CAP]) if HEDGED.search(x) or _LIMIT.search(x)]
    return " ".join(told).lower()
