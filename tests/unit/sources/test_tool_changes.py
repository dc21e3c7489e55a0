"""Edits built from texts, strings and diffs; what several agents' readers share."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.model.edit import EditOp
from cotlens.sources import patches
from cotlens.sources.moments import moment
from cotlens.sources.sidecars import local_path, read_json
from cotlens.sources.tool_changes import Swap, between, from_texts, logged, swapped, wrote

lines = st.lists(st.sampled_from(["a", "b", "c", "", "    d", "unique 1", "unique 2"]), max_size=12)


@given(lines, lines)
def test_the_hunks_between_two_texts_lead_from_one_to_the_other(old: list[str], new: list[str]):
    before, after = "".join(f"{x}\n" for x in old), "".join(f"{x}\n" for x in new)
    assert patches.apply(before, between(before, after)) == after


@given(lines)
def test_there_is_nothing_between_a_text_and_itself(old: list[str]):
    assert between("\n".join(old), "\n".join(old)) == ()


@pytest.mark.parametrize(
    ("before", "after", "hunks"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", [(2, 2, ("-b", "+B"))]),
        ("a\nb\n", "a\nb\nc\n", [(2, 3, ("+c",))]),
        ("a\nb\nc\n", "a\nc\n", [(2, 1, ("-b",))]),
        ("1\nkeep\n2\n", "x\nkeep\ny\n", [(1, 1, ("-1", "+x")), (3, 3, ("-2", "+y"))]),
        ("a\r\nb\r\n", "a\r\nB\r\n", [(2, 2, ("-b", "+B"))]),
    ],
)
def test_hunks_are_small_and_numbered(before: str, after: str, hunks: list[tuple[int, int, tuple[str, ...]]]):
    assert [(h.old_start, h.new_start, h.lines) for h in between(before, after)] == hunks


def test_texts_without_a_line_in_common_take_no_longer():
    before, after = "x\n" * 200_000, "y\n" * 200_000
    began = time.monotonic()
    assert len(between(before, after)) == 1
    assert len(between("".join(f"{n}\n" for n in range(100_000)), "".join(f"{n}\n" for n in range(100_000, 0, -1)))) > 0
    assert time.monotonic() - began < 5


def test_indentation_that_a_diff_lost_comes_back():
    diff = "@@ -1,3 +1,3 @@\n x:\n-  one\n+  two\n \n"
    (hunk,) = logged(diff, ["\t\t  one\n", "\t\t  two\n"])
    assert hunk.lines == (" \t\tx:", "-\t\t  one", "+\t\t  two", " ")


def test_a_diff_that_lost_nothing_stays():
    diff = "@@ -1 +1 @@\n-  one\n+  two\n"
    assert logged(diff, ["  one", "  two"]) == patches.unified(diff)


def test_a_replacement_that_is_not_there_is_not_applied():
    change = swapped("a", [Swap("zz", "y")], before="a\nb\n")
    assert (change.before, change.after, change.hunks[0].old_start) == ("a\nb\n", None, None)


def test_every_occurrence_is_replaced_where_the_call_says_so():
    assert swapped("a", [Swap("x", "y", every=True)], before="x\nx\n").after == "y\ny\n"
    assert swapped("a", [Swap("x", "y")], before="x\nx\n").after == "y\nx\n"


@pytest.mark.parametrize(
    ("existed", "before", "op", "known"),
    [
        (None, None, EditOp.CREATE, None),
        (False, None, EditOp.CREATE, ""),
        (True, None, EditOp.MODIFY, None),
        (None, "old\n", EditOp.MODIFY, "old\n"),
        (None, "", EditOp.CREATE, ""),
    ],
)
def test_a_file_written_as_a_whole(existed: bool | None, before: str | None, op: EditOp, known: str | None):
    change = wrote("a", "new\n", existed=existed, before=before)
    assert (change.op, change.before, change.after) == (op, known, "new\n")
    assert [line for h in change.hunks for line in h.added] == ["new"]


def test_an_emptied_file_is_no_new_one():
    assert from_texts("a", "x\n", "").op is EditOp.MODIFY


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-02-05T12:11:53.187Z", 1770293513.187), (1770293513, 1770293513.0), (1770293513187, 1770293513.187),
        (1770293513187000, 1770293513.187), (0, None), (True, None), (10**40, None), (float("nan"), None), ("soon", None),
        (None, None), ([1], None),
    ],
)  # fmt: skip
def test_a_point_in_time(value: object, expected: float | None):
    assert moment(value) == (pytest.approx(expected) if expected is not None else None)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("file:///home/me/a%20b", "/home/me/a b"), ("file:///c%3A/src/x", "c:/src/x"), ("file:///C:/src", "C:/src"),
        ("file://host/share/x", "//host/share/x"), ("/plain", "/plain"), ("file://", "/"), ("vscode-remote://x", "vscode-remote://x"),
    ],
)  # fmt: skip
def test_the_path_of_a_file_address(address: str, path: str):
    assert local_path(address) == path


def test_files_beside_a_log_are_read_with_little_trust(tmp_path: Path):
    assert read_json(str(tmp_path / "none.json")) == {}
    assert read_json(str(tmp_path)) == {}
    assert read_json("a\0b") == {}
    (tmp_path / "a.json").write_text('{"a": 1}')
    assert read_json(str(tmp_path / "a.json")) == {"a": 1}
    assert read_json(str(tmp_path / "a.json"), largest=3) == {}
    (tmp_path / "b.json").write_text("[1")
    assert read_json(str(tmp_path / "b.json")) == {}
