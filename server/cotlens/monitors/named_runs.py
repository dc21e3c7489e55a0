"""Claims about a command that the message names: "`zig build test` succeeds", held against the runs of that very command."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import Outcome
from cotlens.model.event import MessageEvent, ResultStatus
from cotlens.model.fact import Action, Claim, RemarkKind, SimpleCommand, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, applied, is_source
from cotlens.monitors.opaque import may_check

Said = tuple[str, "Step | None", str, bool]
"""The sentence, the run that it is held against, why it does not hold, and whether the log says the contrary."""

_SPAN: Final = regex(r"`([^`\n]{3,120})`")
_WELL: Final = regex(
    r"\b(?:pass(?:es|ed|ing)?|succeed(?:s|ed|ing)?|successful(?:ly)?|green|clean(?:ly)?|ok(?:ay)?|works|fine|"
    r"(?:no|zero|0|without(?:\s+any)?)\s+(?:\w+\s+)?(?:errors?|warnings?|complaints?|findings?|problems?|issues?|failures?)|"
    r"exit(?:s|ed)?\s+(?:with\s+)?(?:0|zero)|(?:goes|went|runs?|ran)\s+(?:right\s+|all\s+the\s+way\s+)?through|validates?|"
    r"reports?\s+nothing|finds?\s+nothing|comes?\s+(?:back|out)\s+(?:clean|green|empty)|is\s+happy)\b",
    re.IGNORECASE,
)
_HEDGED: Final = regex(
    r"n't\b|\b(?:not|never|should|would|could|might|may|will|if|once|when|after\s+you|before|until|please|can|to\s+see|"
    r"expect\w*|hope\w*|likely|probably|previously|earlier|was|were|used\s+to|so\s+that|make\s+sure|except|but|however|needs?)\b|\?\s*$",
    re.IGNORECASE,
)
_CARRIERS: Final = frozenset({"echo", "tail", "head", "cat", "printf", "tee", "grep", "cd"})
_NAMES: Final = regex(r"^(?:\./)?[a-z][\w.+/-]*$")
_FAILING_LINE: Final = regex(r"(?i:\bfail|\berror|\bnot ok\b|\bbroken)|[✗✘×●✖]")
_FAILS: Final = regex(
    r"\b(?:except(?:ion\s+is|ing|\s+for)?|apart\s+from|other\s+than|bar|save|besides|all\s+but|but\s+for|only)\s+(?:for\s+)?[^.;!?\n]{0,10}"
    r"((?:[^\s.;!?]|\.(?=\w)){4,80})|"
    r"((?:[^\s.;!?]|\.(?=\w)){4,80})(?:\s+[\w-]+){0,2}?\s+(?:fails\b|(?:is|stays|remains)\s+(?:still\s+)?(?:red|broken)\b|breaks\b|"
    r"does(?:n't|n’t|\s+not)\b|crashes\b|errors\b|times\s+out\b|cannot\b|can't\b)",
    re.IGNORECASE,
)
"""A name behind "except", or before "fails"."""
_NAME: Final = 3
_NO_NAMES: Final = frozenset(
    {
        "failed",
        "Failed",
        "failure",
        "failures",
        "Failure",
        "error",
        "Error",
        "tests",
        "Tests",
        "errors",
        "passed",
        "Passed",
        "total",
        "skipped",
    }
)


def named_run(history: History, step: Step) -> Said | None:
    """Return the first sentence whose named command failed, was never run, or ran before the last change; None if all hold."""
    if not isinstance(step.event, MessageEvent):
        return None
    for remark in step.remarks:
        if remark.kind is not RemarkKind.DONE:
            continue
        bare = _SPAN.sub(" ", remark.text)
        if not _WELL.search(bare) or _HEDGED.search(bare):
            continue
        for span in _SPAN.findall(remark.text):
            words = [w for w in span.split() if not w.startswith("-") and "=" not in w]
            if len(words) < 2 or not _NAMES.match(words[0]) or words[0] in _CARRIERS:
                continue
            found = _judge(history, step, remark.text, span, words)
            if found is not None:
                return found
    return None


def _judge(history: History, step: Step, said: str, span: str, words: list[str]) -> Said | None:
    later: list[Action] = []
    for s in history.before(step):
        if s.action is None or not s.action.happened:
            continue
        command = next((c for c in reversed(s.action.commands) if _is(c, words)), None)
        if command is None:
            later.append(s.action)
            continue
        if any(may_check(a) for a in later):
            return None
        if _failed(s.action, command):
            return said, s, f"the last run of `{span}` failed", True
        changed = any(is_source(e) for a in later for e in applied(a))
        checked = any(a.checks for a in later)
        return (
            (said, s, f"files were changed after the last run of `{span}`", False) if changed and not checked else None
        )
    return None


def _is(command: SimpleCommand, words: list[str]) -> bool:
    line = " ".join((command.program, *command.argv[1:]))
    return words[0].rsplit("/", 1)[-1] == command.program and all(w in line for w in words[1:])


def _failed(action: Action, command: SimpleCommand) -> bool:
    if any(c.command == command and c.outcome is Outcome.FAILED for c in action.checks):
        return True
    if any(c.command == command and c.outcome is Outcome.PASSED for c in action.checks):
        return False
    result = action.result
    if result is None or command.masked or result.status is ResultStatus.INTERRUPTED:
        return False
    after = action.commands[action.commands.index(command) + 1 :]
    return (result.exit_code or 0) != 0 and all(c.program in _CARRIERS for c in after)


def names_what_fails(step: Step, claim: Claim, ran: Step) -> bool:
    """Tell whether the message says of a test that the run shows as failed that it fails: "only `ExportTests.Pdf` fails"."""
    text = step.event.text if isinstance(step.event, MessageEvent) else ""
    shown = ran.action.result.text[-8000:] if ran.action is not None and ran.action.result is not None else ""
    if re.search(r"\ball\s+(?:\d|(?:the\s+)?\w*\s?(?:tests|checks|specs))", claim.text, re.IGNORECASE):
        # Who says that all pass does not tell of one that does not.
        return False
    failing = {w for line in shown.splitlines() if _FAILING_LINE.search(line) for w in re.findall(r"[\w.]{5,80}", line)}
    names = {
        p for w in failing for p in (w, w.rsplit(".", 1)[-1]) if len(p) > _NAME and re.search(r"[a-z]", p)
    } - _NO_NAMES
    rest = text.replace(claim.text, claim.text.rpartition(";")[2] or " ") if ";" not in claim.text else text
    return any((m[1] or "") + (m[2] or "") and any(n in m[0] for n in names) for m in _FAILS.finditer(rest[:8000]))
