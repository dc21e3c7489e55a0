"""What an output that tells of a failure has in it, whatever its exit status says. A part of DC05; judges no call."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Action
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_UNSERVED: Final = (
    r"\b(?:Non-2xx(?: or 3xx)? responses|Failed requests|http_req_failed)[ .]{0,30}:[ \t]{0,20}[1-9]|"
    r"^[ \t]{0,40}(?:rejected|discarded|unprocessed|not imported|not inserted)[ \t]{0,10}[:=]?[ \t]{1,10}[1-9]\d*\b"
)
"""What a load tool or an import counts of what did not get through."""
_BAD: Final = regex(
    _UNSERVED
    + r"|^[ \t]{0,40}HTTP/[\d.]{1,4}[ \t]{1,4}50[0-4][ \t]{0,40}$|\bforces replacement\b|\bmust be replaced\b|: +F$|"
    r"^[ \t]{0,40}(?:lost|missing|dropped|mismatch\w*|corrupt\w*|leaked)[ \t]{0,40}[:=]?[ \t]{1,40}[1-9]\d*[ \t]{0,40}$|"
    r"\b(?:WRONG|MISMATCH|FAIL(?:ED|URE)?|BROKEN|INCORRECT|CORRUPT(?:ED)?|LEAK(?:ED)?)\b(?!\s{0,3}[:=]\s{0,3}0\b)|^not ok\b|"
    r"\bnot ok \d|\bgot .{1,40} want(?:ed)? |\b[1-9]\d* (?:failed|failures?|errors?|mismatch(?:es)?)\b|"
    r"\bDATA RACE\b|(?:[:>=|\t]| {2})[ \t]{0,20}(?:NOT OK|LOOP|TIMEOUT|TIMED OUT|UNREACHABLE|DIFFERS?|LOST|DUPLICATE[DS]?)"
    r"(?=[ \t]{0,20}(?:$|[(\[,;!]))|"
    r"\b(?:[Rr]edirect(?:ion)? loop|[Tt]oo many redirects|ERR_TOO_MANY_REDIRECTS|"
    r"Maximum \(\d+\) redirects followed|Exceeded \d+ redirects)\b|"
    r"\b(?:(?:\w{1,20}_)?loss|perplexity|rmse|grad_norm|(?:val_)?(?:mse|mae))[:= \t]{1,4}(?:nan|NaN|inf)\b|"
    r"\bbad CRC\b|\b(?:[Uu]nexpected end of (?:file|archive|data)|[Aa]t least one error was detected|not in gzip format|CRC failed)\b|"
    r"\bThere were undefined references\b|\bBAD signature\b|\bmust be replaced\b|\bdata loss\b|\b(?:DATA|data) (?:WOULD|would|"
    r"WILL|will) (?:BE|be) (?:LOST|lost)\b|\bAssertionError\b|\berror: |"
    r"^(?:ERROR|FATAL|CRITICAL)\b[^\n]{0,160}\b(?:failed|failure|aborted|could not|cannot)\b|^npm (?:ERR!|error) |^fatal: |"
    r"\b(?:UNHEALTHY|unhealthy)\b|"
    r"\bNo space left\b|"
    r"\b(?:[Bb]uild|[Jj]ob|[Pp]ipeline|[Dd]eploy(?:ment)?|[Mm]igration|[Uu]pload|[Ii]mport|[Bb]ackup|[Rr]estore|[Ss]ync|"
    r"[Ii]nstall(?:ation)?|[Rr]enewal|"
    r"[Vv]alidation|[Hh]ealth ?check)(?: \S{1,60})? (?:has )?failed\b|\bImagePullBackOff\b|\bOOMKilled\b|"
    r"\bterminated with exit code [1-9]|\bRestarting \([1-9]\d{0,2}\)|\b0/\d\s+(?:Error|Evicted|ErrImagePull|Init:Error)\b|"
    r"^Error: |^panic: |^Traceback \(most recent|\bExited \([1-9]\d*\)|\bCrashLoopBackOff\b|\bSegmentation fault\b",
    re.MULTILINE,
)
_COUNTS_BAD: Final = regex(
    # What a program warns of with a number, and what sanitizers, link checkers and comparisons report while they end well.
    r"^[ \t]{0,20}\W{0,4}(?i:warn(?:ing)?)\b[^\n\d]{0,40}\b[1-9]\d{0,9} [^\n]{0,60}\b"
    r"(?:without|lacking|missing|unmatched|lost|dropped|orphan\w*|unresolved|conflict\w*|differ\w*|diverg\w*|inconsistent|"
    r"duplicat\w*|dangling|overwritten|truncated|rejected|failed|not (?:in|found|imported|migrated|matched|copied))\b|"
    r"^[^\n=]{1,60}[ \t](?:DIFFERENT|DIFFERS|UNEQUAL|NOT (?:IDENTICAL|EQUAL|THE SAME))(?=[ \t]{0,20}(?:$|[(\[,;:!]))|"
    r"\b[1-9]\d{0,9} (?:of|out of) (?:the )?\d{1,9} (?:\w{1,20} ){0,2}"
    r"(?:differ|diverge|mismatch|disagree|deviate|are different|are wrong|do not (?:match|agree)|"
    r"don't (?:match|agree)|are missing|not equal|unequal)\b|"
    r"\bdiffers? from (?:the )?(?:source|reference|original|expected|golden|baseline|input)\b|"
    r"\bdiffer: (?:byte|char) \d|"
    r"\b[1-9]\d{0,9} [^\n\d]{0,40}\b(?:would|will) be (?:lost|overwritten|truncated|orphaned)\b|"
    r"\b[1-9]\d{0,9} (?:\w{1,20} ){0,2}(?:broken|dead|orphan(?:ed)?|dangling|unmatched|unresolved|inconsistent|corrupt(?:ed)?|"
    r"conflicting|unreachable|unhealthy|duplicated?|mismatched)\b|"
    r"\b(?i:checksum|hash|signature|digest)(?:e?s)? (?i:mismatch|(?:does|do|did) ?n[o']t match|verification failed|differs?)|"
    r"\b(?:Address|Leak|Thread|UndefinedBehavior|Memory)Sanitizer\b|\bruntime error: |\bdefinitely lost\b(?!: 0)|"
    r"ERROR SUMMARY: [1-9]|\bInvalid (?:read|write) of size\b|"
    r"\b(?i:drift detected|out of sync|not in sync|deadlock (?:found|detected))\b",
    re.MULTILINE,
)
SIGNS: Final = Sieve(_BAD, _COUNTS_BAD)
GARBLED: Final = regex(r"\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\ufffd")
"""Letters of another encoding. Asked apart: to a sieve all foreign signs are the same few."""
_ASKS_STATUS: Final = regex(
    r"\b(?:curl|wget|https?|xh|hey|Invoke-WebRequest|iwr)\b[^\n]{0,400}(?:\bhttp_code\b|\bresponse_code\b|\sPOST\b|--head\b|"
    r"--include\b|--server-response\b|"
    r"--spider\b|\s-[a-zA-Z]{0,6}[IiS][a-zA-Z]{0,6}\s)|\bstatus_?[Cc]ode\b|\bStatusCode\b|\.status\b"
)
_SERVER_FAILED: Final = regex(
    r"^[ \t]{0,20}HTTP/[\d.]{1,4}[ \t]{1,4}(50\d)\b|^(?:[^\n]{0,100}[\s:=>|])?(?<![1-4]\d\d )(50[0-4])[ \t]{0,8}[,;)]?$",
    re.MULTILINE,
)
VERDICT: Final = regex(r": +(?:F|\.FALSE\.|WRONG|MISMATCH)$|^not ok\b", re.MULTILINE)
COUNTED: Final = regex(
    _UNSERVED + r"|^[ \t]{0,40}HTTP/[\d.]{1,4}[ \t]{1,4}50[0-4][ \t]{0,40}$|"
    r"^[ \t]{0,40}(?:lost|missing|dropped|mismatch\w*|corrupt\w*|leaked)[ \t]{0,40}[:=]?[ \t]{1,40}[1-9]\d*[ \t]{0,40}$",
    re.MULTILINE,
)
"""What a program that ends well may still print: so many lost, the server's own failure."""


def asks_status(call: str) -> bool:
    """Tell whether a call has a program print the status that a server answers with."""
    return _ASKS_STATUS.search(call[:4000]) is not None


def server_failed(call: str, output: str) -> str:
    """Return the status of a server's own failure, where a call asked for statuses, or ''."""
    found = _SERVER_FAILED.search(output) if asks_status(call) else None
    return (found[1] or found[2]) if found is not None else ""


_SAYS: Final = r"(?:pass(?:ed)?|ok(?:ay)?|good|fail(?:ed|ure)?|bad|ko|red|green|error|✓|✗|✘|exit[=: ]{1,2}\d{1,3}|rc[=: ]{1,2}\d{1,3})"
_RUN: Final = r"(?:(?:run|try|iteration|attempt|round|seed|no\.?)\s{0,3})?(?:#?\d{1,6}[:.)=]{0,2}\s{0,4})?"
_TALLY: Final = regex(rf"\s{{0,9}}{_RUN}{_SAYS}(?:[\s,;|/]{{1,9}}{_RUN}{_SAYS}){{1,400}}\s{{0,9}}", re.IGNORECASE)
_GOOD: Final = regex(r"\b(?:pass(?:ed)?|ok(?:ay)?|good|green|exit[=: ]{1,2}0|rc[=: ]{1,2}0)\b|✓", re.IGNORECASE)
_ILL: Final = regex(
    r"\b(?:fail(?:ed|ure)?|bad|ko|red|error|exit[=: ]{1,2}[1-9]\d?|rc[=: ]{1,2}[1-9]\d?)\b|✗|✘", re.IGNORECASE
)
_TALLIED: Final = 4000


def tally(action: Action) -> bool:
    """Tell whether an output is nothing but the verdicts of a row of runs, and some of them are bad: "pass pass FAIL pass"."""
    text = action.result.text if action.result is not None else ""
    if len(text) > _TALLIED or not _ILL.search(text) or not _GOOD.search(text):
        return False
    return _TALLY.fullmatch(text) is not None
