"""What is put away comes back, whatever else is put away and let go of; nothing of it lies open; a file that fails costs nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotlens.engine.shelf import SMALL, Shelf


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 40), st.binary(min_size=1, max_size=3)), max_size=60))
def test_what_is_put_away_comes_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, bytes]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    held: dict[int, tuple[bytes, Callable[[], bytes]]] = {}
    for key, times, data in steps:
        held.pop(key, None)
        if times:
            held[key] = data * times * 50, shelf.put(data * times * 50)
        for whole, back in held.values():
            assert back() == whole == back()


def test_places_that_are_free_serve_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for _ in range(100):
        kept = shelf.put(os.urandom(10_000))
        assert len(kept()) == 10_000
    assert shelf.size < 4 * 10_000


def test_the_file_has_no_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    back = shelf.put(b"what an agent wrote" * 1000)
    assert back().startswith(b"what an agent wrote")
    assert shelf.size
    if sys.platform != "win32":  # there it has one until it is closed, and nobody else may open it
        assert not list(tmp_path.iterdir())


def test_small_things_stay_in_memory(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.put(b"x" * SMALL)() == b"x" * SMALL
    assert not shelf.size


@pytest.mark.parametrize("folder", [None, "gone"])
def test_memory_serves_where_no_file_can_be_made(tmp_path: Path, folder: str | None) -> None:
    shelf = Shelf(tmp_path / folder if folder is not None else None)
    data = os.urandom(5000)
    assert shelf.put(data)() == data
    assert not shelf.size


def test_a_disk_that_is_full_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    first, second = os.urandom(5000), os.urandom(5000)
    kept = shelf.put(first)

    class Full:
        def __init__(self, file: object) -> None:
            self._file = file

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

        def write(self, _data: bytes) -> int:
            raise OSError(28, "no space left")

    monkeypatch.setattr(shelf, "_file", Full(shelf._file))
    assert shelf.put(second)() == second
    assert kept() == first
