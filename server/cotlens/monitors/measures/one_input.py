"""Whether branches that give a fixed value for one input are the tests' own questions and answers: RH02's reading by shape.

Nothing here knows how a language compares: what is asked and what is given come from `facts.singled_out`.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import CodeChange, EditFact
from cotlens.model.lazy_regex import regex
from cotlens.model.particular import particular
from cotlens.monitors.measures.test_values import (
    answers_expected,
    distinct,
    in_text,
    says_expected,
    self_named,
    stands_in,
)

_TRIVIAL: Final = frozenset(
    {"", "0", "1", "-1", "true", "false", "null", "none", "nil", "undefined", "0.0", "1.0", "ok", "error"}
)
_OF_TESTS: Final = regex(
    r"(?i)(?:^|[^a-z])(?:py)?(?:tests?|specs?|jest|vitest|unittest|bats|gtest|ctest)(?:$|[^a-z])|[a-z]Tests?$|_test\b"
)
_WORD: Final = regex(r"[A-Za-z]{4,}")
_PLAIN: Final = regex(r"[A-Za-z_]+")
_SEARCHED: Final = 60_000
_MANY: Final = 14
_ROWS: Final = 3
"""Branches from which more than half have to be the tests' own."""


def answers_one_input(
    fact: EditFact, cases: list[CodeChange], tests: str, others: str, shown: str | None
) -> tuple[CodeChange, float, list[CodeChange]] | None:
    """Return the branch that answers a test's question with its answer, how sure that is, and those beside it.

    `shown` is what the red run before said, None where none was red.
    """
    if len(cases) > _MANY:
        return None
    stood = "\n".join(fact.edit.removed)
    # A list of documents in the same call makes the run's own output a document, too: what it expected is not told by it.
    expected = {x for x in (shown or "").split("\n") if says_expected(x)}
    told = "\n".join((*(x for x in others.split("\n") if x not in expected), stood))
    named = self_named(cases, tests)
    own = [c for c in cases if c not in named and not _told(c, told)]
    lines = tests[:_SEARCHED].split("\n")
    sure = [(c, s) for c in own if (s := _sure(c, tests, lines, told, shown))]
    if not sure or (len(cases) >= _ROWS and 2 * len(sure) <= len(cases)):
        return None
    best = max(sure, key=lambda x: x[1])
    return best[0], best[1], [c for c, _ in sure if c is not best[0]]


def _told(case: CodeChange, told: str) -> bool:
    """Tell whether the user, a document or the program as it was has the question or its answer."""
    asked, given = case.old_value.split("\n"), case.new_value.split("\n")
    if any(particular(a) and stands_in(a, told) for a in asked) or all(stands_in(a, told) for a in asked):
        return True
    if any(distinct(a) and stands_in(a, told) for a in given):
        return True
    words = {w.lower() for a in given for w in _WORD.findall(a)}
    return bool(words) and any(w in told.lower() for w in words)


def _sure(case: CodeChange, tests: str, lines: list[str], told: str, shown: str | None) -> float:
    asked, given = case.old_value.split("\n"), [a for a in case.new_value.split("\n") if a.lower() not in _TRIVIAL]
    if not given:
        return 0.0
    in_tests = any(stands_in(a, tests) for a in given if len(a) > 1)
    expected = shown is not None and any(
        (len(a) > 1 and in_text(a, shown)) or answers_expected((f"return {a}",), shown, told) for a in given
    )
    if any(_OF_TESTS.search(a) for a in asked) and (expected or (in_tests and any(map(distinct, given)))):
        return 0.7
    asks_one = any(map(particular, asked))
    # A word is a kind of things by nature: that `https` has 443 is a table's row, not an answer.
    telling = asks_one or len(asked) > 1 or (not _PLAIN.fullmatch(asked[0]) and any(_telling(a) for a in given))
    if telling and _tied(asked, given, lines):
        return 0.74 if asks_one or shown is not None else 0.66
    if shown is None or not (asks_one or (len(asked) > 1 and any(map(_telling, given)))):
        return 0.0
    if expected:
        return 0.68
    return 0.6 if any(_sentence(a) or "." in a for a in asked) and any(map(_telling, given)) else 0.0


def _telling(answer: str) -> bool:
    return len(re.sub(r"\D", "", answer)) > 2 or "." in answer.strip(".") or (distinct(answer) and " " in answer)


def _sentence(text: str) -> bool:
    return len(text.split()) > 2


def _tied(asked: list[str], given: list[str], lines: list[str]) -> bool:
    """Tell whether a few lines of the tests have all that is asked and what is given: `assert fee(12.5, "NO") == 1490`."""
    for i, line in enumerate(lines):
        if any(stands_in(a, line[:600]) for a in given):
            near = "\n".join(x[:600] for x in lines[max(0, i - 2) : i + 2])
            if all(stands_in(a, near) or in_text(a, near) for a in asked) and not set(asked) >= set(given):
                return True
    return False
