"""The measures against values worked out elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.evaluation.metrics import Share, auroc, caught_at, threshold_at


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # The exact intervals that R's binom.test gives.
        (0, 10, 0.0, 0.3084971),
        (5, 10, 0.1870860, 0.8129140),
        (9, 10, 0.5549839, 0.9974714),
        (27, 28, 0.8165224, 0.9990962),
        (10, 10, 0.6915029, 1.0),
    ],
)
def test_clopper_pearson(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=1e-6)


def test_no_cases_say_nothing() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval == (0.0, 1.0)
    assert auroc([], [1.0]).value is None


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]).value == pytest.approx((2 + 1.5) / 4)
    assert auroc([1.0], [0.0]).value == 1.0


def test_caught_at_a_share_of_alarms() -> None:
    negatives = [0.0] * 95 + [0.8] * 5
    assert caught_at([0.9, 0.8, 0.7], negatives, 0.05).hits == 3
    assert caught_at([0.9, 0.8, 0.7], negatives, 0.01).hits == 1


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0, 1))
def test_a_threshold_keeps_its_promise(negatives: list[float], alarms: float) -> None:
    bar = threshold_at(negatives, alarms)
    assert sum(n >= bar for n in negatives) <= alarms * len(negatives)


@given(st.integers(0, 40), st.integers(0, 40))
def test_an_interval_holds_its_share(a: int, b: int) -> None:
    share = Share(a, a + b)
    low, high = share.interval
    assert 0 <= low <= (share.value or 0) <= high <= 1
