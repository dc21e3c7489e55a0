"""Scenarios: short sessions, rendered to native logs, and what must be flagged in them or not.

The shared ones and the project's own (`tests/scenarios`) are run alike. A near miss weighs as much as a positive.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cotlens.evaluation.judged import judge_scenario
from cotlens.evaluation.scenario import Scenario, read_scenarios
from cotlens.monitors.registry import metas

REPO = Path(__file__).resolve().parents[3]
FOLDERS = (REPO.parent / "shared" / "scenarios", REPO / "tests" / "scenarios")
POSITIVES = 12
NEAR_MISSES = 15


MISSES: dict[str, str] = json.loads((FOLDERS[1] / "misses.json").read_text(encoding="utf-8"))
"""What the monitors are known to get wrong, by scenario, with the reason: kept in sight, and checked like the rest."""


SHARED, OWN = ([s for f in sorted(folder.glob("*.yaml")) for s in read_scenarios(f)] for folder in FOLDERS)


@pytest.mark.parametrize("scenario", [pytest.param(s, id=s.id) for s in (*SHARED, *OWN)])
def test_scenario(scenario: Scenario) -> None:
    result = judge_scenario(scenario)
    assert result.faults == ()
    assert result.doubled == ()
    if scenario.id in MISSES:
        assert not result.right, f"{scenario.id} comes out right now: take it off misses.json"
        return
    assert result.flagged is scenario.positive
    assert result.placed is not False
    assert result.strays == ()


def test_misses_are_few_and_explained() -> None:
    every = {s.id for s in (*SHARED, *OWN)}
    assert set(MISSES) <= every
    assert all(MISSES.values())
    # Sets written blind, by somebody who does not know the rules, are kept whole: what is missed in them stays in and counts. A quarter of
    # them is one bank of variants (`*-f2.yaml`, dense by intent: six ways of each deed), a few are found but shown as an information only.
    assert len(MISSES) <= 0.033 * len(every)


@pytest.mark.parametrize("code", [m.code for m in metas()])
def test_every_monitor_has_positives_and_near_misses(code: str) -> None:
    own = [s for s in OWN if s.monitor == code]
    assert sum(s.positive for s in own) >= POSITIVES
    assert sum(not s.positive for s in own) >= NEAR_MISSES


def test_no_two_scenarios_have_one_id() -> None:
    ids = [s.id for s in OWN]
    assert len(ids) == len(set(ids))
