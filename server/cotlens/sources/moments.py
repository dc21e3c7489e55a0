"""Points in time out of the many ways in which logs write them: texts, and numbers whose unit is known or not.

Every function takes anything and never raises.
"""

from __future__ import annotations

from typing import Final

from cotlens.sources.values import seconds

_EARLIEST: Final = 1e8
"""Seconds since the epoch (1973): a smaller number is no point in time."""
_MILLIS: Final = 1e11
"""A number from here on counts milliseconds: as seconds it would lie beyond the year 5000."""
_MICROS: Final = 1e14
_LATEST: Final = 1e17
_LAST_SECOND: Final = 253_402_300_800
"""Seconds up to the year 10000; what is beyond is no time."""


def moment(value: object) -> float | None:
    """Return seconds since the epoch for an ISO text, or a count of seconds, milliseconds or microseconds; else None."""
    if isinstance(value, str):
        return seconds(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _EARLIEST <= value < _LATEST:
        return None
    return value / (1 if value < _MILLIS else 1e3 if value < _MICROS else 1e6)


def first_moment(*values: object) -> float | None:
    """Return the first of the values that is a point in time."""
    return next((found for value in values if (found := moment(value)) is not None), None)


def from_millis(value: object) -> float | None:
    """Seconds for a number of milliseconds since the epoch; None for anything else."""
    return _scaled(value, 1_000)


def from_nanos(value: object) -> float | None:
    """Seconds for a number of nanoseconds since the epoch, also written as a string (as OTLP does); None for anything else."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdecimal() and len(value) < 25 else None
    return _scaled(value, 1_000_000_000)


def from_seconds(value: object) -> float | None:
    """Seconds for a number of seconds since the epoch; None for anything else, NaN and infinities too."""
    return _scaled(value, 1)


def _scaled(value: object, unit: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # The comparison is false for NaN, and comes before a division that a huge whole number would not survive.
    return value / unit if 0 <= value <= _LAST_SECOND * unit else None
