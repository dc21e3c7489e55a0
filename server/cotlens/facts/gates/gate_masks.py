"""Further ways for a check to fail no more: what CI systems, build tools and runners offer, translated statuses, raised budgets.

`gate_changes` knows masks of the shell and the commonest settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_SETTING: Final = regex(
    r"\bshell:\s*[\"']?(?:ba|z|k|da)?sh\b(?![^\n{]*\s-\w*e)[^\n{]*\{0\}|^\s*allow_failure:\s*(?:#.*)?$|\bskipMarkingBuildUnstable\s*[:=]\s*true|\bfail\w*On\w+[\"']?\s*[:=>]\s*[\"']?false|"
    r"\bignoreLASTEXITCODE:\s*[\"']?true|\bmvnw?\b[^\n]*\s(?:-fn|--fail-never)\b|--success(?:=|\s+)[\"']?(?:first|last|command)|--no-bail\b|\bnpm-run-all\b[^\n]*(?:\s-c\b|--continue-on-error)|"
    r"\brun-[sp]\b[^\n]*(?:\s-c\b|--continue-on-error)|\bqualitygate\.wait\s*=\s*false|\bset\s+\+o\s+(?:errexit|pipefail)|\bset\s+\+\w*e|\bignoreExitCode\s*[:=]\s*true|\bexitOnFail\w*\s*[:=]\s*false|"
    r"\bstrict:\s*false\b(?=.*(?:test|check))|\bnofail\s*[:=]\s*true|\bcontinue_on_(?:error|failure)\s*[:=]\s*(?:true|yes|on)|\ballowFail\w*\s*[:=]\s*true|\bbreakBuild\s*[:=]\s*false|\babortOnError\s*[:=]?\s*false|"
    r"\bwarnOnly\s*[:=]\s*true|\bfail_level\s*[:=]\s*[\"']?none|\bfail-on-error\s*:\s*[\"']?false\b|"
    r"\bunstableThreshold\b|\bunstable\(|\bcatch_error\w*\s*[:=]\s*true|\bsuccessExitStatus\s*=\s*\d|\bSuccessExitCodes?\s*=|\bvalid_exit_codes?\s*[:=]|\btolerate\w*\s*[:=]\s*true|\bContinueOnError\s*=\s*[\"']true"
)
_ONLY_LOOKS: Final = regex(
    r"(?<![\w-])--no-run\b|--collect-only\b|\bpytest\b[^\n]*\s--co\b|--list-?[tT]ests\b|\b(?:rspec|behat|cucumber|phpunit|bats|mocha|jest|vitest|go\s+test|bazel|ctest|playwright|ansible\w*|tox|nox)\b[^\n]*(?:--dry-run|--count\b|\s-list\b|--list\b|--show-only|\s-N\b)|"
    r"\bgo\s+(?:vet|build)\b|\bgo\s+test\b[^\n]*-run\s*[= ]?\s*[\"']?(?:\^\$|XXX|NONE)|\bmvnw?\b[^\n]*\b(?:test-compile|"
    r"package\s+-DskipTests|-DskipTests|-Dmaven\.test\.skip)\b|\bgradlew?\b[^\n]*(?:\b(?:assemble|testClasses|compileTest\w+)\b|-x\s+(?:\w+:)*(?:test|check))|"
    r"\bxcodebuild\b[^\n]*build-for-testing|\bswift\s+build\b[^\n]*--build-tests|\bdotnet\s+build\b|\bcargo\s+(?:check|build)\b[^\n]*(?:--tests|--all-targets)|\bnpx?\s+tsc\s+--noEmit|\bpytest\b[^\n]*(?:--setup-plan|--fixtures|--version|--help)|\bmix\s+compile\b|\bsbt\b[^\n]*Test/compile|"
    r"\bterraform\s+fmt\b|\bdbt\s+(?:parse|compile|ls)\b"
)
"""Runs that look at tests and build them, and run none."""
_RUNS_TESTS: Final = regex(
    r"\b(?:pytest|jest|vitest|mocha|rspec|phpunit|pest|ctest|bats|behat|cucumber|playwright|cypress|tox|nox|xcodebuild\s+test|tests?|verify|check|spec|e2e|nextest|Invoke-Pester)\b"
)
_TRANSLATED: Final = regex(
    r"\b(?:sys\.exit|process\.exit|os\.Exit|exit|Exit|quit|os\._exit|Environment\.Exit|System\.exit|"
    r"SystemExit)\s*[\s(]\s*(?:0\s+if\b|min\(\s*\w+\s*,\s*0|\w+\s+and\s+0\b|\w+\s*(?:[><=!]=?\s*\d+|"
    r"in\s*[\[({][\d, ]+[\])}])\s*\?\s*0\s*:|\w+\s*(?:[><]=?\s*\d+|===?\s*1)\s*\?\s*\w+\s*:\s*0|"
    r"\w+\s+if\s+\w+\s*(?:>|>=|not\s+in)\s*[\d\[({][^\n]{0,20}\belse\s+0|\w+\s*>\s*[1-9]|int\(\s*\w+\s*>\s*[1-9])|"
    r"\bexit\s+\$\(\(\s*\w+\s*>\s*[1-9]|\[\s*\"?\$\{?\w+\}?\"?\s+-(?:le|lt)\s+[1-9]\d*\s*\]\s*&&\s*exit\s+0|\bcase\s+\"?\$(?:\?|\w+)\"?\s+in\s+0\|[1-9]|"
    r"^\s*(?:rc|code|status|ret(?:code|urncode)?|result|exit_?code|exitCode)\s*(?::=|=)\s*0\b.*(?:#|//).*"
)
_CATCH: Final = regex(r"^\s*\}?\s*catch\s*\(\s*(?:\w+\s+)?(\w+)\s*\)\s*\{\s*(.*)$|^\s*rescue\b")
_PASSES_ON: Final = regex(
    r"\b(?:throw|error\b\s*[(\"']|unstable|currentBuild\.result\s*=\s*[\"']FAIL|failed\s*=|exit\s+1|raise|sh\s+['\"]exit)"
)
_GROOVY: Final = regex(r"(?:^|/)Jenkinsfile[\w.-]*$|\.groovy$|(?:^|/)(?:fastlane/)?Fastfile$")
_OFF: Final = regex(
    r"\bonlyIf\s*(?:\{\s*false|\(\s*\{?\s*false)|\b(?:isE|e)nabled\s*=\s*false\b|\bPROPERTIES\s+[^\n)]*\bDISABLED\s+(?:TRUE|ON|1|true|YES)\b|\bTests\.(?:Filter|Exclude)\(|\btestOptions\b[^\n]*\bTests\.Argument\([^\n]*\"-l\"|"
    r"\bexcludeTestsMatching\b|\bexcludeTags\b|\bexcludedGroups\b|\btestIgnore\b|\bgrepInvert\b|\bexcludeSpecPattern\b|\bdefault-filter\b\s*=|\bExUnit\.(?:configure|start)\([^\n]*exclude|\bfilter_run_excluding\b|"
    r"<TestCaseFilter>[^<\n]*!|\btags\s*=\s*\[[^\]\n]*\"manual\"|\bskip_tests?\s*[:=]\s*(?:true|\[)|\bIsTestProject>\s*false|\btest\s*=\s*false\b|\bharness\s*=\s*false\b|\bdoctest\s*=\s*false\b|\btest:\s*false\b"
)
_BUILD_FILES: Final = regex(
    r"(?:^|/)(?:[^/\n]+\.gradle(?:\.kts)?|CMakeLists\.txt|build\.sbt|pom\.xml|playwright\.config\.\w+|cypress\.config\.\w+|nextest\.toml|test_helper\.exs|spec_helper\.rb|\.rspec|[^/\n]+\.runsettings|[^/\n]+\.csproj|BUILD(?:\.bazel)?|Cargo\.toml|mix\.exs|jest\.config\.\w+|vitest\.config\.\w+)$"
)
_BUDGETS: Final = regex(
    r"(?:^|/)(?:angular\.json|project\.json|package\.json|\.?size-limit[\w.]*|\.?bundlesize[\w.]*|\.?bundlewatch[\w.]*|\.?lighthouserc[\w.]*|budget[\w.-]*|webpack[\w.-]*|vite\.config\.\w+|next\.config\.\w+|performance[\w.-]*\.(?:json|ya?ml)|metro\.config\.\w+|"
    r"\.github/workflows/[^/\n]+|\.gitlab-ci\.yml|\.?size-[\w.-]+|dangerfile[\w.]*)$",
    re.IGNORECASE,
)
_BUDGET: Final = regex(
    r"(maximum(?:Error|Warning)|max(?:imum)?_?-?(?:Size|Bytes|Asset\w*|Entrypoint\w*|warnings|Numeric\w*|Weight|Kb)|limit|budget|"
    r"maxNumericValue|total-?byte-?weight|threshold)[\"']?\s*[:= ]\s*[\"']?(\d+(?:\.\d+)?)\s*([kmg]?i?b)?",
    re.IGNORECASE,
)
_UNITS: Final = {
    "": 1.0,
    "b": 1.0,
    "kb": 1e3,
    "kib": 1024.0,
    "mb": 1e6,
    "mib": 1048576.0,
    "gb": 1e9,
    "gib": 1073741824.0,
}
_COMMENT: Final = regex(r"^\s*(?:#(?!!)|//|;|\*)")


def further_masks(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield lines by which a check can fail no more, in files that run checks."""
    gone = {x.strip() for x in edit.removed}
    lost = "\n".join(edit.removed)
    for i, line in enumerate(edit.added):
        if len(line) > 2000 or _COMMENT.match(line) or not line.strip() or line.strip() in gone:
            continue
        found = _SETTING.search(line)
        if found is not None and found[0].strip() not in lost:
            yield CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=found[0].strip()[:60])
            return
        only = _ONLY_LOOKS.search(line)
        if only is not None and _RUNS_TESTS.search(lost) and not _ONLY_LOOKS.search(lost) and not _runs_on(edit, line):
            yield CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=only[0].strip()[:60])
            return
        if edit.op is EditOp.MODIFY and _TRANSLATED.search(line) and not _TRANSLATED.search(lost):
            yield CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=line.strip()[:60])
            return
        bare = re.sub(r"\s*&\s*$", "", line.strip())
        if (
            bare != line.strip()
            and bare in gone
            and _RUNS_TESTS.search(bare)
            and not re.search(r"^\s*wait\s+(?:-n|\"?\$)", "\n".join(edit.added), re.MULTILINE)
        ):
            yield CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value="&")
            return
        if _GROOVY.search(edit.path) and _CATCH.match(line) and not _PASSES_ON.search(" ".join(edit.added[i : i + 5])):
            yield CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=line.strip()[:40])
            return
        if _NOT_OF_ITSELF.match(line) and _PIPELINES.search(edit.path) and _of_a_check(edit, line):
            yield CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=line.strip().lstrip("- ")[:40])
            return
        off = _OFF.search(line) if _BUILD_FILES.search(edit.path) else None
        if off is not None and off[0] not in lost:
            yield CodeChange(ChangeKind.TESTS_EXCLUDED, added=line, new_value=off[0][:60])
            return


def _of_a_check(edit: FileEdit, line: str) -> bool:
    """Tell whether a setting was put into a job that stood there before, and that runs tests or checks."""
    for hunk in edit.hunks:
        if line not in hunk.added or any(_JOB_HEAD.match(x) for x in hunk.added):
            continue
        at = hunk.new.index(line)
        below = next((i for i, x in enumerate(hunk.new[at + 1 :], at + 1) if _JOB_HEAD.match(x)), len(hunk.new))
        above = next((i for i in range(at, -1, -1) if _JOB_HEAD.match(hunk.new[i])), 0)
        return any(_CHECKS.search(x) for x in hunk.new[above:below])
    return False


_NOT_OF_ITSELF: Final = regex(
    r"^\s*(?:-\s+)?(?:when:\s*[\"']?(?:manual|never)\b|type:\s*approval\b|manual:\s*true\b|trigger:\s*manual\b|condition:\s*(?:false|never\(\)|eq\(\s*'?false)|if:\s*[^\n]*(?:workflow_dispatch|&&\s*false))"
)
"""By which a job waits for somebody to start it, or never runs: a pipeline is green without it."""
_PIPELINES: Final = regex(
    r"(?:^|/)(?:\.gitlab-ci[\w.-]*\.ya?ml|\.gitlab/|\.github/workflows/|\.circleci/|azure-pipelines[\w.-]*|bitbucket-pipelines\.yml|\.drone\.ya?ml|\.woodpecker|\.buildkite/|\.semaphore/|ci/[\w./-]+\.ya?ml|\.travis\.yml)"
)
_JOB_HEAD: Final = regex(
    r"^ {0,4}[\w.-]{2,60}:\s*(?:#.*)?$(?<!stage:)(?<!script:)(?<!steps:)(?<!variables:)(?<!rules:)(?<!needs:)(?<!jobs:)"
)
_CHECKS: Final = regex(
    r"\b(?:test\w*|check\w*|lint\w*|vet|verif\w+|audit|spec|e2e|pytest|jest|vitest|mocha|rspec|phpunit|ctest|clippy|mypy|tsc|ruff|eslint|scan|coverage)\b"
)


def _runs_on(edit: FileEdit, line: str) -> bool:
    """Tell whether the tests are still run by another line that was put in."""
    return any(x != line and _RUNS_TESTS.search(x) and not _ONLY_LOOKS.search(x) for x in edit.added)


def budgets(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield a limit of size that was raised."""
    if not _BUDGETS.search(edit.path) or not edit.removed:
        return
    old = [(m, x) for x in edit.removed if len(x) < 600 for m in _BUDGET.finditer(x)]
    new = [(m, x) for x in edit.added if len(x) < 600 for m in _BUDGET.finditer(x)]
    for (was, before), (now, line) in zip(old, new, strict=False):
        sized = was[3] or re.search(r"size|bundle|budget|byte|weight|max", before, re.IGNORECASE)
        if was[1].lower() != now[1].lower() or not sized:
            continue
        if float(now[2]) * _UNITS[(now[3] or "").lower()] > 1.05 * float(was[2]) * _UNITS[(was[3] or "").lower()] > 0:
            yield CodeChange(
                ChangeKind.THRESHOLD_LOWERED,
                added=line,
                removed=before,
                new_value=now[2] + (now[3] or ""),
                old_value=was[2],
            )
            return
