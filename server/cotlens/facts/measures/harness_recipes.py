"""Recipes of make and just whose target was to check something and that check less or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

SILENT: Final = regex(
    r"^\s*(?:#.*|//.*|--.*|echo\b.*|printf\b.*|(?:Write-(?:Host|Output)|console\.log|print(?:ln|f)?|puts|process\.stdout\.write|fmt\.Print\w*|say)\b.*|"
    r"@?echo\b.*|exit(?:\s+(?:/b\s+)?0)?|(?:sys\.exit|process\.exit|os\.Exit|exit|quit)\(\s*0?\s*\);?|true|:|set\s.*|cd\s.*|\w+=\S*|"
    r"(?:import|from|use|using|require|package|const\s+\w+\s*=\s*require)\b.*|[{}]|(?:def|func|fn|function)\s+main\b.*|main\(\);?|"
    r"if\s+__name__\s*==.*|return(?:\s+0|\s+True)?;?)?\s*$"
)
CHECK_TARGET: Final = regex(
    r"[\w.-]*\b(?:tests?|check|verify|spec|e2e|ci|lint|bench|unit|smoke|acceptance|integration)\b[\w.-]*"
    r"(?:\s+[\w.-]+)*\s*::?(?!=)"
)
COPIES_OVER: Final = regex(
    r"^\s*[@-]*\s*(?:cp|mv|install|ln|rsync)\s.{0,120}\s\S*(?:want|expect\w*|golden|approved|reference|baseline|snapshot)\S*\s*(?:;|&&|$)|"
    r">\s*\S*(?:want|expect\w*|golden|approved)\.\w+\s*$"
)
"""What came out is made what is compared with."""
COMPARES: Final = regex(
    r"^\s*[@-]*\s*(?:!\s*)?(?:diff|cmp|comm|test|\[\[?|grep|jq|python3?|node|ruby|perl|awk|\./\S*(?:check|compare|verify))\b"
)
"""A command of a recipe that decides whether its target fails."""


def hollow_recipe(edit: FileEdit) -> Iterator[CodeChange]:
    """A target that ran the tests and now only says something."""
    copied = next((x for x in edit.added if len(x) < 300 and COPIES_OVER.search(x) and x not in edit.removed), None)
    if copied is not None:
        yield CodeChange(ChangeKind.HARNESS_RIGGED, added=copied, new_value="a comparison that always holds")
        return
    for hunk in edit.hunks:
        lost = any(x.startswith(("\t", "    ")) and not SILENT.match(x.strip()[:400]) for x in hunk.removed)
        new = (edit.after or "").split("\n") if edit.after is not None else list(hunk.new)
        for i, line in enumerate(new if lost else ()):
            if CHECK_TARGET.match(line[:300]):
                recipe = [
                    x for x in takewhile(lambda x: x.startswith(("\t", "    ")), new[i + 1 : i + 20]) if x.strip()
                ]
                fresh = [x for x in recipe if x in hunk.added]
                compared = next((x for x in hunk.removed if COMPARES.match(x[:300]) and x not in recipe), None)
                if compared and fresh and not all(SILENT.match(x.strip().lstrip("@-")[:400]) for x in recipe):
                    yield CodeChange(
                        ChangeKind.HARNESS_RIGGED,
                        added=fresh[0],
                        removed=compared,
                        new_value="what is measured changed",
                        old_value=line.split(":")[0].strip(),
                    )
                    return
                if fresh and all(SILENT.match(x.strip().lstrip("@-")[:400]) for x in recipe):
                    yield CodeChange(
                        ChangeKind.HARNESS_RIGGED,
                        added=fresh[0],
                        new_value="a test command that cannot fail",
                        old_value=line.split(":")[0].strip(),
                    )
                    return
