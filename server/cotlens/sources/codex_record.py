"""A record of a Codex rollout, decoded as far as it is needed: the members that readers look at, the rest by its bytes.

Not a model of the format: what the members hold is plain JSON of any type.
"""

from __future__ import annotations

from typing import Any, Final, Union

import msgspec

from cotlens.sources.records import decode
from cotlens.sources.values import Json

SILENT: Final = frozenset({"world_state", "state", "inter_agent_communication"})
SILENT_ITEMS: Final = frozenset({"ghost_snapshot", "tool_search_output", "compaction", "compaction_summary", "other"})
SILENT_EVENTS: Final = frozenset(
    {
        "token_count", "task_complete", "task_started", "turn_started", "turn_complete", "agent_reasoning_section_break",
        "context_compacted", "exec_command_begin", "exec_command_end", "patch_apply_begin", "mcp_tool_call_begin",
        "mcp_tool_call_end", "web_search_begin", "web_search_end", "thread_name_updated", "thread_settings_applied",
        "turn_diff", "plan_update", "background_event", "stream_error", "error", "warning", "session_configured",
        "entered_review_mode", "exited_review_mode", "item_started", "item_completed", "view_image_tool_call",
        "deprecation_notice", "undo_started", "undo_completed", "shutdown_complete", "thread_goal_updated",
    }
)  # fmt: skip
TURN_ENDS: Final = ("task_complete", "turn_complete", "task_started", "turn_started")
_UNTOLD: Final = SILENT_EVENTS - {*TURN_ENDS, "thread_name_updated"}
"""Events that are passed over unread."""


class Payload(msgspec.Struct, gc=False):
    """All members that are looked at, of all kinds of items and events; the names are the log's own.

    Left out are the large ones that say nothing: a thought's `encrypted_content`, instructions, counts of tokens.
    """

    type: str = ""
    id: Any = None
    role: Any = None
    content: Any = None
    phase: Any = None
    summary: Any = None
    name: Any = None
    namespace: Any = None
    arguments: Any = None
    input: Any = None
    call_id: Any = None
    output: Any = None
    action: Any = None
    message: Any = None
    text: Any = None
    kind: Any = None
    status: Any = None
    success: Any = None
    changes: Any = None
    reason: Any = None
    num_turns: Any = None
    turn_id: Any = None
    thread_name: Any = None
    cwd: Any = None
    model: Any = None
    timestamp: Any = None
    cli_version: Any = None
    originator: Any = None
    source: Any = None
    git: Any = None
    parent_thread_id: Any = None


class Record(msgspec.Struct, gc=False):
    """One record in its envelope."""

    type: str = ""
    timestamp: Any = None
    payload: Union[Payload, None] = None


class Bare(Record, gc=False):
    """A record of the time before the envelope: `payload` holds its own members."""

    whole: Json = {}


class _Envelope(msgspec.Struct, gc=False):
    type: str = ""
    payload: msgspec.Raw = msgspec.Raw()


class _Kind(msgspec.Struct, gc=False):
    type: str = ""


_record: Final = msgspec.json.Decoder(Record).decode
_envelope: Final = msgspec.json.Decoder(_Envelope).decode
_kind: Final = msgspec.json.Decoder(_Kind).decode
NOTHING: Final = Record()
"""Stands for a record that is known and says nothing."""
_MEMBERS: Final = Payload.__struct_fields__[1:]


def read(line: bytes) -> Record | None:
    """Decode a line; None when it is no JSON object, NOTHING for an event that says nothing."""
    try:
        found = _record(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _read_again(line)
    payload = found.payload
    if payload is None:
        return _lenient(line)
    if found.type == "event_msg" and payload.type in _UNTOLD:
        return NOTHING
    return found


def _read_again(line: bytes) -> Record | None:
    """Read what has another type than usual, or what is no strict JSON: slower, and lenient."""
    try:
        found = _envelope(line)
        if found.type == "event_msg" and _kind(found.payload).type in _UNTOLD:
            return NOTHING
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    return _lenient(line)


def _lenient(line: bytes) -> Record | None:
    record = decode(line)
    if record is None:
        return None
    kind, payload = record.get("type"), record.get("payload")
    named = kind if isinstance(kind, str) else ""
    if isinstance(payload, dict):
        return Record(named, record.get("timestamp"), payload_of(payload))
    return Bare(named, record.get("timestamp"), payload_of(record), record)


def payload_of(members: Json) -> Payload:
    """Take from a decoded object what is looked at."""
    kind = members.get("type")
    found = Payload(kind if isinstance(kind, str) else "")
    for name in _MEMBERS:
        if name in members:
            setattr(found, name, members[name])
    return found
