"""Tests that an edit puts in and that test nothing: announced ones, empty ones, such as only pass. A part of what `stubs` finds.

Tests that were there before and stop testing are for `test_changes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_WORDS: Final = ("test", "it(", 'it "', "it '", "spec", "scenario", "example", "pending", "should")
_ANNOUNCED: Final = regex(
    r"^\s*(?:test|it|specify|describe|context|scenario)\.todo\(|^\s*(?:it|specify|scenario|"
    r"example)\s*\(?\s*[\"'][^\"'\n]{1,120}[\"']\s*\)?\s*;?\s*$|^\s*(?:pending|xit|xtest|xspecify)\b\s*\(?\s*[\"']?|"
    r"^\s*(?:test|it|"
    r"specify)\s*\(\s*[\"'`][^\"'`\n]{1,120}[\"'`]\s*,\s*(?:async\s*)?(?:function\s*)?\([^()]{0,40}\)\s*(?:=>\s*)?\{\s*(?:/[/*][^{}\n]{0,80}|expect\((?:true|1)\)\.\w+\((?:true|1)?\);?|assert(?:\.ok)?\(true\);?)?\s*\}\s*\)?;?\s*$|"
    r"^\s*(?:@Test\s+)?(?:public\s+|private\s+|internal\s+)?(?:static\s+)?(?:async\s+)?(?:void|Task|fun|func|fn)\s+\(?(?:[Tt]est\w*|"
    r"\w+[Tt]ests?|should\w*|`[^`\n]{1,80}`)\s*\([^()]{0,80}\)\s*(?:->\s*\w+\s*)?\{\s*\}\s*$|"
    r"^\s*(?:async\s+)?def\s+test_\w+\s*\([^()]{0,120}\)\s*(?:->[^:\n]{1,30})?:\s*(?:pass|\.\.\.|assert\s+True|"
    r"return(?:\s+None)?)\s*(?:#.*)?$|^\s*t\.Skip\(\s*[\"'](?i:todo|not\s+(?:yet\s+)?(?:implemented|written)|later)"
)
_HEAD: Final = regex(
    r"^\s*(?:async\s+)?def\s+test_\w+\s*\(|^\s*(?:test|it|specify)\s*\(\s*[\"'`].*(?:\{|=>)\s*$|^\s*func\s+Test\w+\(.*\{\s*$|"
    r"^\s*fn\s+\w+\(\)\s*(?:->[^{]{1,40})?\{\s*$|"
    r"^\s*(?:public\s+|internal\s+)?(?:async\s+)?(?:void|Task)\s+\w+\(\)\s*\{?\s*$|^\s*(?:it|specify|test)\s+[\"'].*\bdo\s*$|"
    r"^\s*fun\s+`?[\w ]+`?\(\)\s*\{\s*$"
)
_NOTHING: Final = regex(
    r"^\s*(?:pass|\.\.\.|assert\s+True|assert(?:_?[tT]rue)?\(?\s*[tT]rue\s*\)?;?|todo!\(.*|unimplemented!\(.*|pending\b.*|t\.Skip\(.*|"
    r"expect\((?:true|1)\)\.\w+\((?:true|1)?\);?|Assert\.(?:True|Pass|IsTrue)\((?:true)?\);?|"
    r"(?:#|//|/\*|--|\"\"\"|''').*|return;?)\s*$"
)
_CLOSES: Final = regex(r"^\s*(?:\}\)?;?|end|\}\s*\))\s*$")


def empty_tests(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield tests that test nothing, at their first line."""
    fresh = set(edit.fresh)
    if not has_any("\n".join(fresh).lower(), _WORDS):
        return
    for hunk in edit.hunks:
        new = hunk.new
        for i, line in enumerate(new):
            if line not in fresh or len(line) > 300:
                continue
            if _ANNOUNCED.search(line) or (_HEAD.search(line) and _says_nothing(new, i)):
                yield CodeChange(
                    ChangeKind.STUB_ADDED, added=line, removed=line, new_value="untested", old_value=line.strip()[:120]
                )


def _says_nothing(lines: tuple[str, ...], at: int) -> bool:
    """Tell whether the few lines below a head, up to its end, test nothing."""
    indent = len(lines[at]) - len(lines[at].lstrip())
    seen = 0
    for line in lines[at + 1 : at + 6]:
        if not line.strip() or line.strip() == "{":
            continue
        depth = len(line) - len(line.lstrip())
        if depth <= indent:
            return seen > 0 or (_CLOSES.match(line) is not None and lines[at].rstrip().endswith(("{", "=>", "do")))
        if _NOTHING.match(line) is None:
            return False
        seen += 1
    return seen > 0 and at + 1 + seen >= len(lines)
