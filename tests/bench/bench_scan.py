"""Prints what a full scan of the shared corpus costs: `cotlens scan` as a whole process, in MB/s and peak memory. Not a test.

Then, in this process and in processor time: how long one event takes to be judged, and what twice the monitors, or a hundred rules
of the user's more, cost a scan.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import bytecode

from cotlens.config.schema import UserMonitor
from cotlens.engine.catalogue import Catalogue, user_rule
from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.engine.session_state import SessionState
from cotlens.model.fact import Turn
from cotlens.model.rule import Condition
from cotlens.monitors.base import Finding, History, Monitor
from cotlens.monitors.registry import MONITORS
from cotlens.monitors.user_rules import UserRule, under_one_cover
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
FOLDERS = [CORPUS / name for name in ("claude", "claude-entire", "codex", "codex-entire")]
RUNS = 3
ORDINARY = 60
"""Steps of an ordinary turn: nine of ten turns of the corpus have no more."""
RULES = 100
CHANNELS = ("reasoning", "message", "command", "edit", "result")


class Twin:
    """A built-in monitor a second time, with findings of its own."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.meta = replace(monitor.meta, code=f"{monitor.meta.code}T")

    def check(self, turn: Turn, history: History) -> list[Finding]:
        """Find what the monitor finds."""
        return list(self.monitor.check(turn, history))


def rules() -> tuple[UserRule, ...]:
    """Return rules over all channels that hold nowhere."""
    made = []
    for n in range(RULES):
        pattern = rf"(?i)\b(?:marker{n}|sample[- ]?{n})\s+(?:word|phrase)\w*\b"
        condition = Condition(on=CHANNELS[n % len(CHANNELS)], pattern=pattern)  # type: ignore[arg-type]
        made.append(user_rule(UserMonitor(code=f"X{n:03}", name=f"rule-{n}", message="m", any=(condition,))))
    return under_one_cover(made)


def scanned(files: list[Path], monitors: tuple[Monitor, ...]) -> float:
    """Scan in this process; returns the processor time."""
    engine = Engine((), {}, "/nonexistent")
    engine.configurations.of = lambda _cwd: Catalogue(monitors)  # type: ignore[method-assign]
    started = time.process_time()
    scan(engine, [str(f) for f in files])
    return time.process_time() - started


def twice(files: list[Path]) -> None:
    """Print what more patterns cost: each way in turn, so that what else the machine does hits all alike."""
    ways: dict[str, tuple[Monitor, ...]] = {
        "as it is": MONITORS,
        "monitors twice": (*MONITORS, *map(Twin, MONITORS)),
        f"{RULES} rules more": (*MONITORS, *rules()),
    }
    scanned(files, MONITORS)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(RUNS):
        for name, monitors in ways.items():
            took[name].append(scanned(files, monitors))
    plain = min(took["as it is"])
    for name, times in took.items():
        print(f"{name:<19} {min(times):.2f} s CPU, warm: {100 * (min(times) / plain - 1):+.0f} %")


def latency(files: list[Path]) -> None:
    """Print how long it takes from an event of a session that goes on to the flags of its turn."""
    ordinary, every = [], []
    for file in files[::4]:
        reader, state, more = LogReader(str(file), Seen()), None, True
        while more:
            batch = reader.poll(final=True)
            more = batch.more
            for event in batch.events:
                state = state or SessionState(batch.session)
                started = time.process_time()
                state.feed((event,))
                state.judged("")
                every.append(1000 * (time.process_time() - started))
                if len(state.timeline.current.steps) <= ORDINARY:
                    ordinary.append(every[-1])
    for name, times in (("turns to 60 steps", ordinary), ("all turns", every)):
        cuts = statistics.quantiles(times, n=100)
        print(f"{name:<19} event to flag p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms (n={len(times)})")


def main() -> None:
    bytecode.kept()
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
    latency(files)
    twice(files)
    for key in ("events", "tool_calls", "edits", "bad_lines", "unknown_types"):
        print(f"{key:<19} {sum(c[key] for c in counts)}")


if __name__ == "__main__":
    main()
