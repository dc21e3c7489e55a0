"""What the agent tells the user about checks: "all 12 tests pass", "the build is clean".

Only plain assertions count: hedged, negated, conditional, future and reported ones, questions and quotations are not claims.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.facts.speech.claim_wordings import ACCEPTS, COMPILERS, LINTERS, RUNNERS, WENT_WELL
from cotlens.model.check import CheckKind
from cotlens.model.event import MessageEvent
from cotlens.model.fact import Claim
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_WORDS: Final = (
    "pass",
    "green",
    "succe",
    "clean",
    "ok",
    "work",
    "fail",
    "error",
    "bench",
    "measured",
    "speed",
    "compil",
    "lint",
    "type",
    " ms",
    "tried",
    "tested",
    "checked",
    "verified",
    "hold",
    " met",
    "satisf",
    "builds",
    "links",
    "assembles",
    "warning",
    "valid",
    "red test",
    "red case",
    "red spec",
    "confirmed",
    " 20",
    *("verif", "lemma", "theorem", "obligation", "discharg", "approv"),
    "accept",
    "proof",
    "prove",
    "through",
    "checks",
    "complain",
    "objection",
    "smooth",
    "fine",
    "went",
    "flawless",
    *("happy", "pleased", "content", "quiet", "silent", "in order", "thumbs", "came out", "came back", "turned out"),
)
"""Every claim has one of these in it."""

_CAP: Final = 100_000
_BLANKS: Final = regex(r"[^\S\n]{9,}")
_LINES: Final = regex(r"\n(?:[^\S\n]{0,200}\n){3,}")
_CODE_BLOCK: Final = regex(r"```.*?(?:```|\Z)", re.DOTALL)
_CODE_SPAN: Final = regex(r"`[^`\n]*`")
_QUOTED: Final = regex(r'"[^"\n]{12,}"|“[^”\n]{12,}”|^\s*>.*$', re.MULTILINE)
_SENTENCE_END: Final = regex(
    r"(?<=[.!?])(?:[)\]*_\"'`]*)\s+|\n+|;\s+|\s{1,80}[—–]\s+|(?<=\w):\s+(?=\d+\s+(?:tests?|specs?|examples?|cases?)\b)"
)
_PARTS: Final = regex(r",\s+(?:and\s+)?|\s{1,80}(?:and|while|plus)\s+")
_ASIDE: Final = regex(
    r",\s+(?:and\s+)?(?:so|which|since|because|as|meaning|hence|therefore|thus|unlike|just\s+as|exactly\s+as|"
    r"(?:though|although|whereas)\b(?![^\n]*\b(?:fail|error|issue|problem|warn|broke|break|red\b|flak|skip|only|except|crash|miss|"
    r"still)))"
    r"\b.*$|\s{1,80}\((?:so|which|as|since|because)\b[^)]*\)",
    re.IGNORECASE,
)
"""A clause behind the assertion, which takes nothing of it back: ", so the pipeline won't complain"."""
_RUN_KINDS: Final = (CheckKind.TEST, CheckKind.LINT, CheckKind.TYPES, CheckKind.BUILD)
_BULLET: Final = regex(r"^\s*(?:[-*•+]|\d+[.)]|#{1,6}|[✅✓✔☑️🎉🟢]+)\s*")

_NOT_A_CLAIM: Final = regex(
    r"""    \b(should|would|could|might|may|must|will|won't|shall|can(?:'t|not)?|expect(?:ed|s)?\s+to|hope|hopefully|
    probably|likely|presumably|assum\w+|seems?|appears?|think|believe|
    if|once|when|whenever|until|unless|before|whether|so\s+that|in\s+order|to\s+(?:ensure|make|verify|check|
    confirm|see|get|have)|ensure[sd]?|make\s+sure|making\s+sure|verify\s+that|check\s+(?:that|whether|if)|
    let(?:'s|\s+me|\s+us)|going\s+to|need(?:s|ed)?|want|plan|next|now\s+(?:run|let)|please|try(?:ing)?|
    not|n't|never|no\s+longer|without|cannot|haven't|hasn't|didn't|don't|doesn't|isn't|aren't|wasn't|weren't|
    unable|neither|nor|instead|
    you(?:r)?|user|reported|said|says|according|claims?|previously|earlier|originally|used\s+to|were|was|had|
    upstream|on\s+main|pre-?existing|
    except|apart\s+from|other\s+than|but|however|although|though|only|some|most|many|yet|unrelated|known|
    fail(?:s|ed|ing|ures?)?|broken|red|error(?:s|ed)?\s+(?:remain|left)|untested|unverified)\b|\?\s*$|n't\b|
    \bTODO\b|\[\s\]""",
    re.IGNORECASE | re.VERBOSE,
)
_ZERO_FAILURES: Final = regex(
    r"\b(?:0|no|zero|without(?:\s+(?:any|an?|a\s+single))?)\s+(?:\w+\s+){0,2}(?:fail\w*|errors?|issues?|warnings?|problems?|"
    r"offenses?|violations?|regressions?|complaints?|complaining|objections?|findings?|remarks?|trouble|hitch(?:es)?|diagnostics?|"
    r"mismatch(?:es)?|leaks?|skips?|skipped)\b(?:\s+(?:was|were|has\s+been|have\s+been|had)\s+(?:\w+\s+)?(?:observed|found|"
    r"reported|seen|recorded|encountered|detected|noted|"
    r"raised|produced|issued|emitted|shown)\b)?|\bnot\s+(?:one|a\s+single)\s+(?:\w+\s+(?:or\s+)?)?(?:fail\w*|errors?|issues?|warnings?|"
    r"problems?|complaints?|objections?)|"
    r"\b(?:none|nothing|not\s+one)\s+(?:of\s+(?:them|these|the\s+\w+)\s+)?(?:was\s+|were\s+|is\s+|has\s+|have\s+|got\s+|"
    r"had\s+)?(?:been\s+)?(?:skipped|failed|failing|broken|red)\b|"
    r"\b(?:no|zero|(?:not|without)\s+(?:a\s+single|one|any)|nowhere\s+an?)\s+(?:\w+\s+)?(?:red|failing|failed|broken)\s+"
    r"(?:tests?|specs?|cases?|checks?|ones?|builds?|jobs?|dots?|lines?)\b",
    re.IGNORECASE,
)
_GOVERNS: Final = regex(
    r"\b(?:should|would|could|might|may|must|will|shall|can|if|once|when|until|unless|before|whether|that\s+way|so\s+that|expect\w*|"
    r"hope\w*|probably|likely|presumably|"
    r"assum\w+|think|believe|need\w*|want\w*|please|let|make|ensure|not|n't|never|no|without|you|user|claims?|reported|according)\b|"
    r"n't\b|\?",
    re.IGNORECASE,
)
"""What may hold for the next clause as well: a condition, a hedge, a denial."""
_WERE_RUN: Final = regex(
    r"\b(?:was|were)\s+(?:all\s+|then\s+|also\s+|both\s+|now\s+|again\s+|each\s+)?(?:re-?)?(?:run|executed|carried\s+out|"
    r"performed|completed|launched|started|exercised|built|compiled|"
    r"linted|checked)\b"
    r"|\bnot\s+(?:a\s+single\s+)?(?:one\s+)?(?:of\s+them\s+)?(?:skip\w*|fail\w*)\b|\bonly\s+green\b",
    re.IGNORECASE,
)
"""How a run is told in the past, which is no contrast to how it is now."""
_PAST_CONTRAST: Final = regex(
    r"\b(?:previously|before(?: that)?|earlier|used to)\b[^,;]*[,;]\s*(?:now\b|and now\b)?|"
    r"\bwas\s+\w+\s+before\b[^,;.]{0,40}?\band\s+(?=(?:it\s+)?is\b)",
    re.IGNORECASE,
)

_GOOD: Final = (
    r"(?:(?:has|have|finds?|found|reports?|sees?)\s+nothing(?:\s+(?:left|more|to\s+\w+))?|no\s+(?:complaints?|findings?|objections?)|"
    r"happy|satisfied|pass(?:es|ed|ing)?|succeed(?:s|ed|ing)?|successful(?:ly)?|green|clean(?:ly)?|ok(?:ay)?|"
    r"work(?:s|ing)?|(?:with\s+)?(?:0|no|zero)\s+(?:\w+\s+)?(?:failures|errors|issues|warnings|"
    r"offenses))"
)
_NONE: Final = (
    r"(?:(?:0|no|zero|not\s+(?:one|a\s+single)|without(?:\s+(?:any|an?|one|a\s+single))?)\s+(?:\w+\s+(?:or\s+)?)?(?:fail\w*|errors?|"
    r"problems?|issues?|complaints?|hitch\w*|trouble|"
    r"incidents?|objections?)|(?:none|not\s+one|nothing)\s+(?:of\s+(?:them|these|the\s+\w+)\s+)?(?:\w+\s+)?(?:fail(?:ed|ing|s)?|"
    r"broken?|red|errored))"
)
"""That nothing failed, told by what there was none of."""
_UNITS: Final = r"(?:tests?|test\s+cases?|specs?|examples?|cases?|scenarios|assertions|runs?|ran|executed)"
_TIME: Final = r"\d[\d.,]{0,9}\s*(?:ms|µs|us|ns|s|sec|seconds|minutes|min)\b"
_SETTING: Final = (
    r"(?:time-?\s?outs?|intervals?|delays?|ttl|limits?|retention|periods?|wait\w*|poll\w*|cach\w+|debounc\w*|throttl\w*|back-?off|"
    r"expir\w*|sleeps?|cron|lifetimes?|"
    r"durations?|windows?|deadlines?|grace|defaults?|keep\w*|ages?|animat\w*|transition\w*|fade\w*|budget|threshold|max\w*|min\w*|"
    r"ticks?|schedul\w*|set\b|[A-Z]+_[A-Z_]+)"
)
"""What has a time because somebody sets it."""
_SUBJECTS: Final[tuple[tuple[CheckKind, re.Pattern[str]], ...]] = (
    (
        CheckKind.TYPES,
        regex(
            rf"\btype[- ]?check(?:s|ing|er|ed)?\b.*\b{_GOOD}\b|\b(?:tsc|mypy|pyright|typescript|"
            rf"types?)\b[^.]*\b{_GOOD}\b|\b(?:no|zero|0|without)\s+(?:typescript|type(?:script)?|mypy|pyright|"
            rf"tsc)\s+errors?\b|\btype-?checks\b",
            re.IGNORECASE,
        ),
    ),
    (
        CheckKind.LINT,
        regex(
            rf"\b(?:\w{{0,20}}lint(?:s|er|ing)?|ajv|{LINTERS}|eslint|ruff|flake8|clippy|rubocop|golangci-lint|"
            rf"pre-?commit(?:\s+hooks?)?|"
            rf"prettier|biome|shellcheck)\b[^.]*\b{_GOOD}\b|\b(?:no|zero|0|without)\s+(?:\w+\s+)?(?:lint(?:er|"
            rf"ing)?|eslint|ruff|clippy)\s+(?:errors?|issues?|warnings?|problems?)\b|\blint-?free\b|"
            rf"\b(?:clean|quiet|spotless|\w{{3,12}}-free)\s+(?:under|in|with|by|according\s+to|for|on)\s+`?(?:{LINTERS}|eslint|ruff|"
            rf"clippy)\b|"
            r"\b(?:all|every|each|both)\s+(?!(?:[\w/.-]+\s+){0,4}(?:numbers?|values?|inputs?|ids?|cards?|tokens?|dates?|address(?:es)?|"
            r"names?|"
            r"codes?|options?|formats?|forms?|spellings?|answers?|keys?|passwords?)\s)(?:[\w/.-]+\s+){0,5}?(?:validates?|(?:is|"
            r"are)\s+(?:all\s+)?valid)\b",
            re.IGNORECASE,
        ),
    ),
    (
        CheckKind.TEST,
        regex(
            rf"\b(?:tests?|test\s+suites?|suites?|specs?|{RUNNERS}|cargo\s+test|go\s+test|"
            rf"junit|test\s+cases?|assertions|examples|scenarios|doctests|properties)\b[^.]*\b{_GOOD}\b|\b(?:all|every|"
            rf"both)\s+(?:\w+\s+)?(?:properties|invariants|assertions|laws|contracts|expectations)\s+(?:hold|are\s+(?:met|"
            rf"satisfied))|\b\d+\s*(?:/|of|"
            rf"out\s+of)\s*\d+\s+(?:tests?\s+)?(?:pass(?:ed|ing)?|green)\b|"
            rf"\b(?:all|both|every)\s+(?:of\s+)?(?:the\s+)?\d*\s*(?:of\s+them\s+)?(?:now\s+)?(?:pass(?:es|ed|ing)?|"
            rf"green)\b|(?<!#)\b\d+\s+(?:tests?\s+)?(?:passed|passing|pass)\b|\b(?:green|passing)\s+(?:tests?|suite|"
            rf"build)\b|everything\s+(?:passes|is\s+green)|"
            r"^(?:no|zero|0)\s+(?:test\s+)?failures?\s+(?:were|was|have\s+been)\s+\w+|"
            rf"\b\d+\s*/\s*\d+\s+(?:tests?\s+)?(?:ok|okay|good|succe\w+|through)\b|"
            rf"\b\d+\s+(?:\w+\s+)?{_UNITS}\b[^.;\n]{{0,40}}?\b{_NONE}\b|"
            rf"\b(?:test\s+(?:suites?|run|cases?)|tests|suite|specs|\w+\s+test)\b[^.;\n]{{0,60}}?\b{_NONE}\b|"
            r"\b\d+\s+(?:tests?|specs?|examples?|cases?|scenarios|runs),?\s+(?:with\s+)?(?:\d+\s+assertions?,?\s+(?:and\s+)?)?(?:0|no|"
            r"zero)\s+(?:failures?|errors?)\b|"
            r"\b(?:no|zero|not\s+a\s+single|not\s+one|without\s+(?:a\s+single|one|any))\s+(?:\w+\s+)?(?:(?:red|failing|failed|"
            r"broken)\s+(?:tests?|specs?|cases?|ones?)|"
            r"(?:tests?|specs?|cases?)\s+(?:is\s+|are\s+|was\s+)?(?:red|fail\w*|broken))\b|"
            r"\b(?:OK|PASS(?:ED)?|SUCCESS(?:FUL)?|green)\b\W{1,4}\d+\s+(?:tests?|specs?|examples?|cases?|assertions?)\b|"
            rf"{WENT_WELL}|"
            r"\bpass(?:es|ed)?\s+(?:all|every|both|each)\s+(?:of\s+)?(?:the\s+|its\s+|our\s+)?(?:\d+\s+)?(?:\w+\s+){0,2}(?:tests?|"
            r"specs?|suites?|cases)\b(?!\s+(?:to|into|on|through|as|by|down|along|in)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        CheckKind.BUILD,
        regex(
            rf"\b(?:it|everything|project|module|crate|package|library|app|image|code|site|firmware|kernel|workspace|solution|"
            rf"binary|target|book|docs?|repo\w*|"
            rf"service|plugin|extension|sketch|program|tree)\s+(?:now\s+|again\s+|still\s+)?(?:builds|compiles|links|"
            rf"assembles)\b(?!\s+(?:an?|the|its|our|on)\b)|"
            rf"\b(?:builds?|compil(?:es|ed|ation|ing))\b[^.]*\b{_GOOD}\b|\bcompiles\s+(?:fine|without)|"
            rf"\bbuilds?\s+(?:fine|without\s+(?:errors|warnings))|"
            rf"\b(?:re)?(?:built|compiled|bundled|packaged)\b[^.;\n]{{0,80}}?\b(?:{_NONE}|smoothly|flawlessly|successfully|"
            rf"without\s+a\s+hitch)\b|"
            rf"\b(?:builds?|compilation|bundle|bundling|packaging)\b[^.;\n]{{0,60}}?\b(?:{_NONE}|(?:went|ran|goes|"
            rf"runs)\s+(?:\w+\s+)?(?:smoothly|fine|well|through|ok)|"
            r"completed|flawless(?:ly)?)\b|"
            rf"(?<![\w/.-])`?(?:{COMPILERS})`?(?:\s+now|\s+itself|\s+again)?\s+(?:{ACCEPTS})|"
            rf"\b(?:is|are|was|gets?)\s+(?:now\s+)?(?:accepted|verified|proved|proven|checked|"
            rf"type-?checked)\s+by\s+`?(?:{COMPILERS})\b|"
            rf"\b(?:goes|went|passes|passed|comes|gets)\s+(?:\w+\s+)?through\s+`?(?:{COMPILERS})\b|"
            r"\b(?:all|every|both|each)\s+(?:\w+\s+){0,2}(?:proofs?|lemmas?|theorems?|obligations?|goals?|contracts?)\s+(?:\w+\s+)?"
            r"(?:check|checks|go(?:es)?\s+through|holds?|(?:is|are)\s+(?:proved|proven|discharged|accepted|verified|closed))\b",
            re.IGNORECASE,
        ),
    ),
    (
        CheckKind.BENCH,
        regex(
            r"\b(?:benchmark\w*|measured|profil(?:ed|ing)|timed|speed-?up|throughput|"
            r"latency)\b.*\b\d+(?:\.\d+)?\s*(?:x|×|%|ms|µs|us|s|seconds|times|ops|MB/s|rps|req/s)\b|"
            rf"^(?![^\n]*\b{_SETTING})[^\n]*?\b{_TIME}(?:\s*(?:->|→|=>|to|vs\.?|instead\s+of|down\s+from)\s*{_TIME}|\s+(?:before|"
            rf"previously)\b[^.\n]{{0,30}}?"
            rf"{_TIME}|\s+{_TIME}\s+(?:after|now)\b)|"
            r"\bfrom\s+\d[\d.,]*\s*(?:ms|µs|us|s|seconds)\s+to\s+\d[\d.,]*\s*(?:ms|µs|us|s|seconds)\b",
            re.IGNORECASE,
        ),
    ),
)
_TRIAL: Final = regex(
    r"\b(?:tried|tested|checked|verified|confirmed)\b.*\b(?:curl|http\w*|requests?|endpoint|service|server|"
    r"browsers?|chrome|chromium|firefox|safari|(?-i:Edge)(?!\s+cases?)|simulator|emulator|by\s+hand|manually)\b|"
    r"\b(?:answers|returns|responds)\s+(?:with\s+)?(?:an?\s+)?(?:HTTP\s+)?2\d\d\b",
    re.IGNORECASE,
)
_WHOLE: Final = regex(r"\b(?:all|every|everything|full|entire|whole|complete)\b", re.IGNORECASE)
_PART: Final = regex(
    r"\b(?:all|every|the|both|these|those|two|three|\d+)\s+(?:\d+\s+)?(?:of\s+)?(?:the\s+|my\s+|its\s+)?(?:new|"
    r"added|updated|affected|relevant|related|existing\s+\w+|unit|integration|e2e|specific|targeted|local|"
    r"[\w./`-]+[_/`.][\w./`-]*)\s+(?:\w+\s+)?(?:tests?|specs?)\b|"
    r"\btests?\s+(?:in|for|of|from|under)\s|\b(?:new|added|these|those|affected|relevant|related|"
    r"targeted)\s+(?:\w+\s+)?(?:tests?|specs?)\b",
    re.IGNORECASE,
)
_OUT_OF: Final = regex(r"\b(\d+)\s*(?:/|of|out\s+of)\s*(\d+)\b")
_ALL_N: Final = regex(
    r"\ball\s+(?:of\s+)?(?:the\s+)?(\d+)\s+(?:\w+\s+){0,3}(?:tests?|specs?|cases?|pass)", re.IGNORECASE
)
_N_WITHOUT: Final = regex(
    r"\b(\d+)\s+(?:(?:tests?|specs?|examples?|cases?)(?:\s+(?:were\s+)?(?:run|ran|executed))?|run|ran),?\s+(?:with\s+|and\s+)?"
    r"(?:(?:0|no|zero|not\s+(?:one|a\s+single))\s+(?:fail|error)|none\s+fail|without\s+(?:any\s+|a\s+single\s+)?(?:fail|error))",
    re.IGNORECASE,
)
_N_PASSED: Final = regex(r"(?<!#)\b(\d+)\s+(?:\w+\s+){0,2}?(?:tests?\s+)?(?:pass(?:ed|ing|es)?)\b", re.IGNORECASE)

_CLAIMS: Final[tuple[tuple[CheckKind, re.Pattern[str]], ...]] = (*_SUBJECTS, (CheckKind.TRIAL, _TRIAL))
_CLAIMED: Final = Sieve(*(pattern for _, pattern in _CLAIMS))


def claims_in(event: MessageEvent) -> tuple[Claim, ...]:
    """Return the claims that a visible message makes, in order."""
    if not has_any(event.text, _WORDS):
        return ()
    # Long runs of blanks say nothing, and would be walked through anew from each of them.
    text = _BLANKS.sub(" ", _LINES.sub("\n\n", event.text[:_CAP]))
    text = _QUOTED.sub(" ", _CODE_BLOCK.sub("\n", text))
    # A dot inside code ends no sentence: `dotnet test App.sln` passed.
    text = _CODE_SPAN.sub(lambda m: m[0].replace(".", "\N{ONE DOT LEADER}"), text)
    out: list[Claim] = []
    for raw in _SENTENCE_END.split(text):
        sentence = _BULLET.sub("", raw or "").strip()
        claim = _claim(sentence, event)
        if claim is not None:
            out.append(claim)
            out += _further(sentence, claim, event)
    return tuple(out)


def _further(sentence: str, first: Claim, event: MessageEvent) -> list[Claim]:
    """Return what the other parts of a sentence claim: "the suite passes and ruff is clean" tells of two checks."""
    parts = [p.strip() for p in _PARTS.split(sentence)]
    if len(parts) < 2 or len(parts) > 8:
        return []
    claims = [c for p in parts if (c := _claim(p, event)) is not None and c.kind in _RUN_KINDS]
    out: list[Claim] = []
    for claim in claims:
        if claim.kind is not first.kind and all(claim.kind is not c.kind for c in out):
            out.append(claim)
    return out


_TEST_WANTS: Final = regex(
    r"\b(?:an?|the|this|that|one|another|its)\s+(?:[\w-]{2,20}\s+)?(?:tests?|specs?|cases?)\s+(?:wants?|expects?|asserts?|requires?|"
    r"demands?|assumes?|insists?|pins?)\b(?![^.]{0,200}(?:\band|\bwhich|,)\s+(?:now\s+)?(?:it\s+)?pass)",
    re.IGNORECASE,
)
"""What a test wants is not how it came out: "a test wants -1 passed through"."""


def _denies(sentence: str) -> bool:
    """Tell whether a sentence hedges, denies, wishes or reports, apart from failures and skips of which it says that there are none."""
    bare = _WERE_RUN.sub(" ran ", _ZERO_FAILURES.sub(" zero ", sentence))
    return _NOT_A_CLAIM.search(bare) is not None or _TEST_WANTS.search(sentence) is not None


def _claim(sentence: str, event: MessageEvent) -> Claim | None:
    if not 6 <= len(sentence) <= 400:
        return None
    bare = _PAST_CONTRAST.sub(" ", sentence.replace("**", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    look = _CLAIMED.over(bare)
    kind = None if look.nothing else next((k for k, pattern in _CLAIMS if look.search(pattern)), None)
    if kind is None:
        return None
    if _denies(bare):
        # What is said behind a comma may be no claim where what stands before it is one.
        main = _ASIDE.sub("", bare)
        if main == bare:
            # "The doc says that now, and there's not a single red test": what the first half reports governs only itself.
            first, _, second = bare.partition(", and ")
            main = second if second and not _GOVERNS.search(first) else bare
        return _claim(main, event) if main != bare else None
    if kind is CheckKind.TEST and re.match(
        r"(?:run|running|re-?run|add|write|update|fix|test)\b(?!\s+(?:suites?|runs?|cases?|count|results?|set)\b)",
        bare,
        re.IGNORECASE,
    ):
        return None
    passed = total = None
    if kind is CheckKind.TEST:
        if m := _OUT_OF.search(bare):
            passed, total = int(m[1]), int(m[2])
        elif m := _ALL_N.search(bare) or _N_PASSED.search(bare) or _N_WITHOUT.search(bare):
            passed = int(m[1])
    whole = bool(_WHOLE.search(bare)) and not _PART.search(bare)
    return Claim(
        kind=kind,
        text=sentence.replace("\N{ONE DOT LEADER}", "."),
        passed=passed,
        total=total,
        whole=whole,
        event=event,
    )
