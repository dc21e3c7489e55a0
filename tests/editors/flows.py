"""Plays a flow of `vscode/*.mjs` and gives what it saw at each step. What it does stands there; what it has to see, in the tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "vscode"


def played(script: str, env: dict[str, str], pictures: Path, patience: float = 480) -> dict[str, str]:
    """Run a script with `env` added to the environment, for `patience` seconds at most; a flow that stops fails the test that asked for it.

    `pictures` is where the flow leaves its screenshots: of the moment at which it stopped, too.
    """
    run = subprocess.run(
        ["node", SCRIPTS / script],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    seen: dict[str, str] = {s["step"]: s["seen"] for s in map(json.loads, run.stdout.splitlines())}
    if run.returncode:
        pytest.fail(f"{script} stopped after {list(seen)}:\n{run.stderr[-2000:]}\nsee {pictures}")
    return seen
