"""Lines that keep watch: records of who did what, checks of input, limits. Knowledge only; `protections` tells when one goes."""

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
