"""Cline's, Roo's and Kilo's messages for the screen (`ui_messages.json`) become events. Not the API's history beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from cotlens.model.event import Phase, ResultStatus, ToolKind
from cotlens.sources import cline_api, cline_places, cline_tools
from cotlens.sources.cline_places import CLINE, KILO, ROO
from cotlens.sources.cline_tools import KINDS, SCREEN, Change, Outcome
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.moments import from_millis
from cotlens.sources.records import decode
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import Json, integer, items, obj, text

_QUIET: Final = frozenset({
    "api_req_finished", "api_req_retried", "api_req_deleted", "api_req_retry_delayed", "api_req_rate_limit_wait",
    "checkpoint_created", "checkpoint_saved", "task_progress", "error_retry", "deleted_api_reqs", "info",
    "shell_integration_warning", "shell_integration_warning_with_suggestion", "completion_result", "resume_task",
    "resume_completed_task", "api_req_failed", "mistake_limit_reached", "auto_approval_max_req_reached", "hook_status",
    "hook_output_stream", "load_mcp_documentation", "generate_explanation", "clineignore_error", "rooignore_error",
    "mcp_server_request_started", "mcp_notification", "browser_action_result", "conditional_rules_applied",
    "user_edit_todos", "codebase_search_result", "command_permission_denied", "interactive_terminal", "feedback",
})  # fmt: skip
"""Messages of the screen that tell nothing of what the agent thought, said or did."""
_DENYING: Final = frozenset({"tool", "command", "use_mcp_server", "browser_action_launch"})


@dataclass(slots=True)
class _Open:
    """A call whose outcome is not told yet."""

    key: str
    name: str
    change: Change | None
    output: list[str] = field(default_factory=list)
    refused: bool = False
    broken: bool = False
    modified: bool = False


class ClineScreen:
    """Reads the messages of one task."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the task, message by message."""
        messages = items(value)
        scribe.picture.agent = cline_places.agent_of(self._path) or scribe.picture.agent
        scribe.named(cline_places.session_of(self._path) or f"task-{_first_time(messages)}")
        return _Screen(scribe, self._path).tell(messages)


def _first_time(messages: Iterable[Any]) -> int:
    return next((ts for m in map(obj, messages) if (ts := integer(m.get("ts"))) is not None), 0)


class _Screen:
    """One telling of a task."""

    def __init__(self, scribe: Scribe, path: str) -> None:
        self.scribe = scribe
        self.path = path
        self.open: list[_Open] = []
        self.previous = ""
        self.keys: dict[str, int] = {}
        """How many messages had each of the latest times."""
        self.begun = False

    def tell(self, messages: list[Any]) -> Iterator[None]:
        """Tell all messages in order."""
        self._where(messages)
        for number, message in enumerate(map(obj, messages)):
            yield
            kind = text(message.get("say")) or text(message.get("ask"))
            self._at(message)
            key = self._key(message)
            # An unfinished text with something behind it was never marked as finished; the last one still grows.
            last = number == len(messages) - 1
            if message.get("partial") is True and (last or kind not in ("reasoning", "text")):
                continue
            handler = _HANDLERS.get(kind)
            if handler is not None:
                handler(self, key, message)
            elif kind not in _QUIET:
                self.scribe.picture.unknown_types += 1
            self.previous = kind if message.get("type") == "ask" else ""
            self.begun = True

    def _where(self, messages: list[Any]) -> None:
        """Find the directory first: calls before the first request know it, too."""
        first = map(obj, islice(messages, _LOOKED_AT))
        requests = (_json(text(m.get("text"))) for m in first if m.get("say") == "api_req_started")
        told = (cline_places.directory_in(text(request.get("request"))) for request in requests)
        named = next((cwd for cwd in told if cwd), None)
        if named:
            self.scribe.picture.visit(named)
        elif cline_places.session_of(self.path):
            for cwd in cline_places.directories(self.path):
                self.scribe.picture.visit(cwd)

    def _at(self, message: Json) -> None:
        index = integer(message.get("conversationHistoryIndex"))
        self.scribe.at(from_millis(message.get("ts")), message=None if index is None else str(index))
        self.scribe.picture.model = text(obj(message.get("modelInfo")).get("modelId")) or self.scribe.picture.model

    def _key(self, message: Json) -> str:
        """The message's time names it: messages are taken out and rewritten, so that their number says little."""
        stamp = str(integer(message.get("ts")) or 0)
        self.keys[stamp] = count = self.keys.get(stamp, 0) + 1
        if len(self.keys) > _TIMES:
            del self.keys[next(iter(self.keys))]
        return stamp if count == 1 else f"{stamp}:{count}"

    # --- what is said -------------------------------------------------------------------------------------------------

    def task(self, key: str, message: Json) -> None:
        """The task as the user gave it."""
        self.scribe.user(key, text(message.get("text")))

    def said(self, key: str, message: Json) -> None:
        """Visible text; the very first one is the user's task."""
        if self.begun:
            self.scribe.message(key, text(message.get("text")))
        else:
            self.task(key, message)

    def reasoning(self, key: str, message: Json) -> None:
        """A thought."""
        self.scribe.reasoning(key, text(message.get("text")) or text(message.get("reasoning")))

    def finished(self, key: str, message: Json) -> None:
        """The result of the whole task, as the agent sees it."""
        if message.get("type") == "say":
            self.scribe.message(key, text(message.get("text")).removesuffix("HAS_CHANGES"), Phase.FINAL)
        elif said := text(message.get("text")):
            self.scribe.message(key, said.removesuffix("HAS_CHANGES"), Phase.FINAL)

    def question(self, key: str, message: Json) -> None:
        """A question or a plan for the user: JSON, in old versions plain text."""
        said = text(message.get("text"))
        asked = _json(said)
        self.scribe.message(key, text(asked.get("question")) or text(asked.get("response")) or said)

    def feedback(self, key: str, message: Json) -> None:
        """What the user typed. Right behind a question for leave it is a refusal, unless the next request says otherwise."""
        if self.previous in _DENYING and self.open:
            self.open[-1].refused = True
        self.scribe.user(key, text(message.get("text")))

    def feedback_diff(self, _key: str, message: Json) -> None:
        """The user changed a proposal before it was saved."""
        path = text(_json(text(message.get("text"))).get("path"))
        for call in reversed(self.open):
            if call.change is not None and path in (call.change.path, ""):
                call.modified = True
                return

    def condensed(self, key: str, message: Json) -> None:
        """The context was replaced by a summary."""
        self.scribe.compaction(
            key, text(obj(message.get("contextCondense")).get("summary")) or text(message.get("text"))
        )

    # --- what is done -------------------------------------------------------------------------------------------------

    def tool(self, key: str, message: Json) -> None:
        """A tool, by the name that the screen has for it."""
        shown = _json(text(message.get("text")))
        name = text(shown.get("tool"))
        if not name:
            self.scribe.picture.bad_lines += 1
            return
        native = SCREEN.get(name, name)
        self._begin(key, native, KINDS.get(native, ToolKind.OTHER), shown, cline_tools.shown_change(shown))

    def command(self, key: str, message: Json) -> None:
        """A shell command. `REQ_APP` behind it says that it needs leave."""
        line = text(message.get("text")).removesuffix("REQ_APP")
        self._begin(key, "execute_command", ToolKind.SHELL, {"command": line})

    def output(self, _key: str, message: Json) -> None:
        """A part of a command's output."""
        call = next((c for c in reversed(self.open) if c.name == "execute_command"), None)
        if call is not None and message.get("partial") is not True:
            call.output.append(text(message.get("text")))

    def mcp(self, key: str, message: Json) -> None:
        """A call of an MCP server."""
        asked = _json(text(message.get("text")))
        arguments = asked.get("arguments")
        args = {**asked, "arguments": _json(arguments) or arguments if isinstance(arguments, str) else arguments}
        self._begin(key, text(asked.get("type")) or "use_mcp_tool", ToolKind.MCP, args)

    def mcp_response(self, _key: str, message: Json) -> None:
        """What an MCP server answered."""
        call = next((c for c in reversed(self.open) if c.name in ("use_mcp_tool", "access_mcp_resource")), None)
        if call is not None:
            call.output.append(text(message.get("text")))

    def browser(self, key: str, message: Json) -> None:
        """The browser was sent somewhere."""
        said = text(message.get("text"))
        self._begin(key, "browser_action", ToolKind.WEB, _json(said) or {"url": said})

    def failed(self, _key: str, message: Json) -> None:
        """The last call went wrong."""
        if self.open:
            self.open[-1].broken = True
            self.open[-1].output.append(text(message.get("text")))

    def _begin(self, key: str, name: str, kind: ToolKind, args: Json, change: Change | None = None) -> None:
        self.scribe.call(f"{key}:call", key, name, kind, args)
        self.open.append(_Open(key, name, change))
        if len(self.open) > cline_tools.OPEN:
            del self.open[0]

    def request(self, _key: str, message: Json) -> None:
        """The next request tells the model what became of its calls."""
        said = text(_json(text(message.get("text"))).get("request"))
        told = cline_tools.sections(said)[: cline_tools.OPEN]
        for call in self.open:
            own = next((s for s in told if s.tool == call.name), None)
            if own is not None:
                told.remove(own)
            elif not said and not self._known(call):
                # Newer versions leave the request's text away: that there is a next request says that the call ended.
                own = cline_tools.Section(call.name, "")
            self._end(call, own, said)
        self.open = []

    @staticmethod
    def _known(call: _Open) -> bool:
        return call.refused or call.broken

    def _end(self, call: _Open, own: cline_tools.Section | None, said: str) -> None:
        body = own.body if own is not None else ""
        if own is not None and (body or not self._known(call)):
            ended = cline_tools.outcome(body)
        elif call.broken:
            ended = Outcome(ResultStatus.ERROR)
        elif call.refused:
            ended = Outcome(ResultStatus.DENIED)
        elif said.startswith("[TASK RESUMPTION]") or "\n[TASK RESUMPTION]" in said:
            ended = Outcome(ResultStatus.INTERRUPTED)
        else:
            ended = Outcome(ResultStatus.OK)
        shown = "\n".join(part for part in call.output if part)
        self.scribe.result(f"{call.key}:result", call.key, ended.status, shown or body, exit_code=ended.exit_code)
        if call.change is not None:
            cline_api.write_edit(self.scribe, call.key, call.name, call.change, ended, modified=call.modified)


def _json(said: str) -> Json:
    return (decode(said.encode("utf-8", "replace")) or {}) if said.lstrip()[:1] == "{" else {}


_Handler = Callable[[_Screen, str, Json], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    "task": _Screen.task,
    "text": _Screen.said,
    "reasoning": _Screen.reasoning,
    "completion_result": _Screen.finished,
    "followup": _Screen.question,
    "plan_mode_respond": _Screen.question,
    "plan_mode_response": _Screen.question,
    "user_feedback": _Screen.feedback,
    "user_feedback_diff": _Screen.feedback_diff,
    "condense_context": _Screen.condensed,
    "tool": _Screen.tool,
    "command": _Screen.command,
    "command_output": _Screen.output,
    "use_mcp_server": _Screen.mcp,
    "mcp_server_response": _Screen.mcp_response,
    "browser_action_launch": _Screen.browser,
    "browser_action": _Screen.browser,
    "diff_error": _Screen.failed,
    "error": _Screen.failed,
    "api_req_started": _Screen.request,
}

_ROO_ONLY: Final = frozenset({"checkpoint_saved", "condense_context", "user_edit_todos", "codebase_search_result"})
_TIMES: Final = 4096
"""Times that are remembered: messages of the same time stand together."""
_LOOKED_AT: Final = 400
"""Messages that are looked at to tell the three agents apart, and to find the directory that they work in."""


def _is_screen(value: Any) -> bool:
    """Know the messages: every one of the first says its time, its type and what it says or asks."""
    first = items(value)[:5]
    return bool(first) and all(
        isinstance(m, dict)
        and integer(m.get("ts")) is not None
        and m.get("type") in ("say", "ask")
        and isinstance(m.get(m["type"]), str)
        for m in first
    )


def _is_roo(value: Any) -> bool:
    for message in map(obj, items(value)[:_LOOKED_AT]):
        if text(message.get("say")) in _ROO_ONLY or "apiProtocol" in text(message.get("text"))[:20_000]:
            return True
        if message.get("say") == "api_req_started" and "# Current Workspace Directory (" in text(message.get("text")):
            return True
    return False


def recognise(value: Any) -> str | None:
    """Know Cline's messages for the screen."""
    return "ui_messages" if _is_screen(value) else None


def recognise_roo(value: Any) -> str | None:
    """Know Roo's messages for the screen, where they are not the same as Cline's."""
    return "ui_messages of Roo and its forks" if _is_screen(value) and _is_roo(value) else None


def _formats(agent: str, screen: Callable[[Any], str | None], api: Callable[[Any], str | None]) -> tuple[Format, ...]:
    return (
        Format(agent, "messages for the screen", Shape.DOCUMENT, screen, ClineScreen, experimental=agent != CLINE),
        Format(agent, "API history", Shape.DOCUMENT, api, cline_api.ClineApi, experimental=agent != CLINE),
    )


ROO_AGENT: Final = Agent(
    ROO,
    "Roo Code",
    _formats(ROO, recognise_roo, cline_api.recognise_roo),
    cline_places.places_of(ROO),
    twin=cline_places.twin,
)
KILO_AGENT: Final = Agent(KILO, "Kilo Code", (), cline_places.places_of(KILO))
"""Writes what Roo writes; the folder of its extension tells which of the two it is."""
AGENT: Final = Agent(
    CLINE,
    "Cline",
    _formats(CLINE, recognise, cline_api.recognise),
    cline_places.places_of(CLINE),
    twin=cline_places.twin,
)
