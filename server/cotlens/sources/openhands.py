"""OpenHands' conversations of its SDK (`base_state.json` and `events/event-*.json`) become events; the agent's other formats."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from cotlens.model import apply_patch
from cotlens.model.event import Phase, ResultStatus, ToolKind
from cotlens.sources import str_replace_editor
from cotlens.sources.app_folders import home_path
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.openhands_classic import (
    OPENHANDS,
    ClassicEvents,
    EvaluationReader,
    Telling,
    full_change,
    recognise_evaluation,
    recognise_list,
)
from cotlens.sources.patches import text_or_unknown
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.sidecars import read_value
from cotlens.sources.str_replace_editor import Change
from cotlens.sources.values import Json, integer, items, joined, obj, seconds, text

_EVENT: Final = re.compile(r"(?:event-)?(\d{1,12})(?:-[\w-]{1,80})?\.json\Z")
_LARGEST: Final = 32 * 1024 * 1024
_MOST: Final = 100_000
"""Events of one conversation that are read."""
_LOOK: Final = 50
_KINDS: Final = {
    "TerminalAction": ToolKind.SHELL, "ExecuteBashAction": ToolKind.SHELL, "FileEditorAction": ToolKind.EDIT,
    "StrReplaceEditorAction": ToolKind.EDIT, "ApplyPatchAction": ToolKind.EDIT, "EditAction": ToolKind.EDIT,
    "WriteFileAction": ToolKind.EDIT, "ReadFileAction": ToolKind.READ, "ListDirectoryAction": ToolKind.READ,
    "PlanningFileEditorAction": ToolKind.EDIT, "GlobAction": ToolKind.SEARCH, "GrepAction": ToolKind.SEARCH,
    "TaskTrackerAction": ToolKind.PLAN, "MCPToolAction": ToolKind.MCP, "DelegateAction": ToolKind.TASK,
    "TaskAction": ToolKind.TASK, "InvokeSkillAction": ToolKind.READ,
}  # fmt: skip
_QUIET: Final = frozenset({
    "SystemPromptEvent", "ConversationStateUpdateEvent", "CondensationRequest", "CondensationSummaryEvent",
    "TokenEvent", "LLMCompletionLogEvent", "ConversationErrorEvent", "HookExecutionEvent", "StreamingDeltaEvent",
    "ResumeEvent", "ServerErrorEvent", "ACPToolCallEvent",
})  # fmt: skip


class Conversation:
    """Reads one conversation's folder; an event's file is written once, so each is decoded once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._known: dict[str, tuple[int, int, Any]] = {}

    def __call__(self, scribe: Scribe) -> None:
        """Tell all events of the conversation."""
        state = obj(read_value(os.path.join(self._path, "base_state.json"), _LARGEST))
        scribe.named(text(state.get("id")) or os.path.basename(self._path.rstrip("/\\")) or OPENHANDS)
        scribe.picture.visit(text(obj(state.get("workspace")).get("working_dir")) or None)
        scribe.picture.model = text(obj(obj(state.get("agent")).get("llm")).get("model")) or None
        events = self._events(scribe)
        if events and all("kind" not in event for _, event in events[:_LOOK]):
            for _ in Telling(scribe).tell(event for _, event in events):
                pass  # a folder is told at once
            return
        telling = _Telling(scribe)
        for number, event in events:
            telling.tell(number, event)

    def _events(self, scribe: Scribe) -> list[tuple[int, Json]]:
        known: dict[str, tuple[int, int, Any]] = {}
        found: list[tuple[int, Json]] = []
        for number, entry in _listed(self._path)[:_MOST]:
            info = entry.stat()
            held = self._known.get(entry.name)
            if held is None or held[:2] != (info.st_size, info.st_mtime_ns):
                held = (info.st_size, info.st_mtime_ns, read_value(entry.path, _LARGEST))
            known[entry.name] = held
            if isinstance(held[2], dict):
                found.append((number, held[2]))
            else:
                scribe.picture.bad_lines += 1
        self._known = known
        return found


def _listed(path: str) -> list[tuple[int, os.DirEntry[str]]]:
    with os.scandir(os.path.join(path, "events")) as entries:
        found = [(int(name[1]), entry) for entry in entries if (name := _EVENT.match(entry.name)) and entry.is_file()]
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))


class _Telling:
    """One telling of a conversation."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self._open: dict[str, tuple[str, Json]] = {}
        """Calls without an answer: the action's kind and its arguments."""
        self._cwd = scribe.cwd

    def tell(self, number: int, event: Json) -> None:
        """Tell one event."""
        key = text(event.get("id")) or f"e{number}"
        self.scribe.at(
            seconds(event.get("timestamp")), line=number + 1, message=text(event.get("llm_response_id")) or None
        )
        kind = text(event.get("kind"))
        teller = _EVENTS.get(kind)
        if teller is not None:
            teller(self, key, event)
        elif kind not in _QUIET:
            self.scribe.picture.unknown_types += 1

    def message(self, key: str, event: Json) -> None:
        """Somebody said something; what the harness adds to it stands apart."""
        said = obj(event.get("llm_message"))
        source = event.get("source")
        if source == "agent":
            self._thoughts(key, {**said, **event})
            self.scribe.message(f"{key}:text", joined(said.get("content")))
        else:
            self.scribe.user(f"{key}:text", joined(said.get("content")), typed=source == "user")
            self.scribe.user(f"{key}:more", joined(event.get("extended_content")), typed=False)

    def _thoughts(self, key: str, event: Json) -> None:
        blocks = [obj(block) for block in items(event.get("thinking_blocks"))]
        for index, block in enumerate(blocks):
            self.scribe.reasoning(f"{key}:thinking{index}", text(block.get("thinking")))
        said = text(event.get("reasoning_content"))
        if said.strip() and not blocks:
            self.scribe.reasoning(f"{key}:thinking", said)

    def action(self, key: str, event: Json) -> None:
        """A call, with the thoughts and the visible text before it. Some calls only say something."""
        self._thoughts(key, event)
        action = obj(event.get("action"))
        kind = text(action.get("kind"))
        self.scribe.message(f"{key}:text", joined(event.get("thought")), Phase.COMMENTARY)
        if kind == "ThinkAction":
            self.scribe.reasoning(f"{key}:think", text(action.get("thought")))
        elif kind == "FinishAction":
            self.scribe.message(f"{key}:final", text(action.get("message")), Phase.FINAL)
        else:
            self._call(key, event, action, kind)

    def _call(self, key: str, event: Json, action: Json, kind: str) -> None:
        call = text(event.get("tool_call_id")) or key
        tool = _KINDS.get(kind, ToolKind.WEB if kind.startswith("Browser") else ToolKind.OTHER)
        if tool is ToolKind.EDIT and text(action.get("command")) in str_replace_editor.READING:
            tool = ToolKind.READ
        args = {name: value for name, value in action.items() if name != "kind"}
        self.scribe.call(
            f"{key}:call",
            call,
            text(event.get("tool_name")) or kind,
            tool,
            args,
            cwd=self._cwd,
            intent=text(event.get("summary")),
        )
        self._open[call] = (kind, args)

    def observation(self, key: str, event: Json) -> None:
        """What became of a call."""
        seen = obj(event.get("observation"))
        metadata = obj(seen.get("metadata"))
        self._cwd = text(metadata.get("working_dir")) or self._cwd
        self.scribe.picture.visit(self._cwd)
        code = integer(seen.get("exit_code"))
        code = integer(metadata.get("exit_code")) if code is None else code
        code = None if code == -1 else code
        wrong = seen.get("is_error") is True or code not in (None, 0) or bool(text(seen.get("error")))
        said = joined(seen.get("content")) or text(seen.get("output")) or text(seen.get("error"))
        self._end(key, event, ResultStatus.ERROR if wrong else ResultStatus.OK, said, code, seen)

    def rejected(self, key: str, event: Json) -> None:
        """The user refused a call."""
        self._end(key, event, ResultStatus.DENIED, text(event.get("rejection_reason")), None, {})

    def failed(self, key: str, event: Json) -> None:
        """A call could not be made."""
        self._end(key, event, ResultStatus.ERROR, text(event.get("error")), None, {})

    def _end(self, key: str, event: Json, status: ResultStatus, said: str, code: int | None, seen: Json) -> None:
        call = text(event.get("tool_call_id")) or text(event.get("action_id"))
        held = self._open.pop(call, None)
        if held is None:
            return
        self.scribe.result(f"{key}:result", call, status, said, exit_code=code)
        for ordinal, change in enumerate(_changes(*held, seen, self._cwd)):
            self.scribe.edit(
                key, call, change.path, change.op, STATES[status], change.hunks, ordinal=ordinal,
                before=change.before, after=change.after, tool=text(event.get("tool_name")) or held[0],
            )  # fmt: skip

    def condensed(self, key: str, event: Json) -> None:
        """The context was replaced by a summary."""
        self.scribe.compaction(key, text(event.get("summary")))

    def stopped(self, key: str, _event: Json) -> None:
        """The user stopped the agent."""
        self.scribe.interrupt(key)


def _changes(kind: str, args: Json, seen: Json, cwd: str | None) -> list[Change]:
    if _KINDS.get(kind) is not ToolKind.EDIT:
        return []
    if kind == "ApplyPatchAction":
        changes = apply_patch.parse(text(args.get("patch")) or text(args.get("patch_text")), cwd)
        return [Change(c.path, c.op, c.hunks, c.before, c.after) for c in changes]
    old, new = text_or_unknown(seen.get("old_content")), text_or_unknown(seen.get("new_content"))
    change = full_change(_as_editor(kind, args), old, new)
    return [change] if change is not None else []


def _as_editor(kind: str, args: Json) -> Json:
    """The arguments of the simple file tools in the words of the editor."""
    path = text(args.get("path")) or text(args.get("file_path"))
    if kind == "WriteFileAction":
        return {"command": "create", "path": path, "file_text": args.get("content")}
    if kind == "EditAction":
        return {
            "command": "str_replace",
            "path": path,
            "old_str": args.get("old_string"),
            "new_str": args.get("new_string"),
        }
    return args


_EVENTS: Final[dict[str, Callable[[_Telling, str, Json], None]]] = {
    "MessageEvent": _Telling.message,
    "ActionEvent": _Telling.action,
    "ObservationEvent": _Telling.observation,
    "UserRejectObservation": _Telling.rejected,
    "AgentErrorEvent": _Telling.failed,
    "Condensation": _Telling.condensed,
    "PauseEvent": _Telling.stopped,
    "InterruptEvent": _Telling.stopped,
}


def recognise(path: Any) -> str | None:
    """Know a conversation's folder by the names in it."""
    if not isinstance(path, str):
        return None
    try:
        with os.scandir(os.path.join(path, "events")) as entries:
            for _, entry in zip(range(_LOOK), entries, strict=False):
                if entry.name.startswith("event-") and _EVENT.match(entry.name):
                    return "SDK"
                if _EVENT.match(entry.name) and not os.path.exists(os.path.join(path, "base_state.json")):
                    return "before the SDK"
    except (OSError, ValueError):
        return None
    return None


def stamp(path: str) -> tuple[int, int]:
    """Count the events' bytes and take the newest change; raises OSError."""
    size, newest = 0, 0
    with os.scandir(os.path.join(path, "events")) as entries:
        for entry in entries:
            if _EVENT.match(entry.name):
                info = entry.stat()
                size, newest = size + info.st_size + 1, max(newest, info.st_mtime_ns)
    return size, newest


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`~/.openhands/conversations/<id>` (`$OPENHANDS_CONVERSATIONS_DIR`), and `sessions` of the versions before."""
    root = home_path(env.get("OPENHANDS_PERSISTENCE_DIR", "").strip() or os.path.join(home, ".openhands"), home)
    named = env.get("OPENHANDS_CONVERSATIONS_DIR", "").strip()
    folders = [home_path(named, home)] if named else []
    folders += [os.path.join(root, "conversations"), os.path.join(root, "sessions")]
    return [Place(OPENHANDS, folder, "*", Shape.FOLDER, cwds=directories) for folder in folders]


def directories(path: str) -> tuple[str, ...]:
    """The working directory of a conversation, from its state."""
    state = os.path.join(path, "base_state.json")
    try:
        info = os.stat(state)
    except OSError:
        return ()
    return _directories(state, info.st_mtime_ns) if info.st_size <= _LARGEST else ()


@lru_cache(maxsize=1024)
def _directories(state: str, modified: int) -> tuple[str, ...]:
    named = text(obj(obj(read_value(state, _LARGEST)).get("workspace")).get("working_dir"))
    return (named,) if named else ()


AGENT: Final = Agent(
    OPENHANDS,
    "OpenHands",
    (
        Format(OPENHANDS, "conversation folder", Shape.FOLDER, recognise, Conversation, experimental=True, stamp=stamp),
        Format(OPENHANDS, "event list", Shape.DOCUMENT, recognise_list, ClassicEvents),
        Format(OPENHANDS, "evaluation", Shape.LINES, recognise_evaluation, EvaluationReader),
    ),
    places,
)
