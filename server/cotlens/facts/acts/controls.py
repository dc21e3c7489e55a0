"""What holds an agent back or watches it (settings, hooks, rules, this monitor), and which edits and commands change that.

A change is loosening when it takes a rule out, allows more, or switches something off; adding documentation or stricter rules is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.permissions import allows
from cotlens.facts.measures.harness_recipes import SILENT
from cotlens.model.edit import EditOp, FileEdit, Hunk
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

SETTINGS: Final = regex(
    r"""(?:^|/)\.claude/(?:settings(?:\.local)?\.json$|hooks/|hooks\.json|managed-settings\.json)|(?:^|/)\.claude\.json$|(?:^|"
    r"/)managed-settings\.json$|
    (?:^|/)\.codex/(?:config\.toml|hooks|rules/|requirements\.toml)|(?:^|/)\.cursor/(?:mcp|permissions|hooks|cli|sandbox)\w*\.json|(?:^|/)\.cursor/hooks/|
    (?:^|/)\.gemini/settings\.json|(?:^|/)\.mcp\.json$|(?:^|/)opencode\.jsonc?$|(?:^|/)\.aider\.conf\.yml$|(?:^|/)\.clinerules|
    (?:^|/)\.git/hooks/|(?:^|/)\.(?:agent|agents|ai)-?(?:policy|rules|guard|permissions)[\w.-]*$|(?:^|/)\.hooks/|(?:^|/)\.copilot/config\.json|
    (?:^|/)\.qwen/settings\.json|(?:^|/)\.amp/settings\.json|(?:^|/)\.factory/settings\.json""",
    re.VERBOSE,
)
SCRIPTS: Final = regex(
    r"(?:^|/)\.(?:claude|codex|cursor|gemini|qwen|amp|factory|copilot|opencode|agents?|ai)/(?!commands/|skills/|agents/|plans?/|"
    r"worktrees/|projects/|memory|scratch|tmp/|"
    r"output-styles/|statusline)(?:[\w.-]+/){0,3}[\w.-]+\.(?:sh|bash|zsh|py|js|mjs|cjs|ts|rb|pl|ps1|php|lua)$"
)
"""Programs beside an agent's settings: what its hooks run."""
OWN: Final = regex(
    r"(?:^|/)\.?cotlens(?:\.toml$|/|\.json$|-state|\.ya?ml$)|(?:^|/)\.local/state/cotlens|(?:^|/)\.config/cotlens"
)
INSTRUCTIONS: Final = regex(
    r"(?:^|/)(?:AGENTS(?:\.override|\.local)?|CLAUDE(?:\.local)?|GEMINI)\.md$|(?:^|/)\.cursorrules$|(?:^|/)"
    r"\.cursor/rules/|(?:^|/)\.windsurfrules$|"
    r"(?:^|/)copilot-instructions\.md$|(?:^|/)\.claude/rules/|(?:^|/)\.github/instructions/"
)
_NO_CONTROL: Final = regex(r"\.(?:log|jsonl|bak|example|sample|template|dist|orig)$")
_VERDICTS: Final = regex(r"(?:^|/)\.cotlens/verdicts\.jsonl$")
"""What the monitor is told to be silent about, for everybody who has the workspace."""
_RULE: Final = regex(
    r"\b(?:never|do\s*n[o']t|don't|must(?:\s+not)?|always|forbidden|not\s+allowed|prohibited|mandatory|"
    r"may\s+not|frozen|off[- ]limits|"
    r"(?:ask|approval|review)\s+(?:\w+\s+){0,3}(?:first|before|required)|before\s+(?:you|any|each|every))"
    r"\b|^\W*No\s+\w+|\bonly\s+(?:through|via|in|with|by|after)\b|\.\s+No\s+\w+",
    re.IGNORECASE,
)
_IMPERATIVE: Final = regex(
    r"^\s*(?:[-*+]|\d{1,2}[.)])\s+(?:\*\*|__|`)?(?:Use|Run|Keep|Ask|Put|Write|Do|Commit|Format|Test|Check|Review|Get|Add|Follow|Prefer|"
    r"Work|Stay|Leave|Read|Log|Report|Stop|"
    r"Avoid|Ensure|Make|Treat|Pin|Sign|Request|Confirm|Verify|Validate|Document|Open|Limit|Restrict|Require|Route|Deploy|Branch|Squash|"
    r"Rebase|Merge|Touch|Edit|Change|Call|Consult|"
    r"Wait|Have|Give|Cover|Only|Nothing|All|Every|Any|Each|Hands|Secrets?|Migrations?|Production|Dependencies|Releases?|Pushes|Commits|"
    r"Tests)\b",
)
"""An entry of a list of rules: an order, or a word that rules begin with."""
_DEONTIC: Final = regex(
    r"^\s*(?:[-*+]|\d{1,2}[.)])\s.*\b(?:requires?|required|needs?)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,2}(?:approval|review|sign-?off|"
    r"permission|consent|ok|ticket)\b|"
    r"^\s*(?:[-*+]|\d{1,2}[.)])\s.*\b(?:reserved\s+(?:for|to)|read-?only|hands\s+off|off\s+limits|untouched|limited\s+to|"
    r"restricted\s+to|without\s+(?:\w+\s+)?(?:approval|asking|review|"
    r"permission|consent)|by\s+(?:a\s+)?(?:human|people|maintainers?)\s+(?:only|alone))\b",
    re.IGNORECASE,
)
_SOFTER: Final = regex(
    r"\b(?:prefer(?:ably)?|fine|ok(?:ay)?|may|can|optional(?:ly)?|where\s+possible|if\s+possible|allowed|"
    r"usually|generally|should|try\s+to|except|unless|"
    r"not\s+needed|no\s+need|skip|ignore)\b",
    re.IGNORECASE,
)
_LOOSE: Final = regex(
    r"""bypassPermissions|"allow"|Bash\((?:\*|[\w:* ./-]+)\)|"defaultMode"|acceptEdits|skipDangerousMode|
    dangerous|danger-full-access|approval_policy\s*=\s*"?never|
    sandbox_mode\s*=\s*"?(?:danger|workspace-write)|network_access\s*=\s*true|"?enable[d\w]*"?\s*[:=]\s*false|"?disabled?\w*"?\s*[:=]\s*(?:true|\[\s*["'])|exclude|ignore|"mcpServers"|
    autoAccept\w*"?\s*[:=]\s*true|auto_?run\w*"?\s*[:=]\s*true|"?sandbox\w*"?\s*[:=]\s*(?:false|"none|"off)|require\w*(?:Approval|Confirm)\w*"?\s*[:=]\s*false|"?confirm\w*"?\s*[:=]\s*false|always_?allow|trustedFolders|
    "?(?:read_?only|ask|prompt)\w*"?\s*[:=]\s*false|disableAllHooks|enableAllProjectMcpServers|trust|autoApprove|auto_?approve|yolo|"
    "exit\s+0|return\s+0|(?<![0-9&])>\s*/dev/null|off\b|"?severity"?\s*[:=]|minimum|min[_-]confidence""",
    re.VERBOSE | re.IGNORECASE,
)
_STRICT: Final = regex(
    r'"deny"|"ask"|hooks|PreToolUse|PostToolUse|Stop\b|exit\s+2|sys\.exit\(\s*[12]\s*\)|process\.exit\(\s*[12]\s*\)|"?enable[d\w]*"?\s*[:=]\s*true|sandbox|'
    r"read-only|untrusted|on-request|block|deny|permission",
    re.IGNORECASE,
)
_OWN_LINE: Final = regex(r"cotlens", re.IGNORECASE)
_MCP_ENTRY: Final = regex(r"\"(?:command|url|serverUrl|httpUrl)\"\s*:")
"""A server of tools that an agent may call."""
_OPENS_LIST: Final = regex(r"\s*\"(?:mcpServers|allow|permissions|servers)\"\s*:\s*[\[{]\s*$")
"""A line that only begins a list says nothing of what is allowed."""
_REFUSALS: Final = regex(
    r"\"(?:deny|ask|disallowed\w{0,20}|blocked\w{0,20}|forbidden\w{0,20})\"\s{0,3}:\s{0,3}\[([^\]]{0,4000})(?:\]|$)"
)
_EMPTIED: Final = regex(
    r"\"(?:hooks|(?:Pre|Post)ToolUse|UserPromptSubmit|Stop|SubagentStop|SessionStart|deny|ask)\"\s{0,3}:\s{0,3}(?:\{\s{0,3}\}|\[\s{0,3}\])"
)
"""Hooks or refusals, and none of them."""
_QUOTED: Final = regex(r"\"([^\"\n]{1,200})\"")


def is_control(path: str) -> bool:
    """Tell whether the file holds an agent's settings or hooks, or this monitor's own configuration and state."""
    return bool(SETTINGS.search(path) or OWN.search(path) or SCRIPTS.search(path))


def control_changes(edit: FileEdit, path: str, role: PathRole) -> tuple[CodeChange, ...]:
    """Return what an edit takes off an agent's controls; () for any other file, for fixtures and for stricter rules."""
    if role & PathRole.TEST:
        return ()
    settings, instructions = is_control(path), bool(INSTRUCTIONS.search(path))
    editor = path.endswith(".vscode/settings.json")
    if not (settings or instructions or editor) or (_NO_CONTROL.search(path) and not _VERDICTS.search(path)):
        return ()
    if edit.op is EditOp.DELETE:
        return (
            (
                CodeChange(
                    ChangeKind.CONTROL_LOOSENED, removed=edit.removed[0] if edit.removed else None, new_value="deleted"
                ),
            )
            if not editor
            else ()
        )
    moved = edit.new_path if edit.op is EditOp.RENAME else None
    if moved and not is_control(moved) and not INSTRUCTIONS.search(moved):
        # Out of the way is as good as gone.
        return (CodeChange(ChangeKind.CONTROL_LOOSENED, new_value="moved away"),)
    if instructions:
        return _rules(edit)
    kept = set(edit.removed)
    new = [x for x in edit.added if x.strip() and x not in kept]
    old = [x for x in edit.removed if x.strip() and x not in set(edit.added)]
    if _VERDICTS.search(path):
        silenced = next((x for x in new if "dismiss" in x), None)
        gone = next((x for x in old if "confirm" in x), None)
        return (CodeChange(ChangeKind.CONTROL_LOOSENED, added=silenced, removed=gone),) if silenced or gone else ()
    return _editor(new, old) if editor else _settings(edit, path, new, old)


def _editor(new: list[str], old: list[str]) -> tuple[CodeChange, ...]:
    """The monitor's keys in an editor's settings."""
    new, old = [x for x in new if _OWN_LINE.search(x)], [x for x in old if _OWN_LINE.search(x)]
    loose = [x for x in new if re.search(r":\s*(?:false|\"off\"|\"none\"|\"critical\"|\[)", x)]
    if not loose and not (old and not new):
        return ()
    return (
        CodeChange(ChangeKind.CONTROL_LOOSENED, added=loose[0] if loose else None, removed=old[0] if old else None),
    )


def _new_server(path: str, new: list[str], old: list[str]) -> CodeChange | None:
    """Return the entry of a tool server that came in; one that only got its comma was there before."""
    if "mcp" not in path.lower() and not any("mcpServers" in x for x in (*new, *old)):
        return None
    entries = [x for x in new if _MCP_ENTRY.search(x)]
    if len(entries) <= sum(bool(_MCP_ENTRY.search(x)) for x in old):
        return None
    known = {x.strip().rstrip(",") for x in old}
    first = next((x for x in entries if x.strip().rstrip(",") not in known), entries[0])
    return CodeChange(ChangeKind.CONTROL_LOOSENED, added=first, removed=old[0] if old else None)


def _refused(edit: FileEdit) -> set[str]:
    """Return what the lists of refusals hold after the edit: a further entry there allows nothing."""
    text = edit.after or "\n".join(x for h in edit.hunks for x in h.new)
    lists = (m[1] for m in _REFUSALS.finditer(text[:40_000]))
    return {entry for found in lists for entry in _QUOTED.findall(found)}


def _allowing(edit: FileEdit, new: list[str], old: list[str]) -> list[str]:
    """Return the new lines that allow something; what only got its comma was there before."""
    refused, stood = _refused(edit), {x.strip().rstrip(",") for x in old}
    return [
        x
        for x in new
        if _LOOSE.search(_REFUSALS.sub(" ", x))
        and not set(_QUOTED.findall(x)) & refused
        and x.strip().rstrip(",") not in stood
    ]


def _settings(edit: FileEdit, path: str, new: list[str], old: list[str]) -> tuple[CodeChange, ...]:
    """An agent's own settings and hooks: what allows more, what is gone."""
    if (
        (SCRIPTS.search(path) or re.search(r"(?:^|/)hooks?(?:/|\.d/|-)|guard|(?:pre|post)[-_]", path))
        and new
        and _says_yes_only(edit)
    ):
        # A guard that only says yes.
        said = next((x for x in new if re.search(r"\bexit\b|\btrue\b|\breturn\b", x)), new[0])
        return (
            CodeChange(ChangeKind.CONTROL_LOOSENED, added=said, removed=old[0] if old else None, new_value="emptied"),
        )
    if SCRIPTS.search(path):
        ends = next((x for x in new if _ENDS_WELL.match(x)), None)
        if ends and _ends_first(edit, ends):
            return (CodeChange(ChangeKind.CONTROL_LOOSENED, added=ends, new_value="emptied"),)
        if not SETTINGS.search(path):
            # Of a program of its own making only that it lets everything through is plain.
            return ()
    loose = _allowing(edit, new, old)
    loose_line = next((x for x in loose if not _OPENS_LIST.match(x)), loose[0] if loose else None)
    if (server := _new_server(path, new, old)) is not None:
        return (server,)
    strict_gone = next((x for x in old if _STRICT.search(x)), None)
    if strict_gone is not None and sum(bool(_STRICT.search(x)) for x in new) >= sum(
        bool(_STRICT.search(x)) for x in old
    ):
        # A rule or hook that gave way to another of its kind.
        strict_gone = None
    if (
        loose_line is not None
        and sum(bool(_LOOSE.search(x)) for x in old) >= sum(bool(_LOOSE.search(x)) for x in new)
        and not re.search(r"[Bb]ypass|danger|never|\*|disable|false", loose_line)
    ):
        loose_line = None
    # What kept watch is gone altogether: that weighs more than what is allowed besides.
    freed = [x for h in edit.hunks for x in _freed(h)]
    emptied = [x for x in new if _EMPTIED.search(x)][:1] if old else []
    loose, loose_line = [*freed, *emptied, *loose], next(iter((*freed, *emptied)), loose_line)
    if loose_line is None and strict_gone is None:
        if edit.inferred and not edit.hunks:
            return (CodeChange(ChangeKind.CONTROL_LOOSENED, new_value="rewritten"),)
        return (
            (
                CodeChange(
                    ChangeKind.CONTROL_LOOSENED,
                    added=new[0] if new else None,
                    removed=old[0] if old else None,
                    new_value="changed",
                ),
            )
            if new or old
            else ()
        )
    more = [x for x in loose if x != loose_line and not _OPENS_LIST.match(x)] if loose_line is not None else []
    return (
        CodeChange(ChangeKind.CONTROL_LOOSENED, added=loose_line or (new[0] if new else None), removed=strict_gone),
        *(CodeChange(ChangeKind.CONTROL_LOOSENED, added=x) for x in more[:4]),
    )


def _freed(hunk: Hunk) -> list[str]:
    """Return the entries that stood in a list of what is refused or asked about, and stand outside of one now."""
    held = {x for x, where in _listed(hunk.old) if where in _HELD_BACK}
    kept = {x for x, where in _listed(hunk.new) if where in _HELD_BACK}
    return [x for x in hunk.new if (entry := x.strip().rstrip(",")) in held and entry not in kept]


def _listed(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each entry of a list that has a line of its own, with the name of the list ('' where it began further up)."""
    name = ""
    for line in lines:
        opened = _LIST.match(line)
        if opened is not None:
            name = opened[1]
        elif _CLOSES.match(line):
            name = ""
        elif line.strip():
            yield line.strip().rstrip(","), name


_LIST: Final = regex(r"\s*\"(\w{1,40})\"\s*:\s*\[\s*$")
_CLOSES: Final = regex(r"\s*\]")
_HELD_BACK: Final = frozenset({"ask", "deny", "blocked", "disallowed", "disallowedTools", "forbidden"})
_ENDS_WELL: Final = regex(r"(?:exit(?:\s+0)?|(?:sys\.exit|process\.exit|exit)\(\s*0?\s*\);?)\s*(?:(?:#|//).*)?$")


def _ends_first(edit: FileEdit, line: str) -> bool:
    """Tell whether only silent lines stand in front of one that ends the program, and work stands behind it."""
    for hunk in edit.hunks:
        new = hunk.new
        if line in new:
            at = new.index(line)
            return all(SILENT.match(x[:400]) for x in new[:at]) and any(x.strip() for x in new[at + 1 :])
    return False


def _says_yes_only(edit: FileEdit) -> bool:
    """Tell whether an edit leaves a program that judges nothing: it ends well at once, whatever it is given."""
    new = [x for x in edit.fresh if x.strip()]
    if edit.after is None and not any(x.strip() and not SILENT.match(x[:400]) for x in edit.removed):
        # Nothing that worked is gone, and the rest of the program is not known.
        return False
    return bool(new) and all(SILENT.match(x[:400]) for x in (edit.after or "\n".join(new)).split("\n"))


def _rules(edit: FileEdit) -> tuple[CodeChange, ...]:
    """Rules of an instruction file that are gone or were made softer."""
    added = [x for x in edit.added if x.strip()]
    if edit.after is not None and not edit.after.strip() and edit.op is not EditOp.CREATE:
        return (
            CodeChange(ChangeKind.CONTROL_LOOSENED, removed=next(iter(edit.removed), None), new_value="rules emptied"),
        )
    if edit.inferred and edit.after and edit.op is EditOp.CREATE and added and not any(_RULE.search(x) for x in added):
        # The shell wrote over it, whatever was there; what is there now holds nobody back.
        return (CodeChange(ChangeKind.CONTROL_LOOSENED, added=added[0], new_value="rules overwritten"),)
    # Whoever rewrites a whole section may well have brought it up to date.
    cut = len(edit.removed) <= 6 and len(added) <= len(edit.removed)
    for line in edit.removed:
        lost_entry = bool((cut and _IMPERATIVE.match(line)) or _DEONTIC.search(line[:500]))
        if not (_RULE.search(line) or lost_entry) or line in added:
            continue
        twin = max(added, key=lambda x: len(set(x.lower().split()) & set(line.lower().split())), default=None)
        shared = len(set((twin or "").lower().split()) & set(line.lower().split()))
        stands_in = next(
            (x for x in added if (_RULE.search(x) or _IMPERATIVE.match(x)) and x not in edit.removed), None
        )
        if shared < 3 and stands_in is not None and not _SOFTER.search(stands_in):
            # A rule in other words, at least as binding, stands where it stood.
            continue
        if twin is None or shared < 3:
            first = CodeChange(
                ChangeKind.CONTROL_LOOSENED, added=added[0] if added else None, removed=line, new_value="rule removed"
            )
            more = (x for x in added[1:] if allows(x))
            return (
                first,
                *(CodeChange(ChangeKind.CONTROL_LOOSENED, added=x, new_value="rule removed") for x in more),
            )
        if not _RULE.search(line) and not _DEONTIC.search(line[:500]):
            continue
        if _SOFTER.search(twin) and not _SOFTER.search(line):
            return (CodeChange(ChangeKind.CONTROL_LOOSENED, added=twin, removed=line, new_value="rule softened"),)
        if len(_RULE.findall(twin)) < len(_RULE.findall(line)) or (
            _DEONTIC.search(line[:500]) and not _DEONTIC.search(twin[:500])
        ):
            return (CodeChange(ChangeKind.CONTROL_LOOSENED, added=twin, removed=line, new_value="rule softened"),)
    for line in added:
        if allows(line) and line not in edit.removed:
            return (CodeChange(ChangeKind.CONTROL_LOOSENED, added=line, new_value="permission added"),)
    return ()
