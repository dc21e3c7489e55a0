"""Patterns as `re.compile` makes them, from the code that an earlier process had made of them. Knows no pattern.

The standard library takes up to forty milliseconds to make a large pattern's code, in Python, and a fiftieth of one to take it back.
The steps are those of its own `compile`; where they are not as they are known to be, that one is asked.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import msgspec

from cotlens.model.larder import LARDER, key_of

_INSIDES: Final = ("re._parser", "re._compiler") if sys.version_info >= (3, 11) else ("sre_parse", "sre_compile")
try:
    _sre: Any = import_module("_sre")
    _parser, _compiler = map(import_module, _INSIDES)
except ImportError:  # another Python than CPython
    _sre = None

_MADE_BY: Final = (sys.implementation.cache_tag, getattr(_sre, "MAGIC", 0), sys.version_info[:3], struct.calcsize("P"))
"""Code of another Python is not taken."""


class _Kept(msgspec.Struct, array_like=True):
    """What `_sre.compile` is given besides the pattern."""

    flags: int
    code: bytes
    """32-bit words of this machine."""
    groups: int
    names: dict[str, int]


def compiled(pattern: str, flags: int) -> re.Pattern[str]:
    """Return what `re.compile(pattern, flags)` returns; raises re.error as it does."""
    if not LARDER.open or _sre is None:
        return re.compile(pattern, flags)
    key = key_of("pattern", _MADE_BY, pattern, flags)
    kept = _read(LARDER.get(key))
    if kept is not None:
        # It looks the code over itself: what is damaged raises, and does no harm.
        with suppress(RuntimeError, ValueError, OverflowError, IndexError):
            return _put_together(pattern, kept)
    return _put_together(pattern, _kept(key, pattern, flags))


def stock(pattern: str, flags: int) -> None:
    """Keep what is made of a pattern, for whoever needs it."""
    key = key_of("pattern", _MADE_BY, pattern, flags)
    if LARDER.open and _sre is not None and LARDER.get(key) is None:
        _kept(key, pattern, flags)


def _kept(key: bytes, pattern: str, flags: int) -> _Kept:
    made = _made(pattern, flags)
    LARDER.put(key, msgspec.msgpack.encode(made))
    return made


def _put_together(pattern: str, kept: _Kept) -> re.Pattern[str]:
    names: list[str | None] = [None] * (kept.groups + 1)
    for name, group in kept.names.items():
        names[group] = name
    code = array("I", kept.code).tolist()
    found: re.Pattern[str] = _sre.compile(pattern, kept.flags, code, kept.groups, kept.names, tuple(names))
    return found


def _read(data: bytes | None) -> _Kept | None:
    try:
        return msgspec.msgpack.decode(data, type=_Kept) if data is not None else None
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _made(pattern: str, flags: int) -> _Kept:
    parsed: Any = _parser.parse(pattern, flags)
    code = _compiler._code(parsed, flags)  # noqa: SLF001 - what `compile` itself calls
    state = parsed.state
    return _Kept(flags | state.flags, array("I", code).tobytes(), state.groups - 1, dict(state.groupdict))
