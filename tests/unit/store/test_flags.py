from __future__ import annotations

from pathlib import Path

import pytest
from store_data import flag, session, verdict

from cotlens.model.errors import UsageError
from cotlens.store.flags import FlagStore
from cotlens.store.verdicts import VerdictStore


def test_a_flag_comes_back_whole(tmp_path: Path) -> None:
    FlagStore(tmp_path).put("/w", session(), [flag("abc123")])
    assert FlagStore(tmp_path).get("abc123") == (flag("abc123"), session())


def test_a_unique_prefix_is_enough(tmp_path: Path) -> None:
    store = FlagStore(tmp_path)
    store.put("/w", session(), [flag("abc123"), flag("abd456")])
    found = store.get("abc")
    assert found is not None
    assert found[0].id == "abc123"


def test_an_ambiguous_prefix_is_an_error_that_names_the_candidates(tmp_path: Path) -> None:
    store = FlagStore(tmp_path)
    store.put("/w", session(), [flag("abc123"), flag("abd456")])
    with pytest.raises(UsageError, match=r"'ab' fits 2 flags \(abc123, abd456\)"):
        store.get("ab")


def test_a_whole_id_wins_over_longer_ones(tmp_path: Path) -> None:
    store = FlagStore(tmp_path)
    store.put("/w", session(), [flag("abc"), flag("abcd")])
    found = store.get("abc")
    assert found is not None
    assert found[0].id == "abc"


def test_one_flag_in_two_workspaces_is_not_ambiguous(tmp_path: Path) -> None:
    store = FlagStore(tmp_path)
    for workspace in ("/w", "/v"):
        store.put(workspace, session(), [flag("abc123")])
    assert store.get("abc") == (flag("abc123"), session())


@pytest.mark.parametrize("prefix", ["zzz", "%", "_bc", "abc1234"])
def test_what_no_id_starts_with_is_not_found(tmp_path: Path, prefix: str) -> None:
    store = FlagStore(tmp_path)
    store.put("/w", session(), [flag("abc123")])
    assert store.get(prefix) is None


def test_a_session_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    store = FlagStore(tmp_path)
    store.put("/w", session("s1"), [flag("a", "s1"), flag("b", "s1")])
    store.put("/w", session("s2"), [flag("c", "s2")])
    store.put("/w", session("s1"), [flag("b", "s1", "worded anew")])
    assert [(f.id, f.message) for f, _ in store.of_workspace("/w")] == [("b", "worded anew"), ("c", "weakened a test")]
    assert store.of_workspace("/elsewhere") == []


def test_a_judged_flag_stays_though_no_longer_raised(tmp_path: Path) -> None:
    store = FlagStore(tmp_path)
    store.put("/w", session(), [flag("a"), flag("b")])
    VerdictStore(tmp_path).put(verdict("a"))
    store.put("/w", session(), [])
    assert [f.id for f, _ in store.of_workspace("/w")] == ["a"]
