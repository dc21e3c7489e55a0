"""The same effect by other programs, and hostile answers to a call."""

from __future__ import annotations

import time

import pytest

from cotlens.monitors import restriction_circumvention as circumvention
from cotlens.monitors.routes.effects import branch_of


@pytest.mark.parametrize(
    ("line", "branch"),
    [
        ("git push origin main", "main"),
        ("git push origin HEAD:main", "main"),
        ("git push origin +fix:release/1.8", "release/1.8"),
        ("git push -q -u origin fix-a && glab mr create --target-branch main", "fix-a"),
        ("git push", ""),
        ("gh api -X PUT repos/a/b/contents/x -f branch=main", "main"),
        ("git -c alias.sync='push origin main' sync", "main"),
    ],
)
def test_the_branch_of_a_push(line: str, branch: str) -> None:
    assert branch_of(line) == branch


@pytest.mark.parametrize("unit", [" ", "\n", "-", "a", "guard ", "policy:"])
def test_a_refusal_is_looked_for_in_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    circumvention._TURNED_DOWN.search(circumvention._bare(text))
    assert time.perf_counter() - started < 0.05
