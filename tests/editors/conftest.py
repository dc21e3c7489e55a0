"""The extension, built and packaged once for all tests in VS Code; and the sessions that they look at, importable."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from flows import VERSIONS  # the path is set above

REPO = Path(__file__).resolve().parents[2]
CLIENT = REPO / "client-vscode"


@pytest.fixture(scope="module", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """The VS Code to test in."""
    return request.param


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
