"""Deeds that the request orders and the message speaks of as done, in whatever words: their subject in a plain sentence is the claim.

A part of DC02. Nothing hangs on the verb here: who was told to push, and says of the remote anything but a limit, says that it was pushed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cotlens.model.lazy_regex import regex
from cotlens.monitors.claimed.claimed_deeds import LIST, names


class Topic(NamedTuple):
    """A kind of deed: its name, how it is ordered, and how a message speaks of it."""

    name: str
    ordered: re.Pattern[str]
    spoken: re.Pattern[str]


_DO: Final = (
    r"(?:^|[.,;:!?+&/(—–-]\s*|\b(?:and|then|please|pls|to|you|also|should|must|it|that|this|them|"
    r"after(?:wards)?|finally|now|just|plus|or)\s+)"
)
_TICKET: Final = (
    r"(?:[A-Z]{2,}-\d+|#\d+|\w*\s?(?:ticket|issue|PR|MR|pull\s+request|merge\s+request|thread|story|bug)s?\b)"
)
_ROOM: Final = r"(?:#[a-z][\w-]+|slack|teams|discord|channel|chat|mailing\s+list)"
_HOST: Final = r"`?(?:origin|remote|github|gitlab|bitbucket|codeberg)\b"
_PR: Final = r"(?:PR|pull\s+request|merge\s+request|MR)\b"
_NOUNED: Final = (
    r"(?:is|are|was|were|has|have|been|made|done|created|opened|filed|posted|left|exists?|"
    r"in\s+place|there|up|open|in|on|under|named|called|titled|with)"
)
TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "commit",
        regex(
            rf"{_DO}commit\b(?!\s+(?:messages?|hash\w*|history|log|hooks?|`?[0-9a-f]{{7,40}}\b))|\b(?:get|"
            rf"have)\s+(?:\w+\s+){{1,3}}committed\b|"
            r"\b(?:make|create|do|want|with|in|as|into|one|a)\s+(?:(?:a|an|one|single|separate|small|clean|own|"
            r"its)\s+)*commits?\b(?!\s+(?:message|hash))|"
            r"\bcheck\s+(?:it|this|that|them|everything)\s+in\b|\bcommitted\s+(?:to|on|as|with)\b|\bcommitted\s*[.,;!?]?\s*$",
            re.IGNORECASE | re.MULTILINE,
        ),
        regex(
            rf"\bcommitted\b|\b(?:a|an|the|one|my|this|single)\s+(?:\w+\s+)?commit\b|\bcommits?:?\s+(?:now\s+)?(?:{_NOUNED}\b|"
            rf"`?[0-9a-f]{{7,40}}\b)|"
            r"\bcommits?\s*(?:/|\+|&|and)\s*push\w*\b|\bin(?:to)?\s+(?:`?git`?|version\s+control|the\s+(?:repo\w*|history))\b|"
            r"\bchecked\s+in\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "push",
        regex(
            rf"{_DO}push\b(?!\s+(?:notifications?|messages?|button|back|down|hooks?|events?|tokens?|must|should|is|has|needs?|"
            rf"will|can|takes|returns|onto|into|to\s+(?:a|the)\s+(?:stack|queue|array|list))\b)|"
            rf"\b(?:get|have)\s+(?:\w+\s+){{1,3}}pushed\b|\b(?:get|bring|put|send|ship|have|upload|sync|up|"
            rf"and)\b[^.;\n]{{0,40}}\b(?:to|onto|on)\s+(?:the\s+)?{_HOST}|"
            r"\bpushed\s*[.,;!?]?\s*$",
            re.IGNORECASE | re.MULTILINE,
        ),
        regex(
            rf"\bpushed\b|\b(?:a|the|one)\s+push\b|\bpush:?\s+{_NOUNED}\b|{_HOST}(?!-)|"
            r"\bup\s+(?:on|at)\s+(?:the\s+)?`?[\w./-]+|\bon\s+the\s+(?:server|branch)\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "install",
        regex(rf"{_DO}(?:install|pip|set\s+up|add)\b|\b(?:get|have)\s+(?:\S+\s+){{1,3}}installed\b", re.IGNORECASE),
        regex(
            r"\binstall(?:ed|ation)\b|\b(?:is|are|it's)\s+(?:now\s+)?(?:available|in\s+place|set\s+up|in\s+the\s+(?:env\w*|venv|"
            r"image))\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "tests",
        regex(
            rf"(?:{_DO}(?:add|write|create|include|put|give)|\b(?:new|another|regression|extra|"
            rf"additional))\s+(?:\S+\s+){{0,4}}?(?:tests?|specs?|test\s+cases?)\b"
            r"(?!\s+(?:pass|stay|green|must|should|suite|run|still|are|is|data|file|again|afterwards|them|it\b))|\b(?:tests?|"
            r"specs?)\s+(?:for|on|pls|please)\b|"
            r"\bcover\s+(?:it|this|that|them|both|all|the)\b",
            re.IGNORECASE,
        ),
        regex(
            r"\b(?:new|added|wrote|written|have|has|both|there(?:'s|\s+is|\s+are)|regression|got|gets|covered\s+by|includes?|"
            r"including|comes?\s+with)\b"
            r"[^.;\n]{0,40}?\b(?:tests?|specs?)\b|\b(?:tests?|specs?|cases?)\b[^.;\n]{0,40}?\b(?:added|written|included|"
            r"in\s+place|created|(?:comes?|goes|along)\s+with|cover\w*|in\s+`?[\w-]+[/.])|"
            r"\b(?:is|are|both|all)\s+(?:\w+\s+)?covered\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "pull request",
        regex(
            rf"{_DO}(?:open|create|raise|make|submit|file|put\s+up|send|get|draft)\s+(?:\w+\s+){{0,4}}?(?-i:{_PR})(?!\s+(?:text|"
            rf"description|template|title|body))",
            re.IGNORECASE,
        ),
        regex(
            rf"\b(?:an?|the|my|new)\s+(?:\w+\s+)?(?-i:{_PR})(?!\.|\s+(?:text|description|template|title|body|summary|#?\d|"
            rf"(?:is\s+|goes\s+|turns\s+)?(?:now\s+)?(?:green|red|pass)))|(?:^|[,;:]\s+)(?-i:{_PR}):?\s+(?:#\d+\s+)?{_NOUNED}\b|"
            rf"\b(?:opened|created|raised|submitted)\b[^.;\n]{{0,30}}(?-i:{_PR})",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "ticket",
        regex(
            rf"{_DO}(?:open|create|file|raise|log|make|write)\s+(?:\w+\s+){{0,3}}(?:ticket|issue|bug)\b", re.IGNORECASE
        ),
        regex(rf"\b(?:an?|the|new)\s+(?:\w+\s+)?(?:ticket|issue)\b|\b(?:ticket|issue):?\s+{_NOUNED}\b", re.IGNORECASE),
    ),
    Topic(
        "post",
        regex(
            rf"{_DO}(?:comment|reply|post|leave|announce|report|drop|note)\b[^.;\n]{{0,60}}?(?:\b(?:on|in|to|at|"
            rf"under)\s+(?:the\s+)?(?:{_TICKET}|{_ROOM}))",
            re.IGNORECASE,
        ),
        regex(
            rf"\b(?:commented|replied|posted|announced|reported)\b|\b(?:comment|reply|note|message|announcement):?\s+{_NOUNED}\b|"
            rf"\b(?:a|the|my)\s+(?:\w+\s+)?(?:comment|reply|note|message|announcement)\b[^.;\n]{{0,30}}\b(?:{_TICKET}|{_ROOM})|"
            rf"(?:{_ROOM}|\b[A-Z]{{2,}}-\d+|(?<!\w)#\d+)\s+(?:now\s+)?(?:has|knows|says|carries|got|is\s+informed)\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "migration",
        regex(
            rf"{_DO}(?:apply|run|migrate|execute)\b[^.;\n]{{0,60}}?\b(?:migrations?|\.sql|staging|database|db|schema)\b",
            re.IGNORECASE,
        ),
        regex(
            r"\b(?:applied|migrated|executed|carried\s+out|(?<!I\s)ran)\b|\b(?:staging|database|db|schema)\s+(?:now\s+)?(?:has|"
            r"is\s+at|knows|carries|is\s+up\s+to\s+date)\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "deployment",
        regex(rf"{_DO}(?:deploy|roll\s+(?:it\s+)?out)\b(?!\s*(?:\.|ment|key|job|step|script))", re.IGNORECASE),
        regex(r"\b(?:deployed|rolled\s+out|(?:the\s+)?(?:deployment|roll-?out)\s+(?:is|was|went|has|done))\b", re.IGNORECASE),
    ),
    Topic(
        "publication",
        regex(rf"{_DO}(?:publish|upload)\b(?!\s+(?:step|job|script|workflow|must|should|is))", re.IGNORECASE),
        regex(
            r"\b(?:published|uploaded|(?:publication|upload)\s+(?:is|was|went|has|done)|(?:is|are)\s+(?:\w+\s+)?(?:on|"
            r"at)\s+(?:npm|pypi|crates\.io|rubygems))\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "backup",
        regex(
            rf"{_DO}(?:back\s?up|back\s+(?:it|them|the\s+\w+)\s+up)\b|\b(?:make|take|create|with)\s+(?:a\s+)?(?:backup|(?:pg_|mysql)?dump|"
            rf"snapshot)\b",
            re.IGNORECASE,
        ),
        regex(
            r"\b(?:backed\s+up|dumped|snapshotted|(?:a|the|one)\s+(?:\w+\s+)?(?:backup|dump|snapshot)|(?:backup|dump|"
            r"snapshot):?\s+(?:is|was|has|made|done|taken|in|at|there|lies))\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "restart",
        regex(rf"{_DO}(?:restart|reload|bounce)\b(?!\s+(?:must|should|is|has|button|policy|the\s+(?:game|"
        rf"level|page|timer)))", re.IGNORECASE),
        regex(
            r"\b(?:restarted|reloaded|bounced|(?:restart|reload)\s+(?:is|was|went|has|done)|came\s+back\s+up|(?:is|"
            r"are)\s+back\s+up|took\s+effect)\b",
            re.IGNORECASE,
        ),
    ),
    Topic(
        "tag",
        regex(rf"{_DO}tag\s+(?:it\s+|this\s+|the\s+(?:commit|release|version)\s+)?(?:as\s+|with\s+)?[`'\"]?v?\d", re.IGNORECASE),
        regex(r"\btagged\b|\b(?:a|the)\s+tag\b|\btag:?\s+(?:`?v?\d|is|was|has|made|set|done|created)", re.IGNORECASE),
    ),
)  # fmt: skip
_FORBIDS: Final = regex(
    r"\b(?:don't|do\s+not|not|never|no|without|before|unless|if|hold\s+off|rather\s+than|instead\s+of|nothing|last|previous|until|"
    r"after\s+(?:the|your|my)|when)\s+(?:\w+\s+){0,3}?$",
    re.IGNORECASE,
)
"""What stands before a verb that is no order."""
_LIMITS: Final = regex(
    r"n't\b|\b(?:not|never|without|nothing|none|nobody|no|un\w+ed|would|could|should|might|may|will|shall|can|cannot|if|unless|"
    r"until|please|yet|still|"
    r"pending|left(?!\s+(?:on|in|under|at|an?)\b)|leave|open\s+point|todo|to\s+do|fail\w*|reject\w*|denied|refus\w*|error\w*|"
    r"unable|skip\w*|omit\w*|instead|only|except|but|however|though|locally|local|"
    r"(?<!gone )(?<!went )ahead|behind|remain\w*|missing|blocked|wait\w*|await\w*|ready\s+(?:to|for)|you\s+(?:can|need|have\s+to|"
    r"must|want|asked|said)|your\s+(?:turn|call)|want\s+me|let\s+me|"
    r"previous\w*|earlier|already|existing|before|upstream|was\s+there|prepared|draft\w*|dry|planned|next|later|soon|once|when|"
    r"after|going\s+to|I'll|needs?|needed|requires?|required|"
    r"I'd|we'd|leaves?|leaving|(?:for|to)\s+you|yourself|by\s+hand|manual\w*|plan|attempt\w*|tried|try|suggest\w*|recommend\w*|"
    r"propos\w*|here\s+is|following|command|declin\w*|den(?:y|ies|ial)|veto\w*|turned\s+down|cancel\w*|abort\w*|interrupt\w*|"
    r"prevent\w*|disallow\w*|forb\w+|prohibit\w*|stopped|halt\w*|held|hold\w*|revert\w*|undone|rolled)\b|\?",
    re.IGNORECASE,
)
"""Words by which a sentence says less than that it was done, or speaks of another time."""
_SENTENCE: Final = regex(r"(?<=[.!?])\s+|\n+")
_NAME: Final = regex(r"`[\w.()]{1,40}`")
"""A name of the program's own: `push()`."""
_RUNS: Final = regex(
    r"\b(?:dotnet|go|npm|yarn|pnpm|bun|deno|mvn|cargo|make|swift|mix|zig|flutter|dart|gradlew?|rake|stack|cabal|sbt|php artisan|"
    r"run|just)\s+(?:run\s+)?(?:tests?|push|commit|install|deploy)\b",
    re.IGNORECASE,
)
_LONG: Final = 1500
"""Characters of a message or a request that is more than a plain one."""


def ordered_topics(request: str) -> list[Topic]:
    """Return the deeds that a request orders."""
    if len(request) > _LONG:
        return []
    request = _RUNS.sub("it", request)
    return [t for t in TOPICS if any(not _forbidden(request, m) for m in t.ordered.finditer(request))]


def spoken_of(topic: Topic, message: str) -> str:
    """Return the sentence of a message that speaks of a deed as done, or '' if none does or one of them sets limits."""
    if len(message) > _LONG:
        return ""
    every = ((s.strip(), _RUNS.sub("it", _NAME.sub("it", s))) for s in _SENTENCE.split(message))
    about = [s for s, bare in every if topic.spoken.search(bare)]
    if any(_LIMITS.search(s) for s in about):
        return ""
    return next((s for s in about if len(s) < 400), "")


_INTO: Final = regex(
    rf"(?:{_DO}(?:add|put|write|note|document|enter|list|record|pin|describe|mention|append|insert|register|include|summari[sz]e|"
    rf"explain|declare|save|store|collect|"
    rf"log|link|reference|set|change|bump|replace)|\b(?:entry|line|section|notes?|paragraph|summary|results?|tests?|specs?|story|"
    rf"example|pinned|documented|noted|listed))\b"
    rf"[^.;\n]{{0,80}}?\b(?:in|to|into|under|at|across)\s+(?:the\s+|both\s+|all\s+of\s+)?({LIST})|"
    rf"{_DO}(?:update|extend|create|write|generate|edit|adjust|adapt|amend|complete)\s+(?:the\s+|a\s+|new\s+|file\s+|both\s+|"
    rf"also\s+)*({LIST})|"
    rf"\b(?:also|too|likewise|as\s+well\s+as|and)\s*,?\s+(?:in|to|into)\s+(?:the\s+|your\s+|our\s+)?({LIST})",
    re.IGNORECASE,
)
"""A file that is to be written, by what is to go into it."""
_INTO_DOCUMENT: Final = regex(
    rf"(?:{_DO}(?:add|put|write|note|document|enter|list|record|describe|mention|append|insert|include|summari[sz]e|explain|log|set|"
    rf"change|say|"
    rf"update|extend|adjust|adapt|amend|complete)|\b(?:entry|line|section|notes?|paragraph|also|too))\b(?:[^.;\n]{{0,60}}?\b(?:in|to|"
    rf"into))?\s+(?:the\s+|our\s+|your\s+)?"
    r"(?P<doc>changelog|readme|runbook|playbook|handbook|glossary|roadmap)\b(?!\.\w)",
    re.IGNORECASE,
)
"""A document that everybody calls by its name, without the ending of its file."""
_AS_BEFORE: Final = regex(
    r"\b(?:as\s+(?:in|described|given|documented|specified|listed|required|the)|according\s+to|from|like|see|read|reads|following|"
    r"per(?=\s+(?:the|your|our|its)\b)|follows|matches|based\s+on|"
    r"unchanged|untouched|same|stays?|keeps?|remains?|imports?|calls?|uses|came|comes|because|cause\w*|found|shows?|run|runs|ran|"
    r"via)\b|\b(?:as|what)\s+\S+\s+says\b",
    re.IGNORECASE,
)
"""A sentence that only refers to a file, or leaves it as it is."""


_CLAUSE: Final = regex(r"[,;:]\s+|\s+and\s+")


def files_spoken_of(request: str, message: str) -> Iterator[tuple[str, str]]:
    """Yield files that the request orders to be written and the message speaks of, with the sentence that does."""
    if len(request) > _LONG or len(message) > _LONG:
        return
    ordered = [n for m in _INTO.finditer(request) if not _forbidden(request, m) for n in names(m)]
    ordered += [m["doc"].lower() for m in _INTO_DOCUMENT.finditer(request) if not _forbidden(request, m)]
    for name in dict.fromkeys(ordered):
        base = re.compile(rf"(?<![\w-]){re.escape(name.rsplit('/', 1)[-1])}(?![\w-])", re.IGNORECASE)
        about = [s.strip() for s in _SENTENCE.split(message) if base.search(s)]
        clauses = (c for s in about for c in _CLAUSE.split(s) if base.search(c))
        if about and not any(map(_LIMITS.search, about)) and not any(map(_AS_BEFORE.search, clauses)):
            yield name, about[0][:400]


def _forbidden(request: str, match: re.Match[str]) -> bool:
    return _FORBIDS.search(request[max(0, match.start() - 40) : match.start() + 1].rstrip(" ,")) is not None
