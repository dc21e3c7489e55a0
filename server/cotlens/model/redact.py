"""Takes secrets out of text before it is kept or shown. Knows the shapes of keys, not whether they are live."""

from __future__ import annotations

import re
from typing import Final

_SECRETS: Final = re.compile(
    r"""(?P<keep1>-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)
    |\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b
    |\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{40,}|\bglpat-[\w-]{18,}
    |\bsk-(?:ant-|proj-|or-)?[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{35}|\bya29\.[\w-]{20,}
    |\bnpm_[A-Za-z0-9]{36}|\bpypi-[\w-]{40,}|\b(?:sk|rk|pk)_(?:live|test)_\w{16,}|\bhf_[A-Za-z0-9]{30,}|
    \bdop_v1_[a-f0-9]{64}
    |\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}
    |(?P<keep2>\b[a-z][a-z0-9+.-]*://[^\s:/@]{1,64}:)[^\s/@]{3,}(?=@)
    |(?P<keep3>\b(?:[Aa]uthorization|[Bb]earer|[Pp]roxy-[Aa]uthorization)["']?\s*[:=]?\s*(?:Bearer|Basic|
    token)?\s+)[\w.~+/=-]{16,}
    |(?P<keep4>\b\w*(?:password|passwd|secret|api_?key|access_?token|auth_?token|private_?key|
    client_?secret)\w*["']?\s*[:=]\s*["']?)[^\s"',;&)]{6,}""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_WORDS: Final = (
    "private key", "akia", "asia", "abia", "acca", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "xox",
    "aiza", "ya29", "npm_", "pypi-", "_live_", "_test_", "hf_", "dop_v1_", "eyj", "://", "bearer", "authorization", "password",
    "passwd", "secret", "api_key", "apikey", "access_token", "accesstoken", "auth_token", "authtoken", "private_key", "privatekey",
)  # fmt: skip
"""One of these is in every secret or its name; to look for them takes a twentieth of the time of the expression."""


def redact(text: str) -> str:
    """Replace secrets by `[redacted]`; what names them (`password=`, `Bearer`) stays."""
    low = text.lower()
    if not any(w in low for w in _WORDS):
        return text
    return _SECRETS.sub(lambda m: next((g for g in m.groups() if g), "") + "[redacted]", text)
