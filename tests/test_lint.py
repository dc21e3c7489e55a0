"""Formatting, lint and types of Python and TypeScript, and the client's own unit tests: each tool's verdict is a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
CLIENT = REPO / "client-vscode"
NPM = CLIENT / "node_modules" / ".bin"

TOOLS = [
    ("ruff format", [sys.executable, "-m", "ruff", "format", "--check", "."], REPO),
    ("ruff", [sys.executable, "-m", "ruff", "check", "."], REPO),
    ("mypy", [sys.executable, "-m", "mypy"], REPO),
    (
        "mypy of the client's scripts",
        [sys.executable, "-m", "mypy", "client-vscode/package", "client-vscode/python"],
        REPO,
    ),
    ("tsc", [NPM / "tsc", "--noEmit"], CLIENT),
    ("tsc of the view", [NPM / "tsc", "--noEmit", "-p", "src/view"], CLIENT),
    ("eslint", [NPM / "eslint", "."], CLIENT),
    ("client unit tests", [NPM / "vitest", "run"], CLIENT),
]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "folder"), [t[1:] for t in TOOLS], ids=[t[0] for t in TOOLS])
def test_tool_is_content(command: list[str], folder: Path) -> None:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, (run.stdout + run.stderr)[-4000:]
