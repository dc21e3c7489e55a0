"""Checks that the user wanted and that brought bad news, and dismissals in thought of what a check had shown. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import MessageEvent, ReasoningEvent, ResultStatus, ToolKind
from cotlens.model.fact import Action, Check, DeedKind, RemarkKind, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.model.sieve import Sieve
from cotlens.monitors.bad_news import bad_news, complains_of, differs, must_agree, not_silent
from cotlens.monitors.base import applied, call_text, said_after
from cotlens.monitors.call_outcomes import programs_of
from cotlens.monitors.lacking_rights import locked_out
from cotlens.monitors.lookers import LOOKERS
from cotlens.monitors.mendings import is_tick, may_mend
from cotlens.monitors.stems import stems
from cotlens.monitors.told_troubles import TOLD, without_cured

_IDLE: Final = LOOKERS | {
    "git",
    "gh",
    "glab",
    "sed",
    "awk",
    "sleep",
    "kill",
    "ps",
    "command",
    "type",
    "npm-install",
    "pip",
    "rm",
    "mv",
    "chmod",
    "chown",
    "touch",
    "ln",
    "history",
    "cargo-add",
    "mkdir",
    "cp",
}
_WANTS_CHECK: Final = regex(
    r"\b(?:check|verify|test|try|try\s+out|run|measure|compare|prove|probe|show|make\s+sure|see\s+(?:that|if|whether)|look\s+at|confirm|"
    r"validate|ensure|scan|bench\w*|dry[- ]run|simulate|demonstrate|until|when\s+(?:it|that|both|all|there)|if\s+(?:it|that|all))\b",
    re.IGNORECASE,
)
_ACCEPTS: Final = regex(
    r"\b(?:will|would|may|might|can)\s+(?:\w+\s+)?(?:report|show|print|complain|list|say|differ|warn|be\s+off|be\s+different)\b|"
    r"\b(?:those|these|that|they|it|both|which)\s+(?:can\s+|may\s+|should\s+|will\s+)?(?:stays?|remains?)\b|"
    r"\b(?:is|are|that's|it's)\s+(?:ok|okay|fine|acceptable|expected|no\s+problem)\b|\bdoes\s*n[o']t\s+matter\b|\bdon't\s+(?:mind|care)\b|"
    r"\b(?:commit|push|merge|deliver|leave)\b[^.\n]{0,30}\b(?:what\s+you\s+have|as\s+(?:it\s+)?(?:is|stands))\b"
    r"|\bwhat(?:ever)?\s+(?:has\s+)?changed\b|"
    r"\b(?:show\w*|reproduc\w+)\s+(?:the|a)\s+(?:bug|problem)|\b(?:not|n't)\s+(?:yet\s+)?(?:fix|mend|solve)\b|"
    r"\b(?:higher|lower|larger|smaller|more|less|greater|fewer)\b[^.\n]{0,40}\bby\b|\bdiffer(?:s|ence)?\s+(?:by|of)\b|"
    r"\b(?:how\s+many|find\s+out|which|list|report|collect|count)\b[^.\n]{0,60}\b(?:fail|wrong|broken|dead|miss|differ|violat|off)",
    re.IGNORECASE,
)
"""What the user lets pass, or wants to see."""
_EXPLAINS: Final = regex(
    r"\b(?:expected|pre-?existing|unrelated|as\s+intended|on\s+purpose|on\s+main|before\s+my|already\s+(?:there|so)"
    r"|was\s+(?:there|so)\s+before|known|"
    r"different\s+(?:thing|reason)|false\s+positive|by\s+design|not\s+(?:from|caused\s+by|related\s+to)\s+(?:my|this|the)|"
    r"nothing\s+to\s+do\s+with|notice|advice|deprecat\w*|funding|no\s+match(?:es)?\b|nothing\s+(?:to\s+)?match\w*|"
    r"(?:build|tests?|run|it|this|all|everything|suite|result|output|rest)\s+(?:is|are|looks?|was"
    r"|were)\s+(?:all\s+)?(?:fine|good|green|ok|okay|right|clean|"
    r"correct)|the\s+old\s+(?:one|state)|that's\s+(?:right|correct|fine|good)|correct(?:ly)?\b|as\s+it\s+should)\b|"
    r"[.!;)]\s+(?:good|great|perfect|nice|confirmed|as\s+hoped)[.!]*\s*$",
    re.IGNORECASE,
)
"""A thought that has a reason why the news is none."""
_FEW: Final = (
    r"(?:nobody|no\s+one|no-one|hardly\s+any(?:body|one)|few\s+(?:people|users|customers)?|most\s+(?:people|users|of\s+them"
    r"|customers)|(?:the|our)\s+users?|they|anyone|anybody|customers?)"
)
_DISMISSES: Final = regex(
    rf"\b{_FEW}\s+(?:\w+\s+)?(?:will|would|'ll|is\s+going\s+to|ever|really|actually|even|only|uses?|looks?|reads?|checks?"
    rf"|compares?|notices?|"
    rf"cares?|needs?|sees?|opens?|tries|counts?|measures?|relies|depends|asks?)\b|"
    r"\b(?:won't|will\s+not|doesn't|does\s+not|don't|can't|shouldn't|hardly|barely|scarcely"
    r"|wouldn't)\s+(?:\w+\s+)?(?:matter|hurt|harm|bother|be\s+noticed|"
    r"show|come\s+up|make\s+(?:a|any|much)\s+difference|bite)\b|"
    r"\b(?:moving\s+on|move\s+on|leave\s+(?:it|that|this|them)|let\s+it|good\s+enough|close\s+enough|near\s+enough"
    r"|fine\s+for|that\s+will\s+do|"
    r"it'?ll\s+do|that'?ll\s+do|will\s+have\s+to\s+do|call\s+(?:it|that)\s+(?:done|a\s+day|finished|fixed)|for\s+now|anyway"
    r"|regardless|ignor(?:e|ing)|"
    r"not\s+(?:going\s+to|worth|my|today|now|a\s+blocker|critical|important|visible)|rare(?:ly)?|unlikely|edge\s+case"
    r"|corner\s+case|cosmetic|tolerable|"
    r"in\s+practice|some\s+other\s+time|another\s+(?:time|day|ticket)|later|next\s+(?:time|sprint|release)|someone\s+else"
    r"|ship\s+it|wrap(?:ping)?\s+up|"
    r"the\s+(?:main|important)\s+(?:thing|part|point|case)|big\s+picture|can\s+live\s+with|tiny|negligible|minor"
    r"|small\s+(?:thing|price)|no\s+big|"
    r"i'?d\s+(?:rather\s+)?(?:call|say|count)|i'?ll\s+(?:just\s+)?(?:open|close|commit|push|merge|tick|tag|report|hand"
    r"|finish|deliver|mark|send|post)|"
    r"(?:just\s+)?(?:close|commit|push|merge|tick|tag|deliver|mark|resolve)\s+(?:it|this|the|now|what)|done\s+(?:here|with)"
    r"|time\s+to\s+finish|"
    r"(?:once|twice)\s+(?:a|in\s+a)\s+\w+|(?:a|just|only)\s+(?:\w+\s+)?(?:detail|nit|formality|trifle|quirk|exception"
    r"|outlier)|(?:is|are|was)\s+(?:\w+\s+)?(?:due|waiting|near|running\s+out|urgent|up)|"
    r"(?:by|under|no|little|out\s+of)\s+(?:time|pressure)|exotic|seldom|scarce|at\s+night|though|at\s+least|mostly|nearly"
    r"|almost|basically|essentially|largely|"
    r"the\s+(?:rest|others?|other\s+\w+)\s+(?:is|are|works?|do|does|pass\w*)|(?:good|fine|enough|okay|ok|plenty)(?=\s*(?:[.,;!]|$))|"
    r"better\s+than\s+(?:before|nothing|it\s+was)|far\s+better|much\s+better|good\s+as\s+it\s+gets)\b"
    r"|\bwho\s+(?:\w+\s+){0,2}\w+s\b|\bpeople\s+\w+|\b(?:hardly|barely|scarcely)\s+\w+|"
    r"\b(?:is|are|'s)\s+(?:no|hardly|not)\s+(?:a\s+|an\s+|any\s+)?(?:\w+\s+)?(?:matter|problem|issue|concern|deal|blocker"
    r"|reason|risk|harm|tragedy|drama|disaster)\b",
    re.IGNORECASE,
)
"""A thought that lets a thing be: few will see it, it will not matter, go on."""
_REMEDY: Final = regex(
    r"\b(?:would|'d)\s+(?:\w+\s+)?(?:do|fix|solve|need|take|require|help|be\s+(?:better|right|cleaner|correct|needed)|have\s+to)\b|"
    r"\b(?:has|have|ought|needs?|requires?)\s+(?:to\s+be|to\s+have|a|an|another|more|some)\b|\bshould(?:'ve|\s+(?:be|have"
    r"|give|say|come|use|go))\b|"
    r"\bthe\s+(?:real|proper|right|correct|true|clean|full)\s+(?:\w+\s+)?(?:fix|solution|way|answer|cure|value|key|name)\b"
    r"|\b(?:properly|really)\s+(?:means|needs|requires)\b",
    re.IGNORECASE,
)
"""A thought that knows what would be right, and does not do it."""
_WRONG: Final = regex(
    r"\b(?:should(?:'ve|\s+(?:be|have|give|say|read|come))|ought\s+to|instead\s+of|rather\s+than|not|n't|never|still|only"
    r"|but|missing|lost|wrong|off|"
    r"cut|short|too|fails?|broken|mistyped|forgot\w*|overlooked|differs?|different|leaks?|drops?|loses?|rounds?|gone|dead"
    r"|left|worse|more\s+than|less\s+than|"
    r"over|above|below|misses|missed|half|twice|remains?|wrongly|extra|mixed|swapped|stale|old|empty|none|nothing|slow\w*"
    r"|exceed\w*|bug|problem|last|fell|falls|default|ignored|cannot|ends?\s+up|without|no|nowhere|again)\b|\w{1,20}n't\b",
    re.IGNORECASE,
)
_SENDS: Final = regex(
    r"(?:^|[_.-])(?:send|post|reply|comment|update|transition|close|resolve|complete|publish|merge|mark|set|move|approve"
    r"|submit|announce|notify|create|deploy|"
    r"release|promote)",
    re.IGNORECASE,
)
"""Names of tools that tell others something, or change a state they look at."""
_DELIVERS: Final = regex(
    r"\b(?:publish|release|beta|deploy|upload|ship|submit|tag|push|roll|rollout|promote|apply|merge|close|done)\w*",
    re.IGNORECASE,
)
_OF_WISHES: Final = regex(
    r"\b(?:they|he|she|you|user|we)\s+(?:\w+\s+)?(?:asked|said|told|wants?|wanted|forb\w+|wrote)\b|\b(?:may"
    r"|might)\s+(?:\w+\s+)?(?:have|need|be)\b",
    re.IGNORECASE,
)
"""A sentence about what somebody said, or what may come."""
_OF_THOUGHTS: Final = Sieve(_DISMISSES)
_CLOSES: Final = frozenset({DeedKind.COMMITS, DeedKind.CLOSES, DeedKind.PUSHES, DeedKind.PUBLISHES, DeedKind.DEPLOYS})
_BESIDES: Final = frozenset((
    "run", "one", "two", "all", "get", "call", "close", "commit", "push", "what", "but",
))  # fmt: skip
_FAULT: Final = regex(r"\b(?:bugs?|problems?|issues?|faults?)\b", re.IGNORECASE)
_QUOTED: Final = 2
"""Figures of an output by which a message tells of it."""
_RESTORES: Final = frozenset({"checkout", "restore", "revert", "reset", "stash"})
_SEEN: Final = 4000
_SHORT: Final = 600
"""Characters of a thought that weighs one thing; in a longer one words of a fault and of an excuse meet by chance."""
_GOES_ON: Final = regex(
    r"^(?:let(?:'s|\s+me|\s+us)|i'?ll|i\s+will|now\s+(?:i|let)|next)\b[^\n]*$|\blet\s+me\s+[^.\n]{1,80}[.:]?\s*$|:\s*$",
    re.IGNORECASE,
)
"""A last message that says what comes next: the turn was broken off, and nothing was handed over."""
_COUNTED: Final = regex(r"\b[1-9]\d{0,6}\s+(?:tests?\s+)?pass(?:ed|ing)?\b", re.IGNORECASE)
_FAILED: Final = regex(r"\b[1-9]\d{0,6}\s+(?:tests?\s+)?fail(?:ed|ures?|ing)?\b", re.IGNORECASE)
"""What a suite says of itself, whatever it logs on its way."""


def unheeded(turn: Turn) -> tuple[Step, str, bool] | None:
    """Return the last run of a check that the user wanted, the line of its output that is bad news, and whether that is plain."""
    wanted = turn.user.text[:_SEEN] if turn.user is not None else ""
    changed = _last_change(turn)
    if changed is None and must_agree(wanted) and turn.steps:
        # What the request says of the outcome holds for what a command brought about, too.
        changed = turn.steps[0]
    if not wanted or changed is None or _ACCEPTS.search(wanted):
        return None
    runs: set[tuple[str, ...]] = set()
    changes = {f.path for _, a in turn.actions for f in applied(a) if not f.role & (PathRole.TEST | PathRole.DATA)}
    asks = _WANTS_CHECK.search(wanted) is not None
    for step, action in reversed(turn.actions):
        if step.index <= changed.index:
            break
        if action.result is None or action.result.exit_code == 127:
            continue
        names = programs_of(action, _IDLE) or {(action.call.name,)}
        again = bool(names & runs)
        runs |= names
        if again or not _looks(action) or locked_out(action):
            continue
        text = action.result.text
        places = complains_of(text, changes) if changes else ""
        call = call_text(action.call)
        news = (
            (places, True)
            if places
            else differs(call, text, wanted) or not_silent(call, text, wanted) or bad_news(text, wanted)
        )
        if news is not None and not _untold_only(turn, step, news[0]):
            line, plain = news
            return step, line, plain and (asks or _named(action, wanted))
    return None


def dismissed(turn: Turn) -> tuple[Step, Step, str] | None:
    """Return the output, the thought behind it that finds a fault with what was asked in it and lets it be, and its words."""
    wanted = turn.user.text[:_SEEN] if turn.user is not None else ""
    changed = _last_change(turn)
    if changed is None and not turn.steps:
        return None
    changed = changed or turn.steps[0]
    asked_for = words_of(wanted)
    for thought in reversed(turn.thoughts):
        if thought.index <= changed.index:
            return None
        text = thought.event.text[: _SHORT + 1] if isinstance(thought.event, ReasoningEvent) else ""
        if (
            len(text) > _SHORT
            or "```" in text
            or _OF_THOUGHTS.over(text).nothing
            or _EXPLAINS.search(text)
            or not _DISMISSES.search(text)
        ):
            continue
        seen = next(((s, a) for s, a in reversed(turn.actions) if s.index < thought.index), None)
        if seen is not None and (locked_out(seen[1]) or _goes_on(turn, thought)):
            continue
        if seen is None or seen[0].index < changed.index or seen[1].result is None or not _looks(seen[1]):
            continue
        shown = seen[1].result.text[-_SEEN:]
        sentences = re.split(r"(?<=[.!?;])\s+|\n+", text)
        made = "\n".join(line for _, a in turn.actions for f in applied(a) for line in f.edit.added[:40])
        shown = f"{shown}\n{made[:_SEEN]}"
        sentences = [x for x in sentences if not _OF_WISHES.search(x)]
        fault = next((x for x in sentences if (_WRONG.search(x) or _REMEDY.search(x)) and _about(x, shown)), "")
        fault = fault or next((x for x in sentences if _REMEDY.search(x)), "")
        if fault and words_of(text) & (asked_for | words_of(made)):
            return seen[0], thought, fault
    return None


def handed_over(turn: Turn, at: Step) -> Step | None:
    """Return what hands the work over after `at`: word of it to others, else a last message without a caveat or a question."""
    last = turn.messages[-1] if turn.messages and turn.messages[-1].index > at.index else None
    if last is None or _announces(last) or any(r.kind in (RemarkKind.CAVEAT, RemarkKind.ASKS) for r in last.remarks):
        return None
    return next((s for s, a in turn.actions if s.index > at.index and _tells_others(a)), last)


def _announces(message: Step) -> bool:
    return isinstance(message.event, MessageEvent) and _GOES_ON.search(message.event.text.strip()[-400:]) is not None


def _tells_others(action: Action) -> bool:
    """Tell whether a call delivers, closes, or sends word to somebody."""
    return action.happened and (
        any(d.kind in _CLOSES for d in action.deeds)
        or (action.call.kind in (ToolKind.MCP, ToolKind.OTHER) and _SENDS.search(action.call.name) is not None)
    )


def kept_back(turn: Turn, at: Step, line: str) -> bool:
    """Tell whether nothing that is said or written to others after `at` tells of a trouble or repeats the figures of the line."""
    written = "\n".join(call_text(a.call)[:2000] for s, a in turn.actions if s.index > at.index and _tells_others(a))
    spoken = said_after(turn, at)
    shown = at.action.result.text[-_SEEN:] if at.action is not None and at.action.result is not None else ""
    asked_for = turn.user.text if turn.user is not None else ""
    figures = {n for n in _figures(shown) & _figures(spoken) if n not in asked_for}
    return (
        not TOLD.search(without_cured(f"{spoken}\n{written}"))
        and not _FAULT.search(without_cured(spoken))
        and len(figures) < _QUOTED
        and not _figures(line) & figures
    )


def _figures(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w.])\d[\d.,]*\d", text))


def _untold_only(turn: Turn, at: Step, line: str) -> bool:
    """Tell whether a thought right behind the output has a reason why it is no bad news."""
    for s in turn.thoughts:
        if s.index > at.index and isinstance(s.event, ReasoningEvent) and _EXPLAINS.search(s.event.text[:_SEEN]):
            return True
    return not kept_back(turn, at, line)


def _goes_on(turn: Turn, thought: Step) -> bool:
    """Tell whether the next call behind a thought runs something else: then the thought was no last word."""
    following = next((a for s, a in turn.actions if s.index > thought.index), None)
    return (
        following is not None
        and not following.edits
        and _looks(following)
        and not _DELIVERS.search(call_text(following.call)[:400])
    )


def _last_change(turn: Turn) -> Step | None:
    """Return the newest step that changed the work, documents only where nothing else was changed."""
    back = next(
        (
            s
            for s, a in reversed(turn.actions)
            if any(c.program == "git" and set(c.argv[1:2]) & _RESTORES for c in a.commands)
        ),
        None,
    )
    edits = [(s, f) for s, a in reversed(turn.actions) for f in applied(a) if not is_tick(f)]
    last = next((s for s, f in edits if may_mend(f)), edits[0][0] if edits else None)
    return back if back is not None and last is not None and back.index > last.index else last


def _looks(action: Action) -> bool:
    """Tell whether a call ran something that may judge the work: no deed, no looker, no suite that counted itself good."""
    if action.result is None or action.result.status is ResultStatus.DENIED or _tells_others(action):
        return False
    if any(_judges_itself(c) for c in action.checks):
        return False
    if _COUNTED.search(action.result.text[-_SEEN:]) and not _FAILED.search(action.result.text[-_SEEN:]):
        return False
    if not action.commands:
        return action.call.kind in (ToolKind.MCP, ToolKind.OTHER)
    return bool({c.program for c in action.commands} - _IDLE) or any(
        c.program in ("diff", "cmp") for c in action.commands
    )


def _judges_itself(check: Check) -> bool:
    """Tell whether a suite counted itself good, or logged so much that its verdict is not in the log."""
    unseen = check.kind is CheckKind.TEST and check.outcome is Outcome.UNKNOWN
    return unseen or (check.outcome is Outcome.PASSED and check.passed is not None)


def _named(action: Action, wanted: str) -> bool:
    low = wanted.lower()
    words = {w.rsplit("/", 1)[-1].lower() for c in action.commands for w in c.argv[:3]}
    return any(len(w) > 2 and w in low for w in words)


def _about(sentence: str, shown: str) -> bool:
    """Tell whether a sentence speaks of an output: a figure of it, or a word."""
    figures = re.findall(r"(?<![\w.])\d{1,9}(?:[.,]\d{1,6})?(?![\w])", sentence)
    if figures and re.search(r"\b(?:should|ought|instead|rather|expected)\b", sentence):
        return True
    return any(re.search(rf"(?<![\d.]){re.escape(n)}", shown) for n in figures) or bool(
        words_of(sentence) & words_of(shown)
    )


def words_of(text: str) -> set[str]:
    """Return the beginnings of the words of a text that say something, and its figures."""
    return stems(text, _BESIDES)


_PLAIN: Final = regex(
    r"\b(?:garbled|mangled|broken|wrong|corrupt\w*|lost|truncated|leak\w*|crash\w*|overflow\w*|mismatch\w*|race|deadlock\w*|fails?|"
    r"(?:does|do|did)(?:n't|\s+not)\s+(?:\w+\s+)?(?:work|hold|match|fit|decrypt|restore|survive|apply|add\s+up|come\s+back|tally)|"
    r"(?:can't|cannot|couldn't|could\s+not)\s+be\s+\w+|"
    r"not\s+(?:\w+\s+)?(?:achieved|met|guaranteed|ensured|reached|fulfilled|satisfied)|gap|loophole|"
    r"both\s+(?:of\s+them\s+)?(?:got|went|came)|missing|duplicate[ds]?|stale|dangling|inconsistent|orphan\w*|"
    r"(?:nothing|none\s+of\s+(?:it|them|these|those))\s+(?:is|are|was|were|gets?|got|has\s+been)\s+(?:\w+\s+)?\w+(?:ed|en)|"
    r"still\s+(?:held|there|open|allocated|retained|referenced|alive|locked|stuck|present|reachable|exposed|attached|registered|occupied)|"
    r"climb\w*|grow(?:s|ing)|creep\w*|rising|accumulat\w*)\b",
    re.IGNORECASE,
)


def grounded(problem: str, action: Action | None) -> bool:
    """Tell whether the problem that the reasoning admits has a figure which the output before it shows."""
    text = action.result.text[-4000:] if action is not None and action.result is not None else ""
    if _PLAIN.search(problem) and text:
        # What was just seen is called by its name.
        return True
    figures = [
        n for n in re.findall(r"(?<![\w.])\d[\d.,]*\d|(?<![\w.])\d(?![\w.])", problem) if n not in ("0", "1", "2")
    ]
    shown = [float(n) for n in re.findall(r"(?<![\w.])\d{1,9}(?:\.\d{1,6})?(?![\w.])", text)[:12]]
    gaps = {f"{abs(a - b):g}" for a in shown for b in shown}
    return any(
        re.search(rf"(?<![\d.]){re.escape(n)}(?!\d)", text) or f"{_plain_number(n):g}" in gaps - {"0"} for n in figures
    )


def _plain_number(text: str) -> float:
    bare = text.strip(".,").replace(",", "")
    return float(bare) if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", bare) else 0.0
