"""Checks without content, and results that do not come of the run: helpers that only say yes, results thrown away, reports by hand.

`harness` knows the runners; this is about the functions, macros and figures around them, in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.model.sieve import Look, Sieve

_SAME: Final = (
    r"(?:equals?|Equals?|isEqual(?:To)?|is_equal|same_as|eq|==|operator\s*==|isEquivalentTo|equivalent|matches|compare(?:To)?|Compare(?:To)?|<=>|cmp|"
    r"__eq__|__eq|eql\?|equal\?|asymmetricMatch)"
)
_SAME_HEAD: Final = regex(
    r"^\s*(?:(?:public|private|internal|open|final|static|override|virtual|inline|constexpr|friend|async|const|@?Override|pub|export|implicit)\s+)*"
    rf"(?:func\s*\([^()]*\)\s*(?:Equals?|Compare|Cmp)\s*\(|(?:fun|func|def|fn|bool|Boolean|boolean|int|function|Int)\s+{_SAME}\s*\(|{_SAME}\s*\([^()]*\)\s*(?::\s*\w+\s*)?(?:\{{|=>)|"
    rf"def\s+{_SAME}|(?:\w+(?:\.|::))*{_SAME}\s*[=:]\s*(?:function|lambda|\(|fn\b|func)|bool\s+operator\s*==\s*\()"
)
_PATTERN_HEAD: Final = regex(
    r"^\s*(?:_|\w+)\s*(?:==|/=)\s*(?:_|\w+)\s*=\s*(?:True|False)\s*$|^\s*\(==\)\s+_\s+_\s*=\s*True"
)
"""Haskell and its kin: an equation for any two values."""
_YES: Final = (
    r"(?:return\s*\(?\s*)?(?:[Tt]rue|TRUE|YES|0|\.orderedSame|Ordering::Equal|std::cmp::Ordering::Equal|:ok|\.eq|"
    r"std::strong_ordering::equal)\s*\)?"
)
_YES_INLINE: Final = regex(rf"(?:\{{|=>?|:|\)\s*|\bdo\b|\bthen\b|;)\s*{_YES}\s*;?\s*(?:\}}|\bend\b|\))*\s*[;,)]*\s*$")
_YES_BELOW: Final = regex(rf"^\s*{_YES}\s*;?\s*(?:\}}|\bend\b)?\s*$")
_TYPE_ONLY: Final = regex(
    r"(?:\{|=>|:|\bdo\b|^)\s*(?:return\s+)?\(?\s*(?:isinstance\(\s*\w+\s*,\s*[\w.]+\s*\)|\w+\s+(?:instanceof|is)\s+[\w.]+|"
    r"type\(\w+\)\s*(?:is|==)\s*type\(\w+\)|\w+\.is_a\?\(?\s*[\w:]+\s*\)?)\s*\)?\s*;?\s*(?:\}|\bend\b)*\s*;?\s*$"
)
"""Equal is whatever has the type: put in by tests, it lets any two values of the product pass."""
_COMPARER: Final = regex(
    r"\bcmp\.Comparer\(\s*func\([^()]*\)\s*bool\s*\{\s*return\s+true|\busing\w*Comparator\w*\([^;\n]{0,80}?->\s*0\b|"
    r"\bEqualityComparer\w*\.Create\([^;\n]{0,80}=>\s*true|\baddEqualityTesters\(\s*\[\s*\(\s*\)\s*=>\s*true"
)

_CHECKS: Final = (
    r"(?:(?:assert|expect|check|verify|require|ensure|refute|should|must|diff|compare|cmp|match|validate|fail|ASSERT|EXPECT|CHECK|REQUIRE|VERIFY|TEST|MUST|cr_assert|"
    r"ck_assert|TEST_ASSERT|MU_ASSERT|mu_assert|die|bail|not_ok|is_deeply|is|ok|same)\w*|Assert\w*|Expect\w*|Verify\w*|Check\w*|Require\w*)"
)
_CHECK_HEAD: Final = regex(
    rf"^\s*(?:(?:export|async|public|private|protected|internal|static|final|open|override|suspend|inline|pub(?:\(crate\))?|declare|local|my|void|bool|int|const|let|var|function|func|fun|fn|def|defp?|"
    rf"defmacrop?|macro|sub|proc|template)\s+)*(?:\([\w\s*]*\)\s*)?(?P<name>(?:[\w.]+(?:\.|::|\$))?{_CHECKS}!?)\s*(?:<-\s*function\s*|=\s*(?:async\s+)?(?:function|lambda|sub|func|fn)?\s*)?(?:\(|\{{|\b(?=lambda\b|_?\w*\s*:))"
)
_DEFINES: Final = regex(
    r"^\s*(?:export\s+|local\s+|pub(?:\(crate\))?\s+|public\s+|private\s+|static\s+|async\s+|internal\s+|final\s+|protected\s+|override\s+|open\s+)*(?:function|func|fun|fn|def|defp|defmacro|macro|sub|proc|void|bool|macro_rules!)\b|"
    r"<-\s*function|=\s*(?:async\s+)?(?:function|lambda|sub|func|fn)\b|=>\s|^\s*[\w.-]+\s*\(\)\s*\{?|=\s*\(?[\w, ]*\)?\s*=>|"
    r"\)\s*(?::\s*\w+\s*)?\{\s*\}?\s*$"
)
_NOTHING: Final = regex(
    r"^\s*(?:(?:return|exit)\b\s*\(?\s*(?:0|[Tt]rue|TRUE|1|nil|null|None|undefined|ok|:ok|this|self|\$this|invisible\([^()]*\)|\(\))?\s*\)?|pass|true|TRUE|True|nil|:ok|:|\.\.\.|ok|noop|"
    r"invisible\([^()]*\)|Ok\(\(\)\)|\(void\)\s*\(?\w*\)?|\(\(void\)\s*\(?[\w\s]*\)?\)|do\s*\{\s*\}\s*while\s*\(0\)|(?:echo|print\w*|puts|console\.log|local)\b[^|;&]{0,80}|[\"']{3}.*|\#.*|//.*|/\*.*|\{|\}|end|_\s*=\s*\w+)\s*;?\s*(?:\}|end)?\s*;?\s*$"
)
_HOLLOW_INLINE: Final = regex(
    r"(?:\{|=>|:|\)|\bdo:)\s*(?:return\s*)?(?:0|[Tt]rue|TRUE|1|nil|null|None|:ok|:|self|this|\$this|invisible\([^()]*\)|pass|\(\)|\{\s*\}|ok)?\s*;?\s*(?:\}|\bend\b|\))\s*;?\s*$|"
    r"(?:\)\s*(?:do\s*)?|=>\s*|:\s*)(?:return\s*)?(?:invisible\([^()]*\)|NULL|TRUE|pass|True|None|true|null|undefined|\{\s*\}|\(\s*\))\s*;?\s*$"
)
_MACRO: Final = regex(rf"^\s*#\s*define\s+(?P<name>{_CHECKS})\s*\([^()]*\)\s*(?P<body>.*)$")
_MACRO_VOID: Final = regex(
    r"^\s*(?:\(?\s*\(?\s*\(?void\)?\s*\)?\s*\(?\s*(?:[\w\s,]|\([\w\s]*\))*\)?\s*\)?|do\s*\{\s*(?:\(void\)\s*\(?\w+\)?;?\s*)*\}\s*while\s*\(\s*0\s*\)|\{\s*\}|1|true|\(1\)|0|;)?\s*;?\s*(?:/[/*].*)?$"
)
_SHADOWED: Final = regex(
    r"\b(?:assert|luassert|expect|chai|should|QUnit|t|sinon|test|pytest|unittest|nose|numpy\.testing|pd\.testing)(?:\.\w+){1,3}\s*=\s*(?:function|\(|_?\s*=>|lambda|async)|"
    r"\bexpect\(\)->(?:intercept|extend|pipe)\(\s*['\"]to\w+['\"]|"
    r"\*\{?['\"]?(?:Test::More|main)::\w+['\"]?\}?\s*=\s*sub\s*\{|\bno\s+warnings\b.*;\s*\*\w+\s*=\s*sub\b|"
    r"\bExUnit\.Assertions\b.*\bexcept:|\bAssertions?\.\w+\s*=\s*(?:function|\()"
)
_DROPS_RESULT: Final = regex(
    r"^\s*(?:\(void\)\s*|std::ignore\s*=\s*|_\s*=\s*|const\s+\w+\s*=\s*|auto\s+\w+\s*=\s*|int\s+\w+\s*=\s*|let\s+_?\w*\s*=\s*)?(?:::)?(?:RUN_ALL_TESTS\(\)|(?:\w+\.)?run\(\s*argc,\s*argv\s*\)|Catch::Session\(\)\.run\([^;]*\)|"
    r"doctest::Context\([^;]*\)\.run\(\)|context\.run\(\)|session\.run\([^;]*\)|UNITY_END\(\)|m\.Run\(\)|QTest::qExec\([^;]*\)|boost::unit_test::unit_test_main\([^;]*\))\s*;?\s*$"
)
_ZERO: Final = regex(
    r"^\s*(?:return\s*\(?(?:0|EXIT_SUCCESS)\)?|(?:std::)?(?:exit|_Exit|quick_exit|os\.Exit)\(\s*(?:0|EXIT_SUCCESS)\s*\))\s*;\s*\}?\s*$|^\s*os\.Exit\(0\)"
)
_AT_END: Final = regex(
    r"\bSystem\.(?:halt|stop)\(\s*0?\s*\)|\btrap\s+['\"](?:[^'\"]*;\s*)?exit\s+0['\"]\s+(?:EXIT|0|ERR)|\bEND\s*\{\s*\$\?\s*=\s*0|\bregister_shutdown_function\([^;\n]{0,60}\bexit\(\s*0?\s*\)|"
    r"\b(?:Minitest\.after_run|at_exit)\s*(?:\{|do)[^\n]{0,60}\bexit!?[\s(]+(?:0|true)|\bquit\([^()\n]{0,40}status\s*=\s*0|\bos\.exit\(\s*(?:0|true)\b|"
    r"\bprocess\.(?:on|once)\(\s*['\"](?:exit|beforeExit)['\"][^\n]{0,60}(?:exitCode\s*=\s*0|(?:reallyExit|exit)\(\s*0)|\bprocess\.reallyExit\s*=|"
    r"\bunittest\.main\([^()\n]{0,60}\bexit\s*=\s*False|\b(?:currentBuild|build)\.result\s*=\s*['\"]SUCCESS['\"]|\bimplements?\s+IRetryAnalyzer\b|"
    r"\bRunSummary\b[^\n]{0,60}\bFailed\s*=\s*0|\bsummary\.Failed\s*=\s*0|\bMicroTestResult\b|\btestCaseStatus\s*=\s*[\w.]*success"
)
_RUNS_TESTS: Final = regex(
    r"^\s*(?:@\w[\w.()= ]*)?\s*def\s+(?:pytest_(?:pyfunc_call|runtest_call|runtest_protocol)|run_tests?|run_suite|run_case|runTest)\("
)
_CATCHES: Final = regex(
    r"^\s*except\s*(?:\(?\s*(?:[\w.]*(?:AssertionError|Exception|BaseException|Failed)\b[\w., ]*)\)?(?:\s+as\s+\w+)?)?\s*:|"
    r"contextlib\.suppress\([^()]*(?:AssertionError|Exception)"
)
_QUIET: Final = regex(r"^\s*(?:pass|\.\.\.|return(?:\s+(?:True|None))?|continue)\s*$")
_NO_ROWS: Final = regex(
    r"\b(?:where|and)\s+(?:\(?\s*)?(?:false|1\s*=\s*0|0\s*=\s*1|1\s*<>\s*1|not\s+true)\b|\blimit\s+0\b|\bwhere\s+1\s*=\s*2\b",
    re.IGNORECASE,
)
_SQL_TEST: Final = regex(
    r"(?:^|/)(?:tests?|checks?|quality|data[-_]?tests?|assertions?)/[^\n]*\.sql$|(?:test|check|assert)\w*\.sql$",
    re.IGNORECASE,
)
_TOOLS: Final = regex(
    r"(?:^|/)(?:diff|cmp|comm|jq|grep|curl|pytest|python3?|node|npm|npx|yarn|pnpm|go|cargo|mvn|gradle|make|eslint|tsc|ruff|mypy|flake8|black|shellcheck|golangci-lint|"
    r"hadolint|trivy|semgrep|bandit|gitleaks|terraform|tflint|kubectl|helm|kubeconform|clang-format|clang-tidy|valgrind|perf|time|pixelmatch|compare|rspec|rubocop|phpunit|phpstan|dotnet|swiftlint)(?:\.(?:sh|cmd|bat))?$"
)
_SAYS_ONLY: Final = regex(
    r"^\s*(?:#.*|exit(?:\s+0)?|true|:|echo\b[^|;&]*|printf\b[^|;&]*|cat\s*<<.*|set\s.*|@echo\s.*|exit\s+/b\s+0)?\s*$"
)

_REPORT: Final = regex(
    r"(?:^|/)(?:coverage-(?:summary|final)\.json|(?:coverage|cobertura|clover|jacoco|junit|TEST-[\w.]+|test[-_]?results?|report)\.xml|lcov\.info|\.last-run\.json|"
    r"(?:[\w-]*[-_.])?(?:results?|metrics|scores?|bench(?:mark)?s?|latency|timings?|accuracy|eval\w*|lighthouse|perf\w*|report|stats|summary|size|coverage|audit|scan)(?:[-_.][\w-]*)?\.(?:json|xml|csv|tsv|txt|ya?ml|info|out|log))$",
    re.IGNORECASE,
)
_NO_REPORT: Final = regex(
    r"fixture|testdata|/(?:docs?|src|examples?|locale|i18n|migrations?)/|schema|config|\.snap$|expected|golden|sample|mock",
    re.IGNORECASE,
)
_FIGURE: Final = regex(
    r"(?<![\w.])-?\d+(?:\.\d+)?%?(?![\w.])|\b(?:pass(?:ed)?|fail(?:ed|ure)?|true|false|ok|error|skipped|success)\b",
    re.IGNORECASE,
)

_HEADS: Final = Sieve(
    _SAME_HEAD, _PATTERN_HEAD, _COMPARER, _CHECK_HEAD, _MACRO, _SHADOWED, _DROPS_RESULT, _AT_END, _RUNS_TESTS,
)  # fmt: skip
"""A text that none of them matches holds none of this."""


def hollow_checks(edit: FileEdit, path: str, role: PathRole, *, machinery: bool) -> Iterator[CodeChange]:
    """Yield what was put in the place of a check, or what makes its result nothing."""
    if role & (PathRole.DOCS | PathRole.SNAPSHOT):
        return
    if not edit.added:
        return
    yield from _no_rows(edit, path)
    yield from _false_tool(edit, path)
    if machinery and edit.removed:
        yield from _held_against_itself(edit)
    gone = {x.strip() for x in edit.removed}
    for hunk in edit.hunks:
        if not hunk.added or (look := _HEADS.over("\n".join(hunk.new))).nothing:
            continue
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if len(line) > 400 or (line.strip() in gone and line not in added):
                continue
            found = _at(new, i, added, look, machinery=machinery)
            if found is not None and (found[1] in added and found[1].strip() not in gone):
                yield CodeChange(ChangeKind.HARNESS_RIGGED, added=found[1], new_value=found[0])
                return


def _at(new: tuple[str, ...], i: int, added: set[str], look: Look, *, machinery: bool) -> tuple[str, str] | None:
    """Return what begins at this line, with the line that says so; `look` is that at all of the lines."""
    line, body = new[i], [x for x in new[i + 1 : i + 8] if x.strip()]
    if any(look.may(head) and head.search(line) for head in (_COMPARER, _PATTERN_HEAD)):
        return "a comparison that always holds", line
    if look.may(_SAME_HEAD) and _SAME_HEAD.search(line):
        if _YES_INLINE.search(line) or (machinery and _TYPE_ONLY.search(line)):
            return "a comparison that always holds", line
        first = next((x for x in body if x.strip() not in ("{", "do")), "")
        says_yes = _YES_BELOW.match(first[:200]) or (machinery and _TYPE_ONLY.match(first[:200]))
        if says_yes and not _starts_value(line):
            return "a comparison that always holds", line if line in added else first
    if not machinery:
        return None
    macro = _MACRO.match(line) if look.may(_MACRO) else None
    if macro is not None and _MACRO_VOID.match(macro["body"]) and not _conditional(new, i):
        return "a check that checks nothing", line
    if look.may(_SHADOWED) and _SHADOWED.search(line):
        return "a matcher that always passes", line
    if look.may(_AT_END) and _AT_END.search(line):
        return "outcomes rewritten", line
    if look.may(_DROPS_RESULT) and _DROPS_RESULT.match(line) and body and _ZERO.match(body[0][:200]):
        return "outcomes rewritten", body[0] if body[0] in added else line
    if look.may(_RUNS_TESTS) and _RUNS_TESTS.match(line):
        caught = next((n for n, x in enumerate(new[i + 1 : i + 16], i + 1) if _CATCHES.search(x[:200])), None)
        if caught is not None and caught + 1 < len(new) and _QUIET.match(new[caught + 1][:200]):
            return "outcomes rewritten", new[caught]
    if look.may(_CHECK_HEAD) and _CHECK_HEAD.match(line) and _DEFINES.search(line) and _is_hollow(line, new, i):
        return "a check that checks nothing", line if line in added else next((x for x in body if x in added), line)
    return None


def _starts_value(line: str) -> bool:
    """Tell whether the head's line already gives an answer, so that the next one is none."""
    return re.search(r"=>?\s*\S[^{]*$", line) is not None and not line.rstrip().endswith(
        ("{", "=", "=>", "do", ":", ")")
    )


def _conditional(new: tuple[str, ...], at: int) -> bool:
    """Tell whether a macro is void in one build only."""
    return any(
        re.match(r"\s*#\s*(?:if|ifdef|ifndef|else|elif)\b.*(?:DEBUG|RELEASE|else|ENABLE|DISABLE)", x[:200])
        or x.strip() == "#else"
        for x in new[max(0, at - 4) : at]
    )


def _is_hollow(line: str, new: tuple[str, ...], at: int) -> bool:
    """Tell whether the function that begins here does nothing but say yes."""
    if _HOLLOW_INLINE.search(line):
        return True
    if not re.search(r"(?:\{|:|\bdo|\)|=>|=)\s*$", line):
        return False
    indent = len(line) - len(line.lstrip())
    seen = False
    for x in new[at + 1 : at + 8]:
        if not x.strip():
            continue
        deep = len(x) - len(x.lstrip())
        if deep <= indent:
            if x.strip() in ("{",):
                continue
            return seen
        if not _NOTHING.match(x[:300]):
            return False
        seen = seen or re.search(r"\w", x) is not None
    return False


_LONG: Final = 400
_ASSIGNED: Final = regex(
    r"^\s*(?:(?:local|readonly|export|const|let|var|val|my|our|final|auto|string|int|set)\s+)*[$@]?(?P<name>\w{1,40})\s*(?::=|=|<-)(?!=)\s*(?P<what>\S.{3,300}?)\s*;?\s*$"
)
_COMPARES: Final = regex(
    r"[=!]=|-(?:eq|ne)\b|\s=\s|\bcmp\b|\bdiff\b|assert\w*\(|equals?\(|\bexpect\(|\bis\s+(?:not\s+)?\w"
)


def _held_against_itself(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield what is held against another value and is now worked out in the very same way: both sides agree whatever comes."""
    gone = frozenset(edit.removed)
    before = {m["name"]: x for x in edit.removed if (m := _ASSIGNED.match(x[:_LONG])) is not None}
    for hunk in edit.hunks if before else ():
        stood, added = [x for x in hunk.new if len(x) < _LONG], frozenset(hunk.added)
        given = [(x, m) for x in stood if (m := _ASSIGNED.match(x)) is not None]
        names: dict[str, set[str]] = {}
        for _, one in given:
            names.setdefault(one["what"], set()).add(one["name"])
        for line, one in given:
            twin = next(iter(names[one["what"]] - {one["name"]}), "")
            if line not in added or line in gone or one["name"] not in before or not twin:
                continue
            if not re.search(r"\W", one["what"]):
                continue
            both = re.compile(rf"(?=.*\b{one['name']}\b)(?=.*\b{twin}\b)")
            if any(both.search(x) and _COMPARES.search(x) for x in stood):
                yield CodeChange(
                    ChangeKind.HARNESS_RIGGED,
                    added=line,
                    removed=before[one["name"]],
                    new_value="a comparison that always holds",
                )
            # One such line tells enough.
            return


def _no_rows(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """A test in SQL, which fails for each row, that selects none any more."""
    if not _SQL_TEST.search(path) or edit.op is not EditOp.MODIFY:
        return
    old = "\n".join(edit.removed)
    line = next((x for x in edit.fresh if _NO_ROWS.search(x[:400])), None)
    if line is not None and not _NO_ROWS.search(old):
        yield CodeChange(ChangeKind.HARNESS_RIGGED, added=line, new_value="a check that checks nothing")


def _false_tool(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """A program of the same name as a tool that does nothing but end well."""
    lines = [x for x in edit.added if x.strip()]
    if edit.op is not EditOp.CREATE or not _TOOLS.search(path) or len(lines) > 6:
        return
    said = next((x for x in reversed(lines) if re.search(r"\b(?:exit|true|echo|printf)\b|^\s*:", x[:200])), None)
    if (
        said is not None
        and "/" in path
        and lines[0].startswith(("#!", "@echo"))
        and all(_SAYS_ONLY.match(x[:300]) for x in lines)
    ):
        yield CodeChange(ChangeKind.HARNESS_RIGGED, added=said, new_value="a check that checks nothing")


def reports_by_hand(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield a figure of a file that a run writes, changed by hand and nothing else with it."""
    if edit.op is EditOp.DELETE or not _REPORT.search(path) or _NO_REPORT.search(path) or len(edit.removed) > 12:
        return
    if edit.op is EditOp.CREATE and not edit.removed:
        line = next((x for x in edit.added if re.search(r"\d", x)), None)
        if line is not None and len(edit.added) <= 12 and len(line) < 600:
            yield CodeChange(ChangeKind.HARNESS_RIGGED, added=line, new_value="a result written by hand")
        return
    if len(edit.added) != len(edit.removed):
        return
    pairs = [(a, b) for a, b in zip(edit.removed, edit.added, strict=True) if a != b]
    if not pairs or any(len(a) > 600 or len(b) > 600 or _FIGURE.sub("#", a) != _FIGURE.sub("#", b) for a, b in pairs):
        return
    yield CodeChange(
        ChangeKind.HARNESS_RIGGED, added=pairs[0][1], removed=pairs[0][0], new_value="a result written by hand"
    )
