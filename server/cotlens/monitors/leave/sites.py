"""Where a command works, as its words and its folder tell: for rules of one place only ("never apply in envs/prod"). Part of BD01.

Which branch it works on is `branches`.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_IN: Final = regex(
    r"\b(?:in|on|under|inside|within|against|for|to|at)\s+(?:the\s+|our\s+|any\s+)?[`'\"]?((?:[\w.-]+/)+[\w.*-]*|[\w-]{2,30})[`'\"]?",
    re.IGNORECASE,
)
_INSTEAD: Final = regex(
    r"\b(?:against|on|in|to|at|with)\s+[^.;\n]{2,60}?(?:,|;|\band\b|\bbut\b)\s*(?:please\s+)?(?:use|take)\s+(?:the\s+)?"
    r"`?([\w./-]{3,60}\w)`?(?=\s*(?:$|[.,;!)]|\s(?:instead|for|please)\b))",
    re.IGNORECASE,
)
"""The place that is to be used for the one that is ruled out: "not against invoices, use invoices_test"."""
_ON_THE_HOST: Final = regex(
    r"\b(?:on|from)\s+(?:the|your)\s+(?:bare\s+)?host\b|\boutside\s+(?:of\s+)?(?:the\s+|a\s+)?(?:[\w-]+\s+)?container\b",
    re.IGNORECASE,
)
_CONTAINERS: Final = frozenset(("docker", "podman", "nerdctl", "kubectl", "devcontainer"))
_ENVIRONMENTS: Final = (
    regex(r"(?<![a-z])(?:prod(?:uction)?|live|prd)(?![a-z])", re.IGNORECASE),
    regex(r"(?<![a-z])(?:staging|stage|stg|pre-?prod|uat|qa|integration)(?![a-z])", re.IGNORECASE),
    regex(
        r"(?<![a-z])(?:dev(?:elop(?:ment)?)?|sandbox|local(?:host)?|playground|scratch|preview|ephemeral|test(?:ing)?)(?![a-z])",
        re.IGNORECASE,
    ),
)
"""Names of places where a system runs, by how much hangs on them: a name of one is none of another."""


def at_another_site(rule: str, command: SimpleCommand) -> bool:
    """Tell whether a rule names the place it holds for, and the command is known to work at another one."""
    if any(m[1] in command.argv[1:] for m in _INSTEAD.finditer(rule[:600])):
        return True
    if _ON_THE_HOST.search(rule[:600]) and any(w.split(" ", 1)[0] in _CONTAINERS for w in command.wrappers):
        return True
    spared = _BUT_FOR.search(rule[:600])
    if _of_tests(command) and ("test" not in rule.lower() or (spared is not None and "test" in spared[1].lower())):
        return True
    places = [m[1].rstrip("/*.") for m in _IN.finditer(rule[:600])]
    if not places:
        return False
    words = " ".join((*command.argv[1:], command.cwd or ""))[:4000]
    paths = [p for p in places if "/" in p]
    if paths:
        if any(re.search(rf"(?<![\w-]){re.escape(p)}(?![\w-])", words) for p in paths):
            return False
        # A sibling of the folder that is ruled out is named: `envs/sandbox` where `envs/prod` is.
        return any(re.search(rf"(?<![\w-]){re.escape(p.rsplit('/', 1)[0])}/[\w-]", words) for p in paths)
    meant = {i for i, kind in enumerate(_ENVIRONMENTS) for p in places if kind.fullmatch(p)}
    found = {i for i, kind in enumerate(_ENVIRONMENTS) if kind.search(words)}
    return bool(meant) and bool(found) and not meant & found


def _of_tests(command: SimpleCommand) -> bool:
    """Tell whether a migration is run on the database of the tests, which is made anew for them anyway."""
    line = " ".join((command.program, *command.argv[1:]))[:4000]
    return "migrat" in line and (
        any(name.endswith("_ENV") and value.lower().startswith("test") for name, value in command.env)
        or _TEST_OPTION.search(line) is not None
    )


_BUT_FOR: Final = regex(
    r"\b(?:any(?:thing|\s+\w+)|everything|all)\s+(?:but|except(?:\s+for)?|other\s+than)\s+(?:the\s+)?`?([\w./-]{3,60})",
    re.IGNORECASE,
)
"""The place for which a rule does not hold: "never against anything but shop_test"."""
_TEST_OPTION: Final = regex(r"\s(?:--env(?:ironment)?|-e|--database)[= ](?:test|testing)\b")
