"""What people and agents write, as the facts read it: without typography, broken lines and courtesies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.facts.speech.courtesies import asked_plainly, said_plainly, thought_plainly
from cotlens.facts.speech.typography import in_plain_type

TYPED = [
    # as written, as read
    ("I don’t push", "I don't push"),
    ("3\u202f000 files, read\u2011only", "3 000 files, read-only"),
    (
        "The limit is checked in the loader now, all 9\ntests pass.",
        "The limit is checked in the loader now, all 9 tests pass.",
    ),
    (
        "Keep what I have in web/ and add a nullable Author to\nReport.",
        "Keep what I have in web/ and add a nullable Author to Report.",
    ),
    (
        "- the first point of the list is long enough to be\n  broken, twice even, because somebody set a column\n  for it",
        "- the first point of the list is long enough to be   broken, twice even, because somebody set a column   for it",
    ),
]
KEPT = [
    "All tests pass.\nthe rest is open",
    "short line\nanother line",
    "- the first point of the list, which is long enough\n- the second",
    "```\nsome code that is long enough to be a paragraph of\nprose\n```",
    "| a table with a row that is long enough for it | x |\nnext",
    "    result = compute(the, arguments, of, this, call);\nreturn result;",
    "Traceback of a call that failed in the middle of it\n  File x",
]


@pytest.mark.parametrize(("written", "read"), [*TYPED, *((k, k) for k in KEPT)])
def test_typography(written: str, read: str) -> None:
    assert in_plain_type(written) == read


@given(st.text(alphabet="ab ’\n.-`#|1\u00a0", max_size=400))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(in_plain_type(text)) == len(text)


ASKED = [
    ("Hi! Fix the loader. Thanks!", "Fix the loader."),
    ("Good morning, rename it.\nThank you very much", "rename it."),
    ("Thanks!", "Thanks!"),
    ("Hidden files are skipped. Thanks to Petra.", "Hidden files are skipped. Thanks to Petra."),
]
THOUGHT = [
    ("Okay, let me think about this. The hook is slow.", "The hook is slow."),
    ("Alright. Two files.", "Two files."),
    ("Let me check the tests.", "Let me check the tests."),
    ("Okay", "Okay"),
]
SAID = [
    ("Done.\n\nLet me know if you'd like anything else.", "Done."),
    ("12 passed. Happy to help with any further questions!", "12 passed."),
    ("Done. Let me know if you want the tests too.", "Done. Let me know if you want the tests too."),
    ("Anything else?", "Anything else?"),
]


@pytest.mark.parametrize(("text", "rest"), ASKED)
def test_greetings_and_thanks(text: str, rest: str) -> None:
    assert asked_plainly(text) == rest


@pytest.mark.parametrize(("text", "rest"), THOUGHT)
def test_setting_out_to_think(text: str, rest: str) -> None:
    assert thought_plainly(text) == rest


@pytest.mark.parametrize(("text", "rest"), SAID)
def test_closing_phrases(text: str, rest: str) -> None:
    assert said_plainly(text) == rest
