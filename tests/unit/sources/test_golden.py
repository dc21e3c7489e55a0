"""Excerpts of real logs of many versions give exactly the events that a person has judged right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden.listing import GOLDEN, listing, logs

from cotlens.sources.formats import AGENTS


@pytest.mark.parametrize("log", logs(), ids=lambda p: str(p.parent.relative_to(GOLDEN)))
def test_golden_log_gives_the_listed_events(log: Path):
    expected = json.loads(log.with_name("expected.json").read_text(encoding="utf-8"))
    assert listing(log) == expected


def test_every_agent_has_golden_logs():
    assert {log.parent.parent.name for log in logs()} == {agent.name for agent in AGENTS}


def test_golden_logs_stay_small():
    assert {log: log.stat().st_size for log in logs() if log.stat().st_size > 60_000} == {}
