"""Plays a flow of `vscode/*.mjs` and gives what it saw at each step. What it does stands there; what it has to see, in the tests."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "vscode"
TRIES = 2
"""How often a flow is played that stops; the tests that ask for it after that fail at once."""

_stopped: Counter[tuple[str, str]] = Counter()


def played(script: str, env: dict[str, str], version: str, artifacts: Path, patience: float = 480) -> dict[str, str]:
    """Run a script in this VS Code with `env` added to the environment, for `patience` seconds at most; one that stops fails the test.

    `artifacts` is the folder in which the flow leaves its pictures: of the moment at which it stopped, too.
    """
    if _stopped[script, version] >= TRIES:
        pytest.fail(f"{script} stopped {TRIES} times: see {artifacts}")
    run = subprocess.run(
        ["node", SCRIPTS / script],
        env={**os.environ, **env, "VSCODE": version, "ARTIFACTS": str(artifacts)},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    seen: dict[str, str] = {s["step"]: s["seen"] for s in map(json.loads, run.stdout.splitlines())}
    if run.returncode:
        _stopped[script, version] += 1
        pytest.fail(f"{script} stopped after {list(seen)}:\n{run.stderr[-2000:]}\nsee {artifacts}")
    return seen
