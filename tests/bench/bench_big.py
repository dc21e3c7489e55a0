"""Prints what scans of 100 MB and 1 GB of logs cost (the shared corpus again and again, with other ids), and of a second one. Not a test.

`bench_big.py [MB ...]`; the whole process: reading, facts, all monitors, edits, the store.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
FOLDERS = [CORPUS / name for name in ("claude", "claude-entire", "codex", "codex-entire")]
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CALL = re.compile(rb"(toolu_|call_|msg_|req_)([A-Za-z0-9]{8})")
JOBS = 2


def grow(folder: Path, megabytes: int) -> int:
    """Copy the corpus into `folder` until it has so many megabytes, each copy with ids of its own; returns the bytes."""
    files = sorted(f for root in FOLDERS for f in root.rglob("*.jsonl*"))
    size, turn = 0, 0
    while size < megabytes * 1_000_000:
        for n, file in enumerate(files):
            salt = f"{turn:04x}".encode()
            text = _UUID.sub(lambda m, s=salt: s + m[0][4:], file.read_bytes())
            text = _CALL.sub(lambda m, s=salt: m[1] + s + m[2][4:], text)
            (folder / f"{turn:03}-{n:03}-{uuid.UUID(int=turn * 1000 + n)}.jsonl").write_bytes(text)
            size += len(text)
            if size >= megabytes * 1_000_000:
                break
        turn += 1
    return size


def scan(logs: Path, env: dict[str, str]) -> tuple[float, float]:
    """Scan a folder; returns (wall, processor) seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    command = [sys.executable, "-m", "cotlens", "scan", "--format", "json", "--jobs", str(JOBS), "--log", str(logs)]
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    walls: dict[int, float] = {}
    for megabytes in [int(a) for a in sys.argv[1:]] or [100, 1000]:
        with tempfile.TemporaryDirectory() as folder:
            logs, state = Path(folder) / "logs", Path(folder) / "state"
            logs.mkdir()
            size = grow(logs, megabytes)
            env = {**os.environ, "COTLENS_STATE_DIR": str(state), "HOME": folder}
            wall, cpu = scan(logs, env)
            walls[megabytes] = wall
            print(
                f"{size / 1e6:.0f} MB  first scan {wall:.1f} s wall, {cpu:.1f} s CPU: {size / 1e6 / cpu:.1f} MB/s per core"
            )
            again, _ = scan(logs, env)
            print(f"{'':>7} unchanged, scanned again {again:.1f} s")
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{'':>7} peak memory of a process {peak:.0f} MB")
    if len(walls) > 1:
        small, large = min(walls), max(walls)
        print(f"time({large} MB) / time({small} MB) = {walls[large] / walls[small]:.1f}")


if __name__ == "__main__":
    main()
