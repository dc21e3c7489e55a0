"""The frames in which people confine an agent to files, each put as the plain "only change <what>"; a grammar as in `ban_frames`.

"web/style.css only!", "keep the diff to web/", "fix it in web/a.css and leave the rest alone" rule out every other file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_frames import HEAD
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_PATH: Final = (
    r"(?:`[^`\n]{0,80}[/.][^`\n]{1,80}`|(?<![\w/.])(?:[\w.*-]+/)+[\w.*-]*(?![\w*/]|\.\w)|"
    r"(?<![\w/.])[\w*-]+\.(?!\d)\w{1,5}\b(?!\s*\())"
)
_GROUP: Final = (
    r"(?:the\s+|our\s+)?(?:tests?|specs?|test\s+files?|docs?|documentation|changelog|readme|(?:[\w-]{3,30}\s+)?(?:folder|"
    r"directory|module|package|crate|subtree))\b"
)
_NO_SUBJECT: Final = r"(?!\s+(?:is|are|belongs?|comes?|gets?|has|have|stays?|must|should|may|was|will)\b)"
"""Of the path nothing else is said: in "keep it to billing/, shop/ is theirs" the second is no part of the list."""
_WHAT: Final = (
    rf"((?:(?:the|files?|code|file|anything|things?|in|under|inside)\s+){{0,3}}(?:{_PATH}|{_GROUP})(?:(?:\s*,\s*|"
    rf"\s*,?\s+(?:and|or|plus|&)\s+)(?:{_PATH}|{_GROUP}){_NO_SUBJECT}){{0,5}})"
)
_END: Final = (
    r"(?=\s*(?:$|[,;:!?)\u2013\u2014]|\.(?!\w)|\s-\s|\b(?:please|for\s+now|today|though|and\s+nothing|and\s+no\b|as\b|because|"
    r"since|until)\b))"
)
_EDIT: Final = r"(?:chang|edit|touch|modif|updat|alter|rewrit|work|writ|adjust|patch)(?:e|ing|ed|y|ying|ied)?"
_EDITS: Final = r"(?:changes?|edits?|modifications?|diffs?|work|fix(?:es)?|patch(?:es)?|writes?|PR|commit)"
_LIMITED: Final = r"(?:limited|restricted|confined|kept|contained|held)"
_NO_MORE: Final = (
    r"(?:(?:and|but)\s+)?(?:nothing\s+(?:else|more|beyond)|nowhere\s+else|no\s+(?:other|further|more)\s+(?:files?|places?|folders?)|"
    r"not?\s+anywhere\s+else|"
    r"that's\s+it|no\s+more)"
)
_CONFINED: Final = regex(
    rf"{HEAD}(?:only|just|exclusively|solely|strictly|nothing\s+but|purely)\s+{_WHAT}{_END}|"
    rf"{HEAD}(?:please\s+)?(?:{_EDIT}|fix|do|make|put|implement|solve)(?:\s+(?:it|this|that|them|the\s+(?:fix|changes?|"
    rf"work)))?(?:\s+with\s+\w+)?(?:\s+(?:in|on|to|into|within))?\s+{_WHAT}\s+(?:only|alone|exclusively){_END}|"
    rf"{HEAD}{_WHAT}\s+(?:only|exclusively){_END}|"
    rf"\b(?:only|just)\s+{_WHAT}\s+(?:may|can|should|must|is\s+to|are\s+to|is\s+allowed\s+to|gets?\s+to|shall)\s+(?:be\s+)?{_EDIT}|"
    rf"\b(?:limit|restrict|confin|keep|contain|hold|stay|stick)(?:e|ing)?\s+(?:yourself|it|this|them|everything|(?:your|the|all|any|"
    rf"all\s+the)\s+{_EDITS}|{_EDITS})"
    rf"\s+(?:strictly\s+|only\s+)?(?:to|in|into|inside|within|under)\s+{_WHAT}|"
    rf"\b{_EDITS}\s+(?:(?:must|should|shall|are\s+to|is\s+to|has\s+to|have\s+to|to)\s+be|is|"
    rf"are)\s+(?:strictly\s+)?{_LIMITED}\s+(?:to|in|within)\s+{_WHAT}|"
    rf"\b(?:all|any|every|your)\s+(?:the\s+|your\s+)?{_EDITS}\s+(?:go(?:es)?|belongs?|stays?|happens?|(?:must|should|shall|"
    rf"have\s+to|has\s+to|are\s+to|is\s+to)\s+"
    rf"(?:be(?:\s+(?:made|done))?|stay|go|happen|remain))\s+(?:only\s+)?(?:in|into|to|inside|within|under)\s+{_WHAT}|"
    rf"(?<![\w/.]){_WHAT}\s*[,:(\u2013\u2014-]?\s*{_NO_MORE}\b(?!\s+(?:works?|helps?|fails?|was|is|needs?|uses?))|"
    rf"\b(?:nothing|no\s+files?|none|no\s+(?:place|code))\s+(?:else\s+)?(?:but|than|other\s+than|except(?:\s+for)?|besides|"
    rf"apart\s+from|beyond|outside(?:\s+of)?)\s+{_WHAT}|"
    rf"(?<![\w/.]){_WHAT}\s+(?:is|are)\s+the\s+only\s+(?:\w+\s+)?(?:file|files|place|folder|directory|thing|module|one|part|"
    rf"spot)s?\s+(?:you|that\s+(?:may|should|is)|to\s+be|to\s+{_EDIT}|which)|"
    rf"\b(?:the\s+)?only\s+(?:file|files|place|folder|directory|thing|module|part|spot)s?\s+(?:you|to|that|we|"
    rf"which)\b[^.;:,]{{0,40}}?\s(?:is|are|be)\s+{_WHAT}|"
    rf"\b(?:you|you're|you\s+are)\s+(?:may\s+|can\s+|to\s+|should\s+)?(?:(?:only|just|exclusively)\s+)?(?:allowed\s+to|"
    rf"permitted\s+to|supposed\s+to|to)\s+(?:only\s+)?{_EDIT}\s+(?:only\s+)?(?:in\s+)?{_WHAT}\s+only\b|"
    rf"\b(?:you|you're|you\s+are)\s+(?:only|just)\s+(?:allowed|permitted|supposed|meant)\s+to\s+{_EDIT}\s+(?:in\s+|on\s+|to\s+)?{_WHAT}|"
    rf"\b{_EDITS}\s+(?:must|should|may|is\s+to|shall|can)\s+(?:only|exclusively|just)\s+(?:touch|contain|change|include|affect|"
    rf"concern|cover)\s+{_WHAT}|"
    rf"\boutside(?:\s+of)?\s+{_WHAT}\s*,?\s*(?:nothing|no\s+(?:changes?|edits?)|hands\s+off|(?:please\s+)?(?:do\s+not|"
    rf"don't)\s+(?:touch|change|edit|modify)|you\s+(?:touch|change)\s+nothing|everything\s+(?:stays|is))|"
    rf"\b(?:don't|do\s+not|never|without)\s+(?:go(?:ing)?\s+(?:outside|beyond)|stray(?:ing)?\s+(?:from|outside)|"
    rf"step(?:ping)?\s+(?:outside|out\s+of)|ventur(?:e|ing)\s+(?:outside|beyond)|mov(?:e|ing)\s+outside)\s+(?:of\s+)?{_WHAT}|"
    rf"\bscope\s*(?:is|=|:)\s*(?:only\s+|just\s+)?{_WHAT}",
    re.IGNORECASE,
)
_REST: Final = regex(
    r"\b(?:leave|keep)\s+(?:everything|anything|all|the\s+rest|the\s+others?|others?|all\s+(?:the\s+)?others?|(?:all\s+|any\s+|"
    r"the\s+)*other\s+files?)(?:\s+else)?"
    r"(?:\s+of\s+the\s+(?:code|repo\w*|project|tree|files?))?\s+(?:alone|be\b|as\s+(?:it\s+is|is\b|they\s+are)|untouched|unchanged|"
    r"intact|in\s+peace|exactly\s+as)|"
    r"\b(?:everything\s+else|the\s+rest|all\s+else|all\s+other\s+files|other\s+files|the\s+other\s+files)(?:\s+of\s+the\s+(?:code|"
    r"repo\w*|project|tree|files?))?\s+"
    r"(?:(?:is|are|stays?|remains?|must|should|has\s+to|have\s+to)\s+(?:\w+\s+){0,2}?)?(?:off[- ]limits|frozen|untouched|unchanged|"
    r"as\s+(?:it\s+is|is\b|they\s+are)|alone|taboo|locked|read[- ]only|"
    r"hands[- ]off|out\s+of\s+(?:scope|bounds)|stays?)\b|"
    r"\b(?:do\s+not|don't|dont|without|never|must\s+not|avoid)\s+(?:\w+\s+)?(?:touch|chang|edit|modif|"
    r"alter)\w*\s+(?:anything\s+else|(?:any\s+)?other\s+(?:files?|code|things?|places?)|anything\s+(?:beyond|besides|but)\s+that|"
    r"the\s+rest|the\s+others?)\b|"
    r"(?:^|[.;,!(]\s*|\band\s+|\bbut\s+)(?:please\s+)?(?:no\s+other\s+(?:files?|changes?|edits?|places?)|"
    r"nothing\s+else(?:\s+(?:please|changes?|is\s+to\s+change|may\s+change|should\s+change|must\s+change|gets\s+(?:touched|changed)))?|"
    r"nothing\s+beyond\s+that|nowhere\s+else)\s*(?:$|[.,;!)])|\bhands\s+off\s+(?:everything\s+else|the\s+rest|anything\s+else)\b",
    re.IGNORECASE,
)
"""What holds for all the rest; the files before it are what is not the rest."""
_WRITES: Final = regex(
    rf"\b(?:{_EDIT}|add|fix|implement|refactor|renam|remov|delet|put|rais|set|bump|correct|replac|make|do\s+(?:it|this|that)|mov|"
    rf"drop|insert|append|extend)\w*\b",
    re.IGNORECASE,
)
_EACH: Final = regex(_PATH)
_FRAMES: Final = Sieve(_CONFINED, _REST)
_REVERSED: Final = regex(
    r"\b(?:not|n't|never|isn't|aren't|if|whether|was|were|fails?|breaks?|happens?|occurs?|affects?|seems?|appears?)\s*(?:\w+\s+)?$",
    re.IGNORECASE,
)


_CHOICE: Final = regex(r"\(?[A-Z0-9][A-Z0-9.+-]{0,12}(?:/[A-Z0-9][A-Z0-9.+-]{0,12}){1,4}[.,;)]*$")
"""Two names with a stroke between them: in "drop HS256, only RS256/ES256" nobody speaks of a folder."""
_LISTED: Final = regex(r"\w\s+(?:and|or|&)\s+$", re.IGNORECASE)
"""In "signatures and docs only" the docs are one of several things, and no place."""


def plain_confines(said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield ("only change <what>", the sentence it stands for) for each sentence that confines the changes to files."""
    named: list[str] = []
    asked = False
    for sentence in said:
        if not 0 < len(sentence) < 500:
            continue
        look = _FRAMES.over(sentence)
        if not look.nothing:
            for match in _CONFINED.finditer(sentence):
                at, what = next((i, g) for i, g in enumerate(match.groups(), 1) if g)
                if _LISTED.search(sentence[: match.start(at)]) and not _EACH.search(what):
                    continue
                if not _REVERSED.search(sentence[max(0, match.start() - 40) : match.start()]) and not _CHOICE.match(
                    what
                ):
                    yield "only change " + what, sentence
            if (rest := _REST.search(sentence)) is not None:
                before = sentence[: rest.start()]
                allowed = dict.fromkeys([*named, *(m[0] for m in _EACH.finditer(before))])
                if allowed and (asked or _WRITES.search(before)):
                    yield "only change " + ", ".join(allowed), sentence
        named += [m[0] for m in _EACH.finditer(sentence)]
        asked = asked or _WRITES.search(sentence) is not None
