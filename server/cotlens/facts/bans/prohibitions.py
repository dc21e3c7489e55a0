"""What the user and the project's instruction files forbid, as tests over paths, commands and lines; and what lifts it.

Only plain prohibitions with a testable object are compiled ("don't touch db/", "only change x.py"); advice ("keep it simple") is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from cotlens.facts.bans.ban_acts import SAID, acts_ruled_out
from cotlens.facts.bans.ban_commands import COMMANDS, NEG, PACKAGES
from cotlens.facts.bans.ban_commits import kept_from_commits
from cotlens.facts.bans.ban_confines import plain_confines
from cotlens.facts.bans.ban_constructs import BARE_CALL, NAMED_CONSTRUCT, constructs_in, content_pattern
from cotlens.facts.bans.ban_customs import customs, plain_customs
from cotlens.facts.bans.ban_frames import plain_acts
from cotlens.facts.bans.ban_places import plain_places
from cotlens.facts.bans.ban_runs import BY_TOKEN, KEPT, RUN_BY_NAME, command_line, run_by_name
from cotlens.facts.bans.ban_targets import TARGET, bare_name, glob, named
from cotlens.facts.bans.ban_types import kept_types
from cotlens.facts.bans.ban_versions import OF_PACKAGES, of_packages
from cotlens.facts.bans.ban_wordings import (
    A_DATE,
    BY_PERSON,
    EXPLAINED,
    WRITES_DATA,
    guarded_place,
    guards_data,
    own_words,
    put_plainly,
)
from cotlens.facts.prefilter import has_any
from cotlens.facts.speech.sentences import sentences, without_outcome
from cotlens.model.ban import Ban, BanKind
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_WORDS: Final = (
    "not", "n't", "never", "no ", "only", "without", "leave", "read-only", "hands off", "off limits", "off-limits", "frozen",
    "nothing", "keep", "just", "stay", "untouched", "avoid", "forbidden", "banned", "prohibited", "disallowed", "taboo", "refrain",
    "stick to", "except", "other than", "hold", "wait", "postpon", "offline", "air", "local", "circumstances", "no one", "nobody",
    "mine", "myself", "selves", "himself", "herself", "my job", "up to me", "sacred", "sacrosanct", "no-go", "bounds", "away from",
    "out of", "clear of", "as is", "as it is", "as they are", "reserved", "select", "apart from", "save for", "locked", "untouchable",
    "unchanged", "stop", "dependenc", "librar", "packages", "crates", "gems", "skip", "omit", "dry", "dont", "rather", "zero", "w/o",
    "prefer", "later", "forbid", "want", "prohibit", "nope", "dare", "mind", "forget", "abstain", "desist", "handle", "take care",
    "\u2717", "\u2718", "\u274c", "\u26d4", "\U0001f6ab", "verboten", "stdlib", "std lib", "standard lib", "built", "vanilla", "deps",
    "off the", "anything but", "whatever", "let me", "short of", "exclusive", "solely", "limit", "confin", "restrict", "scope",
    "outside", "alone", "left", "immutable", "intact", "as it was", "make do", "get by", "manage", "cope", "what's", "live", "else",
    "other", "all ", ": no", ":no", "= no", "=no", "-> no", "\u2192 no", "for me", "from me", "by me", "can't",
)  # fmt: skip
_CHANGE: Final = (
    r"(?:touch|modify|chang|edit|alter|writ|rewrit|refactor|delet|remov|renam|mov|updat|fiddl|mess|"
    r"overwrit|regenerat|reformat)(?:e|ing|ify|ifying)?(?:\s+(?:with|to|in|into|at|anything\s+in|"
    r"anything\s+(?:under|below|inside|within)|any(?:thing)?\s+of|(?:any\s+|the\s+)?(?:files?|code|things?)\s+(?:in|under|"
    r"below|inside|within|of)|any))?"
)
_PATH_BAN: Final = regex(
    rf"\b{NEG}\s+(?:(?:ever|even|please|also|directly|manually|by\s+hand)\s+)*{_CHANGE}\s+{TARGET}", re.IGNORECASE
)
_PATH_STATE: Final = regex(
    rf"(?:\bleave\s+{TARGET}(?:\s+\w+)?\s+(?:alone|untouched|as\s+(?:is|it\s+is|they\s+are)|unchanged|"
    rf"be\b)|\bhands\s+off\s+(?:of\s+)?{TARGET}|\bkeep\s+{TARGET}(?:\s+\w+)?\s+(?:as\s+(?:is|it\s+is|"
    rf"they\s+are)|unchanged|untouched)|{TARGET}\s+(?:\w+\s+)?(?:is|are|stays?|must\s+(?:stay|remain|be)|"
    rf"remains?)\s+(?:\w+\s+)?(?:off[- ]limits|frozen|read[- ]only|untouched|unchanged|as\s+(?:it\s+is|"
    rf"they\s+are|is)|not\s+to\s+be\s+(?:touched|changed|edited|modified)|taboo|locked|"
    rf"generated,?\s+(?:do\s+not|don't|never)\s+edit)|\b{TARGET}\s+(?:must|may|should|can)\s*(?:not|never)\s+be\s+(?:touched|"
    rf"changed|edited|modified|"
    rf"altered)|\bnothing\s+(?:in|under|below|inside)\s+{TARGET}\s+(?:may|must|should|can|"
    rf"is\s+to)\b)",
    re.IGNORECASE,
)
_ONLY: Final = regex(
    rf"\b(?:make\s+)?no\s+(?:changes?|edits?)\s+(?:outside(?:\s+of)?|except(?:\s+in)?|other\s+than(?:\s+in)?)\s+{TARGET}|"
    rf"\bwork\s+only\s+(?:in|on|within)\s+{TARGET}|"
    rf"(?<!\bthat )(?<!\bwhich )\b(?:only|just|exclusively)\s+(?:change|edit|touch|modify|work\s+(?:in|on)|update|write\s+(?:to|in))"
    rf"\s+(?:(?:files?|code|things?|anything|the\s+files?)\s+(?:in|under|below)\s+)?{TARGET}|(?<!\bthat )(?<!\bwhich )\b(?:change|"
    rf"edit|touch|modify|update)\s+only\s+(?:(?:files?|code)\s+(?:in|under)\s+)?{TARGET}|\b(?:stay|keep|"
    rf"stick|limit\s+yourself|restrict\s+yourself|confine\s+yourself)\s+(?:with)?(?:in(?:side)?|to)"
    rf"\s+{TARGET}|\b{NEG}\s+{_CHANGE}\s+(?:anything|any\s+(?:other\s+)?files?|files?|things?)"
    rf"\s+(?:outside(?:\s+of)?|except|other\s+than|but|besides)\s+{TARGET}|\bnothing\s+(?:outside(?:\s+of)"
    rf"?|except|other\s+than|but|besides)\s+{TARGET}",
    re.IGNORECASE,
)
_NO_CHANGES: Final = regex(
    rf"\b{NEG}\s+(?:change|edit|modify|touch|write|implement|fix|alter|adjust|tweak)\s+(?:anything|any\s+(?:code|"
    rf"files?|thing)|the\s+code|code|files|a\s+thing)\b(?!\s+(?:outside|except|other|but|besides|else|in\b|"
    rf"under|below|that|which|beyond|until|about\s+(?:how|what|when|where|who|the\s+way)|[^.;\n]{{0,120}}\botherwise\b))|"
    rf"\bno\s+(?:code\s+|file\s+)?(?:changes?|edits?|modifications?|writes?)(?:\s+(?:yet|please|for\s+now|at\s+all|now|so\s+far|"
    rf"today|at\s+(?:this|the)\s+(?:stage|point|moment|time)|(?:in|during)\s+this\s+(?:step|turn|round|session|phase)|"
    rf"to\s+(?:the\s+)?(?:code|files?|repo)))?\s*(?:[.,;:!)]|$)|\bread[- ]only\s+(?:task|review|session|mode|for\s+now|please|"
    rf"analysis|investigation|audit)|^(?:this\s+is\s+)?read[- ]only\b|\bleave\s+(?:all\s+(?:the\s+|my\s+|our\s+)?files|everything|all\s+"
    rf"of\s+it|the\s+code(?:base)?)\s+(?:(?:exactly|just)\s+)?(?:as\s+(?:they\s+are|it\s+is|is)|alone|untouched|unchanged)\b|"
    rf"\b(?:just|only|simply|merely|solely|nothing\s+but)\s+(?:look|analy[sz]e|explain|review|investigate|report|read|tell\s+me|"
    rf"diagnose|answer)\b(?=[^.]*(?:\bdon't|\bno\s|\bnot\b|,|\.|$))",
    re.IGNORECASE,
)
_GIT_WORK: Final = (r"^git (?:-[cC] \S+ )*commit", r"^(?:git (?:-[cC] \S+ )*push", r"^(?:git (?:-[cC] \S+ )*merge")
_BRANCH: Final = regex(
    r"\b(?:push|commit|merg)\w*\s+(?:\w+\s+){0,3}?(?:to|on|onto|into)\s+(?:the\s+|our\s+|your\s+|any\s+)?(?:origin/)?"
    r"(?:(`?(?:main|master|develop|trunk|prod(?:uction)?|staging|release|stable|gh-pages|default|protected|mainline|base)\b`?)|"
    r"(?:branch\s+)?(`[\w./*-]{2,60}`)(?:\s+branch)?)",
    re.IGNORECASE,
)
"""The branch that a rule for git's commands is about."""
_OF_A_THING: Final = regex(
    rf"(?:^|[.;,(]\s*)(?:the\s+)?{TARGET}\s*[:=]\s*$|"
    r"(?<!\byou )(?<!\bwe )(?<!^to )\b(?:should|must|may|shall|can|could|will|would|is\s+to|are\s+to|has\s+to|have\s+to|needs?\s+to|"
    r"ought\s+to)\s+(?:then\s+|now\s+|always\s+)?$|"
    r"(?:^|[.;,(]\s*)(?:the|our|its|this)\s+(?:[\w-]{2,20}\s+){0,2}(?:rule|check(?:er)?|linter?|monitor|hook|script|job|workflow|bot|tool|"
    r"plug-?in|alert|detector|scanner|endpoint)(?:\s+[\w`/-]{2,40}){0,2}:\s*$|"
    r"\b(?:let|make|have)\s+(?!me\b|us\b)(?:the\s+|our\s+|its\s+)?(?:[\w-]{2,40}\s+){1,3}$|\b(?:that|which|who)\s+$",
    re.IGNORECASE,
)
"""In "html: no edits" only the one thing is meant, and "the server should only read" is what is wanted of a program."""
_RUN: Final = regex(
    rf"\b{NEG}\s+(?:\w+\s+(?:or|and)\s+)?(?:run|running|execut\w+|us(?:e|ing)|call\w*|invok\w+|start\w*)"
    rf"\s+(?:the\s+)?(?:`([^`\n]{{2,60}})`|(docker|npm|yarn|pnpm|pip|sudo|make|the\s+(?:e2e|integration|"
    rf"slow|full)\s+(?:tests?|suite))\b)",
    re.IGNORECASE,
)
_CONTENT: Final = regex(
    rf"\b(?:{NEG}\s+(?:us(?:e|ing)|add(?:ing)?|introduc\w+|writ\w+|call\w*|import\w*)|(?:^|[.;,(!-]\s*|"
    rf"\band\s+)no(?!\s+`[^`\n]+`\s*(?:→|->|=>|=|:)))\s+(?:(?:any|raw|"
    rf"bare|new|more|plain|direct|the)\s+)*(?:`([^`\n]{{1,60}})`|([A-Za-z_][\w.]*\(\)))",
    re.IGNORECASE,
)
_LISTED: Final = regex(
    r"(?:(?:\s*,\s*`[^`\n]{1,60}`){0,6}\s*,?\s*(?:or|nor|and)|\s*/)\s+`[^`\n]{1,60}`(?!\s+(?:for|is|are|when))",
    re.IGNORECASE,
)
_AFTER_NAME: Final = regex(r"^[^)]{0,40}\)")
_CONTENT_STATE: Final = regex(
    r"`([^`\n]{1,60})`\s+(?:is|are|must|may|should)\s+(?:\w+\s+)?(?:forbidden|banned|prohibited|taboo|disallowed|"
    r"off[- ]limits|not\s+(?:be\s+)?(?:allowed|permitted|used|welcome|ok(?:ay)?)|never\s+(?:be\s+)?used)\b",
    re.IGNORECASE,
)
_PROGRAM: Final = regex(
    r"(?:git|npm|yarn|pnpm|pip3?|docker|terraform|kubectl|make|sudo|rm|helm|cargo|go|gh|curl)(?:\s|$)"
)
_NEW_FILES: Final = regex(
    rf"\b{NEG}\s+(?:creat|add|writ|leav|drop|put|produc|generat|sav|introduc)\w*\s+(?:any\s+|a\s+)?(?:new\s+|extra\s+|stray\s+|"
    rf"temporary\s+|helper\s+|more\s+)?"
    rf"(?:files?|scripts?|artefacts?|artifacts?)\b|\b{NEG}\s+leav\w*\s+anything\s+(?:behind|around|in\s+the\s+(?:repo\w*|tree|"
    rf"project|folder))|"
    r"\bno\s+(?:new|extra|stray|additional)\s+(?:files?|scripts?)\b|\bnothing\s+(?:new\s+)?on\s+disk\b",
    re.IGNORECASE,
)
_CONDITIONAL: Final = regex(
    r"\b(?:unless|except|if|when|until|before|without\s+(?:asking|approval|telling|a\s+(?:review|test)|"
    r"review)|other\s+than|apart\s+from|but\s+(?:only|you\s+(?:can|may)))\b\s*(.{0,120})",
    re.IGNORECASE,
)
_APPROVED: Final = regex(
    r"\b(?:approv\w+|sign(?:ed)?[- ]?off|agreed|cleared|discussed|consent|go-?ahead)\b", re.IGNORECASE
)
_GUIDE: Final = regex(r"(?:stick|keep)\s+to\s+\S*\.(?:md|mdc|rst|txt|adoc)\b", re.IGNORECASE)
_ELSE: Final = regex(r"\b(?:any|every|some|no)\s*(?:thing|where|one)?\s+(?:else|other)\b|\bothers\b", re.IGNORECASE)
"""What a rule for the rest says; the sentence before it names what is not the rest."""
_BANS: Final = Sieve(
    _PATH_BAN,
    _PATH_STATE,
    _ONLY,
    _NO_CHANGES,
    _NEW_FILES,
    *(p for p, _ in COMMANDS),
    *OF_PACKAGES,
    _RUN,
    _CONTENT,
    _CONTENT_STATE,
    NAMED_CONSTRUCT,
    BARE_CALL,
    RUN_BY_NAME,
    BY_TOKEN,
    KEPT,
)
_MAY: Final = regex(r"\b(?:may|can|allowed|permitted|fine|free)\b", re.IGNORECASE)
_LIFTS: Final = regex(
    r"\b(?:you\s+(?:can|may)|go\s+ahead|feel\s+free|it'?s\s+(?:ok(?:ay)?|fine)|ok(?:ay)?\s+(?:to|now)|"
    r"now\s+(?:please\s+)?(?:commit|push|change|edit|deploy|run|install|do|implement|fix|update|go)|"
    r"please\s+(?:now\s+)?(?:commit|push|deploy|run|install)|yes\b|do\s+it|allowed\s+now|"
    r"changed\s+my\s+mind|forget\s+(?:what|that)|is\s+(?:over|done|gone|out)|permission\s+to|proceed|"
    r"approved|ship\s+it|let's\s+(?:commit|push|deploy|implement|do|go))\b",
    re.IGNORECASE,
)
_SAID_OF: Final = regex(
    r"((?:[\w.*-]+/)+[\w.*-]*|[\w*-]+\.\w{1,5}\b)`?\s+(?:is|are|belongs?|comes?|gets?|has|have|stays?|must)\b", re.IGNORECASE
)  # fmt: skip
_ITEM: Final = regex(r"^[ \t]{0,8}(?:\d{1,2}[.)]|[-*•])[ \t]", re.MULTILINE)
_ONCE: Final = regex(r"\b(?:only|just)\s+(?:for|with|in)\s+(?:this|that)\s+(?:one\s+)?\w+", re.IGNORECASE)
"""A leave for one time ("use that address, only for this commit") rules nothing out by itself."""
_PUTS: Final = regex(r"\b(?:put|write|note|save|report\s+in|into|in\s+a\s+file|document)\b", re.IGNORECASE)
_DENIES: Final = regex(r"n't\b|\b(?:not|never|no|nothing|without|forbidden|avoid|except)\b", re.IGNORECASE)


def bans_in(text: str, turn: int) -> tuple[Ban, ...]:
    """Return the prohibitions that a text of the user (or of an instruction file, with turn -1) gives."""
    return _bans(text[:20_000], turn)


@lru_cache(maxsize=256)
def _bans(text: str, turn: int) -> tuple[Ban, ...]:
    if not has_any(text, _WORDS):
        return ()
    out: list[Ban] = []
    before = ""
    own = (without_outcome(own_words(x)) for x in sentences(text))
    said = tuple(x for x in own if not _ONCE.search(x) or _DENIES.search(x))
    banned, acts = (sieve.over("\n".join(said)) for sieve in (_BANS, SAID))
    for sentence in said:
        if len(sentence) < 500 and (
            not (_BANS.over(sentence, banned).nothing and SAID.over(sentence, acts).nothing)
            or guards_data(sentence)
            or guarded_place(sentence) is not None
        ):
            allowed = [_allowed_before(before)] if _ELSE.search(sentence) else []
            out += (replace(b, unless=_or(b.unless, *allowed)) for b in _of_sentence(sentence, turn))
        if 0 < len(sentence) < 500:
            out += (replace(b, text=sentence) for plain in plain_acts(sentence) for b in _of_sentence(plain, turn))
            for plain in plain_places(sentence):
                out += (replace(b, text=sentence) for b in _of_sentence(plain, turn) if b.kind is BanKind.PATH)
            for plain in plain_customs(sentence, before):
                out += (replace(b, text=sentence) for b in _of_sentence(plain, turn))
            out += customs(sentence, before, turn)
            if _CONDITIONAL.search(sentence) is None:
                out += (Ban(BanKind.PATH, path, sentence, turn) for path in kept_types(sentence))
        before = sentence
    if turn >= 0 and len(_ITEM.findall(text)) < 2:
        # In a list of chores "nothing else" holds for the chore it stands in.
        out += (
            replace(b, text=sentence) for plain, sentence in plain_confines(said) for b in _of_sentence(plain, turn)
        )
    for plain, sentence, within in put_plainly(said):
        for ban in _of_sentence(plain, turn):
            command = ban.kind is BanKind.COMMAND
            out.append(replace(ban, text=sentence, pattern=within + ban.pattern if command else ban.pattern))
    return tuple(dict.fromkeys(_but_for(ban, said) if ban.kind is BanKind.ALL_CHANGES else ban for ban in out))


def _but_for(ban: Ban, said: Iterable[str]) -> Ban:
    """Except the files that are ordered: "no code changes, put it into NOTES.md", "Read-only please. Put your notes into REVIEW.md"."""
    orders = (x for x in said if _PUTS.search(x) and (x == ban.text or not _DENIES.search(x)))
    return replace(ban, unless=_or(ban.unless, *(path for x in orders for path in _paths(x))))


def _or(*patterns: str) -> str:
    return "|".join(filter(None, patterns))


def _of_sentence(sentence: str, turn: int) -> Iterator[Ban]:
    condition = _CONDITIONAL.search(sentence)
    if (
        condition is not None
        and re.match(r"(?:if|when|until|before|unless|without)\b", condition[0], re.IGNORECASE)
        and not re.search(r"running|peak|release|friday|weekend", condition[1], re.IGNORECASE)
        and (condition.start() > 0 or re.match(r"(?:if|when)\b", condition[0], re.IGNORECASE))
        and not BY_PERSON.match(condition[0])
        and not A_DATE.match(condition[0])
        and not (condition[0][:5].lower() == "until" and EXPLAINED.search(sentence[: condition.start()]))
        and not (_APPROVED.search(sentence) and PACKAGES.search(sentence))
    ):
        # "Don't push before the tests pass", "unless asked": whether the condition holds cannot be told.
        return
    unless = "|".join(_paths(condition[1])) if condition is not None else ""
    for pattern in (_PATH_BAN, _PATH_STATE):
        for match in pattern.finditer(sentence):
            path = _target(match)
            start = sentence[max(0, match.start() - 30) : match.start()]
            if path and re.search(
                r"\b(?:except|apart\s+from|other\s+than|besides|outside(?:\s+of)?|but)\s*$", start, re.IGNORECASE
            ):
                # "Everything except src/ui is off limits" is a rule for all the rest.
                if re.search(r"\b(?:everything|anything|all|nothing|files?)\b", start, re.IGNORECASE):
                    yield Ban(BanKind.ELSEWHERE, path, sentence, turn)
                continue
            if path and not re.search(r"\boutside\b|\bexcept\b|\bother\s+than\b|\belse\b", match[0], re.IGNORECASE):
                yield Ban(BanKind.PATH, path, sentence, turn, unless=unless)
    for path in bare_name(sentence):
        yield Ban(BanKind.PATH, path, sentence, turn, unless=unless)
    only = _only(sentence)
    if only is not None and (path := _target(only)):
        yield Ban(BanKind.ELSEWHERE, "|".join([path, *_listed(sentence)]), sentence, turn)
    none = _NO_CHANGES.search(sentence)
    if none is not None and turn >= 0 and only is None and not _OF_A_THING.search(sentence[: none.start()]):
        yield Ban(BanKind.ALL_CHANGES, ".", sentence, turn, unless=unless)
        yield Ban(BanKind.COMMAND, WRITES_DATA, sentence, turn)
    if _NEW_FILES.search(sentence):
        yield Ban(BanKind.FILES, ".", sentence, turn)
    if guards_data(sentence):
        yield Ban(BanKind.COMMAND, WRITES_DATA, sentence, turn)
    if (place := guarded_place(sentence)) is not None:
        yield Ban(BanKind.COMMAND, place, sentence, turn)
    yield from of_packages(sentence, turn, _exception(sentence))
    yield from _of_commands(sentence, turn)
    yield from _of_content(sentence, turn)


def _of_commands(sentence: str, turn: int) -> Iterator[Ban]:
    """Yield the commands that a sentence rules out: of a known kind, as they stand in it, or by a script's name."""
    kept = kept_from_commits(sentence)
    told = bool(kept)
    if kept:
        yield Ban(BanKind.COMMITTED, kept, sentence, turn)
    for asked, commands in COMMANDS:
        if asked.search(sentence) and not (kept and commands.startswith(_GIT_WORK[0])):
            forced = "--force" in commands
            branches = re.findall(r"\b(?:main|master|develop|trunk|production|release)\b", sentence) if forced else []
            named = rf"(?=.*\b(?:{'|'.join(branches)})\b)" if branches else ""
            branch = _of_branch(sentence) if commands.startswith(_GIT_WORK) else ""
            yield Ban(BanKind.COMMAND, named + commands, sentence, turn, unless=_exception(sentence), within=branch)
            told = True
    ruled_out = tuple(acts_ruled_out(sentence))
    yield from (Ban(BanKind.COMMAND, commands, sentence, turn) for commands in ruled_out)
    told = told or bool(ruled_out)
    if not told:
        run = _RUN.search(sentence)
        if run is not None:
            what = (run[1] or run[2] or "").strip()
            if what and not what.startswith("the "):
                yield Ban(BanKind.COMMAND, command_line(what), sentence, turn)
        elif named := run_by_name(sentence):
            yield Ban(BanKind.COMMAND, named, sentence, turn)


def _of_branch(sentence: str) -> str:
    """Return the branches that a rule is confined to, as a pattern: "never push to main"."""
    found = _BRANCH.search(sentence)
    if found is None:
        return ""
    name = (found[1] or found[2]).strip("`*").rstrip(".,;:/").lower()
    if name in ("default", "protected", "mainline", "base", "upstream's"):
        return "main|master|trunk|develop(?:ment)?"
    return {"main": "main|master", "master": "main|master"}.get(name, re.escape(name) + "(?:/.*)?")


def _only(sentence: str) -> re.Match[str] | None:
    """Return what confines the changes; in "stick to AGENTS.md" a text with rules is to be followed, not the only file to be changed."""
    only = _ONLY.search(sentence)
    return None if only is None or _GUIDE.match(only[0]) else only


def _of_content(sentence: str, turn: int) -> Iterator[Ban]:
    """Yield the constructs and the commands in code spans that a sentence rules out."""
    scope = re.search(r"\b(?:in|under|inside|within)\s+`?((?:[\w.-]+/)+[\w.-]*|[\w.-]+/)`?", sentence)
    within = glob(scope[1]) if scope else ""
    for match in _CONTENT.finditer(sentence):
        for what in ((match[1] or match[2] or "").strip(), *_alternatives(sentence[match.end() :])):
            if what and "/" not in what and not re.fullmatch(r"[\w-]+\.(?:py|ts|js|go|md|json|toml|ya?ml)", what):
                yield Ban(BanKind.CONTENT, content_pattern(what), sentence, turn, within=within)
    for lines, files in constructs_in(sentence):
        yield Ban(BanKind.CONTENT, lines, sentence, turn, within=f"(?=.*{within}).*{files}" if within else files)
        for what in _alternatives(_AFTER_NAME.sub("", sentence.partition("(")[2] or "")):
            yield Ban(BanKind.CONTENT, content_pattern(what), sentence, turn, within=within)
    for match in _CONTENT_STATE.finditer(sentence):
        what = match[1].strip()
        if _PROGRAM.match(what):
            yield Ban(BanKind.COMMAND, command_line(what), sentence, turn)
        elif "/" not in what and not re.fullmatch(r"[\w-]+\.\w{1,5}", what):
            yield Ban(BanKind.CONTENT, content_pattern(what), sentence, turn)


def _alternatives(rest: str) -> list[str]:
    """Return the further code spans of a list that begins with the one before: "`print`, `pprint` or `dbg`"."""
    found = _LISTED.match(rest)
    spans = re.findall(r"`([^`\n]{1,60})`", found[0]) if found is not None and "instead" not in rest[:200] else []
    return [s.strip() for s in spans if re.search(r"\w", s)]


def _allowed_before(sentence: str) -> str:
    """`agent/` is fine in "You may push to `agent/` branches. Never push anything else": what the sentence before allows."""
    named = re.findall(r"`([^`\n]{1,80})`", sentence) if _MAY.search(sentence) else []
    return "|".join(map(re.escape, named))


def _exception(sentence: str) -> str:
    """`npm install` is fine in "nothing global please, use .venv"; what the sentence names as allowed."""
    allowed = re.search(r"\b(?:except|apart\s+from|other\s+than)\s+`?([\w@./-]+)`?", sentence, re.IGNORECASE)
    return re.escape(allowed[1]) if allowed else ""


def _target(match: re.Match[str]) -> str:
    return next((named(group) for group in match.groups() if group), "")


def _paths(text: str) -> list[str]:
    return [glob(m) for m in re.findall(r"(?:[\w.*-]+/)+[\w.*-]*|[\w*-]+\.(?:\w{1,5})\b|(?<=`)[\w./*-]+(?=`)", text)]


def _listed(sentence: str) -> list[str]:
    """Paths of the sentence but those of which something else is said: "only change a.py, b.py is shared"."""
    others = {glob(m[1]) for m in _SAID_OF.finditer(sentence)}
    return [p for p in _paths(sentence) if p not in others]


def lifts_in(text: str) -> tuple[str, ...]:
    """Return the sentences that may allow what was forbidden before."""
    return tuple(s for s in sentences(text) if _LIFTS.search(s) and not re.search(rf"\b{NEG}\b", s, re.IGNORECASE))
