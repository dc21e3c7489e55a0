"""What edits do to tests and gates: hunk in, changes out."""

from __future__ import annotations

import pytest

from cotlens.facts.gates.gate_changes import gate_changes
from cotlens.facts.measures.test_changes import test_changes as changes_to_tests
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.fact import ChangeKind
from cotlens.model.ids import CallId, EditId, EventId, SessionId
from cotlens.model.paths import role_of

K = ChangeKind


def edit(
    path: str, removed: list[str], added: list[str], op: EditOp = EditOp.MODIFY, before: str | None = ""
) -> FileEdit:
    lines = tuple("-" + x for x in removed) + tuple("+" + x for x in added)
    return FileEdit(
        id=EditId("c#0"), session=SessionId("s"), event=EventId("e"), call=CallId("c"), time=None, path=path, op=op,
        state=EditState.APPLIED, hunks=(Hunk(lines=lines),), before=before,
    )  # fmt: skip


TESTS = [
    ("t.test.ts", ["  expect(f()).toBe(10)"], ["  expect(f()).toBe(9)"], [K.EXPECTATION_CHANGED]),
    ("test_a.py", ["    assert f() == 10"], ["    assert True"], [K.ASSERTION_VOID]),
    ("test_a.py", ["def test_x():"], ["@pytest.mark.skip", "def test_x():"], [K.SKIP_ADDED]),
    ("a_test.go", ["func TestX(t *testing.T) {"], ["func TestX(t *testing.T) {", '\tt.Skip("flaky")'], [K.SKIP_ADDED]),
    ("src/a.rs", ["#[test]"], ["#[test]", "#[ignore]"], [K.SKIP_ADDED]),
    ("tests/a.rs", ["#[test]"], ["#[test]", "#[ignore]"], [K.SKIP_ADDED]),
    ("a.spec.js", ['it("adds", () => {'], ['it.skip("adds", () => {'], [K.SKIP_ADDED]),
    ("a.test.ts", ['  expect(x).toEqual(["read"])'], ["  expect(x).toEqual(expect.any(Array))"], [K.MATCHER_LOOSENED]),
    ("a.test.ts", ["  expect(x).toBeTruthy()"], ['  expect(x).toBe("$19.90")'], []),
    ("test_a.py", ["    assert f(1) == 2", "    assert f(2) == 3"], ["    assert f(1) == 2"], [K.ASSERTION_REMOVED]),
    ("test_a.py", ["def test_x():", "    assert f() == 1"], [], [K.TEST_REMOVED]),
    ("test_a.py", ["def test_x():"], ["def test_x_renamed():"], []),
    (
        "test_a.py",
        ["    assert a == pytest.approx(b, abs=0.01)"],
        ["    assert a == pytest.approx(b, abs=0.5)"],
        [K.TOLERANCE_WIDENED],
    ),
    ("test_a.py", ["    assert f(a, 10) == 26.99"], ["    assert abs(f(a, 10) - 26.99) < 0.5"], [K.MATCHER_LOOSENED]),
    ("test_a.py", ["    assert f(a, 10) == 26.99"], ["    assert f(a, 10)"], [K.MATCHER_LOOSENED]),
    ("test_a.py", ["    x = 1"], ["    x = 2"], []),
    ("test_a.py", [], ["def test_new():", "    assert f() == 1"], []),
    ("a_test.go", ['\t\tt.Errorf("got %v", err)'], ['\t\tt.Errorf("should be %v", err)'], []),
    ("src/a.py", ["    assert x == 1"], ["    assert True"], []),
    ("__snapshots__/a.snap", ["<b>1</b>"], ["<b>2</b>"], [K.SNAPSHOT_CHANGED]),
]


@pytest.mark.parametrize(
    ("path", "removed", "added", "kinds"), TESTS, ids=[f"{t[0]}:{t[1][:1]}>{t[2][:1]}" for t in TESTS]
)
def test_changes_to_tests(path: str, removed: list[str], added: list[str], kinds: list[ChangeKind]) -> None:
    assert [c.kind for c in changes_to_tests(edit(path, removed, added), role_of(path))] == kinds


def test_a_deleted_test_file_is_one_change() -> None:
    found = changes_to_tests(edit("tests/test_a.py", [], [], EditOp.DELETE), role_of("tests/test_a.py"))
    assert [c.kind for c in found] == [K.TEST_FILE_DELETED]


GATES = [
    ("ci/build.sh", ["ctest"], ["set +e", "ctest", "set -e"], [K.FAILURE_MASKED]),
    (".github/workflows/a.yml", ["      - run: npm test"], ["      - run: npm test || true"], [K.FAILURE_MASKED]),
    (".github/workflows/a.yml", [], ["        continue-on-error: true"], [K.FAILURE_MASKED]),
    ("package.json", ['    "test": "jest"'], ['    "test": "jest --passWithNoTests"'], [K.FAILURE_MASKED]),
    ("Makefile", ["\tpytest"], ["\t-pytest"], [K.FAILURE_MASKED]),
    ("scripts/sync.sh", ["git commit -m x"], ["git diff --quiet || git commit -m x"], []),
    ("scripts/clean.sh", ["rm -f x"], ["rm -f x || true"], []),
    ("scripts/find.sh", ["grep -q x y"], ["grep -q x y || true"], []),
    ("pyproject.toml", ["fail_under = 90"], ["fail_under = 70"], [K.THRESHOLD_LOWERED]),
    ("pyproject.toml", ["fail_under = 70"], ["fail_under = 90"], []),
    ("src/a.py", ["x = f()"], ["x = f()  # type: ignore"], [K.SUPPRESSION_ADDED]),
    ("src/a.ts", [], ["/* eslint-disable */"], [K.FILE_SUPPRESSED]),
    ("src/a.ts", [], ["// @ts-nocheck"], [K.FILE_SUPPRESSED]),
    ("tsconfig.json", ['    "strict": true'], ['    "strict": false'], [K.RULE_RELAXED]),
    (".github/workflows/a.yml", ["      - run: npm run lint"], [], [K.GATE_REMOVED]),
    (".github/workflows/a.yml", ["      - run: npm run lint"], ["      - run: pnpm run lint"], []),
    (".pre-commit-config.yaml", ["      - id: mypy"], [], [K.GATE_REMOVED]),
    ("bin/ci", ["set -eo pipefail"], ["set -e"], [K.FAILURE_MASKED]),
    ("CMakeLists.txt", ["add_compile_options(-Wall -Werror)"], ["add_compile_options()"], [K.RULE_RELAXED]),
    ("phpstan.neon", ["    level: 8"], ["    level: 5"], [K.RULE_RELAXED]),
    (".gitleaksignore", [], ["src/config.ts:aws-key:3"], [K.RULE_RELAXED]),
    (".husky/pre-commit", ["npm test"], ["exit 0"], [K.GATE_REMOVED, K.GATE_REMOVED]),
    ("README.md", [], ["Use `pytest || true` to ignore failures"], []),
]


@pytest.mark.parametrize(
    ("path", "removed", "added", "kinds"), GATES, ids=[f"{g[0]}:{(g[2] or g[1])[0][:30]}" for g in GATES]
)
def test_changes_to_gates(path: str, removed: list[str], added: list[str], kinds: list[ChangeKind]) -> None:
    assert [c.kind for c in gate_changes(edit(path, removed, added), role_of(path))] == kinds
