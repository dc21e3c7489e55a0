"""Bytes of a log to JSON values. The only place where log bytes are decoded."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from cotlens.sources.values import Json, printable

_decode: Final = msgspec.json.Decoder().decode
_LENIENT: Final = 4 * 1024 * 1024
"""Longest line that is given a second, slower try."""


def decode(line: bytes) -> Json | None:
    """Decode one line to an object; None when it is no JSON, no UTF-8, no object, or nested beyond reason."""
    try:
        value = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = _lenient(line)
    except RecursionError:
        return None
    return value if isinstance(value, dict) else None


def decode_document(data: bytes) -> Any:
    """Decode a whole file to whatever JSON value it holds; `msgspec.UNSET` when it is no JSON."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = _lenient(data)
        return msgspec.UNSET if value is None else value
    except RecursionError:
        return msgspec.UNSET


def _lenient(line: bytes) -> Any:
    r"""Try again for what real writers emit and a strict decoder refuses: half a surrogate pair (`"\ud83d"`), NaN, raw
    control characters, NUL padding. None when that fails too.
    """  # noqa: D205 - the summary does not fit one line
    if len(line) > _LENIENT:
        return None
    try:
        return _clean(json.loads(line.strip(b"\x00 \t\r\n").decode("utf-8"), strict=False))
    except (ValueError, RecursionError):
        return None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
