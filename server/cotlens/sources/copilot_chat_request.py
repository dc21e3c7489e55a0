"""One request of VS Code's chat and the response to it, as both of its formats keep them, and the facts of a session."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import copilot_chat_edits, copilot_chat_tools, copilot_tools, tool_changes
from cotlens.sources.base import scoped
from cotlens.sources.moments import from_millis
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.tool_changes import Change
from cotlens.sources.uris import path_in
from cotlens.sources.values import Json, items, obj, text, text_or_none

_SILENT: Final = frozenset(
    {
        "undoStop", "codeblockUri", "progressMessage", "progressTask", "progressTaskSerialized", "mcpServersStarting",
        "mcpServersStartingSerialized", "prepareToolInvocation", "command", "confirmation", "elicitation", "elicitationSerialized",
        "elicitation2", "extensions", "pullRequest", "questionCarousel", "warning", "info", "hook", "treeData", "multiDiffData",
        "clearToPreviousToolInvocation", "disabledClaudeHooks", "usage", "reference", "move", "planReview",
        "autoModeResolution", "externalEdits", "systemNotification", "externalToolInvocationUpdate", "contentReference",
    }
)  # fmt: skip
"""Parts that show state, or ask for a click."""
_FENCE: Final = re.compile(r"\s*`{3,}\s*")
"""What is left of the Markdown around an edit."""
_RUNNING: Final = 0
_CANCELLED: Final = 2


def facts(scribe: Scribe, state: Json) -> None:
    """Take the facts of the session from the whole document, or from what is known of it."""
    if session := text(state.get("sessionId")):
        scribe.named(session)
    scribe.picture.title = text_or_none(state.get("customTitle")) or scribe.picture.title


def prompt(request: Json) -> str:
    """What the user typed."""
    message = request.get("message")
    return text(message) or text(obj(message).get("text"))


def tell(scribe: Scribe, request: Json, fallback: str, line: int = 1, offset: int = 0) -> None:
    """Write all events of a request; `fallback` stands for its id where it has none."""
    picture = scribe.picture
    picture.version = text_or_none(obj(request.get("agent")).get("extensionVersion")) or picture.version
    picture.model = text(request.get("modelId")).split("/", 1)[-1] or picture.model
    base = scoped(text(request.get("requestId")) or fallback, picture.id)
    scribe.at(from_millis(request.get("timestamp")), line=line, offset=offset)
    scribe.user(f"{base}:text", prompt(request))
    state = obj(request.get("modelState"))
    running = state.get("value") is not False and state.get("value") == _RUNNING
    _Response(scribe, base, (line, offset), copilot_chat_tools.rounds_of(request.get("result"))).tell(
        items(request.get("response")), running=running
    )
    summary = obj(obj(obj(request.get("result")).get("metadata")).get("summary"))
    if text(summary.get("text")):
        scribe.compaction(f"{base}:compaction", text(summary.get("text")))
    if request.get("isCanceled") is True or (state.get("value") == _CANCELLED and state.get("value") is not True):
        scribe.at(from_millis(state.get("completedAt")) or scribe.time, line=line, offset=offset)
        scribe.interrupt(f"{base}:interrupt")


@dataclass(slots=True)
class _Response:
    """A response while it is told: parts that belong together stand one after the other."""

    scribe: Scribe
    base: str
    place: tuple[int, int]
    rounds: copilot_chat_tools.Rounds
    words: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    thought: str = ""
    """Id of the thought that is being collected."""
    first: int = 0
    """Number of the part that the text or thought being collected began with."""
    editing: tuple[str, ResultStatus | None] = ("", None)
    """The last call of an editing tool: the edits behind it are its own."""
    asked: list[Change] = field(default_factory=list)
    ordinals: dict[str, int] = field(default_factory=dict)

    def tell(self, parts: list[Any], *, running: bool) -> None:
        for number, part in enumerate(map(obj, parts)):
            kind = text(part.get("kind"))
            if kind == "thinking":
                self._thinking(number, part)
            elif (said := _words(kind, part)) is not None:
                self._said(number, said)
            elif kind in _PARTS:
                self._flush()
                _PARTS[kind](self, number, part)
            elif kind not in _SILENT:
                self.scribe.picture.unknown_types += 1
        if not running:
            # While it runs, the last text and the last thought may not be whole.
            self._flush()

    # --- text and thoughts ----------------------------------------------------------------------------------------

    def _said(self, number: int, said: str) -> None:
        if _FENCE.fullmatch(said):
            return
        if self.thoughts or not self.words:
            self._flush()
            self.first = number
        self.words.append(said)

    def _thinking(self, number: int, part: Json) -> None:
        value = part.get("value")
        said = text(value) or "".join(v for v in items(value) if isinstance(v, str))
        native = text(part.get("id"))
        if not said and not native:
            return  # the mark that the thinking is over
        if self.words or (self.thoughts and native and native != self.thought):
            self._flush()
        if not self.thoughts:
            self.first = number
        self.thought = native or self.thought
        self.thoughts.append(said)

    def _flush(self) -> None:
        key = f"{self.base}:{self.first}"
        if self.thoughts:
            form = copilot_tools.form_of(self.scribe.picture.model)
            self.scribe.reasoning(f"{key}:thinking", "".join(self.thoughts), form)
        self.scribe.message(f"{key}:text", "".join(self.words).strip())
        self.words, self.thoughts, self.thought = [], [], ""

    # --- calls and edits ------------------------------------------------------------------------------------------

    def call(self, number: int, part: Json) -> None:
        if text(part.get("toolId")) in copilot_chat_tools.INTERNAL:
            return
        call = copilot_chat_tools.read(part, self.rounds)
        native = call.id or f"{self.base}:{number}"
        key = f"{self.base}:{number}"
        scribe, (line, offset) = self.scribe, self.place
        inside = text(part.get("subAgentInvocationId")) or ("subagent" if part.get("fromSubAgent") is True else None)
        scribe.at(scribe.time, line=line, offset=offset, chain=inside)
        scribe.call(
            f"{key}:call",
            native,
            call.name,
            call.kind,
            call.args,
            command=call.command,
            cwd=call.cwd,
            intent=call.intent,
        )
        if call.status is not None:
            scribe.result(f"{key}:result", native, call.status, call.text, exit_code=call.exit_code, cut=call.cut)
        if call.kind is ToolKind.EDIT:
            self.editing = (native, call.status)
            self.asked = copilot_tools.changes(call.name, call.args, scribe.cwd)
            if call.status is ResultStatus.DENIED:
                # What was refused leaves no edits behind it.
                tool_changes.record(
                    scribe, f"{key}:result", native, self.asked, STATES[call.status], tool=call.name, cwd=scribe.cwd
                )
        scribe.at(scribe.time, line=line, offset=offset)

    def edits(self, number: int, part: Json) -> None:
        native, status = self.editing
        for change in copilot_chat_edits.changes_of(part):
            call = native or f"{self.base}:{number}"
            done = copilot_chat_edits.merged(change, self.asked, self.scribe.cwd)
            ordinal = self.ordinals[call] = self.ordinals.get(call, -1) + 1
            self.scribe.edit(
                f"{self.base}:{number}",
                call,
                done.path,
                done.op,
                STATES[ResultStatus.OK if status is None else status],
                done.hunks,
                ordinal=ordinal,
                before=done.before,
                after=done.after,
                new_path=done.new_path,
                tool=text(part.get("kind")),
            )


_PARTS: Final[dict[str, Callable[[_Response, int, Json], None]]] = {
    "toolInvocationSerialized": _Response.call,
    "toolInvocation": _Response.call,
    **dict.fromkeys(copilot_chat_edits.KINDS, _Response.edits),
}


def _words(kind: str, part: Json) -> str | None:
    """The text of a part that is text, or stands in the middle of one; None for any other."""
    if kind == "inlineReference":
        target = obj(part.get("inlineReference"))
        place = path_in(target.get("uri") or obj(target.get("location")).get("uri") or target)
        name = text(part.get("name")) or text(target.get("name")) or re.split(r"[\\/]", place)[-1]
        return f"`{name}`" if name else ""
    if kind in ("markdownContent", "markdownVuln"):
        return copilot_chat_tools.worded(part.get("content")) or text(part.get("value"))
    return text(part.get("value")) if not kind and "value" in part else None
