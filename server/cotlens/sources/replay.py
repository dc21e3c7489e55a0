"""Plays a recorded session log again with its own timing, for demonstrations and tests. Reads nothing and waits for nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cotlens.sources.records import decode
from cotlens.sources.values import seconds

LONGEST: Final = 3600.0
"""Seconds that one pause of a record may stand for: a session left overnight does not stop a replay."""


class Replay:
    """Iterates over (seconds to wait, bytes to append) for the lines of a log.

    `speed` divides the pauses: 1 is as recorded, 10 ten times as fast; 0 or less means no pauses. `longest` caps each
    pause, in seconds after that division. Lines without a time follow at once.
    """

    def __init__(self, lines: Iterable[bytes], speed: float = 1.0, longest: float = LONGEST) -> None:
        self._lines = lines
        self._speed = speed
        self._longest = longest

    def __iter__(self) -> Iterator[tuple[float, bytes]]:
        last: float | None = None
        for line in self._lines:
            bare = line.rstrip(b"\r\n")
            time = seconds((decode(bare) or {}).get("timestamp"))
            pause = 0.0
            if time is not None:
                # Records are not always in order of time; a step back is no pause.
                pause = max(time - last, 0.0) if last is not None else 0.0
                last = time if last is None else max(time, last)
            yield min(pause / self._speed, self._longest) if self._speed > 0 else 0.0, bare + b"\n"
