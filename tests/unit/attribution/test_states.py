"""Each state that a flag's place can be in, and how it is left and entered again. One row, one story."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from edits import create, edit, hunk, numbered

from cotlens.attribution.attribution import UNUSED, Attribution
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.ids import EditId

PATH = "/w/f.py"
TEXT = "import os\n\n\ndef load(path):\n    data = open(path).read()\n    return data\n\n\ndef last():\n    return 2\n"
CHECKED = TEXT.replace("    return data\n", "    check_header(data, strict=True)\n    return data\n")
FLAG = "    check_header(data, strict=True)"
BLOCK = "def load(path):\n    data = open(path).read()\n    check_header(data, strict=True)\n    return data\n"

LONG = CHECKED + "".join(f"constant_{k} = {k}\n" for k in range(16))

E1 = numbered("e1", TEXT, CHECKED)
CUT = numbered("e1", CHECKED, TEXT)
REWRITTEN = CHECKED.replace("check_header(data, strict=True)", "verify(data)")
E2 = numbered("e2", CHECKED, REWRITTEN)
NOWHERE = edit("e1", hunks=(hunk(None, " nothing_like_it()", "+    check_header(data, strict=True)"),))
STORIES: dict[str, tuple[Sequence[FileEdit | str | None], str | None]] = {
    "exact": ([E1, CHECKED], "exact 5"),
    "exact, with lines put in above": ([E1, "# mine\n" + CHECKED], "exact 6"),
    "exact, whatever the line ends": ([E1, CHECKED.replace("\n", "\r\n")], "exact 5"),
    "exact, behind a byte order mark": ([E1, "\ufeff" + CHECKED], "exact 5"),
    "moved": ([create("e1", LONG), LONG, LONG.replace(BLOCK, "") + BLOCK], "moved 25"),
    "reformatted": ([E1, CHECKED.replace("    check", "\tcheck")], "reformatted 5"),
    "wrapped onto two lines": (
        [E1, CHECKED, CHECKED.replace("(data, strict", "(\n        data, strict")],
        "modified 5",
    ),
    "modified": ([E1, CHECKED.replace("strict=True", "strict=False")], "modified 5"),
    "modified, and back": ([E1, CHECKED, CHECKED.replace("strict=True", "strict=False"), CHECKED], "exact 5"),
    "superseded": ([E1, E2, REWRITTEN], None),
    "superseded, and undone by git": ([E1, CHECKED, E2, REWRITTEN, CHECKED], "exact 5"),
    "gone": ([E1, CHECKED, TEXT], None),
    "gone, and back by undo": ([E1, CHECKED, TEXT, CHECKED], "exact 5"),
    "gone with its file": ([E1, CHECKED, None], None),
    "gone with its file, and back by git": ([E1, CHECKED, None, CHECKED], "exact 5"),
    "gone, and back elsewhere": (
        [create("e1", CHECKED), CHECKED, "other = 1\n", "other = 1\n\n\n" + BLOCK],
        "moved 5",
    ),
    "deleted code": ([CUT, TEXT], "deleted-code 5"),
    "deleted code, put back by hand": ([CUT, TEXT, CHECKED], None),
    "deleted code, put back and gone again": ([CUT, TEXT, CHECKED, TEXT], "deleted-code 5"),
    "unplaced": ([NOWHERE, TEXT], "unplaced"),
    "unplaced, and shown by a later text": (
        [NOWHERE, TEXT, TEXT.replace("    return data\n", "    nothing_like_it()\n" + FLAG + "\n    return data\n")],
        "exact 6",
    ),
    "unplaced, and a later edit may have taken it": (
        [NOWHERE, numbered("e2", TEXT, CHECKED.replace("check", "test")), TEXT],
        None,
    ),
    "a file that was deleted": ([E1, edit("e2", op=EditOp.DELETE), None], None),
}


@pytest.mark.parametrize("story", STORIES)
def test_a_flag_s_place(story: str) -> None:
    steps, want = STORIES[story]
    attribution = Attribution(lambda path: path)
    for step in steps:
        if isinstance(step, FileEdit):
            attribution.log_edit(step)
        else:
            attribution.text(PATH, step)
    found = attribution.place(EditId("e1"), [FLAG])
    state = f"{found.location.state.value} {found.location.range.start_line}" if found is not None else None
    if found is None and attribution.is_unplaced(EditId("e1")):
        state = "unplaced"
    assert state == want


def test_a_file_that_nobody_asked_for_is_put_away_and_places_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    away: list[bytes] = []

    def put_away(data: bytes) -> Callable[[], bytes]:
        away.append(data)
        return lambda: data

    attribution = Attribution(lambda path: path, put_away=put_away)
    attribution.log_edit(E1)
    attribution.text(PATH, REWRITTEN)
    before = attribution.place(EditId("e1"), [FLAG])
    assert not attribution.rest()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 2 * UNUSED)
    assert attribution.rest()
    assert not attribution.rest()
    assert len(away) == 1
    attribution.log_edit(E2)
    assert len(away) == 1
    assert attribution.edits_of_path(PATH) == (E1, E2)
    attribution.forget(EditId("e2"))
    assert attribution.place(EditId("e1"), [FLAG]) == before


def test_a_replaced_edit_names_what_took_its_lines() -> None:
    attribution = Attribution(lambda path: path)
    attribution.log_edit(E1)
    attribution.log_edit(E2)
    attribution.text(PATH, REWRITTEN)
    assert [e.id for e in attribution.replaced_by(EditId("e2"))] == ["e1"]


@pytest.mark.parametrize("line", ["}", ");", "    ]", "---", '"""', "  */", "{ }"])
def test_lines_of_punctuation_never_carry_a_flag(line: str) -> None:
    attribution = Attribution(lambda path: path)
    attribution.log_edit(create("e1", f"{line}\n"))
    attribution.text(PATH, f"{line}\n")
    assert attribution.place(EditId("e1"), [line]) is None
    assert attribution.place(EditId("e1"), []) is None
