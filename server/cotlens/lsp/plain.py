"""Arguments and settings as plain dicts: pygls hands nested objects over as named tuples. Checks nothing."""

from __future__ import annotations

from typing import Any


def plain(value: Any) -> Any:
    """Return a JSON value with its objects as dicts."""
    if hasattr(value, "_asdict"):
        return {k: plain(v) for k, v in value._asdict().items()}
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value
