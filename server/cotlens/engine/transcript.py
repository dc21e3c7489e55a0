"""A session as a document: every event under a heading with an anchor, all text escaped. Markdown for people; not a data format."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    MessageEvent,
    OutsideEditEvent,
    ReasoningEvent,
    RollbackEvent,
    ToolCallEvent,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import EventId
from cotlens.model.redact import redact
from cotlens.model.safe_text import fenced, inline
from cotlens.model.session import Session

TEXT_CAP: Final = 6_000
"""Characters of one event."""


def render(session: Session, events: Sequence[Event]) -> tuple[str, dict[EventId, int]]:
    """Return (Markdown, 0-based line of each event's heading)."""
    lines = [
        f"# {inline(session.title or 'Session')}",
        "",
        _about(session),
        "",
    ]
    anchors: dict[EventId, int] = {}
    for event in events:
        heading, body = _section(event)
        if not heading:
            continue
        anchors[event.id] = len(lines)
        lines += [f"## {heading} · {_clock(event.time)}", ""]
        if body:
            lines += [*body.split("\n"), ""]
    return "\n".join(lines) + "\n", anchors


def _about(session: Session) -> str:
    agent = f"{inline(session.agent)} {inline(session.agent_version or '')}".rstrip()
    model = inline(session.model or "model unknown")
    return f"{agent} · {model} · reasoning: {session.reasoning.value} · {_clock(session.started)}"


def _clock(seconds: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds)) if seconds is not None else "time unknown"


def _block(text: str, language: str = "text") -> str:
    return fenced(redact(text), TEXT_CAP, language)


def _section(event: Event) -> tuple[str, str]:
    match event:
        case UserEvent():
            return ("You" if event.origin is UserOrigin.TYPED else "Added by the tool"), _block(event.text)
        case ReasoningEvent():
            return ("Reasoning", _block(event.text)) if event.text else ("Reasoning (withheld by the agent)", "")
        case MessageEvent():
            return "Agent", _block(event.text)
        case ToolCallEvent():
            return f"Action: {inline(event.name)}", _block(_arguments(event))
        case ToolResultEvent():
            return f"Result: {event.status.value}{_exit(event)}", _block(event.text) if event.text.strip() else ""
        case EditEvent():
            hunks = "\n".join("\n".join(h.lines) for h in event.edit.hunks)
            return f"Edit ({event.edit.state.value}): {inline(event.edit.path)}", _block(hunks, "diff") if hunks else ""
        case OutsideEditEvent():
            return f"Changed outside the session: {inline(event.path)}", _block(event.snippet) if event.snippet else ""
        case CompactionEvent():
            return "Context replaced by a summary", _block(event.summary)
        case InterruptEvent():
            return "Interrupted by you", ""
        case RollbackEvent():
            return f"Last {event.turns} turn(s) undone by you", ""
    return "", ""


def _exit(event: ToolResultEvent) -> str:
    return f", exit {event.exit_code}" if event.exit_code is not None else ""


def _arguments(call: ToolCallEvent) -> str:
    command = call.args.get("command")
    if isinstance(command, str):
        return command
    return "\n".join(f"{k}: {v}" for k, v in call.args.items())
