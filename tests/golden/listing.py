"""Lists the events of a log one per line, short enough to be read and judged by a person.

`python -m golden.listing` in the folder `tests` writes every `expected.json` anew; read the difference before keeping it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    MessageEvent,
    OutsideEditEvent,
    ReasoningEvent,
    RollbackEvent,
    ToolCallEvent,
    ToolResultEvent,
    UserEvent,
)
from cotlens.sources.base import Seen
from cotlens.sources.discover import members
from cotlens.sources.format import Shape
from cotlens.sources.keys import member_key
from cotlens.sources.log import Batch, LogReader
from cotlens.sources.sniff import Recognised, identify

GOLDEN = Path(__file__).resolve().parent
_WIDTH = 72


def logs() -> list[Path]:
    """Return all golden logs: what is called `log` or `log.*` in a folder of its own, a file or a folder."""
    return sorted(path for path in GOLDEN.glob("*/*/log*") if not path.name.endswith(("-wal", "-shm")))


def read(log: Path) -> Batch:
    """Read a whole log; of a database its first session."""
    key = str(log)
    if isinstance(found := identify(key), Recognised) and found.format.shape is Shape.DATABASE:
        key = member_key(key, members(key)[0].name)
    reader = LogReader(key, Seen())
    batch = reader.poll(budget=1 << 30, final=True)
    assert not batch.more
    return batch


def listing(log: Path) -> dict[str, Any]:
    """Give the session's facts and one string per event."""
    batch = read(log)
    session = batch.session
    assert session is not None
    facts = {
        name: getattr(session, name)
        for name in (
            "id",
            "agent",
            "agent_version",
            "model",
            "title",
            "cwd",
            "branch",
            "entrypoint",
            "started",
            "ended",
        )
    }
    counts = session.counts
    facts["reasoning"] = f"{session.reasoning.value}: {counts.readable_blocks} of {counts.reasoning_blocks}"
    facts["lines"] = f"bad {counts.bad_lines}, unknown {counts.unknown_types}, duplicates {counts.duplicates}"
    return {"session": facts, "events": [line(event) for event in batch.events]}


def line(event: Event) -> str:
    """Describe one event: the line it stands in, what it is, and the beginning of what it says."""
    chain = f" [{event.chain}]" if event.chain else ""
    return f"{event.ref.line}{chain} {_described(event)}"


def _described(event: Event) -> str:
    if isinstance(event, UserEvent):
        return f"user {event.origin.value}: {_short(event.text)}"
    if isinstance(event, ReasoningEvent):
        return f"reasoning {event.form.value} {len(event.text)}: {_short(event.text)}"
    if isinstance(event, MessageEvent):
        return f"message {event.phase.value}: {_short(event.text)}"
    if isinstance(event, ToolCallEvent):
        said = event.args.get("command") if event.kind.value == "shell" else ", ".join(sorted(event.args))
        return f"call {event.call[-8:]} {event.kind.value} {event.name}: {_short(str(said))} @ {event.cwd}"
    if isinstance(event, ToolResultEvent):
        return f"result {event.call[-8:]} {event.status.value} exit={event.exit_code} {len(event.text)}: {_short(event.text)}"
    if isinstance(event, EditEvent):
        return _edit(event)
    if isinstance(event, OutsideEditEvent):
        return f"outside edit {event.path}: {_short(event.snippet)}"
    if isinstance(event, CompactionEvent):
        return f"compaction: {_short(event.summary)}"
    if isinstance(event, RollbackEvent):
        return f"rollback {event.turns}"
    assert isinstance(event, InterruptEvent)
    return "interrupt"


def _edit(event: EditEvent) -> str:
    edit = event.edit
    hunks = " ".join(f"@{h.old_start}/{h.new_start} -{len(h.removed)} +{len(h.added)}" for h in edit.hunks)
    known = f"{'before' if edit.before is not None else '-'} {'after' if edit.after is not None else '-'}"
    moved = f" -> {edit.new_path}" if edit.new_path else ""
    place = f"{edit.op.value} {edit.state.value} {edit.path}{moved}"
    return f"edit {edit.call[-8:]} {place}: {hunks} ({known}) {_short(' '.join(edit.added), 40)}"


def _short(text: str, width: int = _WIDTH) -> str:
    whole = " ".join(text[: 4 * width].split())
    return whole if len(whole) <= width else whole[: width - 3] + "..."


if __name__ == "__main__":
    for golden in logs():
        target = golden.with_name("expected.json")
        target.write_text(json.dumps(listing(golden), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
