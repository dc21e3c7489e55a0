"""Calls whose failure was felt before an edit and is not any more: not asked about, let go of, a key with a value for what is missing.

Both lines name the same call: that tells a failure let go of from another program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_IN_PLACE: Final = (
    r"shuffle|sort|sort_by|map|collect|select|filter|reject|uniq|compact|flatten|reverse|rotate|merge|transform_(?:values|keys)|concat|"
    r"gsub|t?sub|upcase|downcase|capitalize|swapcase|l?strip|rstrip|chomp|chop|squeeze|tr|slice|scrub|encode|succ|next|delete_(?:prefix|suffix)|"
    r"push|append|insert|empty|fill|resize"
)
"""With these of Ruby's and Julia's, the mark says that the thing itself is changed, not that a failure is raised."""
_UNCHECKED: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    # how the call stands there now, and what had made its failure felt in the line before; both name the same call
    (
        regex(r"^\s*(?:[\w@.]+\s*=\s*)?(?:[\w@]+\.)*(\w+)(?:\s*\(|\s*$|\s+[\w:@\"'])"),
        regex(rf"\b(?!(?:{_IN_PLACE})!)(\w+)!(?!=)"),
    ),
    (regex(r"\b([\w.]+)\((?!.*\bcheck\s*=\s*True)"), regex(r"\b([\w.]+)\(.*\bcheck\s*=\s*True")),
    (
        regex(r"^\s*(\w+)\b(?!.*(?:\bor\b|\|\|))"),
        regex(r"^\s*(\w+)\b.*(?:\bor\b|\|\|)\s*(?:die|croak|exit|abort|return\s+1|fail|confess)\b"),
    ),
    (
        regex(r"^\s*(?:\(void\)\s*)?([\w.>-]+)\("),
        regex(r"\bif\b.*?\b([\w.>-]+)\(.*(?:<|!=|==|>|!)|\bif\b.*!\s*([\w.]+)\("),
    ),
    (
        regex(r"^\s*([\w.>-]+)\("),
        regex(r"\b(?:err|rc|ret|rv|res|st|status|ok|e|r|error|n|success)\s*:?=\s*([\w.>-]+)\(|\btry\s+([\w.]+)\("),
    ),
    (
        regex(r"\bif\s+let\s+(?:Ok|Some)\(.*\)\s*=\s*([\w:.]+)\("),
        regex(r"([\w:.]+)\(.*\)\s*(?:\?|\.unwrap\(\)|\.expect\()"),
    ),
    (
        regex(r"\bif\s+let\s+Err\(_\w*\)\s*=\s*([\w:.]+)\(.*\{\s*\}"),
        regex(r"([\w:.]+)\(.*\)\s*(?:\?|\.unwrap\(\)|\.expect\()"),
    ),
    (
        # results of which the bad ones fall out on the way: an iterator over a result has nothing where it failed
        regex(r"\.(?:flat_map|filter_map)\(\s*(?:\|[^|\n]{1,40}\|\s*(?:\w+\.)*|(?:\w+::)+)(\w+)"),
        regex(r"\.map\(\s*(?:\|[^|\n]{1,40}\|\s*(?:\w+\.)*|(?:\w+::)+)(\w+)"),
    ),
    (
        # begun and let go of: what becomes of it reaches nobody
        regex(
            r"^\s*(?:_\s*=\s*|void\s+|(?:asyncio\.)?(?:create_task|ensure_future)\(\s*|go\s+|(?:tokio::|async_std::task::|scope\.|GlobalScope\.)?(?:spawn|launch)\s*[({]\s*|"
            r"Task\.Run\(\s*\(\)\s*=>\s*|Task\s*\{\s*(?:try\?\s+)?(?:await\s+)?)([\w.>-]+)\((?!.*(?:\.catch\(|\.then\(|ContinueWith))"
        ),
        regex(
            r"(?<![\w.])(?:await|try)\s+([\w.>-]+)\(|([\w.]+)\([^\n]*\)\s*\.await\b|\b(?:err|e|rc|ok|status|error)\s*:?=\s*([\w.>-]+)\(|\breturn\s+([\w.>-]+)\([^\n]*\)\s*;?$"
        ),
    ),
    (regex(r"\{:?_\w*,\s*\w+\}\s*=\s*([\w.]+)"), regex(r"\{:ok,.*\}\s*=\s*([\w.]+)|([\w.]+)!\(")),
    (
        regex(r"\b(\w+)\.TryParse\(.*\?\s*\w+\s*:\s*(?:-?[\d.]+\w?|null|default\b|string\.Empty|\"\")"),
        regex(r"\b(\w+)\.Parse\(|\bConvert\.To(\w+)\("),
    ),
    (
        regex(
            r"\b(\w+)\b.*\.(?:orElse\(\s*null|orElseGet\(|getOrNull|firstOrNull|orNull|GetValueOrDefault|FirstOrDefault|TryGetValue)"
        ),
        regex(r"\b(\w+)\b.*\.(?:get\(\)|orElseThrow|first\(\)|First\(|single\()"),
    ),
)
_DEFAULTED: Final = regex(
    r"\.get\(\s*[\"'](\w{1,60})[\"']\s*,\s*(?:-?\d[\d.]*|\"\"|''|None|\[\]|\{\}|False)\s*\)|\[\s*[\"'](\w{1,60})[\"']\s*\]\s*\?\?\s*(?:-?\d[\d.]*|\"\"|''|null|\[\]|false)"
)
"""A key with nothing, or naught, for what is missing."""
_CHECK_LOST: Final = regex(
    r"\.raise_for_status\(\)|\.error_for_status\(\)|\.EnsureSuccessStatusCode\(\)|^\s*\\set\s+ON_ERROR_STOP\b|\.throwIf\w+\(|\.check_returncode\(\)|\bcheckError\(|\bvalidateOrThrow\(|\bassert_success\b|\.throwOnError\(|"
    r"^\s*(?:if\s*\(?\s*!?\s*\w+(?:\.\w+)*\s*\)?\s*)?(?:throw|raise)\b"
)
"""A line whose only work is to make a failure felt."""
_BEFORE: Final = Sieve(*(before for _, before in _UNCHECKED))


def unchecked(edit: FileEdit, seen: set[str]) -> Iterator[CodeChange]:
    """Yield calls whose failure was felt before and is not any more, and checks that went without anything in their place."""
    removed = edit.removed
    old = [x for x in removed if x.strip() and len(x) <= 300][:200]
    felt = list(_felt(old))
    for line in edit.added[:300] if felt else ():
        if len(line) > 300 or line in removed or line.strip() in seen:
            continue
        for now, before, names in felt:
            match = now.search(line)
            if match is not None and match[1] in names and not before.search(line):
                seen.add(line.strip())
                yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")
                break
    yield from _defaulted(edit, old, seen)
    lost = next((x for x in old if _CHECK_LOST.search(x)), None)
    if lost is not None and not any(x.strip() for x in edit.added):
        yield CodeChange(ChangeKind.ERROR_SWALLOWED, removed=lost, new_value="broad")


def _felt(old: list[str]) -> Iterator[tuple[re.Pattern[str], re.Pattern[str], set[str]]]:
    """Yield what finds such a call now, what found it before, and the names of the calls whose failure was felt before."""
    look = _BEFORE.over("\n".join(old))
    for now, before in _UNCHECKED if not look.nothing else ():
        if look.may(before):
            names = {name for x in old for m in before.finditer(x) for name in m.groups() if name is not None}
            if names:
                yield now, before, names


def _defaulted(edit: FileEdit, old: list[str], seen: set[str]) -> Iterator[CodeChange]:
    """Yield look-ups of a key that had to be there, and for which a fixed value now stands in."""
    removed = edit.removed
    for line in edit.added[:300] if old else ():
        match = (
            _DEFAULTED.search(line) if len(line) <= 300 and line not in removed and line.strip() not in seen else None
        )
        key = (match[1] or match[2]) if match is not None else None
        if key is not None and any(
            re.search(rf"\[\s*[\"']{re.escape(key)}[\"']\s*\]", x) and not _DEFAULTED.search(x) for x in old
        ):
            seen.add(line.strip())
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="narrow")
