"""What an edit takes off the demands of linters, type checkers and compilers: rules off, limits raised, lists shortened.

Compares each setting with what it was: a severity that falls, a maximum that grows, a rule that goes, an exemption that comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_RELAXED: Final = regex(
    r"""    ["']?[\w@/.-]+["']?\s*:\s*\[?\s*(?:["']?off["']?|0\b|false\b)|["']?(?:strict|noImplicit\w+|
    strictNullChecks|noUnused\w+|noUnchecked\w+)["']?\s*:\s*false|ignore_errors\s*=\s*(?:true|True)|
    disallow_\w+\s*=\s*(?:false|False)|
    check_untyped_defs\s*=\s*(?:false|False)|skipLibCheck["']?\s*:\s*true|Enabled:\s*false|
    (?:extend-)?ignore\s*=|per-file-ignores|disable\s*=|exclude(?:_lines|s|d)?\s*[=:]|omit\s*=|Exclude:|
    --max-warnings[= ]\d{2,}|
    warn_\w+\s*=\s*(?:false|False)|ignore_missing_imports\s*=\s*(?:true|True)|
    severity\s*[:=]\s*["']?(?:warning|none|silent)|-Wno-|max-(?:line-length|complexity)\s*[=:]|enable:\s*\[\]|
    disable-all:\s*true|disabled_rules\s*:|\b(?:deny|ban|banned|forbid)\s*[=:]\s*\[\s*\]|skip:\s*\[""",
    re.VERBOSE | re.IGNORECASE,
)
_STRICT_OPTION: Final = regex(
    r"-Werror\b|-D\s*warnings\b|--max-warnings[= ]0\b|TreatWarningsAsErrors>\s*true|--strict\b|-Wall\b|"
    r"warnings[-_]as[-_]errors|"
    r"(?:all)?[wW]arningsAsErrors(?:\.set\(|\s*=)\s*true|--error-on-warnings|--fail-on-warnings?"
)
_LEVEL: Final = regex(r"^\s*(?:level|errorLevel|fail-under|minimum_score)\s*[:=]\s*(\d+(?:\.\d+)?)")
_CONFIG_ITEM: Final = regex(
    r"""^\s*["'][\w@/:.*-]+["']\s*(?:=\s*\[.*\]|:\s*\[.*\])?\s*,?\s*(?:\#.*|//.*)?$|^\s*-\s+["']?[\w@/:.*-]+["']?\s*$|^\s*[\w-]+/[\w-]+:\s*$"""
)
_OPENS_LIST: Final = regex(r"[:=]\s*[\[{]?\s*$")
_COMMENT: Final = regex(r"^\s*(?:#(?!!?\[)|//|;)")
_RANKS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "error",
        "deny",
        "forbid",
        "fail",
        "failure",
        "block",
        "fatal",
        "critical",
        "true",
        "on",
        "always",
        "2",
        "strict",
        "required",
        "yes",
        "enabled",
        "all",
    ),
    ("warn", "warning", "1", "minor"),
    (
        "info",
        "hint",
        "note",
        "none",
        "off",
        "ignore",
        "allow",
        "silent",
        "silence",
        "false",
        "0",
        "never",
        "disabled",
        "optional",
        "null",
        "nil",
        "undefined",
        "no",
        "suggestion",
        "skip",
        "basic",
    ),
)
"""Words for how much a finding counts, from everything to nothing."""
_VALUE: Final = regex(r"(?<=[:=>\"'\s\[(])[\"']?([A-Za-z]+|\d)[\"']?(?=[\s,;\]}\")'<]|$)")
_MAXIMUM: Final = regex(
    r"(?:\bmax\w*|\w*length|\w*limit|\w*complexity|\w*depth|\w*threshold|\bcount|\w*budget\w*|maximum\w*|\bwarnings?|errorLevel|\w*lines|\w*params?|\w*args|\w*statements|\w*size|\w*report_?level)"
    r"[\"']?\]?\s*(?:[:=(]|,|\s)\s*(?:value\s*=\s*)?[\[\"']?(?:[\w\"'-]+,\s*)?(\d[\d_]*)",
    re.IGNORECASE,
)
_ENTRY: Final = regex(
    r"^\s*-\s+[\"']?[\w@/:.*-]+[\"']?\s*$|^\s*<(?:module|rule|check|property)\b.*|^\s*(?:[\w-]+/[\w-]+)\s*:\s*$"
)
_ENABLES: Final = regex(
    r"\b(?:select|extends?|checks|plugins|enable\w*|linters|rules|include|only_rules|opt_in_rules|warn|deny)\b[\"']?\s*[:=]",
    re.IGNORECASE,
)
_EXEMPTS: Final = regex(
    r"\b(?:ignor\w*|exclu\w*|allow_?list\w*|whitelist\w*|NoWarn|skip\w*|omit|suppress\w*|disabled?\w*|baseline|exempt\w*|per-file-ignores|exclude-rules|ignoreErrors|overrides)\b[\"'\]>]?\s*[:=>\[]",
    re.IGNORECASE,
)
_FAILS_FROM: Final = regex(
    r"(?:fail|exit|min|threshold|severity)[\w-]*(?:on|level|from|severity)?[\w-]*[\"']?\s*[:=]\s*[\"']?(negligible|info|low|medium|moderate|high|critical|none)\b",
    re.IGNORECASE,
)
_ENTRIES: Final = regex(
    r"[\"']?(@?[A-Za-z][\w@/.-]{1,60})[\"']?\s*[:=]\s*[\[({]?\s*[\"']?([A-Za-z]{2,12}|[012])\b[\"']?(?=\s*[,}\])\n]|\s*$)"
)
"""A rule, and how much it counts."""
_LONE_WORD: Final = regex(r"^\W{0,6}([A-Za-z]{2,12})\W{0,6}$")
"""All that a substitution shows of a line: `"error"`, `"warn"`."""
_SEVERITIES: Final = ("negligible", "info", "low", "medium", "moderate", "high", "critical", "none")
_STRICT_ENTRY: Final = regex(
    r"[\"']?(?:strict\w*|noImplicit\w+|noUnused\w+|noUnchecked\w+|disallow_\w+|warn_\w+|check_untyped_defs|TreatWarningsAsErrors|failOn\w+|WarningsAsErrors|allWarningsAsErrors|abortOnError)[\"']?\s*(?:[:=>]|\.(?:set|value|convention)\()\s*[\"']?(?:true|True|on|yes|1|\*)"
)


def relaxations(edit: FileEdit, role: PathRole) -> list[CodeChange]:
    """Return the settings of checkers that demand less than before, the plainest first."""
    out: list[CodeChange] = []
    if role & (PathRole.CI | PathRole.HOOK | PathRole.BUILD | PathRole.LINT_CONFIG):
        out += _strictness(edit)
    if role & PathRole.LINT_CONFIG:
        out += _relaxations(edit) or list(_compared(edit, whole=True))
    elif role & PathRole.BUILD and edit.op is EditOp.MODIFY:
        out += [c for c in _compared(edit, whole=False) if not out]
    if not any(_STUBLESS.search(c.added or "") for c in out):
        return out
    window = [x for h in edit.hunks for x in h.new]
    return [c for c in out if not (_STUBLESS.search(c.added or "") and _of_one_module(c.added or "", window))]


def _compared(edit: FileEdit, *, whole: bool) -> Iterator[CodeChange]:
    """Yield what fell, grew or went, setting by setting; in a build file only what plainly speaks of findings."""
    if edit.op is EditOp.CREATE and edit.before is None:
        return
    old = [x for x in edit.removed if x.strip() and len(x) < 300 and not _COMMENT.match(x)][:200]
    new = [x for x in edit.added if x.strip() and len(x) < 300 and not _COMMENT.match(x)][:200]
    window = "\n".join(x for h in edit.hunks for x in h.new)
    for line in new:
        if line in edit.removed:
            continue
        twin = next((x for x in old if bones(x) == bones(line)), None)
        limit, was = _FAILS_FROM.search(line), _FAILS_FROM.search(twin or "")
        if limit and was and _SEVERITIES.index(limit[1].lower()) > _SEVERITIES.index(was[1].lower()):
            yield CodeChange(ChangeKind.RULE_RELAXED, added=line, removed=twin, new_value=line.strip())
            return
        if twin is not None and (_falls(twin, line, whole=whole) or (whole and _grows(twin, line))):
            yield CodeChange(ChangeKind.RULE_RELAXED, added=line, removed=twin, new_value=line.strip())
            return
        fallen = whole and _entry_falls(old, line)
        if fallen:
            yield CodeChange(ChangeKind.RULE_RELAXED, added=line, removed=twin, new_value=line.strip())
            return
        if (
            twin is not None
            and whole
            and _ENABLES.search(line)
            and len(_items(line)) < len(_items(twin))
            and _items(line) <= _items(twin)
        ):
            yield CodeChange(ChangeKind.RULE_RELAXED, added=line, removed=twin, new_value=line.strip())
            return
        if (
            _EXEMPTS.search(line)
            and (whole or re.search(r"NoWarn|nowarn|disable", line))
            and not any(_EXEMPTS.search(x) and len(x) >= len(line) for x in old)
        ):
            yield CodeChange(ChangeKind.RULE_RELAXED, added=line, new_value=line.strip())
            return
    if not whole:
        return
    for line in old:
        gone = line not in edit.added and not any(bones(x) == bones(line) for x in new)
        strict = _STRICT_ENTRY.search(line)
        # A file on one line: what counts is whether the entry is gone, not whether the line changed.
        if strict is not None and any(strict[0] in x for x in edit.added):
            continue
        if gone and (strict is not None or (_ENTRY.match(line) and not _EXEMPTS.search(window) and not new)):
            yield CodeChange(ChangeKind.RULE_RELAXED, added=next(iter(new), None), removed=line, old_value=line.strip())
            return


def _entry_falls(old: list[str], new: str) -> bool:
    """Tell whether one of several settings of a line counts for less than it did, or a line is a mere word of severity that fell."""
    word = _LONE_WORD.match(new)
    if word is not None:
        return any((was := _LONE_WORD.match(x)) and -1 < _of(was[1]) < _of(word[1]) for x in old)
    stood = {m[1]: _of(m[2]) for x in old for m in _ENTRIES.finditer(x)}
    return any(-1 < stood.get(m[1], -1) < _of(m[2]) for m in _ENTRIES.finditer(new))


def _of(word: str) -> int:
    return next((i for i, words in enumerate(_RANKS) if word.lower() in words), -1)


@lru_cache(maxsize=256)
def bones(line: str) -> str:
    """Return a setting without its value, by which two lines are known for the same setting."""
    head = re.match(r"\s*[\"']?([\w@/.:*<>\s-]{2,60}?)[\"']?\s*(?:[:=>(]|\s[\"'\d])", line)
    if head:
        return re.sub(r"\W+", "", head[1]).lower()
    directive = re.match(r"\s*([A-Za-z_]\w+)\s+[\w.:/*]+(?:\s+[\w.:/*]+)?;?\s*$", line)
    if directive:
        return directive[1].lower()
    return re.sub(r"[^A-Za-z]+|\b(?:true|false|on|off|yes|no|null|none|nil)\b", "", line).lower()


def _items(line: str) -> set[str]:
    return set(re.findall(r"[\w@/*-]{1,60}", line.split("=" if "=" in line else ":", 1)[-1]))


def rank(line: str) -> int:
    """Return the place of the last such word of the line on the scale, -1 for none."""
    words = [m[1].lower() for m in _VALUE.finditer(line)]
    return next((i for w in reversed(words) for i, rank in enumerate(_RANKS) if w in rank), -1)


def _falls(old: str, new: str, *, whole: bool) -> bool:
    before, after = rank(old), rank(new)
    if before < 0 or after <= before:
        return bool(whole and re.search(r"[:=]\s*['\"]\*['\"]", old) and re.search(r"[:=]\s*['\"]['\"]", new))
    return whole or bool(
        re.search(
            r"\b(?:deny|forbid|allow|lints?|clippy|warnings?\w*|Warnings\w*|strict\w*)\b|unwrap|unsafe|panic", old + new
        )
    )


def _grows(old: str, new: str) -> bool:
    was, now = _MAXIMUM.search(old), _MAXIMUM.search(new)
    return bool(was and now and int(now[1].replace("_", "")) > int(was[1].replace("_", "")))


def _level(edit: FileEdit) -> CodeChange | None:
    """Return the lowering of a checker's level (`level: 8` to `level: 5`)."""
    before = next((float(m[1]) for x in edit.removed if (m := _LEVEL.match(x))), None)
    for line in edit.added:
        match = _LEVEL.match(line)
        if match and before is not None and float(match[1]) < before:
            return CodeChange(ChangeKind.RULE_RELAXED, added=line, new_value=match[1], old_value=f"{before:g}")
    return None


def _strictness(edit: FileEdit) -> list[CodeChange]:
    """Return options that made warnings count, and are gone."""
    kept = "\n".join(edit.added)
    for line in edit.removed:
        lost = next((m[0] for m in _STRICT_OPTION.finditer(line[:2000]) if m[0] not in kept), None)
        if lost is not None and not _COMMENT.match(line):
            instead = next((x for x in edit.added if x.strip()), None)
            return [CodeChange(ChangeKind.RULE_RELAXED, added=instead, removed=line, old_value=lost)]
    return []


_STUBLESS: Final = regex(r"^\s*ignore_missing_imports\s*=\s*[Tt]rue")
_SECTION: Final = regex(r"^\s*\[{1,2}([^\]\n]{1,80})\]")


def _of_one_module(line: str, window: list[str]) -> bool:
    """Tell whether a setting stands in a section for a module by its name: that somebody's package has no types is no rule relaxed."""
    head = next((m[1] for x in reversed(window[: window.index(line)]) if (m := _SECTION.match(x)) is not None), "")
    return head == "tool.mypy.overrides" or (head.startswith("mypy-") and head != "mypy-*")


def _relaxations(edit: FileEdit) -> list[CodeChange]:
    out: list[CodeChange] = []
    if re.search(r"\.(?!(?:git|docker|npm|helm)ignore)\w+ignore$", edit.path):
        fresh = [x for x in edit.added if x.strip() and not _COMMENT.match(x)]
        return [CodeChange(ChangeKind.RULE_RELAXED, added=x, new_value=x.strip()) for x in fresh[:3]]
    level = _level(edit)
    if level is not None:
        return [level]
    if edit.op is EditOp.CREATE and edit.before is None:
        return out
    removed = {x.strip() for x in edit.removed}
    window = [x for h in edit.hunks for x in h.new]
    in_exemptions = any(re.search(r"ignore|exclude|disable|omit|Exclude|skip", x) for x in window)
    for line in edit.added:
        if len(line) > 1000 or line.strip() in removed or _COMMENT.match(line):
            continue
        if _OPENS_LIST.search(line) and _RELAXED.search(line) and any(_CONFIG_ITEM.match(x) for x in edit.added):
            # What the list names tells more than its head.
            continue
        if _RELAXED.search(line) or (in_exemptions and _CONFIG_ITEM.match(line)):
            out.append(CodeChange(ChangeKind.RULE_RELAXED, added=line, new_value=line.strip()))
    selected = [x for x in edit.removed if re.search(r"\b(?:select|extend|plugins|rules)\b", x)]
    narrower = [x for x in edit.added if re.search(r"\b(?:select|extend)\b", x)]
    if selected and narrower and sum(map(len, narrower)) < sum(map(len, selected)):
        out.append(CodeChange(ChangeKind.RULE_RELAXED, added=narrower[0], removed=selected[0]))
    return out
