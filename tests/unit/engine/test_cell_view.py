"""Cells that an editor has open as documents, matched with the cells of the notebook's file."""

from __future__ import annotations

import json

import pytest

from cotlens.engine.cell_view import cell_view
from cotlens.model.ids import EditId
from cotlens.model.snapshot import FileView

PATH = "/w/n.ipynb"
E1 = (EditId("e1"), "eq")
CELL = ["total = df.sum()", 'print("Größe\\t", total)', "", "assert total > 0"]
FIRST = ["import pandas as pd", 'df = pd.read_csv("data.csv")', "df.head()"]


def notebook(*cells: list[str]) -> list[str]:
    made = [{"cell_type": "code", "source": [f"{x}\n" for x in c[:-1]] + c[-1:]} for c in cells]
    return json.dumps({"cells": made}, indent=1, ensure_ascii=False).split("\n")


def owners_of(lines: list[str], cells: list[list[str]], text: list[str]) -> list[int]:
    """Rows of a cell as the editor has it that are the edit's; in the file the edit owns the lines of `lines`."""
    file = notebook(*cells)
    owned = tuple(
        E1 if any(json.dumps(x, ensure_ascii=False)[1:-1] in row for x in lines if x) else None for row in file
    )
    view = cell_view(FileView(PATH, "d", owned, ()), file, f"{PATH}#W1", "\n".join(text), 3)
    return [row for row, owner in enumerate(view.owners) if owner is not None]


CASES = {
    "as in the file": (CELL, [FIRST, CELL], CELL, [0, 1, 3]),
    "another cell": (CELL, [FIRST, CELL], FIRST, []),
    "with a line more": (CELL, [FIRST, CELL], ["# sums", *CELL], [1, 2, 4]),
    "with its last line typed over": (CELL, [FIRST, CELL], [*CELL[:3], "assert total > 1"], [0, 1]),
    "not in the file": (CELL, [FIRST, CELL], ["x = 1", "y = 2"], []),
    "twice in the file": (CELL, [FIRST, CELL, CELL], CELL, []),
    "an empty one": (CELL, [FIRST, CELL, []], [""], []),
}


@pytest.mark.parametrize("case", CASES)
def test_lines_of_a_cell_have_the_owners_that_they_have_in_the_file(case: str) -> None:
    lines, cells, text, want = CASES[case]
    assert owners_of(lines, cells, text) == want


def test_a_notebook_written_on_one_line_tells_nothing() -> None:
    file = [json.dumps({"cells": [{"source": [f"{x}\n" for x in CELL]}]})]
    view = cell_view(FileView(PATH, "d", (E1,), ()), file, f"{PATH}#W1", "\n".join(CELL), 1)
    assert (view.owners, view.flags) == ((), ())
