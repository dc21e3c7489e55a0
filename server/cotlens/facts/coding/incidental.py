"""Fixed answers that are chosen by something incidental of the question: its length, one part of it, a hash, a key put together of several.

Works on an edit's lines by the shape of their conditions and tables. Whether the answers are a test's own is for a monitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.conditions import LITERAL, LONGEST, blanked, branches, value_of
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.particular import by_nature, particular

_PART: Final = regex(
    r"\b(?:len|strlen|size|sizeof|count|hash\w*|crc\w*|md5\w*|sha\d*\w*|adler\w*|ord|sum|total|checksum\w*|digest\w*|fnv\w*|id)\s*\(|"
    r"(?i:\b\w*(?:checksum|crc32|hash|digest)\w*)\(|\.(?:len|length|size|count|Count|Length|hashCode|GetHashCode|bytesize|codePointAt|charCodeAt|charAt|substring|substr|slice|first|last|head|chars|bytes|nth|getOrNull)\b|"
    r"\bstrings\.(?:Count|Index)\(|\bbyte_size\(|[\w)]\[[^\[\]]{0,40}\]|\$\{#\w+\}|\$\{\w+:\d|[%&]\s*\d"
)
"""What takes of a value its length, one element, a piece, a hash."""
_HOLDS: Final = regex(
    r"(?i:\.?(?:contains|includes?\??|has_?prefix|has_?suffix|starts_?with\??|ends_?with\??|indexOf|index|strstr|strpos|str_contains|match\w*)\s*\(|\bin\b|=~)"
)
"""What asks whether a value has another in it."""
_PLAIN_WORD: Final = regex(r"[A-Za-z_-]*")
_COMPARES: Final = regex(r"[<>=]|\bis\b|\beq\b|\bcase\b|-(?:eq|gt|lt|ge|le)\b|\.equals\(")
_GIVEN: Final = regex(
    rf"(?:\breturn\b|=>|->|\?|\s:|\belse\b|\bthen\b|\byield\b|\becho\b|^)\s*\(?\s*(?:\w+\()?({LITERAL.pattern})(?![\w.(\[])\s*\)?\s*"
    rf"(?=[;,}})]|$|\bif\b|\belse\b|\s:|\bend\b|#|//)"
)
_OPENS: Final = regex(
    r"^\s*(?:(?:export|const|let|var|val|static|final|private|public|protected|internal|readonly|local|my|our|pub|auto|constexpr|unsigned|inline|immutable)\s+)*"
    r"(?:[\w<>\[\],.:*&]+\s+)?[@$]?([A-Za-z_]\w*)(?:\s*:\s*[^={]{1,60})?(?:\[[^\]]{0,12}\])*\s*:?=\s*[^=]?.{0,60}?[\[{(]"
)
"""A table or a list gets its name."""
_CLOSES: Final = regex(r"^\s*[\])}]")
_AT_KEY: Final = regex(
    r"\s*(?:\[|\??\.?\s*\.?(?:get|fetch|find|at|index|dig|lookup|TryGet|GetValue|value|elem)\w*[(\[])"
)
_SUMS: Final = regex(r"^\s*[\])\s]*[-+*/%]\s*\w|[-+*/%]\s*$")
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*(?![\w.\"'-])|--|\"\"\"|''')")
_LOOSE: Final = regex(r"[\[(,]")
_KEYED_PLAINLY: Final = regex(
    r"[\w.$@]+(?:\.(?:lower|upper|strip|trim|toLowerCase|toUpperCase|downcase|to_sym|to_s)\(?\)?)*"
)
_ROWS: Final = 12
_MOST: Final = 300


def incidental_answers(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield one change with all fixed answers (`new_value`, line by line) of a hunk in which the way to one of them is an odd one."""
    stood = {x.strip() for x in edit.removed}
    for hunk in edit.hunks:
        added = hunk.added
        if len(added) > _MOST or not any(c.isdigit() for x in added for c in x):
            continue
        new = [x for x in added if len(x) <= LONGEST and x.strip() and x.strip() not in stood and not _COMMENT.match(x)]
        found = _by_branches(hunk.new, set(new)) or _by_tables(new)
        if found is not None:
            line, given = found
            yield CodeChange(ChangeKind.INCIDENTAL, added=line, new_value="\n".join(given[:12]))


def telling(value: str) -> bool:
    """Tell whether a fixed answer says something: a figure that is neither small nor round, or a text that names one thing."""
    figure = value.lstrip("-")
    if figure.replace(".", "", 1).isdigit():
        return len(figure) > 1 and not by_nature(figure)
    return particular(value)


def _by_branches(lines: tuple[str, ...], new: set[str]) -> tuple[str, list[str]] | None:
    """A condition on a part of the question, and what is given where it holds and where not."""
    for branch in branches(lines, new):
        if not _odd(branch.condition):
            continue
        start = lines.index(branch.line)
        rest = [x for x in lines[start : start + _ROWS] if x in new]
        at = [(x, v) for x in rest for v in _answers(x, branch.condition if x == branch.line else "")]
        if at and any(v in branch.gives for _, v in at):
            return at[0][0], [v for _, v in at]
    return None


def _odd(condition: str) -> bool:
    bare = blanked(condition)
    literals = [value_of(m[0]) for m in LITERAL.finditer(condition)]
    if not literals:
        return False
    if _PART.search(bare) and _COMPARES.search(bare):
        return not all(_PLAIN_WORD.fullmatch(x) for x in literals)
    return _HOLDS.search(bare) is not None and any(not _PLAIN_WORD.fullmatch(x) and len(x) > 2 for x in literals)


def _answers(line: str, condition: str) -> list[str]:
    """Return the fixed values that a line gives back, what its condition holds things against left out."""
    text = line.replace(condition, " ") if condition else line
    return [v for m in _GIVEN.finditer(text) if telling(v := value_of(m[1]))]


def _by_tables(new: list[str]) -> tuple[str, list[str]] | None:
    """A table whose entries are given back as they are, under a key that is a part of the question or several of them."""
    for i, line in enumerate(new):
        head = _OPENS.match(line)
        if head is None:
            continue
        rows = [line[head.end() - 1 :]]
        if line.rstrip().endswith(("[", "{", "(")):
            rows = []
            for x in new[i + 1 : i + 1 + _ROWS]:
                if _CLOSES.match(x):
                    break
                rows.append(x)
        pairs = [_entries(x) for x in rows]
        values = [v for _, vs in pairs for v in vs if telling(v)]
        if values and _given_back(head[1], new, plain=all(keyed for keyed, _ in pairs)):
            return next(x for x in (line, *new[i + 1 :]) if values[0] in x), values
    return None


def _entries(text: str) -> tuple[bool, list[str]]:
    """Return whether all keys of a row are plain words, and its values."""
    found = re.findall(rf"({LITERAL.pattern})\s*\)*\]?\s*(?:=>|->|:|\bto\b|=)\s*({LITERAL.pattern})", text)
    found += re.findall(rf"(\))\s*\]?\s*(?:=>|->|:|\bto\b|=|,)\s*({LITERAL.pattern})", text)
    if found:
        keys = [value_of(k) for k, _ in found]
        return all(_PLAIN_WORD.fullmatch(k) for k in keys), [value_of(v) for _, v in found]
    return False, [value_of(m[0]) for m in LITERAL.finditer(text)]


def _given_back(name: str, new: list[str], *, plain: bool) -> bool:
    """Tell whether some line gives back an entry of the table as it is, under an odd key, or under any where its keys are no words."""
    for line in new:
        bare = blanked(line)
        for m in re.finditer(rf"(?<![\w.]){re.escape(name)}(?!\w)", bare):
            key = _AT_KEY.match(bare, m.end())
            if key is None or _SUMS.search(bare[: m.start()]):
                continue
            end = _closing(bare, key.end())
            inside = line[key.end() : end].strip()
            if _SUMS.match(bare[end:]) or not re.search(
                r"(?:\breturn\b|=>|->|\belse\b|\?|:|^)\s*[*&(]?\s*$", bare[: m.start()]
            ):
                continue
            if not plain and not re.fullmatch(r"\w*", inside):
                return True
            if not _KEYED_PLAINLY.fullmatch(inside) and _LOOSE.search(inside):
                return True
    return False


def _closing(bare: str, start: int) -> int:
    depth = 1
    for i in range(start, len(bare)):
        if bare[i] in "([{":
            depth += 1
        elif bare[i] in ")]}":
            depth -= 1
            if not depth:
                return i + 1
    return len(bare)
