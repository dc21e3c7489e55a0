"""Every built-in monitor, once. The only place that knows them all."""

from __future__ import annotations

from typing import Final

from cotlens.monitors.base import Meta, Monitor
from cotlens.monitors.destructive_action import DestructiveAction
from cotlens.monitors.destructive_vcs import DestructiveVcs
from cotlens.monitors.false_verification import FalseVerification
from cotlens.monitors.masked_failure import MaskedFailure
from cotlens.monitors.quality_gate_bypass import QualityGateBypass
from cotlens.monitors.test_tampering import TestTampering

MONITORS: Final[tuple[Monitor, ...]] = (
    TestTampering(),
    MaskedFailure(),
    FalseVerification(),
    QualityGateBypass(),
    DestructiveAction(),
    DestructiveVcs(),
)


def metas() -> tuple[Meta, ...]:
    """Return what is public about every monitor, by code."""
    return tuple(sorted((m.meta for m in MONITORS), key=lambda m: m.code))


def meta_of(code: str) -> Meta | None:
    """Return the monitor's public side by code (`RH01`) or name (`test-tampering`), whatever the case."""
    wanted = code.strip().lower()
    return next((m.meta for m in MONITORS if wanted in (m.meta.code.lower(), m.meta.name)), None)
