"""Tests that an edit takes out: whose definition goes, and that do not go on under another name. A part of `test_changes`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from cotlens.facts.measures.assertions import Strength, literals, strength_of
from cotlens.facts.measures.test_lines import COMMENT
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve
from cotlens.model.similarity import ratio_of_lines

_TEST_DEFINITION: Final = regex(
    r"""    (?:async\s+)?def\s+(test\w*)\s*\(|\b(?:it|test|specify|scenario|
    example)(?:\.\w+)*\s*\(?\s*(["'`].+?["'`])|func\s+((?:Test|Benchmark|Fuzz)\w+)\s*\(|
    \bfn\s+(\w+)\s*\(\s*\)|
    \b(?:public\s+)?(?:void|fun|async\s+Task|Task)\s+(`[^`]+`|\w+)\s*\(|\bTEST(?:_F|
    _P)?\s*\(\s*(\w+\s*,\s*\w+)|^\s*(?:public\s+)?function\s+(test\w+)|@test\s+(".+?")|func\s+(test\w+)\s*\(""",
    re.VERBOSE,
)
_DEFINITIONS: Final = Sieve(_TEST_DEFINITION)
_ALIKE: Final = 60
"""From this ratio (0 to 100) on two names are one test's."""
_CAP: Final = 300
"""Characters of a line that are looked at."""
_FEW: Final = 12
"""New tests up to which it is looked at whether one of them is the old one."""
_BODY: Final = 80
"""Lines of a test that are looked at."""


def tests_named(lines: tuple[str, ...]) -> dict[str, str]:
    """Return the tests that these lines define: name -> the line of its definition."""
    out: dict[str, str] = {}
    if not lines or _DEFINITIONS.over("\n".join(lines)).nothing:
        return out
    for line in lines:
        match = _DEFINITIONS.over(line).search(_TEST_DEFINITION)
        if match and not COMMENT.match(line):
            out[next(g for g in match.groups() if g)] = line
    return out


def lost_tests(edit: FileEdit) -> list[CodeChange]:
    """Return tests that vanish: their definition goes and none comes that could be the same test renamed."""
    gone, come = tests_named(edit.removed), tests_named(edit.added)
    lost = [n for n in gone if n not in come]
    fresh = [n for n in come if n not in gone]
    removed, added = edit.removed, edit.added
    # In a file that is written anew nearly all tests have other names; which became which is not to be told.
    told_apart = len(lost) <= len(fresh) <= _FEW
    again = [_values(added, come[n]) for n in fresh] if lost and told_apart else []
    rewritten = told_apart and any(_keeps_an_assertion(edit, come[n]) for n in fresh)
    commented = {line.strip() for x in edit.added if COMMENT.match(x) for line in [COMMENT.sub("", x)]}
    out = []
    for name in lost:
        line = gone[name]
        if _was_a_helper(edit, name, line):
            continue
        if line.strip() in commented:
            out.append(CodeChange(ChangeKind.TEST_REMOVED, added=_commented_line(edit, line), removed=line))
        elif not any(ratio_of_lines()(name, n) >= _ALIKE for n in fresh) and (
            len(lost) > len(fresh) or (told_apart and not rewritten and _other_values(_values(removed, line), again))
        ):
            out.append(CodeChange(ChangeKind.TEST_REMOVED, removed=line))
    return out


def _other_values(tried: frozenset[str], again: list[frozenset[str]]) -> bool:
    """Tell whether no new test tries half of the values of the old one. Without values nothing is known: it may be the same test."""
    return bool(tried) and not any(2 * len(tried & values) >= len(tried) for values in again)


def _values(lines: tuple[str, ...], head: str) -> frozenset[str]:
    """Return the values that a test tries."""
    return frozenset(v for x in _body(lines, head) for v in literals(x[:_CAP]))


def _keeps_an_assertion(edit: FileEdit, head: str) -> bool:
    """Tell whether an assertion below the head was there before: the test was rewritten around it."""
    for hunk in edit.hunks:
        new, added = hunk.new, frozenset(hunk.added)
        if head in new:
            return any(x not in added and strength_of(x) > Strength.VOID for x in _body(new, head))
    return False


def _body(lines: tuple[str, ...], head: str) -> Iterator[str]:
    """Yield the lines of one test: from the line after its head to the next definition of its depth."""
    depth = len(head) - len(head.lstrip())
    below = lines[lines.index(head) + 1 :][:_BODY]
    return takewhile(lambda x: not x.strip() or len(x) - len(x.lstrip()) > depth, below)


def _was_a_helper(edit: FileEdit, name: str, line: str) -> bool:
    """Tell whether what lost its name as a test goes on under another one and has never asserted anything."""
    head, _, rest = line.partition(name)
    renamed = next((x for x in edit.added if head and x.startswith(head) and rest.strip() and x.endswith(rest)), None)
    lines = (edit.after or "").split("\n") if renamed is not None else []
    if renamed not in lines:
        return False
    at = lines.index(renamed)
    depth = len(renamed) - len(renamed.lstrip())
    body = takewhile(lambda x: not x.strip() or len(x) - len(x.lstrip()) > depth, lines[at + 1 : at + _BODY])
    return all(strength_of(x) is Strength.NONE for x in body)


def _commented_line(edit: FileEdit, line: str) -> str | None:
    return next((x for x in edit.added if COMMENT.sub("", x).strip() == line.strip()), None)
