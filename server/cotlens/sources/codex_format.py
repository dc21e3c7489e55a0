"""Codex's rollouts as a format: how a record is known, and the folders they lie in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final

from cotlens.sources.app_folders import home_path
from cotlens.sources.codex import CODEX, CodexReader
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.values import Json, items, obj, text

_ENVELOPES: Final = frozenset({"session_meta", "response_item", "event_msg", "turn_context", "compacted"})
_FLAT: Final = frozenset({"message", "reasoning", "function_call", "function_call_output", "local_shell_call"})


def recognise(record: Json) -> str | None:
    """Know a record of a rollout, in an envelope (0.32 and later) or bare."""
    kind = text(record.get("type"))
    if kind in _ENVELOPES and isinstance(record.get("payload"), dict):
        return "0.32 and later"
    return "before 0.32" if _is_flat(record, kind) else None


def _is_flat(record: Json, kind: str) -> bool:
    """Before 0.32 Codex wrote bare response items after a header `{"id", "timestamp", "instructions", "git"}`."""
    if not kind:
        return record.get("record_type") == "state" or {"id", "timestamp", "instructions"} <= record.keys()
    if kind == "message":
        return any(text(obj(b).get("type")) in ("input_text", "output_text") for b in items(record.get("content")))
    if kind == "reasoning":
        return isinstance(record.get("summary"), list)
    return kind in _FLAT and isinstance(record.get("call_id"), str)


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`$CODEX_HOME` or `~/.codex`: `sessions/YYYY/MM/DD/` and `archived_sessions/`."""
    root = home_path(env.get("CODEX_HOME", "").strip() or os.path.join(home, ".codex"), home)
    return [Place(CODEX, os.path.join(root, name), "**/*.jsonl") for name in ("sessions", "archived_sessions")]


AGENT: Final = Agent(
    CODEX,
    "Codex",
    (Format(CODEX, "rollout", Shape.LINES, recognise, CodexReader, drops=CodexReader.drops),),
    places,
)
