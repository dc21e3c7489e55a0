"""Which gate had refused before: the commit hook, a step's own run, the forge's pipeline. Beside the checks that the facts know."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History

_REFUSED: Final = regex(
    r"hook .*(?:failed|declined|exited)|husky - .*(?:failed|exited)|\.{4,}Failed|"
    r"error: failed to push|hook id: "
)
_COMMON: Final = regex(r"(?:bundle|python3?|command|script|uses|yarn|pnpm|\./gradlew|composer|vendor|poetry)")
_SHOWS_PIPELINE: Final = regex(
    r"(?:gh (?:run (?:view|watch|list)|pr (?:checks|status|view))|glab (?:ci|pipeline|mr) (?:status|view|list|get|trace)|"
    r"circleci |buildkite|bk build|az pipelines runs|woodpecker|drone build|jenkins-cli|tea actions|"
    r"curl\b.*(?:consoleText|/lastBuild|/pipelines/|/actions/runs|/builds?/\d|/jobs/\d)|travis |appveyor )"
)
_PIPELINE_RED: Final = regex(
    r"\bfail(?:ed|ure|ing|s)?\b|\bFAILURE\b|\baborted\b|^\s*[X✗✘×]\s", re.IGNORECASE | re.MULTILINE
)


def hook_failed(history: History, step: Step) -> Step | None:
    """Return the newest commit or push if a hook refused it, else None."""
    for i, s in enumerate(history.before(step)):
        if i > 40:
            return None
        if s.action is None or s.action.result is None:
            continue
        if any(c.program == "git" and {"commit", "push"} & set(c.argv[1:3]) for c in s.action.commands):
            refused = s.action.result.exit_code or _REFUSED.search(s.action.result.text)
            return s if refused else None
    return None


def same_failed(history: History, step: Step, line: str) -> Step | None:
    """Return the run in which the very thing that a step runs failed."""
    words = {w for w in re.findall(r"[\w@./-]{5,80}", line) if not _COMMON.fullmatch(w)}
    for i, s in enumerate(history.before(step)):
        if i > 40 or not words:
            return None
        action = s.action
        if action is None or action.result is None or not action.result.exit_code:
            continue
        if any(words & set(c.argv) for c in action.commands):
            return s
    return None


def pipeline_failed(history: History, step: Step) -> Step | None:
    """Return the step in which the forge showed a failed pipeline, unless it was seen green since."""
    for i, s in enumerate(history.before(step)):
        if i > 40 or s.action is None or s.action.result is None:
            if i > 40:
                return None
            continue
        if any(_SHOWS_PIPELINE.match(" ".join((c.program, *c.argv[1:]))) for c in s.action.commands):
            return s if _PIPELINE_RED.search(s.action.result.text[-8000:]) else None
    return None
