"""The Session view in a real VS Code: what is seen, found, opened and judged in it, and how it takes 20,000 events."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from flows import played
from long_sessions import endless, shortcuts
from sessions import ClaudeLog, more, shop

REPO = Path(__file__).resolve().parents[2]
AXE = REPO / "client-vscode" / "node_modules" / "axe-core" / "axe.min.js"
LONG = "44444444-2222-4333-8444-555555555555"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def steps(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the whole flow once; returns what was seen at each step."""
    root = tmp_path_factory.mktemp("session-view")
    home, workspace = root / "home", shop(root / "shop")
    log = ClaudeLog(home, workspace)
    shortcuts(log)
    told = log.path.read_bytes()
    more(log)
    rest = root / "rest.jsonl"
    rest.write_bytes(log.path.read_bytes()[len(told) :])
    log.path.write_bytes(told)
    long = ClaudeLog(home, workspace, LONG)
    assert endless(long) >= 20_000
    # What was written last is read first.
    os.utime(long.path, (1_700_000_000, 1_700_000_000))
    env = {
        "VSIX": str(vsix), "PYTHON": sys.executable, "WORKSPACE": str(workspace), "HOME_DIR": str(home), "STATE_DIR": str(root / "state"),
        "LOG": str(log.path), "REST": str(rest), "AXE": os.environ.get("AXE", str(AXE)),
    }  # fmt: skip
    seen = played("session.mjs", env, version, artifacts / "session", 900)
    print(f"\nSession view, 20,000 events: {seen['frames']}; live after {seen['live']}")
    return seen


SEEN = [
    ("focused", "Edit, tests/test_cart.py, flag test-tampering, high, open"),
    ("filtered", "Only high"),
    ("filtered", "test-tampering"),
    ("debug information", "server: running, 0."),
    ("debug information", "flags: 2 open"),
    ("in view", "true"),
    ("about", "reasoning partly withheld"),
    ("about", "2 red runs"),
    ("about", "2 green runs"),
    ("about", "3 edits"),
    ("labels", "Bash, python -m pytest -q, ✗ tests: 2 failed"),
    ("labels", "Reasoning, Decimal and int mix"),
    ("first steps", "Reasoning withheld by the agent"),
    ("first steps", "+ return sum(Decimal(str(p)) * n for p, n in items)"),
    ("first steps", "− return sum(p * n for p, n in items)"),
    ("picture", "step withheld"),
    ("picture", "check failed"),
    ("picture", "edit minus"),
    ("picture", "mark high"),
    ("policy", "default-src 'none'"),
    ("judged", "confirmed"),
    ("opened", "test_cart"),
    ("opened", "Ln 5"),
    ("restored", "Step 0"),
]


@pytest.mark.parametrize(("step", "text"), SEEN, ids=[f"{s}: {t[:24]}" for s, t in SEEN])
def test_is_seen(steps: dict[str, str], step: str, text: str) -> None:
    assert text in steps[step].replace("\xa0", " ")


def test_the_policy_lets_no_inline_script_and_no_other_source_in(steps: dict[str, str]) -> None:
    assert "unsafe" not in steps["policy"]
    assert "http://" not in steps["policy"]


def test_the_keys_go_from_step_to_step(steps: dict[str, str]) -> None:
    assert steps["arrow"] == "11"


def test_words_are_found_and_marked(steps: dict[str, str]) -> None:
    at, _, matches = steps["found"].partition(" of ")
    assert 1 <= int(at) <= int(matches)
    assert int(matches) == 6
    assert int(steps["marked"]) >= 1


def test_only_one_kind_of_step_is_shown_on_request(steps: dict[str, str]) -> None:
    assert steps["edits only"] == "3"


def test_what_the_agent_does_next_is_appended(steps: dict[str, str]) -> None:
    assert "live" in steps
    assert steps["grown"] == "25"


@pytest.mark.parametrize("theme", ["light", "dark", "high contrast", "high contrast light"])
def test_axe_has_nothing_to_say(steps: dict[str, str], theme: str) -> None:
    violations, kept = re.match(r"(\d+) violations, (\d+) rules kept", steps[f"axe {theme}"]).groups()
    assert violations == "0", steps[f"axe {theme}"]
    assert int(kept) > 10


def test_twenty_thousand_events_are_there_from_end_to_end(steps: dict[str, str]) -> None:
    assert int(steps["long"]) > 10_000
    assert steps["end reached"] == "true"
    assert abs(int(steps["needle"]) - int(steps["long"]) / 2) < 500


def test_nothing_is_complained_of_and_no_other_host_is_asked(steps: dict[str, str]) -> None:
    assert steps["complaints"] == ""
    assert steps["external hosts"] == ""
