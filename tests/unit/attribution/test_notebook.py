"""Cells of notebooks: logs tell their source, the file has it as JSON."""

from __future__ import annotations

import json

import pytest
from edits import edit

from cotlens.attribution.attribution import Attribution
from cotlens.attribution.notebook import source_line
from cotlens.model.edit import FileEdit, Hunk

PATH = "/w/n.ipynb"
OLD = ["import pandas as pd", 'df = pd.read_csv("data.csv")', "df.head()"]
NEW = ["total = df.sum()", 'print("Größe\\t", total)', "", "assert total > 0"]


def notebook(*cells: list[str], indent: int = 1) -> str:
    made = [
        {
            "cell_type": "code",
            "id": f"cell{k}",
            "metadata": {},
            "outputs": [],
            "source": [f"{x}\n" for x in c[:-1]] + c[-1:],
        }
        for k, c in enumerate(cells)
    ]
    return json.dumps({"cells": made, "nbformat": 4}, indent=indent, ensure_ascii=False)


def cell_edit(**texts: str) -> FileEdit:
    return edit("e1", path=PATH, hunks=(Hunk(tuple(f"+{x}" for x in NEW)),), **texts)


TOLD = {
    "the source alone": {},
    "the file's texts": {"before": notebook(OLD, ["x"]), "after": notebook(OLD, NEW)},
}


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("flagged", [0, 1, 3])
def test_a_flag_stands_on_its_line_of_the_cell(told: str, flagged: int) -> None:
    attribution = Attribution(lambda path: path)
    attribution.log_edit(cell_edit(**TOLD[told]))
    text = notebook(OLD, NEW, ["end()"]) if told == "the source alone" else notebook(OLD, NEW)
    attribution.view(PATH, text)
    found = attribution.place(edit("e1").id, [NEW[flagged]])
    assert found is not None
    line = text.split("\n")[found.location.range.start_line]
    assert source_line(line) == NEW[flagged]
    assert text.split("\n")[found.location.range.start_line - 1 - flagged].strip().startswith('"source"')


def test_lines_of_other_cells_are_not_the_edit_s() -> None:
    attribution = Attribution(lambda path: path)
    attribution.log_edit(cell_edit())
    text = notebook(OLD, NEW, indent=2)
    owned = [source_line(x) for x, o in zip(text.split("\n"), attribution.view(PATH, text)[1], strict=True) if o]
    assert owned == NEW


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ('    "a = 1\\n",', "a = 1"),
        ('"x"', "x"),
        ('   "cells": [', '   "cells": ['),
        ('"a" + "b"', '"a" + "b"'),
        ('"broken\\"', '"broken\\"'),
        ("plain()", "plain()"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_the_source_that_a_line_holds(line: str, source: str) -> None:
    assert source_line(line) == source
