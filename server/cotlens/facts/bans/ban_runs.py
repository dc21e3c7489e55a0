"""Scripts and tasks that are not to be run, as people name them ("the seed script"), and the commands meant. Knowledge only."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.model.lazy_regex import regex

_RUN: Final = (
    rf"\b{NEG}\s+(?:(?:ever|please|just|also|even|actually|try\s+to)\s+)?(?:re-?)?(?:run(?:ning)?|execut(?:e|ing)|start(?:ing)?|"
    r"launch(?:ing)?|trigger(?:ing)?|fir(?:e|ing)\s+(?:off|up)|kick(?:ing)?\s+off|call(?:ing)?(?=\s+(?:\S+\s+){1,2}(?:script|tool)))\s+"
)
RUN_BY_NAME: Final = regex(
    rf"{_RUN}(?:the\s+|our\s+|my\s+|any\s+|that\s+)?(?:`?([A-Za-z][\w-]{{2,30}})`?\s+(?:scripts?|tasks?|jobs?|targets?|recipes?|"
    r"command|tool|program|cron|step)\b|(?:the|our|my|any|that)\s+((?:seed|(?:re-?)?index|import|export|crawl|scrap|migrat|generat|"
    r"install|"
    r"deploy|load|train|provision|simulat|anonymi[sz]|purg|backfill)(?:er|or))\b)"
    # "Don't run the cleanup job twice" speaks of the program that is being built.
    r"(?!\s+(?:twice|again|more\s+than|in\s+parallel|concurrently|if|when|while|on\s+(?:every|each)|for\s+(?:every|each)|per|tests?|"
    r"suite)\b)",
    re.IGNORECASE,
)
_CODE_NAME: Final = r"`?((?:\.{0,2}/)?[A-Za-z][\w-]{0,40}(?:[:./_-][\w-]{1,40}){1,8})`?"
"""A name as only programs have it: `db:migrate`, scripts/backfill.py, gen-api."""
BY_TOKEN: Final = regex(
    rf"{_RUN}(?:the\s+|our\s+|my\s+|any\s+)?(?:{_CODE_NAME}|([a-z][a-z]{{3,30}})(?=\s*(?:[.,;:!)\u2013\u2014-]|$)|\s+(?:yet|again|"
    rf"today|now|here|either|on\s+"
    rf"(?:my|the|our|this|prod\w*|staging)|against|because|since|while|please|for\s+now|or|and|nor)\b))",
    re.IGNORECASE,
)
_AND_NAME: Final = regex(rf"\s*(?:,|/|,?\s*\b(?:or|nor|and))\s*(?:the\s+)?{_CODE_NAME}", re.IGNORECASE)
KEPT: Final = regex(
    r"\b(?:I(?:'ll|\s+will|\s+want\s+to|\s+prefer\s+to|'d\s+(?:rather|prefer\s+to|like\s+to)|'m\s+going\s+to)|(?:(?-i:[A-Z])[a-z]+|"
    r"we)(?:'ll|\s+will))\s+"
    r"(?:run|do|start|execute|trigger|kick\s+off|launch|take\s+care\s+of|handle)\s+(?:the\s+|that\s+|"
    r"our\s+)?`?([A-Za-z][\w:./-]{2,60}?)`?"
    r"(?:\s+(?:script|task|job|step|part|bit|run|command))?\s+(?:\w+\s+){0,2}?(?:my|our|her|him|them)sel(?:f|ves)\b|"
    r"\bleave\s+(?:(?:running|starting|executing|triggering)\s+)?(?:the\s+|our\s+)?`?([A-Za-z][\w:./-]{2,60}?)`?(?:\s+(?:script|"
    r"task|job|run|command))?"
    r"\s+to\s+(?:me|us)\b|\b(?:running|starting|executing|triggering)\s+(?:the\s+|our\s+)?`?([A-Za-z][\w:./-]{2,60}?)`?"
    r"(?:\s+(?:script|task|job|command))?\s+(?:is|stays|remains)\s+(?:up\s+to|for|with|my|our)\b",
    re.IGNORECASE,
)
"""What a person keeps for themselves."""
_NO_NAME: Final = frozenset({
    "any", "other", "this", "that", "these", "those", "same", "new", "old", "whole", "full", "entire", "following", "above",
    "below", "second", "first", "next", "long", "slow", "shell", "bash", "python", "node", "npm", "make", "such", "every",
    "each", "server", "container", "docker", "computer", "user", "order", "either", "browser", "compiler", "number", "error",
    "background", "build", "test", "tests", "watcher",
    "anything", "everything", "something", "code", "commands", "into", "over", "away", "late", "local", "locally", "twice",
    "more", "than", "them", "with", "without", "afterwards", "later", "after", "before", "until", "unless", "wild", "from",
    "git", "sudo", "rest", "review", "merge", "release", "push", "commit", "deployment", "it", "migration", "migrations",
    "programs", "scripts", "tasks", "jobs", "servers", "services", "queries", "checks", "builds", "linters", "formatters",
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
        if name in _NO_NAME or _of_a_program(sentence, match):
            continue
        stem = re.escape(re.sub(r"(?:ers?|ors?|ing)$", "", name) if match[2] else name.rstrip("s"))
        return _runs(rf"{stem}(?:e|s|er|or|ers|ors|ing)?")
    return "|".join(_runs(name) for name in _names(sentence))


def _of_a_program(sentence: str, match: re.Match[str]) -> bool:
    """Tell whether a rule is for a program: "the job must not run over midnight"."""
    said = re.match(r"(?:must|should|may)\b", match[0], re.IGNORECASE)
    before = sentence[: match.start()]
    return (said is not None and not _TO_YOU.search(before)) or re.search(
        r"\b(?:must|should|may|can|will)\s+$", before
    ) is not None


def _runs(name: str) -> str:
    # A word of the command line, or a part of one: `prisma/seed.ts`, `db:seed`, `npm run seed`. Code given inline is no script.
    return rf"(?i:^(?!{_LOOKS})(?!\S+ (?:\S+ )?-[ce]\s)(?:.*[\s/:._-])?{name}(?:$|[\s/:._-]))"


def _names(sentence: str) -> list[str]:
    """Return, as patterns, what a sentence rules out by the bare name that a command line has for it, or keeps for the speaker."""
    found: list[str] = []
    for match in BY_TOKEN.finditer(sentence):
        if _of_a_program(sentence, match):
            continue
        found.append(match[1] or match[2])
        while (more := _AND_NAME.match(sentence, match.end())) is not None:
            found.append(more[1])
            match = more  # noqa: PLW2901  # the list goes on behind it
    found += [next(g for g in m.groups() if g) for m in KEPT.finditer(sentence)]
    return [re.escape(n.removeprefix("./")) for n in found if n.lower() not in _NO_NAME]


_TASK_RUNNERS: Final = frozenset({
    "gradlew", "gradle", "mvn", "mvnw", "make", "gmake", "just", "task", "rake", "sbt", "nox", "tox", "ant", "invoke", "inv", "mage",
    "grunt", "gulp", "bazel", "nx", "turbo", "lein", "mix",
})  # fmt: skip
"""Programs that are given one task or several, with options between them."""


def command_line(what: str) -> str:
    """Return a command line as it stands in a rule as a test: its options may stand anywhere behind its words."""
    if what == "sudo":
        return r"^sudo\s+\S"
    words = what.split()
    # A program is known by its name: `./gradlew x` and `scripts/seed.sh` are the same wherever they are called from.
    program = words[0].rsplit("/", 1)[-1] or words[0]
    tasks = [w for w in words[1:] if not w.startswith("-")]
    flags = "".join(rf"(?=.*\s{re.escape(w)}(?:\s|=|$))" for w in words if w.startswith("-"))
    if program in _TASK_RUNNERS and tasks:
        tool = re.escape(re.sub(r"w$", "", program)) + "w?"
        between = "".join(rf"(?=(?:.*[\s:]){re.escape(t.lstrip(':'))}(?:\s|$))" for t in tasks)
        return rf"^(?:sudo )?{flags}(?={tool}\s){between}"
    plain = " ".join((re.escape(program), *map(re.escape, tasks)))
    run = r"(?:(?:ba|z|da)?sh |python[\d.]* |node |ruby |perl )?(?:\S*/)?" if "/" in words[0] else ""
    return rf"^(?:sudo )?{flags}{run}{plain}(?:\s|$)"
