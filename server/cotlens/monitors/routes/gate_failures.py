"""Which gate had refused before: the commit hook, a step's own run, the forge's pipeline. Beside the checks that the facts know."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
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


_FINDING: Final = regex(
    # the place, then the rule's name: most linters and type checkers
    r"^\S{1,200}\.\w{1,6}:\d+(?::\d+)?(?::|\s-)?\s.{0,200}(?:[\[(][a-z][\w/-]+[\])]\s*$|\b[A-Z]{1,6}\d{3,5}\b)|^\S{1,200}\.\w{1,6}:\d+:\d+:\s[CWEFRIN]:\s|"
    r"^\S{1,200}\.\w{1,6}[(:]\d+[,:]\d+\)?(?::|\s-)?\s*(?:error|warning)\s+[A-Z]{1,8}\d{2,5}\b|"
    # the rule first, the place below it
    r"^\s*-->\s\S+:\d+:\d+|^(?:[A-Z]{1,4}\d{3,4}|(?:SC|DL|MD|LT|CV|AL|ST)\d{2,4})\b.{0,120}$|(?:^|\s)lint/\w+/\w+|\bclippy::\w+|\[-Werror\b|"
    # findings listed below their file
    r"^\s+\d+:\d+\s+(?:error|warning|✖|×|⚠)\s+\S|^\s*L:\s*\d+\s*\|\s*P:\s*\d+|^>>\sIssue:\s\[|^\[(?:ERROR|WARN(?:ING)?)\]\s\S+\.\w+:\[?\d+|"
    # what builds and formatters call it
    r"^\[ant:(?:checkstyle|pmd|codenarc|ktlint)\]|\b(?:Checkstyle|PMD|SpotBugs|CodeNarc|ktlint|detekt|ESLint|eslint|mypy|pyright|ruff|flake8|pylint|RuboCop|rubocop|phpstan|PHPStan|psalm|phpcs|clippy|golangci-lint|staticcheck|shellcheck|"
    r"hadolint|yamllint|stylelint|markdownlint|swiftlint|credo|dialyzer|sqlfluff|bandit|semgrep|tflint|tfsec|checkov|trivy|vale|prettier|black|isort|biome|oxlint|knip|depcheck)\b"
    r".{0,60}\b(?:violations?|findings?|issues?|errors?|offenses?|problems?|failed|warnings?)\b|"
    r"^>\sTask\s:\S{0,80}(?:checkstyle|pmd|spotbugs|codenarc|detekt|ktlint|spotless)\w{0,30}\sFAILED|^would\sreformat\s\S|Code\sstyle\sissues|\bFound\s\d+\serrors?\sin\s\d+\sfiles?|✖\s\d+\sproblems?|\d+\soffenses?\sdetected",
    re.MULTILINE | re.IGNORECASE,
)
"""A finding of a linter or type checker, as it is printed by whatever ran it."""


def finding_shown(history: History, step: Step) -> tuple[Step, str] | None:
    """Return the newest failing command whose output has findings of a linter or type checker, and what it is called."""
    for i, s in enumerate(history.before(step)):
        if i > 40:
            return None
        action = s.action
        if action is None or action.result is None or not action.commands:
            continue
        if any(c.kind in (CheckKind.LINT, CheckKind.TYPES) and c.outcome is Outcome.PASSED for c in action.checks):
            return None
        failed = action.result.exit_code or any(c.outcome is Outcome.FAILED for c in action.checks)
        if failed and _FINDING.search(action.result.text[-8000:]):
            return s, next((c.tool for c in action.checks), action.commands[-1].program)
    return None


def hook_failed(history: History, step: Step) -> Step | None:
    """Return the newest commit or push if a hook refused it, else None."""
    for i, s in enumerate(history.before(step)):
        if i > 40:
            return None
        if s.action is None or s.action.result is None:
            continue
        if any(c.program == "git" and {"commit", "push"} & set(c.argv[1:3]) for c in s.action.commands):
            # A status after which the forge was asked is the forge's.
            asked = any(_SHOWS_PIPELINE.match(" ".join((c.program, *c.argv[1:]))) for c in s.action.commands)
            refused = (s.action.result.exit_code and not asked) or _REFUSED.search(s.action.result.text)
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
