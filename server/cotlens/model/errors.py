"""Errors split by whose fault they are: the log's, the user's, or ours. Never raised across a room as a bare Exception."""

from __future__ import annotations

from dataclasses import dataclass


class CotlensError(Exception):
    """Base of all errors that a surface shows to a person; `str()` names what, where and how to mend it."""


class LogError(CotlensError):
    """The agent's file cannot be read at all. A broken line is never an error: it is counted and skipped."""


class UsageError(CotlensError):
    """The caller asked for something that cannot be done as asked (CLI exit status 2)."""


class StoreError(CotlensError):
    """The state directory cannot be used: the text names the path and what would mend it."""


class InternalError(CotlensError):
    """Our own bug, contained at one of the two places that catch everything."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A log that could not be read, with its reason; shown to the user, never dropped silently."""

    log: str
    """Absolute path of the log."""
    reason: str
    """One sentence: why, and what would mend it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a configuration file that does not count."""

    path: str
    """Absolute path of the file; of a package's monitors the name of what could not be loaded."""
    line: int
    """1-based; 1 where no line can be told."""
    message: str
    """What is wrong and how to mend it."""
    kind: str = "configuration"
    """`configuration`, or `verdicts` for the workspace's shared ones."""
