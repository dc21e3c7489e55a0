"""Small logs made in tests, in the words of the two formats."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cotlens.model.event import Event
from cotlens.sources.base import Seen
from cotlens.sources.log import Batch, LogReader

_numbers = itertools.count(1)
SESSION = "5e551011-0000-4000-8000-000000000001"
CWD = "/home/dev/project"


def uuid() -> str:
    return f"00000000-0000-4000-8000-{next(_numbers):012d}"


def claude(kind: str, **fields: Any) -> dict[str, Any]:
    """One record of Claude Code's message chain."""
    return {
        "parentUuid": None,
        "isSidechain": False,
        "cwd": CWD,
        "sessionId": SESSION,
        "version": "2.1.31",
        "gitBranch": "main",
        "type": kind,
        "uuid": uuid(),
        "timestamp": "2026-02-05T12:11:53.187Z",
        **fields,
    }


def assistant(*blocks: dict[str, Any], model: str = "claude-opus-4-5", **fields: Any) -> dict[str, Any]:
    message = {"id": "msg_1", "role": "assistant", "model": model, "content": list(blocks)}
    return claude("assistant", message=message, **fields)


def tool_use(name: str, arguments: Any, call: str = "toolu_0000000000000001") -> dict[str, Any]:
    return {"type": "tool_use", "id": call, "name": name, "input": arguments}


def user(content: Any, **fields: Any) -> dict[str, Any]:
    return claude("user", message={"role": "user", "content": content}, **fields)


def tool_result(content: Any, call: str = "toolu_0000000000000001", **fields: Any) -> dict[str, Any]:
    error = {"is_error": True} if fields.pop("is_error", False) else {}
    return user([{"type": "tool_result", "tool_use_id": call, "content": content, **error}], **fields)


def codex(kind: str, **payload: Any) -> dict[str, Any]:
    """One record of a Codex rollout: an item, or a record of its own type."""
    stamp = "2026-06-17T10:07:28.834Z"
    if kind in ("session_meta", "turn_context", "compacted", "world_state"):
        return {"timestamp": stamp, "type": kind, "payload": payload}
    return {"timestamp": stamp, "type": "response_item", "payload": {"type": kind, **payload}}


def screen(kind: str, **payload: Any) -> dict[str, Any]:
    """One event for Codex's screen."""
    return {"timestamp": "2026-06-17T10:07:28.834Z", "type": "event_msg", "payload": {"type": kind, **payload}}


def meta(**fields: Any) -> dict[str, Any]:
    return codex("session_meta", **{"id": SESSION, "cwd": CWD, "cli_version": "0.140.0", **fields})


def call(name: str, arguments: Any, call_id: str = "call_0000000000000001", **fields: Any) -> dict[str, Any]:
    return codex("function_call", name=name, arguments=json.dumps(arguments), call_id=call_id, **fields)


def output(value: Any, call_id: str = "call_0000000000000001") -> dict[str, Any]:
    return codex("function_call_output", call_id=call_id, output=value)


def write(path: Path, records: Iterable[Any]) -> Path:
    """Write records (or raw bytes) as lines."""
    raw = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in raw))
    return path


def batch(path: Path, *records: Any, seen: Seen | None = None) -> Batch:
    """Write records to a log and read it to its end."""
    return LogReader(str(write(path, records)), Seen() if seen is None else seen).poll(budget=1 << 30, final=True)


def events(path: Path, *records: Any, seen: Seen | None = None) -> list[Event]:
    return batch(path, *records, seen=seen).events


def kinds(found: Iterable[Event]) -> list[str]:
    return [type(event).__name__.removesuffix("Event") for event in found]
