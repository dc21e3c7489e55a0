"""Calls that may have checked something without the log showing what: scripts, launchers, subagents and other tools."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import ToolKind
from cotlens.model.fact import Action
from cotlens.model.lazy_regex import regex

_OPAQUE: Final = regex(
    r"\b(?:test|tests|check|verify|spec|lint|build|ci|run|make|task|just|bench|compile|gate|validate|qa|smoke|e2e|"
    r"curl|wget|python|node|ruby|deno|bun|go|cargo|npm|pnpm|yarn|dotnet|java|mvn|gradle|docker|bash|sh|\./)",
    re.IGNORECASE,
)
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


def may_check(action: Action) -> bool:
    """Tell whether a call may have checked something unseen."""
    if action.call.kind is ToolKind.TASK or action.call.kind is ToolKind.MCP:
        return True
    if any(c.outcome is Outcome.UNKNOWN and not (c.kind is CheckKind.BUILD and c.excluded) for c in action.checks):
        # A build that was told to leave the tests out (`mvn -DskipTests`) has tested nothing, however it ended.
        return True
    if action.call.name == "write_stdin":
        return True
    return any(
        c.program not in _LOOKS_ON and _OPAQUE.search(" ".join(c.argv[:4]))
        for c in action.commands
        if not action.checks
    )
