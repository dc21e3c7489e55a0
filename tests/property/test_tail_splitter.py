"""However bytes are cut into chunks, the same lines come out, at the offsets where they stand."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cotlens.sources.tail import Line, Splitter

CONTENT = st.lists(st.one_of(st.binary(max_size=30), st.just(b"\n"), st.just(b"\r\n")), max_size=30).map(b"".join)


def feed(content: bytes, cuts: list[int], cap: int = 1 << 20) -> tuple[list[Line], Splitter]:
    splitter = Splitter(cap)
    places = [0, *sorted(min(c, len(content)) for c in cuts), len(content)]
    lines = [line for a, b in pairwise(places) for run in splitter.feed(content[a:b]) for line in run.each()]
    return lines, splitter


@given(CONTENT, st.lists(st.integers(0, 400), max_size=8))
def test_lines_do_not_depend_on_where_chunks_are_cut(content: bytes, cuts: list[int]):
    assert feed(content, cuts)[0] == feed(content, [])[0]


@given(CONTENT, st.lists(st.integers(0, 400), max_size=8))
def test_every_byte_is_in_a_line_or_in_the_rest(content: bytes, cuts: list[int]):
    lines, splitter = feed(content, cuts)
    assert splitter.position == len(content)
    assert content[splitter.offset :] == splitter.rest
    assert len(lines) == content.count(b"\n")
    for line in lines:
        raw = content[line.offset : content.index(b"\n", line.offset)]
        assert line.data == raw.removeprefix(b"\xef\xbb\xbf" if line.offset == 0 else b"").removesuffix(b"\r")


@given(st.lists(st.integers(0, 200), max_size=12), st.lists(st.integers(0, 2500), max_size=8), st.integers(1, 100))
def test_lines_over_the_cap_are_cut_and_their_neighbours_are_not(lengths: list[int], cuts: list[int], cap: int):
    content = b"".join(b"x" * n + b"\n" for n in lengths)
    lines, splitter = feed(content, cuts, cap)
    assert [line.number for line in lines] == list(range(1, len(lengths) + 1))
    for line, length in zip(lines, lengths, strict=True):
        # A line that came in one chunk is there already and is given whole.
        assert len(line.data) == length or (line.cut and length > cap)
    assert splitter.skipped == sum(line.cut for line in lines)
