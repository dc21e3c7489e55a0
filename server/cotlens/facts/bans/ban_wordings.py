"""Prohibitions in other words, put as the plain ones: "hands off vendor/" becomes "do not touch vendor/".

A prohibition may stand in two sentences ("gen/ is produced by buf. Never edit files in there"), be an exception to a leave, belong to
somebody else ("only Mia runs `deploy`"), or be put off until a person agrees. `prohibitions` reads what is made of them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_PATH: Final = r"(`[^`\n]{2,80}`|(?<![\w/.])(?:[\w.*-]+/)+[\w.*-]*|(?<![\w/.])[\w*-]+\.(?!\d)\w{1,5}\b(?!\s*\())"
_NAMED: Final = (
    r"(`[^`\n]{2,80}`|(?<![\w/.])(?:[\w.*-]+/)+[\w.*-]*|(?<![\w/.])[\w*-]+\.(?!\d)\w{1,5}\b(?!\s*\()|(?:the\s+|our\s+|my\s+)?"
    r"(?:tests?|specs?|schema|migrations?|lock\s?files?|ci|workflows?|pipeline|snapshots?|fixtures?|vendor\w*|changelog|readme|"
    r"dockerfile|makefile|"
    r"generated\s+\w+)(?:\s+(?:folder|directory|files?|code))?)"
)
_APPEND: Final = regex(
    r"(`[^`\n]{0,80}[/.][^`\n]{1,80}`|(?<![\w/.])(?:[\w.*-]+/)+[\w.*-]*|(?<![\w/.])[\w*-]+\.(?!\d)\w{1,5}\b(?!\s*\()|\bmigrations\b)"
    r"\s{0,3}(?:is|are|stays?|remains?|must\s+(?:be|stay|remain)|:|\()\s{0,3}(?:strictly\s+|always\s+)?"
    r"(?:append|insert|add)(?:ing)?[- ]only\b",
    re.IGNORECASE,
)
"""What is there must stay as it is, and more may come: a folder of migrations, a log."""
_AWAY: Final = regex(
    rf"\b(?:(?:keep|take|leave)\s+(?:your\s+|the\s+)?(?:hands|fingers|paws|mitts)\s+(?:off|away\s+from|out\s+of)|(?:keep|stay|steer|"
    rf"get|remain)\s+"
    rf"(?:well\s+)?(?:out\s+of|away\s+from|clear\s+of|off)|don'?t\s+go\s+(?:near|into|anywhere\s+near)|hands[- ]off(?:\s+of)?|"
    rf"no\s+(?:changes?|edits?|touching|"
    rf"fiddling|writes?|tinkering)\s+(?:to|in|on|with|under|at|inside|within)|(?:do\s+not|don't|never)\s+(?:lay\s+a\s+finger\s+on|"
    rf"mess\s+with|fiddle\s+with|"
    rf"tamper\s+with|tinker\s+with|disturb|so\s+much\s+as\s+touch|put\s+anything\s+in(?:to)?))\s+(?:anything\s+(?:in|under)\s+|"
    rf"the\s+)?{_NAMED}",
    re.IGNORECASE,
)
_STAYS: Final = (
    r"(?:stays?|remains?|must\s+(?:stay|remain|be\s+left)|has\s+to\s+(?:stay|remain)|have\s+to\s+(?:stay|remain)|should\s+(?:stay|"
    r"remain)|"
    r"shall\s+(?:stay|remain)|needs?\s+to\s+(?:stay|remain)|(?:is|are)\s+to\s+(?:stay|remain|be\s+left))"
)
_STATE: Final = regex(
    rf"{_NAMED}\s*(?:(?:[:(—–]\s*|,\s+|\s(?:and\s+\S+\s+)?(?:is|are)\s+|\s{_STAYS}\s+)(?:strictly\s+|completely\s+|exactly\s+|"
    rf"just\s+|all\s+)*"
    r"(?:hands[- ]off|off[- ]limits|out\s+of\s+bounds|a\s+no[- ]go|no[- ]go|sacred|sacrosanct|untouchable|not\s+(?:yours|"
    r"ours)(?:\s+to\s+\w+)?|"
    r"none\s+of\s+(?:your|our)\s+business|read[- ]only|frozen|locked|taboo|not\s+to\s+(?:be\s+)?(?:chang|touch|edit|modif|alter|mov)\w*)|"
    rf"\s{_STAYS}\s+(?:strictly\s+|completely\s+|exactly\s+|just\s+|all\s+)*(?:as\s+(?:it\s+is|they\s+are|is\b)|in\s+peace|put\b|"
    rf"byte\s+for\s+byte|"
    r"left\s+(?:alone|as\s+(?:it\s+is|is))|untouched|unchanged|alone))\b",
    re.IGNORECASE,
)
_MUST_NOT: Final = regex(
    rf"{_NAMED}\s+(?:must|may|should|shall|can|is|are|do(?:es)?|will)\s*(?:not|n't|never)\s+(?:to\s+)?(?:be\s+|get\s+)?(?:chang|"
    rf"touch|edit|modif|alter|mov|rewrit|"
    rf"regenerat|delet|remov)\w*",
    re.IGNORECASE,
)
_LEAVE: Final = regex(
    rf"\b(?:leave|keep|let)\s+(?:(?:everything|anything|all(?:\s+(?:files|code))?|the\s+(?:files?|contents?|code)|files|"
    rf"whatever(?:\s+is)?|what(?:'s|\s+is|\s+lives)|(?:the\s+)?rest)\s+(?:in|under|inside|below|within|beneath|of)\s+)?"
    rf"(?:the\s+)?{_NAMED}\s+(?:\w+\s+){{0,2}}?(?:alone|be\b|untouched|unchanged|as\s+(?:it\s+is|they\s+are|"
    rf"is\b)|out\s+of\s+(?:it|this)|"
    rf"in\s+peace|exactly\s+as|the\s+way\s+(?:it|they)|to\s+(?:me|us|the\s+\w+))",
    re.IGNORECASE,
)
_EXCEPT: Final = regex(
    rf"\b(?:(?:what(?:ever)?|anything|everything|all|any\s+file|freely|wherever|however)\b[^.;]{{0,60}}?|"
    rf"feel\s+free\b[^.;]{{0,60}}?|you\s+(?:may|can)\b[^.;]{{0,60}}?)"
    rf"\b(?:except(?:\s+for)?|apart\s+from|but\s+(?:not|never)|other\s+than|save\s+for|bar)\s+(?:in\s+|to\s+|the\s+)?{_PATH}",
    re.IGNORECASE,
)
_RULED_OUT: Final = regex(
    r"\b(?:off[- ]limits|read[- ]only|frozen|locked|taboo|untouched|unchanged|alone|forbidden|not|never|no|don't|nothing|"
    r"hands\s+off|stays?)\b",
    re.IGNORECASE,
)
"""What is ruled out is the rest: the exception is what may be changed."""
_BACK: Final = regex(
    r"\b(?:hands\s+off(?:\s+(?:of\s+)?(?:it|them|that|those|these|there))?|(?:stay|keep)\s+(?:away|out|off|clear)(?:\s+(?:of|"
    r"from))?\s+(?:it|them|that|those|these|there)|"
    r"(?:do\s+not|don't|never|please\s+don't|must\s+not|may\s+not|should\s+not|"
    r"not\s+to\s+be)\s+(?:\w+\s+){0,2}?(?:touch|edit|chang|modif|alter|"
    r"patch|hand-?edit|writ|rewrit|regenerat|mov|delet|updat|adjust)\w*\s*(?:(?:anything|files?|something|"
    r"code)\s+)?(?:in\s+(?:there|it|here)|there|it|them|"
    r"these|those|that|this(?:\s+(?:file|folder|one|directory))?|by\s+hand|manually|directly|either|at\s+all)?(?:\s+by\s+hand|"
    r"\s+manually|\s+directly|\s+yourself)?"
    r"|leave\s+(?:it|them|that|those|these)(?:\s+(?:alone|be|as\s+\w+\s+\w+|untouched|to\s+(?:me|us|him|her|them)))?|(?:it|they|that|"
    r"this|those|these)\s+(?:is|are|"
    r"stays?|remains?)\s+(?:\w+\s+)?"
    r"(?:off[- ]limits|read[- ]only|frozen|locked|taboo|untouched|not\s+to\s+be\s+\w+|as\s+(?:it\s+is|they\s+are)))\s*(?:[.!,;:]|$)",
    re.IGNORECASE,
)
"""A prohibition without an object of its own: it is what the sentence before speaks of."""
_OWNED: Final = regex(
    rf"{_NAMED}\s+(?:is|are|belongs?\s+to|was\s+written|were\s+written|comes?\s+from)\b", re.IGNORECASE
)
"""A thing without a path of which is said whose it is: "the changelog is mine, leave it"."""
_THEM: Final = regex(
    r"\b(?:no|without(?:\s+any)?)\s+(?:edits?|changes?|touching|fiddling|tinkering|writes?|modifications?|rewrites?)\s+(?:to|in|of|"
    r"with|on|for)\s+"
    r"(?:them|it|those|these|there|that|any\s+of\s+(?:them|those|these))\b|"
    r"\b(?:don't|do\s+not|never|must\s+not|may\s+not)\s+(?:\w+\s+)?(?:touch|edit|chang|modif|alter|adjust|adapt|rewrit|patch|updat)\w*\s+"
    r"(?:them|it|those|these|any\s+of\s+(?:them|those|these))\b",
    re.IGNORECASE,
)
"""What stands before it in the same sentence, or in the one before, is meant."""
_VERBS: Final = r"(commit|push|deploy|releas|publish|merg|tag|install|migrat|restart|delet|upgrad)"
_WORD: Final = {
    "releas": "release",
    "merg": "merge it into",
    "migrat": "run migrations",
    "delet": "delete data",
    "restart": "restart the service",
    "install": "install packages",
    "upgrad": "upgrade dependencies",
}
_PUT_OFF: Final = regex(
    rf"\b(?:hold(?:ing)?\s+off\s+(?:on|with|from)?|wait(?:ing)?\s+with|hold(?:ing)?\s+back\s+(?:on|with)|postpon\w+|"
    rf"stop(?:ping)?\s+(?:short\s+of|before)|"
    rf"under\s+no\s+circumstances|by\s+no\s+means|on\s+no\s+account|in\s+no\s+case|leave|skip)\s+(?:(?:you\s+)?(?:may\s+)?(?:the|"
    rf"any|all)\s+)?{_VERBS}\w*",
    re.IGNORECASE,
)
_MINE: Final = regex(
    rf"\b(?:the\s+)?{_VERBS}(?:e|es|s|ing|ting|ment)?\s+(?:I|we)(?:'ll|\s+will)?\s+(?:do|set|make|handle|take\s+care\s+of|add|run|"
    rf"create)?\s{{0,2}}(?:myself|ourselves)\b|"
    rf"\b{_VERBS}(?:e|es|s|ing|ting|ment)?\s+(?:is|are)\s+(?:for\s+me|my\s+\w+|mine)\b|"
    rf"\bI(?:'ll|\s+will|\s+want\s+to)\s+(?:do\s+the\s+)?{_VERBS}\w*\s+(?:\w+\s+){{0,3}}?(?:myself|later|once|after|when)\b|"
    rf"\bI(?:'ll|\s+will)\s+do\s+the\s+{_VERBS}\w*|\b{_VERBS}(?:ing|ting|ments?|e|es|s)?\s+(?:is|are|stays?|"
    rf"remains?)\s+(?:\w+\s+)?(?:my\s+(?:job|call|business|part)|"
    rf"mine|up\s+to\s+(?:me|us)|off[- ]limits|off\s+the\s+table|taboo|forbidden|banned|prohibited|not\s+(?:allowed|your\s+\w+|"
    rf"permitted)|reserved\s+for|"
    rf"done\s+by|for\s+(?:me|us|humans?|people))",
    re.IGNORECASE,
)
_OTHERS: Final = regex(
    r"\b(?:nobody|no\s+one|none)\s+(?:but|except|other\s+than|besides)\s+(?:the\s+)?[\w' -]{2,40}?\s+(?:may\s+|can\s+|"
    r"should\s+)?(?:runs?|executes?|calls?|"
    r"starts?|uses?|triggers?)\s+(`[^`\n]{2,60}`)|\bonly\s+(?:the\s+)?(?!you\b)[\w' -]{2,40}?\s+(?:may|can|should|is\s+allowed\s+to|"
    r"are\s+allowed\s+to|runs?|"
    r"executes?|gets?\s+to)\s+(?:run\s+|execute\s+|call\s+|start\s+|use\s+)?(`[^`\n]{2,60}`)|(`[^`\n]{2,60}`)\s+(?:is|"
    r"are)\s+(?:only\s+)?(?:run|executed|started|"
    r"for|reserved\s+for)\s+(?:only\s+)?(?:by\s+)?(?:the\s+)?(?!you\b|this\b|every\b)(?:humans?|people|release\s+\w+|ops\b|"
    r"maintainers?|admins?|me\b|us\b|on-call|"
    r"the\s+\w+\s+team)",
    re.IGNORECASE,
)
_ONLY_ONE: Final = regex(
    r"(?<!\bhas )(?<!\bhave )(?<!\bhad )(?<!\bis )(?<!\bcontains )"
    r"\b(?:only|nobody\s+but|no\s+one\s+(?:but|except))\s+(?:the\s+)?(?!you\b)([\w' -]{2,40}?)\s+(?:may\s+|can\s+|should\s+|"
    r"is\s+allowed\s+to\s+|gets?\s+to\s+)?"
    r"(push|deploy|merge|publish|release|tag|commit)(?:e?s)?\b(?:\s+(?:to|into|in|on|from|against)\s+(?:the\s+)?(`[^`\n]{2,60}`|"
    r"[\w./*-]{3,60}))?|"
    r"\b(push|deploy|merg|publish|releas|tagg?|commit)(?:es|s|ing|ments?)\s+(?:to|into|on)\s+(?:the\s+)?(`[^`\n]{2,60}`|"
    r"[\w./*-]{3,60})\s+(?:is|are)\s+"
    r"(?:reserved\s+for|only\s+for|for|done\s+by|made\s+by|up\s+to)\s+(?!you\b|everyone\b)",
    re.IGNORECASE,
)
"""A branch or an environment that one person or group keeps to themselves."""
_DATA: Final = (
    r"(?:(?:the|our|any|all|that|this|live|real|shared|actual)\s+){0,3}(?:[\w-]+\s+){0,2}?(?:databases?|db|data|tables?|rows?|records?|"
    r"production|prod|staging|collections?|warehouse|customer\s+\w+)(?:\s+(?:data|database|db|rows|tables?))?"
)
_DATA_ALONE: Final = regex(
    rf"\b(?:leave|keep)\s+{_DATA}(?:\s+(?:in|of|on|from)\s+(?:\w+\s+){{1,3}}?)?\s*(?:alone|untouched|unchanged|as\s+(?:it\s+is|"
    rf"they\s+are|is\b)|in\s+peace|intact)|"
    rf"\b(?:do\s+not|don't|never|must\s+not|without|no\s+need\s+to)\s+(?:\w+\s+){{0,2}}?(?:chang|touch|modif|alter|writ|updat|edit|"
    rf"insert|delet|fix)\w*\s+"
    rf"(?:(?:to|in|into|anything\s+(?:in|on)|any)\s+)?{_DATA}\b|\bread[- ]only\s+(?:on|access\s+to|for|against)\s+{_DATA}|"
    rf"\b(?:only|just)\s+(?:read|query|select|look\s+at)\w*\s+(?:from\s+)?{_DATA}|\bonly\s+selects?\b|\b{_DATA}\s+(?:is|are|"
    rf"stays?)\s+(?:strictly\s+)?(?:read[- ]only|"
    rf"off[- ]limits|not\s+to\s+be\s+(?:chang|touch|modif|writt|alter)\w*)",
    re.IGNORECASE,
)
_DICTATED: Final = regex(
    r"\b(?:put|write|add|note|insert|paste|append|document|state|mention|say|print|show)\b[^:\n]{0,80}\b(?:in(?:to)?|to|that|"
    r"following|text|line|sentence|this)\b[^:\n]{0,40}:\s",
    re.IGNORECASE,
)
"""What follows is a text for a file, whatever it forbids."""
_OTHER_PEOPLE: Final = regex(
    r"\b(?:guests?|users?|visitors?|customers?|clients?|students?|players?|members?|readers?|callers?|tenants?|patients?|employees?|"
    r"admins?)\s+"
    r"(?:must|may|should|shall|can|are|is)\s*(?:not|n't|never)\b",
    re.IGNORECASE,
)
BY_PERSON: Final = regex(
    r"(?:unless|until|before|without)\s+(?:(?:(?:first|prior|explicit|written|express|my|our|an?|the|any|further|[A-Z]\w+'s)\s+){0,3}"
    r"(?:asking|approval|consent|permission|ok(?:ay)?|go-?ahead|sign-?off|review(?!\s+(?:app|env))|confirmation|word|agreement|telling)|"
    r"(?:I|we|he|she|they|someone|somebody|the\s+(?:user|team|owner|maintainers?|lead)|[A-Z][a-z]+)(?:'ve|'s|\s+have|\s+has|"
    r"\s+had)?\s+(?:\w+\s+){0,2}?"
    r"(?:say|said|ask|told|tell|agree|approv|review|look|confirm|sign|seen|see|ok|check|had|given|give)\w*|"
    r"(?:I|we)(?:'m|\s+am|'re|\s+are|'ve|\s+have)\s+(?:\w+\s+)?(?:back|done|there|online|ready|awake|around|home|read|through|decided|"
    r"tested|tried)|(?:I|we)\s+(?:get|come|return|wake|land|decide|read|test|try)\b|"
    r"(?:explicitly\s+)?(?:asked|told|instructed|requested)\b)"
)
"""A condition that only a person can fulfil: what they say later lifts the ban."""
EXPLAINED: Final = regex(
    r"(?::|\s\(|\bbecause\b|\bsince\b|\bas(?=\s+(?:the|our|my|we|it)\b))\s*(?:the|our|my|this|that|it|it's|they|we|we're|I|I'm|CI|"
    r"there|somebody|someone)\b[^.;]{0,200}$",
    re.IGNORECASE,
)
"""What stands behind it gives the reason, and its "until" is no condition: "don't edit it: the branch is frozen until Thursday"."""
A_DATE: Final = regex(
    r"until\s+(?:(?:the\s+)?(?:end\s+of\s+)?(?:next\s+|this\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|noon|"
    r"(?:the\s+)?(?:end\s+of\s+)?(?:the\s+|next\s+|this\s+)(?:week|month|quarter|year|day|sprint)|(?:the\s+)?\d|further\s+notice|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    re.IGNORECASE,
)
"""A day that only the user can say has come."""
WRITES_DATA: Final = (
    r"(?i:^(?:psql|mysql|mariadb|sqlite3|sqlcmd|duckdb|clickhouse-client|cockroach|bq|snowsql|mongosh|mongo|redis-cli|cqlsh|influx|"
    r"sqlplus|isql|usql|pgcli|"
    r"rails|python\d?|node|php|heroku|kubectl|docker)\b.*(?:\binsert\s+into\b|\bupdate\s+[\w.\"`]+\s+set\b|\bdelete\s+from\b|"
    r"\btruncate\b|\balter\s+table\b|"
    r"\bdrop\s+(?:table|view|index|database|schema)|\bcreate\s+(?:unique\s+)?(?:index|table|view|role|user|database|schema)\b|"
    r"\balter\s+(?:system|role|user|database|index|view)\b|\breplace\s+into\b|\bmerge\s+into\b|\.(?:update(?:One|Many|_all|_column\w*)?|"
    r"insert(?:One|Many)?|"
    r"delete(?:One|Many|_all)?|remove|replaceOne|bulkWrite|destroy(?:_all)?|drop)\(|\b(?:set|del|flushdb|flushall|hset|expire)\s))"
)


_OTHER_WORDS: Final = Sieve(_APPEND, _AWAY, _STATE, _MUST_NOT, _LEAVE, _EXCEPT, _PUT_OFF, _MINE, _OTHERS, _ONLY_ONE)


_ONLY_THAT: Final = regex(
    r"\b(?:nothing|no\s+(?:other\s+)?(?:files?|places?)|none|not\s+anything)\s+(?:but|except(?:\s+for)?|besides|beside|beyond|"
    r"other\s+than|apart\s+from|outside(?:\s+of)?)\s+"
    r"(?:that|this|it)\b(?!\s+(?:function|method|line|column|test|case|button|label|word|field|value))|"
    r"\b(?:only|just|exclusively|solely)\s+(?:change|edit|touch|modify|update)\s+(?:that|this)\s+(?:one|(?:\w+\s+)?file)\b|"
    r"\b(?:change|edit|touch|modify|update)\s+(?:only|just|nothing\s+but|no\s+file\s+but)\s+(?:that|this)\s+(?:one|(?:\w+\s+)?file)\b",
    re.IGNORECASE,
)
"""All the changes confined to the file that was named just before."""


def own_words(sentence: str) -> str:
    """Return a sentence without what is only to be written down, or is a rule for other people."""
    dictated = _DICTATED.search(sentence)
    if dictated is not None:
        return sentence[: dictated.end()]
    return "" if _OTHER_PEOPLE.search(sentence) else sentence


def put_plainly(text_sentences: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield (a plain prohibition, the sentence it stands for, what a command must have in it) for each prohibition in other words."""
    about: list[str] = []
    for sentence in text_sentences:
        if len(sentence) > 500:
            about = []
            continue
        look = _OTHER_WORDS.over(sentence)
        for pattern in filter(look.may, (_APPEND, _AWAY, _STATE, _MUST_NOT, _LEAVE, _EXCEPT)):
            for match in pattern.finditer(sentence):
                if not _reversed(sentence, match) and not (
                    pattern is _EXCEPT and _RULED_OUT.search(re.split("[:;]", sentence)[0])
                ):
                    yield f"do not touch {match[1]}", sentence, ""
        paths = [m[1] for m in re.finditer(_PATH, sentence)]
        back = _THEM.search(sentence)
        if back is not None:
            said = [m[1] for m in re.finditer(_NAMED, sentence[: back.start()], re.IGNORECASE)] or about
            for path in said[-2:]:
                yield f"do not touch {path}", sentence, ""
        if _BACK.search(sentence) and not paths:
            for path in about:
                yield f"do not touch {path}", sentence, ""
        elif paths and _BACK.search(sentence) and len(paths) == 1:
            yield f"do not touch {paths[0]}", sentence, ""
        if not paths and (back := _BACK.search(sentence)) and (own := _OWNED.search(sentence[: back.start()])):
            yield f"do not touch {own[1]}", sentence, ""
        for pattern in filter(look.may, (_PUT_OFF, _MINE)):
            for match in pattern.finditer(sentence):
                verb = next(g for g in match.groups() if g).lower()
                yield f"do not {_WORD.get(verb, verb)}", sentence, ""
        for match in _ONLY_ONE.finditer(sentence) if look.may(_ONLY_ONE) else ():
            verb = (match[2] or match[4]).lower()
            if verb == "merge" and not (match[3] or match[5]):
                continue  # "it advances only by real merges" is a rule for nobody
            yield f"do not {_WORD.get(verb, verb)}", sentence, _within(match[3] or match[5] or "")
        for match in _OTHERS.finditer(sentence) if look.may(_OTHERS) else ():
            yield f"do not run {next(g for g in match.groups() if g)}", sentence, ""
        that = _ONLY_THAT.search(sentence) if len(about) == 1 else None
        if that is not None and not re.search(_PATH, sentence[: that.end()]):
            yield f"only change {about[0]}", sentence, ""
        about = paths or (about if len(sentence) < 40 else [])


def _within(target: str) -> str:
    """Return what a command must have in it to go there, as a regular expression; '' where nothing is named."""
    bare = target.strip("`").rstrip(".,;:*/")
    return rf"(?=.*{re.escape(bare)})" if len(bare) > 2 else ""


_PLACE: Final = regex(
    r"\b(?:(?:keep\s+(?:your\s+)?)?hands\s+off|stay\s+(?:away\s+from|out\s+of|off)|keep\s+(?:away\s+from|out\s+of|off)|"
    r"(?:do\s+not|don't|never|must\s+not|without)\s+(?:\w+\s+)?(?:touch|chang|alter|modif|deploy\w*\s+(?:to|on|in)|"
    r"appl\w*\s+(?:\w+\s+)?(?:to|on|in)|"
    r"roll\w*\s+out\s+(?:to|on|in))\w*|no\s+(?:changes?|deploy\w*|rollouts?)\s+(?:to|on|in|for)|"
    r"leave(?=\s+(?:\w+\s+){1,3}?(?:alone|untouched|out\b|as\s+it\s+is)))\s+(?:anything\s+(?:in|on)\s+)?"
    r"(?:the\s+|our\s+)?(production|prod|live(?=\s+(?:system|site|environment|cluster|servers?|instances?|service))|"
    r"staging)\b(?!\s+(?:code|build|bundle|mode|config\w*|settings?|values?|files?|branch))",
    re.IGNORECASE,
)
_CHANGES_PLACE: Final = (
    r"(?:^(?:helm (?:\S+ )*?(?:upgrade|install|rollback|uninstall)|(?:kubectl|oc) (?:\S+ )*?(?:apply|create|delete|scale|set|patch|edit|"
    r"replace|rollout (?:restart|undo)|annotate|label)|(?:terraform|tofu) (?:\S+ )*?(?:apply|destroy)|ansible-playbook|"
    r"argocd app (?:sync|set)|"
    r"(?:aws|gcloud|az|flyctl|fly|heroku|vercel|netlify|serverless|sls|cdk|pulumi|wrangler|kamal|cap|nomad|skaffold|eb) |"
    r"(?:make|npm run|pnpm|yarn|just|task|rake|bin/rails|\./?\S*(?:deploy|release|rollout)\S*)\b"
    r".*(?:deploy|release|rollout|migrate|apply|sync))"
)


def guarded_place(sentence: str) -> str | None:
    """Return the pattern of the commands that change an environment which a sentence rules out, or None."""
    match = _PLACE.search(sentence)
    if match is None or _reversed(sentence, match):
        return None
    name = "(?:prod|production|live)" if match[1][0] in "pPlL" else "stag(?:e|ing)"
    reads = r"(?!.*\b(?:list|get|describe|status|show|logs?|diff|plan|template|--dry-run)\b)"
    return rf"(?=.*(?<![a-z]){name}(?![a-z])){reads}{_CHANGES_PLACE})"


def guards_data(sentence: str) -> bool:
    """Tell whether a sentence forbids to write to a database."""
    return _DATA_ALONE.search(sentence) is not None


def _reversed(sentence: str, match: re.Match[str]) -> bool:
    """Tell whether the rule is for all the rest, or no rule: "everything but src/ is off limits", "no longer frozen"."""
    before = sentence[max(0, match.start() - 40) : match.start()]
    return (
        bool(
            re.search(
                r"\b(?:except|apart\s+from|other\s+than|besides|outside(?:\s+of)?|but|than|if|whether|when|why)\s*(?:for\s+|the\s+)?$",
                before,
                re.IGNORECASE,
            )
            or re.search(
                r"\b(?:no\s+longer|not\s+any\s*more|isn't|aren't|outside|except|other\s+than|used\s+to|was|were)\b",
                match[0],
                re.IGNORECASE,
            )
        )
        and match.re.pattern != _EXCEPT.pattern
    )
