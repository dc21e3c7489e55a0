"""Whether the messages to the user tell of a trouble that was seen: plainly, or in its own words. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import MessageEvent
from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.tongues import with_english

TOLD: Final = regex(
    r"\b(?:fail(?:s|ed|ing|ure)?|broken|wrong|red|error|errors|does(?:n't|\s+not)|is(?:n't|\s+not)|"
    r"are(?:n't|\s+not)|not\s+(?:yet|work\w*|pass\w*|fixed|solved|correct|verified|covered|handled)|still|"
    r"(?:left|stays?)\s+open|open\s+(?:point|question|issue|problem)s?|remain\w*|known|pre-?existing|"
    r"unrelated|flaky|limitation|caveat|except|apart\s+from|"
    r"however|but\b|needs?\s+(?:a|to|more)|missing|skipp?ed|couldn't|can't|cannot|"
    r"unable|panic\w*|crash\w*|unimplemented|mismatch|off\s+by|complain\w*|object(?:s|ed)\s+to|out\s?dated|stale|expired|reset|first\s+(?:run|attempt)"
    r"|breaks?|drops?|loses?|lost|refus\w+|stops?|abort\w*|"
    r"as\s+intended|as\s+expected|reject\w*|exit\s+(?:status|code)|exits?\b|bad|invalid|(?:there\s+(?:is|are|was)|have|has|"
    r"found)\s+no|once\s+you|after\s+you)\b",
    re.IGNORECASE,
)
_PLAINLY_TOLD: Final = regex(
    r"\b(?:fail(?:s|ed|ing|ures?)?|broken|red|does(?:n't|\s+not)\s+(?:\w+\s+)?(?:work|pass|build|compile|hold|run)"
    r"|not\s+(?:yet|pass\w*|fixed|solved|correct|working|"
    r"resolved)|(?:left|stays?|remains?|still)\s+(?:\w+\s+)?open|open\s+(?:point|question|issue|problem)s?"
    r"|known\s+(?:\w+\s+)?(?:issue|problem|bug|limitation)s?|"
    r"pre-?existing|unrelated|flaky|limitation|caveat|could\s*n[o']t|couldn't|can't|cannot|unable|once\s+you|after\s+you|"
    r"(?:does(?:n't|\s+not)|won't|will\s+not)\s+(?:\w+\s+)?(?:recogni[sz]e|accept|let|trust|respond|answer|exist|start"
    r"|connect|log|authenticate|load)\b|"
    r"panics?\b|panicked|crash(?:es|ed)|mismatch\w*|(?:please|should)\s+(?:\w+\s+)?(?:check|verify)|(?:neither|not|never|n't)\s+(?:\w+\s+){0,6}?run\b|needs?\s+(?:a|to|more)|"
    r"errors?(?!\s+(?:handling|messages?|types?|class\w*|codes?|pages?|texts?|boundar\w+)\b))\b",
    re.IGNORECASE,
)
"""Says by itself that something is wrong or left; other words of `TOLD` only of what failed."""
_OF_HARM: Final = regex(
    r"\b(?:dead|orphan\w*|dangling|unmatched|mismatch\w*|differ\w*|lost|leak(?:s|ed|ing)|rac(?:e|es|y)|unreachable"
    r"|unhealthy|replac(?:ed|ement)|destroyed|recreated|regress\w*|degrad\w*|corrupt\w*|conflict\w*|duplicat\w*|"
    r"missing|overwritten|truncated|warn\w*|sanitizer|deadlock\w*|drift\w*|vulnerab\w*|advisor\w*)\b",
    re.IGNORECASE,
)
"""Words for harm: who uses the one that the output used tells of it."""
_CURED: Final = regex(
    r"\b(?:(?:fix|resolv|solv|eliminat|remov|clos|cur|prevent|repair|mend|plug|squash|clear|avoid|handl|address)(?:e[sd]?|s"
    r"|ed|ged|es|ing)?|"
    r"(?:got|get|gets)\s+rid\s+of|took\s+care\s+of|no(?:\s+more)?|free\s+of|without(?:\s+any)?)\s+(?:all\s+"
    r"|both\s+)?(?:the\s+|a\s+|an\s+|any\s+|that\s+|this\s+|of\s+the\s+)?(?:\w+\s+)?"
    r"(?:HARM)|(?:HARM)(?:\s+(?:condition|problem|issue|bug|error|warning|in\s+\S+))?s?\s+(?:(?:is|are|was|were|has\s+been"
    r"|have\s+been|got)\s+)?(?:now\s+|all\s+|both\s+|thus\s+)?"
    r"(?:fixed|gone|resolved|solved|eliminated|removed|closed|cured|prevented|repaired|mended|plugged|cleared|avoided|handled|history)\b|\b\w+-free\b".replace(
        "HARM",
        r"dead\s?lock\w*|rac(?:e|es|y)|leak\w*|mismatch\w*|conflict\w*|duplicat\w*|orphan\w*|drift\w*|corrupt\w*|vulnerab\w*|warning\w*",
    ),
    re.IGNORECASE,
)
"""Says that a harm is done with: the claim, no word on what is left."""
_ANNOUNCES: Final = regex(
    r"^\W{0,4}(?:(?:now|next|then|first|ok(?:ay)?|great|good|perfect|alright|so)\b[\s,:.!-]{1,4}){0,3}(?:let\s+me|let's"
    r"|I'll|I\s+will|I'm\s+going\s+to|going\s+to|"
    r"time\s+to|on\s+to|moving\s+on|checking|running|looking|reading|updating|adding|continuing)\b",
    re.IGNORECASE,
)
_NO_MORE: Final = regex(
    r"(?<!\w)(?!I\s|we\s)(?:[\w`'-]+\s+){1,4}(?:can(?:'t|not)|can\s+no\s+longer|does(?:n't|\s+not)|do(?:n't|\s+not))\s+"
    r"(?:[\w`'/.-]+\s+){1,6}?(?:any\s?more|any\s+longer|ever\s+again)\b",
    re.IGNORECASE,
)
_STILL_CAN: Final = regex(
    r"\b(?:it|they|that|this|two|both|some|one|there)\s+(?:still\s+)?(?:can|could|may|might)\b(?!\s*(?:no\b|not\b|n't|'t))",
    re.IGNORECASE,
)
"""Takes back a part of it."""
_ENOUGH: Final = 2
"""Words in common by which two texts are about the same thing."""
_EVERYDAY: Final = frozenset(
    {
        "with",
        "this",
        "that",
        "from",
        "have",
        "test",
        "tests",
        "file",
        "files",
        "code",
        "into",
        "been",
        "the",
        "and",
        "for",
    }
)


_COUNTED: Final = regex(
    r"\b(\d{1,6}|one|an?|single|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:(?!(?:one|two|three|four|five|an?|single|\d+)\b)[\w-]{1,20}\s+){0,2}?"
    r"(finding|hit|warning|error|failure|issue|problem|violation|mismatch|conflict|complaint|hint|alert|vulnerabilit|defect|leak|offen[cs]e|"
    r"deviation|discrepanc|difference|gap|regression|smell)(?:s|es|y|ies)?\b",
    re.IGNORECASE,
)
_NUMBERS: Final = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        map(str, range(1, 13)),
        strict=True,
    )
) | {"a": "1", "an": "1", "single": "1"}


_MENDED_WORDS: Final = (
    r"(?:fixed|repaired|corrected|resolved|solved|gone|mended|cured|eliminated|removed|cleaned\s+up|sorted(?:\s+out)?"
    r"|closed|addressed|updated|replaced)"
)
_TROUBLE: Final = (
    r"(?:broken|wrong|failing|failed|failures?|bad|dead|missing|stale|invalid|errors?|outdated|red|leaks?|leaking|races?"
    r"|crash(?:es)?|mismatch(?:es)?|bugs?|problems?|issues?|faults?)"
)
_SAID_CURED: Final = regex(
    rf"\b(?:fix(?:es|ed)?|repair(?:s|ed)|correct(?:s|ed)|resolve[sd]?|solve[sd]?|remove[sd]?|replace[sd]?|clear(?:s|ed)"
    rf"|eliminate[sd]?)\s+(?:\w+\s+){{0,3}}?{_TROUBLE}\b(?:\s+\w+){{0,2}}|"
    rf"\b{_TROUBLE}\b(?:\s+[\w/.-]+){{0,5}}?\s+(?:is|are|was|were|has\s+been|have\s+been)\s+(?:now\s+|all\s+|both\s+)?{_MENDED_WORDS}\b|"
    rf"\b(?:no|without)\s+(?:more\s+|any\s+)?{_TROUBLE}\b",
    re.IGNORECASE,
)
"""A trouble told as over is not told as there."""


def speaks_of_trouble(text: str) -> bool:
    """Tell whether a text names a trouble: who was told of it and says that it is over has not told of it."""
    return re.search(rf"\b{_TROUBLE}\b", text[:4000], re.IGNORECASE) is not None


def without_cured(text: str) -> str:
    """Return a text without what it says of troubles that are over."""
    return _SAID_CURED.sub(" ", text)


def tells(turn: Turn, at: Step, action: Action | None, problem: str = "", *, over: bool = False) -> bool:
    """Tell whether the messages after `at` say that something is wrong: plainly, or in words of what was seen.

    `over` lets what is told as mended not count as told.
    """
    shown = action.result.text[-4000:] if action is not None and action.result is not None else ""
    called = " ".join(" ".join(c.argv) for c in action.commands)[:2000] if action is not None else ""
    harm = {w.lower()[:4] for w in _OF_HARM.findall(shown)}
    about = _names(f"{shown} {called} {problem}")
    counts = _counts(shown)
    for step in turn.messages:
        if step.index <= at.index:
            continue
        said = with_english(step.event.text) if isinstance(step.event, MessageEvent) else ""
        for told in re.split(r"(?<=[.!?;])\s+|\n+", said):
            if step is not turn.messages[-1] and _ANNOUNCES.match(told):
                continue
            sentence = _without_promise(
                without_cured(told) if over else told, said[:8000], turn.user.text if turn.user is not None else ""
            )
            if (
                {w.lower()[:4] for w in _OF_HARM.findall(_CURED.sub(" ", sentence))} & harm
                or _PLAINLY_TOLD.search(sentence)
                or (counts and _counts(_CURED.sub(" ", sentence)) & counts)
                or (TOLD.search(sentence) and _names(sentence) & about)
            ):
                return True
    return False


def _without_promise(sentence: str, said: str, wanted: str) -> str:
    """Return a sentence without what it says can happen no more, where that is the very thing that was to be stopped."""
    match = _NO_MORE.search(sentence)
    if match is None or _STILL_CAN.search(said) or len(_names(match[0]) & _names(wanted)) < _ENOUGH:
        return sentence
    return sentence.replace(match[0], " ")


def _names(text: str) -> set[str]:
    """Return the beginnings of the words of a text, and its figures."""
    return {w.lower()[:4] for w in re.findall(r"[A-Za-z]{3,}|\d{2,}", text[:8000])} - _EVERYDAY


def _counts(text: str) -> set[tuple[str, str]]:
    """Return what a text counts of faults, as figure and word: "1 finding" and "one finding" are the same."""
    found = ((_NUMBERS.get(m[1].lower(), m[1]), m[2].lower()) for m in _COUNTED.finditer(text))
    return {(number, fault) for number, fault in found if number.strip("0")}
