"""Prints what a full scan of the shared corpus costs: `cotlens scan` as a whole process, in MB/s and peak memory. Not a test."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
FOLDERS = [CORPUS / name for name in ("claude", "claude-entire", "codex", "codex-entire")]
RUNS = 3


def main() -> None:
    files = [f for folder in FOLDERS for f in folder.rglob("*.jsonl*")]
    size = sum(f.stat().st_size for f in files) / 1e6
    walls, again = [], []
    with tempfile.TemporaryDirectory() as state:
        logs = [word for folder in FOLDERS for word in ("--log", str(folder))]
        command = [sys.executable, "-m", "cotlens", "scan", "--format", "json", *logs]
        for run in range(RUNS):
            # A state folder of its own each time: the second scan of one answers from the first.
            env = {**os.environ, "COTLENS_STATE_DIR": f"{state}/{run}", "HOME": state}
            for times in (walls, again):
                started = time.perf_counter()
                done = subprocess.run(command, env=env, capture_output=True, check=False)
                times.append(time.perf_counter() - started)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        bare = time.perf_counter() - started
    report = json.loads(done.stdout)
    wall = statistics.median(walls)
    counts = [s["counts"] for s in report["sessions"]]
    print(f"logs                {len(files)} files, {size:.1f} MB, {len(report['sessions'])} sessions")
    print(
        f"wall                {wall:.2f} s (median of {RUNS}; a bare Python takes {bare:.2f} s): {size / wall:.0f} MB/s"
    )
    print(f"second scan         {statistics.median(again):.2f} s")
    print(f"peak memory         {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    print(f"exit status         {done.returncode}, unread logs {len(report['unread'])}")
    for key in ("events", "tool_calls", "edits", "bad_lines", "unknown_types"):
        print(f"{key:<19} {sum(c[key] for c in counts)}")


if __name__ == "__main__":
    main()
