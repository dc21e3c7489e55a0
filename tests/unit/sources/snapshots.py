"""Documents and texts written in tests and read as logs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from cotlens.model.event import EditEvent, Event, ToolCallEvent, ToolResultEvent, UserEvent, UserOrigin
from cotlens.sources.base import Seen
from cotlens.sources.log import Batch, LogReader

E = TypeVar("E")


def saved(path: Path, value: Any) -> Path:
    """Write a document (or a text, as it is)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8", newline="")
    return path


def read(path: Path, value: Any | None = None) -> Batch:
    """Read a log to its end, written first if a value is given."""
    if value is not None:
        saved(path, value)
    return LogReader(str(path), Seen()).poll(final=True)


def only(found: list[Event], kind: type[E]) -> list[E]:
    """The events of one kind."""
    return [event for event in found if isinstance(event, kind)]


def typed(found: list[Event]) -> list[str]:
    """What a person typed."""
    return [e.text for e in only(found, UserEvent) if e.origin is UserOrigin.TYPED]


def outcomes(found: list[Event]) -> list[tuple[str, int | None]]:
    """How the calls ended."""
    return [(e.status.value, e.exit_code) for e in only(found, ToolResultEvent)]


def edits(found: list[Event]) -> list[tuple[str, str, str]]:
    """What became of which file."""
    return [(e.edit.path, e.edit.op.value, e.edit.state.value) for e in only(found, EditEvent)]


def calls(found: list[Event]) -> list[tuple[str, str]]:
    """The calls, by kind and name."""
    return [(e.kind.value, e.name) for e in only(found, ToolCallEvent)]
