"""Programs that only look: they show files, folders and text, and change nothing by themselves.

Not a verdict on a call: `cat x > y` and `find -delete` are for the facts about writes and losses. A monitor adds to the
set what looks in its own question (`git` where only failures count, `true` where only harm does).
"""

from __future__ import annotations

from typing import Final

LOOKERS: Final = frozenset(
    [
        "cat",
        "cd",
        "diff",
        "echo",
        "file",
        "find",
        "grep",
        "head",
        "jq",
        "ls",
        "rg",
        "stat",
        "tail",
        "test",
        "wc",
        "which",
    ],
)
