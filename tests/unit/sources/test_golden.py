"""Excerpts of real logs of many versions give exactly the events that a person has judged right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden.listing import GOLDEN, listing, logs


@pytest.mark.parametrize("log", logs(), ids=lambda p: str(p.parent.relative_to(GOLDEN)))
def test_golden_log_gives_the_listed_events(log: Path):
    expected = json.loads(log.with_name("expected.json").read_text(encoding="utf-8"))
    assert listing(log) == expected


def test_there_are_golden_logs_of_both_agents():
    assert {log.parent.parent.name for log in logs()} == {"claude-code", "codex"}
    assert len(logs()) >= 12


def test_golden_logs_stay_small():
    assert {log: log.stat().st_size for log in logs() if log.stat().st_size > 60_000} == {}
