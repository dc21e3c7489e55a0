"""Errors that libraries drop when told to: streams and futures with a default, readers that leave broken rows out, jobs that go on.

`swallowed` and `handler_lines` know the languages' own handlers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_NOTHING: Final = (
    r"(?:null|nil|None|undefined|false|true|-?\d[\d.]*[dfL]?|\"[^\"\n]{0,40}\"|'[^'\n]{0,40}'|\[\s*\]|\{\s*\}|\(\s*\)|"
    r"(?:Collections\.empty\w*|List\.of|Map\.of|Set\.of|emptyList|emptyMap|emptySet|listOf|mapOf|Optional\.empty|Seq\.empty|List\.empty|Nil|Some|new\s+\w+(?:<\w*>)?)\b(?:\([^()\n]{0,20}\))?|\w*\.?(?:EMPTY|empty)\b(?:\(\))?)"
)
_DROPS: Final = regex(
    rf"\.catch\s*\{{\s*(?:\w+\s*->\s*)?emit\(\s*{_NOTHING}|\bcatchError\(\s*(?:\(?\w*\)?\s*=>\s*)?\(?\s*(?:of\(|EMPTY\b|NEVER\b|from\(\s*\[\s*\]|\[\s*\])|"
    rf"\.onErrorReturn\w*\(|\.onErrorComplete\(|\.onErrorContinue\(|\.onErrorResume(?:Next)?\(\s*(?:[\w()]+\s*->\s*)?(?:Mono|Flux|Observable|Flowable|Single|Maybe|Completable|Uni)\.(?:empty|just|never)\b|"
    rf"\.replaceError\(\s*with:|\.catchErrorJustReturn\(|\.catchAndReturn\(|\.exceptionally\(\s*\(?\w+\)?\s*->\s*{_NOTHING}|\.(?:recover|recoverWith|handleError)\s*[{{(]\s*(?:case\s+)?_(?:\s*:\s*\w+)?\s*=>?\s*{_NOTHING}|"
    rf"\.recover(?:With)?Null\(|\.recoverWithItem\(|\bretry_error_callback\s*=\s*lambda\b[^\n:]*:\s*{_NOTHING}|^\s*@(?:\w+\.)?(?:suppress|ignore|swallow|silence|mute|catch_all|noexcept|fail_silently)\w*(?:error|exception|failure|warning|raise)?\w*(?:\(|$)|"
    r"[\"']mode[\"']\s*,\s*[\"']DROPMALFORMED|\bignoreCorruptFiles\b[^\n]*true|\bON_ERROR\s*=\s*'?(?:CONTINUE|SKIP_FILE)|\bMAXERRORS?\s*=?\s*[1-9]\d{2,}|\btrigger_rule\s*=\s*[\"']?(?:\w+\.)?(?:all_done|ALL_DONE)|"
    r"\bsoft_fail\s*=\s*True|\bcontinueOnFail[\"']?\s*[:=]\s*true|[\"']?onError[\"']?\s*[:=]\s*[\"']continue|\bfail_silently\s*=\s*True|\breturn_exceptions\s*=\s*True|\bignore_failures\s*=\s*True|\bskip_errors\s*=\s*(?:True|true)|"
    r"\bdiscard_on\s+(?:StandardError|Exception)\b|\bremoveOnFail\s*:\s*true|\b(?:no_?[aA]ck|auto_?[aA]ck)\s*[:=]\s*[Tt]rue|\backs_on_failure_or_timeout\s*=\s*True|\brescue_from\s*\(?\s*(?:StandardError|Exception)\b[^\n]{0,40}\{\s*\}|"
    r"[\"']?\b(?i:\w*(?:error|fail(?:ure)?|exception|invalid|malformed|corrupt|conflict)s?(?:_?(?:policy|mode|handling|action|strategy|behaviou?r|rows?|lines?|records?))?)[\"']?\s*[:=]\s*[\"'](?i:ignore|skip|silent\w*|drop|swallow|suppress|discard|continue|lenient|quiet)\w*[\"']|"
    r"\bSupervisorStrategy\.(?:Resume|resume)|\bDirective\.Resume|\bnothrow\s*[:=]\s*true|\breject:\s*false\b|\bthrowHttpErrors\s*:\s*false|\braise_for_status\s*=\s*False|\bignoreErrors[\"']?\s*[:=]\s*true|\bcatchError\w*\s*=\s*\(?\w*\)?\s*=>\s*\{\s*\}"
)
_TASKS: Final = regex(
    r"^\s*(?:failed_when:\s*(?:false|no|never|False)|ignore_errors:\s*(?:true|yes|True|\"\{\{)|ignore_unreachable:\s*(?:true|yes))\b"
)
_BOUNDARY: Final = regex(r"getDerivedStateFromError|componentDidCatch|errorCaptured|ErrorBoundary")
_SHOWS_NONE: Final = regex(
    r"\b(?:if\s*\([^()\n]{1,60}\)\s*\{?\s*return\s+(?:null|<>\s*</>|false|\"\")|fallback=\{\s*(?:null|<>\s*</>)\s*\})"
)
_TELLS: Final = regex(
    r"\b(?:log|logger|console|warn|error|report|capture|notify|Sentry|metrics|counter|rollbar)\w*[.(]", re.IGNORECASE
)
_LOOKS_AT: Final = regex(r"\bisinstance\(|\braise\b|\bBaseException\b|\bException\b")
_REGISTERED: Final = regex(r"\bregister:\s*\w")
"""The outcome is kept, and asked for later."""

_UNREPORTED: Final = regex(
    r"\b(?:ignore_?[eE]rrors|ignore_?[eE]xceptions|ignored_?(?:exceptions|classes|errors)|excluded_?exceptions|exclude_?[eE]xceptions|dont_?[rR]eport|exception_class_filters|ignored_exception_types|silenced_?errors)\b"
    r"[\"']?\s*(?:\+?=|<<|:|=>|\()\s*[\[\"'/%(A-Z]"
)
"""What keeps errors from being reported, by their names."""

_ANY: Final = Sieve(_DROPS, _TASKS, _SHOWS_NONE)


def unreported(edit: FileEdit) -> Iterator[str]:
    """Yield lines put in by which a named error is told to nobody any more."""
    gone = {x.strip() for x in edit.removed}
    whole = "\n".join(edit.added)
    if (
        "gnor" not in whole
        and "xclu" not in whole
        and "ont" not in whole
        and "filter" not in whole
        and "silenced" not in whole
    ):
        return
    for line in edit.added:
        if len(line) <= 400 and line.strip() not in gone and _UNREPORTED.search(line):
            yield line


def library_drops(edit: FileEdit) -> Iterator[str]:
    """Yield lines put in by which a library drops what goes wrong."""
    if _ANY.over("\n".join(edit.added)).nothing:
        return
    gone = {x.strip() for x in edit.removed}
    for hunk in edit.hunks:
        added, text = set(hunk.added), "\n".join(hunk.new)
        for line in hunk.new:
            if line not in added or line.strip() in gone or len(line) > 400:
                continue
            drop = _DROPS.search(line)
            if (
                (drop and not _TELLS.search(line) and not (drop[0].startswith("return_ex") and _LOOKS_AT.search(text)))
                or (edit.path.endswith((".yml", ".yaml")) and _TASKS.search(line) and not _REGISTERED.search(text))
                or (_SHOWS_NONE.search(line) and _BOUNDARY.search(text) and not _TELLS.search(text))
            ):
                yield line
