"""What stays of a session that nothing more is expected of. Reads and judges nothing."""

from __future__ import annotations

from typing import NamedTuple

from cotlens.engine.pictures import together
from cotlens.model.flag import Flag
from cotlens.model.session import Session
from cotlens.model.snapshot import Fault


class Settled(NamedTuple):
    """What stays of a session that nothing more is expected of."""

    pictures: tuple[Session, ...]
    flags: tuple[Flag, ...]
    faults: tuple[Fault, ...]

    @property
    def session(self) -> Session:
        """The session as one."""
        return together(self.pictures)

    def plus(self, other: Settled) -> Settled:
        """Add what a log told that came to light later."""
        flags = {flag.id: flag for flag in (*self.flags, *other.flags)}
        return Settled((*self.pictures, *other.pictures), tuple(flags.values()), (*self.faults, *other.faults))
