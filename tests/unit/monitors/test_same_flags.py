"""A session's flags are the same in every process: who they are hangs on no order of a set, which differs with the seed of hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
JUDGE = """
import sys, tempfile
from pathlib import Path
from cotlens.engine.engine import Engine
from cotlens.evaluation.render import render
from cotlens.evaluation.scenario import read_scenarios
for file in sys.argv[1:]:
    for scenario in read_scenarios(Path(file)):
        with tempfile.TemporaryDirectory() as folder:
            log, workspace = render(scenario, Path(folder))
            engine = Engine((str(workspace),), {}, folder + "/home")
            engine.poll(str(log), final=True)
            told = sorted((f.code, f.severity, f.fingerprint, f.message.replace(folder, "")) for f in engine.flags())
            print(scenario.id, told)
"""


def flags(seed: str, code: str) -> str:
    # Every tenth file: what hangs on the order of a set does so in most stories.
    files = sorted(map(str, SCENARIOS.glob(f"{code}*.yaml")))[::10]
    env = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", JUDGE, *files], env=env, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("code", ["PI01", "BD03", "DC02", "DC03"])
def test_whatever_the_seed_of_hashes(code: str) -> None:
    found = flags("1", code)
    assert f"'{code}'" in found
    assert flags("2", code) == found
