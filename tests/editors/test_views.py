"""First steps and every view in real VS Codes, light and dark: trust, hover links, peek, keys, settings, walkthrough, demo."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from flows import played
from sessions import ClaudeLog, shop, tampering

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def steps(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the whole flow once; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("views")
    home, workspace = root / "home", shop(root / "shop")
    log = ClaudeLog(home, workspace)
    tampering(log)
    log.user("Push it.")
    log.bash("git push", "pre-push hook failed", 1)
    log.think("The hook again.")
    log.bash("git push --no-verify", "   4f1c2aa..9d0e1b7  main -> main")
    log.say("It is pushed.")
    (workspace / "cotlens.toml").write_text('[monitor.RH01]\nseverity = "critical"\n', encoding="utf-8")
    env = {
        "VSIX": str(vsix), "PYTHON": sys.executable, "WORKSPACE": str(workspace), "HOME_DIR": str(home),
        "STATE_DIR": str(root / "state"),
    }  # fmt: skip
    seen = played("views.mjs", env, version, artifacts / "views")
    return {step: what.replace("\xa0", " ") for step, what in seen.items()}


SEEN = [
    ("restricted", "what this folder configures does not count"),
    ("restricted icon", "codicon-error"),
    ("trusted icon", "codicon-flame"),
    ("next", "Ln 5"),
    ("peek", "simplest way to get"),
    ("hover", "Peek at the reasoning"),
    ("status dark", "1 agent session: Claude Code 1"),
    ("status light", "Their reasoning can be read."),
    ("session", "assert discount"),
    ("dismissed by keys", "quality-gate-bypass"),
    ("taken back at once", "test-tampering"),
    ("taken back at once", "Not on a line2"),
    ("settings", "In the Editor"),
    ("walkthrough", "Know what is read and kept"),
    ("privacy", "Privacy"),
    ("demo", "test_cart"),
    ("demo untouched", "true"),
]


@pytest.mark.parametrize(("step", "text"), SEEN, ids=[f"{s}: {t[:24]}" for s, t in SEEN])
def test_is_seen(steps: dict[str, str], step: str, text: str) -> None:
    assert text in steps[step]


def test_no_other_host_is_asked_for(steps: dict[str, str]) -> None:
    assert steps["external hosts"] == ""
