"""A home with one session's log, in whose workspace the commands run."""

from __future__ import annotations

from pathlib import Path

import pytest
from sessions import ClaudeLog, shop, tampering


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClaudeLog:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("COTLENS_STATE_DIR", str(tmp_path / "state"))
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    log = ClaudeLog(home, shop(tmp_path / "shop"))
    tampering(log)
    monkeypatch.chdir(log.workspace)
    return log
