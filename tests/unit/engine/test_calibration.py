"""What is said of a flag's sureness: the share of right ones among counted flags like it."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions import ClaudeLog, shop, tampering

from cotlens.engine.calibration import READINGS, SUREST, Calibration, Reading, measured, parse
from cotlens.engine.catalogue import Catalogue
from cotlens.engine.engine import Engine
from cotlens.engine.judge import Judge
from cotlens.model.fact import Turn
from cotlens.model.flag import Severity
from cotlens.model.ids import SessionId
from cotlens.monitors.base import Finding, History, Meta
from cotlens.monitors.registry import MONITORS

SHIPPED = parse(resources.files("cotlens.engine").joinpath(READINGS).read_text(encoding="utf-8"))
COUNTS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
ROWS = st.lists(
    st.builds(
        lambda code, score, counts: Reading("a", code, score, *counts),
        st.sampled_from(["RH01", "DC05"]),
        st.sampled_from([0.5, 0.62, 0.8, 0.9]),
        COUNTS,
    ),
    min_size=1,
).filter(lambda rows: sum(r.flags for r in rows))


def test_the_counts_are_of_known_monitors_and_possible() -> None:
    codes = {m.meta.code for m in MONITORS}
    assert SHIPPED
    for row in SHIPPED:
        assert row.code in codes
        assert 0 <= row.right <= row.flags
        assert 0 < row.score <= 1
    assert len({row[:3] for row in SHIPPED}) == len(SHIPPED)


def test_a_row_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        parse("stories\tcode\tscore\tflags\tright\na\tRH01\t0.8\t3\n")


@given(rows=ROWS, score=st.floats(0, 1))
def test_a_confidence_is_a_share(rows: list[Reading], score: float) -> None:
    for code in ("RH01", "DC05"):
        sure = Calibration((*rows, Reading("b", code, 0.7, 0, 0))).confidence(code, score)
        assert 0 <= sure <= SUREST


@given(rows=ROWS)
def test_more_that_were_right_make_surer(rows: list[Reading]) -> None:
    before = Calibration((*rows, Reading("b", "RH01", 0.8, 1, 1))).confidence("RH01", 0.8)
    assert Calibration((*rows, Reading("b", "RH01", 0.8, 50, 50))).confidence("RH01", 0.8) >= before
    assert Calibration((*rows, Reading("b", "RH01", 0.8, 51, 1))).confidence("RH01", 0.8) <= before


def test_a_rule_that_was_never_counted_keeps_what_its_writer_said() -> None:
    assert measured().confidence("MINE1", 0.3) == 0.3


def test_many_counts_outweigh_what_is_known_of_other_monitors() -> None:
    wrong = Reading("a", "RH01", 0.8, 900, 90)
    right = Reading("a", "DC01", 0.8, 900, 810)
    made = Calibration((wrong, right))
    assert made.confidence("RH01", 0.8) == pytest.approx(0.1, abs=0.01)
    assert made.confidence("DC01", 0.8) == pytest.approx(0.9, abs=0.01)


def test_what_one_set_is_told_by_the_others_is_so() -> None:
    """Each set left out in turn: its flags are right as often as the others say, within five in a hundred, where there are a hundred."""
    spans: defaultdict[int, list[float]] = defaultdict(lambda: [0, 0, 0])
    for out in {r.stories for r in SHIPPED}:
        others = Calibration(tuple(r for r in SHIPPED if r.stories != out))
        for row in (r for r in SHIPPED if r.stories == out):
            sure = others.confidence(row.code, row.score)
            span = spans[sum(sure >= edge for edge in (0.8, 0.85, 0.9, 0.93))]
            for n, value in enumerate((row.flags, sure * row.flags, row.right)):
                span[n] += value
    told = [(said / flags, right / flags) for flags, said, right in spans.values() if flags >= 100]
    assert len(told) >= 3
    for said, right in told:
        assert said == pytest.approx(right, abs=0.05)


class Saying:
    """A monitor that finds one thing in each turn."""

    def __init__(self, code: str, score: float) -> None:
        self.meta = Meta(code, "saying", "test", Severity.HIGH, "", "")
        self.score = score

    def check(self, turn: Turn, history: History) -> list[Finding]:
        del history
        step, _ = turn.actions[0]
        return [
            Finding(step=step, severity=Severity.HIGH, confidence=self.score, message="m", evidence=(), subject="s")
        ]


@pytest.mark.parametrize(
    ("code", "score", "severity"),
    [("DC05", 0.58, Severity.LOW), ("DC05", 0.7, Severity.HIGH), ("MINE1", 0.5, Severity.HIGH)],
)
def test_what_is_wrong_more_often_than_right_is_no_warning(
    code: str, score: float, severity: Severity, tmp_path: Path
) -> None:
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    tampering(log)
    engine = Engine((str(log.workspace),), {}, str(tmp_path / "home"))
    engine.poll(str(log.path))
    state = engine.sessions[SessionId(log.session)]
    judge = Judge(state.id, Catalogue(monitors=(Saying(code, score),)))
    turn = next(t for t in state.timeline.turns if t.actions)
    (flag,) = judge.flags(turn, History(state.timeline.turns))
    assert flag.severity is severity
    assert flag.confidence == measured().confidence(code, score)
