from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_data import verdict

from cotlens.model.ids import FlagId, SessionId
from cotlens.model.verdict import Scope, Status
from cotlens.store.place import ENVIRONMENT, state_directory
from cotlens.store.verdicts import VerdictStore


def test_the_latest_verdict_counts_and_all_are_kept(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    first, second = verdict("a", Status.DISMISSED), verdict("a", Status.CONFIRMED, note="after all", time=2.0)
    store.put(first)
    store.put(second)
    assert list(store.all()) == [second]
    assert store.history(FlagId("a")) == [first, second]


def test_a_verdict_is_taken_back_by_an_open_one(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a"))
    store.take_back(verdict("a"))
    assert list(store.all()) == []
    assert [v.status for v in store.history(FlagId("a"))] == [Status.DISMISSED, Status.OPEN]


@pytest.mark.parametrize(
    "more",
    [
        {"scope": Scope.SESSION, "session": SessionId("s")},
        {"scope": Scope.PATH, "path": "/ws/tests"},
        {"scope": Scope.FINGERPRINT, "until": 4e9},
    ],
    ids=str,
)
def test_scope_and_end_come_back_as_they_were(tmp_path: Path, more: dict[str, Any]) -> None:
    given = replace(verdict("a"), **more)
    VerdictStore(tmp_path).put(given)
    assert list(VerdictStore(tmp_path).all()) == [given]
    (tmp_path / "cotlens.db").unlink()
    assert list(VerdictStore(tmp_path).all()) == [given]  # out of the journal


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
    assert [v.flag for v in VerdictStore(tmp_path).all()] == ["a"]


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
    assert [v.note for v in store.all()] == [note]
