"""The log's word of an edit and the text with the edit in it come in either order, and other changes come between them."""

from __future__ import annotations

import pytest
from edits import create, edit, hunk, numbered

from cotlens.attribution.attribution import Attribution
from cotlens.model.edit import EditOp
from cotlens.model.flag import PlaceState

PATH = "/w/f.py"
OLD = "import os\n\ndef first():\n    return 1\n\ndef second():\n    return 2\n"
NEW = OLD.replace("return 1", "return one")
HUMAN = "# licence\n" + NEW.replace("return 2", "return two")


def held(*texts_and_edits: object) -> Attribution:
    attribution = Attribution(lambda path: path)
    for one in texts_and_edits:
        if isinstance(one, str) or one is None:
            attribution.text(PATH, one)
        else:
            attribution.log_edit(one)  # type: ignore[arg-type]
    return attribution


def owner_of(attribution: Attribution, text: str, line: str) -> object:
    _, owners = attribution.view(PATH, text)
    owner = owners[text.split("\n").index(line)]
    return owner[0] if owner is not None else None


FORMS = {
    "hunks": {},
    "texts": {"before": OLD, "after": NEW},
    "before": {"before": OLD},
    "after": {"after": NEW},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("known", [True, False], ids=["seen before", "never seen"])
@pytest.mark.parametrize("looks", [1, 3])
def test_a_log_that_is_ahead_of_the_disk(form: str, known: bool, looks: int) -> None:
    one = numbered("e1", OLD, NEW, **FORMS[form])
    attribution = held(*([OLD] if known else []), one, *[OLD] * looks)
    assert attribution.place(one.id, []) is None, "its lines are not there yet"
    assert owner_of(attribution, NEW, "    return one") == "e1"
    found = attribution.place(one.id, [])
    assert found is not None
    assert (found.location.range.start_line, found.location.state) == (3, PlaceState.EXACT)


def test_a_burst_of_which_the_disk_has_the_first_edits() -> None:
    twice = NEW.replace("return 2", "return two")
    attribution = held(OLD, numbered("e1", OLD, NEW), numbered("e2", NEW, twice), NEW)
    assert owner_of(attribution, NEW, "    return one") == "e1"
    assert owner_of(attribution, twice, "    return two") == "e2"
    assert owner_of(attribution, twice, "    return one") == "e1"


def test_a_new_file_that_the_log_tells_of_before_it_is_there() -> None:
    attribution = held(create("e1", NEW), None, None)
    assert owner_of(attribution, NEW, "    return one") == "e1"


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_ahead_of_the_log(form: str) -> None:
    attribution = held(OLD, NEW)
    assert owner_of(attribution, NEW, "    return one") is None
    attribution.log_edit(numbered("e1", OLD, NEW, **FORMS[form]))
    assert owner_of(attribution, NEW, "    return one") == "e1"
    assert attribution.view(PATH, NEW)[1].count(None) == 7, "no other line is the edit's"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("known", [True, False], ids=["seen before", "never seen"])
def test_a_log_that_comes_after_a_further_write(form: str, known: bool) -> None:
    """A person's change is drift."""
    attribution = held(*([OLD] if known else []), numbered("e1", OLD, NEW, **FORMS[form]), HUMAN)
    assert owner_of(attribution, HUMAN, "    return one") == "e1"
    assert owner_of(attribution, HUMAN, "# licence") is None
    assert owner_of(attribution, HUMAN, "    return two") is None


@pytest.mark.parametrize("form", FORMS)
def test_a_person_s_change_the_agent_s_write_and_then_the_log(form: str) -> None:
    """Both were seen, and nobody knew whose they were: the hunks lead back to the text before the write."""
    mine = OLD.replace("import os", "import os, sys").replace("def first():", "def first(a):")
    both = mine.replace("return 1", "return one")
    texts = {"before": mine, "after": both}
    attribution = held(create("e0", OLD), OLD, mine, both)
    attribution.log_edit(numbered("e1", mine, both, **{k: texts[k] for k in FORMS[form]}))
    assert owner_of(attribution, both, "    return one") == "e1"
    assert owner_of(attribution, both, "    return 2") == "e0"
    assert owner_of(attribution, both, "") == "e0"


def test_a_format_on_save_between_write_and_log() -> None:
    formatted = NEW.replace("    return one", "    return  one").replace("import os\n", "import os\n\n")
    attribution = held(OLD, numbered("e1", OLD, NEW), formatted)
    assert attribution.view(PATH, formatted)[1][4] == ("e1", "ws")


def test_an_edit_that_somebody_took_back_is_gone_and_comes_back_with_its_text() -> None:
    one = numbered("e1", OLD, NEW)
    attribution = held(OLD, one, NEW, OLD)
    assert attribution.place(one.id, []) is None
    attribution.view(PATH, NEW)
    found = attribution.place(one.id, [])
    assert found is not None
    assert found.location.state is PlaceState.EXACT


def test_a_later_edit_waits_for_nothing() -> None:
    """The first was taken back before anybody looked; the second is there."""
    second = OLD.replace("return 2", "return two")
    attribution = held(OLD, numbered("e1", OLD, NEW), OLD, numbered("e2", OLD, second), second)
    assert owner_of(attribution, second, "    return two") == "e2"
    assert owner_of(attribution, second, "    return 1") is None


def test_a_deletion_that_the_disk_does_not_show_yet() -> None:
    cut = OLD.replace("    return 1\n", "")
    gone = numbered("e1", OLD, cut)
    attribution = held(OLD, gone, OLD)
    assert attribution.place(gone.id, []) is None
    attribution.view(PATH, cut)
    found = attribution.place(gone.id, [])
    assert found is not None
    assert found.location.state is PlaceState.DELETED_CODE


def test_a_file_made_again_where_it_was() -> None:
    again = [create("e1", OLD), edit("e2", op=EditOp.DELETE), create("e3", NEW)]
    attribution = held(*again, None, NEW)
    assert owner_of(attribution, NEW, "    return one") == "e3"
    assert attribution.place(edit("e1").id, []) is None


def test_an_unnumbered_hunk_that_is_ahead_of_the_disk() -> None:
    one = edit("e1", hunks=(hunk(None, " def first():", "-    return 1", "+    return one"),))
    attribution = held(OLD, one, OLD)
    assert owner_of(attribution, NEW, "    return one") == "e1"


THIRD = "\ndef third():\n    total = one + two\n    print(total)\n    return total\n"


def test_what_was_put_in_at_the_end_and_changed_by_a_person_before_anybody_looked() -> None:
    """The lines that such an edit was made on stand there with it and without it."""
    one = numbered("e1", OLD, OLD + THIRD)
    text = OLD + THIRD.replace("third", "third_of_all")
    attribution = held(one, text)
    assert owner_of(attribution, text, "    total = one + two") == "e1"
    found = attribution.place(one.id, ["    print(total)"])
    assert found is not None
    assert found.location.range.start_line == text.split("\n").index("    print(total)")


def test_a_block_like_one_that_stands_there_is_not_there_yet() -> None:
    start = OLD + THIRD
    copy = THIRD.replace("third", "fourth")
    one = numbered("e1", start, start + copy)
    attribution = held(one, start)
    assert attribution.place(one.id, []) is None
    attribution.text(PATH, start + copy)
    found = attribution.place(one.id, ["def fourth():"])
    assert found is not None
    assert found.location.range.start_line == (start + copy).split("\n").index("def fourth():")
