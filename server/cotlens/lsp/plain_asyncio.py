"""Loads asyncio without OpenSSL: 3.5 MB and 10 ms of each server, for connections that one on this machine never makes.

asyncio bears with a Python that was built without `ssl`; such a one is what it sees while it is loaded. Whoever asks for `ssl` later
gets it.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

_NAME: Final = "ssl"


def load() -> None:
    """Load asyncio, unless it or `ssl` is there already."""
    if "asyncio" in sys.modules or _NAME in sys.modules:
        return
    modules: dict[str, Any] = sys.modules
    modules[_NAME] = None  # what is None cannot be imported
    try:
        importlib.import_module("asyncio")
    finally:
        del modules[_NAME]
