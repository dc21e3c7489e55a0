"""Every real log of the shared corpus is known and read whole. What is counted in them is for `test_oracles`."""

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
from cotlens.sources.named import named_logs

NO_LOGS = {"schema.sql", "workspace.json", "msg-assistant-001.json", "msg-user-001.json"}
"""Files of the corpus that are no logs by themselves."""
BAD_LINES = {"2026-01-19-86cc3044-7515-43f1-9c25-1444738c64c9.jsonl": 1}


class Sample(NamedTuple):
    name: str
    session: Session
    events: list[Event]


@pytest.fixture(scope="module")
def samples(shared: Path) -> list[Sample]:
    return list(_samples(shared / "corpus"))


def _samples(corpus: Path) -> Iterator[Sample]:
    with (corpus / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        names = [row["file"] for row in csv.DictReader(file)]
    for name in names:
        if Path(name).name in NO_LOGS or Path(name).match("*prt-00?.json"):
            continue
        for key in named_logs([str(corpus / name)])[0]:
            batch = LogReader(key, Seen()).poll(budget=1 << 30, final=True)
            assert batch.session is not None, (name, batch.unread)
            yield Sample(Path(name).name, batch.session, batch.events)


def test_every_log_is_known_by_its_content(samples: list[Sample]):
    assert len(samples) == 142
    assert {sample.session.agent for sample in samples} == {
        "aider", "amp", "antigravity", "claude-code", "cline", "codex", "continue", "copilot-chat", "copilot-cli", "cursor", "droid",
        "gemini", "kiro", "opencode", "openhands", "pi", "specstory", "swe-agent", "windsurf",
    }  # fmt: skip


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
            if isinstance(event, EditEvent) and event.edit.state is not EditState.UNKNOWN:
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
