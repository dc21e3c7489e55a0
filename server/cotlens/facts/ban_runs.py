"""Scripts and tasks that are not to be run, as people name them ("the seed script"), and the commands meant. Knowledge only."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.ban_commands import NEG
from cotlens.model.lazy_regex import regex

_RUN: Final = (
    rf"\b{NEG}\s+(?:(?:ever|please|just|also|even|actually|try\s+to)\s+)?(?:re-?)?(?:run(?:ning)?|execut(?:e|ing)|start(?:ing)?|"
    r"launch(?:ing)?|trigger(?:ing)?|fir(?:e|ing)\s+(?:off|up)|kick(?:ing)?\s+off|call(?:ing)?(?=\s+(?:\S+\s+){1,2}(?:script|tool)))\s+"
)
RUN_BY_NAME: Final = regex(
    rf"{_RUN}(?:the\s+|our\s+|my\s+|any\s+|that\s+)?(?:`?([A-Za-z][\w-]{{2,30}})`?\s+(?:scripts?|tasks?|jobs?|targets?|recipes?|"
    r"command|tool|program|cron|step)\b|(?:the|our|my|any|that)\s+((?:seed|(?:re-?)?index|import|export|crawl|scrap|migrat|generat|install|"
    r"deploy|load|train|provision|simulat|anonymi[sz]|purg|backfill)(?:er|or))\b)"
    # "Don't run the cleanup job twice" speaks of the program that is being built.
    r"(?!\s+(?:twice|again|more\s+than|in\s+parallel|concurrently|if|when|while|on\s+(?:every|each)|for\s+(?:every|each)|per|tests?|suite)\b)",
    re.IGNORECASE,
)
_NO_NAME: Final = frozenset({
    "any", "other", "this", "that", "these", "those", "same", "new", "old", "whole", "full", "entire", "following", "above",
    "below", "second", "first", "next", "long", "slow", "shell", "bash", "python", "node", "npm", "make", "such", "every",
    "each", "server", "container", "docker", "computer", "user", "order", "either", "browser", "compiler", "number", "error",
    "background", "build", "test", "tests", "watcher",
})  # fmt: skip
"""Words that name no one script, and things for which there are rules of their own."""
_TO_YOU: Final = regex(r"(?:^|\b(?:you|agents?|and|or|we),?)\s*$", re.IGNORECASE)
_LOOKS: Final = (
    r"(?:cat|bat|less|more|head|tail|e?grep|rg|ag|ls|find|fd|git|vim?|nano|code|sed|awk|wc|diff|stat|file|cp|mv|rm|mkdir|touch|chmod|"
    r"echo|printf|prettier|eslint|ruff|black|mypy|tsc|shellcheck|jq|yq|which|type|man|tree|test|pytest|jest|vitest|rspec)\b"
)


def run_by_name(sentence: str) -> str:
    """Return the pattern of the commands that run what a sentence says must not be run, or ''."""
    for match in RUN_BY_NAME.finditer(sentence):
        name = (match[1] or match[2]).lower()
        of_a_program = re.match(r"(?:must|should|may)\b", match[0], re.IGNORECASE) and not _TO_YOU.search(
            sentence[: match.start()]
        )
        if name in _NO_NAME or of_a_program:
            continue
        stem = re.escape(re.sub(r"(?:ers?|ors?|ing)$", "", name) if match[2] else name.rstrip("s"))
        # A word of the command line, or a part of one: `prisma/seed.ts`, `db:seed`, `npm run seed`. Code given inline is no script.
        return rf"(?i:^(?!{_LOOKS})(?!\S+ (?:\S+ )?-[ce]\s)(?:.*[\s/:._-])?{stem}(?:e|s|er|or|ers|ors|ing)?(?:$|[\s/:._-]))"
    return ""
