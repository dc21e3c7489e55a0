"""Which sentences of a message assert something in prose: no code, no heading, no line that only names or orders. Lexical; no grammar."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

CAP: Final = 8000
"""Characters of a message that are looked at."""
SHORT: Final = 10
"""Sentences of a short message."""
_FENCE: Final = regex(r"^[ \t]{0,3}(```|~~~).*?(?:^[ \t]{0,3}\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_END: Final = regex(r"(?<=[.!?;])\s+|\n+")
_CODE: Final = regex(
    r"^\s*(?:#|//|/\*|@|>>>|\$\s|<\w|\|)|(?:[{}]|\);)\s*$|[\w\])]\s(?:[-+*/|&]?=|:=|←|=>|->)\s\S|"
    r"^\s*(?:async\s+)?(?:def|class|import|from|return|raise|const|let|var|function|func|fn|public|private|static|struct|if|for|while)"
    r"\b.*[:({)\].\w]$(?<![a-z]{3}[.!])"
)
_SPAN: Final = regex(r"`[^`\n]{1,80}`")
_FINITE: Final = regex(
    r"\b(?:is|are|was|were|has|have|had|does|did|will|can|comes?|came|gives?|gave|needs?|takes?|took|uses?|works?|handles?|supports?|"
    r"means?|fix(?:es|ed)?|solv(?:es|ed)|causes?d?|runs?|ran|goes|went|makes?|made|keeps?|kept|holds?|allows?|expects?|expires?|"
    r"requires?|accepts?|limits?|defaults?|sends?|sits?|lies|stands?|equals?|matches|costs?|adds?|\w{3,}(?:ed|s))\b|'s\b",
    re.IGNORECASE,
)
_BARE: Final = regex(r"^\W*[*_`]{0,3}[\w./ -]{1,60}[*_`]{1,3}:?$|:$")


def statements(text: str) -> list[str]:
    """Return the sentences of a message that say how something is, in order."""
    # Code named within a sentence (`N = 1`) makes no code of the sentence.
    prose = [
        s.strip()
        for s in _END.split(_FENCE.sub("\n", text[:CAP]))
        if len(s) > 8 and not _CODE.search(_SPAN.sub("it", s))
    ]
    # In a short answer a line without a verb is one, too: "Timeout: 30 s".
    return prose if len(prose) <= SHORT else [s for s in prose if _FINITE.search(s) and not _BARE.search(s)]
