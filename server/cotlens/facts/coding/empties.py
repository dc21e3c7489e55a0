"""A value that is empty of its kind, however a language spells it: `Track::default()`, `emptyList()`, `[]Row{}`, `new Uint8Array()`.

Part of a pattern; nothing with an argument is one.
"""

from __future__ import annotations

from typing import Final

_OF: Final = r"(?:<[\w<>\[\],.?* ]{0,60}>|\[[\w\[\], ]{1,40}\])?"
EMPTY: Final = (
    rf"(?:(?:[A-Za-z_]\w*{_OF}(?:::|\.))+(?:default|new|empty|Empty|none|zero|NewZero)(?:::)?{_OF}\(\)|"
    rf"new\s+[A-Z][\w.]*{_OF}(?:\(\)|\[0\]|\s*\{{\s*\}})|(?:[A-Z]\w*\.)?empty[A-Z]\w*{_OF}\(\)|"
    rf"(?:mutable)?(?:list|map|set|array|sequence)Of{_OF}\(\)|(?:list|dict|set|tuple|bytes|bytearray|frozenset|vec!|str)\(\)|vec!\[\]|"
    rf"&?(?:\[\]|map\[\w+\])?\*?(?:[a-z]\w*\.)?[A-Za-z]\w*\{{\s*\}}|make\(\[\]\*?[\w.]+,\s*0\)|"
    rf"(?:List|Seq|Map|Set|Vector|Option|Array|Stream)\.empty{_OF}|Nil\b|std::nullopt|\[[\w<>., ]{{1,40}}\]\(\)|\[\s*:\s*\])"
)
