"""How many processes a scan is worth. Starts none; what does takes 2 MB to load."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from cotlens.sources.keys import file_of

WORTH: Final = 40_000_000
"""Bytes of logs for which one more process is worth its start (a second of processor time) and its memory."""
MOST: Final = 4
"""Processes that are taken without being asked for."""


def processes_for(logs: Sequence[str]) -> int:
    """Return how many processes a scan of these logs is worth on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, MOST, sum(map(bytes_of, logs)) // WORTH))


def bytes_of(log: str) -> int:
    """Return a log's size; 0 for one that is not there."""
    try:
        return os.stat(file_of(log)).st_size
    except OSError:
        return 0
