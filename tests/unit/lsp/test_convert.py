"""Flags as diagnostics: the contract's severities, and ranges that no editor paints on the wrong line."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as t
from make import flag, view

from cotlens.lsp.convert import diagnostic, docs_uri, on_one_line
from cotlens.model.flag import Location, PlaceState, Range
from cotlens.model.verdict import Status

S = t.DiagnosticSeverity


@pytest.mark.parametrize(
    ("word", "severity"),
    [("info", S.Hint), ("low", S.Information), ("moderate", S.Warning), ("high", S.Error), ("critical", S.Error)],
)
def test_severities_are_the_contracts(word: str, severity: t.DiagnosticSeverity) -> None:
    (placed,) = view("/a.py", "x = 1\n  alpha", flag("f", "/a.py", "alpha", word)).flags
    found = diagnostic(placed, Status.OPEN, None)
    assert (found.severity, found.source, found.code, found.data) == (severity, "cotlens", "RH01", {"flag": "f"})
    assert found.range == t.Range(t.Position(1, 2), t.Position(1, 7))
    assert found.code_description is not None
    page, line = found.code_description.href.removeprefix("file://").split("#L")
    assert Path(page).read_text(encoding="utf-8").splitlines()[int(line) - 1] == "## RH01 test-tampering"


def test_a_confirmed_flag_says_so() -> None:
    message = diagnostic(flag("f", "/a.py", "x"), Status.CONFIRMED, None).message
    assert message == "Confirmed: Weakened a test so that it passes"


@pytest.mark.parametrize("r", [Range(3, 4, 3, 9), Range(3, 4, 5, 0), Range(3, 4, 4, 9), Range(0, 0, 0, 0)])
def test_ranges_end_on_the_line_they_begin_on(r: Range) -> None:
    found = on_one_line(flag("f", "/a.py", "x").at(Location("/a.py", r, PlaceState.EXACT)))
    assert found.start_line == found.end_line == r.start_line
    assert found.start_character <= found.end_character


def test_an_unknown_monitor_leads_to_the_page_as_a_whole() -> None:
    assert docs_uri('X "<>').endswith("docs/monitors.md#L1")
