"""What readers of JSON lines share where speed is not everything: decoding, counting, and last-wins records.

Claude Code and Codex, whose logs are by far the largest, have readers of their own.
"""

from __future__ import annotations

import os
from typing import ClassVar

from cotlens.model.event import Event, LogRef
from cotlens.model.session import Session
from cotlens.sources.base import Owner, Seen
from cotlens.sources.fresh import Fresh
from cotlens.sources.records import decode
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import Json


class LineReader:
    """A `base.Reader` whose subclass writes the events of one record into `self.scribe`.

    A record may tell of events that were told before: only what is new or changed is given out.
    """

    agent: ClassVar[str]

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        stem = os.path.basename(path)
        self.scribe = Scribe(self.agent, path, stem[: stem.find(".")] if "." in stem[1:] else stem)
        self._fresh = Fresh(seen, owner)
        self._ref = LogRef(path, 1)

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one record. Call `self.unknown()` for a record of a type that is not known."""
        raise NotImplementedError

    def at_end(self) -> None:
        """Write the events that wait until all lines at hand are read (a document told in changes). Default: none."""

    def at_close(self) -> None:
        """Write what was held back in wait of a later record; nobody will read on. Default: none."""

    def unknown(self) -> None:
        """Count a record of an unknown type."""
        self.scribe.picture.unknown_types += 1

    # --- base.Reader --------------------------------------------------------------------------------------------------

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Read one line."""
        record = decode(line)
        if record is None:
            self.scribe.picture.bad_lines += bool(line.strip(b" \t\r\n\x00"))
            return []
        self._ref = ref
        self.record(record, ref)
        return self._take()

    def feed_cut(self, head: bytes, ref: LogRef) -> list[Event]:  # noqa: ARG002 - the protocol's signature
        """Count a line that was too long to hold."""
        self.scribe.picture.bad_lines += 1
        return []

    def settle(self) -> list[Event]:
        """Give out what waits until all lines at hand are read."""
        self.at_end()
        return self._take()

    def drain(self) -> list[Event]:
        """Give out what was held back."""
        self.at_close()
        return self._take()

    def session(self) -> Session:
        """Return the session as the log tells it so far."""
        return self.scribe.picture.session()

    def _take(self) -> list[Event]:
        if not self.scribe.events:
            return []
        found = self._fresh.since(self.scribe.events, whole=False)
        self.scribe.events = []
        self.scribe.picture.duplicates += found.copies
        self.scribe.picture.note(found.events, self.scribe.circumstances)
        self.scribe.circumstances = {}
        return found.events
