"""Rules that are told as the way things are done here, and the prohibition in each: a grammar, no list of constructs.

"We take the time from IClock, not DateTime.Now", "ask me before you change charts/", "the fixtures come out of bin/record, never by hand",
"the reindex is for tonight's job", "at most two files", "the signature of parse stays", "texts are in Norwegian".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.facts.bans.ban_constructs import content_pattern
from cotlens.facts.bans.ban_frames import HEAD
from cotlens.facts.bans.ban_pronouns import IT, spelled_out
from cotlens.facts.bans.ban_targets import glob
from cotlens.model.ban import Ban, BanKind
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Look, Sieve

_ID: Final = r"[A-Za-z_]\w{0,40}"
_CODE: Final = (
    rf"(?:`[^`\n]{{2,60}}`|@?{_ID}(?:(?:\.|::|->){_ID}){{1,4}}(?:\(\))?|[a-z]{{1,30}}(?:_\w{{1,30}}){{1,5}}(?:\(\))?|"
    rf"[a-z]{{2,30}}[A-Z]\w{{1,40}}(?:\(\))?|{_ID}(?:!|\(\)))(?![\w/])"
)
"""A name as only code has it."""
_LIST: Final = rf"({_CODE}(?:(?:\s*,\s*(?:or\s+|and\s+|nor\s+)?|\s+(?:or|and|nor)\s+|\s*/\s*){_CODE}){{0,4}})"
_NEVER: Final = (
    rf"(?:{HEAD}(?:please\s+)?(?:do\s+not|don't|dont|never|avoid)|\b(?:we|you|agents?|anyone|code|controllers?|components?|handlers?|tests?)\s+"
    r"(?:do(?:es)?\s+not|don't|doesn't|never|must\s+not|must\s+never|may\s+not|should\s+never)|\b(?:nobody|no\s+one))"
)
"""Said of what is done here, and not of what a program is to do."""
_CALLS: Final = (
    rf"(?:`[^`\n]{{1,50}}(?:\(\)|!|[.:]{_ID})`|{_ID}(?:(?:\.|::){_ID}){{1,4}}(?:\(\))?|{_ID}(?:!|\(\)))(?![\w/])"
)
_NOT_CODE: Final = regex(
    rf"(?:{_NEVER}\s+(?:us(?:e|ing|es)|call(?:ing|s)?|import(?:ing|s)?|"
    rf"writ(?:e|ing|es)|reach(?:es)?\s+for|tak(?:e|ing|es)|via|with|through|by|go\s+through|touch|invok(?:e|ing))\s+|"
    rf"(?:,|;|\u2014)\s*(?:and\s+)?(?:not|never|no)\s+(?:(?:with|via|through|by|from|a|an|the|bare|plain|raw|direct)\s+){{0,2}}(?={_CALLS})|"
    rf"\b(?:in\s+place\s+of|instead\s+of|rather\s+than)\s+(?:(?:a|an|the|bare|plain|raw|direct|using|calling)\s+){{0,2}}(?={_CALLS})|"
    rf"{HEAD}no\s+(?:(?:bare|plain|raw|direct|more|new)\s+)?(?={_CALLS})){_LIST}",
    re.IGNORECASE,
)
_FILE: Final = regex(
    r"^[\w.-]+\.(?:py|[cm]?[jt]sx?|go|rs|md|json|toml|ya?ml|sql|rb|php|cs|java|kt|css|html?|txt|sh|lock|xml|ini|cfg|com|org|net|"
    r"example|io)$",
    re.IGNORECASE,
)
_IN: Final = regex(r"\b(?:in|under|inside|within)\s+`?((?:[\w.-]+/)+[\w.-]*)`?", re.IGNORECASE)
_OUTSIDE: Final = regex(
    r"\b(?:outside(?:\s+of)?|except(?:\s+(?:in|for))?|other\s+than|apart\s+from|but\s+in|unless\s+in)\s+(?:in\s+)?(?:the\s+)?`?"
    r"([\w./-]{3,60})",
    re.IGNORECASE,
)
_PATH: Final = (
    r"(`[^`\n]{0,60}[/.*][^`\n]{0,60}`|(?<![\w/.])(?:[\w.*-]+/)+[\w.*-]*|(?<![\w/.])[\w*-]+\.(?!\d)\w{1,5}\b(?!\s*\())"
)
_MADE: Final = regex(
    rf"{_PATH}\s+(?:is|are|gets?|comes?|was|were)\s+(?:\w+ly\s+|all\s+|only\s+|always\s+)?(?:generated|produced|recorded|written|exported|"
    r"built|made|synced|synchroni[sz]ed|imported|managed|maintained|rendered|compiled|created|changed|edited|updated|out|straight|"
    r"copied|vendored|dumped|mirrored)\s+(?:\w+\s+)?(?:by|from|out\s+of|with|through|via|of|using|in)\b",
    re.IGNORECASE,
)
_BY_HAND: Final = regex(
    r"\b(?:never|not|no|n't|nothing|nobody)\b[^.;]{0,40}\b(?:by\s+hand|manual\w*|hand-?\s?(?:edit|written|made)\w*|in\s+(?:there|it|"
    r"place|them)|directly|edit\w*|touch\w*|chang\w*)\b|\b(?:only|exclusively|solely)\s+(?:by|through|from|with|via|using|out\s+of)\b|"
    r"\bleave\s+(?:the\s+|all\s+)?(?:files|things|everything|code|whatever\s+is)\s+(?:in|under)\s+(?:there|it|here)\s+alone\b|"
    r"\bbyte\s+for\s+byte\b|\bno\s+(?:manual|hand)\b",
    re.IGNORECASE,
)
_ASK: Final = regex(
    r"(?:^|[.,;:!(]\s*|\b(?:and|but|please|always|to|should|must|you)\s+)(?:ask|check\s+with|talk\s+to|tell|ping|consult|come\s+(?:back\s+)?to|"
    r"clear\s+it\s+with|get\s+(?:my|an?|his|her|their|the)\s+(?:ok(?:ay)?|go|yes|approval|permission)|show|confirm\s+with|warn|run\s+it\s+by)"
    r"(?:\s+(?:me|us|him|her|them|someone|somebody|first|it|(?-i:[A-Z])[a-z]+|the\s+\w+(?:\s+team)?|from\s+\w+|of\s+\w+)){0,3}\s*,?\s+"
    r"(?:first\s+)?(?:before|prior\s+to)\s+(?:you\s+|we\s+|any(?:one|body)\s+|any\s+of\s+you\s+|ever\s+)?([a-z][^.;!?\n]{3,160})",
    re.IGNORECASE,
)
_NUMBERS: Final = {"one": 1, "a single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT: Final = regex(
    r"(?:^|[.,;:!(]\s*|\b(?:touch|change|edit|modify|in|with|to|and|please|needs?|is|be)\s+)(?:at\s+(?:the\s+)?most|no\s+more\s+than|"
    r"not\s+more\s+than|max(?:imum)?\.?(?:\s+of)?|up\s+to|only|just|exactly)\s+(one|two|three|four|five|six|a\s+single|[1-9])\s+"
    r"(?:(?:source|code|changed|touched)\s+)?files?\b(?!\s+(?:at\s+(?:a|one)\s+time|per|each|are\s+open|in\s+parallel|of|size))",
    re.IGNORECASE,
)
_OF_CHANGE: Final = regex(
    r"\b(?:change|touch|edit|modif\w+|diff|commit|PR|pull\s+request|patch|review\w*|this|here|please)\b", re.IGNORECASE
)
_PROGRAM: Final = regex(
    r"\b(?:upload|process|accept|allow|read|load|parse|show|list|attach|download|generat|import)\w*\b", re.IGNORECASE
)
_KEEPS: Final = (
    r"(?:stays?|remains?|unchanged|untouched|keeps?|as\s+(?:it\s+is|they\s+are|is)|fixed|frozen|stable|alone|the\s+same|"
    r"(?:must|may|should|can)\s*(?:not|n't|never)\s+(?:be\s+)?chang\w*|not\s+to\s+(?:be\s+)?chang\w*|has\s+to\s+stay|have\s+to\s+stay)"
)
_SHAPE: Final = (
    r"(?:signatures?|parameters?(?:\s+list)?|arguments?|prototypes?|return\s+types?|arity|declarations?|header)"
)
_SHAPE_KEPT: Final = regex(
    rf"\b{_SHAPE}\s+of\s+(?:the\s+)?`?({_ID})(?:\(\))?`?\s+(?:\w+\s+){{0,3}}?{_KEEPS}|"
    rf"`?\b({_ID})(?:\(\))?`?'s\s+{_SHAPE}\s+(?:\w+\s+){{0,3}}?{_KEEPS}|"
    rf"\b(?:keep|leave|preserve|don't\s+(?:change|touch)|do\s+not\s+(?:change|touch)|without\s+(?:changing|touching))\s+(?:the\s+)?"
    rf"(?:{_SHAPE}\s+of\s+(?:the\s+)?`?({_ID})|`?({_ID})(?:\(\))?`?'s\s+{_SHAPE})|"
    rf"\b(?:keep|leave|preserve|don't\s+(?:change|touch)|do\s+not\s+(?:change|touch)|no\s+changes?\s+to|without\s+(?:changing|touching))"
    rf"\s+(?:the\s+|its\s+|any\s+|public\s+|existing\s+|function\s+|method\s+){{0,4}}(?P<all>{_SHAPE})|"
    rf"\b(?:public\s+|function\s+|method\s+|its\s+|the\s+)(?P<every>signatures?)\s+(?:\w+\s+){{0,2}}?{_KEEPS}",
    re.IGNORECASE,
)
_LEFT: Final = regex(
    r"\b(?:the|any|all|that)\s+([a-z][\w-]{4,24})(?:\s+\w+)?\s+(?:is|are|stays?|remains?)\s+(?:(?:something|a\s+(?:job|task|thing|matter)|"
    r"work|one|left|reserved|only|strictly)\s+){0,2}(?:for|to)\s+(?:tonight\w*|the\s+(?:night\w*|ops|dba\w*|on-call|team|release|cron|"
    r"scheduler|\w+\s+(?:job|team|people|crew|group))|ops|later|tomorrow|me|us|(?-i:[A-Z][a-z]{2,12}))\b|"
    r"\bleave\s+(?:the\s+|any\s+)([a-z][\w-]{4,24})(?:\s+\w+)?\s+(?:to|for)\s+(?:tonight\w*|the\s+\w+|ops|me|us|later|tomorrow|"
    r"(?-i:[A-Z][a-z]{2,12}))\b|"
    r"\bthe\s+([a-z][\w-]{4,24})(?:\s+\w+)?\s+(?:I|we)(?:'ll|\s+will)?\s+(?:do|run|start|trigger|make|handle|kick\s+off)\s+"
    r"(?:it\s+)?(?:myself|ourselves|later|tonight|by\s+hand)\b|"
    r"\bthe\s+([a-z][\w-]{4,24})(?:\s+\w+)?\s+(?:only\s+)?(?:runs?|happens?|is\s+(?:run|done|started))\s+(?:only\s+)?(?:at\s+night|"
    r"by\s+night|nightly|overnight|tonight|on\s+(?:sun|satur)days?|after\s+hours|from\s+CI|in\s+CI|by\s+the\s+\w+)\b",
    re.IGNORECASE,
)
_VERSION: Final = regex(
    r"\bversions?(?:\s+(?:number|field|string))?\s+(?:I|we)(?:'ll|\s+will)?\s+(?:set|do|pick|choose|bump|change|decide|write)\b|"
    r"\bI(?:'ll|\s+will)?\s+(?:set|pick|choose|bump|change|decide)\s+(?:on\s+)?the\s+version\b|"
    r"\b(?:leave|keep)\s+the\s+version\b|\bversions?(?:\s+(?:number|field))?\s+(?:stays?|is\s+(?:mine|set\s+by|bumped\s+by|up\s+to))\b|"
    rf"\b(?:{NEG})\s+(?:bump|change|touch|raise|set)\w*\s+(?:the\s+)?version\b",
    re.IGNORECASE,
)
_WORDING: Final = regex(
    rf"\b(?:wordings?|phrasings?|texts?|copy|sentences?|prose)\b[^.;\n]{{0,50}}?\b(?:{_KEEPS}|exactly\s+as|untouched|verbatim)|"
    r"\b(?:don't|do\s+not|never|no|without|leave|keep)\s+(?:\w+\s+){0,2}?(?:re-?word\w*|re-?phras\w*|(?:the\s+)?(?:wordings?|phrasing))\b",
    re.IGNORECASE,
)
_NO_WORK: Final = frozenset({
    "test", "tests", "code", "change", "changes", "file", "files", "rest", "question", "button", "field", "value", "default", "option",
    "feature", "column", "table", "page", "label", "answer", "decision", "error", "message", "function", "class", "module", "review",
    "problem", "issue", "details", "other", "others", "input", "output", "result", "state", "first", "second", "whole",
})  # fmt: skip
_WORDS: Final = {
    "en": "the your is are you please not was has been with and this that for could cannot must no of to",
    "de": "der die das und nicht ist f\u00fcr wird werden mit bitte ein eine keine auf von wir sie ihr",
    "fr": "le la les est pas une des pour dans que vous votre nous avec sur",
    "es": "el los las est\u00e1 para una por con que su usted sin del",
    "nl": "de het een niet voor met wordt zijn naar u uw geen",
}
_TONGUES: Final = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "fran\u00e7ais": "fr", "spanish": "es", "dutch": "nl",
}  # fmt: skip
_LANGUAGE: Final = regex(
    r"\b(?:texts?|strings?|messages?|labels?|copy|captions?|titles?|wording|UI|interface|comments?|docs?|documentation|e-?mails?|"
    r"replies|errors?)\b[^.;\n]{0,60}?\b(?:in|is|are|be|stays?|only)\s+(?:\w+\s+)?(English|German|Deutsch|French|Fran\u00e7ais|Spanish|"
    r"Dutch|Norwegian|Swedish|Danish|Finnish|Polish|Italian|Portuguese|Czech|Turkish|Japanese|Hungarian|Romanian)\b",
    re.IGNORECASE,
)
_KEYWORDS: Final = {
    "throw": r"^(?!\s*(?:\*|//)).*\bthrow\s+(?:new\s+)?[\w.]+\s*\(", "raise": r"^\s*raise\s+\w", "panic": r"\bpanic!?\(",
    "goto": r"^\s*goto\s+\w", "eval": r"(?<![\w.])eval\s*\(",
    "sleep": r"\b(?:sleep|usleep|delay(?:ed)?|setTimeout|Sleep)\b\s*[(!]|^\s*sleep\s+\d",
    "wait": r"\b(?:sleep|delay(?:ed)?|Sleep)\b\s*[(!]",
    "mock": r"(?i:\bmock\w*\s*[(.]|@mock|@patch|\bpatch\()", "var": r"^\s*var\s+\w+\s*=", "regexe": r"\bre\.\w+\(|new\s+RegExp\(",
    "singleton": r"(?i:\bsingleton\b|\bgetInstance\(|\bstatic\s+(?:let|var|val)\s+shared\b)",
    "emoji": r"[\u2600-\u27bf\U0001f300-\U0001faff]",
    "hex value": r"#[0-9a-fA-F]{3,8}\b", "hex colour": r"#[0-9a-fA-F]{3,8}\b", "hex color": r"#[0-9a-fA-F]{3,8}\b",
}  # fmt: skip
"""Words of programming that need no sign of code, and the lines that have them."""
_NOT_WORD: Final = regex(
    rf"(?:{_NEVER}\s+(?:use\s+|add\s+|write\s+|put\s+in\s+)?|{HEAD}no\s+(?:more\s+|"
    rf"hard-?coded\s+|real\s+|new\s+)?|,\s+not\s+)({'|'.join(_KEYWORDS)})s?\b(?!-)",
    re.IGNORECASE,
)
_STAYS_IN: Final = regex(
    r"(`[^`\n]{3,60}`|(?<![\w.])/\w[\w/-]{2,60}|[a-z]{1,30}(?:_\w{1,30}){1,5}(?:\(\))?|(?-i:[a-z]{2,30}[A-Z])\w{1,40}(?:\(\))?)\s+"
    r"(?:\w+\s+)?(?:has\s+to|must|should|needs?\s+to|is\s+to|shall)\s+(?:keep\s+working|stay(?:\s+(?:in|there|available|supported))?|"
    r"remain|keep\s+\w+ing|be\s+kept|survive)\b|"
    r"\b(?:keep|leave)\s+(?:the\s+)?(`[^`\n]{3,60}`|/\w[\w/-]{2,60})\s+(?:in\b|there|working|alive|as\s+(?:it|is))",
    re.IGNORECASE,
)
_SAID: Final = Sieve(
    _NOT_CODE,
    _NOT_WORD,
    _STAYS_IN,
    _MADE,
    _BY_HAND,
    _ASK,
    _COUNT,
    _SHAPE_KEPT,
    _LEFT,
    _VERSION,
    _LANGUAGE,
    _WORDING,
    IT,
)
_TESTS: Final = r"(?i:tests?|specs?)"
_LOOKS: Final = (
    r"(?!(?:cat|bat|less|head|tail|e?grep|rg|ls|find|fd|git|vim?|nano|sed|awk|wc|diff|file|mkdir|touch|echo|printf|which|man|tree|"
    r"pytest|jest|vitest|rspec)\b)(?!.*\b(?:tests?|specs?)[/_])"
)


def plain_customs(sentence: str, before: str) -> Iterator[str]:
    """Yield, for each such rule that names a place or an act, the same as "do not <verb> ..."."""
    look = _SAID.over(sentence)
    if look.nothing:
        return
    asked = _ASK.search(sentence) if look.may(_ASK) else None
    if asked is not None:
        rest = asked[1].split(",")[0]
        yield ("avoid " if re.match(r"\w+ing\b", rest) else "do not ") + rest
    if look.may(IT) and (plain := spelled_out(sentence, before)):
        yield plain
    if look.may(_BY_HAND) and _BY_HAND.search(sentence):
        found = _MADE.search(sentence) or _MADE.search(before[:400])
        if found is not None:
            yield f"do not touch {found[1]}"


def customs(sentence: str, before: str, turn: int) -> Iterator[Ban]:
    """Yield the prohibitions in such a rule that are no place and no known act."""
    look = _SAID.over(sentence)
    if look.nothing:
        return
    for match in _NOT_CODE.finditer(sentence) if look.may(_NOT_CODE) else ():
        place = _IN.search(sentence)
        within = glob(place[1]) if place is not None else ""
        spared = "|".join(re.escape(m.rstrip(".")) for m in _OUTSIDE.findall(sentence))
        for name in re.findall(_CODE, match[1]):
            what = name.strip("`")
            named = re.fullmatch(r"[\w.:>@()!-]+", what) is not None and not _FILE.match(what)
            if named and (name[0] != "`" or re.search(r"\W|_|[a-z][A-Z]", what)):
                yield Ban(BanKind.CONTENT, content_pattern(what), sentence, turn, unless=spared, within=within)
    yield from _of_words(look, sentence, turn)
    count = _COUNT.search(sentence) if turn >= 0 and look.may(_COUNT) else None
    if count is not None and _OF_CHANGE.search(sentence) and not _PROGRAM.search(sentence):
        said = " ".join(count[1].lower().split())
        yield Ban(BanKind.COUNT, str(_NUMBERS.get(said) or said), sentence, turn)
    kept = _SHAPE_KEPT.search(sentence) if look.may(_SHAPE_KEPT) else None
    if kept is not None and turn >= 0:
        name = next((g for g in kept.groups()[:4] if g), "")
        yield Ban(BanKind.SHAPE, re.escape(name) if name and name.lower() not in _NO_WORK else r"\w+", sentence, turn)
    for left in _LEFT.finditer(sentence) if look.may(_LEFT) and turn >= 0 else ():
        noun = next(g for g in left.groups() if g).lower()
        if noun not in _NO_WORK:
            stem = re.escape(re.sub(r"(?:ing|ation|ment|s)$", "", noun))
            yield Ban(
                BanKind.COMMAND, rf"(?i:^{_LOOKS}(?:.*[\s/:._-])?{stem}\w{{0,5}}(?:$|[\s/:._=-]))", sentence, turn
            )
    if look.may(_VERSION) and _VERSION.search(sentence):
        yield Ban(BanKind.SHAPE, r"(?i:\bversion\b\W{1,6}v?\d)", sentence, turn, within="line")
    if look.may(_WORDING) and turn >= 0 and _WORDING.search(sentence):
        yield Ban(BanKind.SHAPE, r"[\"'`>]([^\"'`<>{}\n]{12,300})[\"'`<]", sentence, turn, within="prose")
    tongue = _LANGUAGE.search(sentence) if look.may(_LANGUAGE) else None
    if tongue is not None:
        yield from _other_tongues(_TONGUES.get(tongue[1].lower(), "?"), sentence, turn)


def _of_words(look: Look, sentence: str, turn: int) -> Iterator[Ban]:
    """Yield what is ruled out by a word of the language, what is to stay in, and deletions that somebody is to be asked about."""
    place = _IN.search(sentence)
    within = glob(place[1]) if place is not None else _TESTS if sentence[:6].lower().startswith("tests:") else ""
    for match in _NOT_WORD.finditer(sentence) if look.may(_NOT_WORD) else ():
        yield Ban(BanKind.CONTENT, _KEYWORDS[" ".join(match[1].lower().split())], sentence, turn, within=within)
    for match in _STAYS_IN.finditer(sentence) if look.may(_STAYS_IN) and turn >= 0 else ():
        name = next(g for g in match.groups() if g).strip("`\"'")
        if not _FILE.match(name):
            yield Ban(BanKind.SHAPE, rf"(?<![\w/]){re.escape(name)}(?![\w/])", sentence, turn, within="kept")
    asked = _ASK.search(sentence) if look.may(_ASK) else None
    if asked is not None and re.match(r"(?:delet|remov|throw|drop|wip)", asked[1], re.IGNORECASE):
        yield Ban(
            BanKind.COMMAND, r"^(?:sudo )?(?:git )?(?:rm|unlink|rmdir|shred|trash(?:-put)?)(?:\s|$)", sentence, turn
        )


def _other_tongues(own: str, sentence: str, turn: int) -> Iterator[Ban]:
    """Prose between quotes with two small words of another language."""
    for tongue, words in _WORDS.items() if own != "?" else (("en", _WORDS["en"]),):
        if tongue != own and (own == "en" or tongue == "en"):
            word = rf"\b(?:{'|'.join(words.split())})\b"
            gap = r"[^\"'`<>{}\n]{0,60}?"
            yield Ban(BanKind.CONTENT, rf"(?i:[\"'`>]{gap}{word}{gap}\s{gap}{word}{gap}[\"'`<])", sentence, turn)
