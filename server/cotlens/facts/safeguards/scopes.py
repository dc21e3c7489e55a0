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
_COLUMN: Final = (
    r"(?:(?:tenant|owner|user|account|org|organi[sz]ation|company|customer|workspace|team|author|creator)_?id|owner|tenant|"
    r"created_?by|author)"
)
_HOLDER: Final = r"(?:[\w$?]{1,40}(?:\.|->|::)){0,4}"
_ALSO_OWNED: Final = regex(
    rf"(?:\band\s|&&)\s{{0,8}}\(?\s{{0,4}}{_HOLDER}({_COLUMN})\s{{0,4}}=|\b({_COLUMN})\s{{0,4}}={{1,3}}\s{{0,4}}[^\s=]{{1,60}}\s{{0,8}}(?:\sand\b|&&)",
    re.IGNORECASE,
)
"""A condition on the owner that has to hold beside another one."""
_OR_OWNED: Final = regex(
    rf"(?:\bor\s|\|\|)\s{{0,8}}\(?\s{{0,4}}{_HOLDER}({_COLUMN})\s{{0,4}}=|\b({_COLUMN})\s{{0,4}}={{1,3}}\s{{0,4}}[^\s=]{{1,60}}\s{{0,8}}(?:\sor\b|\|\|)",
    re.IGNORECASE,
)
"""The same as one of two ways: whoever meets the other condition needs to own nothing."""
_BOTH: Final = regex(r"\band\b|&&", re.IGNORECASE)
_GRANTS: Final = regex(
    r"\b(?:where|having|return|allow\w*|can\w*|may\w*|authori[sz]\w*|permit\w*|using|filter\w*|select)\b|=>|^\W{0,6}(?:and|or)\b",
    re.IGNORECASE,
)
"""What picks rows or lets somebody in, where `or` takes in more than `and`."""
SCOPES: Final = (_OWNER, _SCOPE, _ALSO_OWNED)
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
EVERY_REQUEST: Final = "every other request"
_THE_REST: Final = regex(
    r"\.\s*any(?:Request|Exchange|Message)\b|\b(?:ant|mvc|request|path)Matchers\(\s*[\"']/\*\*[\"']|\bFallbackPolicy\b"
)
"""The rule for all that no other rule names."""


def opened_paths(edit: FileEdit) -> Iterator[CodeChange]:
    """Paths that needed a role or a login before and need none now; `old_value` is the path, or `EVERY_REQUEST`."""
    for line in edit.removed:
        rest = _THE_REST.search(line) if len(line) <= 500 and CLOSED.search(line) else None
        if rest is not None:
            now = next((x for x in edit.added if rest[0] in x and _OPENED.search(x) and not CLOSED.search(x)), None)
            if now is not None and line not in edit.added:
                yield CodeChange(
                    ChangeKind.PROTECTION_WEAKENED,
                    added=now,
                    removed=line,
                    new_value="a protected path opened",
                    old_value=EVERY_REQUEST,
                )
                continue
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


def owner_or(edit: FileEdit) -> CodeChange | None:
    """Return a condition on the owner that had to hold beside another one, and is now one of two ways in."""
    put = [x for x in edit.added if len(x) <= 500 and not _COMMENT.match(x)]
    for line in edit.removed:
        also = _ALSO_OWNED.search(line) if len(line) <= 500 and not _COMMENT.match(line) else None
        if also is None or _GRANTS.search(line) is None:
            continue
        owner, both = (also[1] or also[2]).lower(), len(_BOTH.findall(line))
        for new in put:
            either = _OR_OWNED.search(new)
            if (
                either is not None
                and (either[1] or either[2]).lower() == owner
                # `and (owner = ? or shared)` still asks for both.
                and len(_BOTH.findall(new)) < both
                and _OR_OWNED.search(line) is None
            ):
                return CodeChange(
                    ChangeKind.PROTECTION_WEAKENED, added=new, removed=line, new_value="open to the world"
                )
    return None


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
