"""A file of things that are made of patterns: what is wrong with it costs time and no more."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from cotlens.store import patterns
from cotlens.store.patterns import NAME, PatternFile


def test_things_are_there_for_the_next_process(tmp_path: Path) -> None:
    PatternFile(tmp_path).put([(b"a", b"1"), (b"b", b"2")])
    PatternFile(tmp_path).put([(b"b", b"3")])
    file = PatternFile(tmp_path)
    assert [file.get(key) for key in (b"a", b"b", b"c")] == [b"1", b"3", None]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    place = tmp_path / "state"
    PatternFile(place).put([(b"a", b"1")])
    if os.name == "posix":
        assert place.stat().st_mode & 0o777 == 0o700
        assert (place / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", [b"no database at all, but long enough to be read as one" * 40, b"SQLite format 3\0" + bytes(4000)]
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, text: bytes) -> None:
    (tmp_path / NAME).write_bytes(text)
    file = PatternFile(tmp_path)
    file.put([(b"a", b"1")])
    assert file.get(b"a") == b"1"


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    file = PatternFile(tmp_path / "state")
    file.put([(b"a", b"1")])
    assert file.get(b"a") is None


def test_while_another_process_writes_nothing_is_lost_but_time(tmp_path: Path) -> None:
    file = PatternFile(tmp_path)
    file.put([(b"a", b"1")])
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    file.put([(b"b", b"2")])
    assert file.get(b"a") == b"1"
    assert file.get(b"b") is None
    other.execute("COMMIT")
    other.close()


def test_what_older_versions_left_goes_at_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST", 3)
    file = PatternFile(tmp_path)
    file.put([(bytes([n]), b"old") for n in range(3)])
    assert file.get(b"\x00") == b"old"
    file.put([(b"new", b"1")])
    assert file.get(b"\x00") is None
    file.put([(b"new", b"1")])
    assert file.get(b"new") == b"1"
