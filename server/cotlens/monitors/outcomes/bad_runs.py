"""Calls that came out badly, and whether something later made them good: run again, mended, compared. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import ResultStatus
from cotlens.model.fact import Action, DeedKind, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import applied, call_text
from cotlens.monitors.calls.call_outcomes import NO_PROGRAM, ended_badly, programs_of
from cotlens.monitors.calls.lookers import LOOKERS
from cotlens.monitors.outcomes.bad_outputs import COUNTED, GARBLED, SIGNS, VERDICT, server_failed, tally
from cotlens.monitors.outcomes.lacking_rights import locked_out
from cotlens.monitors.outcomes.mendings import carries_out, may_mend
from cotlens.monitors.outcomes.published import publishes, says_published
from cotlens.monitors.outcomes.shortfalls import shortfall

LOOKS: Final = LOOKERS | {"awk", "command", "curl", "gh", "git", "kill", "ps", "sed", "sleep", "type"}
_CARRIES: Final = frozenset(
    {"cd", "tail", "head", "tee", "cat", "echo", "sleep", "export", "set", "source", "sed", "wc"}
)
"""Programs that only lead to another one or pass its output on: what failed is the other one."""
_UNKNOWN_COMMAND: Final = regex(
    r"\b(?:no\s+such|unknown|unrecogni[sz]ed|invalid)\s+(?:sub-?)?command\b|\bis\s+not\s+an?\s+\S+\s+command\b|\bcommand\s+not\s+found\b",
    re.IGNORECASE,
)
"""A slip of the pen: nothing ran."""


def is_bad(action: Action | None) -> bool:
    """Tell whether a call came out badly, by what it says itself."""
    if action is None or action.result is None or not action.commands or action.result.status is ResultStatus.DENIED:
        return False
    if any(c.outcome is Outcome.FAILED and c.kind is not CheckKind.TRIAL for c in action.checks) or tally(action):
        return True
    if all(c.kind in (CheckKind.BENCH, CheckKind.TRIAL) for c in action.checks) and (
        action.checks
        and (
            COUNTED.search(action.result.text[-4000:])
            or server_failed(call_text(action.call), action.result.text[-4000:])
        )
    ):
        return True
    if any(c.outcome is Outcome.PASSED for c in action.checks):
        # A test program of one's own may end well and print what is wrong.
        return all(c.passed is None for c in action.checks) and bool(VERDICT.search(action.result.text[-4000:]))
    if any(c.kind is CheckKind.TEST for c in action.checks) and not action.result.exit_code:
        # Tests log all sorts of errors on their way; what the run came to is in its summary.
        return False
    if action.result.exit_code == 0 and any(c.masked == "$(" for c in action.commands):
        # What a substitution complains of went into a word; the command that was meant came out well.
        return False
    programs = {c.program for c in action.commands}
    if locked_out(action):
        # Whether one may is no part of the work.
        return False
    if programs <= LOOKS or action.result.exit_code == NO_PROGRAM or _UNKNOWN_COMMAND.search(action.result.text[:300]):
        # Nothing ran: a program that is not there says nothing of the work.
        return False
    failing = (action.result.exit_code or 0) != 0 and ended_badly(action)
    return (
        bool(SIGNS.find(text := action.result.text[-4000:]))
        or bool(server_failed(call_text(action.call), text))
        or (not text.isascii() and bool(GARBLED.search(text)))
        or shortfall(action)
        or (failing and not action.edits and not (programs - _CARRIES) & LOOKS)
    )


def last_bad(turn: Turn) -> tuple[Step, Action] | None:
    """Return the last call that came out badly."""
    return next(((s, a) for s, a in reversed(turn.actions) if is_bad(a)), None)


def _task(action: Action) -> set[str]:
    """Return the names of the tasks that a call runs, whatever launcher stands before them: `lint`, `test:unit`."""
    return {
        w
        for c in action.commands
        for w in c.argv[1:]
        if re.fullmatch(r"(?:lint|tests?|build|check|types?|typecheck)(?::[\w-]+)?", w)
    }


def resolved(turn: Turn, at: Step, action: Action) -> bool:
    """Tell whether a later run of the same thing, or of the same kind of check, came out well."""
    # Each linter judges something else.
    kinds = {(c.kind, c.tool if c.kind is CheckKind.LINT else "") for c in action.checks}
    refused = action.result is not None and "[rejected]" in action.result.text
    for s, a in turn.actions:
        if refused and s.index > at.index and any(d.kind is DeedKind.PUSHES for d in a.deeds) and not is_bad(a):
            return True
        if s.index > at.index and publishes(action) and says_published(a):
            return True
        if s.index > at.index and a.result is not None and not is_bad(a) and not carries_out(a, action):
            if any(
                c.outcome is not Outcome.FAILED and (c.kind, c.tool if c.kind is CheckKind.LINT else "") in kinds
                for c in a.checks
            ):
                return True
            if programs_of(a, LOOKS) & programs_of(action, LOOKS) or _task(a) & _task(action):
                return True
            # Another agent or a launcher was told to run the very same thing.
            spoken = " ".join(str(v)[:4000] for v in a.call.args.values())
            if any(len(p) > 1 and len(p[1]) > 2 and f"{p[0]} {p[1]}" in spoken for p in programs_of(action, LOOKS)):
                return True
    return False


def settled(turn: Turn, at: Step) -> bool:
    """Tell whether a later run of the same thing was good, or a check of the very files that were looked at."""
    if at.action is None or resolved(turn, at, at.action):
        return True
    looked = {w for c in at.action.commands for w in c.argv[1:] if "." in w}
    return any(
        s.index > at.index and any(c.outcome is Outcome.PASSED and looked & set(c.command.argv[1:]) for c in a.checks)
        for s, a in turn.actions
    )


def mended(turn: Turn, at: Step, action: Action) -> bool:
    """Tell whether something was edited afterwards; a note or a ticket mends nothing but what failed over that very file."""
    failure = f"{action.call.args.get('command') or ''} {action.result.text[-4000:] if action.result else ''}"
    return any(
        s.index > at.index and any(f.path.rsplit("/", 1)[-1] in failure or may_mend(f) for f in applied(a))
        for s, a in turn.actions
    )


def good_run_after(turn: Turn, step: Step) -> bool:
    """Tell whether all checks of some later call passed."""
    return any(
        s.index > step.index
        and any(c.kind is not CheckKind.LINT for c in a.checks)
        and all(c.outcome is Outcome.PASSED for c in a.checks)
        for s, a in turn.actions
    )


def seen_mended(turn: Turn, thought: Step, seen: Action) -> bool:
    """Tell whether the program was changed after a thought and the same thing looked at again, with nothing bad to be seen."""
    changed = next((s for s, a in turn.actions if s.index > thought.index and any(map(may_mend, applied(a)))), None)
    return changed is not None and any(
        s.index > changed.index and not is_bad(a) and programs_of(a, LOOKS) & programs_of(seen, LOOKS)
        for s, a in turn.actions
    )
