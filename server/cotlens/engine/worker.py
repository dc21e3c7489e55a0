"""The worker process: commands in at stdin, reports out at stdout, gone when the server is. Knows nothing of any editor."""

from __future__ import annotations

import importlib
import logging
import os
import queue
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Final

from cotlens.engine.driven import EngineFactory
from cotlens.engine.heap import loading, seldom
from cotlens.engine.outbox import Outbox
from cotlens.engine.stdio import claim_stdio
from cotlens.engine.wire import read_frame, write_frame
from cotlens.engine.work import Worker
from cotlens.model.larder import LARDER
from cotlens.model.snapshot import Fault, Report

AWAKE: Final = 15_000_000
"""Characters of sessions' events that are held: those of some five long sessions, in about 10 MB."""

POLITE: Final = 3
"""How much less of a core it takes than others that want it, as `nice` counts: the server answers questions meanwhile, and a kernel may
let a process that works on finish its three milliseconds before one of the same rank that has just become ready."""
GIVE_WAY: Final = 0.0005
"""Seconds after which a thread that reads a log lets another run: an event of the watcher passes three threads on its way."""


def _read_commands(stream: IO[bytes], inbox: queue.SimpleQueue[Any]) -> None:
    """Pass on what the server sends; when it is gone, so are we, whatever the other threads are doing."""
    try:
        while True:
            inbox.put(read_frame(stream))
    except (EOFError, OSError):
        os._exit(0)


def default_engine() -> EngineFactory:
    """Load the engine: late, so that its imports run after the pipes are safe and beside the server's own."""
    engine = importlib.import_module("cotlens.engine.engine").Engine
    index = importlib.import_module("cotlens.store.index").LogIndex
    patterns = importlib.import_module("cotlens.store.patterns").PatternFile

    def make(folders: Sequence[str], env: Mapping[str, str], home: str, trusted: bool) -> Any:
        LARDER.keep_in(patterns())
        return engine(folders, env, home, index=index(), awake=AWAKE, trusted=trusted)

    return make


def main(load: Callable[[], EngineFactory] = default_engine) -> None:
    """Serve commands on stdin until it closes; never returns."""
    source, sink = claim_stdio()
    # watchdog 7 warns, at length, when a folder appears while its parent's watch is being set up; nothing is lost.
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches both; the server decides
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="cotlens worker: %(message)s")

    def send(report: Report) -> None:
        try:
            write_frame(sink, report)
        except OSError:
            os._exit(0)

    if hasattr(os, "nice"):
        os.nice(POLITE)
    sys.setswitchinterval(GIVE_WAY)
    outbox = Outbox(send)
    sys.excepthook = _crash_reporter(outbox)
    with loading():
        make = load()
    seldom()
    worker = Worker(make, outbox)
    threading.Thread(target=_read_commands, args=(source, worker.inbox), name="commands", daemon=True).start()
    worker.run()
    os._exit(0)


def _crash_reporter(outbox: Outbox) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Report a bug by its type and place only: the message of an exception may quote a log."""

    def report(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
        frames = traceback.extract_tb(trace)
        where = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in reversed(frames[-6:]))
        print(f"cotlens worker: {kind.__name__} at {where}", file=sys.stderr)  # noqa: T201 - stderr is the log
        outbox.pass_on(Fault(where, kind.__name__))
        sys.stderr.flush()
        os._exit(1)

    return report


if __name__ == "__main__":
    main()
