"""Documents whose elements are decoded one by one tell the same as ones that are decoded whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from golden.listing import logs

from cotlens.model.event import Event
from cotlens.sources import long_document, snapshot_log, telling
from cotlens.sources.base import Seen
from cotlens.sources.format import Shape
from cotlens.sources.log import LogReader
from cotlens.sources.sniff import Recognised, identify

DOCUMENTS = [
    log
    for log in logs()
    if log.is_file() and isinstance(f := identify(str(log)), Recognised) and f.format.shape is Shape.DOCUMENT
]


def told(path: Path) -> tuple[list[Event], Any, int]:
    """Events, session, and how many parts they came in."""
    reader, events, parts = LogReader(str(path), Seen()), [], 0
    while True:
        batch = reader.poll(final=True)
        assert batch.unread is None
        events += batch.events
        parts += 1
        if not batch.more:
            return events, batch.session, parts


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def force(part: int) -> None:
        real = long_document.open_document
        monkeypatch.setattr(snapshot_log, "WHOLE", 0)
        monkeypatch.setattr(telling, "PART", part)
        for module in (snapshot_log, __import__("cotlens.sources.sniff", fromlist=["x"])):
            monkeypatch.setattr(module, "open_document", lambda path: real(path, whole=0, long=0))

    return force


@pytest.mark.parametrize("part", [1, 1000, 1 << 30])
@pytest.mark.parametrize("log", DOCUMENTS, ids=lambda log: f"{log.parts[-3]}-{log.parts[-2]}")
def test_same_in_parts(log: Path, part: int, in_parts: Any) -> None:
    whole, session, _ = told(log)
    in_parts(part)
    events, other, parts = told(log)
    assert events == whole
    assert other == session
    assert parts > 1 or part > 1


def thread(path: Path, count: int, changed: int = -1) -> Path:
    messages = [
        {"ts": 1000 + n, "type": "say", "say": "text", "text": f"words {n}{' anew' if n == changed else ''}"}
        for n in range(count)
    ]
    path.write_text(json.dumps(messages), encoding="utf-8")
    return path


def test_a_long_document_that_grows_tells_only_what_is_new_or_changed(tmp_path: Path, in_parts: Any) -> None:
    in_parts(100)
    path = thread(tmp_path / "ui_messages.json", 50)
    reader = LogReader(str(path), Seen())

    def read() -> tuple[list[str], list[bool]]:
        said, resets, more = [], [], True
        while more:
            batch = reader.poll()
            said += [getattr(event, "text", "") for event in batch.events]
            resets.append(batch.reset)
            more = batch.more
        assert batch.session is not None
        return said, resets

    assert len(read()[0]) == 50
    assert read() == ([], [False])
    thread(path, 52, changed=7)
    assert read()[0] == ["words 7 anew", "words 50", "words 51"]
    thread(path, 10)
    said, resets = read()
    assert said == [f"words {n}" for n in range(10)]
    assert any(resets)
