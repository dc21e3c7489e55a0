"""What the output of a check says: passed or failed, how many, which ones. Reads text only; runs nothing.

The output speaks before the exit status: pipes and `|| true` hide the status, never the summary line.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Look, Sieve


class Reading(NamedTuple):
    """What was read off an output; None where it does not say."""

    outcome: Outcome = Outcome.UNKNOWN
    passed: int | None = None
    failed: int | None = None
    total: int | None = None
    failures: tuple[str, ...] = ()


SCANNED: Final = 24_000
"""Characters of an output that are read, from its end: every runner prints its summary last."""

_ANSI: Final = regex(r"\x1b\[[0-9;]*[A-Za-z]")
_COUNT_PASSED: Final = regex(
    r"\b(\d+)\s+(?:tests?\s+)?(?:passed|passing|pass|ok)\b|\bpass(?:ed)?[: =]\s{0,20}(\d+)\b", re.IGNORECASE
)
_COUNT_FAILED: Final = regex(
    r"\b(\d+)\s+(?:tests?\s+|examples?\s+)?(?:failed|failing|failures?|errors?|errored|fail)\b(?!=)|\b(?:failed|"
    r"failures|failing|errors?|fail)[:=]\s{0,20}(\d+)\b",
    re.IGNORECASE,
)

_TEST_SUMMARIES: Final[tuple[re.Pattern[str], ...]] = (
    # A line that one of the runners ends with; read from the last one upwards.
    regex(
        r"^=*\s*(?:\d+ (?:failed|passed|errors?|skipped|xfailed|xpassed|warnings?|deselected|"
        r"rerun)[, ]*)+\s*in [\d.:hms() ]+s?.*$",
        re.MULTILINE,
    ),  # pytest
    regex(r"^\s*(?:\d+ out of \d+ tests failed|All \d+ tests passed)\b.*$", re.MULTILINE),  # tasty
    regex(r"^=*\s*no tests ran in .*$", re.MULTILINE),
    regex(r"^Tests?:?\s+(?:\d+ \w+[,| ]*)+(?:\(\d+\))?.*$", re.MULTILINE),  # jest, vitest
    regex(r"^\s*Tests\s+(?:\d+ \w+\s*\|?\s*)+\(\d+\)", re.MULTILINE),  # vitest
    regex(r"^test result: (?:ok|FAILED)\. .*$", re.MULTILINE),  # cargo
    regex(r"^\s*(?:\d+) examples?, \d+ failures?.*$", re.MULTILINE),  # rspec
    regex(r"^\s*\d+ passing\b.*(?:\n\s*\d+ (?:failing|pending).*)*", re.MULTILINE),  # mocha
    regex(
        r"^\[?(?:ERROR|INFO|WARNING)?\]?\s*Tests run: \d+, Failures: \d+(?:, Errors: \d+)?.*$", re.MULTILINE
    ),  # surefire, JUnit
    regex(
        r"^(?:FAILED|OK) \((?:failures|errors|skipped|tests|expected failures).*\)$|^Ran \d+ tests? in .*$",
        re.MULTILINE,
    ),  # unittest, phpunit
    regex(r"^OK$", re.MULTILINE),
    regex(r"^.{0,80}\bPASS(?:ED)?=\d+ .{0,120}$", re.MULTILINE),  # dbt
    regex(r"^Files=\d+, Tests=\d+.{0,200}(?:\nResult: \w+)?", re.MULTILINE),  # prove
    regex(
        r"^(?:OK, but .{0,80}! ?)?Tests: \d+, Assertions: \d+.*$|^OK \(\d+ tests?, \d+ assertions?\)$", re.MULTILINE
    ),  # phpunit
    regex(r"^\s*\d+% tests passed, \d+ tests failed out of \d+", re.MULTILINE),  # ctest
    regex(r"^(?:Passed!|Failed!)\s+- Failed:\s+\d+, Passed:\s+\d+.*$", re.MULTILINE),  # dotnet
    regex(r"^(?:Summary|\s*Summary \[.*\]) .*\d+ tests? run: .*$", re.MULTILINE),  # nextest
    regex(r"^# (?:pass|fail) \d+$", re.MULTILINE),  # node:test, TAP
    regex(r"^\s*\d+ pass\n\s*\d+ fail", re.MULTILINE),  # bun
    regex(r"^\s*\d+ tests?, \d+ (?:failures?|assertions?).*$", re.MULTILINE),  # mix, bats, minitest
    regex(r"^\d+ runs, \d+ assertions, \d+ failures, \d+ errors.*$", re.MULTILINE),  # minitest
    regex(r"^(?:ok|FAIL|---? FAIL:|PASS|FAIL)\b.*$", re.MULTILINE),  # go test
    regex(r"^\s*\d+ (?:failed|flaky|passed|skipped) ?(?:\([\d.]+\w+\))?$", re.MULTILINE),  # playwright
    regex(r"^\[ FAIL \d+ \| WARN \d+ \| SKIP \d+ \| PASS \d+ \]", re.MULTILINE),  # testthat
    regex(r"^Result: (?:PASS|FAIL|NOTESTS)\b.*$|^All tests successful\.", re.MULTILINE),  # prove, pg_prove
    regex(r"^Tests Passed: \d+, Failed: \d+.*$", re.MULTILINE),  # Pester
    regex(r"^\d+ failures, \d+ errors\.$", re.MULTILINE),  # clojure.test
    regex(
        r"^\s*Failed: \d+\.\s+Skipped: \d+\.\s+Passed: \d+\..*$|^\s*All \d+ tests passed\.", re.MULTILINE
    ),  # eunit, zig
    regex(r"^\d+ success(?:es)? / \d+ failures? / \d+ errors? .*$", re.MULTILINE),  # busted
    regex(r"^\s*Executed \d+ tests?, with \d+ failures?.*$", re.MULTILINE),  # XCTest
    regex(
        r"^(?:\d\d:\d\d )?\+\d+(?: ~\d+)?(?: -\d+)?: (?:Some tests failed|All tests passed).*$", re.MULTILINE
    ),  # Dart
    regex(r"^\[\s+(?:FAILED|PASSED)\s+\] \d+ tests?\b.*$", re.MULTILINE),  # gtest
    regex(
        r"^(?:\[info\] |\[error\] )?(?:Tests: succeeded \d+, failed \d+|(?:Failed|Passed): Total \d+, Failed \d+).*$",
        re.MULTILINE,
    ),  # sbt
    regex(
        r"^(?:\d+ failures?!|Test Successful) .*$|^Cases: \d+\s+Tried: \d+\s+Errors: \d+\s+Failures: \d+", re.MULTILINE
    ),
    regex(r"^\d+ Tests \d+ Failures \d+ Ignored", re.MULTILINE),  # Unity
    regex(r"^.{0,120}\b\d{1,9}/\d{1,9} tests? (?:passed|succeeded|ok)\b.*$", re.MULTILINE),  # zig's build summary
    # A log line that numbers what failed ("Task 2 failed", "attempt 1 failed") sums nothing up.
    regex(r"^.*\b\d+ passed\b.*$", re.MULTILINE),
    regex(
        r"^(?:.*(?:[,;:|(=*/✗×✘❌-]|\b(?:with|and|tests?|specs?|examples?|total|result|summary|suites?)))?[ \t]*"
        r"\b\d+ (?:failed|failing|failures?)\b.*$",
        re.MULTILINE | re.IGNORECASE,
    ),
)

_FAILED_NAMES: Final[tuple[re.Pattern[str], ...]] = (
    regex(r"^(?:FAILED|ERROR) (\S+::\S+)", re.MULTILINE),
    regex(r"^\s*--- FAIL: (\S+)", re.MULTILINE),
    regex(r"^test (\S+) \.\.\. FAILED", re.MULTILINE),
    regex(r"^\s*[✕✗×✖] (.+?)(?: \(\d+.*\))?$", re.MULTILINE),
    regex(r"^rspec (\./\S+)", re.MULTILINE),
    regex(r"^not ok \d+ (?:- )?([^\n#]+)(?!.*# (?:TODO|SKIP))", re.MULTILINE),
    regex(r"^\s*● (.+)$", re.MULTILINE),
    regex(r"^\s*FAIL\s+(\S+\.[jt]sx?)\b", re.MULTILINE),
)

_NOT_OK: Final = regex(r"^not ok \d+\b(?!.*# (?:TODO|SKIP))", re.MULTILINE | re.IGNORECASE)
_LINT_FAILED: Final = regex(
    r"\b[1-9]\d* (?:errors?|problems?|offenses?|issues?|violations?|warnings? and [1-9]\d* errors?)\b|"
    r"^error(?:\[\w+\])?:|: error(?: [A-Z]{1,4}\d+)?:|\berror TS\d+|^\S+:\d+:\d+: [A-Z]\d{2,4}\b"
    r"|would reformat|Failed\s*$|✖|\bInvalid: [1-9]|[\s:]invalid$|\bERROR SUMMARY: [1-9]|\bdefinitely lost: [1-9]|\bErrors?: [1-9]"
    # Scanners of infrastructure and of security holes: tfsec, checkov, semgrep, bandit, gosec, trivy.
    r"|^\s*Result #\d+ (?:CRITICAL|HIGH|MEDIUM|LOW)\b|\bFailed checks: [1-9]|"
    r"\b[1-9]\d* (?:\w+ )?findings?\b(?! (?:\w+ )?(?:suppress|ignor|skip|fix|hidden))|"
    r"^>> Issue: \[B\d|"
    r"^\s*Issues ?: [1-9]|^Total: [1-9]\d* \((?:UNKNOWN|LOW|MEDIUM|HIGH|CRITICAL): \d",
    re.MULTILINE | re.IGNORECASE,
)
_LINT_PASSED: Final = regex(
    r"All checks passed|no issues found|\b0 (?:errors?|problems?|issues?|offenses?)\b|no offenses|"
    r"Success: no issues|No (?:lint|ESLint) (?:errors|warnings)|Found 0 errors|\b0 violations|No problems detected|"
    r"\bFailed checks: 0|\b0 (?:\w+ )?findings|No issues identified|\b0 (?:[\w()]{1,20} )?failed\b",
    re.IGNORECASE,
)
_BUILD_FAILED: Final = regex(
    r"^error(?:\[E\d+\])?[:!]|: (?:fatal )?error(?: [A-Z]{1,4}\d+)?:|\berror TS\d+|BUILD FAILED|"
    r"Build failed|build error|"
    r"FAILURE: Build|Compilation failed|could not compile|Unresolved reference|npm ERR!|^make(?:\[\d+\])?: \*\*\* "
    r"|SyntaxError|Failed to compile|undefined: \w+|cannot find symbol|ELIFECYCLE",
    re.MULTILINE | re.IGNORECASE,
)
_BUILD_PASSED: Final = regex(
    r"BUILD SUCCESS|Build succeeded|Compiled successfully|Finished `?\w+`? |built in [\d.]+|"
    r"✓ \d+ modules transformed|Successfully built|webpack .* compiled successfully",
    re.IGNORECASE,
)
_NO_ANSWER: Final = regex(
    r"^curl: \(\d+\)|Connection refused|HTTP/[\d.]+ [45]\d\d|Could not resolve host|timed out", re.MULTILINE
)
_STOPPED: Final = regex(
    r"^g?make(?:\[\d+\])?: \*\*\* .*\bError \d+|^error: Recipe `[^`\n]{1,80}` failed|^npm (?:ERR!|error) (?:code|Lifecycle)",
    re.MULTILINE,
)
"""A runner of recipes that stopped at one of them."""
_BROKEN_RUN: Final = regex(
    r"command not found|No such file or directory|npm ERR! Missing script|Missing script:|ModuleNotFoundError|"
    r"ImportError while loading conftest|errors? during collection|error: could not compile|"
    r"\[build failed\]|\[setup failed\]|Cannot find module|LoadError|occurred outside of examples|"
    r"Test suite failed to run|Segmentation fault|panicked at|MemoryError|\bpanic: |core dumped|"
    r"\bBUILD FAIL(?:ED|URE)\b|error: the following (?:test |build )?command failed|Result: FAIL\b|TESTS? FAILED",
)

_MISMATCH: Final = regex(
    r"\b(?:expected|want(?:ed)?)\b[^\n]{0,200}\b(?:but\s+(?:was|got|found)|got|actual(?:ly)?|received|found)\b|"
    r"\bgot\b[^\n]{0,200}\b(?:want|expected)\b|"
    r"^\s*Expected\b[^\n]{0,300}\n\s*(?:Received|Actual|got|But was|to (?:equal|be))\b|^\s*(?:REQUIRE|CHECK|EXPECT_\w+|ASSERT_\w+)\s*\(|"
    r"\b(?:Actual|Received|Got)\b ?[:=][^\n]{0,200}\b(?:Expected|Want(?:ed)?)\b ?[:=]|^\S{1,200}:\d{1,6}: Failure\s*$|"
    r"\bAssertion(?:Failed)?Error\b|^\s*\d+ snapshots? (?:failed|obsolete)|\bassertion failed\b|\bAssertion failed\b"
    r"|\bdoes not match\b[^\n]{0,40}\bsnapshot",
    re.MULTILINE | re.IGNORECASE,
)
"""How a failing assertion reads, where the summary was cut off by a filter."""
_WENT_WELL: Final = regex(
    r"^(?:\[INFO\] )?BUILD SUCCESS(?:FUL)?\b|^\*\* TEST SUCCEEDED \*\*|^Test Run Successful\b|^[ \t]{0,8}[Cc]ongratulations :\)|"
    r"\bSuccessfully ran targets? [^\n]{0,40}\btest|^nox > Session \S{1,60} was successful|"
    r"^\d{1,6} of \d{1,6} test suites [^\n]{0,60}passed|"
    r"^✓ \S{1,120} succeeded\b|^Test suite \S{1,80}: PASS\b|^[ \t]{0,8}(?:all (?:tests|specs|checks) (?:ok|passed|succeeded|green))\b",
    re.MULTILINE | re.IGNORECASE,
)
"""What a runner that sums up without figures ends with."""
_TOLD: Final = Sieve(*_TEST_SUMMARIES, *_FAILED_NAMES, _BROKEN_RUN, _MISMATCH, _WENT_WELL)
_NAMED_COUNTS: Final = regex(
    r"^\[ FAIL \d|succeeded \d+, failed|: Total \d+, Failed|^Cases: \d|Failed: \d+\.\s+Skipped:"
)
"""Summaries that put the number behind its name."""


def read_output(kind: CheckKind, text: str) -> Reading:
    """Read the outcome off the output of a check of this kind; UNKNOWN when the text does not tell."""
    tail = _ANSI.sub("", text[-SCANNED:])
    # Blank lines say nothing, and thousands of them would be walked through by every pattern anew.
    tail = "\n".join(line for line in tail.split("\n") if line.strip())
    if kind is CheckKind.TEST:
        return _read_tests(tail)
    if kind is CheckKind.TRIAL:
        return Reading(Outcome.FAILED) if _NO_ANSWER.search(tail) else Reading()
    failed, passed = (
        (_LINT_FAILED, _LINT_PASSED) if kind in (CheckKind.LINT, CheckKind.TYPES) else (_BUILD_FAILED, _BUILD_PASSED)
    )
    if passed.search(tail) and not _hard_error(tail):
        return Reading(Outcome.PASSED)
    if failed.search(tail):
        return Reading(Outcome.FAILED)
    return Reading(Outcome.PASSED) if passed.search(tail) else Reading()


def _hard_error(tail: str) -> bool:
    return re.search(r"\berror TS\d+|\b[1-9]\d* errors?\b", tail) is not None


def _read_tests(tail: str) -> Reading:
    look = _TOLD.over(tail)
    if look.nothing:
        return Reading()
    lines = _summary_lines(look)
    passed = failed = total = None
    # TAP counts nothing at its end: one line that is not ok makes a red run of many that are.
    saw_fail, saw_ok = bool(_NOT_OK.search(tail)), False
    for line in lines:
        p, f, t = _counts(line)
        passed = p if p is not None and passed is None else passed if p is None else max(passed or 0, p)
        failed = f if f is not None and failed is None else failed if f is None else max(failed or 0, f)
        total = t if t is not None else total
        saw_fail |= bool(
            re.match(r"\s*(?:-+ )?FAIL|.*\bFAILED\b|Result: FAIL|.*Some tests failed", line)
        ) and not re.search(r"\b0 failed|Failed:\s+0", line)
        saw_ok |= bool(
            re.match(
                r"\s*(?:ok\s+\S|PASS\b|OK\b|test result: ok|Result: PASS|All tests|Test Successful)|.*: All tests passed",
                line,
            )
        )
    targets = [p for line in lines if line.startswith("test result:") and (p := _counts(line)[0]) is not None]
    if len(targets) > 1:
        # Cargo sums up each target by itself.
        passed = sum(targets)
    failures = _failures(look)
    if _STOPPED.search(tail) and not failed:
        # What ended well before the recipe stopped says nothing of the whole.
        return Reading(Outcome.FAILED, passed, failed, total, failures)
    if (failed or 0) > 0 or saw_fail:
        return Reading(Outcome.FAILED, passed, failed, total, failures)
    if passed or saw_ok or (total and failed == 0):
        return Reading(Outcome.PASSED, passed, failed, total)
    if look.search(_BROKEN_RUN):
        return Reading(Outcome.FAILED, passed, failed, total, failures)
    if failures or look.search(_MISMATCH):
        return Reading(Outcome.FAILED, passed, failed, total, failures)
    well = Outcome.PASSED if failed in (None, 0) and look.search(_WENT_WELL) else Outcome.UNKNOWN
    return Reading(well, passed, failed, total)


def _summary_lines(look: Look) -> list[str]:
    found: dict[int, str] = {}
    for pattern in filter(look.may, _TEST_SUMMARIES):
        for match in pattern.finditer(look.text):
            found.setdefault(match.start(), match[0])
    return [found[k] for k in sorted(found)]


def _counts(line: str) -> tuple[int | None, int | None, int | None]:
    share = re.search(r"\b(\d{1,9})/(\d{1,9}) tests? (?:passed|succeeded|ok)\b", line)
    if share:
        return int(share[1]), max(0, int(share[2]) - int(share[1])), int(share[2])
    ctest = re.search(r"(\d+) tests failed out of (\d+)", line)
    if ctest:
        return int(ctest[2]) - int(ctest[1]), int(ctest[1]), int(ctest[2])
    surefire = re.search(r"Tests run: (\d+), Failures: (\d+)(?:, Errors: (\d+))?", line)
    if surefire:
        run, bad = int(surefire[1]), int(surefire[2]) + int(surefire[3] or 0)
        return run - bad, bad, run
    examples = re.search(
        r"(\d+) (?:examples?|tests?|runs), (?:\d+ assertions?, )?(\d+) failures?(?:, (\d+) errors?)?", line
    )
    if examples:
        run, bad = int(examples[1]), int(examples[2]) + int(examples[3] or 0)
        return run - bad, bad, run
    gtest = re.match(r"\[\s+(PASSED|FAILED)\s+\] (\d{1,9}) tests?\b", line)
    if gtest:
        return (int(gtest[2]), None, None) if gtest[1] == "PASSED" else (None, int(gtest[2]), None)
    named = _NAMED_COUNTS.search(line)
    if named:
        bad = sum(int(m[1]) for m in re.finditer(r"\b(?:FAIL|[Ff]ailed|Errors|Failures)[: ]+(\d+)", line))
        good = re.search(r"\b(?:PASS|succeeded|Passed)[: ]+(\d+)", line)
        return int(good[1]) if good else None, bad, None
    played = re.match(r"(?:\d\d:\d\d )?\+(\d+)(?: ~\d+)?(?: -(\d+))?:|(\d+) success(?:es)? / (\d+) fail", line)
    if played:
        return int(played[1] or played[3]), int(played[2] or played[4] or 0), None
    phpunit = re.match(r"(?:OK, but .{0,80}! ?)?Tests: (\d+), Assertions: \d+", line)
    if phpunit:
        bad = sum(int(m[1]) for m in re.finditer(r"(?:Errors|Failures): (\d+)", line))
        return int(phpunit[1]) - bad, bad, int(phpunit[1])
    passed_all = re.match(r"OK \((\d{1,9}) tests?[,)]", line)
    if passed_all:
        return int(passed_all[1]), 0, int(passed_all[1])
    prove = re.match(r"Files=\d+, Tests=(\d+).*\nResult: (PASS|FAIL)", line, re.DOTALL)
    if prove:
        return (int(prove[1]), 0, int(prove[1])) if prove[2] == "PASS" else (None, 1, int(prove[1]))
    ran = re.match(r"Ran (\d+) tests?", line)
    if ran:
        return None, None, int(ran[1])
    passed = _first(_COUNT_PASSED, line)
    failures = [int(m[1] or m[2]) for m in _COUNT_FAILED.finditer(line)]
    node = re.match(r"# (pass|fail) (\d+)", line)
    if node:
        return (int(node[2]), None, None) if node[1] == "pass" else (None, int(node[2]), None)
    return passed, sum(failures) if failures else None, None


def _first(pattern: re.Pattern[str], line: str) -> int | None:
    match = pattern.search(line)
    return int(match[1] or match[2]) if match else None


def _failures(look: Look) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for pattern in filter(look.may, _FAILED_NAMES):
        for match in pattern.finditer(look.text):
            names.setdefault(match[1].strip()[:160])
    return tuple(names)[:50]
