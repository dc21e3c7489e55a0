"""How much a line of a test demands: nothing, something always true, something weak, something exact.

A lexicon of assertion idioms; it does not know what the code under test does.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve


class Strength(IntEnum):
    """Ordered: a line that goes down this scale demands less."""

    NONE = 0
    """Not an assertion."""
    VOID = 1
    """Always true: `assert True`, `expect(1).toBe(1)`."""
    WEAK = 2
    """Demands existence or truthiness only."""
    PARTIAL = 3
    """Demands a part: contains, matches, a length, a bound."""
    EXACT = 4
    """Demands the value."""


_ASSERTION: Final = regex(
    r"""    ^\s*assert\b|\bassert[A-Z_!.]\w*|\bassert\s*[(.]|\bexpect(?:Type|Error|Exception)?\s*[({.]|\.should\b|
    \.to\.|\bshould\s*[.(=]|\brequire\.[A-Z]\w+\(|\bt\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|is|deepEqual|
    like|throws)\b|
    \bassert_\w+|\bAssert\.\w+|\bverify\s*\(|\bXCTAssert\w*|\b(?:EXPECT|ASSERT|CHECK|REQUIRE)(?:_\w+)?\s*\(|
    ->assert\w+|\braises\(|\bmust_\w+|\bwont_\w+|\brefute\b|\bassert\b|\bis_expected\b|
    \bpanic\(\s*["']|\bchai\.|^\s*(?:SELECT\s+)?(?:is|isnt|ok|is_deeply|cmp_ok|eq_or_diff|like|unlike|is_empty|results_eq|
    set_eq|bag_eq|row_eq|throws_ok|lives_ok|has_\w+|hasnt_\w+|col_\w+|cmp_deeply|isa_ok|can_ok|dies_ok)\s*\(|\(is\s+\(|
    \bexpect(?:_\w+|[A-Z]\w*)\s*[(!]|\b(?:ck|g|t|mu|cu|cr|tt|lu|rt)_assert\w*|\bTEST_ASSERT\w*|\bCU_ASSERT\w*|\bcr_\w+\s*\(|
    \b(?:shouldBe|shouldEqual|shouldReturn|shouldSatisfy|shouldThrow|shouldNotBe|shouldContain|mustEqual|mustBe)\b|@\?=|@=\?|
    ^\s*@(?:test|test_throws|assert)\b|\(check-\w+|\(test-(?:equal|assert|error)\b|^\s*check\b|\bdoAssert\b|\?_?assert\w*|
    \|>\s*should\b|\.Should\(\)|\bExpect\.\w+|=!|\[%test|\b(?:Alcotest\.)?check\s|\bpm\.(?:expect|response\.to|test)\b|\btSQLt\.Assert\w*|
    \bShould(?:\s+(?:Not\s+)?[A-Z]\w+|-\w+)|\|\s*Should\b|^\s*\[\[?\s+.*\s\]\]?\s*(?:;|\|\||$)|^\s*test\s+["'$-]|
    ^\s*(?:assert_|refute_)\w+|^\s*(?:\*\s*)?(?:Then|And|But)\s.*|^\s*if\b.{0,200}!=.{0,100}\{\s*$|\bqt\.(?:Assert|Check)\(|\bis\.Equal\(|
    ^\s*(?:jsonpath|header|body|status|xpath|bytes|duration)\s+.{0,80}(?:==|!=|contains|exists|matches|>|<)|\brequire_\w+!|\bbe_eq\b""",
    re.VERBOSE,
)
_VOID: Final = regex(
    r"""    \bassert\s*\(?\s*(?:True|true|1)\s*\)?\s*(?:[,;#].*)?$|\bassert\s+(\d+|True)\s*==\s*\1\b|
    assert!\(\s*true\s*[,)]|expect\(\s*(true|1|false|null|undefined)\s*\)\s*\.\s*(?:toBe|toEqual|to\.(?:be|
    equal))\(?\.?\s*\(?\2|
    assert(?:True|_true|IsTrue)?\(\s*[Tt]rue\s*[,)]|Assert\.(?:True|IsTrue)\(\s*true\s*[,)]|
    expect\(true\)\.to\s+(?:be|eq)\b.*true|\bor\s+True\b|\|\|\s*true\b|assertEqual\(\s*(\d+)\s*,\s*\3\s*\)|
    expect\(true\)\.toBeTruthy|^\s*(?:SELECT\s+)?(?:ok|pass)\s*\(\s*(?:1|true|)\s*[,)]|\bexpect_true\(\s*(?:TRUE|T)\s*\)|@test\s+true\s*$|
    ^\s*(?:\[\[?\s+)?(?:1\s+(?:==?|-eq)\s+1|true)\s*(?:\]\]?)?$|\(is\s+true\)|\bTEST_PASS\b|XCTAssertTrue\(\s*true|\btest\s+1\s+(?:=|-eq)\s+1\b|
    \bShould\s+Be\s+True\s+\$?\{?[Tt]rue|(?:\$true|\$null)\s*\|\s*Should\s+-Be\s+(?:\$true|\$null)|\?assert\(\s*true\s*\)|
    \bassert\s*\(\s*["'][^"']*["']\s*\)|\bassert\s*\(.{1,60},\s*["'][^"']*["']\s*\)\s*:|\bsuccess\(\)|
    Assert\.Pass\(|assert\.ok\(\s*true|expect\.anything\(\)\s*\)\s*\.toEqual""",
    re.VERBOSE,
)
_WEAK: Final = regex(
    r"""    toBeTruthy|toBeDefined|not\.(?:to)?[bB]e(?:Null|Undefined|Nil|\(nil\)|_nil)|not\.toBeNull|
    not\.toThrow\(\)|expect\.any(?:thing)?\(|be_truthy|not_to\s+be_nil|be_present|be_a\b|be_an?_|be_kind_of|
    assertIsNotNone|
    is\s+not\s+None|IsNotNull|assertNotNull|NotNull\(|NotNil\(|assertIsInstance|isinstance\(|toBeInstanceOf|
    instance_of|toHaveBeenCalled\(\)|NotEmpty\(|toBeGreaterThan(?:OrEqual)?\(\s*0\s*\)|>=?\s*0\s*\)?\s*$|
    len\([^)]*\)\s*>\s*0|
    assert!\([^=<>]*\.is_(?:ok|some|err)\(\)|assertTrue\([^=<>]*\)|\.to\.(?:exist|be\.ok)|
    ^\s*assert\s+(?!.*(?:[=!<>]=|[<>]|\bin\b|\bis\b))[\w.\[\]"'(), ]+$|typeof|ANY\b|Any\(|
    raises\(\s*(?:Base)?Exception\s*[,)]|assertRaises\(\s*(?:Base)?Exception\s*[,)]|assertThrows\(\s*(?:Throwable|Exception|RuntimeException)\.class|
    (?:ThrowsAny|Throws|ThrowsAsync|ThrowsException)<(?:System\.)?Exception>|(?:assertFailsWith|shouldThrow)<(?:Throwable|Exception)>|
    expectException\(\s*\\?(?:Exception|Throwable)::class|raise_error\(\s*(?:StandardError|Exception)\s*\)|assert_raises\(\s*(?:StandardError|Exception)\s*\)|
    isInstanceOf\(\s*(?:Throwable|Exception)\.class|toThrow\(\)|
    raise_error\s*$|doesNotThrow|
    \.toString\(\)\.length\b|is_a\?|respond_to|shouldSatisfy|\bfindsWidgets|assert_called(?:_once)?\(\)|called\(\)|NotZero\(|toBeVisible\(|toBeAttached\(|toBeInTheDocument\(|should\(\s*["'](?:exist|be\.visible|not\.be\.empty|be\.ok|not\.be\.null)|
    shouldNotBe\s+null|\(is\s+\((?:some\?|not-empty|seq|map\?|number\?|string\?|coll\?)|^\s*ok\s*\(\s*[^=<>!~]*,\s*["']|NotThrow|not_to\s+raise_error|\bnot\s+raise|findsWidgets|findsAny|find\.byType\(|expect_(?:s3_class|s4_class|type|true|no_error|silent|error)\(|
    \bassert(?:Is)?Not(?:Null|Nil|Empty|None|nil)\w*|assert_(?:not_nil|instance_of|kind_of|respond_to|not_null|no_error|non_null)\b|
    \bIsType\b|\bNotBeNull\(|\bNotBeEmpty\(|BeOfType|\bbe_(?:truthy|present|valid|ok|successful|kind_of|instance_of|a_kind_of)\b|isA<|isNotNull\b|
    isNotEmpty\b|isNotNil\b|not\.toBeEmpty|\bany(?:\(|String|Int|Boolean)|IsInstanceOf|is_not_null|isDefined\b|nonEmpty\b|\bShould\s+-Not\s+-BeNullOrEmpty|
    ^\s*\[\[?\s+-[nzef]\s|(?:is|should|must)\s+not\s+(?:be\s+)?(?:empty|nil|null)|\bnotNull(?:Value)?\(|\bShould\s+Not\s+Be\s+Empty""",
    re.VERBOSE,
)
_PARTIAL: Final = regex(
    r"""    toContain|toMatch(?!InlineSnapshot|Snapshot)|toHaveLength|toBeGreater|toBeLess|\bassertIn\b|assertRegex|
    assertGreater|assertLess|objectContaining|arrayContaining|stringContaining|stringMatching|\.include|
    \bmatch(?:es)?\b|
    assertContains|Contains\(|Greater\(|Less\(|HasPrefix|HasSuffix|StartsWith|startsWith|starts_with|
    ends_with|be_between|start_with|have_key|toHaveProperty\(\s*["'][^"']*["']\s*\)|isdisjoint|issubset|
    approx|_NEAR\b|InEpsilon|EqualsWithDelta|Canonicalizing|Ignoring(?:Case|Order|LineEndings|Whitespace)|\baccuracy:|Approximately|isCloseTo|closeTo|toBeCloseTo|_NE\(|refute_equal|\bisnt\s*\(|assert_not\w*|\.ne\(|\bin\s*[(\[{]|[<>]=?\s*[({]|
    InDelta|be_within|AlmostEqual|\bin\s+\w+|[<>]=?\s*[\w.(]|subset|
    toMatchObject|expect_(?:gt|gte|lt|lte|match|length|setequal|named|output)\(|shouldContain|shouldStartWith|HaveCount|BeGreater\w*|BeLess\w*|
    assert_(?:includes|match|operator|in_delta|in_epsilon|predicate|raises|not_equal)\b|\bassertThat\(.*\b(?:contains|startsWith|endsWith|isGreater\w*|isLess\w*|
    hasSize|matches)\w*\(|containsString\(|hasItem\(|\bcontains\b|-match\b|-like\b|-BeLike|-Match\b|=~|\bTEST_ASSERT_(?:\w+_)?WITHIN|
    isIn\(|\bstartswith\b|endswith|\|\s*|\bor\b|\bnot\s+in\b|!==?|assertNotEqual|NotEqual|not\.toBe|not\.toEqual|not_to\s+eq""",
    re.VERBOSE,
)
_LITERAL: Final = regex(
    r"""f?r?b?"(?:[^"\\]|\\.)*"|f?r?b?'(?:[^'\\]|\\.)*'|`[^`]*`|(?<![\w.])-?\d[\d_]*(?:'\d{3})*(?:\.\d+)?(?:e-?\d+)?\w{0,3}\b|\b(?:true|false|True|False|None|null|nil|undefined)\b"""
)
LONGEST: Final = 1000
"""Characters of a line that are looked at: what is longer is data."""
_COMMENT_ONLY: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*\s|--\s|<!--)")

_DEMANDS: Final = Sieve(_ASSERTION, _VOID, _WEAK)


def strength_of(line: str) -> Strength:
    """Say how much the line demands; comments demand nothing."""
    line = line[:LONGEST]
    look = _DEMANDS.over(line)
    if not look.search(_ASSERTION) or _COMMENT_ONLY.match(line):
        return Strength.NONE
    if look.search(_VOID):
        return Strength.VOID
    # An arrow of a map or a lambda is no comparison.
    bare = re.sub(r"[=-]>|\|>|\|\s*[Ss]hould\b", " ", _LITERAL.sub("0", line))
    if look.search(_WEAK):
        return Strength.WEAK
    return Strength.PARTIAL if _PARTIAL.search(bare) else Strength.EXACT


def literals(line: str) -> list[str]:
    """Return the literals of a line in order, quotes taken off."""
    return [m[0].strip("\"'`") for m in _LITERAL.finditer(line)]


def skeleton(line: str) -> str:
    """Return the line with its literals and white space taken out: equal for lines that differ in values only."""
    return re.sub(r"\s+", "", _LITERAL.sub("·", line))
