"""Lines, columns and digests of text, as the Language Server Protocol counts them.

Not `str.splitlines`: that also splits at form feeds and U+2028, which the protocol does not.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.hashing import blake2b

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> list[str]:
    r"""Split at \n, \r\n and \r only, without the line endings; text that ends in one has an empty last line."""
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


def utf16_length(text: str) -> int:
    """Count UTF-16 code units: what an LSP column counts by default."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)


def text_digest(text: str) -> str:
    """Identify a text by its lines: two texts that differ only in line endings have the same digest."""
    # Most texts have no carriage return; splitting and joining 50,000 lines takes 20 ms.
    same = "\n".join(split_lines(text)) if "\r" in text else text
    return blake2b(same.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def shortened(text: str, cap: int) -> str:
    """Return a text of at most about `cap` characters: its beginning and its end."""
    return text if len(text) <= cap else f"{text[: cap * 2 // 3].rstrip()} … {text[-cap // 3 :].lstrip()}"
