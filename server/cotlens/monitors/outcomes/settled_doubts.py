"""Whether a doubt was settled after it was thought: something came back that speaks of the same thing. A part of DC03.

Asks nothing of what is told in the end.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import ReasoningEvent, ToolKind
from cotlens.model.fact import Action, Remark, RemarkKind, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.calls.lookers import SHELL_WORDS
from cotlens.monitors.words.subjects import words_of

SHORT_THOUGHT: Final = 500
"""Characters of a thought that is about one thing."""
_BRIEF: Final = 300
"""Characters of an output that may be no more than that something ended."""
_FEW: Final = 2
"""Words of a doubt that is about so little that one of them tells."""
_TELLS_NOTHING: Final = regex(r"(?:ok|done|(?:rc|exit|status)(?:\s+code)?\W{0,4}0)?", re.IGNORECASE)
"""An output that shows no more than that something ended."""
_UNRUN: Final = regex(
    r"(?:\bnot|\bnever|n't|\bwithout|\bun)\s*(?:\w+\s+){0,3}?(?:run|ran|running|tested|tried|trying|testing|executed|built|compiled|"
    r"exercised)\b(?!\()|"
    r"\b(?:no\s+(?:way|means|time|chance)\s+to|can(?:'t|not)|couldn't)\s+(?:\w+\s+)?(?:run|test|try|reproduce)\b|"
    r"\b(?:only|just|merely)\s+(?:ran|run|tested|tried|built)\b",
    re.IGNORECASE,
)
"""What was not run is settled by a run; what could not be looked up is not."""
_OWN_WORK: Final = frozenset({"diff", "status", "add", "commit", "push", "stash", "rev-parse"})
_ASIDES: Final = SHELL_WORDS | {
    "gofmt", "black", "prettier", "rustfmt", "isort", "stylelint", "tail", "head", "wc", "echo",
}  # fmt: skip
_UNSEEN: Final = regex(
    r"(?:\bnot|\bnever|n't)\s+(?:\w+\s+){0,2}?(?:looked\s+(?:at|in|into|through)|read|opened|seen|gone\s+through|searched)\b",
    re.IGNORECASE,
)
"""What nobody looked at is settled by a look at that very thing alone."""
_WHERE: Final = frozenset({"workdir", "cwd", "timeout", "timeout_ms"})
"""Arguments that say where and how long a command runs. What the folder is called, by chance "x22y", answers no doubt."""
_ASSUMES: Final = regex(
    r"\b(?:assum\w*|suppos\w*|go(?:ing)?\s+with|tak(?:e|ing)|us(?:e|ing)|pick\w*|guess\w*|settle\s+on)\s+([^.,;\n]{2,60})",
    re.IGNORECASE,
)
"""What is taken for true without knowing it."""


def around(thought: str, sentence: str) -> str:
    """Return what stands around a sentence of a thought; a short thought is about one thing as a whole."""
    if len(thought) <= SHORT_THOUGHT:
        return thought
    at = thought.find(sentence[:40])
    return thought[max(0, at - 120) : at + len(sentence) + 120] if at >= 0 else sentence


def settled(turn: Turn, step: Step, remark: Remark, root: str | None) -> bool:
    """Tell whether something was looked at or run afterwards that speaks of the same thing."""
    text = step.event.text if isinstance(step.event, ReasoningEvent) else ""
    # A doubt that names nothing ("not sure, could be either") is about what stands around it.
    own = words_of(remark.text)
    about = own if len(own) > 1 or (own and _UNSEEN.search(remark.text)) else words_of(around(text, remark.text))
    # A command that goes by what was assumed acts on the guess; only what comes back can settle it.
    assumed = words_of(" ".join(_ASSUMES.findall(remark.text)))
    if _concluded(turn, step, about):
        return True
    for s, action in turn.actions:
        if s.index <= step.index or action.result is None:
            continue
        if action.call.kind in (ToolKind.WEB, ToolKind.MCP, ToolKind.TASK):
            return True
        if _UNRUN.search(remark.text) and any(
            c.outcome is Outcome.PASSED and c.kind is CheckKind.TEST for c in action.checks
        ):
            return True
        if shows_own_work(action):
            continue
        if action.call.kind in (ToolKind.READ, ToolKind.SEARCH, ToolKind.SHELL):
            if action.call.kind is ToolKind.SHELL and _TELLS_NOTHING.fullmatch(action.result.text[:_BRIEF].strip()):
                # That the thing's name stands in a command which shows nothing settles nothing.
                continue
            looked_for = _looked_for(action)
            sought = about & (words_of(looked_for.replace(root, " ") if root else looked_for) - assumed)
            # What was looked for by its name is settled by whatever came; a word in passing among other things is not.
            if sought or len(about & words_of(action.result.text[:4000])) > (len(about) > _FEW):
                return True
    return False


def shown(action: Action) -> str:
    """Return what a call looked for and what came back."""
    return f"{_looked_for(action)} {action.result.text[:4000] if action.result is not None else ''}"


def _looked_for(action: Action) -> str:
    return " ".join(str(v)[:2000] for k, v in action.call.args.items() if k not in _WHERE)


def shows_own_work(action: Action) -> bool:
    """Tell whether a call only shows or delivers what the session itself has done: it says nothing of anything else."""
    return bool(action.commands) and all(
        c.program in _ASIDES or (c.program == "git" and c.argv[1:2] and c.argv[1] in _OWN_WORK) for c in action.commands
    )


def _concluded(turn: Turn, step: Step, about: set[str]) -> bool:
    """Tell whether a later thought, after something was seen, speaks of the same thing without a doubt."""
    seen = next((s.index for s, a in turn.actions if s.index > step.index and a.result is not None), None)
    if seen is None:
        return False
    return any(
        s.index > seen
        and isinstance(s.event, ReasoningEvent)
        and not any(r.kind is RemarkKind.DOUBT for r in s.remarks)
        and len(about & words_of(s.event.text)) > 1
        for s in turn.thoughts
    )
