"""Makes what there is to make of all patterns and keeps it, once for each version: then no live log waits for a pattern to be made.

What is kept already is not made again. Judges nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module

from cotlens.model.compiled import stock
from cotlens.model.larder import LARDER
from cotlens.model.lazy_regex import LazyRegex
from cotlens.model.sieve import Sieve

_ROOMS = ("cotlens.facts.", "cotlens.monitors.")
_LOADS = ("cotlens.engine.session_state", "cotlens.monitors.registry")
"""What loads all modules of these rooms."""
_AT_ONCE = 40
"""Patterns after which what was made is stored away: others that have just begun need it, too."""
_DEEP = 6


def make_stock() -> None:
    """Make what is not kept yet of all patterns of facts and monitors."""
    if not LARDER.open:
        return
    for needed in _LOADS:
        import_module(needed)
    for number, pattern in enumerate(_patterns(), 1):
        if isinstance(pattern, Sieve):
            pattern.stock()
        else:
            stock(pattern.pattern, pattern.flags)
        if number % _AT_ONCE == 0:
            LARDER.store_away()
    LARDER.store_away()


def _patterns() -> Iterator[LazyRegex | Sieve]:
    for name, module in [*sys.modules.items()]:
        if name.startswith(_ROOMS):
            for value in [*vars(module).values()]:
                yield from _within(value, _DEEP)


def _within(value: object, depth: int) -> Iterator[LazyRegex | Sieve]:
    if isinstance(value, (LazyRegex, Sieve)):
        yield value
    elif isinstance(value, Mapping) and depth:
        for part in (*value, *value.values()):
            yield from _within(part, depth - 1)
    elif isinstance(value, (list, tuple, set, frozenset)) and depth:
        for part in value:
            yield from _within(part, depth - 1)
