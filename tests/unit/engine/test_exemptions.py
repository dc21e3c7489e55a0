"""`cotlens: ignore[CODE] reason` in a file: whose word counts, and for what."""

from __future__ import annotations

import pytest

from cotlens.engine.exemptions import exemption

AGENT = ("edit-1", "eq")
CHANGED = ("edit-1", "mod")


@pytest.mark.parametrize(
    ("lines", "line", "owners", "expected"),
    [
        (["x = 1  # cotlens: ignore[RH01] agreed with Ida"], 0, [None], "agreed with Ida"),
        (["x = 1  # cotlens: ignore"], 0, [None], ""),
        (["// cotlens: ignore[RH01, BD04] known", "x = 1"], 1, [None, AGENT], "known"),
        (["/* cotlens: ignore[RH01] legacy */", "x"], 1, [None, AGENT], "legacy"),
        (["x = 1  # cotlens: ignore[DS01] other"], 0, [None], None),
        (["x = 1"], 0, [None], None),
        (["# cotlens: ignore[RH01]", "", "x"], 2, [None, None, AGENT], None),
        # What the watched session wrote does not count; a line of its own that a person changed does.
        (["x = 1  # cotlens: ignore[RH01] fine"], 0, [AGENT], None),
        (["# cotlens: ignore[RH01] fine", "x = 1"], 1, [AGENT, AGENT], None),
        (["x = 1  # cotlens: ignore[RH01] fine"], 0, [CHANGED], "fine"),
    ],
)
def test_exemption(lines: list[str], line: int, owners: list[tuple[str, str] | None], expected: str | None) -> None:
    assert exemption(lines, line, "RH01", owners) == expected
