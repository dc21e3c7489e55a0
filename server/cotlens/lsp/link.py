"""The server's end of the worker process: starts it, talks to it, and starts it anew when it dies or hangs.

Must not import pygls: the worker is started before pygls is, so that the two imports overlap.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cotlens
from cotlens.engine.wire import read_frame, write_frame
from cotlens.model.snapshot import Beat, Command, EndScan, Leaving, Lookout, Report, Stop

logger = logging.getLogger(__name__)

WORKER: Final = (sys.executable, *(("-S",) if sys.flags.no_site else ()), "-m", "cotlens.engine.worker")
"""Kept apart from what that Python has installed if the server is."""

_CRASHES_ALLOWED: Final = 2
"""Times that one log may end the worker before it is left out."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    pauses: tuple[float, ...] = (0.1, 0.5, 2.0, 5.0, 15.0)
    """Before the first, second ... restart in a row; the last one for all that follow."""
    settled: float = 60.0
    """A worker that lived this long failed for a new reason."""
    reading: float = 300.0
    """For one log; a first read of some 50 GB."""
    answer: float = 30.0
    """For any sign of life after a command, while no log is being read."""


class WorkerLink:
    """One worker process, again and again. `on_report`, `on_up` and `on_down` are called on the event loop."""

    def __init__(self, argv: Sequence[str] = WORKER, patience: Patience = Patience()) -> None:
        self._argv = list(argv)
        self._patience = patience
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._outgoing: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_report: Callable[[Report], None] = lambda _: None
        self._on_up: Callable[[], None] = lambda: None
        self._on_down: Callable[[], None] = lambda: None
        self._reading: str | None = None
        self._reading_since = 0.0
        self._asked: float | None = None
        self._sent = self._sent_before = 0
        """Commands sent, and how many of them were before this worker's."""
        self._left: tuple[Lookout, int] | None = None
        """What the last worker left, with the number of commands that it or one before it had."""
        self._crashes: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._run, name="worker-link", daemon=True)

    def start(self) -> None:
        """Start the process and return at once."""
        self._thread.start()

    def attach(
        self,
        loop: asyncio.AbstractEventLoop,
        on_report: Callable[[Report], None],
        on_up: Callable[[], None],
        on_down: Callable[[], None],
    ) -> None:
        """Say whom to tell. `on_up` is for every worker after this call: it has to be told everything again."""
        self._on_report, self._on_up, self._on_down = on_report, on_up, on_down
        self._loop = loop

    def send(self, command: Command) -> None:
        """Send a command, without waiting; one sent while no worker runs is for the next one."""
        if self._asked is None and not isinstance(command, (EndScan, Stop)):
            self._asked = time.monotonic()
        self._sent += 1
        self._outgoing.put(command)

    def take_lookout(self) -> Lookout | None:
        """Give, once, what the last worker left if it made way; None if something was sent that it never saw."""
        left, self._left = self._left, None
        return left[0] if left is not None and left[1] == self._sent else None

    @property
    def skip(self) -> tuple[str, ...]:
        """Logs that ended the worker too often."""
        return tuple(log for log, times in self._crashes.items() if times >= _CRASHES_ALLOWED)

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._process.pid if self._process is not None else None

    def check(self) -> None:
        """Kill a worker that hangs; to be called every now and then."""
        now, process = time.monotonic(), self._process
        if self._reading is not None:
            hangs = now - self._reading_since > self._patience.reading
        else:
            hangs = self._asked is not None and now - self._asked > self._patience.answer
        if hangs and process is not None:
            logger.warning("the worker does not answer; it is started anew")
            process.kill()

    def stop(self) -> None:
        """End the worker for good, at once."""
        self._stopping.set()
        if self._process is not None:
            self._process.kill()

    # --- the link's own threads ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            process = self._spawn()
            code = self._serve(process) if process is not None else None
            if self._stopping.is_set():
                return
            if code == 0 and self._left is not None:
                # It made way for a new one, which holds nothing.
                self._post(self._on_up)
                continue
            self._left = None
            logger.warning("the worker ended with status %s", code)
            failures = 1 if time.monotonic() - began > self._patience.settled else failures + 1
            self._post(self._on_down)
            self._stopping.wait(self._patience.pauses[min(failures, len(self._patience.pauses)) - 1])
            self._post(self._on_up)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        try:
            return subprocess.Popen(
                self._argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_home_of_package(),
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            logger.error("cannot start %s: %s", self._argv[0], error.strerror)  # noqa: TRY400 - no trace helps here
            return None

    def _serve(self, process: subprocess.Popen[bytes]) -> int:
        """Pass reports on until the process ends, then clean up after it; returns its status."""
        self._process = process
        outgoing = self._outgoing
        threading.Thread(target=_write, args=(process, outgoing), name="worker-writer", daemon=True).start()
        try:
            while process.stdout is not None:
                self._take(read_frame(process.stdout))
        except (EOFError, OSError):
            pass
        process.kill()
        code = process.wait()
        self._process, self._asked = None, None
        self._sent_before, self._outgoing = self._sent, queue.SimpleQueue()
        outgoing.put(None)
        if self._reading is not None:
            self._crashes[self._reading] += 1
            self._reading = None
        return code

    def _take(self, report: Report) -> None:
        self._asked = None
        if isinstance(report, Beat):
            self._reading, self._reading_since = report.log, time.monotonic()
        elif isinstance(report, Leaving):
            self._left = report.lookout, self._sent_before + report.commands
        else:
            self._post(lambda: self._on_report(report))

    def _post(self, call: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)


def _write(process: subprocess.Popen[bytes], outgoing: queue.SimpleQueue[Command | None]) -> None:
    """Write commands in a thread: the event loop must not wait for a worker that does not read."""
    while (command := outgoing.get()) is not None and process.stdin is not None:
        try:
            write_frame(process.stdin, command)
        except (OSError, ValueError):
            return


def _home_of_package() -> str:
    """The folder that holds our package: `-m` looks in the current folder, and that must never be a workspace."""
    return os.path.dirname(os.path.dirname(os.path.abspath(cotlens.__file__)))


def _environment() -> dict[str, str]:
    """The worker finds exactly the modules that the server finds, however the server was started."""
    path = os.pathsep.join(p for p in sys.path if p)
    return {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
