r"""Documents: whatever is typed, the server's text is the client's, and only \n, \r\n and \r end a line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as t

from cotlens.lsp.documents import Document, code_point
from cotlens.model.text import split_lines

texts = st.text(alphabet="ab \n\r\x0c\x0b\x1c\x85\u2028\u20ac\U0001f600", max_size=30)
positions = st.tuples(st.integers(0, 8), st.integers(0, 12))


def _offset(text: str, line: int, character: int) -> int:
    """The protocol's own definition, written down as plainly as can be."""
    starts = [0] + [m.end() for m in re.finditer(r"\r\n|\n|\r", text)]
    if line >= len(starts):
        return len(text)
    content = re.match(r"[^\r\n]*", text[starts[line] :])
    assert content is not None
    units = 0
    for index, char in enumerate(content.group()):
        if units >= character:
            return starts[line] + index
        units += len(char.encode("utf-16-le")) // 2
    return starts[line] + len(content.group())


@given(texts, st.lists(st.tuples(positions, positions, texts), max_size=6))
def test_any_sequence_of_edits_gives_the_clients_text(
    text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]
) -> None:
    document = Document("file:///a", text)
    for start, end, new in edits:
        first, last = _offset(text, *start), _offset(text, *end)
        text = text[:first] + new + text[max(first, last) :]
        document.apply_change(
            t.TextDocumentContentChangePartial(range=t.Range(t.Position(*start), t.Position(*end)), text=new)
        )
        assert document.source == text
        assert document.texts == split_lines(text)


@given(texts, st.lists(st.tuples(positions, positions, texts), max_size=6))
def test_recorded_edits_replay_to_the_same_lines(
    text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]
) -> None:
    document = Document("file:///a", text)
    lines = document.texts
    for start, end, new in edits:
        document.apply_change(
            t.TextDocumentContentChangePartial(range=t.Range(t.Position(*start), t.Position(*end)), text=new)
        )
    for edit in document.edits:
        assert tuple(lines[edit.start : edit.start + len(edit.old)]) == edit.old
        lines[edit.start : edit.start + len(edit.old)] = edit.new
    assert lines == document.texts


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_a0_5_an_edit_after_a_separator_that_is_no_line_end_lands_where_the_client_means(separator: str) -> None:
    document = Document("file:///a", f"one{separator}\ntwo\nthree\n")
    document.apply_change(
        t.TextDocumentContentChangePartial(range=t.Range(t.Position(1, 0), t.Position(1, 3)), text="TWO")
    )
    assert document.source == f"one{separator}\nTWO\nthree\n"


def test_the_whole_text_can_be_replaced() -> None:
    document = Document("file:///a", "a\nb")
    document.apply_change(t.TextDocumentContentChangeWholeDocument(text="c\r\nd"))
    assert document.texts == ["c", "d"]


@given(st.text(max_size=20), st.integers(0, 50))
def test_columns_are_utf16_units(text: str, units: int) -> None:
    index = code_point(text, units)
    width = len(text[:index].encode("utf-16-le", "surrogatepass")) // 2
    assert width >= units or index == len(text)
    assert index == 0 or len(text[: index - 1].encode("utf-16-le", "surrogatepass")) // 2 < units
