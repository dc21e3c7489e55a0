"""ATIF trajectories (Harbor's interchange format) become events: one document per run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cotlens.model.event import ReasoningForm, ResultStatus
from cotlens.model.ids import digest
from cotlens.sources.format import Agent, Format, Shape
from cotlens.sources.moments import from_millis
from cotlens.sources.scribe import Scribe
from cotlens.sources.told_calls import Calls
from cotlens.sources.values import Json, integer, items, joined, obj, seconds, text

ATIF: Final = "atif"


class AtifTrajectory:
    """Reads one trajectory."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the run, step by step."""
        document = obj(value)
        steps = items(document.get("steps"))
        agent = obj(document.get("agent"))
        begun = "\n".join(joined(step.get("message"))[:20_000] for step in map(obj, steps[:2]))
        scribe.named(text(document.get("session_id")) or f"{scribe.picture.id}-{digest(begun)}")
        scribe.picture.version = text(agent.get("version")) or None
        scribe.picture.model = text(agent.get("model_name")) or None
        scribe.picture.entrypoint = text(agent.get("name")) or None
        extra = obj(agent.get("extra"))
        scribe.picture.visit(text(extra.get("cwd")) or None)
        scribe.picture.branch = text(obj(extra.get("git")).get("branch")) or None
        calls = Calls(scribe)
        for number, step in enumerate(map(obj, steps)):
            yield
            _step(scribe, calls, number, step)


def _step(scribe: Scribe, calls: Calls, number: int, step: Json) -> None:
    own = integer(step.get("step_id"))
    key = f"s{own if own is not None else f'n{number}'}"
    stamp = step.get("timestamp")
    scribe.at(seconds(stamp) if isinstance(stamp, str) else from_millis(stamp), message=key)
    scribe.picture.model = text(step.get("model_name")) or scribe.picture.model
    source, said = step.get("source"), joined(step.get("message"))
    if source == "user":
        scribe.user(key, said)
    elif source == "system":
        scribe.user(key, said, typed=False)
    elif source == "agent":
        thought = text(step.get("reasoning_content"))
        if thought.strip():
            scribe.reasoning(f"{key}:thought", thought, ReasoningForm.FULL)
        scribe.message(f"{key}:text", said)
    else:
        scribe.picture.unknown_types += 1
    last = ""
    for index, call in enumerate(map(obj, items(step.get("tool_calls")))):
        last = _call_id(key, text(call.get("tool_call_id")) or str(index))
        calls.begin(last, text(call.get("function_name")), call.get("arguments"))
    for result in map(obj, items(obj(step.get("observation")).get("results"))):
        named = text(result.get("source_call_id"))
        extra = obj(result.get("extra"))
        code = integer(extra.get("exit_code"))
        wrong = extra.get("is_error") is True or code not in (None, 0)
        status = ResultStatus.ERROR if wrong else ResultStatus.OK
        calls.end(_known(calls, key, named) if named else last, status, joined(result.get("content")), exit_code=code)


def _call_id(key: str, native: str) -> str:
    """Calls may be named `c1` in every step; a real id is unique by itself."""
    return native if len(native) >= 16 else f"{key}:{native}"


def _known(calls: Calls, key: str, native: str) -> str:
    """A result may stand in its call's step or in one of its own."""
    here = _call_id(key, native)
    return here if calls.knows(here) else calls.latest(native)


def recognise(value: Any) -> str | None:
    """Know a trajectory by the version of its schema."""
    document = obj(value)
    version = text(document.get("schema_version"))
    return version if version.startswith("ATIF-v") and isinstance(document.get("steps"), list) else None


AGENT: Final = Agent(
    ATIF, "ATIF", (Format(ATIF, "trajectory", Shape.DOCUMENT, recognise, AtifTrajectory, experimental=True),)
)
