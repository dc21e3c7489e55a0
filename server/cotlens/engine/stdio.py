"""Takes the process's standard streams for a protocol, so that a stray `print` cannot corrupt it."""

from __future__ import annotations

import os
from typing import BinaryIO

_IN, _OUT, _ERR = 0, 1, 2


def claim_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Return private (input, output) streams; from then on fd 0 reads nothing and fd 1 writes to stderr.

    File descriptors are changed, not `sys.stdout`: C extensions and child processes print too.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    source, sink = os.dup(_IN), os.dup(_OUT)
    os.dup2(nowhere, _IN)
    try:
        os.dup2(_ERR, _OUT)
    except OSError:  # started without a stderr: what is printed has nowhere to go
        os.dup2(nowhere, _OUT)
    os.close(nowhere)
    return os.fdopen(source, "rb"), os.fdopen(sink, "wb")
