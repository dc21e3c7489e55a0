from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.attribution import lcs
from cotlens.attribution.align import align
from cotlens.attribution.lcs import common_runs

LONG = "result = compute_the_total(first, second)"


@pytest.mark.parametrize(
    ("a", "b", "want"),
    [
        pytest.param(["x"], ["x"], "0eq", id="the same"),
        pytest.param([], ["x"], "-1new", id="all new"),
        pytest.param(["x"], [], "", id="all gone"),
        pytest.param(["a", "b"], ["a", "n", "b"], "0eq -1new 1eq", id="insert"),
        pytest.param(["a", "d", "b"], ["a", "b"], "0eq 2eq", id="delete"),
        pytest.param(["a", "  f(x)", "b"], ["a", "      f( x )", "b"], "0eq 1ws 2eq", id="white space"),
        pytest.param(["a", "total = price + 1", "b"], ["a", "total = price + 2", "b"], "0eq 1mod 2eq", id="modified"),
        pytest.param(["a", "alpha()", "b"], ["a", "zzz = 9", "b"], "0eq -1new 2eq", id="replaced by something else"),
        pytest.param(["a", "}", "b"], ["a", "};", "b"], "0eq -1new 2eq", id="punctuation resembles nothing"),
        pytest.param(
            ["call(alpha, beta, gamma)"],
            ["call(", "    alpha,", "    beta,", "    gamma", ")"],
            "0ws 0ws 0ws 0ws 0ws",
            id="one line wrapped into five",
        ),
        pytest.param(["call(", "    alpha,", "    beta", ")"], ["call(alpha, beta)"], "0ws", id="joined"),
        pytest.param([LONG, "a", "b", "c"], ["a", "b", "c", LONG], "1eq 2eq 3eq 0move", id="one long line moved"),
        pytest.param(
            ["x = 1", "a", "b", "c"], ["a", "b", "c", "x = 1"], "1eq 2eq 3eq -1new", id="a short line is no move"
        ),
        pytest.param(
            ["def f():", "    return first", "    # the end", *"abcdef"],
            [*"abcdef", "def f():", "    return first", "    # the end"],
            "3eq 4eq 5eq 6eq 7eq 8eq 0move 1move 2move",
            id="a block moved",
        ),
        pytest.param(
            ["count = 12", "a", "b", "c"],
            ["a", "b", "c", "count = 12"],
            "1eq 2eq 3eq -1new",
            id="nor is one of nine characters",
        ),
        pytest.param(
            ["count = first()", "a", "b", "c"],
            ["a", "b", "c", "    count = first()"],
            "1eq 2eq 3eq 0move",
            id="a line of ten, the only one left over on each side, is",
        ),
        pytest.param(
            ["first_line = 1", "second = total(3)", "third_line = 3", *"abcdef"],
            [*"abcdef", "first_line = 1", "second = total(4)", "third_line = 3"],
            "3eq 4eq 5eq 6eq 7eq 8eq 0move 1mod 2move",
            id="a changed line between moved ones is",
        ),
        pytest.param(
            ["a", "b", "x = 1", "y = x", "c", "use(x)"],
            ["a", "b", "amount = 1", "y = amount", "c", "use(amount)"],
            "0eq 1eq 2mod 3mod 4eq 5mod",
            id="a name changed throughout, whatever is left of the lines",
        ),
        pytest.param(
            ["one:", "  type: a", "  two:", "    type: b", "    of: c"],
            ["one:", "    type: a", "    two:", "        type: b", "        of: c"],
            "0eq 1ws 2ws 3ws 4ws",
            id="indented anew, one line now equal to another",
        ),
        pytest.param(
            ["print('one thing and another')"],
            ['print("one thing and another")'],
            "0mod",
            id="the same words in other quotes need no neighbour",
        ),
        pytest.param(
            ["one = 'the first'", "", "two = 'the second'", "three = 'the third'"],
            ['one = "the first"', 'two = "the second"', "", 'three = "the third"'],
            "0mod 2mod -1new 3mod",
            id="a blank line parts no lines that belong together",
        ),
        pytest.param(
            ["a", "total = price + 1", "b"],
            ["a", "n = 1", "total = price + 2", "m = 2", "b"],
            "0eq -1new -1new -1new 2eq",
            id="a similar line without any of the neighbours",
        ),
        pytest.param(
            ["f(x) {", "  g()", "}", "z"],
            ["if (c) {", "  f(x) {", "    g()", "  }", "}", "z"],
            "-1new 0ws 1ws 2ws -1new 3eq",
            id="a bracket goes with what it closes",
        ),
        pytest.param(
            ["f(x) {", "  g()", "}", "z"],
            ["f(x) {", "  g()", "}", "h() {", "  i()", "}", "z"],
            "0eq 1eq 2eq -1new -1new -1new 3eq",
            id="and not with what was put in below",
        ),
        pytest.param(
            [LONG, "a", "b", "c"],
            ["a", "b", "c", LONG, LONG],
            "1eq 2eq 3eq -1new -1new",
            id="a line copied is no move of either",
        ),
    ],
)
def test_lines_are_traced(a: list[str], b: list[str], want: str) -> None:
    src, how = align(a, b)
    assert " ".join(f"{i}{kind}" for i, kind in zip(src, how, strict=True)) == want


LINES = st.lists(
    st.sampled_from(["a", "b", "}", "", "  a", "x = 1", "x = 2", "call(a, b)", "call(", LONG]), max_size=12
)


@given(LINES, LINES)
def test_what_is_claimed_of_a_line_holds(a: list[str], b: list[str]) -> None:
    src, how = align(a, b)
    assert len(src) == len(how) == len(b)
    for j, (i, kind) in enumerate(zip(src, how, strict=True)):
        assert (kind == "new") == (i < 0)
        if kind == "eq":
            assert a[i] == b[j]
        if kind == "move":
            assert a[i].split() == b[j].split() or "".join(a[i].split()) == "".join(b[j].split())
    equal = [i for i, kind in zip(src, how, strict=True) if kind == "eq"]
    assert equal == sorted(set(equal))


@given(LINES)
def test_a_text_is_traced_to_itself(a: list[str]) -> None:
    assert align(a, a) == (list(range(len(a))), ["eq"] * len(a))


def plain_length(a: list[str], b: list[str]) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(LINES, LINES)
def test_common_runs_are_a_longest_common_subsequence(a: list[str], b: list[str]) -> None:
    runs = common_runs(a, b)
    assert all(a[r.a : r.a + r.size] == b[r.b : r.b + r.size] for r in runs)
    assert all(x.a + x.size <= y.a and x.b + x.size <= y.b for x, y in pairwise(runs))
    assert sum(r.size for r in runs) == plain_length(a, b)


def test_texts_too_large_to_solve_at_once_are_split_at_unique_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lcs, "MAX_CELLS", 20)
    a = [x for k in range(30) for x in (f"unique {k}", "}", "")]
    b = ["new first", *a[:40], "new", *a[45:], "new last"]
    assert sum(r.size for r in common_runs(a, b)) == len(a) - 5


def test_two_large_texts_with_nothing_unique_have_only_their_ends_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lcs, "MAX_CELLS", 20)
    assert [tuple(r) for r in common_runs(["x", *"ab" * 9, "y"], ["x", *"ba" * 9, "y"])] == [(0, 0, 1), (19, 19, 1)]
