"""How fast logs are read into events: MB/s per core and peak memory, over the real logs of the shared corpus.

Run: python tests/bench/bench_read.py [ROUNDS]. One core, warm page cache, best round.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from pathlib import Path

from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
MB = 1e6


def read_all(paths: list[Path]) -> int:
    """Read every log to its end; returns the number of events, which are dropped batch by batch as the engine does."""
    seen = Seen()
    events = 0
    for path in paths:
        reader = LogReader(str(path), seen)
        while True:
            batch = reader.poll(final=True)
            events += len(batch.events)
            if not batch.more:
                break
    return events


def main(rounds: int) -> None:
    for agent in ("claude", "codex"):
        paths = sorted(p for p in CORPUS.glob(f"{agent}*/**/*") if p.is_file() and ".jsonl" in p.name)
        size = sum(p.stat().st_size for p in paths)
        best, events = float("inf"), 0
        for _ in range(rounds):
            gc.collect()
            start = time.process_time()
            events = read_all(paths)
            best = min(best, time.process_time() - start)
        print(
            f"{agent:7} {len(paths):3} logs {size / MB:6.1f} MB {events:6} events {best:6.3f} s "
            f"{size / MB / best:6.0f} MB/s {best / events * 1e6:5.1f} us/event"
        )
    print(f"peak RSS {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
