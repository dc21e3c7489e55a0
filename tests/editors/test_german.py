"""The extension in a VS Code that speaks German. That every string is translated, the client's own unit tests say."""

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
    root = tmp_path_factory.mktemp("german")
    log = ClaudeLog(root / "home", shop(root / "shop"))
    tampering(log)
    env = {
        "VSIX": str(vsix), "PYTHON": sys.executable, "WORKSPACE": str(log.workspace), "HOME_DIR": str(root / "home"),
        "STATE_DIR": str(root / "state"),
    }  # fmt: skip
    seen = played("german.mjs", env, version, artifacts / "german", 300)
    return {step: what.replace("\xa0", " ") for step, what in seen.items()}


SEEN = [
    ("flags view", "Ohne Zeile"),
    ("buttons", "Bestätigen"),
    ("buttons", "Verwerfen..."),
    ("why", "Diesen Befund verwerfen"),
    ("why", "Akzeptiertes Risiko"),
    ("session", "Überlegungen lesbar"),
    ("session", "fehlgeschlagen"),
    ("session", "12.03.2026"),
    ("page", "de"),
    ("search", "Diese Sitzung durchsuchen"),
    ("settings", "Befunde ab diesem Schweregrad anzeigen"),
]


@pytest.mark.parametrize(("step", "text"), SEEN, ids=[f"{s}: {t[:24]}" for s, t in SEEN])
def test_is_seen(steps: dict[str, str], step: str, text: str) -> None:
    assert text in steps[step]


def test_what_the_server_says_stays_as_it_is(steps: dict[str, str]) -> None:
    assert "Assertion loosened" in steps["flags view"]


def test_nothing_is_complained_of_and_no_other_host_is_asked(steps: dict[str, str]) -> None:
    assert steps["complaints"] == ""
    assert steps["external hosts"] == ""
