"""Prints what one event costs until its flags are known: every event of the shared corpus's sessions, fed and judged by itself. Not a test.

What is timed is what an engine does with an event in memory: facts, all monitors over the turn that grew, flags. Neither reading nor
placing. `bench_event.py [MB]` takes logs in the order of their names, as many as fit into so many megabytes (60).
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cotlens.engine.heap import seldom
from cotlens.engine.session_state import SessionState
from cotlens.model.event import Event
from cotlens.model.session import Session
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
LONG = 200
"""Steps from which a turn is none of the ordinary ones."""
WARM = 3
"""Sessions after which patterns are compiled, and times count."""


def batches(log: str) -> Iterator[tuple[Session, tuple[Event, ...]]]:
    """Read a log from end to end."""
    reader = LogReader(log, Seen())
    while True:
        batch = reader.poll(final=True)
        if batch.session is not None:
            yield batch.session, tuple(batch.events)
        if not batch.more:
            return


def times(logs: list[Path]) -> Iterator[tuple[int, float]]:
    """Yield for each event how long its turn is by then, in steps, and the seconds until its flags were known."""
    for number, log in enumerate(logs):
        state: SessionState | None = None
        for session, events in batches(str(log)):
            state = state or SessionState(session)
            state.see(session)
            for event in events:
                began = time.perf_counter()
                state.feed((event,))
                state.judged("")
                took = time.perf_counter() - began
                if number >= WARM and state.timeline.turns:
                    yield len(state.timeline.turns[-1].steps), took


def main() -> None:
    """Print the times by the length of the turn."""
    gc.freeze()
    seldom()  # as the worker has it
    room = float(sys.argv[1]) * 1e6 if len(sys.argv) > 1 else 60e6
    logs = []
    folders = [SHARED / "corpus" / name for name in ("claude-entire", "codex", "codex-entire")]
    for log in sorted(log for folder in folders for log in folder.rglob("*.jsonl")):
        if log.stat().st_size <= room:
            room -= log.stat().st_size
            logs.append(log)
    found = list(times(logs))
    for what, some in (
        ("turns of up to 20 steps", [s for n, s in found if n <= 20]),
        (f"turns of up to {LONG} steps", [s for n, s in found if n <= LONG]),
        ("longer turns", [s for n, s in found if n > LONG]),
        ("all", [s for _, s in found]),
    ):
        if len(some) > 1:
            cuts = statistics.quantiles(some, n=100)
            told = "  ".join(f"p{at} {cuts[at - 1] * 1e3:6.2f} ms" for at in (50, 95, 99))
            print(f"event to flags, {what:28} n={len(some):6}  {told}")


if __name__ == "__main__":
    main()
