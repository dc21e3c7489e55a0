"""SWE-agent's trajectories (`.traj`) become events: one document per run, rewritten after each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.model.ids import digest
from cotlens.sources import swe_agent_actions
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.records import decode
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.swe_agent_actions import Window
from cotlens.sources.values import Json, items, joined, obj, text

SWE_AGENT: Final = "swe-agent"
_NOWHERE: Final = ("n/a", "")


class SweAgent:
    """Reads one trajectory."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the run, step by step."""
        document = obj(value)
        steps, history = items(document.get("trajectory")), items(document.get("history"))
        # Every run on a task has the task's name; how it began tells the runs apart.
        scribe.named(f"{scribe.picture.id}-{digest(_opening(history), _step_key(steps))}")
        self._session(document, scribe)
        task = next((m for m in map(obj, history) if m.get("role") == "user" and m.get("is_demo") is not True), {})
        scribe.user("task", joined(task.get("content")))
        window = Window()
        for number, step in enumerate(map(obj, steps)):
            yield
            _step(scribe, f"s{number}", step, window)

    def _session(self, document: Json, scribe: Scribe) -> None:
        info = obj(document.get("info"))
        scribe.picture.version = text(info.get("swe_agent_version")) or None
        config = document.get("replay_config")
        asked = (decode(config.encode("utf-8", "replace")) or {}) if isinstance(config, str) else obj(config)
        agent = obj(asked.get("agent"))
        model = obj(agent.get("model"))
        name = text(model.get("name")) or text(model.get("model_name"))
        scribe.picture.model = name if name not in ("", "replay") else None


def _opening(history: Iterable[Any]) -> str:
    return "\n".join(joined(obj(message).get("content"))[:20_000] for message in islice(history, 3))


def _step_key(steps: list[Any]) -> str:
    first = obj(steps[0] if steps else None)
    return "\n".join(text(first.get(name))[:20_000] for name in ("response", "action", "observation"))


def _step(scribe: Scribe, key: str, step: Json, window: Window) -> None:
    state = _state(step.get("state"))
    cwd = text(state.get("working_dir"))
    scribe.picture.visit(cwd if cwd not in _NOWHERE else None)
    scribe.at(None, message=key)
    thought, action = text(step.get("thought")), text(step.get("action"))
    thinking = [text(obj(block).get("thinking")) for block in items(step.get("thinking_blocks"))]
    for index, block in enumerate(thinking):
        scribe.reasoning(f"{key}:thinking{index}", block)
    if thought.strip():
        scribe.reasoning(f"{key}:thought", thought.strip())
    elif not action.strip():
        scribe.message(f"{key}:text", text(step.get("response")))
    observation = step.get("observation")
    said = observation if isinstance(observation, str) else joined(observation)
    if action.strip():
        _act(scribe, key, action, said if observation is not None else None, (state, cwd), window)
    else:
        window.show(said)


def _act(scribe: Scribe, key: str, action: str, said: str | None, where: tuple[Json, str], window: Window) -> None:
    state, cwd = where
    shown = text(state.get("open_file"))
    read = swe_agent_actions.read(action, shown if shown not in _NOWHERE else window.path, window)
    here = cwd if cwd not in _NOWHERE else None
    command = text(read.args.get("command")) if read.kind is ToolKind.SHELL else None
    scribe.call(f"{key}:call", key, read.name, read.kind, read.args, command=command, cwd=here)
    if said is None:
        return
    wrong = swe_agent_actions.went_wrong(read, said)
    if not wrong:
        # A refused edit is answered with how the file would have looked.
        window.show(said)
    status = ResultStatus.ERROR if wrong else ResultStatus.OK
    scribe.result(f"{key}:result", key, status, said)
    change = read.change
    if change is not None:
        scribe.edit(
            key, key, change.path, change.op, STATES[status], change.hunks,
            before=change.before, after=change.after, tool=read.name, cwd=here,
        )  # fmt: skip


def _state(value: Any) -> Json:
    """The state is an object, in older versions JSON text."""
    return (decode(value.strip().encode("utf-8", "replace")) or {}) if isinstance(value, str) else obj(value)


def recognise(value: Any) -> str | None:
    """Know a trajectory by its steps."""
    document = obj(value)
    steps = items(document.get("trajectory"))
    if not isinstance(document.get("history"), list) or not steps:
        return None
    first = obj(steps[0])
    if not {"action", "observation", "response"} <= first.keys():
        return None
    return "1.0 and later" if "execution_time" in first else "before 1.0"


AGENT: Final = Agent(SWE_AGENT, "SWE-agent", (Format(SWE_AGENT, "trajectory", Shape.DOCUMENT, recognise, SweAgent),))
