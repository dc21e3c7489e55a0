"""The monitors' public side, for surfaces, which may not reach into the monitors themselves."""

from __future__ import annotations

from cotlens.monitors.base import Meta
from cotlens.monitors.registry import meta_of, metas

__all__ = ["Meta", "meta_of", "metas"]
