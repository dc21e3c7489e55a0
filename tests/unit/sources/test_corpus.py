"""Every real log of the shared corpus is read, and what is counted in it is what an independent count found."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cotlens.model.edit import EditState
from cotlens.model.event import EditEvent, Event
from cotlens.model.session import Session
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader


class Counted(NamedTuple):
    blocks: int
    readable: int
    edits: int
    tools: int


class Difference(NamedTuple):
    more: Counted
    reason: str


_COPIES = "calls of a subagent without a log of its own, read from the parent's progress records"
_FILES = "the manifest counts patches, an edit is one file of a patch"
_HOSTED = "the manifest leaves out calls that the provider answers (web_search_call, tool_search_call)"
_CUT = "thoughts of interrupted turns, which exist as screen events only"

DIFFERENCES = {
    "15a48867-a078-4afc-afaa-c00798fc36e8.jsonl": Difference(Counted(0, 0, 0, 11), _COPIES),
    "2026-01-27-163396cf-348b-4175-90f5-5ca0986ac0f1.jsonl": Difference(Counted(0, 0, 1, 18), _COPIES),
    "d64b50bb-125b-4b54-867a-e59841e553d8.jsonl": Difference(Counted(0, 0, 0, 5), _COPIES),
    "claude-code-with-plan.jsonl": Difference(
        Counted(0, 0, -1, 0), "its last Edit has no result: it may not have happened"
    ),
    "rollout-019ed50c-2fb3-7002-a384-360bea6e7f04.jsonl": Difference(Counted(0, 0, 0, 5), _HOSTED),
    "rollout-019ed936-c4f5-7a21-ad41-d1eed95dc4df.jsonl": Difference(Counted(0, 0, 0, 2), _HOSTED),
    "rollout-019eef3d-abd1-72e1-ab99-dcdb259027c5.jsonl": Difference(Counted(0, 0, 1, 1), f"{_FILES}; {_HOSTED}"),
    "rollout-019dd4b9-496d-7581-a780-16f20aecff69.jsonl": Difference(Counted(0, 0, 2, 2), f"{_FILES}; {_HOSTED}"),
    "rollout-019f1f60-20b3-7700-80bc-4b42b277daab.jsonl": Difference(Counted(0, 0, 4, 1), f"{_FILES}; {_HOSTED}"),
    "rollout-019f690c-8f7b-7631-86d1-935c66dbf4f4.jsonl": Difference(Counted(0, 0, 2, 0), _FILES),
    "rollout-019f6c22-e40a-73b3-99fb-15c4deb3ba1e.jsonl": Difference(Counted(0, 0, 1, 0), _FILES),
    "rollout-2025-09-16T14-12-31-613a9a68-8816-40b2-a2d4-041ade599da6.jsonl": Difference(Counted(10, 10, 0, 0), _CUT),
    "rollout-2025-10-14T22-34-26-0199e4a5-5b78-78f2-b041-6b876f71fdab.jsonl.v2": Difference(Counted(1, 1, 0, 0), _CUT),
}
BAD_LINES = {"2026-01-19-86cc3044-7515-43f1-9c25-1444738c64c9.jsonl": 1}


class Sample(NamedTuple):
    name: str
    expected: Counted
    session: Session
    events: list[Event]


@pytest.fixture(scope="module")
def samples(shared: Path) -> list[Sample]:
    return list(_samples(shared / "corpus"))


def _samples(corpus: Path) -> Iterator[Sample]:
    with (corpus / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["format"].startswith(("claude", "codex"))]
    for row in rows:
        batch = LogReader(str(corpus / row["file"]), Seen()).poll(budget=1 << 30, final=True)
        assert batch.session is not None, (row["file"], batch.unread)
        names = ("reasoning_blocks", "reasoning_with_text", "edits", "tools")
        expected = Counted(*(int(row[name] or 0) for name in names))
        yield Sample(Path(row["file"]).name, expected, batch.session, batch.events)


def test_counts_equal_the_manifest_but_for_explained_differences(samples: list[Sample]):
    found = {}
    for sample in samples:
        counts = sample.session.counts
        got = (counts.reasoning_blocks, counts.readable_blocks, counts.edits, counts.tool_calls)
        more = Counted(*(a - b for a, b in zip(got, sample.expected, strict=True)))
        if any(more):
            found[sample.name] = more
    assert found == {name: difference.more for name, difference in DIFFERENCES.items()}


def test_bad_lines_are_those_that_are_broken(samples: list[Sample]):
    assert {s.name: s.session.counts.bad_lines for s in samples if s.session.counts.bad_lines} == BAD_LINES


def test_no_record_of_the_corpus_has_an_unknown_type(samples: list[Sample]):
    assert {s.name: s.session.counts.unknown_types for s in samples if s.session.counts.unknown_types} == {}


def test_event_and_edit_ids_are_unique_within_a_log(samples: list[Sample]):
    for sample in samples:
        ids = [event.id for event in sample.events]
        edits = [event.edit.id for event in sample.events if isinstance(event, EditEvent)]
        assert (len(set(ids)), len(set(edits))) == (len(ids), len(edits)), sample.name


def test_an_edit_event_never_stands_before_its_calls_result(samples: list[Sample]):
    for sample in samples:
        ended: set[str] = set()
        for event in sample.events:
            if isinstance(event, EditEvent):
                assert event.edit.call in ended, (sample.name, event.id)
            elif (call := getattr(event, "call", None)) is not None and hasattr(event, "status"):
                ended.add(call)


def test_hunks_lead_from_the_text_before_to_the_text_after(samples: list[Sample]):
    """Claude Code logs hold the file before the edit; the reader's text after must be the next edit's text before."""
    last: dict[tuple[str, str], str | None] = {}
    followed = broken = 0
    for sample in samples:
        for event in sample.events:
            if not isinstance(event, EditEvent) or event.edit.state is not EditState.APPLIED:
                continue
            edit = event.edit
            before = last.get((sample.name, edit.path))
            if edit.before and before is not None:
                followed += 1
                broken += edit.before != before
            last[sample.name, edit.path] = edit.after
    # Formatters and people change files between two edits, so not all of them follow on.
    assert followed > 200
    assert broken < followed * 0.1
