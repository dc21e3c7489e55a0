from __future__ import annotations

from collections.abc import Sequence

import pytest
from edits import create, edit, hunk, numbered

from cotlens.attribution.place import place
from cotlens.attribution.replay import replay
from cotlens.model.flag import PlaceState, Range
from cotlens.model.ids import EditId

TEXT = "def test_a():\n    value = load()\n    assert True\n\n\ndef test_b():\n    assert value == 2\n"
E1 = EditId("e1")


@pytest.mark.parametrize(
    ("now", "lines", "want"),
    [
        pytest.param(TEXT, ["    assert True"], (2, 4, 15, PlaceState.EXACT), id="where it was"),
        pytest.param(TEXT, ["assert True"], (2, 4, 15, PlaceState.EXACT), id="named without its indent"),
        pytest.param(TEXT, [], (0, 0, 13, PlaceState.EXACT), id="the whole edit"),
        pytest.param("# new\n" + TEXT, ["    assert True"], (3, 4, 15, PlaceState.EXACT), id="shifted"),
        pytest.param(
            TEXT.replace("    assert True", "\tassert True"),
            ["    assert True"],
            (2, 1, 12, PlaceState.REFORMATTED),
            id="indented anew",
        ),
        pytest.param(
            TEXT.replace("assert value == 2", "assert value == 3"),
            ["    assert value == 2"],
            (6, 4, 21, PlaceState.MODIFIED),
            id="changed by hand",
        ),
        pytest.param(
            TEXT.replace(
                "assert True", "assert True  # TODO Ida: this says nothing, and the import above is not needed then"
            ),
            ["    assert True"],
            (2, 4, 87, PlaceState.MODIFIED),
            id="remarked upon",
        ),
        pytest.param(TEXT.replace("    assert True\n", ""), ["    assert True"], None, id="taken out"),
        pytest.param("", ["    assert True"], None, id="all gone"),
    ],
)
def test_a_flag_stands_on_the_line_it_is_about(
    now: str, lines: Sequence[str], want: tuple[int, int, int, PlaceState] | None
) -> None:
    found = place(replay([create("e1", TEXT)], now), E1, lines)
    assert (
        found and (found.range.start_line, found.range.start_character, found.range.end_character, found.state)
    ) == want
    assert found is None or found.range.start_line == found.range.end_line


def test_an_unchanged_line_carries_the_flag_rather_than_a_changed_one() -> None:
    found = place(replay([create("e1", TEXT)], TEXT.replace("def test_a():", "def test_aa():")), E1, [])
    assert found is not None
    assert (found.range.start_line, found.state) == (1, PlaceState.MODIFIED)
    assert Range(0, 0, 0, 14) in found.related


def test_a_moved_block_takes_its_flag_along() -> None:
    block = "def moved_elsewhere():\n    value = load_everything()\n    assert True\n"
    rest = "".join(f"other_{k} = {k}\n" for k in range(9))
    found = place(
        replay([create("e1", block), numbered("e2", block, block + rest)], rest + block), E1, ["    assert True"]
    )
    assert found is not None
    assert (found.range.start_line, found.state) == (11, PlaceState.MOVED)


def test_lines_that_a_later_edit_took_have_no_place() -> None:
    after = TEXT.replace("assert True", "assert load() == 3")
    ledger = replay([create("e1", TEXT), numbered("e2", TEXT, after)], after)
    assert place(ledger, E1, ["    assert True"]) is None
    assert place(ledger, EditId("e2"), ["    assert load() == 3"]) is not None


def test_punctuation_carries_no_flag() -> None:
    assert place(replay([create("e1", "{\n}\n")], "{\n}\n"), E1, ["}"]) is None


def test_an_unknown_edit_has_no_place() -> None:
    assert place(replay([], TEXT), E1, []) is None


def test_neighbours_are_one_place_and_the_other_flagged_lines_are_related() -> None:
    text = "one()\ntwo()\nkeep()\nthree()\nfour()\n"
    found = place(replay([create("e1", text)], text), E1, ["one()", "two()", "three()", "four()"])
    assert found is not None
    assert found.range == Range(0, 0, 1, 5)
    assert found.related == (Range(3, 0, 4, 6),)


def test_few_survivors_count_as_modified() -> None:
    text = "".join(f"step_{k}()\n" for k in range(10))
    found = place(replay([create("e1", text)], "step_4()\n"), E1, [])
    assert found is not None
    assert (found.state, found.surviving) == (PlaceState.MODIFIED, 0.1)


def test_columns_count_utf16_units() -> None:
    text = "    x = '😀'\n"
    found = place(replay([create("e1", text)], text), E1, [])
    assert found is not None
    assert found.range == Range(0, 4, 0, 12)


CUT = TEXT.replace("    assert value == 2\n", "    pass\n", 1).replace("    value = load()\n", "")


@pytest.mark.parametrize(
    ("after", "removed", "row"),
    [
        pytest.param(TEXT.replace("    value = load()\n", ""), "    value = load()", 1, id="on the line after"),
        pytest.param(TEXT.replace("    assert True\n", ""), "    assert True", 4, id="past blank lines to words"),
        pytest.param(TEXT.replace("    assert value == 2\n", ""), "    assert value == 2", 5, id="at the end: before"),
        pytest.param("", "    assert True", 0, id="nothing left: first line"),
    ],
)
def test_a_deletion_stands_beside_its_cut(after: str, removed: str, row: int) -> None:
    ledger = replay([numbered("e1", TEXT, after, before=TEXT, after=after)], after)
    found = place(ledger, E1, [removed])
    assert found is not None
    assert (found.range.start_line, found.state) == (row, PlaceState.DELETED_CODE)
    ledger.transition("# above\n" + after)
    found = place(ledger, E1, [removed])
    assert found is not None
    assert found.range.start_line in {row + 1, 0}


def test_a_deletion_put_back_has_no_place() -> None:
    after = TEXT.replace("    assert True\n", "")
    ledger = replay([numbered("e1", TEXT, after, before=TEXT, after=after)], "# mine\n" + TEXT)
    assert place(ledger, E1, ["    assert True"]) is None


def test_removed_lines_that_others_replaced_are_flagged_on_those() -> None:
    after = TEXT.replace("assert value == 2", "assert value")
    ledger = replay([numbered("e1", TEXT, after, before=TEXT, after=after)], after)
    found = place(ledger, E1, ["    assert value == 2"])
    assert found is not None
    assert (found.range.start_line, found.state) == (6, PlaceState.EXACT)


def test_a_cut_survives_the_loss_of_its_neighbours() -> None:
    text = "".join(f"step_{k}()\n" for k in range(9))
    after = text.replace("step_4()\n", "")
    ledger = replay([edit("e1", hunks=(hunk(4, " step_3()", "-step_4()", " step_5()"),), before=text)], after)
    ledger.transition(after.replace("step_3()\nstep_5()\n", ""))
    found = place(ledger, E1, ["step_4()"])
    assert found is not None
    assert found.range.start_line == 3
