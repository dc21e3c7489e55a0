from __future__ import annotations

import pytest
from edits import create, edit, hunk, numbered

from cotlens.attribution.attribution import Attribution
from cotlens.model.edit import EditOp, EditState
from cotlens.model.flag import PlaceState
from cotlens.model.ids import EditId
from cotlens.model.text import split_lines, text_digest

OLD = "one = 1\ntwo = 2\nthree = 3\n"
NEW = "one = 1\ntwo = 22\nthree = 3\n"
PATH = "/w/f.py"


def real(path: str) -> str | None:
    return path if path.startswith("/w/") else None


def held(*edits: object) -> Attribution:
    attribution = Attribution(real)
    for one in edits:
        attribution.log_edit(one)  # type: ignore[arg-type]
    return attribution


def test_a_view_has_the_digest_and_an_owner_per_line() -> None:
    digest, owners = held(create("e1", OLD), numbered("e2", OLD, NEW)).view(PATH, NEW)
    assert digest == text_digest(NEW)
    assert owners == (("e1", "eq"), ("e2", "eq"), ("e1", "eq"), ("e1", "eq"))


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\r\nb\rc\n", "\x0c\n\u2028"])
def test_a_view_has_as_many_owners_as_an_editor_counts_lines(text: str) -> None:
    for attribution in (held(), held(create("e1", OLD))):
        assert len(attribution.view(PATH, text)[1]) == len(split_lines(text))


def test_a_file_that_does_not_exist_has_an_empty_view() -> None:
    attribution = held(create("e1", OLD))
    assert attribution.view(PATH, None) == ("", ())
    assert attribution.place(EditId("e1"), []) is None


def test_edits_outside_or_without_effect_touch_nothing() -> None:
    attribution = Attribution(real)
    assert attribution.log_edit(create("e1", OLD, path="/elsewhere/f.py")) == set()
    assert attribution.log_edit(create("e2", OLD, state=EditState.DENIED)) == set()
    assert attribution.log_edit(create("e3", OLD)) == {PATH}
    assert attribution.log_edit(create("e3", OLD)) == set(), "a copy of an edit already known"
    assert [e.id for e in attribution.edits_of_path(PATH)] == ["e3"]


def test_a_place_is_in_the_text_last_given() -> None:
    attribution = held(create("e1", OLD), numbered("e2", OLD, NEW))
    assert attribution.place(EditId("e2"), ["two = 22"]) is None, "no text yet"
    for above in range(3):
        attribution.view(PATH, "# mine\n" * above + NEW)
        found = attribution.place(EditId("e2"), ["two = 22"])
        assert found is not None
        assert (found.location.path, found.location.range.start_line) == (PATH, 1 + above)
        assert found.location.state is PlaceState.EXACT


def test_an_edit_that_comes_later_builds_on_what_is_known() -> None:
    attribution = held(create("e1", OLD))
    attribution.view(PATH, "# mine\n" + OLD)
    attribution.log_edit(numbered("e2", "# mine\n" + OLD, "# mine\n" + NEW))
    assert attribution.view(PATH, "# mine\n" + NEW)[1][:3] == (None, ("e1", "eq"), ("e2", "eq"))


def test_an_older_edit_that_comes_late_is_put_where_it_belongs() -> None:
    attribution = held(numbered("e2", OLD, NEW, time=2.0))
    attribution.view(PATH, NEW)
    attribution.log_edit(create("e1", OLD, time=1.0))
    assert [x and x[0] for x in attribution.view(PATH, NEW)[1]] == ["e1", "e2", "e1", "e1"]


def test_the_owner_of_a_line_can_be_asked_for() -> None:
    attribution = held(numbered("e2", OLD, NEW, before=OLD, after=NEW))
    assert attribution.at(PATH, 1) is None
    attribution.view(PATH, NEW)
    assert [attribution.at(PATH, k) for k in (-1, 0, 1, 99)] == [None, None, ("e2", "eq"), None]


def test_a_renamed_file_takes_its_edits_along() -> None:
    move = edit("e2", op=EditOp.RENAME, new_path="/w/g.py", hunks=(hunk(2, "-two = 2", "+two = 22"),))
    attribution = held(create("e1", OLD))
    assert attribution.log_edit(move) == {PATH, "/w/g.py"}
    assert [x and x[0] for x in attribution.view("/w/g.py", NEW)[1]] == ["e1", "e2", "e1", "e1"]
    attribution.view(PATH, None)
    found = attribution.place(EditId("e1"), ["three = 3"])
    assert found is not None
    assert found.location.path == "/w/g.py"


def test_a_path_used_again_after_a_rename_starts_anew() -> None:
    attribution = held(create("e1", OLD), edit("e2", op=EditOp.RENAME, new_path="/w/g.py"), create("e3", OLD))
    assert [x and x[0] for x in attribution.view(PATH, OLD)[1]] == ["e3"] * 4
    assert [x and x[0] for x in attribution.view("/w/g.py", OLD)[1]] == ["e1"] * 4


def test_what_an_edit_replaced_can_be_named() -> None:
    attribution = held(create("e1", OLD), numbered("e2", OLD, NEW))
    attribution.view(PATH, NEW)
    assert [e.id for e in attribution.replaced_by(EditId("e2"))] == ["e1"]
    assert attribution.replaced_by(EditId("e1")) == ()
    assert attribution.replaced_by(EditId("unknown")) == ()
