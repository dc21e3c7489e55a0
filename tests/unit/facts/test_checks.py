"""Which commands check something, what they leave out, and how their outputs read."""

from __future__ import annotations

import pytest

from cotlens.facts.checking.check_output import read_output
from cotlens.facts.checking.checks import recognise
from cotlens.facts.commands.shell import parse_shell
from cotlens.model.check import CheckKind, Outcome

TEST, LINT, TYPES, BUILD, BENCH = CheckKind.TEST, CheckKind.LINT, CheckKind.TYPES, CheckKind.BUILD, CheckKind.BENCH

RUNS = [
    ("python -m pytest -q tests/a.py", TEST, "pytest"),
    ("./venv/bin/pytest", TEST, "pytest"),
    ("npx jest", TEST, "jest"),
    ("pnpm --filter core test", TEST, "pnpm test"),
    ("npm run test:unit", TEST, "npm test:unit"),
    ("go test ./...", TEST, "go test"),
    ("go test -bench=. ./...", BENCH, "go test -bench"),
    ("cargo +nightly test", TEST, "cargo test"),
    ("./gradlew :app:testDebugUnitTest", TEST, "gradle"),
    ("mvn -q verify", TEST, "maven"),
    ("bundle exec rspec spec/x_spec.rb", TEST, "rspec"),
    ("python manage.py test", TEST, "django"),
    ("make check", TEST, "make check"),
    ("ctest --test-dir build", TEST, "ctest"),
    ("node --test", TEST, "node:test"),
    ("python bench/find.py", BENCH, "python"),
    ("npx tsc --noEmit", TYPES, "tsc"),
    ("uv run mypy .", TYPES, "mypy"),
    ("ruff check .", LINT, "ruff"),
    ("cargo clippy -- -D warnings", LINT, "clippy"),
    ("npm run build", BUILD, "npm build"),
    ("cargo build --release", BUILD, "cargo build"),
    ("zig build test", TEST, "zig test"),
    ("dbt test --select orders", TEST, "dbt test"),
    ("crystal spec", TEST, "crystal spec"),
    ("dune runtest", TEST, "dune test"),
    ("raco test web", TEST, "raco test"),
    ("pio test -e native", TEST, "pio test"),
    ("valgrind --leak-check=full ./t", LINT, "valgrind"),
    ("kubeconform -summary x.yaml", LINT, "kubeconform"),
    ("helm lint chart", LINT, "helm lint"),
    ("mkdocs build --strict", BUILD, "mkdocs build"),
    ("vegeta attack -rate 50", BENCH, "vegeta"),
]


@pytest.mark.parametrize(("command", "kind", "tool"), RUNS, ids=[r[0] for r in RUNS])
def test_recognised(command: str, kind: CheckKind, tool: str) -> None:
    found = recognise(parse_shell(command, "/w")[-1])
    assert found is not None
    assert (found.kind, found.tool) == (kind, tool)


@pytest.mark.parametrize(
    "command",
    [
        "npm ci",
        "npm install jest",
        "pip install pytest",
        "pytest --version",
        "cat tests/test_a.py",
        "ruff format .",
        "yarn",
        "ls tests",
        "grep -r pytest .",
        "git test",
    ],
)
def test_not_checks(command: str) -> None:
    assert recognise(parse_shell(command, "/w")[-1]) is None


NARROWED = [
    ("pytest", (), ()),
    ("pytest tests/a.py::test_x", ("tests/a.py::test_x",), ()),
    ("pytest -k 'not slow'", ("-k not slow",), ("-k not slow",)),
    ("pytest -k parser", ("-k parser",), ()),
    ("pytest --deselect a::b", ("--deselect a::b",), ("--deselect a::b",)),
    ("go test -skip 'AtLimit' ./...", ("-skip AtLimit",), ("-skip AtLimit",)),
    ("go test ./...", (), ()),
    ("go test -run TestX ./pkg", ("-run TestX", "./pkg"), ()),
    ("mvn test -Dtest=A", ("-Dtest A",), ()),
]


@pytest.mark.parametrize(
    ("command", "narrowed", "excluded"),
    [n for n in NARROWED if "mvn" not in n[0]],
    ids=[n[0] for n in NARROWED if "mvn" not in n[0]],
)
def test_what_a_run_leaves_out(command: str, narrowed: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    found = recognise(parse_shell(command, "/w")[-1])
    assert found is not None
    assert (found.narrowed, found.excluded) == (narrowed, excluded)


OUTPUTS = [
    (TEST, "===== 1 failed, 4 passed in 0.12s =====", Outcome.FAILED, 4, 1),
    (TEST, "5 passed in 0.06s", Outcome.PASSED, 5, None),
    (TEST, "12 passed, 2 skipped in 3.1s", Outcome.PASSED, 12, None),
    (TEST, "Tests:       1 failed, 13 passed, 14 total", Outcome.FAILED, 13, 1),
    (TEST, " Tests  1 passed (1)", Outcome.PASSED, 1, None),
    (TEST, "test result: ok. 8 passed; 0 failed; 0 ignored", Outcome.PASSED, 8, 0),
    (TEST, "test result: FAILED. 6 passed; 2 failed; 0 ignored", Outcome.FAILED, 6, 2),
    (TEST, "--- FAIL: TestAllow (0.00s)\nFAIL\tupload/quota\t0.002s", Outcome.FAILED, None, None),
    (TEST, "ok  \tupload/quota\t0.002s", Outcome.PASSED, None, None),
    (TEST, "10 examples, 0 failures", Outcome.PASSED, 10, 0),
    (TEST, "10 examples, 3 failures", Outcome.FAILED, 7, 3),
    (TEST, "1 example, 0 failures, 1 error occurred outside of examples", Outcome.FAILED, None, None),
    (TEST, "  12 passing (20ms)\n  1 failing", Outcome.FAILED, 12, 1),
    (TEST, "Tests run: 5, Failures: 1, Errors: 0, Skipped: 0", Outcome.FAILED, 4, 1),
    (TEST, "92% tests passed, 1 tests failed out of 12", Outcome.FAILED, 11, 1),
    (TEST, "Ran 3 tests in 0.1s\n\nOK", Outcome.PASSED, None, None),
    (TEST, "Ran 3 tests in 0.1s\n\nFAILED (failures=1)", Outcome.FAILED, None, 1),
    (TEST, 'npm ERR! Missing script: "test"', Outcome.FAILED, None, None),
    (TEST, "ERRORS!\nTests: 57, Assertions: 140, Errors: 2.", Outcome.FAILED, 55, 2),
    (TEST, "OK (57 tests, 140 assertions)", Outcome.PASSED, None, None),
    (TEST, "downloading…", Outcome.UNKNOWN, None, None),
    (TYPES, "src/a.ts(2,36): error TS18048: possibly undefined", Outcome.FAILED, None, None),
    (TYPES, "Success: no issues found in 24 source files", Outcome.PASSED, None, None),
    (LINT, "All checks passed!", Outcome.PASSED, None, None),
    (LINT, "Found 2 errors.", Outcome.FAILED, None, None),
    (LINT, "1 file inspected, 4 offenses detected", Outcome.FAILED, None, None),
    (LINT, "Result #1 HIGH No public access block", Outcome.FAILED, None, None),
    (LINT, "Passed checks: 12, Failed checks: 2, Skipped checks: 0", Outcome.FAILED, None, None),
    (LINT, "Passed checks: 12, Failed checks: 0, Skipped checks: 2", Outcome.PASSED, None, None),
    (LINT, "3 Code Findings", Outcome.FAILED, None, None),
    (LINT, "Ran 240 rules on 31 files: 0 findings.", Outcome.PASSED, None, None),
    (LINT, "0 Code Findings", Outcome.PASSED, None, None),
    (LINT, "ignored 3\n\nNo problems detected!", Outcome.PASSED, None, None),
    (LINT, "2 findings suppressed, No problems detected!", Outcome.PASSED, None, None),
    (BUILD, "BUILD SUCCESSFUL in 3s", Outcome.PASSED, None, None),
    (BUILD, "Gate.cs(5,58): error CS8602: Dereference of a possibly null reference.", Outcome.FAILED, None, None),
    (BUILD, "error[E0308]: mismatched types", Outcome.FAILED, None, None),
]


@pytest.mark.parametrize(("kind", "text", "outcome", "passed", "failed"), OUTPUTS, ids=[o[1][:40] for o in OUTPUTS])
def test_outputs(kind: CheckKind, text: str, outcome: Outcome, passed: int | None, failed: int | None) -> None:
    reading = read_output(kind, text)
    assert reading.outcome is outcome
    if passed is not None:
        assert reading.passed == passed
    if failed is not None:
        assert reading.failed == failed


def test_failing_names_are_read() -> None:
    reading = read_output(TEST, "FAILED tests/test_a.py::test_x - AssertionError\n1 failed in 0.1s")
    assert reading.failures == ("tests/test_a.py::test_x",)
