"""Which verdict counts for a flag on the command line: the user's own, else the shared one of the workspace that one stands in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence

from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.scan import Scan
from cotlens.model.session import Session
from cotlens.model.shared import AllVerdicts, SharedFile, shared_file
from cotlens.model.verdict import Verdict
from cotlens.store.verdicts import VerdictStore


def counting(files: Iterable[SharedFile], *, sole: bool) -> AllVerdicts:
    """Put the user's own verdicts over shared ones."""
    return AllVerdicts.of_files(VerdictStore().all(), files, sole=sole)


def verdicts_on(flags: Sequence[Flag], sessions: Iterable[Session], verdicts: AllVerdicts) -> dict[FlagId, Verdict]:
    """Return for each flag that has one the verdict that counts now."""
    cwds = {session.id: session.cwd for session in sessions}
    known: Callable[[SessionId], str | None] = cwds.get
    return verdicts.on(flags, known, time.time())


def counting_in(place: str, scan: Callable[[], Scan], *, sole: bool) -> AllVerdicts:
    """The same for a command that reads no logs: who wrote shared lines is known from a scan, made only where there are such lines."""
    there = os.path.isfile(shared_file(place))
    return counting(scan().shared if there else (), sole=sole)
