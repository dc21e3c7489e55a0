"""The process that reads the past: logs in, kept sessions out, and gone. It leaves the worker free for the logs that go on.

Places nothing and shows nothing. What it does not come to, or cannot keep, the worker reads itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import IO, Final

from cotlens.engine.engine import Engine
from cotlens.engine.heap import give_back
from cotlens.engine.past_reader import Past, PastAt, PastKept
from cotlens.engine.pattern_stock import make_stock
from cotlens.engine.stdio import claim_stdio
from cotlens.engine.wire import read_frame, write_frame
from cotlens.model.ids import SessionId
from cotlens.model.larder import LARDER
from cotlens.store.index import LogIndex
from cotlens.store.patterns import PatternFile

HELD: Final = 3_000_000
"""Characters of sessions' events that are held: a session is kept when so much was read after it, since more logs of it may come."""
TIDY_EVERY: Final = 64
"""Logs after which free memory is given back: some 50 ms, in half a minute of reading."""
POLITE: Final = 5
"""How much less of a core it takes than others that want it, as `nice` counts."""


class PastEngine(Engine):
    """Reads and judges sessions and puts them to rest; places no flags."""

    def take(self, log: str) -> None:
        """Read one log to its end."""
        with self.resting.at_work():
            touched = self.read(log)
        self.let_go(log)
        self.rest(touched)

    def take_leave(self) -> None:
        """Put to rest what can be."""
        self.resting.most = -1
        self.rest()


def main() -> None:
    """Do what the one frame on stdin asks; end early when stdin closes."""
    source, sink = claim_stdio()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    past: Past = read_frame(source)
    threading.Thread(target=_wait_for_end, args=(source,), name="parent", daemon=True).start()
    home = os.path.expanduser("~")
    LARDER.keep_in(PatternFile())
    engine = PastEngine(past.folders, dict(os.environ), home, index=LogIndex(), awake=HELD, trusted=past.trusted)
    make_stock()
    told: dict[SessionId, tuple[str, ...]] = {}
    for number, log in enumerate(past.logs, 1):
        _send(sink, PastAt(log))
        engine.take(log)
        if number % TIDY_EVERY == 0:
            give_back()
        _tell(engine, told, sink)
    engine.take_leave()
    _tell(engine, told, sink)
    sys.stderr.flush()
    os._exit(0)


def _tell(engine: Engine, told: dict[SessionId, tuple[str, ...]], sink: IO[bytes]) -> None:
    for session, settled in engine.settled.items():
        logs = tuple(picture.log for picture in settled.pictures)
        if told.get(session) != logs:
            told[session] = logs
            _send(sink, PastKept(session, logs))


def _send(sink: IO[bytes], message: PastAt | PastKept) -> None:
    try:
        write_frame(sink, message)
    except OSError:
        os._exit(0)


def _wait_for_end(source: IO[bytes]) -> None:
    """The worker is gone when its end of the pipe is, and so is who wants to know."""
    source.read(1)
    os._exit(0)


if __name__ == "__main__":
    main()
