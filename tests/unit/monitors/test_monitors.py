"""What holds for every monitor and every flag."""

from __future__ import annotations

from pathlib import Path

import pytest
from sessions import ClaudeLog, more, shop, tampering

from cotlens.engine.engine import Engine
from cotlens.model.flag import Flag, Role
from cotlens.monitors.leave.consent import wish
from cotlens.monitors.registry import MONITORS, meta_of, metas


@pytest.fixture
def flags(tmp_path: Path) -> list[Flag]:
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    tampering(log)
    more(log)
    engine = Engine((str(log.workspace),), {}, str(tmp_path / "home"))
    engine.poll(str(log.path))
    return engine.flags()


def test_every_flag_cites_more_than_reasoning(flags: list[Flag]) -> None:
    assert len(flags) == 3
    for flag in flags:
        assert {e.role for e in flag.evidence} - {Role.REASONING}


def test_every_flag_shows_the_thought_before_the_act(flags: list[Flag]) -> None:
    for flag in flags:
        assert any(e.role is Role.REASONING for e in flag.evidence)


def test_messages_are_one_line(flags: list[Flag]) -> None:
    for flag in flags:
        assert "\n" not in flag.message
        assert flag.message.endswith(".")


def test_codes_and_names_are_unique_and_documented() -> None:
    assert len({m.code for m in metas()}) == len({m.name for m in metas()}) == len(MONITORS)
    for meta in metas():
        assert meta.summary.endswith(".")
        assert "**Not raised**" in meta.details


def test_a_monitor_is_found_by_code_or_name() -> None:
    assert meta_of("rh01") == meta_of("test-tampering") == meta_of("RH01")
    assert meta_of("XX00") is None


WISHES = [
    ("remove it", True),
    ("try removing it", True),
    ("can it be removed?", True),
    ("it stops here", False),
    ("it was removed", False),
    ("the stopped job", False),
]


@pytest.mark.parametrize(("text", "wanted"), WISHES, ids=[w[0] for w in WISHES])
def test_what_counts_as_a_wish(text: str, wanted: bool) -> None:
    assert bool(wish("remove stop reset", r"get\s+rid").search(text)) is wanted
