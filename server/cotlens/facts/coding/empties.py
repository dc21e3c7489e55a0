"""What is empty by its kind: values (`Track::default()`, `emptyList()`, `[]Row{}`, `new Uint8Array()`) and types whose name says so.

Part of a pattern; nothing with an argument is an empty value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cotlens.model.lazy_regex import regex

_OF: Final = r"(?:<[\w<>\[\],.?* ]{0,60}>|\[[\w\[\], ]{1,40}\])?"
EMPTY: Final = (
    rf"(?:(?:[A-Za-z_]\w*{_OF}(?:::|\.))+(?:default|new|empty|Empty|none|zero|NewZero)(?:::)?{_OF}\(\)|"
    rf"new\s+[A-Z][\w.]*{_OF}(?:\(\)|\[0\]|\s*\{{\s*\}})|(?:[A-Z]\w*\.)?empty[A-Z]\w*{_OF}\(\)|"
    rf"(?:mutable)?(?:list|map|set|array|sequence)Of{_OF}\(\)|(?:list|dict|set|tuple|bytes|bytearray|frozenset|vec!|str)\(\)|vec!\[\]|"
    rf"&?(?:\[\]|map\[\w+\])?\*?(?:[a-z]\w*\.)?[A-Za-z]\w*\{{\s*\}}|make\(\[\]\*?[\w.]+,\s*0\)|"
    rf"(?:List|Seq|Map|Set|Vector|Option|Array|Stream)\.empty{_OF}|Nil\b|std::nullopt|\[[\w<>., ]{{1,40}}\]\(\)|\[\s*:\s*\])"
)
_TYPE: Final = regex(
    r"^\s*(?:[\w@]+\s+){0,4}?(?:class|struct|object|impl(?:<[^<>]{0,40}>)?|record|module)\s+(?:[\w:<>, ]{1,60}\s+for\s+)?(\w+)"
)
_NOTHING: Final = regex(r"(?:Null|No[A-Z]|Noop|Nop[A-Z]|Blank|Empty|Void|Nothing|Silent|Disabled|Leaf)\w*$")
"""A null object: it is there to do or hold nothing."""
_FAR: Final = 60


def of_nothing(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line stands in a type that is called after having nothing: `NullStore`, `BlankPage`, `Leaf`."""
    depth = len(lines[at]) - len(lines[at].lstrip())
    for line in reversed(lines[max(0, at - _FAR) : at]):
        if line.strip() and len(line) - len(line.lstrip()) < depth:
            found = _TYPE.match(line[:300])
            if found is not None:
                return _NOTHING.match(found[1]) is not None
            depth = len(line) - len(line.lstrip())
    return False
