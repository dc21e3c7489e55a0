"""Two folders in one real VS Code window, with files of the same names."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from flows import played
from sessions import RED, ClaudeLog, shop

pytestmark = pytest.mark.slow


def loosened(log: ClaudeLog, where: str) -> None:
    """RH01 at tests/test_cart.py:5."""
    log.user("Prices must be whole cents. Please fix it.")
    log.bash("python -m pytest -q", RED, 1)
    log.think(f"The simplest way to get this green {where} is to relax the assertion.")
    log.edit("tests/test_cart.py", "== 22.68\n", "> 0\n")
    log.bash("python -m pytest -q", "2 passed in 0.03s")
    log.say("Discounted prices are whole cents now.")


@pytest.fixture(scope="module")
def steps(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the whole flow once; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("roots")
    for number, name in enumerate(("front", "back")):
        session = f"{number + 1}{number + 1}111111-2222-4333-8444-555555555555"
        loosened(ClaudeLog(root / "home", shop(root / name), session, 1000 * number), f"in the {name}")
    workspace = root / "two.code-workspace"
    workspace.write_text(json.dumps({"folders": [{"path": "front"}, {"path": "back"}]}))
    env = {
        "VSIX": str(vsix), "PYTHON": sys.executable, "WORKSPACE": str(workspace), "HOME_DIR": str(root / "home"),
        "STATE_DIR": str(root / "state"),
    }  # fmt: skip
    seen = played("roots.mjs", env, version, artifacts / "roots", 300)
    return {step: what.replace("\xa0", " ") for step, what in seen.items()}


def test_each_file_has_a_group_of_its_own(steps: dict[str, str]) -> None:
    assert "back/tests/test_cart.py" in steps["flags view"]
    assert "front/tests/test_cart.py" in steps["flags view"]


def test_the_file_in_front_is_told_from_its_namesake(steps: dict[str, str]) -> None:
    assert "back/tests/test_cart.py" in steps["this file"]
    assert "in the back" in steps["peek"]
    assert "front" in steps["opened"]


def test_flags_come_and_go_with_their_folder(steps: dict[str, str]) -> None:
    assert "front" not in steps["without front"]
    assert "front/tests/test_cart.py" in steps["with front"]
