"""A workspace on a real file system that ignores case."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import folding
import pytest
from unit.sources.logs import user, write

from cotlens.engine.binding import Binding
from cotlens.sources.discover import find_logs
from cotlens.sources.letter_case import as_listed, ignores_case, leading_to


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    """Where case does not count: the temporary folder itself (macOS, Windows), or one that is mounted for the test."""
    backing = tmp_path / "backing"
    (backing / "Shop" / "src").mkdir(parents=True)
    (backing / "Shop" / ".git").mkdir()
    (backing / "Shop" / "src" / "Cart.py").write_text("total = 1\n")
    if ignores_case(str(backing)):
        yield backing
        return
    if reason := folding.why_not():
        pytest.skip(f"a file system that ignores case: {reason}")
    with folding.mounted(backing, tmp_path / "volume") as at:
        yield at


def test_the_volume_is_what_it_is_meant_to_be(volume: Path, tmp_path: Path):
    assert (volume / "SHOP" / "SRC" / "cart.py").read_text() == "total = 1\n"
    assert os.listdir(volume / "sHOP" / "src") == ["Cart.py"]
    assert ignores_case(str(volume))
    assert ignores_case(str(volume / "Shop"))
    if volume.name == "volume":
        assert not ignores_case(str(tmp_path)), "the volume ignores case, the folder that it is mounted in does not"


def test_a_path_in_another_case_is_the_file_as_it_is_spelt(volume: Path):
    shop = volume / "Shop"
    binding = Binding([str(shop)])
    cart = str(shop / "src" / "Cart.py")
    assert binding.resolve(str(volume / "shop" / "src" / "Cart.py")) == cart
    assert binding.resolve(str(volume / "SHOP" / "SRC" / "CART.PY")) == cart
    assert binding.resolve(str(shop / "SRC" / "New.py")) == str(shop / "src" / "New.py")
    assert binding.resolve(str(volume / "shopping" / "Cart.py")) is None
    assert as_listed(str(shop / "nowhere" / "X.py"), str(shop)) == str(shop / "nowhere" / "X.py")
    assert leading_to(str(volume / "SHOP-two"), str(shop)) == str(volume / "SHOP-two")


def test_a_log_that_names_the_folder_in_another_case_belongs_to_it(volume: Path, tmp_path: Path):
    home = tmp_path / "home"
    for name, cwd in (("a", volume / "shop"), ("b", volume / "SHOP" / "src"), ("c", volume / "shopping")):
        write(home / ".claude" / "projects" / "-x" / f"{name}.jsonl", [user("hi", cwd=str(cwd))])
    found = find_logs([str(volume / "Shop")], {}, str(home)).logs
    assert sorted(Path(log.path).stem for log in found) == ["a", "b"]
    inner = find_logs([str(volume / "Shop" / "src")], {}, str(home)).logs
    assert sorted(Path(log.path).stem for log in inner) == ["a", "b"], (
        "work at the repository's root concerns all of it"
    )
