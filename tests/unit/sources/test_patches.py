"""Patches of every shape become hunks that lead from the text before to the text after."""

from __future__ import annotations

import pytest

from cotlens.model import apply_patch
from cotlens.model.edit import EditOp, Hunk
from cotlens.sources import patches


@pytest.mark.parametrize(
    ("before", "hunks", "after"),
    [
        ("a\nb\nc\n", [Hunk((" a", "-b", "+B"), 1, 1)], "a\nB\nc\n"),
        ("a\nb\nc\n", [Hunk(("-a",), 1, 1), Hunk(("-c", "+C"), 3, 2)], "b\nC\n"),
        ("a\r\nb\r\n", [Hunk(("-b", "+B"), 2, 2)], "a\r\nB\r\n"),
        ("a\n", [Hunk(("+b",), 1, 2)], "a\nb\n"),
        ("a\n", [Hunk(("-x", "+y"), 1, 1)], None),
        ("a\n", [Hunk(("-a", "+y"))], None),
        ("a\nb\n", [Hunk(("-b",), 2, 2), Hunk(("-a",), 1, 1)], None),
        ("a\n", [], "a\n"),
    ],
)
def test_apply(before: str, hunks: list[Hunk], after: str | None):
    assert patches.apply(before, tuple(hunks)) == after


@pytest.mark.parametrize(
    ("old", "new", "before", "hunks"),
    [
        ("b", "B", None, (Hunk(("-b", "+B")),)),
        ("a\nb\nc", "a\nB\nc", None, (Hunk((" a", "-b", "+B", " c")),)),
        ("x", "y", "a\nuse x here\nc\n", (Hunk(("-use x here", "+use y here"), 2, 2),)),
        ("b\n", "b\nn\n", "a\nb\nc\n", (Hunk((" b", "+n", " c"), 2, 2),)),
        ("b\n", "", "a\nb\nc\n", (Hunk(("-b", " c"), 2, 2),)),
        ("gone", "y", "a\n", (Hunk(("-gone", "+y")),)),
        ("a", "a", None, ()),
        ("", "n", None, (Hunk(("+n",)),)),
    ],
)
def test_replaced(old: str, new: str, before: str | None, hunks: tuple[Hunk, ...]):
    assert patches.replaced(old, new, before) == hunks


def test_unified_keeps_odd_characters_within_lines():
    diff = "@@ -1 +1,2 @@\n-a\x0cb\u2028c\n+a\n+b\r\n\\ No newline at end of file\n@@ -9,0 +10 @@ def f():\n+x\n"
    assert patches.unified(diff) == (Hunk(("-a\x0cb\u2028c", "+a", "+b"), 1, 1), Hunk(("+x",), 9, 10))


@pytest.mark.parametrize("patch", [None, "x", [None], [{"lines": None}], [{"lines": [1, "\\ No newline"]}], [{}]])
def test_a_structured_patch_of_any_other_shape_is_empty(patch: object):
    assert patches.structured(patch) == ()


def test_grammar_of_apply_patch():
    text = """*** Begin Patch
*** Add File: new.py
+import os
+
*** Delete File: old.py
*** Update File: /abs/a.py
*** Move to: b.py
@@ class A:
@@     def f(self):
 x

-y
+Y
@@
 only context
@@
+end
*** End of File
*** Update File: c.py
-q
+Q
*** End Patch
ignored"""
    changes = apply_patch.parse(text, "/w")
    assert [(c.op, c.path, c.new_path) for c in changes] == [
        (EditOp.CREATE, "/w/new.py", None),
        (EditOp.DELETE, "/w/old.py", None),
        (EditOp.RENAME, "/abs/a.py", "/w/b.py"),
        (EditOp.MODIFY, "/w/c.py", None),
    ]
    assert changes[0].after == "import os\n\n"
    assert [h.lines for h in changes[2].hunks] == [(" x", " ", "-y", "+Y"), ("+end",)]
    assert [h.lines for h in changes[3].hunks] == [("-q", "+Q")]


def test_a_patch_without_its_end_is_read_as_far_as_it_goes():
    (change,) = apply_patch.parse("*** Begin Patch\n*** Update File: a\n@@\n-x\n+y", None)
    assert (change.path, change.hunks) == ("a", (Hunk(("-x", "+y")),))


def test_lines_of_windows_files():
    (change,) = apply_patch.parse(
        "*** Begin Patch\r\n*** Update File: a\r\n@@\r\n-x\r\n+y\r\n*** End Patch\r\n", "D:\\w"
    )
    assert (change.path, change.hunks) == ("D:\\w\\a", (Hunk(("-x", "+y")),))
