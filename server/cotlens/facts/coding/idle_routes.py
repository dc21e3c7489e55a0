"""Routes and handlers that an edit registers and that do nothing: they answer 501, are empty, or share one no-op.

Tells of the shape only. A part of what `stubs` finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "501",
    "notimplemented",
    "not_implemented",
    "noop",
    "no_op",
    "no-op",
    "{}",
    "{ }",
    "=> null",
    "=> undefined",
    "pass",
    "nil",
    "unit",
)
_ADDRESSED: Final = regex(
    r"(?:\.|\b)(?P<verb>get|post|put|patch|delete|del|head|options|all|use|on|once|handle|handler|command|route|register|subscribe|"
    r"listen|addEventListener|"
    r"HandleFunc|Handle|GET|POST|PUT|PATCH|DELETE|MapGet|MapPost|MapPut|MapPatch|MapDelete|Get|Post|Put|Patch|Delete|add_url_rule|"
    r"add_api_route|add_handler)"
    r"\(\s*(?:[\"'`](?P<path>[^\"'`\n]{1,80})[\"'`]|:(?P<sym>\w{2,40}))\s*,\s*(?P<rest>.{1,200})$"
)
"""Something is registered under a name or an address, and what stands behind it."""
_REFUSES: Final = regex(
    r"\b(?:sendStatus|status|writeHead|WriteHeader|StatusCode|setStatus|send_error|abort|json|HttpResponse|Response|code|respond|halt|"
    r"Status)\s*\(?[^)\n]{0,60}?\b(?:501\b|\w*NotImplemented\b|NOT_IMPLEMENTED\b)|"
    r"\bhead[\s(]+:?(?:not_implemented|501)\b|\breturn\b[^;\n]{0,80},\s*501\b|\bstatus(?:_code)?\s*[:=]\s*501\b",
)
_EMPTY: Final = regex(
    r"^(?:async\s+)?(?:function\s*\w*\s*)?(?:\([^()]{0,120}\)|\w+|\|[^|\n]{0,80}\||func\([^()]{0,120}\))\s*(?::\s*[\w<>\[\] |"
    r"]{1,40})?\s*(?:=>\s*)?(?:\{\s*\}|null|undefined|void 0|nil|\(\s*\))\s*\)?\s*[;,]?\s*$"
)
_NAME: Final = regex(r"^(?:&|self\.|this\.)?(?P<n>[A-Za-z_]\w{1,40})(?:\.bind\([^()]*\))?\s*\)\s*[;,]?\s*$")
_NO_OP: Final = (
    r"^\s*(?:export\s+)?(?:(?:const|let|var|"
    r"val)\s+{name}\s*(?::[^=\n]{{1,80}})?=\s*(?:async\s*)?(?:function\s*)?\([^()]{{0,120}}\)\s*(?:=>\s*)?\{{\s*\}}\s*;?|"
    r"(?:async\s+)?(?:function|func|fn|fun|sub)\s+{name}\s*\([^()]{{0,160}}\)[^={{}}\n]{{0,60}}\{{\s*\}}|"
    r"{name}\s*=\s*lambda\b[^:\n]{{0,80}}:\s*(?:None|pass)|"
    r"(?:async\s+)?def\s+{name}\s*\([^()]{{0,160}}\)[^:\n]{{0,40}}:\s*(?:pass|\.\.\.|return(?:\s+None)?)|{name}\s*:?=\s*(?:lambda|proc|"
    r"->)?\s*(?:func\([^()]*\)\s*)?\{{\s*(?:\|[^|]*\|)?\s*\}})\s*$"
)


def idle_routes(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield what is registered and does nothing; `old_value` has the verb and the address."""
    added = [x for x in edit.fresh if len(x) <= 300]
    if not has_any("\n".join(added).lower(), _WORDS):
        return
    shared: dict[str, list[str]] = {}
    for line in added:
        match = _ADDRESSED.search(line)
        if match is None:
            continue
        what, rest = f"route {match['verb']} {match['path'] or match['sym']}", match["rest"].strip()
        if _REFUSES.search(rest) or _EMPTY.match(rest):
            yield CodeChange(ChangeKind.STUB_ADDED, added=line, removed=line, new_value="refused", old_value=what)
        elif (name := _NAME.match(rest)) is not None:
            shared.setdefault(name["n"], []).append(what)
    for called, whats in shared.items():
        nothing = re.compile(_NO_OP.format(name=re.escape(called)))
        stood = next((x for x in added if nothing.match(x)), None)
        if stood is not None:
            yield CodeChange(
                ChangeKind.STUB_ADDED, added=stood, removed=stood, new_value="refused", old_value=" ".join(whats)[:160]
            )
