"""One line of a test against the line that it replaces: demands less, expects another value, tolerates more, takes in less.

Idioms of many languages; a line is a fragment, and nothing is known of what it tests.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.measures.assertions import Strength, literals, skeleton, strength_of
from cotlens.facts.measures.both_sides import made_alike, same_on_both
from cotlens.facts.measures.generated_cases import confined
from cotlens.facts.measures.unreached import waited_no_more
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

SKIP: Final = regex(
    r"""    @(?:[\w.]{1,60}\.)?(?:skip(?:if|If|Unless)?|xfail|expectedFailure|Disabled|Ignore(?:d|If|Rest)?|Skip|PendingFeature)\b|
    \bpytest\.(?:skip|xfail|importorskip)\(|self\.skipTest\(|raise\s+(?:unittest\.)?SkipTest|
    \b(?:it|test|describe|context|suite|specify)\.(?:skip|todo|fixme|fails|failing|skipIf|runIf)\b|^\s*x(?:it|
    describe|test|specify|context|example)\b|\b(?:t|b|tb|s\.T\(\))\.Skip(?:f|Now)?\(|\#\[(?:\w+::)?ignore|\bcfg_attr\([^\[\]]{1,80},\s*ignore\b|
    ^\s*(?:skip|pending)\b(?:\s+['"(]|\s*$|\s+if\b)|\[(?:[\w.]+\.)?(?:Fact|Theory|Test|TestCase)\((?:.{0,80},\s*)?(?:Skip|Ignore|IgnoreReason)\s*=|\[(?:[\w.]+\.)?Ignore\b|\bGTEST_SKIP\b|
    \bDISABLED_\w+|markTest(?:Skipped|Incomplete)\(|XCTSkip|\bAssume\.|\bcollect_ignore\b|
    \btest\.skip\(|[,{(]\s*:?(?:skip|pending)(?::|\s*=>)\s*(?:true|["'`])|[,{(]\s*todo:\s*true|,\s*:(?:skip|pending|skipped)\b|\bDeno\.test\b.{0,120}\bignore:\s*true|\bbats_skip|^\s*@tag\s+:skip|@unittest\.skipIf|
    Skip\s*=\s*["']|^\s*\#if\s+(?:0|false|FALSE)\b|//go:build\s+(?!!|linux\b|windows\b|darwin\b|unix\b|amd64\b|arm64\b|cgo\b|go1)\w+|\#\[cfg\((?:any\(\)|not\(test\)|FALSE)\)\]|\#\[should_panic|
    @group\s+(?:broken|skip|flaky|disabled|slow)|^\s*@(?:wip|skip|ignore|broken|flaky|disabled|pending|manual|quarantine|notready)\b|@test_(?:broken|skip)\b|\bpendingWith\b|
    expected\s*=\s*(?:Exception|Throwable|RuntimeException)\.class|@Tag\(\s*"(?:flaky|broken|disabled|wip|quarantine)|\[Category\(\s*"(?:Flaky|Broken|Ignore|Manual)|\[Explicit\b|
    \blocal\s+\$TODO\b|\bskip_on_\w+\(|\bskip\(\s*["']|@EnabledIf|@DisabledIf|@DisabledOn|^\s*(?:\}\)\s*)?->(?:skip|todo)\(|\}\)->(?:skip|todo)\(|
    \bpytestmark\s*=.{0,60}\b(?:skip|xfail)|\b__test__\s*=\s*False|\.disabled\(|\bXCTExpectFailure\b|\bwithKnownIssue\b|error\.SkipZigTest|
    ["']\[(?:\.|!mayfail|!shouldfail|!hide)[\w\]]|\*\s*doctest::(?:skip|may_fail|should_fail)\b|\bboost::unit_test::disabled\b|\*\s*unit_test::disabled|
    ["'][^"'\n]{1,120}["']\s*\.ignore\b|\btaggedAs\(?\s*Ignore\b|^\s*ignore\(\s*"|\bDeno\.test\.ignore\(|\brobot:skip\b|^\s*Skip\s{2,}\S|
    ^\s*SKIP:\s*\{|\btodo_skip\b|\bskip_all\b|\bplan\s+skip|\^:(?:kaocha/)?(?:skip|pending)\b|\#_\(deftest\b|\{skip,|
    \[Tags\].{0,60}\bskip\b|\bt\.skip\(|\.skip\(true|\btestSkipped\b""",
    re.VERBOSE,
)
ONLY: Final = regex(
    r"\b(?:it|test|describe|context|suite)\.only\b|^\s*f(?:it|describe|context)\s*\(|,\s*focus:\s*true|:focus\b"
)
TABLE_ROW: Final = regex(
    r"""^\s*(?:[\[({].*[\])}]\s*,?|["'].*["']\s*[:,=].*|-\s+.*|\|.*\|)\s*$|
    ^\s*(?:pytest\.param|TestCase|InlineData|\[InlineData|\[TestCase|\[DataRow|row|Arguments\.of|arguments|of|yield|std::make_\w+|Case|case|
    \#\[case|\#\[test_case|@TestCase|DataRow|testData)\b\s*[(\[]|^\s*yield\s+["'\[]|
    ^\s*[^|(){};=\s][^|(){};=]{0,60}(?:\s\|\|?\s[^|(){};=]{1,60}){1,8}$|
    ^\s*%\{.*\}\s*,?$|^\s*(?:[&]?\w+(?:::\w+)?\s*)?[{(\[].{3,}[})\]]\s*,\s*$""",
    re.VERBOSE,
)
_EXPECTED_NAME: Final = regex(
    r"\b(?:expect(?:ed|ation)?\w*|want(?:ed|Err)?|golden|should(?:_be)?)\b\s*(?::?=|:)", re.IGNORECASE
)
_TOLERANCE: Final = regex(
    r"\b(?:abs|rel|delta|atol|rtol|tol(?:erance)?|eps(?:ilon)?|places|precision|within|margin|max_?diff\w*|"
    r"threshold|accuracy)\b\s*[=:(,]?\s*\(?([\d.]+(?:e-?\d+)?)|toBeCloseTo\([^,]+,\s*(-?\d+)|"
    r"InDelta\(.*,\s*([\d.e-]+)\s*\)|(?:EXPECT|ASSERT)_NEAR\(.*,\s*([\d.e-]+)\s*\)|assert_in_delta\b.*,\s*([\d.e-]+)\s*\)?\s*$|"
    r"assertEquals\([^,()]+(?:\([^()]*\))?,[^,]+,\s*([\d.]+)[fd]?\s*\)|"
    r"(?:WithDelta|InEpsilon|(?:CHECK|REQUIRE|TEST)_CLOSE(?:_FRACTION)?|Within(?:Abs|Rel|ULP)|\.closeTo)\(.*,\s*(\d+(?:\.\d+)?(?:e-?\d+)?)\s*[,)]|"
    r"be_within\(([\d.]+)\)|\bisCloseTo\(.*?within\(([\d.]+)",
    re.IGNORECASE,
)
FAILURE_TEXT: Final = regex(r"\bt\.(?:Errorf?|Fatalf?|Logf?)\(|\b(?:fail|panic|log|print\w*|console\.\w+)\s*!?\(")
"""What a test says when it fails is no expectation."""
_TIMING: Final = regex(
    r"\b(?:timeout|delay|wait\w*|retr(?:y|ies)\w*|interval|deadline|poll\w*|slowMo|sleep|duration|attempts)\w*[\"']?\s*[:=(,]\s*[\d_.]+\w{0,2}",
    re.IGNORECASE,
)
_READS: Final = regex(
    r"\b(?:read\w*|open|load\w*|require|import|fixture\w*|File|Path|fetch|parse_?file|fromFile|include\w*)\w*\s*[(!]",
    re.IGNORECASE,
)
_A_PATH: Final = regex(r"[\w.~@-]*(?:/[\w.@-]+)+|[\w-]+\.\w{2,5}")
_NARROWS: Final = regex(
    r"\b(?:only|skip\w*|exclude\w*|ignore\w*|filter|limit|subset|first_?n|max_?cases|include_?only|whitelist|except|omit|without|pick|select\w*)[\"']?\s*(?:=|:|\()\s*[\[({\"'\w]|"
    r"\[\s*:\s*\d+\s*\]|\.(?:slice|take|first|head|limit)\(\s*(?:0\s*,\s*)?\d"
)
"""By which a call in a test takes in less than before."""
_LOOSE: Final = 0.05
_FAILS: Final = regex(
    r"\bt\.(?:Error|Fatal)f?\(|\bt\.Fail(?:Now)?\(|\bXCTFail\(|\b[Aa]ssert\.[Ff]ail\(|\bpytest\.fail\(|\bflunk\b|\bfail\(|\bADD_FAILURE\(|\bFAIL\(\)"
)
_TELLS: Final = regex(
    r"\bt\.Logf?\(|\bprint\w*\s*!?\(|\bconsole\.\w+\(|\blog\w*[.:!(]|\bwarn\w*\(|\bputs\b|\bNSLog\(|\bfmt\.Print\w*\(|\bt\.Skip\w*\("
)
_LISTED: Final = regex(
    r"[\[({]\s*(?:[\"'][^\"'\n]{0,80}[\"']|-?\d[\w.]{0,20})(?:\s*,\s*(?:[\"'][^\"'\n]{0,80}[\"']|-?\d[\w.]{0,20})){1,100}\s*,?\s*[\])}]"
)
"""A list of plain values, as parameters of a test have it."""
_PLANNED: Final = regex(
    r"\bplan\s*\(?\s*(?:tests\s*=>\s*)?(\d+)|\btests\s*=>\s*(\d+)|\bexpect\.assertions\(\s*(\d+)|^\s*1\.\.(\d+)\s*$|\bt\.plan\(\s*(\d+)"
)
"""How many checks a test says that it will make."""
_BOUND: Final = regex(
    r"^\s*(?:assert\b|expect\b|check\b|if\b)?.{0,200}?(?:\b(?:f?abs|norm|distance|error|diff\w*|delta|deviation|residual|rmse|mse|mae)\b[^<>]*|^\s*)"
    r"<=?\s*(\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)(?![\w.])",
    re.IGNORECASE,
)
"""How far off a result may be: `abs(a - b) < 0.001`, or the bound alone where a replacement shows no more."""
_FEWER_DIGITS: Final = regex(r"places|toBeCloseTo|precision", re.IGNORECASE)
COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*|--|<!--)\s?")


def compare(old: str, new: str) -> CodeChange | None:
    """Return what the new line does to what the old one demanded, None for nothing."""
    before, after = strength_of(old), strength_of(new)
    if COMMENT.match(new) and not COMMENT.match(old) and before is not Strength.NONE:
        return CodeChange(ChangeKind.ASSERTION_REMOVED, added=new, removed=old)
    if before is not Strength.NONE and after is Strength.VOID and before is not Strength.VOID:
        return CodeChange(ChangeKind.ASSERTION_VOID, added=new, removed=old)
    if before > Strength.VOID and (waited_no_more(old, new) or (same_on_both(new) and not same_on_both(old))):
        return CodeChange(ChangeKind.ASSERTION_VOID, added=new, removed=old)
    if before > Strength.VOID and made_alike(old, new):
        return CodeChange(ChangeKind.MATCHER_LOOSENED, added=new, removed=old)
    if (tolerance := _tolerance(old, new)) is not None:
        return tolerance
    if _TOLERANCE.search(new) and _but_tolerance(old) == _but_tolerance(new):
        # The same comparison, only nearer.
        return None
    planned, plans = _PLANNED.search(old), _PLANNED.search(new)
    if planned and plans:
        was, now = (int(next(g for g in m.groups() if g)) for m in (planned, plans))
        return CodeChange(ChangeKind.CASE_REMOVED, added=new, removed=old) if now < was else None
    if before > after > Strength.NONE:
        return CodeChange(ChangeKind.MATCHER_LOOSENED, added=new, removed=old)
    if _FAILS.search(old) and _TELLS.search(new) and not _FAILS.search(new):
        return CodeChange(ChangeKind.ASSERTION_VOID, added=new, removed=old)
    if (fewer := confined(old, new)) is not None:
        return fewer
    shorter, longer = literals(new), literals(old)
    if (
        0 < len(shorter) < len(longer)
        and len(longer) > 2 - (before is Strength.NONE)
        and set(shorter) < set(longer)
        and _LISTED.search(old[:400])
    ):
        names = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"[\"'][^\"']*[\"']", "", new)))
        if names <= set(re.findall(r"[A-Za-z_]\w*", old)):
            return CodeChange(ChangeKind.CASE_REMOVED, added=new, removed=old)
    narrows = _NARROWS.search(new)
    if (
        narrows
        and not _NARROWS.search(old)
        and not COMMENT.match(new)
        and not SKIP.search(new)
        and not ONLY.search(new)
    ):
        return CodeChange(ChangeKind.CASE_REMOVED, added=new, removed=old)
    if before is Strength.EXACT and after is Strength.EXACT and _has_lost_value(old, new):
        return CodeChange(ChangeKind.MATCHER_LOOSENED, added=new, removed=old)
    if after > before:
        return None
    if before is not Strength.NONE or _EXPECTED_NAME.search(old) or TABLE_ROW.match(old):
        return expectation(old, new)
    return None


def _has_lost_value(old: str, new: str) -> bool:
    """Tell whether the one value that an assertion named is gone and no name of a value came for it."""
    if not literals(old) or literals(new) or FAILURE_TEXT.search(old):
        return False
    fresh = set(re.findall(r"[A-Za-z_]\w*", new)) - set(re.findall(r"[A-Za-z_]\w*", old))
    return not any(
        x.isupper() or re.search(r"expect|want|gold|const|value|result|actual|fixture|snap", x, re.IGNORECASE)
        for x in fresh
    )


def expectation(old: str, new: str) -> CodeChange | None:
    """Return the expected value that was changed, None where no value or something else was."""
    if skeleton(old) != skeleton(new) or FAILURE_TEXT.search(old):
        return None
    gone = [v for v in literals(old) if v not in literals(new)]
    come = [v for v in literals(new) if v not in literals(old)]
    if (not gone or not come) and len(literals(old)) == len(literals(new)):
        # `{34, 33, 33}` and `{33, 33, 33}`: every value of the new line stood in the old one, elsewhere.
        moved = [(a, b) for a, b in zip(literals(old), literals(new), strict=True) if a != b]
        gone, come = [a for a, _ in moved], [b for _, b in moved]
    if not gone or not come:
        return None
    if _TIMING.sub("", old) == _TIMING.sub("", new) or (
        _READS.search(new) and all(map(_A_PATH.fullmatch, (gone[-1], come[-1])))
    ):
        # How long a test waits, or where its input lies, is nothing that it expects.
        return None
    return CodeChange(ChangeKind.EXPECTATION_CHANGED, added=new, removed=old, new_value=come[-1], old_value=gone[-1])


def _tolerance(old: str, new: str) -> CodeChange | None:
    a, b = _TOLERANCE.search(old), _TOLERANCE.search(new)
    if not b:
        return bound(old, new)
    value = float(next(g for g in b.groups() if g))
    if a is None:
        # Where nothing was said, next to nothing was allowed.
        loose = value >= _LOOSE and strength_of(old) > Strength.VOID and not _FEWER_DIGITS.search(b[0])
        return CodeChange(ChangeKind.TOLERANCE_WIDENED, added=new, removed=old, new_value=str(value)) if loose else None
    was = float(next(g for g in a.groups() if g))
    wider = value < was if _FEWER_DIGITS.search(b[0]) else value > was
    return (
        CodeChange(ChangeKind.TOLERANCE_WIDENED, added=new, removed=old, new_value=str(value), old_value=str(was))
        if wider
        else None
    )


def _but_tolerance(line: str) -> str:
    """Return a line without the figure that says how far off a result may be."""
    found = _TOLERANCE.search(line)
    at = next((i for i in range(1, _TOLERANCE.groups + 1) if found[i]), 0) if found else 0
    return line[: found.start(at)] + line[found.end(at) :] if found else line


def bound(old: str, new: str) -> CodeChange | None:
    """Return the bound on how far off a result may be, if the new line has a wider one."""
    a, b = _BOUND.search(old[:400]), _BOUND.search(new[:400])
    if a is None or b is None or skeleton(old) != skeleton(new):
        return None
    was, now = float(a[1].replace("_", "")), float(b[1].replace("_", ""))
    # A bound of a whole number or more, alone on its line, may be anything: a size, a count.
    bare = re.match(r"\s*<", old) is not None
    if now <= was or (bare and was >= 1):
        return None
    return CodeChange(ChangeKind.TOLERANCE_WIDENED, added=new, removed=old, new_value=b[1], old_value=a[1])
