"""Tests that a configuration leaves out: by name, by folder, or because they are looked for in fewer places."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_LONGEST: Final = 2000
_COMMENT: Final = regex(r"^\s*(?:#(?!!?\[)|//|;)")
EXCLUSION: Final = regex(
    r"""    --deselect[= ]\S+|--ignore(?:-glob)?[= ]\S*test\S*|-k\s*["']?not\s|testPathIgnorePatterns|
    modulePathIgnorePatterns|collect_ignore|--exclude[= ]\S*(?:test|spec)\S*|-skip[= ]|--skip\s+\w|
    <exclude>.*Test|--grep-invert|\bexclude_?[pP]attern|excludeTestsMatching|\bexcluded?_?(?:[gG]roups|[tT]ags|[cC]ategories)\b|filter_run_excluding|--exclude-(?:pattern|tag|group)|-short\b|
    \bexclude\b.{0,20}["'].*Test|^\s*test\s*=\s*false\b|-DskipTests|-Dmaven\.test\.skip|--exclude-group|\bexclude:\s*\[?.*(?:test|spec)|-x\s+test\b|
    --filter[= ]\s*["']?[^"'\n]{0,80}!(?:=|~)|--filter(?:=|\s)["']?(?:not\b|not\()|-m\s*["']not\s|--tags?[= ]\s*["']?(?:~|not\s)|
    --gtest_filter=["']?-|-Dtest=["']?!|\bctest\b.*\s-E\s|
    --exclude-testsuite\b|--testNamePattern[= ]["']?\^\(\?!|--(?:skip|exclude|ignore)-(?:tests?|files?|specs?|suites?)\b|
    --exclude-(?:test|task)\b|-PexcludeTests?\b|-DexcludedGroups\b""",
    re.VERBOSE,
)
TEST_CONFIG: Final = regex(
    r"(?:^|/)(?:\.?(?:vitest|jest|karma|playwright|cypress|wdio|ava|mocha|jasmine|nextest|phpunit|pest)[\w.-]*|\.mocharc[\w.]*|pytest\.ini|\.rspec|(?:spec|test)_helper\.\w+)$"
)
LEAVES_OUT: Final = regex(
    r"\b(?:test_?)?(?:exclude\w*|ignore\w*|testIgnore|skip\w*|norecursedirs|default-filter)\b[\"']?\s*(?:[:=(>]|\s[\"'])",
    re.IGNORECASE,
)
"""A key of a runner's own configuration by which files are left out."""
NOT_TESTS: Final = regex(r"coverage|cover|watch|transform|lint|reporters?\b|skipLibCheck", re.IGNORECASE)
WHERE_TESTS: Final = regex(
    r"(testpaths|testMatch|testDir|roots?|specs?|test_paths|test-dir|suites?|tests)[\"']?\s*[:=]\s*[\[\"' ]*([\w./*-]+)",
    re.IGNORECASE,
)
ITEM: Final = regex(r"""["'][^"']+["']""")


_TAKES_OUT: Final = regex(
    r"\bgrep\s+(?:-\w+\s+)*(?:-\w*v\w*|--invert-match)\b|\bsed\s+(?:-\w+\s+)*[\"'][^\"'\n]*/d[\"']|\bawk\s+[\"']!\s*/|(?:!|-not)\s+-(?:i?name|i?path)\s|\s-prune\b|\bfilter-out\b|\bcomm\s+-[12]*3|"
    r"\.reject\b|--invert\b|:!\S"
)
"""A list of what is tested, with something struck out of it."""
_RUNS: Final = regex(
    r"\b(?:go\s+(?:test|vet)|pytest|py\.test|unittest|jest|vitest|mocha|rspec|phpunit|ctest|bats|cargo\s+(?:test|nextest|clippy)|mvn|gradlew?|dotnet\s+test|swift\s+test|mix\s+test|prove|busted|"
    r"npm\s+(?:run\s+)?test|yarn\s+test|pnpm\s+test|node\s+--test|deno\s+test|bazel\s+test|tox|nose2|golangci-lint|eslint|ruff|mypy|shellcheck)\b"
)


def struck_out(edit: FileEdit) -> list[CodeChange]:
    """Return the run of tests over a list out of which something was struck that had been run before."""
    stood = "\n".join(edit.removed)
    if _TAKES_OUT.search(stood[:20_000]):
        return []
    for line in edit.added:
        found = _TAKES_OUT.search(line) if len(line) < _LONGEST and not _COMMENT.match(line) else None
        run = _RUNS.search(line) if found is not None else None
        if found is not None and run is not None and run[0] in stood:
            return [
                CodeChange(ChangeKind.TESTS_EXCLUDED, added=line, new_value=line[found.start() :][:60].strip(" )\"'"))
            ]
    return []


def exclusions(edit: FileEdit) -> list[CodeChange]:
    """Return settings put in by which some tests are not run, or lists of such that got longer."""
    removed = "\n".join(edit.removed)
    runners = TEST_CONFIG.search(edit.path) is not None
    return [
        CodeChange(ChangeKind.TESTS_EXCLUDED, added=line, new_value=m[0])
        for line in edit.added
        if not _COMMENT.match(line)
        and (m := EXCLUSION.search(line) or (left_out(line) if runners else None))
        and (m[0] not in removed or grown(line, m[0], edit))
    ][:3]


def left_out(line: str) -> re.Match[str] | None:
    """Return the key of a runner's own configuration by which files are left out, if the line has one."""
    return LEAVES_OUT.search(line) if len(line) < _LONGEST and not NOT_TESTS.search(line) else None


def narrowed(edit: FileEdit) -> list[CodeChange]:
    """Return the place where tests are looked for, if it is now only a part of what it was."""
    for line in edit.added:
        now = WHERE_TESTS.search(line) if len(line) < 300 else None
        was = next(
            (
                m
                for x in edit.removed
                if now and len(x) < 300 and (m := WHERE_TESTS.search(x)) and m[1].lower() == now[1].lower()
            ),
            None,
        )
        if now and was and now[2] != was[2] and now[2].startswith(was[2].rstrip("*/") + "/"):
            return [CodeChange(ChangeKind.TESTS_EXCLUDED, added=line, new_value=now[0])]
    return []


def grown(line: str, key: str, edit: FileEdit) -> bool:
    """Tell whether a list of exclusions that was there already has got longer."""
    before = next((x for x in edit.removed if key in x), "")
    return len(line.strip()) > len(before.strip()) and len(ITEM.findall(line)) > len(ITEM.findall(before))
