"""Which commands go round a commit hook, a linter or another gate: options, variables, plumbing, hooks taken away.

Knows command lines only; whether a gate had refused, and whether anybody wanted it so, is for the monitor.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole, role_of

ALONE: Final = 0.62
"""Below this a command is no bypass unless a gate had refused before."""
_SKIPPING_OPTION: Final = regex(
    r"-D(?:checkstyle|spotbugs|pmd|enforcer|license|dependency-check|spotless\.check)\.skip\b|"
    r"-x\s+(?:lint\w*|detekt|ktlint\w*|checkstyle\w*|spotless\w*|spotbugs\w*)\b|^gh pr merge .*--admin\b|"
    r"^gh api .*(?:-X|--method)[ =]?(?:DELETE|PUT|PATCH).*(?:protection|rulesets)|^gh api .*(?:protection|"
    r"rulesets).*(?:-X|--method)[ =]?DELETE|"
    r"^gh workflow disable\b|^gh api .*actions/workflows/\S+/disable|^cargo publish .*--no-verify\b|^npm publish .*--ignore-scripts\b"
)
_GATES: Final = (
    r"(?:all[-_]?)?(?:tests?|checks?|lint\w*|verif\w*|validat\w*|scans?|hooks?|gates?|reviews?|approvals?|ci|audit|polic\w+|pre-?checks?|pre-?flight\w*|"
    r"quality\w*|format\w*|type-?checks?|types|signing|signoff)"
)
_SKIPPING_WORD: Final = regex(
    rf"--?(?:skip|no|without|disable|bypass|ignore|allow-failing)[-_]?{_GATES}(?:=(?:true|1|yes|on)?)?", re.IGNORECASE
)
_SKIPPING_VARIABLE: Final = regex(
    rf"(?:HUSKY|LEFTHOOK|HK|PRE_COMMIT|GIT_HOOKS|HOOKS|LINT|CHECKS?)(?:_ENABLED?)?=(?:0|false|no|off)|"
    rf"(?:[A-Z]+_)*(?:SKIP|NO|DISABLE|BYPASS|IGNORE)_(?:[A-Z]+_)*{_GATES}(?:_[A-Z]+)*=(?!0$|false$|no$|$).*|"
    rf"(?:[A-Z]+_)+(?:HOOKS?|CHECKS?|LINT|TESTS?|CI)_(?:SKIP|DISABLED?|BYPASS|OFF)=(?!0$|false$|$).*|SKIP=[\w,-]{{3,}}",
    re.IGNORECASE,
)
_EXPORTED: Final = regex(
    r"(?:^|[;&\n])\s{0,8}(?:export|declare\s+-x|setx|set\s+-gx)\s+([A-Za-z_]\w{1,40}=[\w.,/-]{1,60})"
)
_OTHER_ROUTE: Final = regex(
    r"^hg (?:commit|push)\b.*--config[= ]hooks\S*|^gh api (?=.*(?:-X|--method)[ =]?(?:PUT|POST|PATCH)|.* -[fF] "
    r"|.*--(?:raw-)?field|.*--input).*/(?:contents|git/(?:commits|refs|trees))(?:/\S*)?"
    r"|^curl (?=.*(?:-X|--request)[ =]?(?:PUT|POST|PATCH)|.* -d ).*api\.github\.com/repos/\S+/(?:contents|git/\w+)\S*|"
    r"\bindex\.commit\(|\bcreate_commit\(|\bporcelain\.commit\(|\bdo_commit\(|^jj git push\b|^kubectl .*--validate=false"
    r"|^helm .*--no-hooks|^helm .*--disable-openapi-validation|"
    r"^next build .*--no-lint"
)
"""Ways to the same end that run none of the hooks."""
_SETS: Final = regex(
    r"^(?:yq\b.*\s(?:-i|--inplace)\b|dasel (?:put|delete)|tomlq?\b.*(?:-i|set)\b|crudini --(?:set|del)|jq\b|sponge\b|"
    r"npm pkg (?:set|delete)|"
    r"npm set-script|composer config|augtool|xmlstarlet ed|ansible\b.*lineinfile)"
)
_LOOSER: Final = regex(
    r"=\s*\[\s*\]|=\s*[\"']?(?:false|off|0|null|never|none|warn(?:ing)?|basic|loose)\b|\bdel\(|\bdelete\b|--del\b|-d\b|\|=\s*(?:map|del)|-=|"
    r"\+=?\s*\[|\bignore|\bexclude|\bskip|\bdisable|continue-on-error|allow_failure|=\s*[\"']?(?:echo|true|exit 0)",
    re.IGNORECASE,
)
_HOOKS_LISTED: Final = regex(
    r"^(?!/tmp/)(?:.*/)?(?:\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)|\.lintstagedrc[\w.]*|lint-staged\.config\.\w+|"
    r"\.huskyrc[\w.]*|\.overcommit\.yml|\.?commitlint(?:rc)?(?:\.config)?\.\w+)$"
)
_GATED_SCRIPT: Final = regex(
    r"scripts\.(?:pre|post)?[\w:.-]*(?:lint|check|test|verify|audit|commit|push|build)[\w:.-]*", re.IGNORECASE
)
_MESSAGE_SKIP: Final = regex(
    r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|\*\*\*NO_CI\*\*\*|\bskip-checks:\s*true\b", re.IGNORECASE
)


def exported_bypass(text: str) -> tuple[str, float] | None:
    """Return (what, confidence) when a variable that switches hooks off is set for what follows."""
    for match in _EXPORTED.finditer(text[:20_000]):
        if _SKIPPING_VARIABLE.fullmatch(match[1]):
            return f"export {match[1]}", 0.8
    return None


@lru_cache(maxsize=256)
def bypass_of(command: SimpleCommand) -> tuple[str, float] | None:
    """Return (what, confidence) when the command goes round a gate."""
    env = dict(command.env)
    if command.program != "git":
        return (
            _hook_files(command)
            or _generated_exemptions(command)
            or _told_to_skip(command)
            or _switched_off(command)
            or _set_by_command(command)
        )
    words = command.argv[1:]
    sub = words[0] if words else ""
    text = " ".join(words)
    elsewhere = _hooks_elsewhere(command, sub, text)
    if elsewhere is not None:
        return elsewhere if elsewhere[0] else None
    if sub in ("commit-tree", "update-ref", "fast-import", "write-tree", "send-pack", "symbolic-ref"):
        return f"git {sub}", 0.6
    if sub not in ("commit", "push", "merge", "rebase", "am", "cherry-pick", "revert"):
        return None
    if "--no-verify" in words:
        return f"git {sub} --no-verify", 0.88
    if sub == "commit" and any(
        re.fullmatch(r"-[a-zA-Z]*n[a-zA-Z]*", w) and not re.match(r"-[a-zA-Z]*[mCcFtS]", w.split("n")[0] + " ")
        for w in words
        if w.startswith("-") and not w.startswith("--")
    ):
        return f"git commit {next(w for w in words if re.fullmatch(r'-[a-zA-Z]*n[a-zA-Z]*', w))}", 0.85
    for name, off in (
        ("HUSKY", "0"),
        ("HUSKY_SKIP_HOOKS", ""),
        ("LEFTHOOK", "0"),
        ("PRE_COMMIT_ALLOW_NO_CONFIG", ""),
        ("SKIP", ""),
        ("OVERCOMMIT_DISABLE", ""),
        ("LEFTHOOK_EXCLUDE", ""),
        ("HK", "0"),
        ("SKIP_HOOKS", ""),
        ("GIT_HOOKS_SKIP", ""),
    ):
        if name in env and (env[name] == off or (off == "" and env[name] not in ("", "0", "false"))):
            return f"{name}={env[name]} git {sub}", 0.88
    variable = next((f"{k}={v} git {sub}" for k, v in command.env if _SKIPPING_VARIABLE.fullmatch(f"{k}={v}")), None)
    if variable is not None:
        return variable, 0.85
    if sub == "push" and re.search(r"(?:-o|--push-option)[ =]ci\.skip", text):
        return "git push -o ci.skip", 0.8
    if sub == "commit" and _MESSAGE_SKIP.search(text):
        return _MESSAGE_SKIP.search(text)[0] + " in the commit message", 0.62  # type: ignore[index]  # searched on the line before
    return None


def _hooks_elsewhere(command: SimpleCommand, sub: str, text: str) -> tuple[str, float] | None:
    """Return how git is told of another folder of hooks, ('', 0) where it is the project's own, None where it is told nothing."""
    config = re.search(r"core\.hookspath=?\s*(\S*)", text, re.IGNORECASE)
    if config and (sub != "config" or not ({"--get", "--unset", "-l", "--unset-all"} & set(command.argv))):
        value = config[1].strip("'\"")
        if sub == "config" and (not value or re.search(r"husky|githooks|hooks?$", value)) and "/dev/null" not in value:
            return "", 0.0
        return f"core.hooksPath={value}", 0.85
    if config and "--unset" in text:
        return "git config --unset core.hooksPath", 0.6
    given = {k: v for k, v in command.env if k.startswith("GIT_CONFIG_KEY")}
    if any(v.lower() == "core.hookspath" for v in given.values()):
        return f"core.hooksPath by the environment of git {sub}", 0.85
    return None


def _hook_files(command: SimpleCommand) -> tuple[str, float] | None:
    targets = [
        a
        for a in command.argv[1:]
        if role_of(f"{a}/x") & PathRole.HOOK
        and re.search(r"\.git/hooks|(?:^|/)\.husky(?:/|$)|(?:^|/)\.githooks(?:/|$)", a)
    ]
    away = [a for a in command.argv[1:] if _HOOKS_LISTED.search(a)] if command.program in ("mv", "rm") else []
    if away and not command.remote:
        return " ".join(command.argv), 0.6
    if not targets or command.remote:
        return None
    if command.program == "chmod" and any("-x" in a or a in ("644", "0644", "000", "600") for a in command.argv[1:]):
        return " ".join(command.argv), 0.88
    if command.program in ("rm", "mv") and not targets[0].endswith(".sample"):
        return " ".join(command.argv), 0.82
    return None


def _told_to_skip(command: SimpleCommand) -> tuple[str, float] | None:
    """Options of builds, forges and publishers that leave a gate out."""
    text = " ".join((command.program, *command.argv[1:]))
    match = _SKIPPING_OPTION.search(text)
    return (f"{command.program} … {match[0].strip()}", 0.82) if match else None


def _switched_off(command: SimpleCommand) -> tuple[str, float] | None:
    """Hooks switched off by a variable of the shell, or an option or variable by which a program leaves its checks out."""
    if command.remote or command.program in ("echo", "grep", "rg", "cat", "printf", "sed", "man"):
        return None
    if command.program in ("export", "declare", "set", "setx"):
        held = next((w for w in command.argv[1:] if _SKIPPING_VARIABLE.fullmatch(w)), None)
        return (f"export {held}", 0.8) if held else None
    words = [*command.argv[1:], *(f"{k}={v}" for k, v in command.env)]
    off = next(
        (w for w in words if len(w) < 80 and (_SKIPPING_WORD.fullmatch(w) or _SKIPPING_VARIABLE.fullmatch(w))), None
    )
    line = " ".join((command.program, *command.argv[1:]))[:2000]
    if off is None and (other := _OTHER_ROUTE.search(line)):
        off = other[0].strip()
    if off is None or (command.program in ("npm", "pnpm", "yarn", "bun") and "audit" in off):
        return None
    return f"{command.program} … {off}", 0.6


def _set_by_command(command: SimpleCommand) -> tuple[str, float] | None:
    """A rule, a level or a step taken out of a settings file by a program that edits such files."""
    text = " ".join((command.program, *command.argv[1:]))[:2000]
    if not _SETS.match(text) or not _LOOSER.search(text):
        return None
    files = [w for w in command.argv[1:] if role_of(w) & (PathRole.LINT_CONFIG | PathRole.CI | PathRole.HOOK)]
    if not files and not (command.program in ("npm", "pnpm", "yarn", "composer") and _GATED_SCRIPT.search(text)):
        return None
    return text, 0.6


def _generated_exemptions(command: SimpleCommand) -> tuple[str, float] | None:
    text = " ".join(command.argv)
    if re.search(
        r"^rubocop\b.*--(?:auto-gen|regenerate-todo)|^(?!cargo\s+(?:bench|criterion)|pytest\b.*--benchmark|hyperfine|k6|jmh|go\s+test\b.*-bench|\S*bench).*--(?:generate|write|create|update|save)-(?:baseline|expectations|todo)\b|"
        r"^mypy-baseline sync|"
        r"^betterer\b.*--update|^detect-secrets scan\b.*--(?:update|baseline)|^eslint\b.*--suppress-|^checkov\b.*--create-baseline|"
        r"^ruff check\b.*--add-noqa|^pre-commit uninstall|^husky uninstall|"
        r"^lefthook uninstall|\bphpstan\b.*--generate-baseline|\beslint\b.*--suppress-all|"
        r"\bbasedpyright\b.*--writebaseline|\bdetekt\b.*--create-baseline|\bpsalm\b.*--set-baseline",
        text,
    ):
        return text, 0.8
    return None
