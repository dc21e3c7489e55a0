"""A record of Claude Code's log as typed values: only what is needed is decoded, the rest is passed over by its bytes.

Not a model of the format: whatever a record holds besides is ignored, and what has another type than expected counts as absent.
"""

from __future__ import annotations

import json
from typing import Any, Final, Union

import msgspec

from cotlens.sources.records import decode
from cotlens.sources.values import Json

NOTHING: Final = msgspec.Raw(b"null")
"""A part that is not there."""
SILENT: Final = frozenset(
    {
        "queue-operation", "last-prompt", "mode", "permission-mode", "pr-link", "bridge-session", "agent-name", "frame-link",
        "system", "tag", "worktree-state", "attribution-snapshot",
    }
)  # fmt: skip
"""Record types that are known and say nothing of what the agent did."""
TITLES: Final = (("custom-title", "customTitle"), ("ai-title", "aiTitle"), ("summary", "summary"))
"""Record types that name the session, and the field that does, the best first."""


class Outcome(msgspec.Struct, gc=False):
    """What is needed of every `toolUseResult` that is an object; its texts are passed over."""

    interrupted: Any = None
    returnCodeInterpretation: Any = None  # noqa: N815 - the log's name
    backgroundTaskId: Any = None  # noqa: N815
    exitCode: Any = None  # noqa: N815


class Block(msgspec.Struct, gc=False):
    """One content block of a message."""

    type: str = ""
    text: str = ""
    thinking: str = ""
    id: str = ""
    name: str = ""
    input: Any = None
    tool_use_id: str = ""
    content: msgspec.Raw = NOTHING
    """What a tool gave back: long, and seldom looked at."""
    is_error: Any = None


class Message(msgspec.Struct, gc=False):
    """The API message that a record holds."""

    model: Union[str, None] = None
    id: Union[str, None] = None
    content: Union[str, list[Block], None] = None


class Record(msgspec.Struct, gc=False):
    """What is needed of every record; see `Aside` for the rest. Names are the log's own.

    The fewer the fields and the more they stand in a log's own order, the faster is the decoding.
    """

    isSidechain: Any = None  # noqa: N815 - the log's name
    entrypoint: Union[str, None] = None
    cwd: Union[str, None] = None
    sessionId: Union[str, None] = None  # noqa: N815
    version: Union[str, None] = None
    gitBranch: Union[str, None] = None  # noqa: N815
    type: str = ""
    message: Union[Message, None] = None
    uuid: Union[str, None] = None
    timestamp: Any = None
    toolUseResult: Union[Outcome, str, list[msgspec.Raw], bool, int, float, None] = None  # noqa: N815
    isApiErrorMessage: Any = None  # noqa: N815
    agentId: Union[str, None] = None  # noqa: N815


class Aside(msgspec.Struct, gc=False):
    """What few records have, decoded where it is asked for. Nothing here has a type that could be another than expected."""

    isMeta: Any = None  # noqa: N815
    isCompactSummary: Any = None  # noqa: N815
    toolDenialKind: Any = None  # noqa: N815
    userFeedback: Any = None  # noqa: N815
    origin: Any = None
    promptSource: Any = None  # noqa: N815
    attachment: msgspec.Raw = NOTHING
    snapshot: msgspec.Raw = NOTHING
    backup: msgspec.Raw = NOTHING
    trackingPath: Any = None  # noqa: N815
    data: msgspec.Raw = NOTHING
    customTitle: Any = None  # noqa: N815
    aiTitle: Any = None  # noqa: N815
    summary: Any = None


class _Patient(Record, gc=False):
    """A record whose `toolUseResult` is passed over, whatever is in it."""

    toolUseResult: msgspec.Raw = NOTHING  # type: ignore[assignment]  # noqa: N815


class _Whole(msgspec.Struct, gc=False):
    """A record again, for all of its `toolUseResult`."""

    toolUseResult: Any = None  # noqa: N815


class _Copy(msgspec.Struct, gc=False):
    """A subagent's message inside its parent's log."""

    type: Any = None
    agentId: Any = None  # noqa: N815
    message: msgspec.Raw = NOTHING


class Attachment(msgspec.Struct, gc=False):
    """What the harness adds to the conversation by itself."""

    type: Any = None
    filename: Any = None
    snippet: Any = None
    commandMode: Any = None  # noqa: N815
    prompt: Any = None


NOT_PLAIN: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding raises."""
decoded: Final = msgspec.json.Decoder(Record).decode
"""Decodes a line; raises one of `NOT_PLAIN` where `read_again` is needed."""
_patient: Final = msgspec.json.Decoder(_Patient).decode
_aside: Final = msgspec.json.Decoder(Aside).decode
_whole: Final = msgspec.json.Decoder(_Whole).decode
_copy: Final = msgspec.json.Decoder(_Copy).decode
_attachment: Final = msgspec.json.Decoder(Attachment).decode
_untyped: Final = msgspec.json.Decoder().decode


def read(line: bytes) -> Record | None:
    """Decode a line; None when it is no JSON object."""
    try:
        return decoded(line)
    except NOT_PLAIN:
        return read_again(line)


def read_again(line: bytes) -> Record | None:
    """Read what has another type than usual, or what is no strict JSON: slower, and lenient."""
    try:
        found = _patient(line)
    except NOT_PLAIN:
        record = decode(line)
        return None if record is None else of_json(record)
    # Broken characters inside the result, which stand in its block once more.
    outcome = loose(found.toolUseResult)
    found.toolUseResult = _outcome(outcome) if isinstance(outcome, dict) else _text(outcome)  # type: ignore[assignment]
    return found


def aside(line: bytes) -> Aside:
    """Decode the rest of a record; leniently, as the record itself."""
    try:
        return _aside(line)
    except NOT_PLAIN:
        record = decode(line) or {}
    found = Aside()
    for name in Aside.__struct_fields__:
        if (value := record.get(name)) is not None:
            setattr(found, name, _raw(value) if name in _RAW else value)
    return found


def of_json(record: Json) -> Record:
    """Take from a decoded object what has the expected type."""
    found = Record()
    for name in ("uuid", "sessionId", "cwd", "gitBranch", "version", "entrypoint", "agentId"):
        value = record.get(name)
        setattr(found, name, value if isinstance(value, str) else None)
    for name in ("timestamp", "isSidechain", "isApiErrorMessage"):
        setattr(found, name, record.get(name))
    outcome = record.get("toolUseResult")
    found.toolUseResult = _outcome(outcome) if isinstance(outcome, dict) else _text(outcome)
    found.type = record["type"] if isinstance(record.get("type"), str) else ""
    found.message = _message(record.get("message"))
    return found


_RAW: Final = ("attachment", "data", "snapshot", "backup")


def _outcome(value: Json) -> Outcome:
    return Outcome(
        value.get("interrupted"),
        value.get("returnCodeInterpretation"),
        value.get("backgroundTaskId"),
        value.get("exitCode"),
    )


def _message(value: Any) -> Message | None:
    if not isinstance(value, dict):
        return None
    content = value.get("content")
    blocks = [_block(b) for b in content if isinstance(b, dict)] if isinstance(content, list) else None
    return Message(
        id=_text(value.get("id")),
        model=_text(value.get("model")),
        content=content if isinstance(content, str) else blocks,
    )


def _block(value: Json) -> Block:
    found = Block(input=value.get("input"), is_error=value.get("is_error"), content=_raw(value.get("content")))
    for name in ("type", "text", "thinking", "id", "name", "tool_use_id"):
        setattr(found, name, _text(value.get(name)) or "")
    return found


def _raw(value: Any) -> msgspec.Raw:
    # The library's own encoder refuses integers beyond 64 bits.
    return msgspec.Raw(json.dumps(value).encode())


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def outcome_of(line: bytes) -> Any:
    """Decode the whole `toolUseResult` of a record: it is large, and only edits need all of it."""
    try:
        return _whole(line).toolUseResult
    except NOT_PLAIN:
        return (decode(line) or {}).get("toolUseResult")


def copied(raw: msgspec.Raw) -> tuple[str, bytes] | None:
    """Return the subagent and the message of a `progress` record's `data`; None if it tells of something else."""
    try:
        found = _copy(raw)
    except NOT_PLAIN:
        return None
    if found.type != "agent_progress" or not isinstance(found.agentId, str) or not found.agentId:
        return None
    return found.agentId, bytes(found.message)


def attachment(raw: msgspec.Raw) -> Attachment:
    """Decode a record's attachment; an empty one where there is none."""
    try:
        return _attachment(raw)
    except NOT_PLAIN:
        return Attachment()


def loose(raw: msgspec.Raw) -> Any:
    """Decode a part that was passed over, leniently; None when it is not there or no JSON."""
    try:
        return _untyped(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    except UnicodeDecodeError:
        return _untyped(bytes(raw).decode("utf-8", "replace"))
