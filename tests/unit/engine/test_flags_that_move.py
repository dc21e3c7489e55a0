"""Flags whose lines went to another file: moved by the agent, moved or renamed by a person, and brought back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from git_repo import GitRepo
from sessions import TEST_CART, ClaudeLog, shop, tampering

from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.model.flag import PlaceState

HEAD = "from shop.cart import discount\n"
WEAK = "def test_discount():\n    assert discount([(8.40, 3)], 10) > 0\n"
OTHER = "def test_sum():\n    assert total([(1, 2)]) == 2\n"

Where = tuple[str, int, PlaceState]


@pytest.fixture
def log(tmp_path: Path) -> ClaudeLog:
    return ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))


def engine_of(log: ClaudeLog) -> Engine:
    return Engine((str(log.workspace),), {}, str(log.workspace.parent / "home"))


def where(engine: Engine, log: ClaudeLog) -> Where | None:
    """The place of the one flag about the loosened assertion."""
    engine.update(set(engine.sessions))
    (flag,) = (f for f in engine.flags() if f.code == "RH01")
    if flag.location is None:
        return None
    name = str(Path(flag.location.path).relative_to(log.workspace))
    return name, flag.location.range.start_line, flag.location.state


def followed(log: ClaudeLog) -> Where | None:
    engine = engine_of(log)
    engine.poll(str(log.path))
    return where(engine, log)


def scanned(log: ClaudeLog) -> Where | None:
    engine = engine_of(log)
    scan(engine, [str(log.path)])
    return where(engine, log)


Look = Callable[[ClaudeLog], "Where | None"]
either = pytest.mark.parametrize("look", [followed, scanned])


def moved_by_agent(log: ClaudeLog, block: str = WEAK) -> None:
    log.user("Please put the tests of prices into a file of their own.")
    log.create("tests/test_prices.py", f"{HEAD}\n\n{OTHER}\n\n{block}")
    log.edit("tests/test_cart.py", f"\n\n{WEAK}", "")


@either
def test_moved_by_the_agent(log: ClaudeLog, look: Look) -> None:
    tampering(log)
    moved_by_agent(log)
    assert look(log) == ("tests/test_prices.py", 8, PlaceState.MOVED)


@either
def test_moved_by_the_agent_and_its_file_deleted(log: ClaudeLog, look: Look) -> None:
    tampering(log)
    log.user("Please rename the file of tests.")
    log.create("tests/test_prices.py", f"{HEAD}\n\n{WEAK}")
    (log.workspace / "tests/test_cart.py").unlink()
    log.bash("rm tests/test_cart.py")
    assert look(log) == ("tests/test_prices.py", 4, PlaceState.MOVED)


@either
def test_moved_by_the_agent_within_the_file(log: ClaudeLog, look: Look) -> None:
    tampering(log)
    log.user("Please put the test of sums first.")
    log.edit("tests/test_cart.py", WEAK, OTHER)
    log.edit("tests/test_cart.py", OTHER, f"{OTHER}\n\n{WEAK}")
    assert look(log) == ("tests/test_cart.py", 8, PlaceState.MOVED)


@either
def test_moved_and_mended(log: ClaudeLog, look: Look) -> None:
    tampering(log)
    moved_by_agent(log, WEAK.replace("> 0", "== 22.68"))
    assert look(log) is None


@either
def test_written_by_another_session(log: ClaudeLog, look: Look) -> None:
    tampering(log)
    log.user("Please take that test out.")
    log.edit("tests/test_cart.py", f"\n\n{WEAK}", "")
    other = ClaudeLog(log.workspace.parent / "home", log.workspace, "22222222-2222-4333-8444-555555555555")
    other.user("Write a test of prices.")
    other.create("tests/test_prices.py", f"{HEAD}\n\n{WEAK}")
    engine = engine_of(log)
    for path in (other.path, log.path):
        engine.poll(str(path))
    assert where(engine, log) is None


def test_it_goes_while_the_session_does(log: ClaudeLog) -> None:
    tampering(log)
    engine = engine_of(log)
    engine.poll(str(log.path))
    assert where(engine, log) == ("tests/test_cart.py", 4, PlaceState.EXACT)
    moved_by_agent(log)
    update = engine.poll(str(log.path))
    assert where(engine, log) == ("tests/test_prices.py", 8, PlaceState.MOVED)
    shown = [(Path(p).name, f.code) for p, v in update.files.items() for f in v.flags if f.location is not None]
    assert shown == [("test_prices.py", "RH01")], "it stands in one file at a time"


def test_moved_by_a_person_and_back(log: ClaudeLog) -> None:
    log.user("Add a test of sums.")
    log.create("tests/test_prices.py", f"{HEAD}\n\n{OTHER}")
    tampering(log)
    engine = engine_of(log)
    engine.poll(str(log.path))
    cart, prices = log.workspace / "tests/test_cart.py", log.workspace / "tests/test_prices.py"
    was = cart.read_text(), prices.read_text()
    cart.write_text(HEAD)
    prices.write_text(f"{HEAD}\n\n{WEAK}\n\n{OTHER}")
    views = engine.place(str(cart), None, None)
    assert where(engine, log) == ("tests/test_prices.py", 4, PlaceState.MOVED)
    assert [f.location and f.location.path for f in views[str(prices)].flags] == [str(prices)]
    assert [f.location for f in views[str(cart)].flags] == [None]
    cart.write_text(was[0])
    prices.write_text(was[1])
    engine.place(str(prices), None, None)
    assert where(engine, log) == ("tests/test_cart.py", 4, PlaceState.EXACT)


def test_a_buffer_into_which_it_was_pasted(log: ClaudeLog) -> None:
    """The cut is saved already, the other file is not."""
    log.user("Add a test of sums.")
    log.create("tests/test_prices.py", f"{HEAD}\n\n{OTHER}")
    tampering(log)
    engine = engine_of(log)
    engine.poll(str(log.path))
    cart, prices = log.workspace / "tests/test_cart.py", log.workspace / "tests/test_prices.py"
    cart.write_text(HEAD)
    engine.place(str(cart), None, None)
    assert where(engine, log) is None
    view = engine.place(str(prices), f"{HEAD}\n\n{OTHER}\n\n{WEAK}", 3)[str(prices)]
    assert [f.location.range.start_line for f in view.flags if f.location] == [8]


@either
@pytest.mark.parametrize("how", ["staged", "committed", "unknown to git", "without git", "folder", "changed, too"])
def test_renamed_by_a_person(log: ClaudeLog, look: Look, how: str) -> None:
    repo = GitRepo.made(log.workspace) if how != "without git" else None
    if repo is not None:
        repo.commit(1_770_000_000, {"README.md": "# Shop\n"})
    tampering(log)
    old, new = "tests/test_cart.py", "tests/test_basket.py"
    if repo is not None:
        repo.commit(1_990_000_000, {})
    if how == "folder":
        old, new = "tests", "checks"
    if repo is None or how == "unknown to git":
        shutil.move(log.workspace / old, log.workspace / new)
    else:
        repo.git("mv", old, new)
    if how == "committed":
        repo and repo.commit(1_990_000_100, {})
    if how == "changed, too":
        (log.workspace / new).write_text(f"import math\n{HEAD}\n\n{WEAK}")
    want = {"folder": "checks/test_cart.py"}.get(how, "tests/test_basket.py")
    assert look(log) == (want, 5 if how == "changed, too" else 4, PlaceState.EXACT)


def test_renamed_and_back_while_it_is_watched(log: ClaudeLog) -> None:
    repo = GitRepo.made(log.workspace)
    tampering(log)
    repo.commit(1_990_000_000, {})
    engine = engine_of(log)
    engine.poll(str(log.path))
    old, new = log.workspace / "tests/test_cart.py", log.workspace / "tests/test_basket.py"
    for there, gone in ((new, old), (old, new), (new, old)):
        repo.git("mv", str(gone), str(there))
        engine.place(str(gone), None, None)
        assert where(engine, log) == (f"tests/{there.name}", 4, PlaceState.EXACT)


@either
def test_a_branch_without_the_file(log: ClaudeLog, look: Look) -> None:
    repo = GitRepo.made(log.workspace)
    repo.commit(1_770_000_000, {"README.md": "# Shop\n", "tests/test_cart.py": TEST_CART})
    tampering(log)
    repo.commit(1_990_000_000, {})
    repo.git("checkout", "-q", "--orphan", "empty")
    repo.git("rm", "-rqf", ".")
    assert look(log) is None


@either
@pytest.mark.parametrize("how", ["a link", "the repository's other folder"])
def test_a_rename_does_not_lead_out_of_the_workspace(tmp_path: Path, look: Look, how: str) -> None:
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    repo = GitRepo.made(tmp_path) if how != "a link" else None
    tampering(log)
    old = log.workspace / "tests/test_cart.py"
    outside = tmp_path / "other" / "test_cart.py"
    outside.parent.mkdir()
    if repo is None:
        shutil.move(old, outside)
        (log.workspace / "tests/test_basket.py").symlink_to(outside)
    else:
        repo.commit(1_990_000_000, {})
        repo.git("mv", str(old), str(outside))
    assert look(log) is None
