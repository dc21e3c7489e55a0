"""What an edit does to tests: skips added, assertions taken out or loosened, expected values changed.

Compares the lines put in with the lines taken out; tests moved within the edit are not changes. Languages by their idioms,
not by a parser: an edit is a fragment, and fragments do not parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from cotlens.facts.measures.assertions import Strength, literals, strength_of
from cotlens.facts.measures.generated_cases import put_before, refused_now, rows_cut
from cotlens.facts.measures.lost_tests import lost_tests, tests_named
from cotlens.facts.measures.test_lines import COMMENT, FAILURE_TEXT, ONLY, SKIP, TABLE_ROW, bound, compare, expectation
from cotlens.facts.measures.test_pieces import by_a_piece, out_of_sight
from cotlens.facts.measures.unreached import unreached
from cotlens.facts.prefilter import has_any
from cotlens.model.edit import EditOp, FileEdit, Hunk
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.model.sieve import Sieve
from cotlens.model.similarity import ratio_of_lines

_SKIPPING_WORDS: Final = (
    "skip",
    "todo",
    "fixme",
    "fail",
    "xit",
    "xdescribe",
    "xtest",
    "xcontext",
    "xexample",
    "xspecify",
    "pending",
    "ignore",
    "disabled",
    "incomplete",
    "assume",
    "only",
    "fit",
    "fdescribe",
    "fcontext",
    "focus",
    *(
        "#if",
        "go:build",
        "cfg(",
        "panic",
        "group",
        "@wip",
        "broken",
        "flaky",
        "manual",
        "quarantine",
        "notready",
        "exception.class",
        "throwable.class",
        "category",
        "explicit",
        "enabledif",
    ),
    *("@tag", "mayfail", "[.", "__test__", "knownissue", "expectfailure"),
)
"""Every skip, and every run confined to one test, has one of these in it."""

_DATA: Final = regex(r"\.(?:json|ya?ml|csv|txt|xml|toml|html|tsv|ndjson)$")
_GOES_THROUGH: Final = regex(
    r"^\s*(?:for|foreach)\b|\.(?:each|forEach|each_pair|iter)\b|\bparametri[sz]e\b|@(?:ParameterizedTest|CsvSource|"
    r"ValueSource|MethodSource|DataProvider|dataProvider)\b|\[(?:Theory|InlineData|TestCase|DataRow)\b|#\[(?:case|rstest)|"
    r"\bsubTest\(|\bDataProvider\b|\bINSTANTIATE_TEST_SUITE_P\b|\bwithData\b"
)
"""What runs one assertion over the rows of a table."""
_DIRECTIVE: Final = regex(r"^\s*(?:#if\b|//go:build\b|/?\*+\s*@group\b)")
"""What looks like a comment and is read by the compiler or the runner."""
_DECLARED: Final = regex(
    r"\s*-\s+(?:unique|not_null|accepted_values|relationships|expression_is_true|(?:dbt_\w+\.)\w+)\s*:?\s*$"
)
"""A test of a data model, declared by its name."""
_GIVES_UP: Final = regex(
    r"^\s*(?:return(?:\s+(?:None|nil|null|true|Ok\(\(\)\)))?;?|if\s*\(?\s*(?:True|true|1)\s*\)?\s*:?\s*return;?)\s*$"
)
_CATCHES: Final = regex(
    r"^\s*except\s*(?:\(?\s*(?:AssertionError|Exception|BaseException)\b.*)?:|^\s*\}?\s*catch\s*(?:\(\s*\w*(?:\s*:\s*\w+)?\s*\)|\(\s*(?:AssertionError|Throwable|Exception|Error)\s+\w+\s*\))?\s*\{|"
    r"^\s*rescue\b|suppress\(\s*(?:AssertionError|Exception)"
)
_PAIRS: Final = 40_000
_ALIKE: Final = 55
_COMPARED: Final = 300
"""Pairs of lines of one hunk, and characters of a line, that are compared."""
_OWN_TESTS: Final = {
    "rs": regex(r"\s*#\[(?:cfg\(test\)|test|tokio::test|rstest)"),
    "zig": regex(r"\s*test\s+[\"{]"),
    "d": regex(r"\s*unittest\b"),
    "yml": regex(r"\s*-?\s*(?:data_)?tests:\s*$"),
    "yaml": regex(r"\s*-?\s*(?:data_)?tests:\s*$"),
}
"""How a source file of a language that keeps tests beside the code marks them; from the first mark on it is tests."""

_MARKS: Final = Sieve(SKIP, ONLY)


def test_changes(edit: FileEdit, role: PathRole) -> tuple[CodeChange, ...]:
    """Return what the edit does to the checks in a test or snapshot file; () for any other file."""
    if not role & (PathRole.TEST | PathRole.SNAPSHOT):
        return _beside_code(edit)
    if edit.op is EditOp.DELETE:
        return (CodeChange(ChangeKind.TEST_FILE_DELETED, removed=edit.removed[0] if edit.removed else None),)
    if edit.op is EditOp.RENAME and not edit.hunks:
        return out_of_sight(edit)
    if role & PathRole.SNAPSHOT or (edit.inferred and not edit.hunks and _DATA.search(edit.path)):
        return _snapshot(edit)
    changes: list[CodeChange] = []
    changes += lost_tests(edit)
    for hunk in edit.hunks:
        changes += _hunk(hunk, edit)
    if edit.inferred and not changes:
        changes += [c for h in edit.hunks if (c := _replaced_value(h)) is not None]
        # A command that deletes by a piece of a line: what stood there is not known, but by what it was called.
        for h in edit.hunks:
            if not h.added and len(h.removed) == 1:
                changes += by_a_piece(h.removed[0])
        if not edit.hunks and edit.op is EditOp.MODIFY and edit.authored and edit.after is None:
            changes.append(CodeChange(ChangeKind.TEST_REWRITTEN))
    if not changes and _DATA.search(edit.path) and (row := rows_cut(edit)) is not None:
        changes.append(row)
    return tuple(changes)


def _replaced_value(hunk: Hunk) -> CodeChange | None:
    """Return the value that `sed s/65/66/` puts in place of another: a command shows the piece of a line and no more."""
    if len(hunk.removed) != 1 or len(hunk.added) != 1:
        return None
    old, new = hunk.removed[0], hunk.added[0]
    if len(old) >= _COMPARED or len(new) >= _COMPARED:
        return None
    return bound(old, new) or expectation(old, new)


_IS_GUARD: Final = regex(r"^\s*(?:if|unless|when)\b")


def _beside_code(edit: FileEdit) -> tuple[CodeChange, ...]:
    """Return what is done to the tests that stand in a source file itself: Rust's test modules, Zig's tests, Python's doctests."""
    pattern = _OWN_TESTS.get(edit.path.rsplit(".", 1)[-1].lower()) if edit.op is EditOp.MODIFY else None
    if pattern is None:
        return ()
    first = next((i for i, x in enumerate((edit.after or "").split("\n")) if pattern.match(x[:300])), None)
    out: list[CodeChange] = []
    for hunk in edit.hunks:
        below = first is not None and hunk.new_start is not None and hunk.new_start > first
        if below or any(pattern.match(x[:300]) for x in (*hunk.new, *hunk.removed)):
            out += _hunk(hunk, edit)
    return tuple(out)


def _snapshot(edit: FileEdit) -> tuple[CodeChange, ...]:
    if edit.op is EditOp.CREATE and edit.before is None:
        return ()
    added = next((x for x in edit.added if x.strip()), None)
    removed = next((x for x in edit.removed if x.strip()), None)
    # A rewrite read off a command shows no lines, and is one all the same.
    rewritten = removed or (edit.inferred and not edit.hunks)
    return (CodeChange(ChangeKind.SNAPSHOT_CHANGED, added=added, removed=removed),) if rewritten else ()


def _hunk(hunk: Hunk, edit: FileEdit) -> list[CodeChange]:
    removed = [x for x in hunk.removed if x.strip()]
    added = [x for x in hunk.added if x.strip()]
    out: list[CodeChange] = []
    whole = "\n".join(added)
    for line in added if not _MARKS.over(whole).nothing and has_any(whole, _SKIPPING_WORDS) else ():
        if (
            SKIP.search(line)
            and (not COMMENT.match(line) or _DIRECTIVE.match(line))
            and not any(SKIP.search(r) for r in removed)
        ):
            out.append(CodeChange(ChangeKind.SKIP_ADDED, added=line, justified=_has_reason(line)))
        elif ONLY.search(line) and not any(ONLY.search(r) for r in removed):
            out.append(CodeChange(ChangeKind.ONLY_ADDED, added=line))
    out += _never_checked(hunk, added)
    if (behind := unreached(hunk)) is not None:
        out.append(behind)
    if (before := put_before(hunk)) is not None:
        out.append(before)
    if (turned := refused_now(removed, added)) is not None:
        return [*out, turned]
    pairs, lone_removed, lone_added = _pair(removed, added)
    asserted = [r for r in removed if strength_of(r) > Strength.VOID]
    tabled = len(asserted) > 1 and _tabled(hunk, asserted)
    for old, new in pairs:
        if tabled and strength_of(old) > Strength.VOID and strength_of(new) > Strength.VOID:
            # Four assertions became one that goes through their values.
            continue
        change = compare(old, new)
        if (
            change is not None
            and change.kind is ChangeKind.CASE_REMOVED
            and len(new) < len(old)
            and _still_there(old, added)
        ):
            # Regrouped over several lines: every value is still tried.
            continue
        if change is not None and change.kind is ChangeKind.MATCHER_LOOSENED and _tabled(hunk, [old]):
            continue
        if change is not None:
            out.append(change)
        elif (
            strength_of(old) > Strength.VOID
            and strength_of(new) is Strength.NONE
            and not set(literals(old)) <= set(literals(new))
        ):
            # What resembles it asserts nothing: the assertion is gone.
            lone_removed.append(old)
            lone_added.append(new)
        elif _IS_GUARD.match(new) and strength_of(old) is Strength.EXACT and strength_of(new) is not Strength.EXACT:
            lone_removed.append(old)
            lone_added.append(new)
    out += _lost_assertions(lone_removed, lone_added, hunk, edit)
    return out


def _still_there(old: str, added: list[str]) -> bool:
    values = literals(old[:_COMPARED])
    return bool(values) and set(values) <= {v for a in added[:400] for v in literals(a[:_COMPARED])}


def _never_checked(hunk: Hunk, added: list[str]) -> list[CodeChange]:
    """A test that returns before its assertions, or catches what they raise."""
    new = hunk.new
    for line in added:
        if not (_GIVES_UP.match(line) or _CATCHES.search(line[:300])) or line in hunk.removed:
            continue
        at = new.index(line)
        if _GIVES_UP.match(line):
            if any(strength_of(x) > Strength.VOID for x in _rest_of_block(line, new[at + 1 :])):
                return [CodeChange(ChangeKind.SKIP_ADDED, added=line)]
        else:
            body = " ".join(new[at + 1 : at + 3])
            above = any(strength_of(x) > Strength.VOID and not _CATCHES.search(x) for x in new[max(0, at - 6) : at])
            if above and not re.search(r"\b(?:raise|throw|fail\w*|assert\w*|expect)\b", f"{line} {body}"):
                return [CodeChange(ChangeKind.ASSERTION_VOID, added=line)]
    return []


def _rest_of_block(line: str, below: tuple[str, ...]) -> Iterator[str]:
    """Yield what stands below a line in its own block: what follows an `if ... { return }` is no part of it."""
    depth = len(line) - len(line.lstrip())
    return takewhile(lambda x: not x.strip() or len(x) - len(x.lstrip()) >= depth, below)


def _has_reason(line: str) -> bool:
    return (
        re.search(
            r"reason\s*=|https?://|#\d+|[A-Z]+-\d+|skipif|skipIf|sys\.platform|process\.platform|runtime\.GOOS|"
            r"short\(\)",
            line,
        )
        is not None
    )


def _near(at: int, reach: int, end: int) -> range:
    return range(max(0, at - reach), min(end, at + reach + 1))


def _pair(removed: list[str], added: list[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pair each removed line with the most similar added one (ratio of `_ALIKE` at least), each used once, best first."""
    old, new = [r.strip()[:_COMPARED] for r in removed], [a.strip()[:_COMPARED] for a in added]
    # In a long hunk a line's partner stands about where it stood.
    reach = len(new) if len(old) * len(new) <= _PAIRS else _PAIRS // (2 * len(old)) + 1
    scored = sorted(
        (
            (score, i, j)
            for i, r in enumerate(old)
            for j in _near(i * len(new) // len(old), reach, len(new))
            if (score := ratio_of_lines()(r, new[j], score_cutoff=_ALIKE))
        ),
        key=lambda t: (-t[0], abs(t[1] - t[2])),
    )
    used_r: set[int] = set()
    used_a: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, i, j in scored:
        if i not in used_r and j not in used_a:
            used_r.add(i)
            used_a.add(j)
            pairs.append((i, j))
    pairs.sort()
    return (
        [(removed[i], added[j]) for i, j in pairs],
        [r for i, r in enumerate(removed) if i not in used_r],
        [a for j, a in enumerate(added) if j not in used_a],
    )


def _is_cut(line: str) -> bool:
    """Tell whether a line ends within a string or an argument: as the last of a text it was cut by who logged it."""
    return line.count('"') % 2 == 1 or line.count("(") > line.count(")")


def _tabled(hunk: Hunk, lost: list[str]) -> bool:
    """Tell whether single assertions became rows of a table that one as strong goes through: every value is still there."""
    put = [a for a in hunk.added if a.strip() and not COMMENT.match(a)]
    strongest = max((strength_of(a) for a in put), default=Strength.NONE)
    if strongest < max(map(strength_of, lost)) or not any(map(_GOES_THROUGH.search, put)):
        return False
    values = {v for r in hunk.removed if not FAILURE_TEXT.search(r) and not COMMENT.match(r) for v in literals(r)}
    return bool(values) and values <= {v for a in put for v in literals(a)}


_IF: Final = regex(r"^\s*(?:\}\s*else\s+)?if\s*\(?(.{3,200}?)\)?\s*[:{]?\s*$")


def _parts(lines: tuple[str, ...]) -> set[str]:
    """Return what single conditions ask, those joined by "or" each by itself: a check folded into another one is still made."""
    found = (m[1] for x in lines if len(x) <= 300 and (m := _IF.match(x)))
    return {re.sub(r"\W*$|\s+", "", p) for c in found for p in re.split(r"\|\||\bor\b|;", c)}


def _lost_assertions(removed: list[str], added: list[str], hunk: Hunk, edit: FileEdit) -> list[CodeChange]:
    """Return assertions that go without any coming in their place; none when their whole test goes or moves."""
    if tests_named(tuple(removed)):
        return []
    everywhere = {x.strip() for x in edit.added}
    kept, gone = _parts(hunk.added), hunk.removed
    # A check that is a part of another one now, and what it did when it failed.
    folded = {x.strip() for i, r in enumerate(gone) if _parts((r,)) & kept for x in gone[i : i + 2]}
    lost = [
        r for r in removed if strength_of(r) > Strength.VOID and r.strip() not in everywhere and r.strip() not in folded
    ]
    if lost and lost[-1] == edit.removed[-1] and _is_cut(lost[-1]):
        lost.pop()
    come = [a for a in added if strength_of(a) > Strength.NONE]
    void = next((a for a in come if strength_of(a) is Strength.VOID), None)
    if lost and void is not None:
        return [CodeChange(ChangeKind.ASSERTION_VOID, added=void, removed=lost[0])]
    if lost and len(lost) > len(come) and not _tabled(hunk, lost):
        anchor = next((a for a in hunk.added if a.strip()), None)
        strongest_left = max((strength_of(a) for a in come), default=Strength.NONE)
        kind = ChangeKind.ASSERTION_REMOVED
        if come and strongest_left < max(strength_of(r) for r in lost):
            kind = ChangeKind.MATCHER_LOOSENED
            anchor = come[0]
        return [CodeChange(kind, added=anchor, removed=lost[0])]
    declared = next((r for r in removed if _DECLARED.match(r) and r.strip() not in everywhere), None)
    if declared is not None and not added:
        return [CodeChange(ChangeKind.ASSERTION_REMOVED, removed=declared)]
    rows = [r for r in removed if TABLE_ROW.match(r) and r.strip() not in everywhere and len(r.strip()) > 6]
    if rows and not added and not hunk.added:
        return [CodeChange(ChangeKind.CASE_REMOVED, removed=rows[0])]
    if lost and come and all(strength_of(a) < strength_of(lost[0]) for a in come):
        return [CodeChange(ChangeKind.MATCHER_LOOSENED, added=come[0], removed=lost[0])]
    return []
