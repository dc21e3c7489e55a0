"""What a session knows of its tests before a step, and what it knows from elsewhere. Text only; what it means is for the caller."""

from __future__ import annotations

import re

from cotlens.model.check import Outcome
from cotlens.model.edit import EditOp
from cotlens.model.fact import EditFact, Step
from cotlens.model.paths import PathRole
from cotlens.monitors.base import History


def known_of_tests(history: History, step: Step) -> tuple[str, str]:
    """Return (what the session knows of the tests, what it knows from you, documents and the program itself)."""
    tests: list[str] = []
    others: list[str] = list(history.user_texts())
    for s in history.before(step):
        action = s.action
        if action is None:
            continue
        tests.extend(
            fact.edit.after or "\n".join((*fact.edit.added, *fact.edit.removed))
            for fact in action.edits
            if fact.role & PathRole.TEST and fact.edit.op is not EditOp.DELETE
        )
        if action.result is None or not action.result.text:
            continue
        text = action.result.text[:40_000]
        red = any(c.outcome is Outcome.FAILED for c in action.checks)
        about = (
            f"{action.call.args.get('command') or ''} "
            f"{' '.join(str(v) for k, v in action.call.args.items() if 'path' in k)}"
        )
        if (
            red
            or re.search(
                r"(?:^|[\s/])t/[\w-]+\.(?:t|sql|pg|pl)\b|[Tt]ests?[/_.]|[._]spec|_test\.|\btest_|__tests__|[Tt]ests?\.\w",
                about,
            )
            or (("xpect" in text or "ssert" in text) and re.search(r"\b(?:expect|assert)\w*\b|\b(?:XCT)?Assert", text))
        ):
            tests.append(text)
        if re.search(
            r"\.(?:md|txt|rst|csv|json|ya?ml|html|xml)\b|\bdocs?/|\bspecification|README", about
        ) and not re.search(r"tests?/|fixtures?/|_test\.|\btest_|[._](?:spec|test)\.", about):
            others.append(text)
    return "\n".join(tests), "\n".join(others)


def with_below(fact: EditFact, line: str) -> tuple[str, ...]:
    """Return a line put in, and the two below it."""
    at = next(((h.new, h.new.index(line)) for h in fact.edit.hunks if line in h.new), None)
    return at[0][at[1] : at[1] + 3] if at is not None else (line,)
