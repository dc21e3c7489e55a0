"""The event log that GitHub Copilot's terminal program and VS Code's agent host write: `{type, data, id, timestamp, parentId}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from cotlens.model.edit import EditState
from cotlens.model.event import LogRef, Phase, ResultStatus, ToolKind
from cotlens.sources import copilot_tools, tool_changes
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.line_reader import LineReader
from cotlens.sources.records import decode
from cotlens.sources.scribe import STATES
from cotlens.sources.tool_calls import arguments_of
from cotlens.sources.values import Json, items, joined, obj, seconds, text, text_or_none

_SILENT: Final = frozenset(
    {
        "assistant.turn_start", "assistant.turn_end", "assistant.usage", "assistant.intent", "assistant.streaming_delta",
        "assistant.message_delta", "assistant.reasoning_delta", "tool.execution_partial_result", "tool.execution_progress",
        "hook.start", "hook.end", "hook.progress", "system.message", "session.info", "session.warning", "session.error",
        "session.idle", "session.shutdown", "session.handoff", "session.truncation", "session.usage_info",
        "session.compaction_start", "session.mode_changed", "session.plan_changed", "session.workspace_file_changed",
        "session.task_complete", "session.background_tasks_changed", "session.tools_updated", "session.import_legacy",
        "session.custom_agents_updated", "session.skills_loaded", "session.mcp_servers_loaded", "session.extensions_loaded",
        "session.mcp_server_status_changed", "session.remote_steerable_changed", "session.permissions_changed",
        "session.schedule_created", "session.todos_changed", "session.binary_asset", "session.autopilot_objective_changed",
        "subagent.started", "subagent.completed", "subagent.failed", "subagent.selected", "subagent.deselected",
        "pending_messages.modified", "user_input.requested", "user_input.completed", "elicitation.requested",
        "elicitation.completed", "external_tool.requested", "external_tool.completed", "command.queued", "command.execute",
        "command.completed", "commands.changed", "exit_plan_mode.requested", "exit_plan_mode.completed", "model.call_failure",
        "mcp.oauth_required", "mcp.oauth_completed", "sampling.requested", "sampling.completed", "capabilities.changed",
        "auto_mode_switch.requested", "auto_mode_switch.completed",
    }
)  # fmt: skip
"""Types that say nothing about what the agent thought, said or did that another record does not say."""
_DENIED_CODES: Final = frozenset({"rejected", "denied"})
_STOPPED_CODES: Final = frozenset({"aborted", "cancelled", "canceled", "interrupted"})
_PHASES: Final = {"commentary": Phase.COMMENTARY, "final_answer": Phase.FINAL, "final": Phase.FINAL}
_MOST: Final = 4096
"""Open calls, permissions and turns that are remembered."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A call in wait of its result."""

    key: str
    name: str
    kind: ToolKind
    args: Json
    cwd: str | None


@dataclass(frozen=True, slots=True)
class _Event:
    """One event."""

    key: str
    """Its id, unique on this machine."""
    data: Json
    parent: str
    """Id of the event before."""
    chain: str | None


def unwrapped(record: Json) -> Json:
    """Return the event that a record is, or that a collector has put into its field `raw`."""
    inner = record.get("raw")
    if "data" not in record and isinstance(inner, (dict, str)):
        return inner if isinstance(inner, dict) else decode(inner.encode("utf-8", "surrogatepass")) or {}
    return record


class CopilotReader(LineReader):
    """Reads the events of one session; the two agents that write them have a subclass each."""

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._calls: dict[str, _Asked] = {}
        self._asked_by_user: set[str] = set()
        self._permissions: dict[str, str] = {}
        """Calls by the id of the request for their permission."""
        self._refused: dict[str, None] = {}
        self._turns: list[tuple[str, str]] = []
        """(id, id of the event before) of what the user typed."""
        self._thought = ""
        self._named = False

    def record(self, record: Json, ref: LogRef) -> None:
        """Read one event."""
        inner = unwrapped(record)
        data = obj(inner.get("data"))
        chain = text_or_none(inner.get("agentId")) or text_or_none(data.get("parentToolCallId"))
        message = text_or_none(data.get("messageId"))
        self.scribe.at(seconds(inner.get("timestamp")), line=ref.line, offset=ref.offset, message=message, chain=chain)
        kind = text(inner.get("type"))
        handler = self.HANDLERS.get(kind)
        if handler is not None:
            native = text(inner.get("id")) or f"{ref.line}"
            parent = text(inner.get("parentId"))
            handler(self, _Event(scoped(native, self.scribe.picture.id), data, parent, chain))
        elif kind not in _SILENT:
            self.unknown()

    # --- the session --------------------------------------------------------------------------------------------------

    def _start(self, event: _Event) -> None:
        picture = self.scribe.picture
        if (session := text(event.data.get("sessionId"))) and not self._named:
            self.scribe.named(session)
            self._named = True
        picture.version = text_or_none(event.data.get("copilotVersion")) or picture.version
        picture.model = text_or_none(event.data.get("selectedModel")) or picture.model
        picture.entrypoint = "vscode" if text(event.data.get("vscodeVersion")) else picture.entrypoint
        self._visit(obj(event.data.get("context")))

    def _context(self, event: _Event) -> None:
        self._visit(event.data)

    def _visit(self, context: Json) -> None:
        self.scribe.picture.visit(text(context.get("cwd")))
        self.scribe.picture.branch = text_or_none(context.get("branch")) or self.scribe.picture.branch

    def _model(self, event: _Event) -> None:
        self.scribe.picture.model = text_or_none(event.data.get("newModel")) or self.scribe.picture.model

    def _title(self, event: _Event) -> None:
        self.scribe.picture.title = text_or_none(event.data.get("title")) or self.scribe.picture.title

    def _compacted(self, event: _Event) -> None:
        if event.data.get("success") is not False:
            self.scribe.compaction(f"{event.key}:compaction", text(event.data.get("summaryContent")))

    def _aborted(self, event: _Event) -> None:
        self.scribe.interrupt(f"{event.key}:interrupt")

    def _rewound(self, event: _Event) -> None:
        """All events after the named one are gone; it is told by the turn before whose prompt it stands, or by the prompt."""
        target = text(event.data.get("upToEventId"))
        for number, (prompt, before) in enumerate(self._turns):
            kept = number if before == target else number + 1 if prompt == target else -1
            if kept >= 0:
                self.scribe.rollback(f"{event.key}:rollback", len(self._turns) - kept)
                del self._turns[kept:]
                return

    # --- what is said -------------------------------------------------------------------------------------------------

    def _user(self, event: _Event) -> None:
        source = text(event.data.get("source"))
        # A subagent's prompt is written by the agent that started it; skills and hooks put words in the user's role.
        typed = source in ("", "user") and event.chain is None
        said = text(event.data.get("content"))
        self.scribe.user(f"{event.key}:text", said, typed=typed)
        if typed and said.strip():
            self._turns.append((event.key, scoped(event.parent, self.scribe.picture.id)))
            del self._turns[:-_MOST]

    def _injected(self, event: _Event) -> None:
        self.scribe.user(f"{event.key}:text", text(event.data.get("content")), typed=False)

    def _reasoning(self, event: _Event) -> None:
        said = text(event.data.get("content"))
        self._thought = said.strip()
        self.scribe.reasoning(f"{event.key}:reasoning", said, copilot_tools.form_of(self.scribe.picture.model))

    def _message(self, event: _Event) -> None:
        model = text_or_none(event.data.get("model")) or self.scribe.picture.model
        self.scribe.picture.model = model
        said = text(event.data.get("reasoningText"))
        if said.strip() != self._thought or not said.strip():
            # A thought may have been told already by a record of its own.
            opaque = any(text(event.data.get(name)) for name in ("reasoningOpaque", "encryptedContent"))
            if said.strip() or opaque:
                self.scribe.reasoning(f"{event.key}:reasoning", said, copilot_tools.form_of(model))
        self._thought = ""
        phase = _PHASES.get(text(event.data.get("phase")), Phase.UNKNOWN)
        self.scribe.message(f"{event.key}:text", text(event.data.get("content")), phase)
        for request in map(obj, items(event.data.get("toolRequests"))):
            self._ask(request, text(request.get("name")))

    # --- what is done -------------------------------------------------------------------------------------------------

    def _ask(self, request: Json, name: str) -> None:
        call = text(request.get("toolCallId"))
        if not call or call in self._calls or call in self._asked_by_user:
            return
        args = arguments_of(request.get("arguments"))
        kind = copilot_tools.kind_of(name, request.get("mcpServerName"))
        asked = _Asked(scoped(call, self.scribe.picture.id), name, kind, args, self.scribe.cwd)
        if len(self._calls) >= _MOST:
            self._calls.pop(next(iter(self._calls)))
        self._calls[call] = asked
        intent = text(request.get("intentionSummary")) or copilot_tools.intent(args)
        self.scribe.call(f"{asked.key}:call", call, name, kind, args, cwd=asked.cwd, intent=intent)

    def at_close(self) -> None:
        """Write the edits of calls whose end the log does not tell, as unknown."""
        for call, asked in self._calls.items():
            if asked.kind is ToolKind.EDIT and call not in self._refused:
                found = copilot_tools.changes(asked.name, asked.args, asked.cwd, "")
                key = asked.key + ":result"
                tool_changes.record(self.scribe, key, call, found, EditState.UNKNOWN, tool=asked.name, cwd=asked.cwd)

    def _started(self, event: _Event) -> None:
        self._ask(event.data, text(event.data.get("toolName")))

    def _by_user(self, event: _Event) -> None:
        # A command that the user ran himself: nothing that the agent did.
        if len(self._asked_by_user) < _MOST:
            self._asked_by_user.add(text(event.data.get("toolCallId")))

    def _permission_asked(self, event: _Event) -> None:
        call = text(obj(event.data.get("permissionRequest")).get("toolCallId"))
        if call and len(self._permissions) < _MOST:
            self._permissions[text(event.data.get("requestId"))] = call

    def _permission_given(self, event: _Event) -> None:
        known = self._permissions.pop(text(event.data.get("requestId")), "")
        call = text(event.data.get("toolCallId")) or known
        result = obj(event.data.get("result"))
        if not text(result.get("kind")).startswith("denied"):
            self._refused.pop(call, None)
        elif call:
            self._refuse(call, text(result.get("feedback")), text(result.get("kind")))
            self.scribe.user(f"{event.key}:said", text(result.get("feedback")))

    def _refuse(self, call: str, feedback: str, kind: str) -> None:
        if len(self._refused) < _MOST:
            self._refused[call] = None
        if call in self._calls:
            # Its end is told in a record of its own, if the session goes on: the same result, in more words.
            self._end(call, ResultStatus.DENIED, feedback or kind, "", keep=True)

    def _ended(self, event: _Event) -> None:
        call = text(event.data.get("toolCallId"))
        if call in self._asked_by_user or not call:
            return
        self.scribe.picture.model = text_or_none(event.data.get("model")) or self.scribe.picture.model
        result, error = obj(event.data.get("result")), obj(event.data.get("error"))
        said = text(result.get("content")) or text(result.get("text_result_for_llm")) or joined(result.get("contents"))
        detail = text(result.get("detailedContent"))
        self._end(call, self._status(call, event.data, result, error), said or text(error.get("message")), detail)

    def _status(self, call: str, data: Json, result: Json, error: Json) -> ResultStatus:
        code = text(error.get("code")) or text(result.get("result_type")) or text(result.get("resultType"))
        if data.get("success") is True or (data.get("success") is None and code in ("success", "") and not error):
            self._refused.pop(call, None)
            return ResultStatus.OK
        if call in self._refused or code in _DENIED_CODES:
            return ResultStatus.DENIED
        return ResultStatus.INTERRUPTED if code in _STOPPED_CODES else ResultStatus.ERROR

    def _end(self, call: str, status: ResultStatus, said: str, detail: str, *, keep: bool = False) -> None:
        asked = self._calls.get(call) if keep else self._calls.pop(call, None)
        key = (asked.key if asked else scoped(call, self.scribe.picture.id)) + ":result"
        code = copilot_tools.exit_code(said) if asked and asked.kind is ToolKind.SHELL else None
        if code and status is ResultStatus.OK:
            status = ResultStatus.ERROR
        self.scribe.result(key, call, status, said, exit_code=code)
        if asked and asked.kind is ToolKind.EDIT:
            found = copilot_tools.changes(asked.name, asked.args, asked.cwd, detail)
            tool_changes.record(self.scribe, key, call, found, STATES[status], tool=asked.name, cwd=asked.cwd)

    HANDLERS: ClassVar[dict[str, Callable[[CopilotReader, _Event], None]]] = {
        "session.start": _start,
        "session.resume": _start,
        "session.context_changed": _context,
        "session.model_change": _model,
        "session.title_changed": _title,
        "session.compaction_complete": _compacted,
        "session.snapshot_rewind": _rewound,
        "user.message": _user,
        "skill.invoked": _injected,
        "system.notification": _injected,
        "assistant.reasoning": _reasoning,
        "assistant.message": _message,
        "tool.user_requested": _by_user,
        "tool.execution_start": _started,
        "tool.execution_complete": _ended,
        "permission.requested": _permission_asked,
        "permission.completed": _permission_given,
        "abort": _aborted,
    }


def recognise(record: Json) -> str | None:
    """Know an event, and the version of the schema where the record is the first."""
    event = unwrapped(record)
    kind = text(event.get("type"))
    if not isinstance(event.get("data"), dict) or not isinstance(event.get("id"), str):
        return None
    if not isinstance(event.get("timestamp"), str) or "parentId" not in event:
        return None
    if kind in CopilotReader.HANDLERS or (kind in _SILENT and "." in kind):
        return "1.x"
    return None
