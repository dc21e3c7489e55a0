"""Claude Code's logs as a format: how a record is known, and the folders they lie in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final

from cotlens.sources.app_folders import home_path
from cotlens.sources.claude_code import CLAUDE, ClaudeReader
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.values import Json, text

_CHAIN: Final = frozenset({"user", "assistant", "system", "progress", "attachment"})
_LOOSE: Final[dict[str, str]] = {
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


def recognise(record: Json) -> str | None:
    """Know a record of Claude Code, and its major and minor version where it names one."""
    kind = text(record.get("type"))
    if kind in _LOOSE:
        return "1.0 to 2.1" if isinstance(record.get(_LOOSE[kind]), str) else None
    # `uuid` sets Claude Code apart from agents with Anthropic-like messages of their own and from the SDK's stream-json,
    # `sessionId` from look-alikes that have only ids of messages.
    if (
        kind in _CHAIN
        and isinstance(record.get("sessionId"), str)
        and ("uuid" in record or "parentUuid" in record)
        and (kind not in ("user", "assistant") or isinstance(record.get("message"), dict))
    ):
        return ".".join(text(record.get("version")).split(".")[:2]) or "1.0 to 2.1"
    return None


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`$CLAUDE_CONFIG_DIR/projects` (several, with commas), else `~/.claude/projects` and `~/.config/claude/projects`."""
    configured = [part.strip() for part in env.get("CLAUDE_CONFIG_DIR", "").split(",") if part.strip()]
    roots = configured or [os.path.join(home, ".claude"), os.path.join(home, ".config", "claude")]
    return [Place(CLAUDE, os.path.join(home_path(root, home), "projects"), "**/*.jsonl") for root in roots]


AGENT: Final = Agent(
    CLAUDE,
    "Claude Code",
    (Format(CLAUDE, "session log", Shape.LINES, recognise, ClaudeReader, drops=ClaudeReader.drops),),
    places,
)
