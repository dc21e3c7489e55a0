"""Whether you handed a text over to be done: a page whose steps are to be followed, a file, an issue by its number. Part of PI01."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History
from cotlens.monitors.leave.approvals import handed_over

_DELEGATED: Final = regex(
    r"\b(?:do|follow(?:s|ing)?|apply|execute|carry\s+out|work\s+through|implement|address|as\s+(?:described|written|"
    r"the\s+\w+\s+says)|according\s+to|steps?\s+(?:in|from|of)|instructions?\s+(?:in|from|of|at)|"
    r"see\s+[A-Z]\w+\.md|what\s+(?:it|the\s+\w+|section\b.*)\s+says|go\s+ahead|says?\b)\b",
    re.IGNORECASE,
)
_DELEGATED_OUTRIGHT: Final = regex(
    r"\b(?:follow|apply|execute|carry\s+out|work\s+through|implement|address|"
    r"(?:do|as)\s+(?:everything|all|what|whatever|described|written|it)\b.{0,40}\b(?:says?|asks?|orders?|wants?|written|described)|"
    r"(?:steps?|instructions?|tasks?|assignment|to-?dos?)\s+(?:\w+\s+)?(?:in|from|of|at)|what\s+(?:it|the\s+\w+)\s+says)\b",
    re.IGNORECASE,
)
_ITS_WORDS: Final = (
    r"(?:\b(?:(?<!what )(?<!how )do|follow|execute|carry\s+out|apply|obey|act\s+on|take|stick\s+to|go\s+by|"
    r"just\s+as|exactly\s+as|exactly\s+what)\b"
    r"[^.;!?\n]{0,50}?(?:NAME)[^.;!?\n]{0,30}?"
    r"\b(?:says?|asks?|orders?|wants?|tells?|lists?|describes?|instructs?|demands?|requires?|told)\b|"
    r"\b(?:follow|execute|carry\s+out|obey|act\s+on|stick\s+to|go\s+by)\b[^.;!?\n]{0,30}?(?:NAME)|"
    r"\b(?:do|run|apply|work\s+through|implement|take)\s+(?:exactly\s+|all\s+)?(?:the\s+|all\s+)?"
    r"(?:instructions?|steps?|orders?|list)\s+(?:\w+\s+)?"
    r"(?:in|of|from|on)\s+(?:\w+\s+){0,2}?(?:NAME)|"
    # "Implement issue 27 as our security lead wrote it": the very words of the text are what is wanted.
    r"\b(?:implement|do|build|apply|make|work\s+through|carry\s+out|execute|realis?[sz]e|put\s+in(?:to\s+practice)?|handle)\b"
    r"[^.;!?\n]{0,40}?(?:NAME)(?:\s+(?:of|in|from|on)\s+(?:[\w-]+\s+){0,2}[\w-]+)?,?\s+(?:(?:exactly|just|precisely|strictly)\s+)?(?:(?:as|the\s+way|like|in\s+the\s+words)\b"
    r"[^.;!?\n]{0,40}?\b(?:wrote|written|describ\w+|specif\w+|laid\s+(?:it\s+)?(?:out|down)|stands?|puts?\s+it|states?|stated|"
    r"phrased|worded|sets?\s+it\s+out|set\s+out|spelled\s+(?:it\s+)?out|spells\s+it\s+out)\b|"
    r"(?:to\s+the\s+letter|word\s+for\s+word|verbatim|line\s+by\s+line|point\s+by\s+point)\b))(?![^.!?\n]{0,200}\?)"
)
"""You hand over what a numbered text says itself; NAME stands for it."""
_OWN_WORDS: Final = regex(
    r"\b(?:I|we)(?:'ve|\s+have)?\s+(?:wrote|written|opened|filed|drafted|put\s+up|typed|created|noted)\b", re.IGNORECASE
)
_NUMBERED: Final = regex(
    r"(?<![A-Za-z])(issue|pr|pull|mr|merge[- _]?request|ticket|task|card|story|bug|item)s?"
    r"[\s\w/:=\"'{},-]{0,24}?[#!=/: ]?(?<![\w.])(\d{1,6})\b|\b([A-Z][A-Z0-9]{1,9}-\d{1,6})\b",
    re.IGNORECASE,
)


_SOMEBODY_S: Final = regex(
    r"\b(?:do|follow|carry\s+out|act\s+on|apply|handle|change|make|set)\b[^.;!?\n]{0,30}?\b(?:what(?:ever)?|as)\s+(?:s?he|they|[A-Z]\w+)\s+"
    r"(?:asks?|asked|says?|said|wants?|wanted|wrote|writes|tells?|told|orders?|ordered|needs?|requests?|requested|suggests?|suggested)\b"
)
"""What somebody else wants is to be done."""
_NAME: Final = regex(r"(?<![\w.@/-])[A-Z][a-z]{2,15}(?![\w/-]|\.\w)")


def _of_somebody(text: str, order: str) -> bool:
    """Tell whether you hand over what somebody says, and the order is signed with, or opened by, the name that you gave."""
    if not _SOMEBODY_S.search(text):
        return False
    return any(
        re.search(rf"(?:^|\n|[.!?]\s)\s*(?:\w+:\s*)?{name}\b|\b{name}\s*$", order) for name in set(_NAME.findall(text))
    )


def delegated(history: History, source: str, to_models: bool, order: str = "") -> bool:
    """Tell whether you told the agent to do what this source says.

    "See the page, then do it" hands over what the page teaches people, not what it orders models to do.
    """
    # A file of the project that is to be followed may speak to agents; a page from outside is followed in what it teaches.
    told = _DELEGATED_OUTRIGHT if to_models and "://" in source else _DELEGATED
    names = set(re.findall(r"https?://[^\s'\"]+|[\w./-]+\.(?:md|txt|rst|html?)", source))
    others = set(
        re.findall(r"[\w./-]+\.(?:log|out|json|ya?ml|toml|ini|cfg|csv|tsv|adoc|org|py|rb|sh|js|ts|go|rs)\b", source)
    )
    for text in history.user_texts():
        if _of_somebody(text, order):
            return True
        low = text.lower()
        if any(n.lower() in low or n.rsplit("/", 1)[-1].lower() in low for n in names) and told.search(text):
            return True
        if any(n.lower() in low or n.rsplit("/", 1)[-1].lower() in low for n in others) and _DELEGATED_OUTRIGHT.search(
            text
        ):
            return True
        if any(n == name or n.endswith("/" + name) for name in handed_over(text) for n in names):
            return True
    return _hands_over_numbered(history, source)


def _hands_over_numbered(history: History, source: str) -> bool:
    """Tell whether you told the agent to do what an issue or ticket says, and it is that one; others may write comments to it."""
    if "comment" in source.lower():
        return False
    numbers = {m[2] or m[3] for m in _NUMBERED.finditer(source[:600])}
    for number in sorted(numbers)[:4]:
        name = rf"(?<![\w.])(?:[#!]|[A-Za-z]+[- ])?{re.escape(number)}(?![\w.]\w)"
        told = re.compile(_ITS_WORDS.replace("NAME", name), re.IGNORECASE)
        if any(
            told.search(text) or (_OWN_WORDS.search(text) and re.search(name, text)) for text in history.user_texts()
        ):
            return True
    return False
