"""Secrets that went through a hash before an edit and stand there as they are after it.

Compares what a hunk takes out with what it puts there; a hash that is exchanged for a weaker one is `weakenings`' matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_HASHED: Final = regex(
    r"(?i)(?:\b(?:sha\d*|md5|blake\d*\w*|hmac|bcrypt|scrypt|argon2\w*|pbkdf2\w*|hash(?:lib|ed|_?\w{0,12})?|digest|message_?digest|crypt|password_hash|make_password|generate_password_hash|createhash|openssl_digest)\b"
    r"[\w.:>-]{0,40}!?\s*\([^()\n]{0,60}?(?:\([^()\n]{0,40}\))?[^()\n]{0,40}?|\.(?:update|digest|compute_?hash|hash)\(\s*)([A-Za-z_][\w.]{2,40})"
)
_SECRET: Final = regex(
    r"(?i)secret|passw|pwd\b|token|api_?key|private_?key|credential|\bpin\b|ssn|card|iban|recovery|otp"
)
_GIVES: Final = regex(r"(?:\breturn|=>|[^=!<>]=(?!=)|:)\s*$")
_CALLED: Final = regex(r"([\w.:>-]{1,60})\(\s*(?:[^()\n]{0,80},\s*)?$")
_KEEPS: Final = regex(
    r"(?i)(?:encode\w*|hex\w*|b64\w*|base64\w*|to_?str\w*|str|string|bytes|format|utf8|save|store|insert|put|set|write|execute|exec|create|update|add|query)$"
)
"""What writes a value in other letters, or keeps it."""
_DEFINES: Final = regex(
    r"^\s*(?:(?:export|async|public|private|protected|static|pub)\s+)*(?:def|func|fn|fun|function|class)\b"
)
_COMMENT: Final = regex(r"^\s*(?:#|//|/\*|\*|--)")


def unhashed(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the line by which a secret is given on or kept as it is."""
    for hunk in edit.hunks:
        old, new = hunk.removed, hunk.added
        names = {
            m[1]: x
            for x in old[:200]
            if len(x) <= 300 and not _COMMENT.match(x)
            for m in _HASHED.finditer(x)
            if _SECRET.search(m[1])
        }
        if not names or any(_HASHED.search(x[:300]) for x in new[:200]):
            continue
        for line in new[:200]:
            if len(line) > 300 or line in old or _COMMENT.match(line) or _DEFINES.match(line):
                continue
            name = next((n for n in names if _as_it_is(n, line)), None)
            if name is not None:
                yield CodeChange(
                    ChangeKind.PROTECTION_WEAKENED,
                    added=line,
                    removed=names[name],
                    new_value="weak randomness or hash for a secret",
                )
                return


def _as_it_is(name: str, line: str) -> bool:
    """Tell whether a line gives back or keeps the value of a name unchanged; what another function makes of it is not known."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w(\[.])", line)
    if found is None:
        return False
    call = _CALLED.search(line[: found.start()])
    if call is not None:
        return _KEEPS.search(call[1]) is not None
    return _GIVES.search(line[: found.start()]) is not None
