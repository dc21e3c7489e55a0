"""What the garbage collector looks at, and memory that is free given back to the system.

glibc keeps what is free: after a large past was read, a fifth of the worker was free and held. Where the C library is another one,
nothing is given back.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_NEVER: Final = 100_000
"""Rounds of the garbage collector: more than there are."""
_SELDOM: Final = 1000
"""Rounds, of which ten are usual."""


def _glibc() -> Any:
    """The C library, or None if it is no glibc."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415  # it takes milliseconds, and only the worker needs it

    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


@contextmanager
def loading() -> Iterator[None]:
    """Load modules without looking through what was loaded, again and again or ever after: an eighth of the time that imports take."""
    young, middle, old = gc.get_threshold()
    # What is young is still looked at: the classes of the protocol leave 9 MB of garbage behind.
    gc.set_threshold(young, middle, _NEVER)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(young, middle, old)


def seldom() -> None:
    """Have what is old looked through a hundredth as often: with a large past that takes 50 ms, for which a live log waits.

    `give_back` looks through it whenever there is nothing else to do.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _SELDOM)


def give_back() -> None:
    """Give back what is free now. Takes some tens of milliseconds, for Python's garbage is collected first."""
    gc.collect()
    if (library := _glibc()) is not None:
        library.malloc_trim(0)
