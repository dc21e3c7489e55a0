"""Peak memory of `cotlens scan` over one huge log, for each format that can grow: one process each, what is left of a bare scan beside it.

Run: python tests/bench/bench_memory.py [MEGABYTES ...] [--only NAME,NAME]. The logs are the golden ones again and again, see big_logs.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from big_logs import DOCUMENTS, LINES, make_document, make_lines

LIMIT = 64
"""MB that a scan may take, whatever it reads."""
SCAN = """
import resource, sys
from cotlens.cli.main import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def scan(log: Path, home: str) -> tuple[float, float]:
    """Peak memory in MB and time in seconds."""
    env = {**os.environ, "HOME": home, "COTLENS_STATE_DIR": home}
    command = [sys.executable, "-c", SCAN, "scan", "--log", str(log), "--format", "json"]
    started = time.perf_counter()
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    took = time.perf_counter() - started
    return int(done.stderr.split()[-1]) / 1024, took


def main(sizes: list[int], only: set[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        nothing = Path(home) / "none.jsonl"
        nothing.write_text("{}\n", encoding="utf-8")
        bare, _ = scan(nothing, home)
        print(f"bare scan           {bare:5.0f} MB; the limit is {LIMIT} MB")
        for name in [n for n in (*DOCUMENTS, *LINES) if not only or n in only]:
            for size in sizes:
                log = Path(home) / f"log{'.jsonl' if name in LINES else '.json'}"
                (make_lines if name in LINES else make_document)(name, log, size * 1_000_000)
                peak, took = scan(log, home)
                mark = "" if peak <= LIMIT else "  ABOVE THE LIMIT"
                print(f"{name:16} {size:4} MB {peak:5.0f} MB {took:6.1f} s {size / took:5.1f} MB/s{mark}", flush=True)
                log.unlink()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    named = sys.argv[sys.argv.index("--only") + 1].split(",") if "--only" in sys.argv else []
    main(given or [60], set(named))
