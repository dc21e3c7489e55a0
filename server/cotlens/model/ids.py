"""Typed identifiers and how each is derived. Not a registry: ids are values, nothing is looked up here."""

from __future__ import annotations

from typing import NewType

from cotlens.model.hashing import blake2b

SessionId = NewType("SessionId", str)
"""The agent's own id of a session (a UUID for Claude Code and Codex)."""

EventId = NewType("EventId", str)
"""Stable across re-reads and copies of a log: the agent's native id plus the block's index, else a hash of its bytes."""

CallId = NewType("CallId", str)
"""The agent's id that joins a tool call with its result."""

EditId = NewType("EditId", str)
"""`<call id>#<ordinal>`: one file changed by one tool call."""

FlagId = NewType("FlagId", str)
"""Identity of a flag on this machine: survives restart, re-scan and the loss of its log."""

Fingerprint = NewType("Fingerprint", str)
"""Identity of what was flagged, across sessions, clones and worktrees: no session id, no line number, no absolute path."""

_DIGEST_BYTES = 8


def digest(*parts: str) -> str:
    """Hash text parts to 16 hex digits; parts are length-prefixed, so ("ab", "c") and ("a", "bc") differ."""
    h = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        h.update(len(raw).to_bytes(8, "big"))
        h.update(raw)
    return h.hexdigest()


def flag_id(code: str, event: EventId, ordinal: int = 0) -> FlagId:
    """Derive a flag's id from the monitor and the event that carries the flagged action.

    Not from the session: a fork has copies of its parent's events, and a verdict on one holds for the other.
    """
    return FlagId(digest("flag", code, event, str(ordinal)))


def fingerprint(code: str, path: str | None, text: str) -> Fingerprint:
    """Derive a fingerprint from the monitor, the workspace-relative POSIX path and the flagged text.

    White space in `text` is folded, so re-indenting or re-wrapping keeps the identity.
    """
    return Fingerprint(digest("fingerprint", code, path or "", " ".join(text.split())))
