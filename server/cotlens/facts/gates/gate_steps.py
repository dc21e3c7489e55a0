"""Steps that by their words are gates, whatever tool they run: of workflows, of hooks, of a package's own scripts.

Beside `checks`, which knows tools: a licence check, a size limit or a scan of the project's own making is known by what it is called.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_STEP: Final = regex(
    r"^\s*(?:-\s+)?(?:run|script|command|cmd|sh|bash|uses|task|inlineScript)\s*:\s*(\S.*)$|"
    r"^\s*-\s+(?!\w[\w-]*:\s)(\S.*)$|^\s{2,}(?:sh|bat)\s+['\"](.+)['\"]\s*$"
)
_WORDS: Final = regex(
    r"(?<![a-z])(?:check(?!out)\w*|\w*lint\w*|verif\w+|validat\w+|audit\w*|scan\w*|licen[cs]e\w*|compliance|size-?limit|bundle-?size|sast|dast|"
    r"danger\w*|conventional\w*|sign-?off|polic\w+|quality\w*|sonar\w*|codeql\S*|gitleaks\S*|trivy\S*|snyk\S*|semgrep\S*|"
    r"dependency-review\S*|reuse|secrets?-?\w*scan\w*|trufflehog\S*|api-?diff|breaking|enforce\w*|guard\w*|gate\w*|threshold\w*|attest\w*)"
    r"|[a-z](?:Check|Lint|Verify|Audit|Scan|Licen[cs]e)\w*\b",
    re.IGNORECASE,
)
_NOT_STEP: Final = regex(
    r"checkout|setup-|cache@|upload-artifact|download-artifact|^\s*-?\s*(?:echo|printf)\b", re.IGNORECASE
)
_WIDE: Final = 400
"""Characters of a line that are looked at."""
CHECKERS: Final = regex(
    r"\b(?:lychee|markdown-link-check|linkcheck\w*|htmltest|muffet|vale|codespell|typos|cspell|hadolint|shellcheck|yamllint|actionlint|pip-audit|"
    r"osv-scanner|grype|bandit|safety|govulncheck|mypy|pyright|ruff|flake8|pylint|rubocop|brakeman|clippy|tflint|tfsec|checkov|kubeconform|spectral)\b"
)
_LETS_PASS: Final = regex(
    r"--?(?:exclude|ignore|skip|accept|allow|suppress|disable|whitelist|omit|no-(?:strict|fail|error|verify|check)|soft-fail|exit-zero|warn-only|quiet-errors|"
    r"passWithNoTests|baseline|force|lenient|permissive)[\w-]*(?:=\S*)?$"
)
_LEVEL: Final = regex(
    r"--?(?:audit-level|severity|fail-on|min-severity|severity-threshold|fail-level|level|failure-threshold|minimum-severity|"
    r"severity-level)"
)
_RANKS: Final = (
    ("info", "note", "any", "all", "unknown"),
    ("low", "style"),
    ("moderate", "medium", "warning"),
    ("high", "error"),
    ("critical",),
    ("none", "off", "never"),
)
_INLINE: Final = regex(r'"([\w:.-]{2,40})"\s*:\s*"([^"]{4,300})"')
_SCRIPT: Final = regex(r'^\s*"((?:pre|post)?[\w:.-]{2,40})"\s*:\s*"([^"]{2,300})",?\s*$')
_HOOKED: Final = regex(
    r"^(?:(?:pre|post)\w+|[\w:.-]*(?:lint|check|verify|audit|typecheck|size|licen[cs]e)[\w:.-]*)$", re.IGNORECASE
)
_GUARDS: Final = regex(
    r"\b(?:size-limit|bundlesize|bundlewatch|eslint|stylelint|prettier\s+(?:-c|--check)|tsc\b|vue-tsc|audit|licen[cs]e\S*|depcheck|knip|madge|"
    r"publint|attw|commitlint|lint\S*|check\S*|verify\S*|test\S*|jest|vitest|mocha|phpstan|psalm|phpcs|pint\s+--test)",
    re.IGNORECASE,
)


def is_gate_step(line: str, edit: FileEdit) -> bool:
    """Tell whether a line that an edit takes out is a step that checks something by its words, with no other put in its place."""
    match = _STEP.match(line) if len(line) < 400 else None
    text = next((g for g in match.groups() if g), "") if match is not None else ""
    if not text or _NOT_STEP.search(text) or not _WORDS.search(text):
        return False
    words = {w.lower() for w in _WORDS.findall(text)}
    return not any(
        _STEP.match(x) and (_WORDS.search(x) or words & set(x.lower().split())) for x in edit.added if len(x) < 400
    )


def lost_scripts(edit: FileEdit) -> list[CodeChange]:
    """Return the scripts of a package that checked something, most of all before or after another, and are gone."""
    if not edit.path.endswith(("package.json", "composer.json")) or edit.op is not EditOp.MODIFY:
        return []
    kept = {m[1] for x in edit.added if (m := _SCRIPT.match(x[:400]))}
    commands = " ".join(edit.added)
    return [
        CodeChange(ChangeKind.GATE_REMOVED, removed=line)
        for line in edit.removed
        if (m := _SCRIPT.match(line[:400]))
        and m[1] not in kept
        and _HOOKED.match(m[1])
        and _GUARDS.search(m[2])
        and m[2] not in commands
    ]


def loosened(edit: FileEdit) -> list[CodeChange]:
    """Return the commands of steps and scripts that are the same as before but for an option by which they let more pass."""
    out: list[CodeChange] = []
    before = [x for x in edit.removed[:200] if len(x) < _WIDE]
    for line in edit.added[:200]:
        words = _split(line) if len(line) <= _WIDE and not line.lstrip().startswith(("#", "//")) else []
        if not words:
            continue
        old = next(
            (o for x in before if (o := _split(x)) and o[0] == words[0] and len({*o} & {*words}) >= len({*o}) / 2), None
        )
        if old is None:
            continue
        fresh = [w for w in words if w not in old]
        if any(_LETS_PASS.match(w) for w in fresh) or _rank(words) > _rank(old) >= 0:
            out.append(
                CodeChange(ChangeKind.RULE_RELAXED, added=line, new_value=" ".join(fresh)[:80], old_value="its options")
            )
    return out[:2]


def _split(line: str) -> list[str]:
    """Return the words of the command in a step or a script of a package."""
    script = _SCRIPT.match(line.strip().removeprefix("{").strip()) or _INLINE.search(line)
    step = _STEP.match(line)
    text = script[2] if script is not None else next((g for g in step.groups() if g), "") if step is not None else ""
    return text.strip("\"'").split() if _WORDS.search(text) or _GUARDS.search(text) or CHECKERS.search(text) else []


def _rank(words: list[str]) -> int:
    """Return how grave a finding must be for a command to fail; -1 where it does not say."""
    for i, word in enumerate(words):
        option, _, value = word.partition("=")
        if _LEVEL.fullmatch(option):
            value = (value or (words[i + 1] if i + 1 < len(words) else "")).split(",")[-1].lower()
            return next((k for k, names in enumerate(_RANKS) if value in names), -1)
        if (
            option in ("--max-warnings", "--max-errors", "--allowed-warnings")
            and (number := value or (words[i + 1] if i + 1 < len(words) else "")).lstrip("-").isdigit()
        ):
            return int(number) if int(number) >= 0 else 10_000
    return -1
