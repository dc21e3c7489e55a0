"""Windsurf's transcripts, which a hook of the editor writes: one step per line, without times and ids, each with its outcome."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from cotlens.model.event import LogRef, ResultStatus, ToolKind
from cotlens.sources import tool_changes
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.patches import text_or_unknown
from cotlens.sources.scribe import STATES
from cotlens.sources.tool_calls import exit_code_of
from cotlens.sources.uris import path_in
from cotlens.sources.values import Json, obj, text

WINDSURF: Final = "windsurf"
_KINDS: Final[dict[str, ToolKind]] = {
    "run_command": ToolKind.SHELL,
    "code_action": ToolKind.EDIT,
    "view_file": ToolKind.READ,
    "list_directory": ToolKind.READ,
    "view_code_item": ToolKind.READ,
    "view_file_outline": ToolKind.READ,
    "find": ToolKind.SEARCH,
    "grep_search": ToolKind.SEARCH,
    "codebase_search": ToolKind.SEARCH,
    "search_web": ToolKind.WEB,
    "read_url_content": ToolKind.WEB,
    "mcp_tool": ToolKind.MCP,
    "list_resources": ToolKind.MCP,
    "read_resource": ToolKind.MCP,
    "todo_list": ToolKind.PLAN,
    "update_plan": ToolKind.PLAN,
}
_OUTPUTS: Final = ("output", "content", "result", "new_content", "original_content", "exit_code", "user_rejected")
_ENDED: Final[dict[str, ResultStatus]] = {
    "done": ResultStatus.OK,
    "error": ResultStatus.ERROR,
    "canceled": ResultStatus.INTERRUPTED,
    "cancelled": ResultStatus.INTERRUPTED,
}
_REFUSED: Final = "ACKNOWLEDGEMENT_TYPE_REJECT"


class WindsurfReader(LineReader):
    """Reads the steps."""

    agent: ClassVar[str] = WINDSURF

    def record(self, record: Json, ref: LogRef) -> None:
        """Read one step."""
        kind = text(record.get("type"))
        step = obj(record.get(kind))
        self.scribe.at(None, line=ref.line, offset=ref.offset)
        if not kind:
            self.unknown()
        elif kind in self.SAID:
            self.SAID[kind](self, step, f"{ref.line}")
        else:
            self._tool(kind, step, text(record.get("status")), f"{ref.line}")

    def _user(self, step: Json, key: str) -> None:
        self.scribe.user(f"{key}:text", text(step.get("user_response")))

    def _planner(self, step: Json, key: str) -> None:
        if thought := text(step.get("thinking")):
            self.scribe.reasoning(f"{key}:thinking", thought)
        self.scribe.message(f"{key}:text", text(step.get("response")))

    SAID: ClassVar[dict[str, Callable[[WindsurfReader, Json, str], None]]] = {
        "user_input": _user,
        "planner_response": _planner,
    }

    def _tool(self, name: str, step: Json, state: str, key: str) -> None:
        kind = _KINDS.get(name, ToolKind.OTHER)
        self.scribe.picture.visit(text(step.get("cwd")))
        args = {k: v for k, v in step.items() if k not in _OUTPUTS}
        command = text(step.get("command")) if kind is ToolKind.SHELL else None
        self.scribe.call(f"{key}:call", key, name, kind, args, command=command, cwd=text(step.get("cwd")) or None)
        status = _ENDED.get(state)
        if status is None:
            return
        if step.get("user_rejected") is True or text(step.get("acknowledgement_type")) == _REFUSED:
            status = ResultStatus.DENIED
        code = exit_code_of(step.get("exit_code")) if kind is ToolKind.SHELL else None
        if code and status is ResultStatus.OK:
            status = ResultStatus.ERROR
        said = text(step.get("output")) or text(step.get("content")) or text(step.get("result"))
        self.scribe.result(f"{key}:result", key, status, said, exit_code=code)
        if kind is ToolKind.EDIT:
            self._edit(step, status, key)

    def _edit(self, step: Json, status: ResultStatus, key: str) -> None:
        before, after = text_or_unknown(step.get("original_content")), text_or_unknown(step.get("new_content"))
        path = path_in(step.get("path"))
        if after is None or not path:
            return
        change = tool_changes.from_texts(path, before or "", after, existed=bool(before))
        tool_changes.record(self.scribe, key, key, [change], STATES[status], tool="code_action", cwd=self.scribe.cwd)


def recognise(record: Json) -> str | None:
    """Know a step: what it holds stands under the name of its type."""
    kind = text(record.get("type"))
    known = bool(kind) and isinstance(record.get(kind), dict) and isinstance(record.get("status"), str)
    return "hook transcript" if known and record.keys() == {"type", "status", kind} else None


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`~/.windsurf/transcripts/`."""
    return [Place(WINDSURF, os.path.join(home, ".windsurf", "transcripts"), "*.jsonl")]


AGENT: Final = Agent(
    WINDSURF,
    "Windsurf",
    (Format(WINDSURF, "hook transcript", Shape.LINES, recognise, WindsurfReader, experimental=True),),
    places,
)
