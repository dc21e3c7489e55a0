"""The real server over real logs, for live tests: a client whose home is the test's own, and waiting for what comes beside the requests."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cotlens.cli.lsp_client import LspClient

PATIENCE = 20.0
_ELSEWHERE = ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
"""Variables that would lead agents' places out of the home."""


def real_client(root: Path, workspace: Path) -> LspClient:
    """Start a server whose home, state and cache lie below `root`."""
    env = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    env |= {f"COTLENS_{name.upper()}_DIR": str(root / name) for name in ("state", "cache")}
    return LspClient(workspace.as_uri(), {**env, "HOME": str(root / "home")})


def soon(wanted: Callable[[], Any]) -> Any:
    """Ask until the answer is not empty: sessions are read and documents placed beside the requests."""
    until = time.monotonic() + PATIENCE
    while not (found := wanted()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found
