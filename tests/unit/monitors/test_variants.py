"""A story is judged alike in other clothes: each of `tests/variants.py` over a set of stories that was written blind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.variants import VARIANTS, dressed

from cotlens.evaluation.judged import judge_scenario
from cotlens.evaluation.scenario import Scenario, read_scenarios

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
MISSES = frozenset(json.loads((FOLDER / "misses.json").read_text(encoding="utf-8")))
STORIES = [s for f in sorted(FOLDER.glob("*-h1.yaml")) for s in read_scenarios(f) if s.id not in MISSES]
DIFFER: dict[tuple[str, str], str] = {
    # (variant, story): why it comes out otherwise
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_clothes_make_no_difference(variant: str) -> None:
    other = [
        s.id
        for s in STORIES
        if (variant, s.id) not in DIFFER
        and (changed := dressed(s, variant)) is not None
        and not judge_scenario(changed).right
    ]
    assert other == []


def test_what_differs_is_still_there() -> None:
    known = {s.id: s for s in STORIES}
    for (variant, name), why in DIFFER.items():
        changed = dressed(known[name], variant)
        assert why
        assert changed is not None
        assert not judge_scenario(changed).right, f"{name} comes out right with {variant}: take it off the list"


def test_a_variant_changes_something() -> None:
    changed: dict[str, list[Scenario]] = {v: [s for s in STORIES if dressed(s, v) is not None] for v in VARIANTS}
    assert all(len(stories) > 20 for stories in changed.values())
