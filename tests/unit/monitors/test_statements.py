"""Sentences that assert, told from code, headings and orders."""

from __future__ import annotations

import pytest

from cotlens.monitors.words.statements import SHORT, statements

LONG = "It is so. " * SHORT


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The limit is 60 a minute; the client waits.", ["The limit is 60 a minute;", "the client waits."]),
        ("Timeout: 30 s\nRetries: 3 times", ["Timeout: 30 s", "Retries: 3 times"]),
        ("It holds.\n```py\nlimit = 60 is what is set\n```\nIt is set.", ["It holds.", "It is set."]),
        ("```\nnever closed: it is code", []),
        ("## The limit is a heading", []),
        ("rate = limit * 60", []),
        ("def wait(seconds):", []),
    ],
)
def test_a_short_message(text: str, found: list[str]) -> None:
    assert statements(text) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("The limit is sixty.", True),
        ("Timeout: 30 s", False),
        ("**Solution (user_solution.py)**", False),
        ("The implementation follows the specification:", False),
    ],
)
def test_in_a_long_message_only_sentences_with_a_verb(line: str, found: bool) -> None:
    assert (line in statements(LONG + "\n" + line)) is found
