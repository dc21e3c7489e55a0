"""What the garbage collector looks at, and memory that is free given back to the system.

glibc keeps what is free: after a large past was read, a fifth of the worker was free and held. Where the C library is another one,
nothing is given back.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def _glibc() -> Any:
    """The C library, or None if it is no glibc."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415  # it takes milliseconds, and only the worker needs it

    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


@contextmanager
def loading() -> Iterator[None]:
    """Load modules without looking for garbage meanwhile nor, in what was loaded, ever after: an eighth of the time that imports take."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def give_back() -> None:
    """Give back what is free now. Takes some tens of milliseconds, for Python's garbage is collected first."""
    gc.collect()
    if (library := _glibc()) is not None:
        library.malloc_trim(0)
