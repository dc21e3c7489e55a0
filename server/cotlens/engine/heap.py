"""Gives memory that is free back to the system. glibc keeps it: after a large past was read, a fifth of the worker was free and held.

Does nothing where the C library is another one.
"""

from __future__ import annotations

import gc
import sys
from typing import Any


def _glibc() -> Any:
    """The C library, or None if it is no glibc."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415  # it takes milliseconds, and only the worker needs it

    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") else None


def give_back() -> None:
    """Give back what is free now. Takes some tens of milliseconds, for Python's garbage is collected first."""
    gc.collect()
    if (library := _glibc()) is not None:
        library.malloc_trim(0)
