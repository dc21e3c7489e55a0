"""A record of a Codex rollout, decoded as far as it is needed: records that say nothing cost a look at their two types.

Not a model of the format: payloads come out as plain JSON objects.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from cotlens.sources.records import decode
from cotlens.sources.values import Json


class Record(NamedTuple):
    """One record; `payload` is None for a record without the envelope, which is then `bare` itself."""

    kind: str
    time: Any
    payload: Json | None
    bare: Json


class _Envelope(msgspec.Struct, gc=False):
    type: str = ""
    timestamp: Any = None
    payload: msgspec.Raw = msgspec.Raw()


class _Kind(msgspec.Struct, gc=False):
    type: str = ""


class _Reasoning(msgspec.Struct, gc=False):
    """All of a thought but its `encrypted_content`, which is most of it and says nothing."""

    type: str = ""
    id: Any = None
    summary: Any = None
    content: Any = None


_envelope: Final = msgspec.json.Decoder(_Envelope).decode
_kind: Final = msgspec.json.Decoder(_Kind).decode
_reasoning: Final = msgspec.json.Decoder(_Reasoning).decode
_payload: Final = msgspec.json.Decoder(dict[str, Any]).decode
NOTHING: Final = Record("", None, {}, {})
"""Stands for a record that is known and says nothing."""


def read(line: bytes, silent: frozenset[str]) -> Record | None:
    """Decode a line; None when it is no JSON object, NOTHING for an `event_msg` of one of the `silent` types."""
    try:
        found = _envelope(line)
        if not found.payload:
            return _lenient(line)
        kind = _kind(found.payload).type if found.type in ("event_msg", "response_item") else ""
        if kind in silent and found.type == "event_msg":
            return NOTHING
        if kind == "reasoning" and found.type == "response_item":
            thought = _reasoning(found.payload)
            payload = {"type": kind, "id": thought.id, "summary": thought.summary, "content": thought.content}
            return Record(found.type, found.timestamp, payload, {})
        return Record(found.type, found.timestamp, _payload(found.payload), {})
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _lenient(line)


def _lenient(line: bytes) -> Record | None:
    record = decode(line)
    if record is None:
        return None
    kind, payload = record.get("type"), record.get("payload")
    named = kind if isinstance(kind, str) else ""
    return Record(named, record.get("timestamp"), payload if isinstance(payload, dict) else None, record)
