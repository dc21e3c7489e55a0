"""The shape of the configuration: the one table of keys. Holds no defaults but its own, reads no file."""

from __future__ import annotations

from typing import Literal

import msgspec

from cotlens.model.rule import Channel, Condition

SeverityWord = Literal["info", "low", "moderate", "high", "critical"]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A few steps beside a rule, each one channel and its text, and whether the rule must flag them."""

    flag: bool
    steps: tuple[dict[Channel, str], ...]


class UserMonitor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A monitor of the user's own: `[[monitors]]`."""

    code: str
    """Capitals and digits, not a built-in's: `TEAM1`."""
    name: str
    message: str
    """`{match}` stands for what was found."""
    severity: SeverityWord = "moderate"
    confidence: float = 0.8
    any: tuple[Condition, ...] = ()
    """One of them is enough."""
    all: tuple[Condition, ...] = ()
    """All of them, in any order, `within` so many steps of one turn."""
    within: int = 20
    unless: tuple[Condition, ...] = ()
    """Near misses: where one of these holds within the same steps, nothing is flagged."""
    examples: tuple[Example, ...] = ()


class MonitorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one monitor is to behave: `[monitor.RH01]`."""

    off: bool = False
    severity: SeverityWord | None = None
    """In place of the monitor's own; what raises or lowers a flag still does."""
    min_confidence: float = 0.0
    exclude: tuple[str, ...] = ()
    """Globs of paths, relative to the workspace; `*` also crosses folders."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One configuration file."""

    monitors: tuple[UserMonitor, ...] = ()
    monitor: dict[str, MonitorSettings] = {}
    trusted: tuple[str, ...] = ()
    """Of the user's own file only: folders whose files may also make monitoring milder."""
    author: str = ""
    """Of the user's own file only: the name that verdicts are signed with when they are shared with a workspace."""
    shared_verdicts: bool = True
    """Of the user's own file only: whether verdicts that workspaces share count."""
