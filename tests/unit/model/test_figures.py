"""A figure is the same one in code, in an output and in prose."""

from __future__ import annotations

import pytest

from cotlens.model.figures import figure_in


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("8_000", "expected: <8500> but was: <8000>"),
        ("1'048'576u", "Which is: 1048576"),
        ("2_000_000_000n", "- 2000000000n"),
        ("8.60", "but was: <8.6>"),
        ("8.6", "8,60 EUR"),
        ("10_000", "the table says 10,000 for four axles"),
        ("14_500", "Lock passage: 14 500 cents."),
        ("-12_500", "got -12500"),
        ("1000", "in total 1'000"),
    ],
)
def test_the_same_figure(value: str, text: str) -> None:
    assert figure_in(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("8_000", "18000"),
        ("8_000", "8000.5"),
        ("8000", "80000"),
        ("8.6", "8.65"),
        ("100", "v1.100.2"),
        ("total", "total"),
        ("", "8"),
    ],
)
def test_another_figure(value: str, text: str) -> None:
    assert not figure_in(value, text)
