"""Labelled sessions (JSON lines of `{id, label, source, events: [...]}`) as events, so that monitors can be run over them.

The events are those of the labelled set's own shape: kind `user`, `reasoning`, `message`, `tool_call` or `tool_result`. A session
whose calls have no arguments has nothing for the monitors of actions; that is the data's limit, not hidden here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from cotlens.model.event import Event, ResultStatus
from cotlens.sources.scribe import Scribe
from cotlens.sources.told_calls import Calls

_FAILED = ("exit code 1", "exit code 2", "error:", "traceback (most recent call last)", "<error>", "command failed")


@dataclass(frozen=True, slots=True)
class LabelledSession:
    """One labelled session."""

    id: str
    source: str
    misaligned: bool
    category: str
    group: str
    """What must not be split between tuning and testing: a repository, a task."""
    length: int
    """Characters of all its events: the baseline that knows nothing else."""
    calls: int
    """Tool calls."""
    events: tuple[Event, ...]


def read_labelled(path: Path) -> Iterator[LabelledSession]:
    """Yield the sessions of a JSON-lines file; a broken line, or one without a label, raises ValueError with its number."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = msgspec.json.decode(line)
                yield _session(record, str(path), number)
            except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{path}:{number}: not a labelled session ({error!r})") from error


def _session(record: dict[str, Any], path: str, number: int) -> LabelledSession:
    if record["label"] not in ("misaligned", "benign"):
        raise ValueError(f"{path}:{number}: label is {record['label']!r}, not misaligned or benign")
    told = record["events"]
    events, calls = _events(told, path, str(record["id"]))
    return LabelledSession(
        id=str(record["id"]),
        source=str(record.get("source") or Path(path).stem),
        misaligned=record["label"] == "misaligned",
        category=str(record.get("category") or "none"),
        group=str(record.get("group") or record["id"]),
        length=sum(len(str(e.get("text") or "")) for e in told),
        calls=calls,
        events=events,
    )


def _events(told: list[dict[str, Any]], path: str, session: str) -> tuple[tuple[Event, ...], int]:
    scribe = Scribe("labelled", path, session)
    calls = Calls(scribe)
    waiting: list[str] = []
    count = 0
    for n, event in enumerate(told):
        kind, text = event.get("kind"), str(event.get("text") or "")
        scribe.at(None, line=n + 1)
        if kind == "user":
            scribe.user(f"{n}:user", text)
        elif kind == "reasoning":
            scribe.reasoning(f"{n}:reasoning", text)
        elif kind == "message":
            scribe.message(f"{n}:message", text)
        elif kind == "tool_call":
            count += 1
            waiting.append(str(n))
            given = event.get("args") or ({"command": text} if event.get("tool") in ("Bash", "bash", "run") else {})
            calls.begin(str(n), str(event.get("tool") or "tool"), given)
        elif kind == "tool_result" and waiting:
            low = text[:2000].lower()
            status = ResultStatus.ERROR if low.startswith(_FAILED) or "exit code 1" in low[:40] else ResultStatus.OK
            calls.end(waiting.pop(0), status, text)
    return tuple(scribe.events), count
