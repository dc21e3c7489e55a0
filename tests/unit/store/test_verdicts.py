from __future__ import annotations

from pathlib import Path

import pytest
from store_data import verdict

from cotlens.model.ids import Fingerprint, FlagId
from cotlens.model.verdict import Status
from cotlens.store.place import ENVIRONMENT, state_directory
from cotlens.store.verdicts import VerdictStore


def test_the_latest_verdict_counts_and_all_are_kept(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    first, second = verdict("a", Status.DISMISSED), verdict("a", Status.CONFIRMED, note="after all", time=2.0)
    store.put(first)
    store.put(second)
    assert store.latest() == {FlagId("a"): second}
    assert store.history(FlagId("a")) == [first, second]


def test_latest_gives_only_the_flags_asked_for(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    for name in "abc":
        store.put(verdict(name))
    assert set(store.latest([FlagId("a"), FlagId("c"), FlagId("none")])) == {"a", "c"}
    assert store.latest([]) == {}


def test_more_flags_than_one_query_takes(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("777"))
    assert list(store.latest([FlagId(str(k)) for k in range(1_500)])) == ["777"]


def test_forget_appends_an_open_verdict(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a"))
    store.forget(FlagId("a"))
    assert store.latest()[FlagId("a")].status is Status.OPEN
    assert [v.status for v in store.history(FlagId("a"))] == [Status.DISMISSED, Status.OPEN]


@pytest.mark.parametrize("times", [1, 2])
def test_forget_without_a_verdict_does_nothing(tmp_path: Path, times: int) -> None:
    store = VerdictStore(tmp_path)
    for _ in range(times):
        store.forget(FlagId("a"))
    assert store.history(FlagId("a")) == []


def test_a_fingerprint_carries_the_verdict_to_other_sessions(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a", fingerprint="same"))
    last = verdict("b", Status.CONFIRMED, fingerprint="same")
    store.put(last)
    assert store.by_fingerprint([Fingerprint("same"), Fingerprint("other")]) == {Fingerprint("same"): last}


def test_changed_sees_other_writers_only(tmp_path: Path) -> None:
    mine, other = VerdictStore(tmp_path), VerdictStore(tmp_path)
    mine.changed()
    mine.put(verdict("a"))
    assert not mine.changed()
    other.put(verdict("b"))
    assert mine.changed()
    assert not mine.changed()


def test_verdicts_survive_a_restart(tmp_path: Path) -> None:
    VerdictStore(tmp_path).put(verdict("a"))
    assert set(VerdictStore(tmp_path).latest()) == {"a"}


def test_only_the_owner_can_read(tmp_path: Path) -> None:
    directory = tmp_path / "state" / "cotlens"
    VerdictStore(directory).put(verdict("a"))
    assert directory.stat().st_mode & 0o777 == 0o700
    assert {f.name: f.stat().st_mode & 0o777 for f in directory.iterdir()} == dict.fromkeys(
        (f.name for f in directory.iterdir()), 0o600
    )


def test_the_environment_names_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "elsewhere"))
    assert state_directory() == tmp_path / "elsewhere"
    VerdictStore().put(verdict("a"))
    assert (tmp_path / "elsewhere" / "cotlens.db").exists()


@pytest.mark.parametrize("note", ["", "naïve 😀", "line\nbreak", "'; DROP TABLE verdicts; --", "\x00"])
def test_notes_come_back_as_they_were(tmp_path: Path, note: str) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a", note=note))
    assert store.latest()[FlagId("a")].note == note
