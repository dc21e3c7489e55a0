"""The extension, built and packaged once for all tests in VS Code; and the sessions that they look at, importable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

REPO = Path(__file__).resolve().parents[2]
CLIENT = REPO / "client-vscode"
VERSIONS = ("1.139.1", "1.100.3")
"""The VS Codes that setup.sh installs: the newest, and the oldest that the extension says it runs in."""

IN_BOTH = ("test_vscode", "test_exthost")
"""Tests that `make test` runs in both; the others, a third of all tests' time, run in the oldest by `make oldest` alone."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say which VS Code a test is in: its `version`."""
    if "version" in metafunc.fixturenames:
        both = metafunc.module.__name__.rsplit(".", 1)[-1] in IN_BOTH or "EVERY_VERSION" in os.environ
        metafunc.parametrize("version", VERSIONS if both else VERSIONS[:1], scope="module")


@pytest.fixture(scope="module")
def artifacts(version: str) -> Path:
    """The folder for what a flow in this VS Code leaves."""
    folder = REPO / "tests" / "artifacts"
    return folder if version == VERSIONS[0] else folder / version


@pytest.fixture(scope="session")
def vsix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build and package the extension."""
    target = tmp_path_factory.mktemp("vsix") / "cotlens.vsix"
    tools = CLIENT / "node_modules" / ".bin"
    subprocess.run(["node", "esbuild.mjs"], cwd=CLIENT, check=True)
    subprocess.run(
        [tools / "vsce", "package", "--no-dependencies", "--out", target],
        cwd=CLIENT,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    return target
