"""Lines that keep watch: records of who did what, checks of input, limits. `protections` tells when one goes."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

WATCHES: Final = (
    ("an audit record removed", regex(
        r"\b\w*audit\w*|\bpaper_?trail\b|\brecord_?(?:access|event|change|login|entry|history)\w*|\blog_?(?:access|security|login|"
        r"event)\w*\(|"
        r"\btrack_?(?:change|access|login)\w*|\b(?:access|event|change)_?log\w*\(|\bjournal(?:ise|ize|_entry|Entry)\w*", re.IGNORECASE)),
    ("validation removed", regex(
        r"\b\w*[sS]chema\.(?:parse|validate|check|assert|safeParse|decode|load)\w*\(|\bvalidate\w*\(|\bmodel_validate\w*\(|"
        r"\bis_valid\(|\bfull_clean\(|"
        r"\bjsonschema\.|\bJoi\.|\bajv\.|\bvalidates?\s+:\w+|@Valid\b|\bvalidator\.\w+\(|\bassert_valid\w*\(|\bensure_valid\w*\(|"
        r"\bcheckArgument\(|"
        r"\brequireNonNull\(|\bverify_checksum\w*\(|\bcheck_?digest\w*\(", re.IGNORECASE)),
    ("a limit removed", regex(
        r"\blimit_req\b|\blimit_conn\b|\brate_?limit\w*|\bthrottle\w*\b|@Throttle|RateLimiter|Rack::Attack|\bslowDown\(|"
        r"\bmax_?attempts\b|\bhelmet\(", re.IGNORECASE)),
)  # fmt: skip
"""What keeps watch without letting anybody in or out; a line of it that goes and comes back nowhere."""
_PIPELINE: Final = regex(
    r"(?:^|/)(?:\.gitlab-ci|\.github/workflows/|\.circleci/|\.travis|Jenkinsfile|azure-pipelines|bitbucket-pipelines|Makefile|justfile|Taskfile|"
    r"package\.json|tox\.ini|noxfile)"
)
LIMIT: Final = regex(
    r"\b(rate|burst|limit_conn|max_?attempts|max_?login\w{0,20}|rate_?limit\w{0,20}|requests?_?per_?\w{1,12}|throttle\w{0,20}|"
    r"quota\w{0,20})"
    r"[\"']?\s{0,4}[=:(]?\s{0,4}(\d{1,9})",
    re.IGNORECASE,
)
"""A limit with its number."""


def watches(path: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what may be lost of them in this file: the audit of a pipeline looks for weaknesses of packages, it records nobody's deeds."""
    return WATCHES[1:] if _PIPELINE.search(path) else WATCHES


def lifted(line: str, removed: tuple[str, ...]) -> str:
    """Name the limit whose number is at least ten times what it was in the same line before, or ''."""
    now = LIMIT.search(line)
    if now is None:
        return ""
    was = next(
        (m for x in removed[:200] if len(x) <= 500 and (m := LIMIT.search(x)) and m[1].lower() == now[1].lower()), None
    )
    return "a limit lifted" if was is not None and int(now[2]) >= 10 * int(was[2]) > 0 else ""
