"""What a test takes its cases from, made to give fewer: a generator confined, a precondition put in, rows cut out of an input file.

Also tests that are tried again until they are well, and such as want the fault itself now.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import FileEdit, Hunk
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_GENERATOR: Final = regex(
    r"\b(?:st|fc|gen|Gen|Arb|arb|hs|jsc|testcheck|StreamData|Arbitraries|Generators|strategies|any|prop|Hedgehog|H)(?:\.|::)\w+|@given\b|\bforAll\b|\bfor_all\b|@ForAll\b|\bproptest!|\barbitrary\w*\b|\bcheck\s+all\b"
)
_CONFINES: Final = regex(
    r"\b(?:alphabet|max_\w+|min_\w+|max\w*Length|min\w*Length|maxDepth|filter|suchThat|such_that|suchthat|prop_filter|whitelist_\w+|blacklist_\w+|exclude_\w+|include_characters|allow_\w+\s*=\s*False|"
    r"noNaN|noDefaultInfinity|noInteger|where|between|choose|elements|sampled_from|constantFrom|just|constant|from_regex|stringMatching|numeric|alphanumeric|ascii|printable|"
    r"ofMinSize|ofMaxSize|withCharRange|greaterOrEqual|lessOrEqual)\b"
)
_ASSUMES: Final = regex(
    r"^\s*(?:assume|fc\.pre|prop_assume!|assumeThat|Assume\.that|Assumptions\.assumeTrue|Assume\.assumeTrue|implies|whenever|discard\w*)\s*\(?|\S\s*==>\s*\S"
)
_RETRIED: Final = regex(
    r"\bjest\.retryTimes\(|\bthis\.retries\(|(?:describe\.configure|\b(?:it|test|describe|context|example|specify)\b.{0,120}?)[({,]\s*(?:retry|retries)\s*(?::|=>)\s*[1-9]|@(?:pytest\.mark\.)?flaky\b|\breruns\s*=\s*[1-9]|@(?:Retry\w*|RepeatedIfExceptions\w*|RetryingTest)\b|\[Retry\w*\(|"
    r"#\[(?:flaky|retry)|\bflakyTest\w*|\bRetryRule\(|@Flaky\b|\bmaxRetries\s*[=:]\s*[1-9]|\bretry_count\s*=|--reruns\b"
)
"""What runs a failing test again until it is well."""
TRIED_AGAIN: Final = "tried again"
_THROWS: Final = regex(
    r"\b(?:assertThrows\w*|assertFailsWith|assertFails|shouldThrow\w*|Throws(?:Any|Async|Exactly)?(?:<|\()|ThrowsException|expectException|raise_error|assert_raises?|assertRaises\w*|pytest\.raises|"
    r"toThrow\w*|rejects|XCTAssertThrows\w*|expect_error|assert_raise|throws_ok|dies_ok|test_throws|should_panic|assertThatThrownBy|Assert\.Throws\w*|isa_error|catch_error|thrown-with-msg\?|thrown\?)"
)
_REFUSED: Final = regex(r"\b[A-Z][\w.:]*(?:Error|Exception|Failure|Fault)\b|\b[A-Z]\w+Error\b")
_CALLED: Final = regex(r"([A-Za-z_][\w?!]{2,60})\s*\(")
_LONGEST: Final = 300


def confined(old: str, new: str) -> CodeChange | None:
    """Return that a property's generator gives less than before, if the two lines are the same but for that."""
    if len(old) > _LONGEST or len(new) > _LONGEST or not (_GENERATOR.search(old) and _GENERATOR.search(new)):
        return None
    fresh = {m[0] for m in _CONFINES.finditer(new)} - {m[0] for m in _CONFINES.finditer(old)}
    if not fresh or len(new) <= len(old):
        return None
    return CodeChange(ChangeKind.CASE_REMOVED, added=new, removed=old)


def put_before(hunk: Hunk) -> CodeChange | None:
    """Return the precondition that a hunk puts into a test, or what has it run until it is well."""
    gone = frozenset(hunk.removed)
    tried, assumed = (any(p.search(x[:_LONGEST]) for x in gone) for p in (_RETRIED, _ASSUMES))
    for line in hunk.added:
        if len(line) > _LONGEST or line in gone:
            continue
        if not tried and _RETRIED.search(line):
            return CodeChange(ChangeKind.MATCHER_LOOSENED, added=line, new_value=TRIED_AGAIN)
        if not assumed and _ASSUMES.search(line):
            return CodeChange(ChangeKind.CASE_REMOVED, added=line)
    return None


def refused_now(removed: list[str], added: list[str]) -> CodeChange | None:
    """Return that a test which wanted a value of a call wants an exception of it now."""
    throws = next((x for x in added if _THROWS.search(x[:_LONGEST])), None)
    if throws is None or any(_THROWS.search(x[:_LONGEST]) for x in removed):
        return None
    come = {m[1] for x in added for m in _CALLED.finditer(x[:_LONGEST])}
    for was in removed:
        called = [m[1] for m in _CALLED.finditer(was[:_LONGEST])]
        if called and not _THROWS.search(was) and any(c in come for c in called):
            name = _REFUSED.search(throws)
            shown = name[0].rsplit(".", 1)[-1].rsplit("::", 1)[-1] if name else ""
            if not shown:
                continue
            return CodeChange(ChangeKind.EXPECTATION_CHANGED, added=throws, removed=was, new_value=shown)
    return None


def rows_cut(edit: FileEdit) -> CodeChange | None:
    """Return the row that was cut out of a file which a test takes its input from."""
    gone = [x for x in edit.removed if x.strip()]
    if not gone or edit.added or len(gone) > 20 or re.search(r"(?i)expect|golden|snap|want|approved", edit.path):
        return None
    return CodeChange(ChangeKind.CASE_REMOVED, removed=gone[0])
