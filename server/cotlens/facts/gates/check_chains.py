"""Chains of commands in scripts (`lint && test && build`) that lost a link which checks something.

For package.json scripts, task files and build scripts; CI jobs and hooks are read by `gate_changes`.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_CHECKS: Final = regex(
    r"\b(?:check|lint|test|verify|audit|scan|licen[cs]es?|type-?check|tsc|mypy|validate|security|coverage|eslint|ruff|pytest|"
    r"jest|vitest|clippy|vet|sanitiz\w*|fmt --check|prettier --check|size-limit|depcheck|signature|checksum)\w*",
    re.IGNORECASE,
)
_LINK: Final = regex(r"\s{0,80}(?:&&|;|\|\|)\s*")


def shortened_chains(edit: FileEdit, role: PathRole) -> tuple[CodeChange, ...]:
    """Return lines whose chain of commands lost a check and kept the rest."""
    if not role & PathRole.BUILD:
        return ()
    out: list[CodeChange] = []
    everywhere = "\n".join(edit.added)
    for line in edit.removed:
        links = [x.strip(" \"',") for x in _LINK.split(line)]
        if len(links) < 2:
            continue
        name = re.match(r"\s*\"?([\w:.-]+)\"?\s*[:=]", line)
        for new in edit.added:
            rest = [x.strip(" \"',") for x in _LINK.split(new)]
            same = name is None or re.match(rf"\s*\"?{re.escape(name[1])}\"?\s*[:=]", new)
            lost = [x for x in links if _CHECKS.search(_command(x)) and _command(x) not in everywhere]
            if same and lost and any(_command(x) in new for x in links if x not in lost) and len(rest) < len(links):
                out.append(CodeChange(ChangeKind.GATE_REMOVED, added=new, removed=line, old_value=_command(lost[0])))
                break
    return tuple(out)


def _command(link: str) -> str:
    """Take the key off the first link of a `"name": "command"` line."""
    return (
        re.sub(r"^\s*\"?[\w:.-]+\"?\s*:\s*\"?", "", link) if re.match(r"^\s*\"?[\w:.-]+\"?\s*:\s+?\"", link) else link
    )
