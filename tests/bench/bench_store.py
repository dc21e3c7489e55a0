"""How long `VerdictStore.put` and `FlagStore.put` take with three writers at once, on real files. Run it by hand; it prints."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "unit" / "store"))

from store_data import flag, session, verdict

from cotlens.store.flags import FlagStore
from cotlens.store.verdicts import VerdictStore


def put_verdicts(directory: Path, writer: int, count: int, out: multiprocessing.Queue[list[float]]) -> None:
    store = VerdictStore(directory)
    took = []
    for k in range(count):
        start = time.perf_counter()
        store.put(verdict(f"{writer}-{k}"))
        took.append(time.perf_counter() - start)
    out.put(took[1:])


def put_flags(directory: Path, writer: int, count: int, out: multiprocessing.Queue[list[float]]) -> None:
    store = FlagStore(directory)
    took = []
    for k in range(count):
        start = time.perf_counter()
        store.put("/w", session(f"{writer}-{k}"), [flag(f"{writer}-{k}-{n}", f"{writer}-{k}") for n in range(20)])
        took.append(time.perf_counter() - start)
    out.put(took[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--directory", type=Path, help="where to write (default: the temporary directory)")
    args = parser.parse_args()
    for target in (put_verdicts, put_flags):
        with tempfile.TemporaryDirectory(dir=args.directory) as name:
            out: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
            jobs = [multiprocessing.Process(target=target, args=(Path(name), w, args.count, out)) for w in range(3)]
            for job in jobs:
                job.start()
            took = sorted(x for _ in jobs for x in out.get())
            for job in jobs:
                job.join()
            cuts = quantiles(took, n=20)
            print(
                f"{target.__name__:12}: p50 {cuts[9] * 1e3:.2f}  p95 {cuts[18] * 1e3:.2f}  max {took[-1] * 1e3:.2f} ms"
            )


if __name__ == "__main__":
    main()
