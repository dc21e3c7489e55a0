"""What the measurements of links read: all logs of the corpus as events, each with its format, repository and half. Judges nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cotlens.model.event import EditEvent, Event, MessageEvent, ReasoningEvent, ToolCallEvent, UserEvent, UserOrigin
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader
from cotlens.sources.named import named_logs

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Log:
    """One log of the corpus."""

    name: str
    """Relative to the corpus."""
    format: str
    repo: str
    events: tuple[Event, ...]

    @property
    def half(self) -> str:
        """By repository, so that no project is on both sides."""
        return half_of(self.repo)

    def edits(self) -> Iterator[int]:
        """Yield where its edits stand."""
        return (k for k, event in enumerate(self.events) if isinstance(event, EditEvent))


def half_of(repo: str) -> str:
    return "held-out" if sha256(repo.encode()).digest()[0] % 2 else "tune"


def corpus(root: Path = CORPUS) -> Iterator[Log]:
    """Read every log that the manifest names, in its order, each once."""
    done: set[str] = set()
    with (root / "MANIFEST.csv").open(newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    for row in rows:
        for key in named_logs([str(root / row["file"])])[0]:
            if key not in done:
                done.add(key)
                name = key.removeprefix(f"{root}/")
                yield Log(name, row["format"], row["repo"], tuple(events_of(key)))


def events_of(key: str) -> Iterator[Event]:
    reader, more = LogReader(key, Seen()), True
    while more:
        batch = reader.poll(final=True)
        yield from batch.events
        more = batch.more


def call_of(events: tuple[Event, ...], edit: int) -> int:
    """Where the call of an edit stands; where the edit stands if the log does not show it."""
    event = events[edit]
    assert isinstance(event, EditEvent)
    calls = (k for k in range(edit, -1, -1) if is_call(events[k], event.edit.call))
    return next(calls, edit)


def is_call(event: Event, call: str) -> bool:
    return isinstance(event, ToolCallEvent) and event.call == call


def turn_of(events: tuple[Event, ...], call: int) -> int:
    """Where the turn of a call begins: with the user's last message of the same chain before it, or the chain's first event."""
    chain, first = events[call].chain, call
    for k in range(call - 1, -1, -1):
        if events[k].chain == chain:
            first = k
            event = events[k]
            if isinstance(event, UserEvent) and event.origin is UserOrigin.TYPED:
                break
    return first


def said(event: Event) -> str:
    """The text of a thought or of a message to the user; '' of anything else."""
    return event.text.strip() if isinstance(event, (ReasoningEvent, MessageEvent)) else ""


def distance(events: tuple[Event, ...], call: int) -> int | None:
    """Tool calls between the last readable text of the turn and a call; None if there is no text."""
    calls = 0
    for k in range(call - 1, turn_of(events, call) - 1, -1):
        event = events[k]
        if event.chain == events[call].chain:
            if said(event):
                return 0 if event.message is not None and event.message == events[call].message else calls
            calls += isinstance(event, ToolCallEvent)
    return None
