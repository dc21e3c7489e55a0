"""The frames in which people keep an agent from files, each put as the plain "do not touch <what>"; a grammar as in `ban_frames`.

"I'd rather vendor/ stayed as it is", "vendor/: no edits", "changes to vendor/ are off the table" and "everything but vendor/ is fair game"
are one prohibition. Whether what stands in the frame is a file at all is for `prohibitions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_frames import FORBIDDEN, HEAD
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_SIGN: Final = r"(?:[^\s,;:!?().]|\.(?=[\w*]))"
_THING: Final = (
    rf"((?:`[^`\n]{{1,80}}`|{_SIGN}{{1,80}})(?:\s(?!is\b|are\b|stays?\b|must\b|has\b|have\b|to\b|should\b)(?:`[^`\n]{{1,80}}`|"
    rf"{_SIGN}{{1,80}})){{0,5}}?)"
)
"""A few words, of which one may be a path."""
_PATH: Final = (
    r"(`(?!-)[\w.*/-]{0,60}[./*][\w.*/-]{0,60}`(?!\s*\()|(?<![\w/.])(?:[\w.*-]+/)+[\w.*-]*|"
    r"(?<![\w/.])[\w*-]+\.(?!\d)\w{1,5}\b(?!\s*\())"
)
_ED: Final = (
    r"(?:touched|changed|edited|modified|altered|rewritten|refactored|moved|renamed|updated|adjusted|reformatted|patched|regenerated|"
    r"tampered\s+with|messed\s+with|fiddled\s+with|written\s+to|deleted|removed|overwritten)"
)
_CHANGES: Final = (
    r"(?:changes?|edits?|modifications?|diffs?|alterations?|rewrites?|refactor(?:s|ings?)?|clean-?ups?|writes?|touching|editing|changing|"
    r"modifying|altering|rewriting|refactoring|messing|fiddling|tinkering|poking|meddling|tampering|tweaks?|adjustments?)"
)
_IN: Final = r"(?:to|in|on|with|under|of|inside|within|at|around|into|below)"
_STILL: Final = (
    r"(?:(?:strictly|completely|exactly|just|all|entirely|absolutely|currently|for\s+now|please)\s+)*"
    r"(?:(?:frozen|locked|read[- ]only|immutable|sacred|sacrosanct|untouchable|untouched|unchanged|unmodified|unaltered|"
    r"intact)(?!\s+(?!and\b|"
    r"or\b|but\b|for\b|until\b|because\b|since\b|as\b|to\b|by\b|at\b|in\b|on\b|during\b|while\b|here\b|now\b|please\b|once\b|"
    r"after\b|unless\b|with\b|forever\b|"
    r"please\b|today\b|it\b|they\b|we\b|so\b|from\b|there\b)\w)|"
    r"hands[- ]off|as\s+(?:it\s+is|is\b|they\s+are|it\s+was|they\s+were|found\b)|exactly\s+as|the\s+(?:way|same)\b|alone\b|in\s+peace|"
    r"like\s+(?:this|that|it\s+is|they\s+are|now|before)\b|(?:what|where|how)\s+(?:it\s+is|they\s+are)\b|in\s+(?:its|"
    r"their)\s+(?:present|current|exact)\s+(?:state|form|shape|place)|"
    r"none\s+of\s+(?:your|our)\s+(?:business|concern)|(?:not|n't)\s+(?:your|our)\s+(?:business|concern|job|turf)|byte[- ](?:for|"
    r"by)[- ]byte\b|bit[- ]for[- ]bit\b|verbatim\b|put\b|"
    r"left\s+(?:alone|as\b|untouched|unchanged|be\b|intact|out)|out\s+of\s+(?:scope|bounds)|(?:not|n't)\s+(?:ours|yours)(?:\s+to\s+\w+)?|"
    r"(?:not|n't)\s+to\s+be\s+\w+|someone\s+else's|somebody\s+else's|off\s+the\s+menu)"
)
_ALONE: Final = (
    r"(?:alone|be\b|untouched|unchanged|unmodified|intact|as\s+(?:it\s+is|is\b|they\s+are)|in\s+peace|out\s+of\s+(?:it|this)|"
    r"exactly\s+as|the\s+way\s+(?:it|they)|(?:exactly\s+|just\s+)?like\s+(?:this|that|it\s+is|they\s+are)\b|(?:what|where|"
    r"how)\s+(?:it\s+is|they\s+are)\b)"
)
_TO_BE: Final = (
    r"(?:is|are|stays?|remains?|(?:must|has\s+to|have\s+to|needs?\s+to|should|shall|is\s+to|are\s+to|ought\s+to|will)\s+(?:be|stay|"
    r"remain|be\s+kept)|"
    r"gets?|counts?\s+as)"
)
_NOT_ED: Final = (
    rf"(?:(?:must|may|should|shall|will|is|are|does|do|has|have)\s*(?:not|n't|never)\s+(?:to\s+)?(?:be\s+|get\s+)?{_ED}|"
    r"(?:must|may|should|shall)\s*(?:not|n't|never)\s+(?:be\s+)?(?:change|move|(?:show\s+up|appear|turn\s+up|be)\s+in\s+(?:the|your|"
    r"this)\s+(?:diff|PR|commit|patch))\b|mustn't\s+change\b|(?:can't|cannot)\s+be\s+touched|"
    rf"(?:is|are|gets?)\s+never\s+(?:to\s+be\s+)?{_ED}|(?:is|are)\s+not\s+{_ED}\s+(?:by\s+hand|manually|directly|here|in\s+place)|"
    rf"gets?\s+no\s+{_CHANGES})"
)
_SAID_OF: Final = (
    r"(?:hands\s+off|(?:please\s+)?(?:don't|do\s+not|dont|never|not\s+to\s+be)\s+(?:touch|edit|chang|modif|alter)\w*|no\s+(?:edits?|"
    r"changes?|touching|writes?|"
    r"modifications?)|leave(?:\s+(?:it|them|that))?(?:\s+(?:alone|as\s+is|be|untouched))?|off[- ]limits|read[- ]only|frozen|locked|"
    r"out\s+of\s+bounds|"
    r"(?:a\s+)?no[- ]go|taboo|keep(?:\s+(?:it|them))?(?:\s+as\s+is)?|stays?(?:\s+as\s+is)?|nope|not\s+(?:yours|"
    r"ours)|no\b|off)"
)
_END: Final = (
    r"(?=\s*(?:$|[,;!?()]|\.(?!\w)|\bplease\b|\bfor\s+now\b|\btoday\b|\byet\b|\bbecause\b|\bsince\b|\buntil\b))"
)

_BEFORE: Final = (
    # "no changes to X", "not a line of X"
    rf"(?:\b(?:no|zero|without(?:\s+any)?|w/o(?:\s+any)?|avoid(?:\s+(?:any|making))?|not\s+(?:a|one)(?:\s+single)?|(?:do\s+not|"
    rf"don't|dont|never)\s+(?:make|do|"
    rf"introduce|apply|perform|put|commit)(?:\s+any|\s+a)?)\s+(?:\w+\s+)?(?:code\s+|file\s+|further\s+|"
    rf"more\s+)?{_CHANGES}\s+(?:whatsoever\s+|at\s+all\s+)?{_IN}|"
    r"\bnot\s+(?:a|one)(?:\s+single)?\s+(?:line|byte|character|word|letter|comma)\s+(?:in|of|under)|"
    r"\b(?:do\s+not|don't|dont|never)\s+(?:alter|change|touch|edit|modify|move)\s+(?:a|one|any)\s+(?:single\s+)?(?:line|thing|byte|"
    r"character|word|letter|comma)\s+(?:in|of|under)|"
    rf"\b(?:w/o|no|{HEAD}not)\s+(?:touching|changing|editing|modifying|altering)|"
    rf"\b(?:hands\s+off|(?:stay|keep|steer|remain|keep\s+yourself)\s+(?:well\s+)?(?:away\s+from|out\s+of|clear\s+of|off))(?:\s+of)?|"
    rf"\b(?:diff|PR|pull\s+request|commit|patch|change)\s+(?:must|should|may|shall|is)\s*(?:not|n't|never)\s+(?:to\s+)?(?:contain|"
    rf"include|touch|show|have|reach|extend\s+to)|"
    r"\b(?:do\s+not|don't|dont|never)\s+(?:even\s+)?(?:go\s+(?:into|near|anywhere\s+near)|open|come\s+near|"
    r"put\s+anything\s+in(?:to)?|write\s+anything\s+in(?:to)?)|"
    r"\b(?:touch|change|edit|modify|alter)\s+(?:absolutely\s+)?nothing\s+(?:in|under|inside|within|below|of))"
)
_PREFIXED: Final = regex(rf"{_BEFORE}\s+{_THING}{_END}", re.IGNORECASE)
_PREFIXED_PATH: Final = regex(
    rf"(?:{_BEFORE}|\b(?:just|but)\s+(?:please\s+)?not\s+(?:in|under|inside|within)?|(?:^|[.;:]\s*)(?:please\s+)?not\s+(?:in|under|"
    rf"inside|within))\s*"
    rf"(?:(?:the|any|our|my|those|these|all|of|existing|files?|code|anything|everything|in|under)\s+){{0,4}}{_PATH}",
    re.IGNORECASE,
)
_LEFT: Final = regex(rf"\b(?:leave|keep|let)\s+{_THING}\s+{_ALONE}", re.IGNORECASE)
_WISHED: Final = regex(
    rf"\bI\s+(?:do\s*n't|do\s+not|don't)\s+want\s+(?:to\s+(?:see|have)\s+)?(?:any\s+)?(?:{_CHANGES}\s+{_IN}\s+{_THING}{_END}|"
    rf"{_THING}\s+(?:to\s+(?:be|get)\s+|being\s+)?{_ED})|"
    rf"\b(?:I\s+want|I'd\s+(?:rather|prefer|like|love)|I\s+would\s+(?:rather|prefer|like)|I\s+(?:prefer|need|"
    rf"expect))\s+(?:to\s+(?:keep|have|see|leave)\s+|that\s+|if\s+)?"
    rf"{_THING}\s+(?:to\s+)?(?:(?:stay|stayed|stays|remain|remained|remains|be|is|were|left|be\s+left|kept)\s+)?{_STILL}",
    re.IGNORECASE,
)
_STATED: Final = regex(
    rf"{HEAD}{_THING}(?:\s+(?:that|which|once|after|as\s+soon\s+as)\s[^.;:]{{2,50}}?)?(?:\s+{_TO_BE}\s+(?:{_STILL}|{FORBIDDEN})|"
    rf"\s+{_NOT_ED}|\s?(?::|=|->|\u2192|=>|\s\u2013|\s\u2014|"
    rf"\s-)\s*{_SAID_OF}{_END}|"
    rf"\s+(?:isn't|aren't)\s+(?:to\s+be\s+{_ED}|yours|ours)|\s+(?:off[- ]limits|frozen|hands\s+off|taboo|read[- ]only){_END}|"
    r"\s+(?:you|we)\s+(?:leave\s+(?:alone|as\b|be\b|untouched)|(?:don't|do\s+not|never)\s+(?:touch|edit|change|modify)|"
    r"keep\s+your\s+hands\s+off|stay\s+out\s+of))",
    re.IGNORECASE,
)
_ACT_STATED: Final = regex(
    rf"\b{_CHANGES}\s+(?:{_IN}\s+)?{_THING}\s*(?:\s(?:is|are|stays?|remains?)\s+|\s?[:=]\s*|\s(?=isn't|aren't)\w{{2,3}}(?=n't)|"
    rf"\s(?:must|should|shall)\s+be\s+)(?:{FORBIDDEN}|avoided|no\b)",
    re.IGNORECASE,
)
_ALL_BUT: Final = regex(
    rf"\b(?:anything|everything|whatever|wherever|all(?:\s+(?:files|of\s+it))?|any\s+file)\b[^.;:]{{0,60}}?\b(?:but|"
    rf"except(?:\s+for)?|bar|save(?:\s+for)?|apart\s+from|"
    rf"other\s+than|excluding|minus|short\s+of)\s+(?:in\s+|to\s+)?{_THING}(?:{_END}|\s+(?:is|are)\s+(?:fair\s+game|fine|ok(?:ay)?|"
    rf"yours|allowed|up\s+for\s+grabs|free|open))",
    re.IGNORECASE,
)
_RULED_OUT: Final = regex(
    r"\b(?:off[- ]limits|read[- ]only|frozen|locked|taboo|untouched|unchanged|alone|forbidden|not|never|no|don't|dont|nothing|"
    r"hands\s+off|stays?|"
    r"n't|avoid|without)\b",
    re.IGNORECASE,
)
_NO_LONGER: Final = regex(
    r"\b(?:no\s+longer|not\s+any\s*more|used\s+to|was|were|whether|if|when|why|outside(?:\s+of)?|except(?:\s+for)?|apart\s+from|"
    r"other\s+than|"
    r"but|besides|than|anything\s+in\s+the\s+way)\s*$",
    re.IGNORECASE,
)
_INSIDE: Final = regex(
    r"^(?:please\s+)?(?:(?:everything|anything|all|whatever(?:\s+is)?|what(?:'s|\s+is|\s+lives)|the\s+(?:contents?|files?|code|"
    r"rest)|(?:any|all)\s+(?:the\s+)?"
    r"(?:files?|code)|files|code)\s+(?:of\s+the\s+\w+\s+)?(?:in|under|inside|below|within|beneath|of)\s+)",
    re.IGNORECASE,
)
_AWAY: Final = regex(r"(?:hands|stay|keep|steer|remain)\b", re.IGNORECASE)
_ARTICLE: Final = regex(r"^(?:an?|any|every|each|one)\s+(?=\w)", re.IGNORECASE)
_AND: Final = regex(r"\s*,\s*(?:and\s+|or\s+|nor\s+)?|\s+(?:and|or|nor|&|plus)\s+|\s+/\s+")
_LIST: Final = regex(
    r"(?:\s*,\s*(?:and\s+|or\s+|nor\s+)?|\s+(?:and|or|nor|&)\s+)(?:the\s+|in\s+|any\s+)?(`[^`\n]{2,80}`|(?:[\w.*-]+/)+[\w.*-]*|"
    r"[\w*-]+\.(?!\d)\w{1,5}\b)"
    r"(?=\s*(?:$|[.,;:!?)]|\b(?:and|or|nor|at\s+all|either|please|yet|today|because|since|until|as)\b))",
    re.IGNORECASE,
)
_FRAMES: Final = Sieve(_PREFIXED, _PREFIXED_PATH, _LEFT, _WISHED, _STATED, _ACT_STATED, _ALL_BUT)


def plain_places(sentence: str) -> Iterator[str]:
    """Yield "do not touch <what>" for each thing that a sentence keeps the agent from."""
    look = _FRAMES.over(sentence)
    if look.nothing:
        return
    for pattern in filter(look.may, (_PREFIXED, _PREFIXED_PATH, _LEFT, _WISHED, _STATED, _ACT_STATED)):
        for match in pattern.finditer(sentence):
            if not _NO_LONGER.search(sentence[max(0, match.start() - 30) : match.start()]):
                thing = next(g for g in match.groups() if g)
                # "The output stays as it is" speaks of no file, "leave billing alone" may.
                yield from _each(thing, "touch" if pattern is _LEFT or _AWAY.match(match[0]) else "change")
                yield from _rest_of_list(sentence, match.end() if pattern is not _STATED else len(sentence))
    for match in _ALL_BUT.finditer(sentence) if look.may(_ALL_BUT) else ():
        if not _RULED_OUT.search(sentence[: match.start(1)]):
            yield from _each(match[1])
            yield from _rest_of_list(sentence, match.end(1))


def _each(thing: str, verb: str = "change") -> Iterator[str]:
    """Put each part of "a.py, b.py and everything in c/" by itself."""
    for part in _AND.split(_ARTICLE.sub("", thing)):
        inside = _INSIDE.match(part)
        yield f"do not {verb} {'anything in ' + part[inside.end() :] if inside is not None else part}"


def _rest_of_list(sentence: str, at: int) -> Iterator[str]:
    """Yield the same for the paths that a list goes on with."""
    while (more := _LIST.match(sentence, at)) is not None:
        yield f"do not touch {more[1]}"
        at = more.end()
