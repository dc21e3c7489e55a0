"""SEARCH/REPLACE blocks in every style become hunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.sources import search_replace

AIDER = "Here:\n\nsrc/a.py\n```python\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n```\n\nDone."


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (AIDER, [("src/a.py", "a", "b", None)]),
        ("------- SEARCH\na\n=======\nb\n+++++++ REPLACE", [("", "a", "b", None)]),
        ("<<<<<<< SEARCH\n:start_line:12\n-------\na\n=======\nb\n>>>>>>> REPLACE", [("", "a", "b", 12)]),
        ("```\nsrc/a.py\n<<<<<<< SEARCH\n=======\nb\n>>>>>>> REPLACE\n```", [("src/a.py", "", "b", None)]),
        ("**`a.py`**\n```\n<<<<<<< SEARCH\r\na\r\n=======\r\nb\r\n>>>>>>> REPLACE\r\n```", [("a.py", "a", "b", None)]),
        # A block without a name is about the file of the block before.
        (
            "a.py\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n\n<<<<<<< SEARCH\nc\n=======\nd\n>>>>>>> REPLACE",
            [("a.py", "a", "b", None), ("a.py", "c", "d", None)],
        ),
        ("<<<<<<< SEARCH\na", []),
        ("no block", []),
    ],
)
def test_blocks_of_a_text(text: str, blocks: list[tuple[str, str, str, int | None]]):
    assert [(b.path, b.old, b.new, b.start) for b in search_replace.parse(text)] == blocks


def test_a_block_that_breaks_off_is_marked():
    (block,) = search_replace.parse("a.py\n<<<<<<< SEARCH\na\n=======\nb")
    assert not block.whole


def test_what_is_left_of_a_text():
    assert search_replace.split(AIDER)[1].split() == ["Here:", "Done."]


def test_numbers_move_with_the_hunks_before():
    blocks = search_replace.parse(
        "<<<<<<< SEARCH\na\n=======\na\nb\nc\n>>>>>>> REPLACE\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE"
    )
    found = search_replace.hunks(blocks, [3, 10])
    assert [(h.old_start, h.new_start) for h in found] == [(3, 3), (10, 12)]
    assert [h.old_start for h in search_replace.hunks(blocks)] == [None, None]


@given(
    st.lists(
        st.sampled_from(
            [
                "<<<<<<< SEARCH",
                "------- SEARCH",
                "=======",
                ">>>>>>> REPLACE",
                "+++++++ REPLACE",
                "```",
                "a.py",
                "",
                "x",
            ]
        )
    )
)
def test_any_text_is_read(lines: list[str]):
    blocks, rest = search_replace.split("\n".join(lines))
    assert len(rest) <= len("\n".join(lines))
    for hunk in search_replace.hunks(blocks):
        assert all(line[:1] in (" ", "+", "-") for line in hunk.lines)
