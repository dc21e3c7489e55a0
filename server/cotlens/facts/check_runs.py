"""Check commands together with their results: what was checked, and how it ended."""

from __future__ import annotations

from cotlens.facts.check_output import Reading, read_output
from cotlens.facts.checks import Recognised, recognise
from cotlens.model.event import ResultStatus, ToolResultEvent
from cotlens.model.fact import Check, Outcome, SimpleCommand


def checks_of(commands: tuple[SimpleCommand, ...], result: ToolResultEvent | None) -> tuple[Check, ...]:
    """Return the checks that a shell call ran, each with its outcome; () when it was denied."""
    if result is None or result.status is ResultStatus.DENIED:
        return ()
    found = [(c, r) for c in commands if (r := recognise(c)) is not None]
    return tuple(_check(c, r, result, alone=len({f[1].kind for f in found}) == 1, commands=commands) for c, r in found)


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
    if outcome is Outcome.FAILED and result.exit_code == 0 and not command.masked:
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


def _by_status(
    command: SimpleCommand, result: ToolResultEvent, commands: tuple[SimpleCommand, ...], reading: Reading
) -> Outcome:
    """Judge by the exit status, where it is this command's."""
    if result.status is ResultStatus.INTERRUPTED:
        return Outcome.UNKNOWN
    if reading.outcome is Outcome.PASSED:
        return Outcome.PASSED
    code = result.exit_code
    if code is None or command.masked:
        return Outcome.UNKNOWN
    if code == 0:
        return Outcome.PASSED
    after = commands[commands.index(command) + 1 :]
    decides = all(c.program in ("echo", "tail", "head", "cat", "printf") for c in after)
    return Outcome.FAILED if decides else Outcome.UNKNOWN
