"""Blocks taken out of one file and put into others, by agents and people in any order: a flag about one of their lines goes along,
or is shown nowhere, and never stands on a line that reads otherwise or is another session's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import ClaudeLog, shop, tampering

from cotlens.engine.engine import Engine

BLOCK = "def test_discount():\n    assert discount([(8.40, 3)], 10) > 0\n"
FLAGGED = "assert discount([(8.40, 3)], 10) > 0"
MENDED = BLOCK.replace("> 0", "== 22.68")
FIRST = "tests/test_cart.py"
FILES = (FIRST, "tests/test_b.py", "tests/test_c.py")

MOVE = st.tuples(st.sampled_from(["agent", "other agent", "person"]), st.sampled_from(FILES), st.booleans())
STEPS = st.lists(MOVE, min_size=1, max_size=5)


def play(root: Path, steps: list[tuple[str, str, bool]]) -> Iterator[Engine]:
    """Move the block from file to file, and mend it sometimes; gives the engine after each step."""
    work = shop(root / "shop")
    own, other = (ClaudeLog(root / "home", work, f"{digit * 8}-2222-4333-8444-555555555555") for digit in ("1", "2"))
    other._numbers = count(1000)  # ids of calls are no one else's
    own.user("Write down where further tests will stand, please.")
    for file in FILES[1:]:
        own.create(file, f"# tests of {file}\n")
    tampering(own)
    engine = Engine((str(work),), {}, str(root / "home"))
    engine.poll(str(own.path))
    at = FIRST
    for who, to, mended in steps:
        here = next(x for x in (BLOCK, MENDED) if x in (work / at).read_text())
        there = MENDED if mended else here
        if to == at:
            continue
        if who == "person":
            (work / at).write_text((work / at).read_text().replace(here, ""))
            (work / to).write_text((work / to).read_text() + there)
        else:
            log = own if who == "agent" else other
            log.wait(600)
            log.user("Please move the test.")
            log.edit(at, here, "")
            log.create(to, (work / to).read_text() + there)
            engine.poll(str(log.path))
        for file in FILES:
            engine.place(str(work / file), None, None)
        at = to
        yield engine


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_a_flag_goes_with_its_block_or_stands_nowhere(steps: list[tuple[str, str, bool]]) -> None:
    with TemporaryDirectory() as folder:
        for engine in play(Path(folder).resolve(), steps):
            engine.update(set(engine.sessions))
            for flag in (f for f in engine.flags() if FLAGGED in "".join(f.lines) and f.location is not None):
                assert flag.location is not None
                path, row = flag.location.path, flag.location.range.start_line
                assert Path(path).read_text().split("\n")[row].strip() == FLAGGED
                owner = engine.attribution.at(path, row)
                told = engine.attribution.owners_of(path)
                assert owner is None or told[owner[0]].session == flag.session
