"""Which program this is: what is kept of logs holds only for the one that read them. Reads no log."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cotlens import __version__
from cotlens.engine.stamp import stamp
from cotlens.model.ids import digest

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def program() -> Iterator[str]:
    """Say which program this is, and with which packages, whose monitors are at work too."""
    yield __version__
    for folder, folders, files in os.walk(_PACKAGE):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        for name in files:
            if name.endswith((".py", ".tsv")):
                yield str(stamp(os.path.join(folder, name)))
    for place in sys.path:
        if place.endswith("-packages"):
            yield str(stamp(place))


@lru_cache(maxsize=1)
def program_id() -> str:
    """Return what differs for another program, as it was when this process asked first."""
    return digest(*program())
