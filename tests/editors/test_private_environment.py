"""The VSIX that carries wheels, in a real VS Code where no Python has cotlens: set up, broken, mended, and no Python at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flows import played
from pythons import pythons
from sessions import ClaudeLog, shop, tampering

REPO = Path(__file__).resolve().parents[2]
CLIENT = REPO / "client-vscode"
PLANTED = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the VSIX of this system, as `make vsix` does."""
    out = tmp_path_factory.mktemp("loaded")
    command = [sys.executable, CLIENT / "package" / "make_vsix.py", "linux-x64", "--out", out]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "for Python 3.10, 3.11, 3.12, 3.13, 3.14: cotlens-linux-x64-" in run.stdout
    return next(out.glob("*.vsix"))


@pytest.fixture(scope="module")
def unpacked(loaded: Path) -> Path:
    folder = loaded.parent / "unpacked"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", loaded, folder], check=True)
    return folder / "extension"


@pytest.mark.parametrize("python", pythons())
def test_its_wheels_make_an_environment_that_answers(unpacked: Path, tmp_path: Path, python: str) -> None:
    program = [pythons()[python], "-I", "-S"]
    command = [*program, unpacked / "python" / "environment.py", "--wheels", unpacked / "wheels", "--storage", tmp_path]
    made = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()[-1]
    tampering(ClaudeLog(tmp_path / "home", shop(tmp_path / "shop")))
    env = {**os.environ, "HOME": str(tmp_path / "home"), "COTLENS_STATE_DIR": str(tmp_path / "state")}
    scan = [*program, json.loads(made)["folder"], "scan", "-w", tmp_path / "shop", "--format", "json"]
    run = subprocess.run(scan, env=env, capture_output=True, text=True, check=False)
    assert {flag["code"] for flag in json.loads(run.stdout)["flags"]} >= {"RH01", "BD04"}, run.stderr


@pytest.fixture(scope="module")
def steps(loaded: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the whole flow once; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("private")
    home, workspace = root / "home", shop(root / "shop")
    tampering(ClaudeLog(home, workspace))
    for module in ("cotlens", "json"):
        (workspace / f"{module}.py").write_text(PLANTED)
    bare = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
    assert subprocess.run([bare, "-c", "import cotlens"], capture_output=True, check=False).returncode
    env = {
        "VSIX": str(loaded), "BARE": str(bare), "ROOT": str(root), "WORKSPACE": str(workspace), "HOME_DIR": str(home),
        "STATE_DIR": str(root / "state"),
    }  # fmt: skip
    seen = played("private.mjs", env, version, artifacts)
    seen["planted"] = str(workspace / "ran")
    return seen


def test_a_python_without_cotlens_is_enough(steps: dict[str, str]) -> None:
    assert "setting up" in steps["first start"]
    assert "without the network" in steps["first start"]
    assert steps["flag"] == "CoTLens 2"
    assert steps["environments"].endswith(f"-cp3{sys.version_info[1]}")


def test_a_damaged_environment_is_made_anew_at_a_restart(steps: dict[str, str]) -> None:
    assert steps["mended"] == "CoTLens 2"


def test_one_that_looks_whole_and_will_not_start_is_made_anew_once(steps: dict[str, str]) -> None:
    assert steps["made anew"] == "CoTLens 2"
    assert steps["messages"] in ("Notifications", "No Notifications", "No New Notifications")


def test_without_a_python_the_places_are_told_once(steps: dict[str, str]) -> None:
    told = steps["no Python"]
    assert "found no Python 3.10 or newer" in told
    assert "python3 (Python 3.8.18 is too old)" in told
    assert all(f"python3.{minor}" in told for minor in range(10, 15))
    assert "Choose Python..." in told
    assert "Try Again" in told
    assert "found no Python" in steps["status without Python"]


def test_the_python_that_is_chosen_runs_it(steps: dict[str, str]) -> None:
    assert steps["chosen"] == "CoTLens 2"
    assert "elsewhere" in steps["server"]


def test_a_server_that_ends_at_once_is_told_in_one_message(steps: dict[str, str]) -> None:
    assert "elsewhere/cotlens ended at once; the log says why." in steps["broken"]
    assert steps["toasts"] == "1"


def test_nothing_of_the_workspace_is_run_and_no_host_is_asked(steps: dict[str, str]) -> None:
    assert not Path(steps["planted"]).exists()
    assert steps["external hosts"] == ""
