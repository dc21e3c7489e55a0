"""OpenHands' events before its SDK become events of ours: a list in one document, or the lines of an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from cotlens.model.edit import EditOp
from cotlens.model.event import LogRef, Phase, ResultStatus, ToolKind
from cotlens.model.ids import digest
from cotlens.sources import patches, str_replace_editor
from cotlens.sources.line_reader import LineReader
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.str_replace_editor import Change
from cotlens.sources.values import Json, integer, items, obj, seconds, text

OPENHANDS: Final = "openhands"
_KINDS: Final = {
    "run": ToolKind.SHELL, "run_ipython": ToolKind.OTHER, "read": ToolKind.READ, "write": ToolKind.EDIT,
    "edit": ToolKind.EDIT, "browse": ToolKind.WEB, "browse_interactive": ToolKind.WEB, "delegate": ToolKind.TASK,
    "mcp": ToolKind.MCP, "call_tool_mcp": ToolKind.MCP, "task_tracking": ToolKind.PLAN,
}  # fmt: skip
_QUIET: Final = frozenset({
    "system", "recall", "change_agent_state", "agent_state_changed", "null", "think", "pause", "resume", "stop",
    "start", "initialize", "send_pr", "push", "success", "delegate", "server_ready", "condensation_request",
    "task_tracking", "loop_recovery",
})  # fmt: skip
"""Actions and observations that tell nothing by themselves."""
_ANSWERS: Final = frozenset({
    "run", "run_ipython", "read", "write", "edit", "browse", "delegate", "mcp", "error", "user_rejected",
    "task_tracking", "file_download", "llm_complete",
})  # fmt: skip
_OPEN: Final = 256
"""Calls kept in wait of their answers; an agent makes one at a time."""
_WRONG: Final = ("ERROR:", "Error", "[Error")


class Telling:
    """Tells the events of one conversation; `prefix` keeps those of several apart."""

    def __init__(self, scribe: Scribe, prefix: str = "") -> None:
        self.scribe = scribe
        self.prefix = prefix
        self._open: dict[str, tuple[str, Json]] = {}
        """Calls without an answer, by key: what was done, with what."""
        self._last = ""
        self._cwd: str | None = None

    def tell(self, events: Iterable[Any], line: int | None = None) -> Iterator[None]:
        """Tell all events in order, one after the other; older evaluations pair an action with its observation."""
        number = 0
        for entry in events:
            yield
            for event in items(entry) or [entry]:
                self._event(number, obj(event), line)
                number += 1

    def _event(self, number: int, event: Json, line: int | None) -> None:
        own = integer(event.get("id"))
        key = f"{self.prefix}e{own if own is not None else f'n{number}'}"
        response = obj(obj(event.get("tool_call_metadata")).get("model_response"))
        self.scribe.picture.model = text(response.get("model")) or self.scribe.picture.model
        self.scribe.at(
            seconds(event.get("timestamp")),
            line=line if line is not None else 1,
            message=text(response.get("id")) or None,
        )
        action, observation = text(event.get("action")), text(event.get("observation"))
        if action:
            # Older evaluations have the arguments in the event itself.
            args = obj(event.get("args")) if "args" in event else event
            self._action(key, action, args, event)
        elif observation in _ANSWERS and (observation not in _QUIET or self._known(event) is not None):
            self._answer(event, observation)
        elif observation == "agent_state_changed" and obj(event.get("extras")).get("agent_state") == "stopped":
            self.scribe.interrupt(f"{key}:stop")
        elif observation not in _QUIET:
            self.scribe.picture.unknown_types += 1

    # --- what the agent does ------------------------------------------------------------------------------------------

    def _action(self, key: str, action: str, args: Json, event: Json) -> None:
        thought = text(args.get("thought"))
        teller = _ACTIONS.get(action)
        if teller is not None:
            teller(self, key, args, event)
        elif action in _KINDS:
            self._thinking(key, event)
            if thought.strip():
                self.scribe.reasoning(f"{key}:thought", thought)
            self._call(key, action, args)
        elif action not in _QUIET:
            self.scribe.picture.unknown_types += 1

    def _thinking(self, key: str, event: Json) -> None:
        response = obj(obj(event.get("tool_call_metadata")).get("model_response"))
        for choice in items(response.get("choices"))[:1]:
            said = text(obj(obj(choice).get("message")).get("reasoning_content"))
            if said:
                self.scribe.reasoning(f"{key}:thinking", said)

    def _call(self, key: str, action: str, args: Json) -> None:
        kind = _KINDS[action]
        if action == "edit" and text(args.get("command")) in str_replace_editor.READING:
            kind = ToolKind.READ
        slim = {name: value for name, value in args.items() if name not in _NOISE}
        self.scribe.call(f"{key}:call", key, action, kind, slim, cwd=self._cwd)
        self._open[key] = (action, args)
        if len(self._open) > _OPEN:
            del self._open[next(iter(self._open))]
        self._last = key

    def message(self, key: str, args: Json, event: Json) -> None:
        """A message of the user or of the agent. Older evaluations do not say whose: the first is the task."""
        source = text(event.get("source")) or ("user" if "thought" not in args and not self._last else "agent")
        said = text(args.get("content"))
        if source == "user":
            self.scribe.user(key, said)
        else:
            self._thinking(key, event)
            self.scribe.message(key, said or text(args.get("thought")))

    def think(self, key: str, args: Json, _event: Json) -> None:
        """The agent notes down a thought."""
        self.scribe.reasoning(f"{key}:thought", text(args.get("thought")))

    def finish(self, key: str, args: Json, event: Json) -> None:
        """The agent's last word."""
        self._thinking(key, event)
        thought, final = text(args.get("thought")), text(args.get("final_thought"))
        said = final or text(event.get("message")) or thought
        if thought.strip() and thought != said:
            self.scribe.reasoning(f"{key}:thought", thought)
        self.scribe.message(f"{key}:final", said, Phase.FINAL)

    def condensed(self, key: str, args: Json, _event: Json) -> None:
        """The context was replaced by a summary."""
        self.scribe.compaction(key, text(args.get("summary")))

    # --- what became of it --------------------------------------------------------------------------------------------

    def _known(self, event: Json) -> str | None:
        cause = integer(event.get("cause"))
        named = f"{self.prefix}e{cause}" if cause is not None else self._last
        return named if named in self._open else None

    def _answer(self, event: Json, observation: str) -> None:
        key = self._known(event)
        if key is None:
            return
        action, args = self._open.pop(key)
        extras, said = obj(event.get("extras")), text(event.get("content"))
        metadata = obj(extras.get("metadata"))
        self._cwd = text(metadata.get("working_dir")) or self._cwd
        self.scribe.picture.visit(self._cwd)
        code = _first(metadata.get("exit_code"), extras.get("exit_code"), event.get("exit_code"))
        # -1 says that the command goes on.
        code = None if code == -1 else code
        status = _status(observation, action, said, code)
        self.scribe.result(f"{key}:result", key, status, said, exit_code=code)
        change = _change(action, args, extras, said)
        if change is not None:
            self.scribe.edit(
                key, key, change.path, change.op, STATES[status], change.hunks,
                before=change.before, after=change.after, tool=action,
            )  # fmt: skip


_NOISE: Final = frozenset({"thought", "translated_ipython_code", "kernel_init_code", "action", "is_confirmed"})
_ACTIONS: Final[dict[str, Callable[[Telling, str, Json, Json], None]]] = {
    "message": Telling.message,
    "think": Telling.think,
    "finish": Telling.finish,
    "reject": Telling.finish,
    "condensation": Telling.condensed,
}


def _first(*values: Any) -> int | None:
    return next((number for value in values if (number := integer(value)) is not None), None)


def _status(observation: str, action: str, said: str, code: int | None) -> ResultStatus:
    if observation == "user_rejected":
        return ResultStatus.DENIED
    wrong = observation == "error" or code not in (None, 0)
    return ResultStatus.ERROR if wrong or (action != "run" and said.startswith(_WRONG)) else ResultStatus.OK


def _change(action: str, args: Json, extras: Json, said: str) -> Change | None:
    path = text(args.get("path"))
    if action == "write" and path:
        return Change(path, EditOp.MODIFY, patches.created(text(args.get("content"))), None, text(args.get("content")))
    if action != "edit" or not path:
        return None
    old, new = patches.text_or_unknown(extras.get("old_content")), patches.text_or_unknown(extras.get("new_content"))
    if text(args.get("command")):
        return full_change(args, old, new)
    if old is None and new is not None and not said.startswith(_WRONG):
        return Change(path, EditOp.CREATE, patches.created(new), "", new)
    return Change(path, EditOp.MODIFY, patches.unified(said) or patches.replaced(old or "", new or ""))


def full_change(args: Json, old: str | None, new: str | None) -> Change | None:
    """Read a call of the editor; what the answer calls the old and new content is at times only what was searched."""
    command = text(args.get("command"))
    if command == "create":
        return str_replace_editor.change_of(args, old, new)
    given = {text(args.get("old_str")), text(args.get("new_str"))}
    whole = old is not None and new is not None and old not in given and new not in given
    return str_replace_editor.change_of(args, old, new) if whole else str_replace_editor.change_of(args)


class ClassicEvents:
    """Reads one list of events."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the conversation, one after the other. It has no id; how it began names it."""
        scribe.named(f"{scribe.picture.id}-{_begun(items(value))}")
        return Telling(scribe).tell(items(value))


class EvaluationReader(LineReader):
    """Reads an evaluation: each line is a whole conversation about one instance.

    A log is one session here: each line begins a turn with its task, and the line's number keeps its ids apart.
    """

    agent = OPENHANDS
    _named = False

    def record(self, record: Json, ref: LogRef) -> None:
        """Tell one instance."""
        if not self._named:
            self.scribe.named(f"{self.scribe.picture.id}-{_begun(items(record.get('history')))}")
            self._named = True
        name = text(record.get("instance_id")) or str(ref.line)
        metadata = obj(record.get("metadata"))
        model = text(obj(metadata.get("llm_config")).get("model"))
        self.scribe.picture.model = model or self.scribe.picture.model
        version = text(metadata.get("agent_class"))
        self.scribe.picture.entrypoint = version or self.scribe.picture.entrypoint
        for _ in Telling(self.scribe, f"{ref.line}:{name}:").tell(items(record.get("history")), ref.line):
            pass  # a line is told at once


def _begun(events: list[Any]) -> str:
    """A digest of the first events, which stay as they are while the log grows."""
    said: list[str] = []
    for entry in events[:2]:
        event = obj(items(entry)[0] if items(entry) else entry)
        words = text(event.get("message")) or text(event.get("content"))
        said += [text(event.get("timestamp")), words[:20_000]]
    return digest(*said)


def recognise_list(value: Any) -> str | None:
    """Know a list of events: each has a number, a time and an action or an observation."""
    first = items(value)[:4]
    return "event list" if first and all(_is_event(event) for event in first) else None


def _is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and integer(event.get("id")) is not None
        and isinstance(event.get("timestamp"), str)
        and (isinstance(event.get("action"), str) or isinstance(event.get("observation"), str))
        and isinstance(event.get("source", ""), str)
    )


def recognise_evaluation(record: Json) -> str | None:
    """Know a line of an evaluation by its history of actions and observations."""
    history = items(record.get("history"))
    if not history or not ({"instance_id", "instruction", "git_patch", "test_result"} & record.keys()):
        return None
    first = history[0]
    first = items(first)[0] if items(first) else first
    if not isinstance(obj(first).get("action"), str) and not isinstance(obj(first).get("observation"), str):
        return None
    return "evaluation with events" if _is_event(first) else "evaluation before 0.10"
