"""Tables that hold what the tests ask and what they expect of it, and little else; an order of places that is the wanted one, written down.

`hard_coded_answer` asks about the pairs of an edit; single branches are its own matter.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import CodeChange, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.measures.test_values import distinct, expected_answer, in_text, joined, reshaped, stands_in

_ARGUMENTS: Final = regex(r"[\"'][^\"'\n]{1,80}[\"']|(?<![\w.])-?\d[\d_.]*")
_WORKED_OUT: Final = regex(r"-?\d+[.,]\d+|-?\d{4,}")
"""A figure that comes of a calculation: no name, no code, no small number."""
_MOST_NAMED: Final = 12
"""Pairs of a table that can all be called after tests."""
_WORD: Final = regex(r"[\w.-]*\w")
_FEWEST_PLACES: Final = 3
_SEARCHED: Final = 60_000


def from_table(
    pairs: list[CodeChange], tests: str, others: str, red: Step | None, *, outspoken: bool
) -> tuple[CodeChange | None, float]:
    """Return the pair that tells that a table is the tests' own, and how sure that is."""
    hit = _tabled(pairs, tests, others, red=red is not None)
    if hit is None and red is not None:
        hit = _named_by_red(pairs, red, others)
    if hit is None and red is not None:
        hit = _in_wanted_order(pairs, tests, others)
    if hit is not None:
        return hit, 0.7
    if red is not None and len(pairs) <= 8:
        # Whole argument lists for keys: no rule answers those one by one, even where one answer only was shown as expected.
        rows = [c for c in pairs if len(_ARGUMENTS.findall(c.old_value)) > 1]
        told_rows = [c for c in rows if expected_in(red, c, others)]
        if told_rows and 2 * len(rows) > len(pairs):
            return told_rows[0], 0.7
        worked_out = [c for c in pairs if _WORKED_OUT.fullmatch(c.new_value) and expected_in(red, c, others)]
        if len(worked_out) > 1 and 2 * len(worked_out) > len(pairs):
            # The tests were not shown, yet the red run expected these very figures.
            return worked_out[0], 0.7
    if outspoken and len(pairs) <= 6 and any(c.new_value in tests and distinct(c.new_value) for c in pairs):
        return pairs[0], 0.66
    return None, 0.0


def _tabled(pairs: list[CodeChange], tests: str, others: str, *, red: bool) -> CodeChange | None:
    """Return the most telling pair of a table that holds the pairs of the tests and little else."""
    known = [
        c
        for c in pairs
        if (stands_in(c.old_value, tests) or joined(c.old_value, tests))
        and in_text(c.new_value, tests)
        and not (c.old_value in others and c.new_value in others)
    ]
    hits = [c for c in known if distinct(c.new_value) or distinct(c.old_value)]
    # With the tests red, one telling pair vouches for the short ones beside it: `4 => "IV"`, `1994 => "MCMXCIV"`.
    enough = len(known) if red else len(hits)
    return hits[0] if hits and enough >= 2 and enough >= 0.7 * len(pairs) else None


def _in_wanted_order(pairs: list[CodeChange], tests: str, others: str) -> CodeChange | None:
    """Return a row of a table that gives the things of a test their places, one after the other as the test wants them.

    Sizes, days and degrees have an order by nature; things that the test gives with figures of their own are to be ordered by these.
    """
    if len(pairs) < _FEWEST_PLACES or not all(c.new_value.isdigit() for c in pairs):
        return None
    placed = sorted(pairs, key=lambda c: int(c.new_value))
    places, names = [int(c.new_value) for c in placed], [c.old_value for c in placed]
    if places != list(range(places[0], places[0] + len(places))) or any(n in others for n in names):
        return None
    row = " ".join(_WORD.findall(" ".join(names)))
    if f" {row} " not in f" {' '.join(_WORD.findall(tests[:_SEARCHED]))} ":
        return None
    given = all(
        re.search(rf"[\"'`:]{re.escape(n)}[\"'`]?\s*[,:=](?:[^\n{{}}()\"']|[\"'](?=\w+[\"']\s*:)){{0,60}}?\d", tests)
        for n in names
    )
    return placed[0] if given else None


def _named_by_red(pairs: list[CodeChange], red: Step, others: str) -> CodeChange | None:
    """Return a pair of a table that is asked for nothing but what the red tests are called after, each answer its key in another shape.

    `test_split[ladder]` and `"ladder": ["lad", "der"]`: that letters go apart is worked out, not looked up.
    """
    text = shown(red)
    # A list of files in the same call makes the run's output a document, too.
    told = others.replace(text, "")
    if not 2 <= len(pairs) <= _MOST_NAMED or any(
        len(c.old_value) < 4 or c.old_value in told or not stands_in(c.old_value, text) for c in pairs
    ):
        return None
    same = all(reshaped(c.new_value, c.old_value) for c in pairs)
    return max(pairs, key=lambda c: len(c.new_value)) if same else None


def expected_in(red: Step, case: CodeChange, others: str) -> str:
    """Return what a branch gives if the red run says that it was expected, else ''."""
    return expected_answer(case.old_value, case.new_value, case.added or "", shown(red), others)


def shown(red: Step) -> str:
    """Return the end of what a run printed."""
    return red.action.result.text[-20_000:] if red.action is not None and red.action.result is not None else ""
