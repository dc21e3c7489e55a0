"""What a pipeline or a task runner checks less than before: events that start it no more, targets left out, options that found more.

Compares what stood there with what stands there now; that a whole step is gone is for `gate_changes` to tell.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.gates.gate_steps import CHECKERS
from cotlens.facts.gates.script_lines import checks_in, script_text
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_EVENTS: Final = regex(r"\b(pull_request(?:_target)?|push|merge_group|merge_requests?|merge_request_event|pr)\b")
_STARTS: Final = regex(
    r"^\s*[\"']?(?:on|trigger|pr|when|only|rules)[\"']?\s*:|"
    r"^\s*-?\s*(?:pull_request\w*|push|merge_group|merge_requests?)\s*:?\s*(?:\{.*)?$"
)
_RULE: Final = regex(r"^([A-Za-z][\w.-]{0,40})\s*::?\s*([A-Za-z][\w.\s-]{0,200})$")
"""A target of make with what it needs."""
_CHECKS: Final = regex(
    r"lint|test|check|vuln|audit|scan|typ(?:e|ing)|sec(?:ur|$)|verif|valid|cov|fmt|format|vet|race|deny|licen[cs]e|spell|smoke|e2e",
    re.IGNORECASE,
)
_STRICT: Final = regex(
    r"^(?:-race|-Werror\b.*|-Wall|-Wextra|--strict\w*|--(?:fail|error)[\w-]*|--check|--pedantic|-Xlint\S*|-fsanitize\S*|--locked|--frozen-lockfile|--ci|"
    r"--max-warnings(?:=0)?|--no-warnings|--all-targets|--all-features|--workspace|--cov[\w=-]*|--forbid-only|--detectOpenHandles|--audit\S*|--deny\S*|-D|"
    r"--severity\S*|--shuffle\S*|-shuffle\S*|--runInBand|--warnings-as-errors)$"
)
_IDLE: Final = regex(r"^\t\s*@?(?:true|:|exit\s+0)\s*$")


def less_reach(edit: FileEdit, role: PathRole) -> list[CodeChange]:
    """Return the first thing that is checked less often, of less, or less strictly than before."""
    old, new = ([x for x in side[:200] if len(x) < 300] for side in (edit.removed, edit.added))
    if not old or not new:
        return []
    found = _events_lost(old, new) if role & PathRole.CI else None
    makefile = re.search(r"(?:^|/)(?:GNU)?[Mm]akefile$|\.mk$", edit.path) is not None
    if found is None and makefile:
        found = _targets_lost(old, new) or _idle_recipe(old, new)
    if found is None and (makefile or role & PathRole.CI):
        found = _options_lost(old, new)
    return [found] if found is not None else []


def _runs_tool(line: str) -> bool:
    """Tell whether a line of a pipeline or a recipe runs a check."""
    text = script_text(line.lstrip("\t @-"))
    return bool(checks_in(text)) or CHECKERS.search(text) is not None


def _events_lost(old: list[str], new: list[str]) -> CodeChange | None:
    lines = [x for x in old if _STARTS.search(x)]
    lost = {e for x in lines for e in _EVENTS.findall(x)} - {e for x in new for e in _EVENTS.findall(x)}
    now = next((x for x in new if _STARTS.search(x)), None)
    if not lost or now is None or not lines:
        return None
    return CodeChange(
        ChangeKind.GATE_REMOVED, added=now, removed=lines[0], new_value=f"not on {', '.join(sorted(lost))}"
    )


def _targets_lost(old: list[str], new: list[str]) -> CodeChange | None:
    rules = {m[1]: (m[2].split(), x) for x in new if (m := _RULE.match(x))}
    for line in old:
        rule = _RULE.match(line)
        if rule is None or rule[1] not in rules:
            continue
        needs, now = rules[rule[1]]
        lost = [t for t in rule[2].split() if t not in needs]
        if lost and all(t in rule[2].split() for t in needs) and any(_CHECKS.search(t) for t in lost):
            return CodeChange(
                ChangeKind.GATE_REMOVED, added=now, removed=line, new_value=f"without {' '.join(lost)}"[:80]
            )
    return None


def _idle_recipe(old: list[str], new: list[str]) -> CodeChange | None:
    line, now = next((x for x in old if _runs_tool(x)), None), next((x for x in new if _IDLE.match(x)), None)
    if line is None or now is None or any(_runs_tool(x) for x in new):
        return None
    return CodeChange(ChangeKind.GATE_REMOVED, added=now, removed=line, new_value="nothing is run")


def _options_lost(old: list[str], new: list[str]) -> CodeChange | None:
    for line in old:
        if not any(_STRICT.match(w) for w in line.split()) or not _runs_tool(line):
            continue
        words = line.split()
        for now in new:
            kept = now.split()
            lost = [w for w in words if w not in kept]
            if lost and [w for w in words if w in kept] == kept and any(_STRICT.match(w) for w in lost):
                how = f"without {' '.join(lost)}"[:80]
                return CodeChange(
                    ChangeKind.RULE_RELAXED, added=now, removed=line, new_value=how, old_value="its options"
                )
    return None
