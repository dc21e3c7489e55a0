"""Text as a plain keyboard would write it, on the lines that its author meant. No character but a carriage return gets lost.

Editors, phones and models write "don't" with a typographic apostrophe and break paragraphs at a column; neither says anything
else for it. Not a sentence splitter (`sentences`); code, lists, tables and quotations keep their lines.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from cotlens.model.lazy_regex import regex

_PLAIN: Final = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
    }
)
_FENCE: Final = regex(r"^[ \t]*(?:```|~~~)")
_POINT: Final = regex(r"^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+")
_PROSE: Final = regex(r"^(?:[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+)?[\w`'\"(*]")
_LEAST: Final = 40
"""Characters of a line that may have been broken at a column: shorter ones end where their author wanted."""
_MOST: Final = 240
"""No column is wider."""
_GOES_ON: Final = regex(r"^[a-z`'\"(][^:|=]*(?:[\s.,;:!?)]|$)|^\d+ [a-z]")
_HANGS: Final = regex(
    r"(?:,|\b(?:a|an|the|to|of|in|on|at|for|and|or|but|with|by|from|as|is|are|was|were|be|been|has|have|had|that|which|who|"
    r"not|no|all|any|my|your|our|their|its|this|these|those|if|when|so|than|into|only|just|do|does|did|don't|never|please))$",
    re.IGNORECASE,
)
"""No sentence ends so: the next line goes on whatever it begins with."""
_CODE: Final = regex(
    r"(?:[)\]}\w]\(.*\)|=.*);\s*$|[{}]\s*$|^\s*(?:\$|>>>|at |import |from \S+ import|def |class |return\b)|=>|==|\)\s*:\s*$"
)


def in_plain_type(text: str) -> str:
    """Return the text with plain apostrophes and blanks, and paragraphs that were broken at a column in one line."""
    text = (text if text.isascii() else text.translate(_PLAIN)).replace("\r\n", "\n")
    return _joined(text) if "\n" in text else text


def _joined(text: str) -> str:
    lines = text.split("\n")
    parts = [lines[0]]
    head, fenced = lines[0], bool(_FENCE.match(lines[0]))
    for before, line in pairwise(lines):
        fence = bool(_FENCE.match(line))
        goes_on = not fence and not fenced and _goes_on(head, before, line)
        parts += [" " if goes_on else "\n", line]
        head = head if goes_on else line
        fenced ^= fence
    return "".join(parts)


def _goes_on(head: str, before: str, line: str) -> bool:
    """Tell whether a line is the rest of the sentence that stands in the line before it; `head` began the paragraph."""
    end = before.rstrip()
    if (
        not _LEAST <= len(end) <= _MOST
        or len(line) > _MOST
        or end[-1] in ".!?:;|`{"
        or not _PROSE.match(head)
        or _CODE.search(before)
        or _CODE.search(line)
    ):
        return False
    # What belongs to the point of a list is indented.
    rest = line.lstrip(" ") if _POINT.match(head) else line
    return bool(_GOES_ON.match(rest)) or (bool(_HANGS.search(end)) and rest[:1].isalnum())
