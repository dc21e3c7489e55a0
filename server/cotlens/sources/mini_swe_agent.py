"""mini-swe-agent's trajectories (`.traj.json`) become events: messages of which each holds one shell command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from cotlens.model.event import Phase, ResultStatus, ToolKind
from cotlens.model.ids import digest
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.moments import from_seconds
from cotlens.sources.records import decode
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import Json, integer, items, joined, obj, text

MINI: Final = "mini-swe-agent"
_FENCE: Final = re.compile(r"^```(?:bash|sh|mswea_bash_command)[ \t]*$", re.MULTILINE)
_FENCE_END: Final = re.compile(r"^```[ \t]*$", re.MULTILINE)
_CODE: Final = re.compile(r"<returncode>\s*(-?\d{1,10})\s*</returncode>")
_OUTPUT: Final = re.compile(r"<(?:output|output_head)>\n?")
_FORMAT_ERROR: Final = ("Please always provide EXACTLY ONE action", "Format error", "<format_error>")
_DONE: Final = "COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"
_OLD_DONE: Final = "MINI_SWE_AGENT_FINAL_OUTPUT"
_OPEN: Final = 64
_REJECTED: Final = ("Command not executed. The user rejected", "User rejected")
_NOT_RUN: Final = "action was not executed"
_WHY: Final = {
    "UserRejection": ResultStatus.DENIED,
    "UserInterruption": ResultStatus.INTERRUPTED,
    "UserNewTask": ResultStatus.OK,
    "Submitted": ResultStatus.OK,
}
"""What the message behind a command that "was not executed" says of it; one that submits is told of so, too."""
_INTERRUPTED: Final = "Interrupted by user:"
_LEADS: Final = (
    "Commands not executed. The user rejected your commands with the following message:",
    "Command not executed. The user rejected your command with the following message:",
    "The user added a new task:",
    _INTERRUPTED,
)
"""What stands before the user's own words."""
_NO_WORDS: Final = ("Commands not executed. Switching to", "Switched to human mode", "Temporary interruption caught")


class MiniSweAgent:
    """Reads one trajectory."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the run, message by message."""
        messages = value if isinstance(value, list) else items(obj(value).get("messages"))
        info = obj(obj(value).get("info"))
        begun = "\n".join(joined(message.get("content"))[:20_000] for message in map(obj, messages[:3]))
        scribe.named(f"{scribe.picture.id}-{digest(begun)}")
        scribe.picture.version = text(info.get("mini_version")) or None
        config = obj(info.get("config"))
        scribe.picture.model = text(obj(config.get("model")).get("model_name")) or None
        scribe.picture.visit(text(obj(config.get("environment")).get("cwd")))
        telling = _Telling(scribe)
        for number, (message, end) in enumerate(_with_ends(map(obj, messages))):
            yield
            telling.tell(number, message, end)


class _Telling:
    """One telling of a run."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.open: list[tuple[str, str]] = []
        """Commands without a result: the id by which a result may name them, the call's key."""
        self.begun = False

    def tell(self, number: int, message: Json, end: ResultStatus) -> None:
        """Tell one message; `end` is what a command that did not run met with."""
        role, key = text(message.get("role")), f"m{number}"
        extra = obj(message.get("extra"))
        stamp = message.get("timestamp", extra.get("timestamp"))
        self.scribe.at(from_seconds(stamp), message=key)
        said = joined(message.get("content"))
        if role == "assistant":
            self._assistant(key, message, said)
        elif role in ("user", "tool", "exit"):
            self._answer(key, message, said, extra, end)
        elif role != "system":
            self.scribe.picture.unknown_types += 1

    def _assistant(self, key: str, message: Json, said: str) -> None:
        self.begun = True
        thinking = text(message.get("reasoning_content"))
        if thinking:
            self.scribe.reasoning(f"{key}:thinking", thinking)
        commands = _commands(message, said)
        thought = said
        opened = _FENCE.search(said)
        if opened:
            thought = said[: opened.start()]
        thought = thought.strip().removeprefix("THOUGHT:").strip()
        if thought and commands:
            self.scribe.reasoning(f"{key}:thought", thought)
        else:
            self.scribe.message(f"{key}:text", thought)
        for index, (call, command) in enumerate(commands):
            name = f"{key}:{index}"
            self.scribe.call(f"{name}:call", name, "bash", ToolKind.SHELL, {"command": command})
            self.open = [*self.open[-_OPEN:], (call, name)]

    def _answer(self, key: str, message: Json, said: str, extra: Json, end: ResultStatus) -> None:
        if not self.begun:
            self.scribe.user(key, said)
            return
        if not self.open:
            if message.get("role") == "exit":
                self.scribe.message(f"{key}:end", text(extra.get("submission")), Phase.FINAL)
            else:
                self._user(key, message, said, text(extra.get("interrupt_type")))
            return
        named = text(message.get("tool_call_id"))
        at = next((i for i, (call, _) in enumerate(self.open) if named and call == named), 0)
        _, name = self.open.pop(at)
        found = _CODE.search(said[:2000])
        code = int(found[1]) if found else integer(extra.get("returncode"))
        output = _output(said)
        status = ResultStatus.OK if code in (None, 0) else ResultStatus.ERROR
        if said.startswith(_REJECTED):
            status = ResultStatus.DENIED
        elif said.startswith(_INTERRUPTED):
            status = ResultStatus.INTERRUPTED
        elif extra.get("exception_info") == _NOT_RUN:
            # The exit status of a command that did not run is made up.
            status, code = end, None
        elif text(extra.get("exception_info")) or "timed out" in said[:200]:
            status = ResultStatus.ERROR
        self.scribe.result(f"{name}:result", name, status, output, exit_code=code)
        if message.get("role") == "exit":
            self.scribe.message(f"{key}:end", text(extra.get("submission")), Phase.FINAL)
        elif said.startswith(_LEADS):
            self._user(key, message, said, text(extra.get("interrupt_type")))

    def _user(self, key: str, message: Json, said: str, interrupt: str) -> None:
        """What is said in the user's name: by the user, or by the scaffold."""
        lead = next((words for words in _LEADS if said.startswith(words)), "")
        if interrupt == "UserInterruption" or lead == _INTERRUPTED:
            self.scribe.interrupt(f"{key}:interrupt")
        words = said[len(lead) :].strip()
        made = said.startswith(_FORMAT_ERROR) or interrupt == "FormatError" or words.startswith(_NO_WORDS)
        self.scribe.user(key, words, typed=message.get("role") == "user" and not made)


def _with_ends(messages: Iterable[Json]) -> Iterator[tuple[Json, ResultStatus]]:
    """Say of each message what a command that did not run before it met with: the next message that is no result tells."""
    waiting: list[Json] = []
    for message in messages:
        extra = obj(message.get("extra"))
        waiting.append(message)
        if extra.get("exception_info") == _NOT_RUN and len(waiting) < _OPEN:
            continue
        why = text(extra.get("interrupt_type")) or text(extra.get("exit_status"))
        end = _WHY.get(why, ResultStatus.ERROR)
        yield from ((one, end) for one in waiting)
        waiting = []
    yield from ((one, ResultStatus.ERROR) for one in waiting)


def _commands(message: Json, said: str) -> list[tuple[str, str]]:
    """Return the commands of a message, each with the id that its result names it by ('' where there is none)."""
    actions = [obj(action) for action in items(obj(message.get("extra")).get("actions"))]
    found = [(text(action.get("tool_call_id")), text(action.get("command"))) for action in actions]
    if not any(command for _, command in found):
        found = []
        for call in map(obj, items(message.get("tool_calls"))):
            arguments = obj(call.get("function")).get("arguments")
            args = decode(arguments.encode("utf-8", "replace")) if isinstance(arguments, str) else obj(arguments)
            found.append((text(call.get("id")), text((args or {}).get("command"))))
    if not found:
        opened = _FENCE.search(said)
        closed = _FENCE_END.search(said, opened.end()) if opened else None
        if opened and closed:
            found = [("", said[opened.end() : closed.start()].strip("\n"))]
    return [(call, command) for call, command in found if command.strip()]


def _output(said: str) -> str:
    """Take the output out of its tags; a text without them is the output."""
    begin = _OUTPUT.search(said)
    if begin is None:
        return said
    end = said.rfind("</output")
    return said[begin.end() : end if end >= begin.end() else len(said)].removesuffix("\n")


def recognise(value: Any) -> str | None:
    """Know a trajectory by its name for itself; older ones are bare messages that tell the model of the one bash block."""
    document = obj(value)
    version = text(document.get("trajectory_format"))
    if version.startswith("mini-swe-agent") and isinstance(document.get("messages"), list):
        return version
    info = obj(document.get("info"))
    if "mini_version" in info and isinstance(document.get("messages"), list):
        return "before mini-swe-agent-1"
    messages = items(value)[:3]
    if len(messages) < 3 or [obj(m).get("role") for m in messages] != ["system", "user", "assistant"]:
        return None
    told = joined(obj(messages[0]).get("content")) + joined(obj(messages[1]).get("content"))
    return "bare messages" if _DONE in told or _OLD_DONE in told else None


AGENT: Final = Agent(
    MINI, "mini-swe-agent", (Format(MINI, "trajectory", Shape.DOCUMENT, recognise, MiniSweAgent, experimental=True),)
)
