"""Joins Codex's calls with their outputs, patches and later polls, and makes events of them. Holds open calls only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from cotlens.model.edit import EditState, FileEdit
from cotlens.model.event import EditEvent, Event, ResultStatus, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId, EditId, EventId
from cotlens.sources import codex_edits
from cotlens.sources.codex_output import Output, read_output
from cotlens.sources.codex_patch import PatchChange
from cotlens.sources.codex_tools import Asked
from cotlens.sources.values import HEAD, Json, capped, text

_OPEN: Final = 1024
"""Calls without an output that are remembered; what is older never ended."""

_EDIT: Final = ToolKind.EDIT

Base = dict[str, Any]


@dataclass(slots=True)
class OpenCall:
    """A call whose end has not been seen."""

    call: CallId
    key: str
    """What its events' ids begin with."""
    name: str
    asked: Asked
    parts: list[str] = field(default_factory=list)
    """Output of a command that goes on, so far."""
    held: list[Event] = field(default_factory=list)
    """Its patches, which are given out behind its result."""
    edits: int = 0
    running: bool = False

    def output(self, more: str) -> str:
        """Add to the output so far and return all of it; the middle of a very long one is left out."""
        self.parts.append(more)
        whole = "\n".join(p for p in self.parts if p)
        self.parts = [capped(whole)[0] if len(whole) > 4 * HEAD else whole]
        return whole


class Calls:
    """The calls of one session."""

    def __init__(self) -> None:
        self._open: dict[str, OpenCall] = {}
        self._running: dict[str, OpenCall] = {}

    def begin(self, raw: str, key: str, name: str, asked: Asked, base: Base) -> list[Event]:
        """Take a call; `raw` is the id by which its output will name it, `key` what its events' ids begin with."""
        call = CallId(raw or key)
        self._open[raw] = OpenCall(call, key, name, asked)
        if len(self._open) > _OPEN:
            del self._open[next(iter(self._open))]
        event = ToolCallEvent(
            call=call,
            name=name,
            kind=asked.kind,
            args=asked.args,
            cwd=asked.cwd,
            intent=asked.intent,
            **{**base, "id": EventId(key)},
        )
        return [event]

    def patched(self, payload: Json, cwd: str | None, base: Base) -> list[Event]:
        """Take a `patch_apply_end`; held back until the call's output, unless the call is already running on."""
        raw = text(payload.get("call_id"))
        origin = (
            self._open.get(raw) or next((c for c in self._running.values() if c.call == raw), None) or self._patching()
        )
        orphan = origin is None
        origin = origin or OpenCall(CallId(raw), raw or str(base["id"]), "apply_patch", Asked(_EDIT, {}, cwd))
        changes, state = codex_edits.done(payload, origin.asked.cwd or cwd)
        events = self._edits(origin, changes, state, base)
        if orphan or origin.running:
            return events
        origin.held += events
        return []

    def _patching(self) -> OpenCall | None:
        """The script that is running a nested patch: the patch has an id of its own (`exec-...`)."""
        scripts = [c for c in (*self._running.values(), *self._open.values()) if c.asked.script]
        return next((c for c in reversed(scripts) if c.asked.changes), scripts[-1] if scripts else None)

    def end(self, payload: Json, base: Base) -> list[Event]:
        """Take an output: the end of its call, or the news that the command goes on."""
        raw = text(payload.get("call_id"))
        own = self._open.pop(raw, None)
        if own is None:
            return [
                _result(CallId(raw), read_output(payload.get("output")), {**base, "id": EventId(f"{base['id']}:out")})
            ]
        output = read_output(payload.get("output"))
        polled = self._running.pop(own.asked.polls, None) if own.asked.polls else None
        events: list[Event] = []
        if polled is not None:
            events += self._finish(own, output, base)
        origin = polled or own
        whole = origin.output(output.text)
        if output.running:
            origin.running = True
            self._running[output.running] = origin
            return [*events, *self._released(origin)]
        return events + self._finish(origin, Output(whole, output.status, output.exit_code), base)

    def release(self, base: Base) -> list[Event]:
        """Give up waiting, at the end of a turn: commands that still run get what they printed so far as their result."""
        events: list[Event] = []
        for origin in self._running.values():
            events += self._finish(origin, Output(origin.output("")), base)
        self._running.clear()
        for origin in self._open.values():
            events += self._released(origin)
        return events

    def _finish(self, origin: OpenCall, output: Output, base: Base) -> list[Event]:
        events: list[Event] = [_result(origin.call, output, {**base, "id": EventId(f"{origin.key}:out")})]
        if not origin.edits and origin.asked.changes:
            events += self._edits(origin, list(origin.asked.changes), codex_edits.state_of(output), base)
        return events + self._released(origin)

    @staticmethod
    def _released(origin: OpenCall) -> list[Event]:
        held, origin.held = origin.held, []
        return held

    @staticmethod
    def _edits(origin: OpenCall, changes: list[PatchChange], state: EditState, base: Base) -> list[Event]:
        events: list[Event] = []
        for change in changes:
            number = origin.edits
            origin.edits += 1
            event = EventId(f"{origin.key}:edit:{number}")
            edit = FileEdit(
                id=EditId(f"{origin.key}#{number}"),
                session=base["session"],
                event=event,
                call=origin.call,
                time=base["time"],
                path=change.path,
                op=change.op,
                state=state,
                hunks=change.hunks,
                new_path=change.new_path,
                before=change.before,
                after=change.after,
                tool=origin.name,
            )
            events.append(EditEvent(edit=edit, **{**base, "id": event}))
        return events


def _result(call: CallId, output: Output, base: Base) -> ToolResultEvent:
    shown, truncated = capped(output.text)
    status = output.status
    if status is ResultStatus.OK and output.exit_code:
        status = ResultStatus.ERROR
    return ToolResultEvent(
        call=call, status=status, exit_code=output.exit_code, text=shown, truncated=truncated, **base
    )
