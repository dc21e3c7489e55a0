"""Flags while typing: each stays on its own line or goes; it is never on another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as t

from cotlens.lsp.documents import Document
from cotlens.lsp.splice import Placement, has_words
from cotlens.model.event import LogRef
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EditId, EventId, Fingerprint, FlagId, SessionId
from cotlens.model.snapshot import FileView
from cotlens.model.text import text_digest

LINES = 12
Edit = tuple[tuple[int, int], tuple[int, int], str]
UNIQUE = [f"    unique_{i:02d}_{chr(97 + i) * 3} = check({i})" for i in range(LINES)]


@st.composite
def edits(draw: st.DrawFn, *, copies: bool = False) -> Edit:
    """An edit as people and tools make them: characters, line ends, whole lines; with `copies` of the document's lines."""
    first = draw(st.integers(0, LINES))
    last = first if draw(st.booleans()) else first + draw(st.integers(0, 3))
    columns = st.sampled_from([0, 4, 7, 20, 99])
    piece = st.sampled_from(["", "\n", "x", "  ", "# note", ")", "other = 1", *(UNIQUE[:3] if copies else ())])
    text = "".join(draw(st.lists(piece, max_size=3)))
    return (first, draw(columns)), (last, draw(columns)), text


@settings(max_examples=300)
@given(st.lists(edits(), max_size=8))
def test_a_flag_is_on_the_line_that_has_its_name_or_gone(sequence: list[Edit]) -> None:
    for flag, location, lines in _play(sequence):
        line, name = lines[location.range.start_line], UNIQUE[int(flag)].split()[0]
        assert name in line or not [x for x in lines if name in x], "the name is still there, and the flag is not on it"


@settings(max_examples=300)
@given(st.lists(edits(copies=True), max_size=8))
def test_a_flag_that_claims_to_be_exact_is_on_its_own_text(sequence: list[Edit]) -> None:
    for flag, location, lines in _play(sequence):
        line = lines[location.range.start_line]
        assert (location.state is PlaceState.EXACT) == (line.strip() == UNIQUE[int(flag)].strip())
        assert location.range.end_line == location.range.start_line
        assert 0 <= location.range.start_character < location.range.end_character <= len(line)
        assert has_words(line)


def _play(sequence: list[Edit]) -> Iterator[tuple[FlagId, Location, list[str]]]:
    """Make the edits, and give where every flag is after each."""
    document = Document("file:///a", "\n".join(UNIQUE))
    placement = Placement.of(_view(UNIQUE), document.texts)
    for start, end, text in sequence:
        document.apply_change(
            t.TextDocumentContentChangePartial(range=t.Range(t.Position(*start), t.Position(*end)), text=text)
        )
        for edit in document.edits:
            placement.apply(edit)
        document.edits.clear()
        lines = document.texts
        assert len(placement.owners) == len(lines)
        for flag, location in placement.locations().items():
            yield flag, location, lines


CASES = {
    "typing above moves it": ((0, 0), (0, 0), "new\n", {2: "exact"}, False),
    "enter at its end leaves it": ((1, 99), (1, 99), "\n", {1: "exact"}, False),
    "enter at its beginning moves it": ((1, 0), (1, 0), "\n", {2: "exact"}, False),
    "typing below changes nothing": ((2, 0), (2, 0), "x", {1: "exact"}, False),
    "a comment behind it": ((1, 99), (1, 99), "  # why", {1: "modified"}, False),
    "deeper indentation": ((1, 0), (1, 0), "    ", {1: "exact"}, False),
    "deleting it": ((1, 0), (2, 0), "", {}, True),
    "deleting it from the line above": ((0, 99), (1, 99), "", {}, True),
    "typing something else over it": ((1, 0), (1, 99), "completely(different)", {}, True),
    "emptying it": ((1, 0), (1, 99), "", {}, True),
    "splitting it": ((1, 10), (1, 10), "\n", {}, True),
    "joining it with the next": ((1, 99), (2, 0), "", {}, True),
    "replacing the whole text, itself included": ((0, 0), (9, 0), "a\nb\n{line}\nc", {2: "exact"}, False),
    "replacing the whole text, itself twice": ((0, 0), (9, 0), "{line}\nb\n{line}", {}, True),
    "replacing the whole text without it": ((0, 0), (9, 0), "a\nb\nc", {}, True),
}


@pytest.mark.parametrize("name", CASES)
def test_one_edit(name: str) -> None:
    start, end, text, expected, lost = CASES[name]
    lines = ["alpha = 1", "  assert total == 3", "omega = 2"]
    document = Document("file:///a", "\n".join(lines))
    placement = Placement.of(_view(lines, only=1), document.texts)
    document.apply_change(
        t.TextDocumentContentChangePartial(
            range=t.Range(t.Position(*start), t.Position(*end)), text=text.replace("{line}", lines[1])
        )
    )
    assert [placement.apply(e) for e in document.edits] == [lost]
    assert {x.range.start_line: x.state.value for x in placement.locations().values()} == expected


def test_typing_over_and_back_is_exact_again() -> None:
    lines = ["assert total == 3"]
    document = Document("file:///a", lines[0])
    placement = Placement.of(_view(lines), document.texts)
    for end, text in (((0, 17), "4"), ((0, 17), "3")):
        document.apply_change(
            t.TextDocumentContentChangePartial(range=t.Range(t.Position(0, 16), t.Position(*end)), text=text)
        )
    states = []
    for edit in document.edits:
        placement.apply(edit)
        states.append(next(iter(placement.locations().values())).state)
    assert states == [PlaceState.MODIFIED, PlaceState.EXACT]


@pytest.mark.parametrize("text", ["", "   ", "}", ");", "]  )", "{", "---", "..."])
def test_lines_without_words_carry_no_flag(text: str) -> None:
    assert Placement.of(_view([text]), [text]).locations() == {}


def test_a_place_over_several_lines_ends_on_its_first() -> None:
    lines = ["def f():", "    pass", ""]
    view = _view(lines, only=0)
    wide = view.flags[0].at(Location("/a", Range(0, 0, 2, 0), PlaceState.EXACT))
    (location,) = Placement.of(FileView("/a", view.digest, view.owners, (wide,)), lines).locations().values()
    assert location.range == Range(0, 0, 0, 8)


@pytest.mark.parametrize(("text", "asks"), [("x", True), ("x\ny", True)])
def test_a_flag_without_a_place_may_get_one_by_any_edit(text: str, asks: bool) -> None:
    lines = ["alpha = 1", "beta = 2"]
    view = _view(lines, only=1)
    lost = FileView("/a", view.digest, (None, None), (view.flags[0].at(None),))
    for seen, expected in ((lost, asks), (FileView("/a", view.digest, (None, None), ()), "\n" in text)):
        document = Document("file:///a", "\n".join(lines))
        placement = Placement.of(seen, lines)
        document.apply_change(
            t.TextDocumentContentChangePartial(range=t.Range(t.Position(0, 0), t.Position(0, 5)), text=text)
        )
        for edit in document.edits:
            placement.apply(edit)
        assert placement.disowned == expected


def test_a_flag_about_the_whole_file_stays_at_its_beginning() -> None:
    lines = ["", "alpha = 1"]
    view = _view(lines, only=1)
    whole = view.flags[0].at(Location("/a", Range(0, 0, 0, 0), PlaceState.FILE))
    document = Document("file:///a", "\n".join(lines))
    placement = Placement.of(FileView("/a", view.digest, view.owners, (whole,)), lines)
    document.apply_change(
        t.TextDocumentContentChangePartial(range=t.Range(t.Position(0, 0), t.Position(9, 0)), text="all = 'new'")
    )
    for edit in document.edits:
        placement.apply(edit)
    assert placement.locations() == {whole.id: Location("/a", Range(0, 0, 0, 0), PlaceState.FILE)}


def test_owners_follow_their_lines() -> None:
    document = Document("file:///a", "a = 1\nb = 2\nc = 3")
    placement = Placement.of(_view(document.texts), document.texts)
    for start, end, text in (((0, 0), (0, 0), "# top\n"), ((2, 0), (2, 1), "B"), ((3, 0), (3, 99), "x\ny")):
        document.apply_change(
            t.TextDocumentContentChangePartial(range=t.Range(t.Position(*start), t.Position(*end)), text=text)
        )
    for edit in document.edits:
        placement.apply(edit)
    assert placement.owners == [None, ("e0", "eq"), ("e1", "mod"), None, None]


def test_a_file_that_changed_on_disk_comes_as_one_edit_and_keeps_its_owners_and_flags() -> None:
    lines = ["import a", "import b", "def first():", "    return 1", "", "def second():", "    return 1", "", "end()"]
    now = ["import b", "import c", "def first():", "    return 1", "", "def other():", "    return 1", "", "the_end()"]
    document = Document("file:///a", "\n".join(lines))
    placement = Placement.of(_view(lines, only=2), document.texts)
    document.apply_change(
        t.TextDocumentContentChangePartial(range=t.Range(t.Position(0, 0), t.Position(8, 99)), text="\n".join(now))
    )
    assert [placement.apply(e) for e in document.edits] == [False]
    assert [x and x[0] for x in placement.owners] == ["e1", None, "e2", "e3", "e4", None, None, None, None]
    assert [x.range.start_line for x in placement.locations().values()] == [2]
    assert placement.disowned, "the worker is asked for the rest"


def _view(lines: list[str], only: int | None = None) -> FileView:
    flags = tuple(_flag(i, line) for i, line in enumerate(lines) if only in (None, i))
    owners = tuple((EditId(f"e{i}"), "eq") for i in range(len(lines)))
    return FileView("/a", text_digest("\n".join(lines)), owners, flags)


def _flag(index: int, line: str) -> Flag:
    start = len(line) - len(line.lstrip())
    return Flag(
        id=FlagId(str(index)),
        fingerprint=Fingerprint(str(index)),
        code="RH01",
        name="test-tampering",
        severity=Severity.HIGH,
        confidence=0.9,
        message="m",
        session=SessionId("s"),
        time=None,
        evidence=(Evidence(Role.ACTION, "x", LogRef("/l", 1), EventId("e")),),
        location=Location("/a", Range(index, start, index, len(line)), PlaceState.EXACT),
    )
