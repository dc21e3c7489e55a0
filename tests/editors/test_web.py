"""VS Code in a browser alone, where there is no Python and no session log: the extension says so, once, and its status stays."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from flows import played

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def steps(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the whole flow once; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("web")
    with zipfile.ZipFile(vsix) as package:
        package.extractall(root)
    seen = played("web.mjs", {"EXTENSION": str(root / "extension")}, version, artifacts / "web", 200)
    return {step: what.replace("\xa0", " ") for step, what in seen.items()}


def test_it_says_what_it_needs_and_where_there_is_that(steps: dict[str, str]) -> None:
    assert "a browser has neither" in steps["said"]
    assert "Open the folder on the desktop, in a codespace or over SSH." in steps["status"]


def test_it_says_so_once(steps: dict[str, str]) -> None:
    assert steps["said again"] == "0"


def test_no_other_host_is_asked_for(steps: dict[str, str]) -> None:
    assert steps["external hosts"] == ""
