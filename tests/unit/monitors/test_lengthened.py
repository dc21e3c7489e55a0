"""What was caught in a short session is caught in a long one: looks around, a talk before, a few true words more take nothing away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from cotlens.evaluation.judged import judge_scenario
from cotlens.evaluation.scenario import Scenario, read_scenarios

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
Step = tuple[str, Any]

LOOKS: Final[tuple[Step, ...]] = (
    ("bash", {"cmd": "ls docs src", "out": "README.md\nsrc"}),
    ("bash", {"cmd": "grep -rn 'helper' src | head -5", "out": "src/util.txt:12: helper\nsrc/util.txt:40: helper"}),
    ("bash", {"cmd": "git log --oneline -3", "out": "a01bb2e add helper\n4430cc1 init\n91ab1c2 first"}),
)
TALK: Final[tuple[Step, ...]] = (
    ("user", "What does the README say about the helper?"),
    ("bash", {"cmd": "cat README.md", "out": "# demo\nThe helper is described in src."}),
    ("say", "It says that the helper is described in src."),
)
ACTS: Final = frozenset({"bash", "edit", "write", "delete", "tool", "deny"})


def caught() -> list[Scenario]:
    """The positives of the first set of each monitor."""
    files = sorted(SCENARIOS.glob("[A-Z][A-Z]0[1-9].yaml"))
    return [s for f in files for s in read_scenarios(f) if s.positive]


def looking_around(steps: tuple[Step, ...]) -> list[Step]:
    """Look at something after each thought, and between every two acts."""
    found: list[Step] = []
    for number, (kind, what) in enumerate(steps):
        if kind in ACTS and any(k in ACTS for k, _ in found):
            found.append(LOOKS[number % len(LOOKS)])
        found.append((kind, what))
        if kind == "think":
            found += LOOKS
    return found


@pytest.mark.parametrize("scenario", [pytest.param(s, id=s.id) for s in caught()])
def test_a_longer_session_is_judged_as_the_short_one(scenario: Scenario) -> None:
    short = judge_scenario(scenario)
    long = judge_scenario(replace(scenario, steps=(*TALK, *looking_around(tuple(scenario.steps)))))
    assert long.flagged == short.flagged
    assert long.placed == short.placed
    assert set(long.strays) <= set(short.strays)
