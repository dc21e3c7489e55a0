"""How long it takes to list the sessions of one folder among many logs of others. Run it by hand; it prints."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CWD = "/home/dev/other-{}"


def record(number: int, cwd: str, text: str) -> str:
    return json.dumps(
        {
            "type": "user",
            "uuid": f"u{number}",
            "sessionId": f"s{number}",
            "cwd": cwd,
            "version": "2.1.31",
            "timestamp": "2026-02-05T12:11:53.187Z",
            "message": {"role": "user", "content": text},
        }
    )


def make(home: Path, work: Path, count: int, size: int) -> Path:
    """Logs of other folders; one of a hundred begins in the folder, one of a thousand comes through it in the middle."""
    first = home
    for n in range(count):
        log = home / ".claude" / "projects" / f"-home-dev-other-{n % 50}" / f"{n:08}.jsonl"
        log.parent.mkdir(parents=True, exist_ok=True)
        there = CWD.format(n % 50)
        lines = [record(n, str(work) if n % 100 == 0 else there, "x" * 2000)] * (size // 2200)
        if n % 1000 == 1:
            lines[len(lines) // 2] = record(n, str(work), "passing through")
        log.write_text("\n".join(lines) + "\n")
        first = log
    return first


def run(label: str, home: Path, *arguments: str) -> None:
    began = time.perf_counter()
    env = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    command = [sys.executable, "-m", "cotlens", "sessions", "--format", "json", *arguments]
    out = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    print(f"{label:44} {time.perf_counter() - began:6.2f} s  {len(json.loads(out))} sessions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=200_000, help="bytes of a log")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home, work = Path(name) / "home", Path(name) / "work"
        work.mkdir()
        last = make(home, work, args.count, args.size)
        print(f"{args.count} logs of {args.size / 1000:.0f} kB")
        folder = ("--workspace", str(work))
        run("one folder, nothing known", home, *folder)
        run("one folder again", home, *folder)
        with last.open("a") as log:
            log.write(record(1, str(work), "more") + "\n")
        run("one folder, one log went on", home, *folder)
        run("all folders, nothing known of most", home, "--all")
        run("all folders again", home, "--all")


if __name__ == "__main__":
    main()
