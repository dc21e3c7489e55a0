"""Lists and tables that code writes out value by value, whatever its language calls them, in one form: `["a", "b"]`.

Knows the builders of lists (`listOf(…)`, `new[] {…}`, `[]string{…}`, `vec![…]`) and rows that only a comma holds together; nothing
of what they are for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cotlens.model.lazy_regex import regex

_VALUE: Final = r"(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|-?(?:\d[\d_]*(?:\.\d+)?|0x[\da-fA-F]+)\w{0,3})"
_TYPE: Final = r"[A-Za-z_][\w.:]{0,60}(?:<[\w.:<>, ?*&]{0,80}>)?"
_BUILDER: Final = (
    rf"(?:new\s*\[\s?\d*\s?\]\s*|new\s+{_TYPE}\s*(?:\[\s?\d*\s?\]|\(\))?\s*|&?\[\s?\d*\s?\]\*?{_TYPE}|"
    r"(?:std::)?(?:vector|array|list|set|deque|tuple|initializer_list)(?:<[\w.:<>, ]{0,80}>)|&?(?:vec|smallvec|hashset|btreeset)!\s*|"
    r"(?:[A-Za-z]\w{0,30})?(?:[lL]ist|[aA]rray|[sS]et|[sS]equence)Of(?:NotNull)?(?:<[\w?<>, ]{0,60}>)?\s*|"
    r"(?:[A-Z]\w{0,30}[.:]{1,2})?(?:asList|of|from|fromArray)(?:<[\w?<>, ]{0,60}>)?\s*|"
    r"(?:Immutable)?(?:List|Seq|Vector|Array|Set|Vec|IndexedSeq)(?:\[\w{1,30}\])?\s*|(?:list|tuple|set|frozenset|array|np\.array|c)\s*|@)"
)
_BUILT: Final = regex(
    rf"(?<![\w.]){_BUILDER}[\[({{]\s{{0,4}}({_VALUE}(?:\s{{0,4}},\s{{0,4}}{_VALUE}){{1,60}})\s{{0,4}},?\s{{0,4}}[\])}}]"
)
_BUILT_LITERAL: Final = regex(
    rf"(?<=[\s=(:>])[{{(]\s{{0,4}}({_VALUE}(?:\s{{0,4}},\s{{0,4}}{_VALUE}){{1,60}})\s{{0,4}},?\s{{0,4}}[}})](?=\s{{0,4}};?\s{{0,4}}$)"
)
MAP_OF: Final = regex(
    rf"\b(?:Map|Dictionary|dict|HashMap|TreeMap|Bimap|BiMap)\w{{0,12}}(?:\.|::)of\(\s{{0,4}}({_VALUE}(?:\s{{0,4}},\s{{0,4}}{_VALUE}){{1,60}})\s{{0,4}}[,)]"
)
"""A map given by keys and values in turn."""
ROWS: Final = regex(
    rf"[\[({{]\s?{_VALUE}\s{{0,4}},\s{{0,4}}{_VALUE}\s?[\])}}]\s{{0,4}},\s{{0,4}}[\[({{]\s?{_VALUE}\s{{0,4}},\s{{0,4}}{_VALUE}\s?[\])}}]"
)
"""Two pairs beside one another: `[("a", 1), ("b", 2)]`."""
_ROW: Final = regex(rf"[\[({{]\s?({_VALUE})\s{{0,4}},\s{{0,4}}({_VALUE})\s?[\])}}]")
_ONE: Final = regex(_VALUE)


_OPENS: Final = regex(
    r"^\s*(?:return\b|yield\b|(?:const|let|var|val|auto|final)?\s*[\w.]{1,60}\s*:?=(?![=>])).{0,120}[\[({]\s*$|=>\s*[\w.!]{0,40}[\[(]\s*$|^\s*return\s+new\b[^;{]{0,120}$"
)
"""A value begins here and goes on below."""
_LONGEST: Final = 14


def following(lines: Sequence[str], at: int, count: int) -> tuple[str, ...]:
    """Return the next few lines, each with what belongs to its value below it; a brace on a line of its own is none."""
    out: list[str] = []
    while at < len(lines) and len(out) < count:
        line, at = lines[at], at + 1
        if line.strip() == "{" and not out:
            continue
        if len(line) <= 300 and _OPENS.search(line):
            below = lines[at : at + _LONGEST]
            end = next((k for k, x in enumerate(below) if x.lstrip()[:1] in ("]", ")", "}") and x.strip()), None)
            if end is not None:
                line, at = " ".join((line.rstrip(), *(x.strip() for x in below[: end + 1]))), at + end + 1
        out.append(line)
    return tuple(out)


def written_out(line: str) -> str:
    """Return the line with its lists of fixed values in square brackets, the words that build them taken out."""
    text = _BUILT.sub(r"[\1]", line[:600]) if "," in line else line
    return _BUILT_LITERAL.sub(r"[\1]", text) if text.rstrip("; \n").endswith(("}", ")")) else text


def rows(line: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a table whose keys and values nothing but commas part."""
    for table in MAP_OF.finditer(line[:2000]):
        values = _ONE.findall(table[1])
        yield from zip(values[::2], values[1::2], strict=False)
    if ROWS.search(line[:2000]):
        yield from ((m[1], m[2]) for m in _ROW.finditer(line[:2000]))
