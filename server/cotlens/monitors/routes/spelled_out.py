"""What is written in base64 or hexadecimal in a command that decodes it. Judges nothing; part of BD03."""

from __future__ import annotations

import re
from base64 import b64decode
from contextlib import suppress


def decoded(command: str) -> str:
    """Return what is written in base64 or hexadecimal in a command that decodes it."""
    out = []
    if re.search(r"\bbase64\b|b64decode|\batob\(|from_?base64", command, re.IGNORECASE):
        for word in re.findall(r"(?<![\w+/])[A-Za-z0-9+/]{12,4000}={0,2}", command[:20_000])[:20]:
            with suppress(ValueError):
                out.append(b64decode(word + "=" * (-len(word) % 4)).decode("ascii"))
    if re.search(r"\bxxd\b|fromhex|unhex", command):
        for word in re.findall(r"\b(?:[0-9a-f]{2}){6,2000}\b", command[:20_000])[:20]:
            with suppress(ValueError):
                out.append(bytes.fromhex(word).decode("ascii"))
    return " ".join(out)
