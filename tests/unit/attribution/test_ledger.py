from __future__ import annotations

import pytest
from edits import create, edit, hunk, numbered, owners

from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.replay import replay
from cotlens.model.edit import OPEN, PRESUMED, EditOp, EditState

BASE = "import os\n\ndef first():\n    return 1\n\ndef second():\n    return 2\n"
GROWN = "import os\n\ndef first():\n    check()\n    return 1\n\ndef second():\n    return 2\n"


def test_a_created_file_is_all_the_edit_s() -> None:
    assert owners(replay([create("e1", "a = 1\nb = 2")], "a = 1\nb = 2")) == ["e1", "e1"]


def test_only_added_lines_are_the_edit_s() -> None:
    ledger = replay([numbered("e1", BASE, GROWN, before=BASE, after=GROWN)], GROWN)
    assert owners(ledger) == [None, None, None, "e1", None, None, None, None, None]


@pytest.mark.parametrize("texts", ["both", "before", "none"])
def test_a_later_edit_takes_the_lines_it_rewrites(texts: str) -> None:
    after = BASE.replace("return 1", "return one(1)")
    given = {"both": {"before": BASE, "after": after}, "before": {"before": BASE}, "none": {}}[texts]
    ledger = replay([create("e1", BASE), numbered("e2", BASE, after, **given)], after)
    assert owners(ledger) == ["e1", "e1", "e1", "e2", "e1", "e1", "e1", "e1"]
    assert ledger.graveyard.takers() == {"e1": {"e2"}}


def test_two_equal_lines_are_told_apart_by_the_hunk_s_number() -> None:
    before = "pass\nx\npass\n"
    after = "pass\npass\nx\npass\n"
    first = replay([edit("e1", hunks=(hunk(1, "+pass", " pass"),), before=before, after=after)], after)
    second = replay([edit("e1", hunks=(hunk(1, " pass", "+pass"),), before=before, after=after)], after)
    assert owners(first) == ["e1", None, None, None, None]
    assert owners(second) == [None, "e1", None, None, None]


def test_hunks_in_which_the_log_expanded_tabs_fit() -> None:
    before, after = "func a() {\n\tone()\n}\n", "func a() {\n\tone()\n\ttwo()\n}\n"
    logged = hunk(1, " func a() {", "   one()", "+  two()", " }")
    for given in ({"before": before, "after": after}, {"before": before}, {}):
        assert owners(replay([edit("e1", hunks=(logged,), **given)], after)) == [None, None, "e1", None, None]


def test_hunks_follow_lines_that_were_put_in_above_unseen() -> None:
    drifted = "# licence\n# more\n" + GROWN
    assert owners(replay([create("e1", BASE), numbered("e2", BASE, GROWN)], drifted)) == [
        *[None] * 2,
        *["e1"] * 3,
        "e2",
        *["e1"] * 5,
    ]


def test_an_ambiguous_hunk_without_a_number_is_not_guessed() -> None:
    before = "start()\nwork()\nend()\nstart()\nwork()\nend()\n"
    ledger = LineLedger()
    ledger.transition(before)
    ledger.apply(edit("e1", hunks=(hunk(None, " work()", "+more()", " end()"),)))
    assert owners(ledger) == [None] * 7


def test_a_hunk_without_a_place_gets_its_lines_when_a_text_shows_them() -> None:
    before = "start()\nwork()\nend()\nstart()\nwork()\nend()\n"
    after = "start()\nwork()\nend()\nstart()\nwork()\nmore()\nend()\n"
    ledger = LineLedger()
    ledger.transition(before)
    ledger.apply(edit("e1", hunks=(hunk(None, " work()", "+more()", " end()"),)))
    ledger.transition(after)
    assert owners(ledger) == [None, None, None, None, None, "e1", None, None]


def test_a_hunk_that_never_happened_owns_nothing() -> None:
    ledger = replay([edit("e1", hunks=(hunk(40, " nothing_like_it()", "+neither_is_this()"),))], BASE)
    assert owners(ledger) == [None] * 8


def test_hunks_alone_find_their_lines_in_the_text() -> None:
    lines = [f"line_{k} = {k}" for k in range(60)]
    once = [*lines[:10], "new_a = 1", *lines[10:]]
    twice = [*once[:40], "new_b = 2", *once[41:]]
    edits = [numbered("e1", "\n".join(lines), "\n".join(once)), numbered("e2", "\n".join(once), "\n".join(twice))]
    found = {k: x for k, x in enumerate(owners(replay(edits, "\n".join(twice)))) if x}
    assert found == {10: "e1", 40: "e2"}
    shifted = {k: x for k, x in enumerate(owners(replay(edits, "\n".join(["human = 1"] * 3 + twice)))) if x}
    assert shifted == {13: "e1", 43: "e2"}


def test_unseen_changes_carry_owners_along() -> None:
    ledger = replay(
        [create("e1", "alpha = 1\nbeta = compute(alpha)\ngamma = 3\n")], "alpha = 1\nbeta = compute(alpha)\ngamma = 3\n"
    )
    ledger.transition("mine = 0\nalpha = 1\n    beta = compute(alpha)\ngamma = 30\n")
    assert owners(ledger) == [None, "e1", "e1 ws", "e1 mod", "e1"]


def test_a_line_that_reads_again_as_written_is_no_longer_changed() -> None:
    ledger = replay([create("e1", "x = 1\ntotal = price + 1\n")], "x = 1\ntotal = price + 2\n")
    assert owners(ledger)[1] == "e1 mod"
    ledger.transition("x = 1\ntotal = price + 1 \n")
    ledger.transition("x = 1\ntotal = price + 1\n")
    assert owners(ledger)[1] == "e1"


def test_an_exact_return_restores_owners_that_no_alignment_could() -> None:
    ledger = replay(
        [
            create("e1", "}\n}\n}\n"),
            edit("e2", before="}\n}\n}\n", after="}\n}\n}\n}\n", hunks=(hunk(1, " }", "+}", " }"),)),
        ],
        "}\n}\n}\n}\n",
    )
    before = owners(ledger)
    ledger.transition("")
    ledger.transition("}\n}\n")
    ledger.transition("}\n}\n}\n}\n")
    assert owners(ledger) == before == ["e1", "e2", "e1", "e1", "e1"]


def test_lines_that_come_back_elsewhere_have_their_owner_again() -> None:
    block = "def handler(request):\n    token = request.headers['x']\n    return check(token)\n"
    ledger = replay([create("e1", block)], "other = 1\n")
    assert owners(ledger)[0] is None
    ledger.transition("other = 1\nthing = 2\n" + block)
    assert owners(ledger)[2:5] == ["e1 move"] * 3


def test_an_edit_seen_on_disk_before_its_log_record_gets_its_lines() -> None:
    ledger = replay([create("e1", BASE)], BASE)
    ledger.transition(GROWN)
    assert owners(ledger)[3] is None
    ledger.apply(numbered("e2", BASE, GROWN))
    ledger.transition(GROWN)
    assert owners(ledger)[3] == "e2"


@pytest.mark.parametrize("given", [True, False])
def test_a_human_change_before_an_edit_stays_nobody_s(given: bool) -> None:
    human = BASE.replace("import os", "import os\nimport sys")
    after = human.replace("return 2", "return two()")
    ledger = replay([create("e1", BASE)], human)
    ledger.apply(numbered("e2", human, after, before=human if given else None))
    ledger.transition(after)
    assert owners(ledger) == ["e1", None, "e1", "e1", "e1", "e1", "e1", "e2", "e1"]


def test_a_deleted_file_is_empty_and_can_be_made_anew() -> None:
    gone = edit("e2", op=EditOp.DELETE)
    ledger = replay([create("e1", "a = 1\n"), gone], None)
    assert owners(ledger) == [None]
    assert owners(replay([create("e1", "a = 1\n"), gone, create("e3", "a = 1\n")], "a = 1\n"))[0] == "e3"


def test_a_file_written_as_a_whole_keeps_what_is_known_to_be_older() -> None:
    before = "def first():\n    return compute(1)\n"
    after = before + "\ndef second():\n    return 2\n"
    ledger = replay([numbered("e1", "def first():\n", before), edit("e2", after=after)], after)
    assert owners(ledger)[1] == "e1"
    assert owners(ledger)[3:5] == ["e2", "e2"]


@pytest.mark.parametrize("state", [EditState.FAILED, EditState.DENIED, EditState.UNKNOWN])
def test_an_edit_that_did_not_happen_owns_nothing(state: EditState) -> None:
    assert owners(replay([create("e1", "a = 1\n", state=state, confidence=OPEN)], "a = 1\n")) == [None, None]


def test_an_edit_of_an_agent_that_logs_no_outcomes_is_presumed_done() -> None:
    presumed = create("e1", "a = 1\n", state=EditState.UNKNOWN, confidence=PRESUMED)
    assert owners(replay([presumed], "a = 1\n"))[0] == "e1"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_endings_and_byte_order_marks_do_not_matter(end: str) -> None:
    ledger = replay([create("e1", "\ufeffa = 1\nb = 2")], f"a = 1{end}b = 2")
    assert owners(ledger) == ["e1", "e1"]


def test_markers_of_a_missing_newline_are_no_lines() -> None:
    logged = hunk(1, "-a", "\\ No newline at end of file", "+b", "\\ No newline at end of file")
    assert owners(replay([edit("e1", hunks=(logged,), before="a", after="b")], "b")) == ["e1"]
