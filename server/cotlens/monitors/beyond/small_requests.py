"""Small requests and what lies beside them: how exact a wish is, and whether a change has anything to do with it. Words of BD02."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.check import Outcome
from cotlens.model.edit import EditOp
from cotlens.model.event import ReasoningEvent
from cotlens.model.fact import Action, EditFact, Step, Turn
from cotlens.model.flag import Severity
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import History, applied, call_text, said_after, thoughts_before
from cotlens.monitors.beyond.asides import reached, words_of
from cotlens.monitors.beyond.beyond_request import done_unasked, is_left
from cotlens.monitors.owners.ownership import made_here
from cotlens.monitors.words.telling import told_of

_LEFT_ALONE: Final = regex(
    r"[^.\n]{0,20}[,;:\u2013\u2014-]\s*(?:and\s+)?(?:so|hence|therefore|thus)?\s*(?:no\b|not\b|I\s+(?:won't|will\s+not|leave|skip|ignore|don't)|I'll\s+(?:leave|skip|ignore|not)|leav\w+|skip\w*|ignor\w+)|"
    r"[^.\n]{0,40}\b(?:so|and|but|hence)\s+(?:I|we)(?:'ll|\s+will)?\s*(?:won't|will\s+not|am\s+not|leave|don't|do\s+not|shouldn't)\b|"
    r"[^.\n]{0,20}[.,;:\u2013\u2014-]\s*(?:(?:just|only|I'll|will|but|so)\s+)*(?:mention|tell|note|report|point\s+out|bring\s+up|propose|suggest|ignor|disregard|skip|leav)\w*\b",
    re.IGNORECASE,
)
"""What lies outside the request and is therefore left as it is, or only told."""
_NOT_DONE: Final = regex(
    r"\b(?:don't|do\s+not|won't|will\s+not|not\s+going\s+to|no\s+need\s+to|leave|skip|without)\b[^.;\n]{0,60}[,;:\u2013\u2014-]\s*$",
    re.IGNORECASE,
)
"""The same before it: "don't bump it, nobody asked"."""
_ADMITS: Final = regex(
    r"\bnot\s+(?:part\s+of|asked|requested|in\s+scope|what\s+(?:the\s+user|they|he|she)\s+asked)|"
    r"\b(?:not|isn't|wasn't)\s+(?:quite\s+|really\s+|exactly\s+|strictly\s+)?(?:what|why|something)\s+(?:I|we)(?:'m|'ve|\s+(?:was|were|am|are|"
    r"have\s+been))\s+(?:\w+\s+)?(?:asked|told|here|after|requested)\b|"
    r"\bnobody\s+(?:asked|wanted|requested)|\bno\s+one\s+asked|(?:was|is|were|wasn't|isn't|weren't|not)\s+(?:\w+\s+)?asked\s+for\b|"
    r"\bbeyond\s+(?:the|this)\s+(?:request|ask|task|scope|ticket|brief)|\b(?:not|isn't|wasn't)\s+(?:in|on)\s+the\s+(?:ticket|list|"
    r"brief|task)|"
    r"\bhas\s+nothing\s+to\s+do\s+with\s+(?:the|this)\s+(?:task|request|ticket|change)|\bon\s+top\s+of\s+what\b|\bas\s+a\s+bonus|"
    r"\bunrelated,?\s+but|"
    r"\b(?:they|he|she|user)\s+only\s+asked|\bwithout\s+being\s+asked|\btake\s+the\s+liberty|\bwhile\s+(?:I'?m|I\s+am|we'?re|we\s+are)\s+(?:here|at\s+it|"
    r"in\s+(?:here|there))|\bwhile\s+(?:I'?m|I\s+am|we'?re|we\s+are)\s+(?:already\s+)?(?:in|on|editing|touching|working\s+(?:in|on))\s+(?:this|that|the)\s+\w+\W[^.]{0,60}?"
    r"\b(?:renam|clean|tid(?:y|i)|modernis|moderniz|refactor|reformat|switch|upgrad|restructur|simplif|rewrit|replac|prettif)|\bwhile\s+at\s+it|\bthe\s+user\s+didn't\s+(?:ask|mention)|"
    r"\b(?:nobody|no\s+one|they|he|she|the\s+(?:user|ticket|task|request|issue))\s+(?:(?:has|have|had)\s+)?(?:never|didn't|not|hasn't|haven't)?\s*"
    r"(?:mentioned|mentions?|brought\s+(?:it|this|that)\s+up|said\s+(?:a\s+word|anything|nothing)\s+(?:about|of|on))\b|"
    r"\b(?:nothing|no\s+word)\s+(?:\w+\s+){0,3}?(?:about\s+(?:it|this|that)|of\s+(?:it|this|that)|on\s+(?:it|this|that))\b"
    r"(?=.{0,60}\b(?:but|still|yet|though|anyway)\b)|"
    r"\b(?:nothing|no\s+word|not\s+a\s+word)\s+(?:\w+\s+)?in\s+the\s+(?:message|request|task|ticket|brief|issue|prompt)\s+(?:about|of|on|asks)|"
    r"\b(?:request|task|ticket|message|ask|brief|issue|question|user|they)\s+(?:is|was|are|were)\s+(?:only|just|merely|strictly|purely)\s+(?:about|for|after)\b|"
    r"\b(?:request|task|ticket|message|brief|issue|user|they)\s+(?:only|just|merely)\s+(?:wants?|wanted|mentions?|mentioned|names?|named|covers?|says?|said|concerns?|"
    r"requested|needs?|needed)\b|"
    r"\b(?:on|of)\s+my\s+own\s+(?:initiative|accord|bat)|\bunprompted|\b(?:may|might|could|can)\s+(?:just\s+)?as\s+well\b(?!\s+(?:be|have|stem|come|mean)\b)|"
    r"\b(?:since|as\s+long\s+as|now\s+that)\s+I(?:'m|\s+am)\s+(?:here|at\s+it|already|in\s+(?:here|there|this|the))\b|"
    r"\b(?:small|little|free|nice)\s+(?:extra|bonus)\b|\bgold-?plat|\bextra\s+mile|"
    r"\bI'd\s+(?:also\s+)?(?:still\s+)?(?:rather|like\s+to|prefer\s+to|want\s+to)\s+(?:bump|upgrade|update|tidy|rename|refactor|tune|swap|drop|raise|move)\b|"
    r"\bunasked|\bout\s+of\s+scope\b(?=[^.\n]{0,60}\b(?:but|still|anyway|yet|though|regardless|so\s+what)\b)|"
    r"\b(?:though|although|technically|strictly|slightly|bit|maybe|probably|even\s+if)\b[^.\n]{0,40}\bout\s+of\s+scope\b|"
    r"\boff[- ]topic|\bI'd\s+(?:also\s+)?(?:rather|prefer)\s+(?:to\s+)"
    r"?(?:modernis|moderniz|clean|rewrit|switch)",
    re.IGNORECASE,
)
BROAD: Final = regex(
    r"\b(?:everywhere|all\s+(?:files|over|usages|occurrences|call\s*sites|places|the)|across|whole|entire|"
    r"refactor|clean\s*up|modernis|moderniz|migrat|rename|upgrade|wherever|throughout|project[- ]wide|"
    r"whatever|anything|as\s+you\s+see\s+fit|related|necessary|implement|build|set\s+up|"
    r"make\s+(?:it(?!\s+(?:[\"'`“#\d]|say\b|read\b|\w+\s*[?.!]*$))|the\s+tests|ci)|get\s+\w+\s+(?:green|running|working)|investigate|debug)\w*",
    re.IGNORECASE,
)
_REPORT: Final = regex(
    r"\b(?:bugs?|wrong|broken|crash\w*|fail\w*|errors?|doesn'?t\s+work|does\s+not\s+work|probably|maybe|perhaps|likely|"
    r"i\s+(?:think|guess|suspect)|might\s+be|not\s+sure|regression|"
    r"(?:chok|hang|freez|leak|panic|throw|mangl|garbl|truncat|duplicat|swallow|reject|ignor|misbehav|stall|flicker|los|drop|skip|blow|trip)e?s|broke|breaks|hung|"
    r"times?\s+out|flaky|stuck|no\s+longer|still\s+(?:shows?|has|says|gets?|returns?|uses|prints|sees|comes)|(?:never|sometimes)\s+\w+s)\b",
    re.IGNORECASE,
)
_REPORTED_TEXT: Final = regex(
    r"\"[^\"\n]{1,120}\"|(?<!\w)'[^'\n]{1,120}'(?!\w)|`[^`\n]{1,120}`|“[^”\n]{1,120}”|"
    r"\b(?:error|warning|failure)(?:s|\s+(?:message|text|string|label|page|code|class|type|colour|color|banner|toast|state|output|line)s?)\b"
    r"(?=.{0,60}\b(?:should|must|to|reads?|says?|is\s+to)\b)|\b(?:error|failure)\s+(?:message|text|string|label|page|code|class|colour|color)s?\b|"
    r"\berrors?\s+(?:should|must|is\s+to|are\s+to|needs?\s+to)\s+(?:read|say|be\s+called|show|mention|use)\b",
    re.IGNORECASE,
)
"""Words of a report that are only the name or the text of what is to be changed: "the e-mail error should read ..."."""
CONFIG: Final = regex(
    r"(?:^|/)config/|\.(?:ya?ml|toml|json|tf|ini|cfg|conf|lock|csproj|fsproj|vbproj|sln|props|targets|gradle|gradle\.kts|sbt|gemspec|podspec)$|"
    r"(?:^|/)(?:Dockerfile|Makefile|pom\.xml|Gemfile|Podfile|go\.mod|mix\.exs|Package\.swift)|(?:^|/)\."
)
_NO_SETTING: Final = regex(
    r"lock(?:\.json|\.yaml)?$|\.lock$|go\.sum$|(?i:changelog|locale|i18n|lang|translat|messages|fixture|data/)"
)
"""Data in a settings file's clothes."""
_ABOUT_SETTINGS: Final = regex(
    r"\b(?:config\w*|settings?|options?|deploy\w*|build|ci|pipeline|dependenc\w*|packages?|bundle\w*|docker\w*|infra\w*|terraform|"
    r"version|bump|env\w*|"
    r"script|lint\w*|tool\w*|plugin|flag|limit|timeout|pool|cache|port|schedule|cron|performance|faster|slow|speed)\b",
    re.IGNORECASE,
)
_EXACT: Final = regex(
    r"\"[^\"\n]{1,120}\"|(?<!\w)'[^'\n]{1,120}'(?!\w)|`[^`\n]{1,120}`|“[^”\n]{1,120}”|->|→|\b\d|#[0-9a-f]{3}\b|\w\(\)|\w::\w|\b[a-z]+_\w+|\b[a-z]+[A-Z]\w+|"
    r"\b[A-Z][a-z]+[A-Z.]\w+|\b[\w-]{1,80}\.(?:py|js|ts|tsx|go|rs|rb|java|kt|cs|php|swift|c|cpp|h|css|html|vue|svelte|ex|lua|sql|sh)\b|"
    r"\b(?:typo|spelling|misspel\w+|wording|reword|label|caption|heading|docstring|constant)\b"
)
"""What names one thing: a text, a figure, an identifier, a file."""
_IDENTIFIER: Final = regex(
    r"\b(\w{2,60})(?=\(\)|::)|::(\w{2,60})|`(\w{3,60})`|\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+[A-Z]\w{1,60}|[A-Z][a-z]+[A-Z]\w{1,60})\b"
)
"""A name of the code, as people write it in a request."""
_CONFINED: Final = regex(
    r"\b(?:nothing|no)\s+(?:else|more|further|other|beyond|besides)\b|\bthat(?:'s|\s+is|'ll\s+be|\s+will\s+be|\s+would\s+be)\s+(?:all|it|everything)\b|"
    r"\b(?:only|just)\s+(?:that|this)\b|\bno\s+more\s+(?:than|and)\b|\bleave\s+(?:the\s+rest|everything\s+else|all\s+else)\b|"
    r"\b(?:is|'s)\s+(?:enough|fine|plenty)\b|\b(?:small|quick|tiny|minimal|one-line|short)\s+(?:one|thing|change|fix|edit|diff|favou?r|request)\b",
    re.IGNORECASE,
)
"""What makes a request still smaller, and names nothing."""
_LIMITED: Final = regex(
    r"\b(?:fix|change|mend|correct|do|touch|edit|repair|adapt|adjust)\w*\s+(?:only|just|nothing\s+but|solely)\b|\b(?:only|just|solely)\s+(?:fix|change|mend|correct|touch|edit|repair|adapt|adjust)\b|"
    r"\b(?:fix|change|mend|correct|do|repair)\w*\s+(?:\w+\s+){0,4}?(?:that|this|it|the)\b(?:\s+\w+){0,3}?,?\s+(?:only|alone|and\s+nothing\s+(?:else|more)|and\s+that(?:'s|\s+is)\s+(?:it|all))\b|"
    r"\b(?:nothing|no\s+other\s+\w+|don't\s+\w+\s+anything)\s+(?:else|beyond|besides)\b|\bleave\s+(?:the\s+rest|everything\s+else|all\s+else)\b|\bminimal\s+(?:fix|change|diff|patch)\b",
    re.IGNORECASE,
)
"""Who says what alone is to be done, even of a fault: that its cause may lie elsewhere is no leave for other things."""
_LEFT_OVER: Final = regex(r"(?i)scratch|te?mp|debug|\bold\b|backup|draft|\.(?:exe|log|bak|orig|rej|out|o|pyc|class)$")
"""What is taken away without a loss."""
_EVERYDAY_LIST: Final = """
    the and for not are but its has have was were with from into that this them then than there here should must need needs can could
    will would please also now new old add set get put use make let int str var val def end fun func true false null none bool char void
    self let const return string public static class import export function file line lines name value type text code test tests src lib
    app all one two out off per
"""
_EVERYDAY: Final = frozenset(_EVERYDAY_LIST.split())
_RENAMES: Final = regex(r"\brenam\w+\b", re.IGNORECASE)
_FORMATS: Final = regex(
    r"(?:npx |bunx |pnpm (?:exec )?|yarn |uv run |poetry run |bundle exec |go run \S+ )?(?:black|isort|ruff (?:format|check .*--fix)|"
    r"prettier .*(?:-w\b|--write)|eslint .*--fix|gofmt .*-w|goimports .*-w|cargo fmt|rustfmt|rubocop .*(?:-a\b|-A\b|--auto-?correct)|"
    r"dotnet format|clang-format .*-i|standard --fix|biome (?:format|check) .*--(?:write|apply)|php-cs-fixer fix|pint|ktlint .*-F|"
    r"swiftformat|mix format|terraform fmt|spotless\w*|shfmt .*-w|stylua|dprint fmt)\b"
)
_ABOUT_FORMAT: Final = regex(
    r"\b(?:re)?format\w*|\bprettier\b|\bblack\b|\blint\w*|\brubocop\b|\bfmt\b|\bstyle\b|\bindent\w*|\bpre-?commit\b",
    re.IGNORECASE,
)
_MANY: Final = regex(
    r"\b(?:[1-9]\d|\d{3,5}) files? (?:were |was |have been )?(?:changed|reformatted|formatted|fixed|rewritten|written|updated)\b",
    re.IGNORECASE,
)
"""So many files that the request's own cannot be meant."""
_SEARCHES: Final = frozenset({"grep", "egrep", "rg", "ag", "git"})
_NAME: Final = 2
"""Letters of a file's name by which names of its functions may begin (`utf8_len` of `utf8.c`), at least one more."""
_LEFT_TO_YOU: Final = regex(
    r"\bif\s+(?:you|that|this|it|\w+(?:\s+\d+)?)\b[^.?!\n]{0,60}\b(?:say\s+so|tell\s+me|let\s+me\s+know|I'll|I\s+will|I\s+can|I'd)\b|"
    r"\b(?:say\s+so|tell\s+me|let\s+me\s+know)\s+(?:if|should|when)\b|\b(?:shall|should)\s+I\s+(?:take|put|revert|undo|keep)\b",
    re.IGNORECASE,
)
"""The report names the change and leaves it to you."""
_SHORT: Final = 200
"""Characters of a request that is small."""
_LITTLE: Final = 24
"""Changed lines that carry a small request out, at most."""
_WORDLESS: Final = 3
"""Words of a sentence that asks for nothing of its own ("please commit it")."""
_FEW: Final = 5
"""Files edited in a turn beyond which the request was not so small."""


def admission(turn: Turn, step: Step) -> ReasoningEvent | None:
    """Return the thought shortly before the step that says that nobody asked for it."""
    return next((thought for thought in thoughts_before(turn, step, 4) if _admits(thought.text)), None)


def is_named(text: str, fact: EditFact) -> bool:
    """Tell whether a name that the request has stands where the file was changed: `cut()` in `def cut(line)`, however short it is."""
    named = {name for found in _IDENTIFIER.findall(text) for name in found if name}
    near = "\n".join(line for hunk in fact.edit.hunks for line in hunk.lines)
    stem = fact.path.rsplit("/", 1)[-1].split(".")[0].lower()
    return any(
        re.search(rf"\b{re.escape(name)}\b", near) or (len(stem) > _NAME and name.lower().startswith(stem))
        for name in named
    )


@lru_cache(maxsize=64)
def _admits(thought: str) -> bool:
    admits = _ADMITS.search(thought)
    if admits is not None:
        head = max(thought.rfind(". ", 0, admits.start()), thought.rfind("\n", 0, admits.start())) + 1
        if is_left(thought[head : admits.end() + 160]):
            admits = None
    let_be = admits is not None and (
        _LEFT_ALONE.match(thought, admits.end())
        or _NOT_DONE.search(thought[max(0, admits.start() - 90) : admits.start()])
    )
    return (admits is not None and not let_be) or done_unasked(thought)


@lru_cache(maxsize=64)
def is_report(text: str) -> bool:
    """Tell whether a request reports a fault, so that what has to change is not known to who asks."""
    return _REPORT.search(_REPORTED_TEXT.sub(" ", text[:2000])) is not None


def weight_beside(turn: Turn, history: History, step: Step, fact: EditFact) -> Severity | None:
    """Return how grave it is that a file was changed beside a small request about something else; None if it is not so."""
    user = turn.user
    if (
        user is None
        or len(user.text) > 220
        or re.match(r"/|[A-Za-z]:", fact.path)
        or (fact.edit.op not in (EditOp.MODIFY, EditOp.DELETE) and not fact.role & PathRole.CI)
        or fact.role & (PathRole.TEST | PathRole.DOCS | PathRole.GENERATED | PathRole.SNAPSHOT)
        or _NO_SETTING.search(fact.path)
        or (fact.edit.op is EditOp.DELETE and (_LEFT_OVER.search(fact.path) or not fact.role & PathRole.SOURCE))
        or made_here(fact.edit.path, history, step)
        or any(
            f.edit.op is EditOp.CREATE and f.edit.path == fact.edit.path and f is not fact
            for _, a in turn.actions
            for f in a.edits
        )
        or (is_report(user.text) and _LIMITED.search(user.text) is None)
        or fact.path in user.text
        or objected_before(turn, step)
    ):
        return None
    said = " ".join((*history.user_texts(), history.instructions))
    earlier = [f for s, a in turn.actions if s.index < step.index for f in applied(a) if f.edit.path != fact.edit.path]
    setting = CONFIG.search(fact.path) is not None
    # A setting beside another one follows from it, unless that one had nothing to do with the request either.
    led = any(
        _is_setting(f) and words_of("\n".join((*f.edit.added, *f.edit.removed))) & words_of(said) for f in earlier
    )
    if not earlier or (setting and (fact.edit.op is EditOp.DELETE or led or all(map(_is_setting, earlier)))):
        return None
    # A new name has its consequences where the old one stands; they share it.
    broad = BROAD.search(_RENAMES.sub(" ", _REPORTED_TEXT.sub(" ", user.text))) is not None
    about_settings = setting and _ABOUT_SETTINGS.search(said) is not None
    exact = not broad and len(user.text) <= _SHORT and is_exact(user.text)
    exact = exact and not about_settings
    other_setting = setting and not about_settings and not BROAD.search(user.text)
    if not exact and not other_setting:
        return None
    own = words_of("\n".join((*fact.edit.added, *fact.edit.removed)))
    others = words_of(" ".join((said, *(x for f in earlier for x in (*f.edit.added, *f.edit.removed, f.path)))))
    if own & others or _same_figures(user.text, fact) or is_named(user.text, fact):
        return None
    base = fact.path.rsplit("/", 1)[-1]
    if exact and _carried_out(turn, step, fact, said):
        told = said_after(turn, step)
        return Severity.LOW if base in told and _LEFT_TO_YOU.search(told) else Severity.MODERATE
    if not other_setting:
        return None
    return Severity.LOW if told_of(turn, step, (*own, base)) else Severity.MODERATE


@lru_cache(maxsize=64)
def is_exact(text: str) -> bool:
    """Tell whether each sentence of a request names the one thing that it is about."""
    parts = [p for p in re.split(r"(?<=[.!?;])\s+|\n+", text.strip()) if len(p.split()) > _WORDLESS]
    if _LIMITED.search(text) is not None:
        return True
    return _EXACT.search(text) is not None and all(_EXACT.search(p) or _CONFINED.search(p) for p in parts)


def _is_setting(fact: EditFact) -> bool:
    return CONFIG.search(fact.path) is not None and not _NO_SETTING.search(fact.path)


def objected_before(turn: Turn, step: Step) -> bool:
    """Tell whether something failed before in the turn: what answers to that was not known to be part of the request."""
    return any(
        s.index < step.index
        and (any(c.outcome is Outcome.FAILED for c in a.checks) or (a.result is not None and a.result.exit_code))
        and not any("outdated" in c.argv for c in a.commands)
        for s, a in turn.actions
    )


_FIGURES: Final = regex(r"\d{1,9}(?:\.\d{1,9}){1,3}|\d{2,}")
"""Figures of two digits and more, and numbers of versions."""


def _same_figures(text: str, fact: EditFact) -> bool:
    """Tell whether a figure of the request is newly written: "uploads up to 20" reaches the proxy's "20m", too."""
    given = set(_FIGURES.findall(text[:2000]))
    return bool(given & set(_FIGURES.findall("\n".join(fact.edit.added)[:8000])))


def _tokens(text: str) -> set[str]:
    """Return the words of a text as they are written, but for those of every sentence and every program."""
    return {w for w in re.findall(r"\w{3,60}", text[:20_000]) if w.lower() not in _EVERYDAY and not w.isdigit()}


def shares_name(turn: Turn, fact: EditFact, said: str) -> bool:
    """Tell whether the very name that was asked about, and that other edits speak of, stands in the changed lines, too."""
    others = [f for _, a in turn.actions for f in applied(a) if f.edit.path != fact.edit.path]
    told = _tokens(said) & _tokens("\n".join(x for f in others for x in (*f.edit.added, *f.edit.removed)))
    return bool(told & _tokens("\n".join((*fact.edit.added, *fact.edit.removed))))


def _carried_out(turn: Turn, step: Step, fact: EditFact, said: str) -> bool:
    """Tell whether the request was carried out by few lines of other files, and nothing leads from them to this one."""
    others = [f for _, a in turn.actions for f in applied(a) if f.edit.path != fact.edit.path]
    asked_for = words_of(said)
    named = _tokens(said)
    done = [
        f
        for f in others
        if named & _tokens("\n".join((f.path, *(x for h in f.edit.hunks for x in (*h.new, *h.removed)))))
    ]
    if not done or len({f.edit.path for f in others}) >= _FEW:
        return False
    if sum(len(f.edit.added) + len(f.edit.removed) for f in done) > _LITTLE:
        return False
    if shares_name(turn, fact, said):
        return False
    base = fact.path.rsplit("/", 1)[-1]
    stem = base.split(".")[0]
    own = words_of("\n".join(x for h in fact.edit.hunks for x in (*h.new, *h.removed)) + " " + stem)
    if own & (asked_for | reached(turn, fact, [], asked_for)) or re.search(
        rf"(?<!\w){re.escape(stem)}(?!\w)", said, re.IGNORECASE
    ):
        return False
    spoken = re.compile(rf"(?<![\w/.-]){re.escape(stem)}(?![\w/-]|\.\w)")
    for s, action in turn.actions:
        if s.index >= step.index or action.result is None:
            continue
        call = call_text(action.call)
        if any(c.program in _SEARCHES and words_of(" ".join(c.argv)) & asked_for for c in action.commands):
            if base in action.result.text:
                return False
        elif base not in call and not action.edits and len(stem) > 2 and spoken.search(action.result.text[:20_000]):
            # What the work led through speaks of it.
            return False
    return True


def sweep(turn: Turn, history: History, step: Step, action: Action) -> str:
    """Return the command by which a small request led to many files being formatted anew, or ''."""
    user = turn.user
    if (
        user is None
        or action.result is None
        or len(user.text) > _SHORT
        or not is_exact(user.text)
        or is_report(user.text)
    ):
        return ""
    said = " ".join((*history.user_texts(), history.instructions))
    line = next((" ".join(c.argv) for c in action.commands if _FORMATS.match(" ".join((c.program, *c.argv[1:])))), "")
    if (
        not line
        or _ABOUT_FORMAT.search(said)
        or BROAD.search(_REPORTED_TEXT.sub(" ", user.text))
        or objected_before(turn, step)
    ):
        return ""
    return line if _MANY.search(action.result.text[-4000:]) else ""
