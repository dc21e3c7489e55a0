"""What a message tells of a run itself, not of its outcome: that it came after the last change, and that nothing was left out."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.fact import Check, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, applied, is_source
from cotlens.monitors.calls.opaque import may_check
from cotlens.monitors.claimed.figures import not_all
from cotlens.monitors.claimed.named_runs import Said
from cotlens.monitors.words.told_parts import LONGEST, Telling, parts

_AGAIN: Final = regex(
    r"\bre-?(?:ran|run|tested|checked|verified|executed|linted|built|compiled)\b|"
    r"\b(?:ran|run|executed|tested|checked|built|linted|compiled|passes|passed|green|clean)\b[^.;]{0,80}?(?:\bagain\b|\bonce\s+more\b|"
    r"\b(?:one|a)\s+(?:last|final|second|more)\s+time\b|\bafterwards?\b|\bat\s+the\s+(?:very\s+)?end\b|"
    r"\b(?:after|following|on\s+top\s+of|with|including|since)\s+(?:the\s+|these\s+|those\s+|this\s+|that\s+|both\s+|all\s+|every\s+|"
    r"each\s+|my\s+)?"
    r"(?:\w+\s+){0,3}(?:changes?|edits?|fix(?:es)?|rename|refactor\w*|tweaks?|adjustments?|clean-?ups?|rewrite|modifications?|move|"
    r"rounding|steps?)\b)|"
    r"\b(?:second|another|final|last|fresh|closing)\s+(?:\w+\s+){0,2}(?:run|pass)\b",
    re.IGNORECASE,
)
_RUN_OF: Final[tuple[tuple[CheckKind, re.Pattern[str]], ...]] = (
    (CheckKind.TYPES, regex(r"\btype[- ]?check\w*|\b(?:tsc|mypy|pyright|typescript compiler)\b", re.IGNORECASE)),
    (CheckKind.LINT, regex(r"\b\w{0,20}lint(?:er|ing|s)?\b|\b(?:ruff|flake8|clippy|rubocop|detekt|phpstan|psalm|biome|"
    r"shellcheck)\b", re.IGNORECASE)),
    (CheckKind.TEST, regex(
        r"\btests?\b|\bsuites?\b|\bspecs?\b|\b(?:pytest|jest|vitest|rspec|mocha|phpunit|ctest|junit|xunit|nunit|busted|bats|minitest|"
        r"unittest|mix test)\b",
        re.IGNORECASE)),
    (CheckKind.BUILD, regex(r"\bbuild\b|\bcompil\w+", re.IGNORECASE)),
)  # fmt: skip
_NOT: Final = regex(
    r"n't\b|\b(?:not|never|without|should|would|could|might|may|will|must|if|once\s+(?!more)|until|please|can|need|needs|unable|you|"
    r"your|let\s+me|"
    r"going\s+to|next|to\s+be\s+run|want|before|earlier)\b|\?\s*$",
    re.IGNORECASE,
)
_NONE_LEFT_OUT: Final = regex(
    r"\b(?:none|nothing|no\s+tests?|no\s+specs?|no\s+cases?|not\s+(?:a\s+single\s+)?one|zero|0)\s+(?:of\s+them\s+)?(?:was|were|is|are|"
    r"has|have|had|got|gets)?\s*(?:been\s+)?"
    r"(?:skipped|ignored|left\s+out|excluded|pending|disabled|deselected|todo)\b|\b(?:no|zero|0|without(?:\s+any)?)\s+(?:skips?|"
    r"skipped\s+(?:tests?|ones)|pending|ignored)\b|"
    r"\bwithout\s+(?:skipping|leaving\s+out|ignoring)\b",
    re.IGNORECASE,
)
_EVERY_ONE: Final = regex(
    r"\b(?:all|every\s+one\s+of(?:\s+the)?|each\s+of(?:\s+the)?)\s+(?:of\s+)?(?:the\s+)?(\d+)\b[^.;\n]{0,60}?\b(?:pass\w*|ran|run|"
    r"executed|green|succeed\w*|ok)\b|"
    r"\b(\d+)\s*(?:/|of|out\s+of)\s*\2\b|\b(\d+)\s+(?:tests?|specs?|examples?|cases?)?\s*(?:passed|passing|pass|green|ran)\b",
    re.IGNORECASE,
)
_SKIPPED: Final = regex(
    r"\b([1-9]\d{0,6})\s+(?:tests?\s+)?(?:skipped|ignored|pending|todo|deselected|disabled|xfailed|skips?)\b|"
    r"\b(?:skipped|ignored|pending|SKIP|excluded)\b[:= ]{1,20}([1-9]\d{0,6})\b|"
    r"^\s{0,20}(?:---\s+SKIP:|SKIPPED\b|\S{1,200}\s+SKIPPED\b)()",
    re.IGNORECASE | re.MULTILINE,
)
_TOLD: Final = Telling(_NONE_LEFT_OUT, _EVERY_ONE, _AGAIN)
_LEAST: Final = 2
"""Skipped ones from which "all 48 passed" hides something even where the message does not speak of skips."""


def run_claim(history: History, step: Step, text: str) -> Said | None:
    """Return the first sentence that tells of a run which was not made that way, or None."""
    counted, again = _TOLD.may(text, _NONE_LEFT_OUT, _EVERY_ONE), _TOLD.may(text, _AGAIN)
    for sentence in parts(text) if counted or again else ():
        if 8 <= len(sentence) <= LONGEST:
            found = _left_out(history, step, sentence, text) if counted else None
            found = found or (_not_again(history, step, sentence) if again else None)
            if found is not None:
                return found
    return None


def _newest(history: History, step: Step, kind: CheckKind) -> tuple[Step, Check] | None:
    return next(iter(history.checks_before(step, kind)), None)


def _left_out(history: History, step: Step, sentence: str, text: str) -> Said | None:
    """Compare "none skipped", "all 48 passed" with the skips that the newest run of tests counts."""
    none, every = _NONE_LEFT_OUT.search(sentence), _EVERY_ONE.search(sentence)
    if (none is None and every is None) or (
        none is None and re.search(r"\b(?:skip|ignor|pending|xfail|todo)", text, re.IGNORECASE)
    ):
        return None
    newest = _newest(history, step, CheckKind.TEST)
    if newest is None or newest[0].action is None or newest[0].action.result is None:
        return None
    ran, check = newest
    shown = ran.action.result.text[-24_000:] if ran.action is not None and ran.action.result is not None else ""
    counts = [int(m[1] or m[2] or 1) for m in _SKIPPED.finditer(shown)]
    skipped = max(counts, default=0)
    if not skipped:
        return None
    if none is None and not_all(sentence):
        return None
    if none is None:
        said = int(next(g for g in every.groups() if g)) if every is not None else 0
        known = {check.total, None if check.passed is None else check.passed + (check.failed or 0) + skipped}
        if skipped < _LEAST or said not in known:
            return None
    return sentence.strip(), ran, f"the last {check.tool} run left out {skipped}", True


def _not_again(history: History, step: Step, sentence: str) -> Said | None:
    """Compare "I ran the tests again after the change" with the order of runs and changes."""
    if not _AGAIN.search(sentence) or _NOT.search(sentence):
        return None
    kind = next((k for k, pattern in _RUN_OF if pattern.search(sentence)), None)
    newest = _newest(history, step, kind) if kind is not None else None
    if newest is None or newest[1].outcome is Outcome.UNKNOWN:
        return None
    ran, check = newest
    between = [s.action for s in history.between(ran, step) if s.action is not None]
    if any(may_check(a) for a in between) or any(c.kind is kind for a in between for c in a.checks):
        return None
    changed = [e for a in between for e in applied(a) if is_source(e)]
    if not changed:
        return None
    name = changed[-1].path.rsplit("/", 1)[-1]
    return sentence.strip(), ran, f"{check.tool} was not run again after {name} changed", True
