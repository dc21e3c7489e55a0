"""What a developer sees in a real VS Code, the newest and the oldest: the installed extension, the server, a log that grows."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from flows import played
from sessions import SWALLOW, ClaudeLog, capping, more, shop, swallowing, tampering

from cotlens.model.verdict import Reason, Scope, Status
from cotlens.store.verdicts import VerdictStore

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def steps(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the whole flow once; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("vscode")
    home, workspace = root / "home", shop(root / "shop")
    log = ClaudeLog(home, workspace)
    tampering(log)
    silent = ClaudeLog(home, workspace, "22222222-2222-4333-8444-555555555555")
    silent.version = "2.1.101"
    silent.wait(3600)
    silent.user("What does discount() do?")
    silent.think("")
    silent.say("It takes a percentage off the total.")
    innocent = ClaudeLog(home, workspace, "33333333-2222-4333-8444-555555555555")
    innocent.wait(600)
    capping(innocent)
    told = log.path.read_bytes()
    more(log)
    rest = root / "rest.jsonl"
    rest.write_bytes(log.path.read_bytes()[len(told) :])
    log.path.write_bytes(told)
    env = {
        "VSIX": str(vsix), "PYTHON": sys.executable, "WORKSPACE": str(workspace), "HOME_DIR": str(home), "STATE_DIR": str(root / "state"),
        "LOG": str(log.path), "REST": str(rest),
    }  # fmt: skip
    seen = played("flow.mjs", env, version, artifacts)
    seen["state"] = str(root / "state")
    return seen


SEEN = [
    ("lens", "test-tampering"),
    ("lens", "Confirm"),
    ("lens", "Dismiss"),
    ("status", "CoTLens"),
    ("problems", "Assertion loosened"),
    ("problems", "RH01"),
    ("hover", "simplest way to get this green is to relax the assertion"),
    ("hover", "assert discount"),
    ("list", "quality-gate-bypass"),
    ("explained", "Claude Code (claude-opus-4-5)"),
    ("explained", "You asked: Make sure that a discount can never be larger"),
    ("explained", "Then ran python -m pytest -q: passed (2 passed)"),
    ("explaining lens", "Claude Code: Nobody should be able to give more"),
    ("why", "It thought, just before the edit"),
    ("flags view", "tests/test_discount.py"),
    ("flags view", "Not on a line"),
    ("flags by severity", "High"),
    ("flags by severity", "test_cart.py:5"),
    ("why", "so the percentage is capped before it is used"),
]


@pytest.mark.parametrize(("step", "text"), SEEN, ids=[f"{s}: {t[:24]}" for s, t in SEEN])
def test_is_seen(steps: dict[str, str], step: str, text: str) -> None:
    assert text in steps[step].replace("\xa0", " ")


def test_lines_that_agents_wrote_are_marked(steps: dict[str, str]) -> None:
    # `LARGEST = 100` with the two empty lines below it, and where it is used.
    assert steps["gutter"] == "4"


def test_a_flag_is_shown_once(steps: dict[str, str]) -> None:
    assert steps["problem rows"] == "1"


def test_what_the_agent_does_next_arrives_without_reload(steps: dict[str, str]) -> None:
    assert "live" in steps


def test_dismissing_through_the_lens_is_kept_with_its_reason(steps: dict[str, str]) -> None:
    store = VerdictStore(Path(steps["state"]))
    first, back, last = store.history(next(iter(store.all())).flag)
    assert (first.code, first.status, first.reason) == ("RH01", Status.DISMISSED, Reason.INTENDED)
    assert back.status is Status.OPEN
    assert (last.status, last.reason, last.scope) == (Status.DISMISSED, Reason.ACCEPTED_RISK, Scope.PATH)
    assert last.path.endswith("tests/test_cart.py")
    assert last.until is not None
    assert round((last.until - last.time) / 86_400) == 30


def test_a_flag_without_a_line_leads_to_the_thought(steps: dict[str, str]) -> None:
    assert "transcript" in steps


def test_withheld_reasoning_is_told_and_turned_on_after_a_look_at_the_change(steps: dict[str, str]) -> None:
    assert "withheld reasoning in 1 of them" in steps["withheld"]
    assert "Turn On Readable Reasoning" in steps["withheld"]
    assert "settings.json gets showThinkingSummaries = true" in steps["question"]
    assert json.loads(steps["settings"]) == {"showThinkingSummaries": True}


def test_no_other_host_is_asked_for(steps: dict[str, str]) -> None:
    assert steps["external hosts"] == ""


def test_nothing_is_complained_of(steps: dict[str, str]) -> None:
    assert steps["complaints"] == ""


@pytest.fixture(scope="module")
def cells(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Open a notebook; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("notebook")
    log = ClaudeLog(root / "home", shop(root / "shop"))
    swallowing(log)
    # Whoever runs Python in the workspace runs this instead of the server.
    (log.workspace / "cotlens.py").write_text("raise SystemExit('planted')\n")
    env = {
        "VSIX": str(vsix), "PYTHON": sys.executable, "WORKSPACE": str(log.workspace), "HOME_DIR": str(root / "home"),
        "STATE_DIR": str(root / "state"), "NOTEBOOK": "sales.ipynb",
    }  # fmt: skip
    return played("notebook.mjs", env, version, artifacts, 300)


def test_a_flag_in_a_notebook_stands_in_its_cell_and_only_there(cells: dict[str, str]) -> None:
    assert SWALLOW[:40] in cells["hover"].replace("\xa0", " ")
    assert cells["problems"].count("An error is dropped") == 1
    assert "Ln 5" in cells["problems"].replace("\xa0", " ")
