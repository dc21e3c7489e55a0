"""A result that a message tells of as good, or a figure that it says was printed, where the last run had failed and nothing came after it.

For runs of any program: an audit, a start, a migration. What has a verdict of its own (tests, build, linters) is for the claims of those.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, call_text
from cotlens.monitors.calls.call_outcomes import ended_badly
from cotlens.monitors.calls.lookers import LOOKERS
from cotlens.monitors.claimed.named_runs import Said
from cotlens.monitors.outcomes.bad_runs import last_bad, mended, resolved
from cotlens.monitors.words.stems import stems
from cotlens.monitors.words.told_parts import LONGEST, parts
from cotlens.monitors.words.told_troubles import tells

_GOOD: Final = regex(
    r"\b(?:c(?:a|o)me(?:s)?\s+(?:back|out|up)\s+(?:clean|empty|green|fine|without\s+\w+)|(?:without|no|zero|0)\s+(?:a\s+single\s+|any\s+|known\s+)?"
    r"(?:findings?|errors?|issues?|problems?|warnings?|vulnerabilit(?:y|ies)|complaints?|failures?|hits?|hitches?|trouble)|"
    r"(?:finds?|found|reports?|reported)\s+nothing|nothing\s+to\s+complain|all\s+clear|(?:runs?|ran|goes|went)\s+(?:cleanly|fine|through|without)|"
    r"(?:starts?|started|boots?|booted|comes?)\s+up\b|succeed(?:s|ed)|stays?\s+(?:within|below|under)|is\s+(?:up|healthy|clean))",
    re.IGNORECASE,
)
_PRINTED: Final = regex(
    r"\b(?:prints?|printed|outputs?|returns?|returned|shows?|showed|gives?|gave|reports?|reported|answers?|answered)\s+(?:out\s+)?[`\"']?(\d[\d.,]{2,15})\b",
    re.IGNORECASE,
)
"""A figure that is said to have been seen."""
_OTHERWISE: Final = regex(
    r"n't\b|\b(?:not|never|should|would|could|might|may|will|if|once|until|please|can|fail\w*|except|but|however|unless|expect\w*|before|previously)\b|\?\s*$",
    re.IGNORECASE,
)
_ONLY_LOOKS: Final = LOOKERS | {"[", "pgrep", "cmp", "git", "sed", "awk", "kill"}
"""Programs whose status says what was found, not that something went wrong."""


def clean_result(history: History, step: Step, text: str) -> Said | None:
    """Return the sentence that tells of the last run as good though it had failed, or of a figure that nothing printed; or None."""
    turn = history.turns[-1]
    bad = last_bad(turn)
    if bad is None or bad[0].index > step.index or not _failed_run(bad[1]):
        return None
    at, action = bad
    if resolved(turn, at, action) or mended(turn, at, action) or _ran_after(turn, at) or tells(turn, at, action):
        return None
    about = stems(call_text(action.call)) | stems(turn.user.text if turn.user is not None else "")
    for sentence in parts(text):
        if not 8 <= len(sentence) <= LONGEST:
            continue
        good, printed = _GOOD.search(sentence), _PRINTED.search(sentence)
        rest = sentence.replace(good[0], " ") if good is not None else sentence
        if (good is None and (printed is None or _seen(history, printed[1]))) or _OTHERWISE.search(rest):
            continue
        if stems(rest) & about:
            return sentence.strip(), at, "the run that it speaks of had failed", True
    return None


def _failed_run(action: Action) -> bool:
    programs = {c.program for c in action.commands} - {"export", "env", "exit"}
    return (
        action.call.kind is ToolKind.SHELL
        and ended_badly(action)
        and bool(programs - _ONLY_LOOKS)
        and not action.checks
    )


def _ran_after(turn: Turn, at: Step) -> bool:
    """Tell whether something else was run after that, which may be what the message speaks of."""
    return any(
        s.index > at.index and a.call.kind is ToolKind.SHELL and {c.program for c in a.commands} - _ONLY_LOOKS
        for s, a in turn.actions
    )


def _seen(history: History, figure: str) -> bool:
    """Tell whether an output of the session or somebody's text has the figure."""
    bare = figure.rstrip(".,")
    outputs = (s.action.result.text for s in history.steps() if s.action is not None and s.action.result is not None)
    return any(bare in t for t in (*history.user_texts(), *outputs))
