"""Makes huge logs out of the golden ones: their records again and again, each time with ids and times of their own. Not a test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
_IDS = frozenset({
    "id", "messageId", "messageID", "callID", "toolCallId", "tool_call_id", "tool_use_id", "toolUseID", "spanId",
    "source_call_id", "requestId", "uuid", "parentUuid", "call_id", "cause", "step_id", "ts", "responseId",
    "conversationHistoryIndex",
})  # fmt: skip
_SHIFT = 10_000_000
Place = tuple[str, ...]
"""The keys that lead from a document to its long array."""

DOCUMENTS: dict[str, tuple[str, Place]] = {
    "cline": ("cline/3-screen/log.json", ()),
    "roo": ("roo/3-screen/log.json", ()),
    "roo-history": ("roo/3-history/log.json", ()),
    "kilo": ("kilo/kilocode.kilo-code/log.json", ()),
    "gemini": ("gemini/0.33-document/log.json", ("messages",)),
    "copilot-chat": ("copilot-chat/0.31-document/log.json", ("requests",)),
    "opencode": ("opencode/1.2.24-export/log.json", ("messages",)),
    "openhands": ("openhands/events/log.json", ()),
    "swe-agent": ("swe-agent/1.0/log.traj", ("trajectory",)),
    "mini-swe-agent": ("mini-swe-agent/1.1-interactive/log.json", ("messages",)),
    "atif": ("atif/1.7/log.json", ("steps",)),
    "amp": ("amp/edit/log.json", ("messages",)),
    "continue": ("continue/cli/log.json", ("history",)),
    "kiro": ("kiro/conversation/log.json", ("history",)),
    "otel": ("otel/genai-lines/log.jsonl", ("resourceSpans", "0", "scopeSpans", "0", "spans")),
}
"""Each document format's golden log, and where in it the array lies that grows."""
LINES: dict[str, str] = {
    "claude-code": "claude-code/2.1.31/log.jsonl",
    "codex": "codex/0.140.0/log.jsonl",
}


def fresh(value: Any, number: int) -> Any:
    """A copy of a record as a later one: ids are others, the same everywhere in one repetition."""
    if isinstance(value, list):
        return [fresh(item, number) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _renamed(item, number) if key in _IDS else fresh(item, number) for key, item in value.items()}


def _renamed(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return f"{value}-{number}" if number else value
    if isinstance(value, int) and not isinstance(value, bool):
        return value + number * _SHIFT
    return fresh(value, number)


def make_document(name: str, target: Path, size: int) -> None:
    """Write one document of about `size` bytes."""
    source, place = DOCUMENTS[name]
    whole = json.loads((GOLDEN / source).read_text(encoding="utf-8").split("\n{", 1)[0])
    at = whole
    for key in place:
        at = at[int(key) if isinstance(at, list) else key]
    records, at[:] = list(at), ["@LONG@"]
    before, after = json.dumps(whole).split('"@LONG@"')
    _write(target, size, before.encode(), after.encode(), b",", lambda number: [fresh(r, number) for r in records])


def make_lines(name: str, target: Path, size: int) -> None:
    """Write a log of lines of about `size` bytes."""
    records = [json.loads(line) for line in (GOLDEN / LINES[name]).read_text(encoding="utf-8").splitlines() if line]
    head = records[0] if name == "codex" else None
    first = json.dumps(head).encode() + b"\n" if head else b""
    body = records[1:] if head else records
    _write(target, size, first, b"\n", b"\n", lambda number: [fresh(r, number) for r in body])


def _write(
    target: Path, size: int, before: bytes, after: bytes, between: bytes, made: Callable[[int], list[Any]]
) -> None:
    with target.open("wb") as file:
        file.write(before)
        number = 0
        while file.tell() < size:
            block = between.join(json.dumps(r).encode() for r in made(number))
            file.write(block if number == 0 else between + block)
            number += 1
        file.write(after)
