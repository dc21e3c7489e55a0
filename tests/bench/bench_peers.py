"""Prints what a scan costs beside other programs that flag things in Claude Code's logs, on the same files in the same run. Not a test.

`bench_peers.py MB [PROGRAM ...]`: the shared corpus' Claude Code sessions, copied with ids of their own until they have so many MB,
under a temporary HOME. A PROGRAM is `alv` (PyPI: agent-log-verifier, Python 3.13) or `agentrace` (PyPI: agentrace-cli), or a path that
ends so; none is a dependency of ours. Each runs twice, the faster one counts; memory is the largest of any process of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(Path(__file__).resolve().parent)]

import bytecode  # noqa: E402  # the path is set above
from histories import megabytes_of_logs  # noqa: E402  # the same

OURS = "cotlens"
RUNS = 2


def command(program: str, projects: Path, workspace: Path) -> list[str]:
    """How each program is asked to look at everything."""
    name = Path(program).name
    if name == "alv":
        return [program, "scan", "--format", "json", "--include-subagents", str(projects)]
    if name == "agentrace":
        return [program, "check"]
    return [sys.executable, "-m", "cotlens", "scan", "--format", "json", "-w", str(workspace)]


def run(argv: list[str], env: dict[str, str]) -> tuple[float, float, float, int]:
    """Run to the end; returns seconds by the clock and of the processor, megabytes, and bytes of output."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(argv, env=env, stdout=out, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - began
        return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.tell()


def main() -> None:
    bytecode.kept()
    megabytes, programs = int(sys.argv[1]), [OURS, *sys.argv[2:]]
    with tempfile.TemporaryDirectory() as name:
        home = Path(name).resolve()
        (workspace := home / "ws").mkdir()
        logs, size = megabytes_of_logs(home, workspace, megabytes)
        projects = next((home / ".claude" / "projects").iterdir())
        print(f"{size / 1e6:.0f} MB in {logs} logs")
        for program in programs:
            found = []
            for turn in range(RUNS):
                env = {**os.environ, "HOME": str(home), "COTLENS_STATE_DIR": str(home / f"state{turn}")}
                env.pop("CLAUDE_CONFIG_DIR", None)
                found.append(run(command(program, projects, workspace), env))
            wall, work, memory, told = min(found)
            speed = f"{size / 1e6 / work:6.1f} MB/s of one core"
            print(
                f"{Path(program).name:<10} {wall:7.2f} s, processor {work:7.2f} s, {memory:6.0f} MB, {speed}, {told} bytes told"
            )


if __name__ == "__main__":
    main()
