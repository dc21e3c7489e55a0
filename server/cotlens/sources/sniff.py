"""Which agent wrote a log, from its content. Never from its name: labels and extensions are wrong in the wild."""

from __future__ import annotations

from typing import Final

from cotlens.sources.records import decode
from cotlens.sources.values import Json, items, obj, text

CLAUDE: Final = "claude-code"
CODEX: Final = "codex"

LINES: Final = 64
"""Records that are looked at before a log is given up as nobody's."""

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"SQLite format 3\x00", "it is an SQLite database"),
    (b"\x1f\x8b", "it is compressed (gzip); unpack it"),
    (b"\x28\xb5\x2f\xfd", "it is compressed (zstd); unpack it"),
    (b"PK\x03\x04", "it is a zip archive; unpack it"),
    (b"\xff\xfe", "it is UTF-16; session logs are UTF-8"),
    (b"\xfe\xff", "it is UTF-16; session logs are UTF-8"),
)
_CLAUDE_CHAIN: Final = frozenset({"user", "assistant", "system", "progress", "attachment"})
_CLAUDE_LOOSE: Final[dict[str, str]] = {
    "summary": "leafUuid",
    "file-history-snapshot": "messageId",
    "file-history-delta": "trackingPath",
    "queue-operation": "sessionId",
    "last-prompt": "sessionId",
    "mode": "sessionId",
    "permission-mode": "sessionId",
    "custom-title": "customTitle",
    "ai-title": "aiTitle",
    "agent-name": "sessionId",
    "pr-link": "sessionId",
}
_CODEX: Final = frozenset({"session_meta", "response_item", "event_msg", "turn_context", "compacted"})
_CODEX_FLAT: Final = frozenset({"message", "reasoning", "function_call", "function_call_output", "local_shell_call"})


def head_problem(head: bytes) -> str | None:
    """Say why a file that begins with these bytes cannot be JSON lines; None if it may be."""
    for magic, reason in _MAGIC:
        if head.startswith(magic):
            return reason
    start = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    if start[:1] == b"[":
        return "it is one JSON array, not one JSON object per line"
    if start[:1] not in (b"{", b""):
        return f"it is no JSON: it begins with {start[:24].decode('utf-8', 'replace')!r}"
    if start.split(b"\n", 1)[0].strip() == b"{":
        return "it is one pretty-printed JSON document, not one JSON object per line"
    return None


def sniff(line: bytes) -> tuple[str | None, str]:
    """Name the agent whose record this line is, or None and what was seen instead ('' for a blank line)."""
    if not line.strip():
        return None, ""
    record = decode(line)
    if record is None:
        return None, "a line that is no JSON object"
    kind = text(record.get("type"))
    if kind in _CODEX and isinstance(record.get("payload"), dict):
        return CODEX, ""
    if _is_claude(record, kind):
        return CLAUDE, ""
    if _is_flat_codex(record, kind):
        return CODEX, ""
    keys = ", ".join(sorted(record)[:6])
    return None, f"records of type {kind!r}" if kind else f"records with the keys {keys[:80]}"


def _is_claude(record: Json, kind: str) -> bool:
    if kind in _CLAUDE_LOOSE:
        return isinstance(record.get(_CLAUDE_LOOSE[kind]), str)
    # `uuid` sets Claude Code apart from agents with Anthropic-like messages of their own and from the SDK's stream-json,
    # `sessionId` from look-alikes that have only ids of messages.
    return (
        kind in _CLAUDE_CHAIN
        and isinstance(record.get("sessionId"), str)
        and ("uuid" in record or "parentUuid" in record)
        and (kind not in ("user", "assistant") or isinstance(record.get("message"), dict))
    )


def _is_flat_codex(record: Json, kind: str) -> bool:
    """Before 0.32 Codex wrote bare response items after a header `{"id", "timestamp", "instructions", "git"}`."""
    if not kind:
        return record.get("record_type") == "state" or {"id", "timestamp", "instructions"} <= record.keys()
    if kind == "message":
        return any(text(obj(b).get("type")) in ("input_text", "output_text") for b in items(record.get("content")))
    if kind == "reasoning":
        return isinstance(record.get("summary"), list)
    return kind in _CODEX_FLAT and isinstance(record.get("call_id"), str)
