"""Look-ups that were confined to one owner, tenant or user, and after an edit take in what belongs to all; and paths opened to all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_OWNER: Final = regex(
    r"\b(?:where|and)\s+(?:\w+\.)?((?:tenant|owner|user|account|org|organi[sz]ation|company|customer|workspace|team)_?id|owner|tenant|created_by|author)\s*=",
    re.IGNORECASE,
)
_SCOPE: Final = regex(
    r"\bcurrent_?(?:user|account|tenant|org\w*|customer|company|member|team|workspace)\b(?:\(\))?(?:\.\w+)?|\b(?:req(?:uest)?|ctx|context|info\.context|c|self\.request|socket\.assigns)\.(?:user|"
    r"auth|tenant|account|session|principal|current_\w+|userId|tenantId)\b(?:\(\))?|\$request->user\(\)|\b(?:auth\(\)|Auth::)(?:->)?(?:user|id)\(\)|\bauth\.uid\(\)|\brequest\.auth\.uid\b|"
    r"\b(?:owner|tenant|user|account|org|organi[sz]ation|customer|company|team|workspace|author|created_?by)_?(?:id|Id|ID|pk)?\s*(?:=|:|==|===|=>|,)\s*(?:[\w.$>-]*\b(?:user|tenant|account|owner|"
    r"auth|org\w*|session|principal|customer|uid|me)\w*\b[\w.()>-]*)|\bpolicy_scope\b|\baccessible_by\(|\bfor_user\(|\bvisible_to\(|\bscoped_?[tT]o\w*\(|\bAndOwner\w*\(|\bAndUser\w*\(|"
    r"\bByUser\w*\(|\bBelongsTo\w*\(|\bUserId\s*==|\bTenantId\s*==|\bOwnerId\s*==",
)
"""What confines a look-up to the things of whoever asks."""
SCOPES: Final = (_OWNER, _SCOPE)
"""An edit that takes nothing out that one of them matches widens no look-up."""
_LOOKS_UP: Final = regex(
    r"\b(?:find\w*|get\w*|filter\w*|where\w*|select\w*|query\w*|first\w*|one\w*|all|count|exists\w*|delete\w*|update\w*|destroy\w*|objects|load\w*|fetch\w*|read|list\w*|allow|USING|"
    r"Find\w*|Get\w*|Where|First\w*|Single\w*|Select|FROM|DELETE|UPDATE)\b\s*[(.:!{\s]|\.(?:page|paginate|order|limit)\("
)
_TABLE: Final = regex(r"\b(?:from|update|into)\s+[`\"\[]?(\w{2,60})", re.IGNORECASE)
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*|--)")
_OPENED: Final = regex(r"permitAll|AllowAnonymous|\bpublic\b|\bskip\w*|anonymous|\bexcept\b|no_?auth", re.IGNORECASE)
CLOSED: Final = regex(r"hasRole|hasAuthority|hasAnyRole|authenticated|require\w*|protected|admin_only|Authorize")
"""What asks for a role or a login."""


def opened_paths(edit: FileEdit) -> Iterator[CodeChange]:
    """Paths that needed a role or a login before and need none now; `old_value` is the path."""
    for line in edit.removed:
        path = re.search(r"[\"'](/[\w/*{}.:-]+)[\"']", line)
        if path is None or not CLOSED.search(line):
            continue
        now = next((x for x in edit.added if path[1] in x and _OPENED.search(x) and not CLOSED.search(x)), None)
        if now is not None:
            yield CodeChange(
                ChangeKind.PROTECTION_WEAKENED,
                added=now,
                removed=line,
                new_value="a protected path opened",
                old_value=path[1],
            )


def unowned(edit: FileEdit, put: str) -> CodeChange | None:
    """Return a query that asked for the rows of one owner and now takes those of all."""
    lost = next((m for x in edit.removed if len(x) <= 500 and (m := _OWNER.search(x))), None)
    if lost is None or lost[1].lower().replace("_", "") in put.lower().replace("_", ""):
        return None
    table = _TABLE.search(lost.string)
    if table is None:
        return None
    line = next((x for x in edit.added if (m := _TABLE.search(x[:500])) and m[1].lower() == table[1].lower()), None)
    if line is None:
        return None
    return CodeChange(ChangeKind.PROTECTION_WEAKENED, added=line, removed=lost.string, new_value="open to the world")


def unscoped(edit: FileEdit) -> CodeChange | None:
    """Return a look-up that was confined to the things of whoever asks, and is not any more."""
    for hunk in edit.hunks:
        put = [x for x in hunk.added if x.strip() and len(x) <= 400 and not _COMMENT.match(x)]
        for line in hunk.removed:
            scope = _SCOPE.search(line) if len(line) <= 400 and not _COMMENT.match(line) else None
            verbs = _verbs(line)
            if scope is None or not verbs or line in hunk.added:
                continue
            same = [x for x in put if verbs & _verbs(x)]
            if not same or any(_SCOPE.search(x) for x in same):
                continue
            words = _stems(line) - _stems(scope[0].rsplit(".", 1)[0])
            twin = next((x for x in same if len(words & _stems(x)) >= 1), None)
            if twin is not None:
                return CodeChange(
                    ChangeKind.PROTECTION_WEAKENED, added=twin, removed=line, new_value="open to the world"
                )
    return None


def _verbs(line: str) -> set[str]:
    return {m[0].rstrip("(.:!{ \t").lower() for m in _LOOKS_UP.finditer(line)}


def _stems(text: str) -> set[str]:
    return {w.rstrip("s") for w in re.findall(r"[a-z]{3,}", text.lower())} - {
        "find",
        "get",
        "where",
        "filter",
        "first",
        "select",
        "from",
        "return",
        "self",
        "await",
    }
