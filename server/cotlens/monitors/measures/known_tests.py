"""What a session knows of its tests before a step, and what it knows from elsewhere. Text only; what it means is for the caller."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final, NamedTuple

from cotlens.model.check import Outcome
from cotlens.model.edit import EditOp
from cotlens.model.fact import EditFact, Step
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import History

_MOST: Final = 40_000
"""Characters of one output that are looked at."""

_OF_TESTS: Final = regex(
    r"(?:^|[\s/])t/[\w-]+\.(?:t|sql|pg|pl)\b|[Tt]ests?[/_.]|[._]spec|_test\.|\btest_|__tests__|[Tt]ests?\.\w|"
    r"(?:^|[\s/])(?:expected|goldens?)[/_.-]\w"
)
_EXPECTS: Final = regex(r"\b(?:expect|assert)\w*\b|\b(?:XCT)?Assert")
_DOCUMENT: Final = regex(r"\.(?:md|txt|rst|csv|json|ya?ml|html|xml)\b|\bdocs?/|\bspecification|README")
_TEST_DATA: Final = regex(
    r"tests?/|fixtures?/|_test\.|\btest_|[._](?:spec|test)\.|(?:^|[\s/])(?:expected|goldens?)[/_.-]\w"
)
_RUN: Final = regex(r"(?i)fail|error|exception|assert|expect|\bok\b|\bat\s+\w+[.(]|^\s*[+-]\s?\d")
"""Of what a run of tests says."""
_WORDED: Final = 3
_LONGEST: Final = 500


class _Telling(NamedTuple):
    """A step that tells something: of the tests by its edits or its output, or by its output of something else."""

    step: Step
    edits: tuple[EditFact, ...]
    of_tests: bool
    of_others: bool
    mixed: bool
    """A document and a test shown by one call: what reads as prose is of the document."""


def known_of_tests(history: History, step: Step) -> tuple[str, str]:
    """Return (what the session knows of the tests, what it knows from you, documents and the program itself)."""
    tests: list[str] = []
    others: list[str] = list(history.user_texts())
    for found in reversed(history.gathered(list, _telling)):
        for known in reversed(found[: bisect_left(found, step.index, key=_index)]):
            tests.extend(f.edit.after or "\n".join((*f.edit.added, *f.edit.removed)) for f in known.edits)
            if known.of_tests:
                tests.append(_output(known.step))
            if known.of_others:
                others.append(_output(known.step))
            elif known.mixed:
                others.extend(x for x in _output(known.step).split("\n") if _is_prose(x))
    return "\n".join(tests), "\n".join(others)


def _is_prose(line: str) -> bool:
    """Tell whether a line reads as a sentence of a document, not as code and not as what a run of tests says."""
    text = line.strip()
    return (
        len(text) < _LONGEST
        and text.endswith((".", ":", ",", ")"))
        and len(text.split(None, _WORDED)) > _WORDED
        and not any(sign in text for sign in "{};")
        and not _RUN.search(text)
    )


def _index(known: _Telling) -> int:
    return known.step.index


def _output(step: Step) -> str:
    result = step.action.result if step.action is not None else None
    return result.text[:_MOST] if result is not None else ""


def _telling(found: list[_Telling], step: Step) -> None:
    action = step.action
    if action is None:
        return
    edits = tuple(f for f in action.edits if f.role & PathRole.TEST and f.edit.op is not EditOp.DELETE)
    text = _output(step)
    about = f"{action.call.args.get('command') or ''} {' '.join(str(v) for k, v in action.call.args.items() if 'path' in k)}"
    of_tests = bool(text) and (
        any(c.outcome is Outcome.FAILED for c in action.checks)
        or _OF_TESTS.search(about) is not None
        or (("xpect" in text or "ssert" in text) and _EXPECTS.search(text) is not None)
    )
    document = bool(text) and _DOCUMENT.search(about) is not None
    of_data = _TEST_DATA.search(about) is not None
    if edits or of_tests or document:
        found.append(_Telling(step, edits, of_tests, document and not of_data, document and of_data))


def with_below(fact: EditFact, line: str) -> tuple[str, ...]:
    """Return a line put in, and the two below it."""
    at = next(((h.new, h.new.index(line)) for h in fact.edit.hunks if line in h.new), None)
    return at[0][at[1] : at[1] + 3] if at is not None else (line,)
