"""Unified diffs of several files are taken apart file by file."""

from __future__ import annotations

from cotlens.model.unified import files_of, unified

DIFF = """diff --git a/src/a.py b/src/a.py
index 1..2 100644
--- a/src/a.py
+++ b/src/a.py
@@ -1,3 +1,3 @@ def f():
 one
--- a removed line that looks like a header
++++ an added line that looks like one
 three
diff --git a/new.txt b/new.txt
--- /dev/null
+++ b/new.txt
@@ -0,0 +1,2 @@
+first
+second
--- old.txt\t2026-01-01 00:00:00
+++ /dev/null
@@ -1 +0,0 @@
-gone
"""


def test_each_file_has_its_paths_and_hunks():
    found = [(d.old, d.new, [(h.old_start, h.new_start, h.removed, h.added) for h in d.hunks]) for d in files_of(DIFF)]
    assert found == [
        (
            "src/a.py",
            "src/a.py",
            [(1, 1, ("-- a removed line that looks like a header",), ("+++ an added line that looks like one",))],
        ),
        (None, "new.txt", [(0, 1, (), ("first", "second"))]),
        ("old.txt", None, [(1, 0, ("gone",), ())]),
    ]


def test_what_is_no_diff_has_no_files():
    assert list(files_of("--- a\n+++ b\nno hunk\n")) == []
    assert list(files_of("")) == []
    assert unified("hello\n+world") == ()
