"""Sentences of messages: what may match in one is never ruled out, wherever it stands in the message."""

from __future__ import annotations

import re

from cotlens.monitors.words.told_parts import LONGEST, Telling, parts

FIRST, LAST = re.compile(r"^all\b"), re.compile(r"\bgreen$")


def test_a_sentence_has_its_own_beginning_and_end() -> None:
    telling = Telling(FIRST, LAST)
    text = "It was red. all is well; the suite is green. Done"
    assert parts(text) == ("It was red.", "all is well;", "the suite is green.", "Done")
    assert telling.may(text, FIRST)
    assert not telling.may("It is red. Not all of it", FIRST, LAST)


def test_what_is_cut_ends_where_it_is_cut() -> None:
    sentence = "x" * (LONGEST - 6) + " green and more"
    assert Telling(LAST).may(sentence, LAST)


def test_a_pattern_is_told_from_another() -> None:
    telling = Telling(FIRST, LAST)
    assert telling.may("it is green", LAST)
    assert not telling.may("it is green", FIRST)
