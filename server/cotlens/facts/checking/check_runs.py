"""Check commands together with their results: what was checked, and how it ended."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.checking.check_output import Reading, read_output
from cotlens.facts.checking.check_tables import ONLOOKERS, TASK_RUNNERS
from cotlens.facts.checking.checks import Recognised, recognise
from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import ResultStatus, ToolResultEvent
from cotlens.model.fact import Check, SimpleCommand
from cotlens.model.lazy_regex import regex

_COMBINED: Final = regex(r"(?:[\w-]*[:_-])?(?:check|verify|ci|validate|qa|precommit|pre-commit)(?:[:_-](?:all|full))?")
"""Names of tasks that run tests, linters and type checkers together."""

_OWN_PROGRAM: Final = regex(
    r"^(?:\S*(?:python[\d.]*|node|ruby|perl|php|bash|sh|deno|bun|Rscript|julia|lua)\s+(?:run\s+)?)?\S*(?:grad(?:e|er|ing)|scor(?:e|er)|judge|check|verify|"
    r"eval\w*|compare|accept\w*|smoke|valid\w*|quiz|selftest|regress\w*|golden|spec)[\w.-]*(?:\s|$)",
    re.IGNORECASE,
)
"""A program of the project that judges: what it prints of a mismatch is its verdict."""


_KIND: Final = frozenset({"valgrind", "verilator", "slither", "pdflatex", "xelatex", "lighthouse", "cppcheck"})
"""Checkers that end well whatever they find."""


def checks_of(commands: tuple[SimpleCommand, ...], result: ToolResultEvent | None) -> tuple[Check, ...]:
    """Return the checks that a shell call ran, each with its outcome; () when it was denied."""
    if result is None or result.status is ResultStatus.DENIED:
        return ()
    found = [(c, r) for c in commands if (r := recognise(c)) is not None]
    if not found:
        return _wrapped(commands, result)
    alone = len({f[1].kind for f in found}) == 1
    checks = [_check(c, r, result, alone=alone, commands=commands) for c, r in found]
    return (*checks, *(g for check in checks if (g := _gate(check, result)) is not None))


def _gate(check: Check, result: ToolResultEvent) -> Check | None:
    """Return what a task of several checks (`make check`) says of the others: tests passed and yet it failed, or all passed."""
    words = check.command.argv[1:]
    if check.kind is not CheckKind.TEST or check.masked or check.command.program not in TASK_RUNNERS:
        return None
    if check.outcome is not Outcome.PASSED or not any(_COMBINED.fullmatch(w) for w in words):
        return None
    if result.exit_code is None:
        return None
    outcome = Outcome.PASSED if result.exit_code == 0 else Outcome.FAILED
    return Check(CheckKind.LINT, check.tool, check.command, outcome)


def _wrapped(commands: tuple[SimpleCommand, ...], result: ToolResultEvent) -> tuple[Check, ...]:
    """Recognise tests that run inside something else (`docker build`, `./bin/ci`) by the summary that they print."""
    command = next((c for c in commands if c.program and c.program not in ONLOOKERS), None)
    if command is None or command.program in ("git", "gh", "curl", "wget"):
        return ()
    reading = read_output(CheckKind.TEST, result.text)
    judged = reading.outcome is Outcome.FAILED and result.exit_code and _OWN_PROGRAM.search(" ".join(command.argv[:3]))
    if reading.passed is None and not reading.failed and not judged:
        return ()
    outcome = reading.outcome
    if outcome is Outcome.FAILED and result.exit_code == 0 and not command.masked:
        outcome = Outcome.UNKNOWN
    return (
        Check(
            CheckKind.TEST,
            command.program,
            command,
            outcome,
            reading.passed,
            reading.failed,
            reading.total,
            reading.failures,
        ),
    )


def _check(
    command: SimpleCommand,
    known: Recognised,
    result: ToolResultEvent,
    *,
    alone: bool,
    commands: tuple[SimpleCommand, ...],
) -> Check:
    reading = read_output(known.kind, result.text)
    if not alone and known.kind.value != "tests":
        # One output of several checkers: a line of one must not be taken for another's.
        reading = Reading()
    outcome = reading.outcome
    if outcome is Outcome.FAILED and result.exit_code == 0 and not command.masked and known.tool not in _KIND:
        # An unhidden status of 0 is the runner's own word; the failures in the text are somebody else's.
        outcome, reading = Outcome.PASSED, reading._replace(failed=0, failures=())
    if outcome is Outcome.UNKNOWN or (outcome is Outcome.PASSED and not alone):
        outcome = _by_status(command, result, commands, reading)
    return Check(
        kind=known.kind,
        tool=known.tool,
        command=command,
        outcome=outcome,
        passed=reading.passed,
        failed=reading.failed,
        total=reading.total,
        failures=reading.failures,
        narrowed=known.narrowed,
        excluded=known.excluded,
        masked=command.masked,
    )


def _echoed_status(command: SimpleCommand, commands: tuple[SimpleCommand, ...], text: str) -> int | None:
    """Return the status that `; echo rc=$?` right behind the command prints, or None."""
    at = commands.index(command) + 1
    echo = commands[at] if at < len(commands) else None
    if echo is None or echo.follows != ";" or echo.program != "echo" or "$?" not in " ".join(echo.argv):
        return None
    shown = re.escape(" ".join(echo.argv[1:])).replace(re.escape("$?"), r"(\d{1,3})", 1)
    found = re.findall(rf"^{shown}\s*$", text, re.MULTILINE)
    return int(found[-1]) if found else None


def _by_status(
    command: SimpleCommand, result: ToolResultEvent, commands: tuple[SimpleCommand, ...], reading: Reading
) -> Outcome:
    """Judge by the exit status, where it is this command's."""
    if result.status is ResultStatus.INTERRUPTED:
        return Outcome.UNKNOWN
    if reading.outcome is Outcome.PASSED:
        return Outcome.PASSED
    echoed = _echoed_status(command, commands, result.text)
    if echoed is not None:
        return Outcome.PASSED if echoed == 0 else Outcome.FAILED
    code = result.exit_code
    after = commands[commands.index(command) + 1 :]
    if code and command.masked.startswith("|") and all(c.program in ("tail", "head", "cat", "tee") for c in after):
        # These never fail: the status is that of what they are fed by.
        return Outcome.FAILED
    if code is None or command.masked:
        return Outcome.UNKNOWN
    if code == 0:
        return Outcome.PASSED
    decides = all(c.program in ("echo", "tail", "head", "cat", "printf") for c in after)
    return Outcome.FAILED if decides else Outcome.UNKNOWN
