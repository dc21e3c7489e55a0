"""What is shown, and when the worker is asked: never a flag on a line it was not placed on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lsprotocol import types as t
from make import flag, open_file, update, verdict, view

from cotlens.lsp.paths import Folders
from cotlens.lsp.settings import ClientSettings
from cotlens.lsp.state import State
from cotlens.model.flag import PlaceState, Severity
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.session import Session
from cotlens.model.snapshot import PlaceText, Progress, Update
from cotlens.model.verdict import Scope, Status
from cotlens.model.verdicts import Verdicts

PATH = "/ws/a.py"
TEXT = "one = 1\nassert True\ntwo = 2\n"
F = flag("f", PATH, "assert True")


def shown(state: State) -> list[tuple[str, int]]:
    return [(f.id, f.location.range.start_line) for f in state.flags_in(PATH) if f.location]


def test_a_file_that_is_not_open_shows_its_flags_of_the_disk() -> None:
    state = State()
    changed, questions = state.apply(update(PATH, TEXT, F))
    assert (changed, questions, shown(state)) == ({PATH}, [], [("f", 1)])


def test_a_document_that_differs_from_the_disk_shows_nothing_until_it_was_placed() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    text = "# top\n" + TEXT
    assert state.opened(open_file(PATH, text)) == PlaceText(PATH, text, 1)
    assert shown(state) == []
    state.apply(Update(files={PATH: view(PATH, text, F, version=1)}))
    assert shown(state) == [("f", 2)]


def test_a_document_equal_to_the_disk_needs_no_question() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    assert state.opened(open_file(PATH, TEXT.replace("\n", "\r\n"))) is None
    assert shown(state) == [("f", 1)]


def test_an_answer_for_an_older_text_is_carried_over_the_edits_made_since() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    file = open_file(PATH, "# top\n" + TEXT)
    assert state.opened(file) is not None
    _type(file.document, 0, "x\ny\n")
    assert file.changed() is None, "one question at a time"
    state.apply(Update(files={PATH: view(PATH, "# top\n" + TEXT, F, version=1)}))
    assert shown(state) == [("f", 4)]


def test_an_answer_for_another_text_is_not_believed() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    state.opened(open_file(PATH, "# top\n" + TEXT))
    state.apply(Update(files={PATH: view(PATH, TEXT, F, version=7)}))
    assert shown(state) == []


def test_a_change_on_disk_under_an_open_document_asks_for_the_documents_text() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    file = open_file(PATH, TEXT)
    state.opened(file)
    _, questions = state.apply(Update(files={PATH: view(PATH, "# agent\n" + TEXT, F)}))
    assert questions == [PlaceText(PATH, TEXT, 1)]
    assert shown(state) == [("f", 1)], "the document's own lines until then"


def test_a_lost_flag_is_asked_for_and_not_shown_meanwhile() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    file = open_file(PATH, TEXT)
    state.opened(file)
    file.document.apply_change(t.TextDocumentContentChangeWholeDocument(text="assert True\nassert True\n"))
    question = file.changed()
    assert question is not None
    assert question.text == "assert True\nassert True\n"
    assert shown(state) == []


def test_a_line_typed_over_counts_one_step_less() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    file = open_file(PATH, TEXT)
    state.opened(file)
    file.document.apply_change(
        t.TextDocumentContentChangePartial(range=t.Range(t.Position(1, 11), t.Position(1, 11)), text="  # why")
    )
    assert file.changed() is None
    (found,) = state.flags_in(PATH)
    assert found.location is not None
    assert (found.location.state, found.severity) == (PlaceState.MODIFIED, Severity.MODERATE)


def test_a_closed_document_keeps_its_flags_until_the_disk_was_looked_at() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    file = open_file(PATH, TEXT)
    state.opened(file)
    _type(file.document, 0, "x\n")
    file.changed()
    assert state.closed(PATH) == PlaceText(PATH, None, None)
    assert shown(state) == [("f", 2)]
    state.apply(Update(files={PATH: view(PATH, TEXT, F)}))
    assert shown(state) == [("f", 1)]


def test_flags_not_told_again_by_a_fresh_scan_go_at_its_end_and_not_before() -> None:
    state = State()
    other = flag("g", PATH, "two = 2")
    state.apply(update(PATH, TEXT, F, other))
    state.apply(Update(sessions={SessionId("old"): Session(id=SessionId("old"), agent="a", log="/l")}))
    state.apply(Update(fresh=True, scanning=True, progress=Progress(0, 1)))
    assert shown(state) == [("f", 1), ("g", 2)]
    state.apply(update(PATH, TEXT, F))
    assert shown(state) == [("f", 1), ("g", 2)]
    changed, _ = state.apply(Update(scanning=False))
    assert shown(state) == [("f", 1)]
    assert not state.snapshot.sessions
    assert changed <= {PATH}


def test_an_open_document_placed_before_a_fresh_scan_came_to_its_flags_keeps_them() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    text = "# top\n" + TEXT
    state.opened(open_file(PATH, text))
    state.apply(Update(files={PATH: view(PATH, text, F, version=1)}))
    state.apply(Update(fresh=True, scanning=True))
    state.apply(Update(files={PATH: view(PATH, text, version=1)}))
    assert shown(state) == [("f", 2)]
    state.apply(Update(scanning=False))
    assert shown(state) == []


def test_one_filter_for_severity_verdict_and_switch() -> None:
    state = State()
    low = flag("low", PATH, "two = 2", "low")
    state.apply(update(PATH, TEXT, F, low))
    state.settings = ClientSettings(min_severity=Severity.MODERATE)
    assert shown(state) == [("f", 1)]
    assert state.said(verdict(F)) == ({"f"}, {PATH})
    assert shown(state) == []
    assert [f.id for f in state.all_flags()] == ["f"]
    state.said(verdict(F, Status.CONFIRMED))
    assert shown(state) == [("f", 1)]
    state.settings = ClientSettings(enable=False)
    assert shown(state) == []


@pytest.mark.parametrize(
    ("section", "seen"),
    [
        ({}, ["f", "low"]),
        ({"minConfidence": 0.7}, ["f"]),
        ({"minConfidence": "0.7"}, ["f", "low"]),
        ({"monitors": {"off": ["rh01"]}}, []),
        ({"monitors": {"off": ["Test-Tampering", 7]}}, []),
        ({"monitors": {"off": ["RH02"]}}, ["f", "low"]),
        ({"exclude": ["a.py"]}, []),
        ({"exclude": ["lib/*"]}, ["f", "low"]),
        ({"exclude": "a.py"}, ["f", "low"]),
    ],
    ids=str,
)
def test_requirement_15_one_filter_for_what_the_settings_leave_out(section: dict[str, Any], seen: list[str]) -> None:
    state = State()
    state.folders = Folders(["file:///ws"])
    state.apply(update(PATH, TEXT, F, replace(flag("low", PATH, "two = 2"), confidence=0.6)))
    state.settings = ClientSettings.parse(section)
    assert [f.id for f in state.flags_in(PATH)] == seen
    assert [f.id for f in state.all_flags()] == seen
    assert state.count_open()[0] == len(seen)


def test_a_verdict_taken_back_leaves_the_flag_open() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    assert state.judged(Verdicts([verdict(F)])) == {PATH}
    assert shown(state) == []
    assert state.said(verdict(F, Status.OPEN)) == ({"f"}, {PATH})
    assert state.status(FlagId("f")) is Status.OPEN
    assert shown(state) == [("f", 1)]


def test_a_dismissal_of_more_than_one_flag_counts_for_those_to_come() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    changed, _ = state.said(verdict(F, scope=Scope.PATH, path="/ws"))
    assert changed == {"f"}
    later = flag("later", PATH, "two = 2")
    state.apply(update(PATH, TEXT, F, later))
    assert shown(state) == []
    state.said(verdict(F, Status.OPEN, scope=Scope.PATH, path="/ws"))
    assert shown(state) == [("f", 1), ("later", 2)]


def test_a_dismissal_for_some_time_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("cotlens.lsp.state.time.time", lambda: clock[0])
    state = State()
    state.apply(update(PATH, TEXT, F))
    state.said(verdict(F, until=200.0))
    assert (shown(state), state.elapsed()) == ([], set())
    clock[0] = 200.0
    assert state.elapsed() == {PATH}
    assert shown(state) == [("f", 1)]
    assert state.elapsed() == set()


def test_a_flag_withdrawn_by_its_monitor_goes() -> None:
    state = State()
    state.apply(update(PATH, TEXT, F))
    changed, _ = state.apply(Update(flags={F.id: None}))
    assert changed == {PATH}
    assert shown(state) == []


def _type(document: object, line: int, text: str) -> None:
    position = t.Position(line, 0)
    document.apply_change(t.TextDocumentContentChangePartial(range=t.Range(position, position), text=text))  # type: ignore[attr-defined]
