"""What an edit does to the gates that code must pass: masks in scripts and CI, thresholds, suppressions, relaxed rules.

Reads the lines put in against the lines taken out; whether anybody asked for it is not known here.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.checking.checks import recognise
from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.gates.gate_masks import budgets, further_masks
from cotlens.facts.gates.gate_steps import is_gate_step, loosened, lost_scripts
from cotlens.facts.gates.less_reach import less_reach
from cotlens.facts.gates.relaxations import relaxations
from cotlens.facts.gates.script_lines import checks_in, script_text
from cotlens.facts.gates.suppressions import suppressions
from cotlens.facts.gates.test_exclusions import exclusions, narrowed, struck_out
from cotlens.facts.measures.harness_recipes import SILENT
from cotlens.model.check import CheckKind
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_MASKING_SETTING: Final = regex(
    r"""    continue-on-error:\s*(?:true|["']?\$\{\{)|continueOnError:\s*true|allow_failure:\s*true|
    ignore_?[eE]rrors?\s*[:=]\s*(?:true|yes|True)|fail_ci_if_error:\s*false|soft_fail:\s*true|
    --passWithNoTests|passWithNoTests["']?\s*:\s*true|
    maven\.test\.failure\.ignore|testFailureIgnore>\s*true|ignoreFailures\s*=?\s*true|
    ignoreExitValue\s*=?\s*true|--no-fail\b(?!-fast)|(?:catchError|warnError)\s*[({]|
    failOn\w+["']?\s*[:=>]\s*["']?false|^commands\s*=\s*-\s+\w|\bsh\b.{1,80}(?:\bdo|\{)\s*\|\s*\w*ok\b|--suppress-exit-code|
    ^\s*set\s\+e\b|^\s*set\s\+o\s+errexit|haltOnFailure\s*[:=]\s*false|failOnFailedTests["']?\s*[:=]\s*false|
    allow_fail(?:ures)?["']?\s*[:=]\s*true|--exit-zero\b|--force-exit-0|reporters?.*exitCode:\s*0|
    \$LASTEXITCODE\s*=\s*0|exit_on_failure\s*[:=]\s*false|--keep-going\s+--no-error|
    informational:\s*true|abortPipeline:\s*false|require_ci_to_pass:\s*(?:false|no)|if_(?:ci_failed|not_found|no_uploads):\s*["']?(?:success|ignore)|
    failed_when:\s*(?:false|no|never)|onError:\s*continue|failure:\s*ignore|^\s*-?\s*allow_failures:|ignore_outcome\s*=\s*(?:true|True)|
    success_codes\s*=\s*\[[^\]]*[1-9]|--issues-exit-code[= ]0|issues-exit-code:\s*0|--exit-code[= ]0\b|--soft-fail\b|
    isIgnoreFailures\s*=\s*true|failonerror\s*=\s*["']false|failOnStderr:\s*false|returnStatus:\s*true|WILL_FAIL\s+(?:TRUE|true|1)|
    should_fail\s*:\s*true|^\.IGNORE\s*:|MAKEFLAGS\s*\+?=\s*.*(?:-i\b|-k\b|--ignore-errors|--keep-going)|\bmake\s+(?:\S+\s+){0,3}(?:-i|--ignore-errors)\b|
    ErrorActionPreference\s*=\s*["']?(?:Silently)?Continue|check\s*=\s*False|exitCode\s*=\s*0\b|trap\s+["']?(?:exit\s+0|true|:)["']?\s+(?:EXIT|ERR|0)\b|
    \bexitstatus\s*=\s*0|fail_on_error\s*[:=]\s*false|failFast:\s*false\s*\#|SkipTests>\s*true|skipTests>\s*true|
    process\.on\(\s*["']exit["'].*exit\w*\s*[=(]\s*0|--no-exit-code\b|--no-error\b|-fno-error\b|
    ^\s*abort_on_(?:fail|error)\w*\s*[:=]\s*false|(?:warnings?|errors?)-only\b|\|\s*(?:ver\s*>\s*nul|cmd\s+/c\s+["']?exit\s+0)""",
    re.VERBOSE,
)
_IS_DEFAULT: Final = regex(r"check\s*=\s*False")
_EXITING: Final = regex(
    r"-EnableExit\b|--error-exitcode[= ]\d+|--exit-code[= ][1-9]|--fail-(?:on|level|fast|if)[\w-]*|--error-on-\w+|--strict-exit\b"
    r"|--failfast\b|--abort-on-\w+|"
    r"--ci\b(?=.*(?:jest|vitest))|\bset\s+-[a-z]*e[a-z]*\b|\bset\s+-o\s+errexit|ErrorActionPreference\s*=\s*[\"']?Stop|\bcheck\s*=\s*True\b|"
    r"\bcheck_call\(|\bcheck_output\(|if\s+\$LASTEXITCODE|if\s+errorlevel\s+1|exit\s+\$LASTEXITCODE|exit\s+%ERRORLEVEL%|exit\s+/b\s+%"
)
"""What makes a script's own status tell of a failure."""
_RUNNER: Final = regex(
    r"(?:^|/)(?:scripts?|ci|tools|bin|hack|build)/[\w.-]+\.(?:py|js|mjs|cjs|ts|rb|pl|php)$|(?:^|/)(?:run|test|check|ci|verify|validate|release)[\w-]*\.(?:py|js|mjs|rb|pl)$|"
    r"(?:^|/)(?:composer\.json|deno\.jsonc?|mix\.exs|project\.clj|deps\.edn|build\.sbt|rebar\.config|dune(?:-project)?|meson\.build|pubspec\.yaml|tasks?\.(?:py|json|ya?ml|toml)|noxfile\.py|turbo\.json|nx\.json|project\.json|"
    r"(?:spec|test|rails)_helper\.\w+|\.simplecov|\.rspec|\.?(?:nycrc|mocharc|c8rc|jasmine|karma|ava|wdio|playwright|cypress|vitest|jest)[\w.-]*|phpunit[\w.-]*\.xml(?:\.dist)?|nextest\.toml)$"
)
_A_TEST: Final = regex(r"(?:^|/)test_[\w-]+\.\w+$")
"""A file of tests, which a runner finds by this name: `test_cart.py` runs none itself."""
_SCRIPT: Final = regex(r"\.(?:sh|bash|zsh|ksh|ps1|bat|cmd)$|(?:^|/)(?:bin|scripts?|tools|ci|hack)/[\w-]+$")
_SHELL_MASK: Final = regex(
    r"\|\|\s*(?:true|:|exit\s+0|/bin/true|echo\b|printf\b|return\s+0|ver\b|cd\s+\.)|;\s*(?:true|exit\s+0|:)\s*(?:[\"'&)]|$)"
)
_EXIT_ZERO: Final = regex(
    r"^\s*(?:-\s*)?(?:exit|return)\s+(?:/b\s+)?0\s*;?\s*(?:#.*)?$|"
    r"^\s*(?:sys\.exit|process\.exit|os\._exit|exit|quit|os\.Exit|Environment\.Exit|\$host\.SetShouldExit)\(\s*0?\s*\)\s*;?\s*(?:(?:#|//).*)?$"
)
_SCRIPTS: Final = regex(r"\"[\w:.-]{1,40}\"\s{0,4}:\s{0,4}\"((?:[^\"\\]|\\.){3,400})\"")
_LONGEST: Final = 2000
_CHECKER: Final = regex(
    r"\b(?:Invoke-Pester|Invoke-ScriptAnalyzer|dotnet test|pytest|unittest|npm (?:run )?test|yarn test|subprocess\.\w+\(.*(?:test|lint"
    r"|check)|"
    r"(?:exec|spawn)\w*\(.*(?:test|lint|check)|system\(.*(?:test|spec|lint|check))|(?:^|[\s/.])(?:test|check|verify|lint|spec)[\w-]*\.(?:sh|ps1|py|js|rb|bat)\b"
)
_PROBE: Final = regex(
    r"^\s*(?:curl\s.{0,80}(?:\s-\w*f\w*\b|--fail\b)|wget\s.{0,80}(?:--spider|-O\s*/dev/null)|nc\s+-\w*z|"
    r"(?:diff|cmp|grep\s+-\w*q\w*|test|pg_isready|redis-cli\s+ping|http\s+--check-status|grpc_health_probe)\b|\[\[?\s)[^|&;]{0,200}$"
)
"""A look at whether something is there or answers, alone on its line: its status is what it is run for."""
_CONDITION: Final = regex(r"^\s*(?:-\s+)?(?:run:\s*)?if\s+!?\s*([^;|&]{4,200}?)\s*(?:;\s*then\b(.*))?$")
_TAKES_NOTICE: Final = regex(
    r"\b(?:exit|return|fail\w*=|rc=|status=|false|die|abort|kill|ret=|result=|errors?=|code=)|\$\?|\+=|\(\("
)
"""What remembers a failure, or ends the script with it."""
_SHUT_UP: Final = regex(r"(?:\s*(?:[12&]?>{1,2}\s*(?:&\s*[12]|[\w./$-]+)))+\s*$")
_NAMED_CHECK: Final = regex(
    r"(?:^|[\s/._-])(?:check|verif(?:y|ies)|validat(?:e|or|ion)|assert|audit|lint|reconcil\w*|integrity|consistency|sanity|smoke)(?:s|ed)?(?![a-z])",
    re.IGNORECASE,
)
"""What a program or a file is called that finds out whether something is right."""
_SAYS_ELSE: Final = regex(r"\|\|\s*(?:echo|printf)\b")
_DOES_NOTHING: Final = regex(
    r"\s*(?:then\b)?\s*(?:(?::|true|(?:echo|printf)\b[^;&|]{0,200})\s*;?\s*)*(?:else\s+(?:(?::|true|(?:echo|printf)\b[^;&|]{0,200})\s*;?\s*)*)?"
)
_TIDIES_UP: Final = frozenset(
    ["rm", "rmdir", "mkdir", "docker", "podman", "kill", "pkill", "killall", "grep", "rg", "which", "command", "umount",
     "unlink", "find", "diff", "id", "read", "kubectl", "systemctl", "git", "createdb", "dropdb", "cp", "mv", "ln", "touch",
     "cd", "source", "export", "echo", "sleep", "helm", "brew", "apt-get", "apt", "curl", "wget"]
)  # fmt: skip
_MAKE_DASH: Final = regex(r"^\t-@?\s*(\S.*)$|^\t@-\s*(\S.*)$")
_JUST_DASH: Final = regex(r"^\s+@?-@?(?=[\w./$])(\S.*)()$")
_JUSTFILE: Final = regex(r"(?:^|/)\.?[Jj]ustfile$|\.just$")
_THRESHOLD: Final = regex(
    r"""    (fail[_-]under(?:[_-]\w{1,20})?|cov-fail-under|minimum_coverage(?:_by_file)?|branches|functions|lines|statements|
    <(?:minimum|\w{0,20}(?:[tT]hreshold|[rR]ate|[rR]atio|[mM]inimum))\b|minimum(?=\s*=)|threshold\w{0,12}|target|min[_-]?coverage|
    coverage[_-]min(?:imum)?|min[_-]?score|mutationThreshold|min_?(?:covered_?)?msi|--min(?==)|
    min_?bound|min_?value|break|[\w.-]*(?:coverage|jacoco|kover|cobertura|lcov|nyc|scoverage)[\w.-]*min(?:imum)?[\w.-]*)
    ["']?\s*(?:=>|:=|[:=>\s(])\s*(?:\w{1,12}:\s*)?["']?(\d+(?:\.\d+)?)""",
    re.VERBOSE | re.IGNORECASE,
)
_PIPED: Final = regex(
    r"(?<![|>])\|(?![|&])\s*(?:tee|cat|tail|head|grep|sed|awk|sort|ts|less|more|xargs|ccze|bat|jq|tap-\w+|out-file|tee-object)\b",
    re.IGNORECASE,
)
"""The status of a line that ends so is the last program's."""
_MANUAL: Final = regex(r"stages:\s*\[\s*manual|^\s*exclude:\s*\S")
_NEEDS: Final = regex(r"^\s*(?:needs|depends_?[oO]n|requires)\s*:\s*.*(?:test|lint|check|verify|build|e2e|scan)")
_HEADER: Final = regex(r"^ {0,6}[\w./-]{2,60}:\s*(?:#.*)?$")
_JOB: Final = regex(
    r"^ {0,6}(?=[\w./-]{2,60}:\s*(?:#.*)?$)(?:[\w.-]*[-_./])?"
    r"(?:lint|scan|scanning|audit|sast|dast|security|check|checks|type-?check|types|tests?|"
    r"e2e|coverage|verify|quality|sonar\w*|codeql|trivy|snyk|semgrep|gitleaks|vulnerabilit\w+)(?:[-_./][\w.-]*)?:",
    re.IGNORECASE,
)
"""The head of a job that by its name checks something; a new head in its stead may be its new name."""
_JOB_OFF: Final = regex(r"^\s*if:\s*(?:false|\$\{\{\s*false\s*\}\})")
_COMMENT: Final = regex(r"^\s*(?:#(?!!?\[)|//|;)")

_RECIPES: Final = regex(r"(?:^|/)(?:GNU)?[Mm]akefile$|\.mk$|(?:^|/)[Jj]ustfile$")
_GATES: Final = PathRole.CI | PathRole.HOOK | PathRole.BUILD
_SCRIPTED: Final = _GATES | PathRole.LINT_CONFIG
_CODE: Final = PathRole.SOURCE | PathRole.TEST


def gate_changes(edit: FileEdit, role: PathRole) -> tuple[CodeChange, ...]:
    """Return what the edit does to masks, thresholds, suppressions, rules and gates; () when nothing."""
    out: list[CodeChange] = []
    runner = not role & PathRole.GENERATED and _RUNNER.search(edit.path) is not None and not _A_TEST.search(edit.path)
    if (role & _SCRIPTED or runner) and not role & PathRole.DOCS:
        out += _masks(edit)
        out += _thresholds(edit)
        out += exclusions(edit) or struck_out(edit) or narrowed(edit)
        if not out:
            out += further_masks(edit)
    if not out:
        out += budgets(edit)
    if role & _GATES:
        out += _lost_gates(edit, role)
    elif not out and not role & (PathRole.DOCS | PathRole.GENERATED) and _SCRIPT.search(edit.path):
        out += _named_masked(edit)
    out += relaxations(edit, role)
    if not out and (role & _GATES or edit.path.endswith("package.json")):
        out += loosened(edit)
    if not out:
        out += less_reach(edit, role)
    if role & (_CODE | PathRole.BUILD | PathRole.CI) and not role & PathRole.SNAPSHOT:
        out += suppressions(edit)
    return tuple(out)


def _masks(edit: FileEdit) -> list[CodeChange]:
    out: list[CodeChange] = []
    removed = "\n".join(edit.removed)
    kept = any("pipefail" in x for x in edit.added)
    lost = next((x for x in edit.removed if "pipefail" in x and not _COMMENT.match(x)), None)
    if lost is not None and not kept:
        instead = next((x for x in edit.added if x.strip().startswith("set ")), None)
        out.append(CodeChange(ChangeKind.FAILURE_MASKED, added=instead, removed=lost, new_value="no pipefail"))
    for line in edit.added:
        if len(line) > _LONGEST or _COMMENT.match(line):
            continue
        setting = _MASKING_SETTING.search(line)
        if setting and setting[0].lower().startswith("ignore_error") and edit.path.endswith((".toml", ".ini", ".cfg")):
            # A type checker that leaves a module out: its demands are relaxed, no status is masked.
            continue
        if setting and _IS_DEFAULT.fullmatch(setting[0].strip()) and not _EXITING.search(removed[:8000]):
            # Written out it says what held anyhow.
            continue
        if setting and setting[0].strip() not in removed:
            out.append(
                CodeChange(
                    ChangeKind.FAILURE_MASKED, added=line, new_value=setting[0].strip(), justified=_explained(line)
                )
            )
        elif (
            (bare := _SHELL_MASK.search(line))
            and (
                _masks_check(line)
                or _stood_bare(line[: bare.start()], edit.removed)
                or _said_instead(line, bare.start(), edit.removed)
            )
            and not _same_mask(line, edit.removed)
        ):
            mask = _SHELL_MASK.search(line)
            out.append(
                CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=mask[0].strip(" \"'") if mask else "")
            )
        elif (
            (pipe := _PIPED.search(line)) and "pipefail" not in line and _stood_bare(line[: pipe.start()], edit.removed)
        ):
            if checks_in(script_text(line[: pipe.start()])) and not any(
                "pipefail" in y for h in edit.hunks for y in h.new
            ):
                out.append(
                    CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=line[pipe.start() :].strip()[:40])
                )
        elif _goes_on(line, edit):
            out.append(CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value="if"))
        elif (dash := (_JUST_DASH if _JUSTFILE.search(edit.path) else _MAKE_DASH).match(line)) and (
            checks_in(dash[1] or dash[2]) or _stood_bare(dash[1] or dash[2], edit.removed)
        ):
            out.append(CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value="-"))
        elif _EXIT_ZERO.match(line) and ((edit.removed and _replaces_exit(edit.removed)) or _ends_well(edit, line)):
            out.append(CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=line.strip()))
    if not out:
        out += _status_lost(edit)
    # The last word of a script decides: `exit 0` tells more than the setting above it.
    out.sort(key=lambda c: not _EXIT_ZERO.match(c.added or ""))
    return out


def _named_masked(edit: FileEdit) -> list[CodeChange]:
    """Return a mask put on what by its name checks something, in a script of any kind: `psql -f check_sums.sql || true`."""
    for line in edit.added:
        mask = _SHELL_MASK.search(line) if len(line) < _LONGEST and not _COMMENT.match(line) else None
        if mask is None or not _NAMED_CHECK.search(line[: mask.start()]):
            continue
        if _stood_bare(line[: mask.start()], edit.removed) or _said_instead(line, mask.start(), edit.removed):
            return [CodeChange(ChangeKind.FAILURE_MASKED, added=line, new_value=mask[0].strip(" \"'"))]
    return []


def _goes_on(line: str, edit: FileEdit) -> bool:
    """Tell whether a check that stood bare is now a condition, and its failure only says something."""
    head = _CONDITION.match(line)
    if head is None or not _stood_bare(head[1], edit.removed):
        return False
    at = edit.added.index(line)
    body = " ".join((head[2] or "", *edit.added[at + 1 : at + 6]))
    end = re.search(r"\bfi\b", body)
    if end is None or _TAKES_NOTICE.search(body[: end.start()]):
        return False
    # Whatever it is that ran there: a condition on which nothing is done only keeps its failure from ending the script.
    return bool(checks_in(head[1])) or _DOES_NOTHING.fullmatch(body[: end.start()]) is not None


def _ends_well(edit: FileEdit, line: str) -> bool:
    """Tell whether a script that runs checks, and does not stop at the first failure, now ends with success whatever came before."""
    text = [x for x in (edit.after or "\n".join(y for h in edit.hunks for y in h.new)).split("\n") if x.strip()]
    if not text or text[-1].strip() != line.strip() or len(text) > 400 or line in edit.removed:
        return False
    if len(text) == 1 and edit.inferred and edit.op is EditOp.MODIFY and not edit.removed and _SCRIPT.search(edit.path):
        # Put at the end of a script that is not shown: the status that it had is the last command's no more.
        return True
    if any(_EXITING.search(x[:400]) and not _COMMENT.match(x) for x in text):
        return False
    return any(_runs_check(x) for x in text)


def _runs_check(line: str) -> bool:
    return (
        len(line) < 400
        and not _COMMENT.match(line)
        and (bool(checks_in(script_text(line))) or _CHECKER.search(line) is not None or _PROBE.search(line) is not None)
    )


def _status_lost(edit: FileEdit) -> list[CodeChange]:
    """Return what made the script fail with its checks and is gone, nothing of the kind being put in."""
    put = "\n".join(x for x in edit.added if not _COMMENT.match(x))
    lost = next((x for x in edit.removed if len(x) < 400 and _EXITING.search(x) and not _COMMENT.match(x)), None)
    if lost is None or _EXITING.search(put[:8000]):
        return []
    text = (edit.after or "\n".join(y for h in edit.hunks for y in h.new)).split("\n")[:400]
    if not any(_runs_check(x) for x in text):
        return []
    instead = next((x for x in edit.added if x.strip() and not _COMMENT.match(x)), None)
    return [CodeChange(ChangeKind.FAILURE_MASKED, added=instead, removed=lost, new_value="the status is lost")]


def _stood_bare(command: str, removed: tuple[str, ...]) -> bool:
    """Tell whether the very command stood there without the mask before: whatever it is, it was to stop the script."""
    text = _SHUT_UP.sub("", script_text(command).rstrip()).rstrip()
    program = text.split(" ", 1)[0].rsplit("/", 1)[-1]
    return len(text) > 3 and program not in _TIDIES_UP and any(script_text(x).strip() == text for x in removed[:300])


def _said_instead(line: str, at: int, removed: tuple[str, ...]) -> bool:
    """Tell whether a command that stood bare is silenced now, and something else is said where it fails."""
    return _SAYS_ELSE.match(line[at:]) is not None and _stood_bare(_SHUT_UP.sub("", line[:at].rstrip()), removed)


def _explained(line: str) -> bool:
    return re.search(r"#\s*\w+.*\w{4,}", line) is not None


def _replaces_exit(removed: tuple[str, ...]) -> bool:
    return any(re.search(r"\b(?:exit|return)\s+(?:/b\s+)?(?:[1-9]|\$|%)|\b[eE]xit\(\s*(?!0?\s*\))", r) for r in removed)


def _masks_check(line: str) -> bool:
    # A package.json on one line has its scripts within.
    texts = (script_text(line), *(m[1].replace('\\"', '"') for m in _SCRIPTS.finditer(line[:_LONGEST])))
    for command in (c for text in texts for c in parse_shell(text)):
        if command.masked.startswith(
            (
                "|| true",
                "|| :",
                "|| exit",
                "|| echo",
                "|| printf",
                "|| return",
                "|| /bin/true",
                "; true",
                "; exit 0",
                "; :",
            )
        ):
            found = recognise(command)
            if found is not None or re.search(r"test|check|lint|spec|verify", " ".join(command.argv[:3])):
                return True
            if {"--check", "--verify", "--exit-code", "--fail-on-issues"}.intersection(command.argv):
                return True
    return False


def _same_mask(line: str, removed: tuple[str, ...]) -> bool:
    return any(_SHELL_MASK.search(r) and _masks_check(r) for r in removed)


def _thresholds(edit: FileEdit) -> list[CodeChange]:
    before: dict[str, list[float]] = {}
    for line in edit.removed:
        for m in _THRESHOLD.finditer(line):
            before.setdefault(m[1].lower(), []).append(float(m[2]))
    out = []
    for line in edit.added:
        for m in _THRESHOLD.finditer(line):
            old = before.get(m[1].lower())
            if old and float(m[2]) < old[0]:
                out.append(
                    CodeChange(ChangeKind.THRESHOLD_LOWERED, added=line, new_value=m[2], old_value=f"{old[0]:g}")
                )
                old.pop(0)
                break
            if old:
                old.pop(0)
    if not out and before and not any(_THRESHOLD.search(x) for x in edit.added):
        line = next(x for x in edit.removed if _THRESHOLD.search(x))
        if re.search(r"fail[_-]under|minimum_coverage|coverageThreshold|<minimum>", line, re.IGNORECASE):
            out.append(CodeChange(ChangeKind.THRESHOLD_LOWERED, removed=line, old_value=line.strip()))
    return out


def _lost_gates(edit: FileEdit, role: PathRole) -> list[CodeChange]:
    if edit.op is EditOp.DELETE:
        return (
            [CodeChange(ChangeKind.GATE_REMOVED, removed=next(iter(edit.removed), None))]
            if role & (PathRole.CI | PathRole.HOOK)
            else []
        )
    out = [CodeChange(ChangeKind.GATE_REMOVED, added=x) for x in edit.added if _JOB_OFF.match(x)]
    if role & PathRole.HOOK and edit.op is EditOp.MODIFY:
        out += [
            CodeChange(ChangeKind.GATE_REMOVED, added=x) for x in edit.added if _EXIT_ZERO.match(x) or _MANUAL.search(x)
        ]
    recipes = bool(role & PathRole.BUILD and _RECIPES.search(edit.path))
    if recipes and edit.added and all(SILENT.match(x.strip().lstrip("@-")[:400]) for x in edit.added):
        return out  # a recipe of which only a message is left: `harness` tells of it
    kept = [
        k
        for x in edit.added
        if not _COMMENT.match(x)
        for k in checks_in(script_text(x.lstrip("\t @-") if recipes else x))
    ]
    if role & (PathRole.CI | PathRole.HOOK) or recipes:
        for line in edit.removed:
            if _COMMENT.match(line) or (recipes and not line.startswith(("\t", "    "))):
                continue
            kinds = checks_in(script_text(line)) or (
                [CheckKind.LINT]
                if (re.match(r"^\s*-\s+id:\s+\w", line) and role & PathRole.HOOK) or is_gate_step(line, edit)
                else []
            )
            if not kinds and role & PathRole.CI and _JOB.match(line) and not any(_HEADER.match(x) for x in edit.added):
                kinds = [CheckKind.LINT]
            moved = line.strip() in {x.strip() for x in edit.added}
            if _NEEDS.search(line) and not moved and not any(_NEEDS.search(x) for x in edit.added):
                out.append(CodeChange(ChangeKind.GATE_REMOVED, removed=line))
            if kinds and not moved and not any(k in kept for k in kinds):
                commented = next(
                    (x for x in edit.added if _COMMENT.match(x) and line.strip().lstrip("- ")[:20] in x), None
                )
                out.append(CodeChange(ChangeKind.GATE_REMOVED, added=commented, removed=line))
    return (out or lost_scripts(edit))[:3]
