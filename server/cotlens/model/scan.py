"""What one pass over logs found, as a whole. Says nothing of how they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cotlens.model.errors import Problem, Unread
from cotlens.model.flag import Flag
from cotlens.model.session import Session
from cotlens.model.shared import SharedFile


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found."""

    sessions: tuple[Session, ...]
    """Newest first."""
    flags: tuple[Flag, ...]
    """Newest first."""
    unread: tuple[Unread, ...]
    looked: tuple[str, ...]
    """Folders looked into for logs; () when the logs were named."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the configuration files."""
    faults: tuple[str, ...] = ()
    """Our own bugs that were contained."""
    shared: tuple[SharedFile, ...] = ()
    """The verdicts that the folders share."""
    leaned_on: tuple[str, ...] | None = ()
    """Files and folders besides the logs that decided what was found, whether or not they are there: a scan in which they and
    the logs are as they were would find the same. None where another scan may find something else all the same."""

    def plus(self, unread: Sequence[Unread]) -> Scan:
        """Return the scan with more logs that could not be read."""
        return replace(self, unread=(*self.unread, *unread))
