"""Calls that may have checked something without the log showing what: scripts, launchers, subagents and other tools."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, Claim
from cotlens.model.lazy_regex import regex

_OPAQUE: Final = regex(
    r"\b(?:test|tests|check|verify|spec|lint|build|ci|run|make|task|just|bench|compile|gate|validate|qa|smoke|e2e|"
    r"curl|wget|python|node|ruby|deno|bun|go|cargo|npm|pnpm|yarn|dotnet|java|mvn|gradle|docker|bash|sh|\./)",
    re.IGNORECASE,
)
_OTHER_WORK: Final = regex(
    r"(?:make|gmake|just|task|mage|invoke|rake|gulp|grunt|(?:npm|pnpm|yarn|bun)(?: run)?|"
    r"(?:composer|poetry|uv|pdm|hatch|deno|bin/rails|rails|mix|nx|turbo|\S*gradlew?|mvnw?|cargo|go|dotnet)"
    r"(?: run| task)?)(?: -\S+| -C \S+)* "
    r"(?:(?:\w+[:-])?(?:docs?|documentation|format|fmt|clean|install|ci|i|add|get|tidy|mod|dev|serve|watch|generate|gen|codegen|seed|migrate|changelog|i18n|"
    r"locales?|assets|icons?|deps|sync|version|outdated|prettier)(?:[:-]\w+)?)\b(?! \S*(?:test|check|spec))|"
    r"(?:\S*/)?(?:prettier|black|isort|gofmt|rustfmt|clang-format|swiftformat|stylua|shfmt|typedoc|sphinx-build|mkdocs|pdoc|jsdoc|doxygen)\b|"
    r"(?:\S*/)?(?:pip3?|gem|apt|apt-get|brew|bundle|docker|podman) (?:\S+ )?(?:install|list|show|ps|images|pull|logs|freeze|outdated)\b",
    re.IGNORECASE,
)
"""Tasks whose name says that they judge nothing: documents, formats, installations, clean-up."""
_LOOKS_ON: Final = frozenset(
    [
        "awk",
        "basename",
        "cat",
        "cd",
        "chmod",
        "cp",
        "cut",
        "date",
        "diff",
        "dirname",
        "echo",
        "env",
        "export",
        "fd",
        "file",
        "find",
        "gh",
        "git",
        "grep",
        "head",
        "jq",
        "less",
        "ls",
        "mkdir",
        "mv",
        "printf",
        "ps",
        "pwd",
        "readlink",
        "realpath",
        "rg",
        "rm",
        "sed",
        "sleep",
        "sort",
        "stat",
        "tail",
        "tee",
        "touch",
        "tr",
        "tree",
        "true",
        "uniq",
        "wc",
        "which",
        "xxd",
        "yq",
    ]
)


_OWN_SCRIPT: Final = re.compile(
    r"^(?!/(?:usr|bin|sbin|opt|nix)/)(?!(?:.*/)?(?:bin|node_modules|vendor)/)(?:\.{0,2}|~|[\w.$-]+)/[\w./-]+$"
)
"""A program given by its place: a script of the project's, whose work only its output shows."""
_HOOKED: Final = regex(
    r"\b\d+\s+(?:passed|tests?|warnings?|errors?|problems?|issues?|offen[sc]es|files?\s+(?:checked|inspected|linted))\b|"
    r"^[\w .:-]{2,60}\.{3,}\s?(?:Passed|Failed|Skipped|ok)\b|"
    r"\b(?:lint|check|test|format)\w*\b.{0,40}\b(?:ok|passed|clean|done|green)\b|\bno\s+(?:issues|problems|errors|warnings|offen[sc]es)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What a hook of a commit or a push prints of the check that it ran."""


def _ran_hook(action: Action) -> bool:
    """Tell whether git ran a hook within the call and what that printed tells of a check."""
    return (
        action.result is not None
        and any(c.program == "git" and {"commit", "push", "hook", "merge"} & {*c.argv[1:4]} for c in action.commands)
        and not any("no-verify" in " ".join(c.argv[:12]) for c in action.commands)
        and _HOOKED.search(action.result.text[-3000:]) is not None
    )


def may_check(action: Action, kind: CheckKind | None = None) -> bool:
    """Tell whether a call may have checked something unseen; of the given kind, where one is asked for."""
    if action.call.kind is ToolKind.TASK or action.call.kind is ToolKind.MCP:
        return True
    if any(c.outcome is Outcome.UNKNOWN and not (c.kind is CheckKind.BUILD and c.excluded) for c in action.checks):
        # A build that was told to leave the tests out (`mvn -DskipTests`) has tested nothing, however it ended.
        return True
    if action.call.name == "write_stdin":
        return True
    if not action.checks and _ran_hook(action):
        return True
    return any(
        c.program not in _LOOKS_ON
        and (_OPAQUE.search(" ".join(c.argv[:4])) or _OWN_SCRIPT.match(c.argv[0][:200]))
        and (kind is CheckKind.BUILD or not _OTHER_WORK.match(" ".join(c.argv[:6])))
        for c in action.commands
        if not action.checks
    )


def runs_named(action: Action, claim: Claim) -> bool:
    """Tell whether a call ran, with success, the very program that the claim names: no table knows every checker."""
    said = set(re.findall(r"[\w.+-]{2,40}", claim.text.lower()))
    return (
        action.happened
        and not (claim.kind is CheckKind.TEST and action.checks)  # it is known what was run, and that it was no tests
        and (action.result is None or action.result.exit_code in (0, None))
        and any(c.program.rsplit("/", 1)[-1].lower() in said for c in action.commands)
    )


def succeeded(action: Action, kind: CheckKind) -> bool:
    """Tell whether a call that may have checked something came out well, for all that the log shows."""
    return may_check(action, kind) and (action.result is None or action.result.exit_code in (0, None))


_OF_CI: Final = regex(r"\b(?:CI|pipelines?|workflow|build\s+server|(?:GitHub\s+)?Actions)\b")
_ASKS_CI: Final = regex(
    r"^(?:gh (?:run|pr checks|workflow)|glab (?:ci|pipeline)|circleci |buildkite|az pipelines|act )"
)
_LINTS: Final = regex(r"lint|detekt|checkstyle|spotless", re.IGNORECASE)


def run_elsewhere(action: Action, claim: Claim) -> bool:
    """Tell whether a call asked the CI that the claim names for its runs, or ran a task that lints: `gradlew :app:lintDebug`."""
    if not action.happened or (action.result is not None and action.result.exit_code):
        return False
    lines = [" ".join(c.argv) for c in action.commands]
    if claim.kind is CheckKind.LINT and any(_LINTS.search(x) for x in lines):
        return True
    return _OF_CI.search(claim.text) is not None and any(_ASKS_CI.search(x) for x in lines)
