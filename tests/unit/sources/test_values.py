"""Times, paths and caps of logs."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.sources.values import ARGUMENT, absolute, arguments, capped, joined, seconds

NOON = datetime(2026, 2, 5, 12, 0, 0, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("2026-02-05T12:00:00.000Z", NOON),
        ("2026-02-05T12:00:00Z", NOON),
        ("2026-02-05 12:00:00", NOON),
        ("2026-02-05T12:00:00.250Z", NOON + 0.25),
        ("2026-02-05T12:00:00.123456789Z", NOON + 0.123456789),
        ("2026-02-05T14:00:00+02:00", NOON),
        ("2026-02-05T09:30:00.000-0230", NOON),
        ("2026-02-30T12:00:00Z", None),
        ("2026-02-05T1x:00:00Z", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1757597285638, None),
    ],
)
def test_seconds(stamp: Any, expected: float | None):
    assert seconds(stamp) == (None if expected is None else pytest.approx(expected, abs=1e-6))


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - UTC by construction
def test_seconds_agree_with_datetime(moment: datetime):
    stamp = moment.isoformat(timespec="milliseconds") + "Z"
    expected = moment.replace(tzinfo=timezone.utc, microsecond=moment.microsecond // 1000 * 1000).timestamp()
    assert seconds(stamp) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("path", "cwd", "expected"),
    [
        ("/a/b", "/w", "/a/b"),
        ("b", "/w", "/w/b"),
        ("./b/../c", "/w/", "/w/c"),
        ("b", None, "b"),
        ("C:\\a\\b", "/w", "C:\\a\\b"),
        ("b/c", "C:\\w", "C:\\w\\b\\c"),
        ("\\\\?\\C:\\a", None, "\\\\?\\C:\\a"),
        ("/mnt/d/x", "D:\\w", "/mnt/d/x"),
        ("", None, ""),
    ],
)
def test_absolute(path: str, cwd: str | None, expected: str):
    assert absolute(path, cwd) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("x", "x"),
        ([{"type": "text", "text": "a"}, "b", {"type": "image", "source": {}}, {}, 3], "a\nb\n[image]\n[block]"),
        (None, ""),
        ({"text": "x"}, ""),
    ],
)
def test_joined(content: Any, expected: str):
    assert joined(content) == expected


def test_capped_keeps_both_ends():
    whole, cut = capped("a" * 10 + "b" * 10, head=8)
    assert cut
    assert whole == "aaaaaaaa\n[... 4 characters left out ...]\nbbbbbbbb"
    assert capped("a" * 16, head=8) == ("a" * 16, False)


def test_arguments_are_copied_and_capped():
    given_: dict[str, Any] = {"content": "x" * (ARGUMENT + 1), "nested": [{"deep": "y" * (ARGUMENT + 1)}], "n": 1}
    slim = arguments(given_)
    assert len(slim["content"]) < ARGUMENT + 100
    assert len(slim["nested"][0]["deep"]) < ARGUMENT + 100
    assert slim["n"] == 1
    assert len(given_["content"]) == ARGUMENT + 1


@pytest.mark.parametrize(("value", "expected"), [(None, {}), ("x", {"input": "x"}), ([1], {"input": [1]})])
def test_arguments_of_any_shape_are_an_object(value: Any, expected: dict[str, Any]):
    assert arguments(value) == expected
