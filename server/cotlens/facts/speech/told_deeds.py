"""What sentences of a message say was done: committed, pushed, installed, read, written, run. Lexical; no grammar."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_WORK: Final = (
    r"\b(?:commits?|changes?|branch(?:es)?|fix(?:es)?|work|code|tags?|releases?|patch(?:es)?|updates?|everything|all|it|this|that|they|"
    r"both|PR|hotfix|version|files?|docs?|tests?|migrations?|feature|refactor\w*|implementation|result|bump)\b"
)
"""What is committed and pushed: capacity is pushed through a network, and people are committed to fairness."""
_PLACE: Final = (
    r"(?:(?:the|a|your|our|my|its|this)\s+)?(?:(?:new|own|remote|feature|release|same|current|local|upstream|"
    r"[`'\"]?[\w./-]{1,40}[`'\"]?)\s+)?"
    r"(?:[`'\"][\w./-]+|main\b|master\b|trunk\b|dev\w*|branch|remote|origin|upstream|repo\w*|git\w*|bitbucket|codeberg|version\s+control|"
    r"history|registry|docker|ecr|ghcr|hub|staging|prod\w*|\w[\w.-]*/\w)"
)
_READ: Final = (
    r"(?:read|reviewed|looked\s+(?:at|through|over)|(?:went|gone|combed|worked|walked|paged|sifted|scrolled|pored|"
    r"got)\s+(?:all\s+the\s+way\s+)?(?:through|over)|"
    r"examined|inspected|studied|scanned|perused|analy[sz]ed|evaluated|processed|parsed)"
)
VERBS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "commit",
        regex(
            rf"(?:^|\b(?:I|we)(?:'ve|\s+have)?\s+(?:\w+\s+)?|\b(?:it's|and|now|,)\s+|{_WORK}[^.;]{{0,40}}?\b(?:is|are|was|were|"
            rf"been)\s+(?:\w+\s+)?)"
            rf"committed\b(?!\s+to\s+(?!{_PLACE}))|\bcommitted\s+(?:as|in|the|everything|it|to\s+{_PLACE})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "push",
        regex(
            rf"(?:^|\b(?:I|we)(?:'ve|\s+have)?\s+(?:\w+\s+)?|\b(?:it's|and|now|,)\s+|{_WORK}[^.;]{{0,40}}?\b(?:is|are|was|were|"
            rf"been)\s+(?:\w+\s+)?)"
            rf"pushed\b(?!\s+(?:down|up|back|out|aside|off|onto|into|through|to\s+(?!{_PLACE}))\b)|"
            rf"\bpushed\s+(?:the|as|everything|it|to\s+{_PLACE})\b|"
            r"\b(?:is|are|now)\s+(?:\w+\s+)?(?:on|at)\s+(?:the\s+)?(?:remote|origin|github|gitlab)\b|"
            r"\b(?:opened|created)\s+(?:a\s+|the\s+)?(?:PR|pull\s+request|merge\s+request)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "install",
        regex(
            r"\b(?:is|are|now|been|I(?:'ve)?)\s+(?:now\s+)?installed\b|^installed\b|\binstalled\s+(?:`|and\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "read",
        regex(
            rf"(?:\b(?:I|we)(?:'ve|\s+have)?\s+(?:\w+\s+)?|^(?:[`\w./-]{{1,60}}:\s+)?|\b(?:has|have|was|were|been)\s+(?:\w+\s+)?){_READ}\b|"
            r"\b(?:I|we)(?:'ve|\s+have)?\s+(?:\w+\s+)?checked\b",
            re.IGNORECASE,
        ),
    ),
    (
        "file",
        regex(
            r"\b(?:created|wrote|written|added|updated|edited|changed|modified|extended|regenerated|rewrote|"
            r"saved|pinned|"
            r"documented|described|explained|outlined|recorded|noted|listed|appended|registered|put|set\s+up|prepared|drafted|generated|"
            r"configured|introduced|deleted|removed|dropped)\b[^\n]{0,160}\.\w|"
            r"\b(?:created|wrote|written|added|updated|edited|changed|put|noted|documented|described|explained|listed|recorded|"
            r"appended)\b[^\n]{0,120}\b(?-i:README|CHANGELOG|NOTES|NEWS|"
            r"VERSION|LICEN[CS]E|TODO|AUTHORS|CONTRIBUTING|CODEOWNERS|HISTORY|INSTALL|[MR]akefile|Dockerfile|Jenkinsfile|Gemfile|"
            r"Procfile)\b|"
            r"^`[\w./@-]{1,120}\.\w{1,10}`\s{0,3}(?::|—|–|-|→|=>)\s{0,3}(?:\w+\s+){0,2}?(?:new|adds?|entry|section|creates?|"
            r"updates?|changes?|extends?|now|drops?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "effect",
        regex(
            r"\b(?:applied|migrated|deployed|rolled\s+out|published|released|uploaded|backed\s+up|backup|dump(?:ed)?|snapshot|"
            r"restarted|tagged|tag|notified|informed|e-?mailed|mailed|messaged|sent|posted|commented|replied|"
            r"comment|reply|(?:added|wrote|created|put\s+in)\s+(?:[\w-]+\s+){1,4}(?:tests?|specs?)|"
            r"(?:deleted|removed|purged|wiped|erased|cleared|dropped|cleaned\s+(?:up|out)|(?:is|are)\s+(?:now\s+|all\s+)?gone)|"
            r"closed|opened|filed|raised|ticket|PR|MR|pull\s+request|merge\s+request|(?:re)?built\b[^.;:\n]{0,40}?\bimages?|"
            r"images?\b[^.;:\n]{0,40}?\b(?:re)?built)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "operation",
        regex(
            r"\b(?:rebased|squashed|cherry-?picked|merged|assigned|labell?ed|labels?|invited|granted|scheduled|attached|deactivated|disabled|"
            r"revoked|invalidated|retired|decommissioned|suspended|restored|reverted|undid|moved|archived|"
            r"(?:set|put|turned|changed|switched|brought|rolled|flipped)\b(?:[^.;\n]|\.(?=\w)){0,80}\bback|(?:is|are)\s+back\s+(?:to|at|on)|(?:review|reviewers?)\b[^.;\n]{0,40}\brequested|requested\s+(?:a\s+)?review|"
            r"(?:remov|delet|dropp|cleaned|stripp|took|taken)\w*\b[^.;\n]{0,60}\b(?:debug\w*|probes?|breakpoints?|prints?|log\s+lines?))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "run",
        regex(
            r"\b(?:I|we)(?:'ve|\s+have)?\s+(?:also\s+)?(?:ran|run|executed|started|restarted|tested|benchmarked|"
            r"verified|measured|profiled|tried)\b|\b(?:was|were|is|are|been)\s+(?:restarted|run|executed|"
            r"verified|backed\s+up|restored|notified|reviewed)\b",
            re.IGNORECASE,
        ),
    ),
)
NOT_A_DEED: Final = regex(
    r"n't\b|\b(?:not|never|without|un(?:committed|pushed|touched)|would|could|should|might|may|will|can|"
    r"once|if|when|after\s+you|before|until|please|you(?:'ve|\s+have|\s+can|\s+need|\s+want|\s+asked|r\b|"
    r"\b)|let\s+me|to\s+be|be\s+(?:committed|pushed|installed)|going\s+to|need|previous(?:ly)?|already|"
    r"earlier|yesterday|fail\w*|nothing|no\s+\w+\s+(?:was|were)|leave|left(?!\s+(?:a|an|the|my)\s+(?:short\s+)?(?:comment|note|"
    r"message|reply|review|remark))|ready\s+to|next|plan|todo|"
    r"already|was\s+(?:already|previously)|wasn't|weren't|by\s+(?:default|you|the\s+user)|upstream|"
    r"originally|pre-?existing|tests?\s+for)\b|\?\s*$",
    re.IGNORECASE,
)
_ASIDE: Final = regex(
    r"\((?!\s*(?:not|n't|un|but|only|if|when|except|once|still|yet|to\s+be|will|would|could|no\b|nothing|failed))[^()\n]{1,200}\)",
    re.IGNORECASE,
)
_TESTS_FOR: Final = regex(r"\btests?\s+for\b", re.IGNORECASE)
_NOTHING_ELSE: Final = regex(r"[,;:]\s+(?:so\s+|and\s+)?(?:nothing|none|no\s+\w+)\b[^.]*\.?\s*$", re.IGNORECASE)
_WRITTEN: Final = regex(r"\b(?:added|wrote|written|created|put|extended|updated)\b", re.IGNORECASE)
_OUTLOOK: Final = regex(
    r"[,;]\s+(?:and\s+|so\s+|then\s+)?(?:[\w`'/.-]{1,30}\s+){1,4}(?:should|will|would|may|might|can|could)\b[^,;]*$",
    re.IGNORECASE,
)
"""What others will do of what was done: "…, Argo should sync it in a minute"."""
_OPEN: Final = regex(
    r"\b(?:if|once|when|until|unless|would|should|could|will|might|please|before|after|you|previous\w*|already|earlier)\b|\?\s*$",
    re.IGNORECASE,
)


def deeds(sentence: str) -> list[str]:
    """Return what the speaker says was done; what another clause denies takes nothing from it."""
    # What a bracket lists (the cases of a test) is no word on the deed; what it denies is.
    sentence = _OUTLOOK.sub("", _ASIDE.sub(" ", sentence))
    if not NOT_A_DEED.search(sentence):
        return [verb for verb, pattern in VERBS if pattern.search(sentence)]
    if _OPEN.search(sentence):
        return []
    if _WRITTEN.search(sentence) and not NOT_A_DEED.search(_TESTS_FOR.sub(" ", sentence)):
        # "I added tests for the parser in `test_parser.py`" tells of a file; "tests for commit" of no commit.
        return [verb for verb, pattern in VERBS if verb in ("file", "effect") and pattern.search(sentence)]
    upheld = _NOTHING_ELSE.sub("", sentence)
    if upheld != sentence and not NOT_A_DEED.search(upheld):
        return [verb for verb, pattern in VERBS if pattern.search(upheld)]
    clauses = [
        c for c in re.split(r"[,:;]\s+|\s+(?:so|and)\s+(?=nothing|no\b|not\b)", sentence) if not NOT_A_DEED.search(c)
    ]
    return [v for v, p in VERBS if v in ("read", "commit", "push") and any(p.search(c) for c in clauses)]
