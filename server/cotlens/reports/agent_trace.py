"""Who wrote which lines as an Agent Trace record (https://agent-trace.dev, 0.1.0, schema `v1/trace-record.json`). Works nothing out.

One record for a workspace: per file and session the ranges of lines as they are now. The specification's schema wants the version as
two numbers; lines that somebody changed since count as `mixed`.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cotlens
from cotlens.model.session import Session

if TYPE_CHECKING:
    # The engine, which a server that shows reports need not load.
    from cotlens.engine.file_history import Owned

VERSION: Final = "0.1"
_PROVIDERS: Final = (
    ("claude", "anthropic"), ("gpt", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"), ("codex", "openai"),
    ("gemini", "google"), ("gemma", "google"), ("grok", "xai"), ("qwen", "alibaba"), ("deepseek", "deepseek"), ("kimi", "moonshotai"),
    ("mistral", "mistral"), ("codestral", "mistral"), ("devstral", "mistral"), ("llama", "llama"), ("glm", "zai"), ("minimax", "minimax"),
)  # fmt: skip
"""Beginnings of models' names and who makes them, as models.dev names them."""
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_LONGEST: Final = 250
"""Characters that the schema allows for a model."""


def record(files: Sequence[tuple[str, str, Sequence[Owned]]], revision: str | None) -> dict[str, Any]:
    """Return the record; `files` gives relative path, text and owners of each file, `revision` the commit that the files stand on."""
    found: dict[str, Any] = {
        "version": VERSION,
        "id": str(uuid.uuid4()),
        "timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "tool": {"name": "cotlens", "version": cotlens.__version__},
        "files": [
            {"path": path, "conversations": told}
            for path, text, owned in files
            if (told := _conversations(text, owned))
        ],
    }
    if revision is not None:
        found["vcs"] = {"type": "git", "revision": revision}
    sessions = {s.id: {"agent": s.agent, "agent_version": s.agent_version} for s in _sessions(files)}
    found["metadata"] = {"io.github.cotlens": {"lines": "as they are in the work tree", "sessions": sessions}}
    return found


def _sessions(files: Sequence[tuple[str, str, Sequence[Owned]]]) -> Iterator[Session]:
    for _, _, owned in files:
        yield from (o.wrote.session for o in owned if o.wrote is not None)


def _conversations(text: str, owned: Sequence[Owned]) -> list[dict[str, Any]]:
    lines = _LINE.findall(text)
    ranges: dict[str, list[dict[str, Any]]] = {}
    sessions: dict[str, Session] = {}
    # Neighbouring lines of one session and of one kind are one range.
    for key, group in groupby(range(len(owned)), key=lambda n: _kind(owned[n])):
        if key is None:
            continue
        numbers = list(group)
        first, last = numbers[0], numbers[-1]
        wrote = owned[first].wrote
        if wrote is None:
            continue
        sessions[key[0]] = wrote.session
        content = "".join(lines[first : last + 1]).encode("utf-8", "surrogatepass")
        found = {
            "start_line": first + 1,
            "end_line": last + 1,
            "content_hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
        ranges.setdefault(key[0], []).append(
            found | ({"contributor": _contributor("mixed", wrote.session)} if key[1] else {})
        )
    return [
        {"url": Path(sessions[one].log).as_uri(), "contributor": _contributor("ai", sessions[one]), "ranges": told}
        for one, told in ranges.items()
    ]


def _kind(owned: Owned) -> tuple[str, bool] | None:
    return (owned.wrote.session.id, owned.how == "mod") if owned.wrote is not None else None


def _contributor(kind: str, session: Session) -> dict[str, str]:
    model = model_id(session.model)
    return {"type": kind, **({"model_id": model} if model else {})}


def model_id(model: str | None) -> str:
    """Return a model's name as models.dev has it (`provider/model`), '' if it is not known."""
    if not model:
        return ""
    if "/" not in model:
        maker = next((maker for start, maker in _PROVIDERS if model.lower().startswith(start)), "")
        model = f"{maker}/{model}" if maker else model
    return model[:_LONGEST]
