"""Joins Codex's calls with their outputs, patches and later polls, and makes events of them. Holds open calls only."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import msgspec

from cotlens.model.apply_patch import PatchChange
from cotlens.model.edit import OPEN, EditState, FileEdit
from cotlens.model.event import EditEvent, Event, LogRef, ResultStatus, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId, EventId, SessionId
from cotlens.sources import codex_edits
from cotlens.sources.codex_output import Output, read_output, refused
from cotlens.sources.codex_record import Payload
from cotlens.sources.codex_tools import Asked
from cotlens.sources.values import HEAD, capped, text

_OPEN: Final = 1024
"""Calls without an output that are remembered; what is older never ended."""

_EDIT: Final = ToolKind.EDIT


class Here(msgspec.Struct, frozen=True, gc=False):
    """What all events of one record share."""

    session: SessionId
    time: float | None
    ref: LogRef
    chain: str | None


class OpenCall(msgspec.Struct):
    """A call whose end has not been seen."""

    call: CallId
    key: str
    """What its events' ids begin with."""
    name: str
    asked: Asked
    printed: str = ""
    """Output of a command that goes on, so far; the middle of a very long one is left out."""
    held: list[Event] = []
    """Its patches, which are given out behind its result."""
    edits: int = 0
    running: bool = False

    def output(self, more: str) -> str:
        """Add to the output so far and return all of it."""
        whole = f"{self.printed}\n{more}" if self.printed and more else self.printed or more
        self.printed = capped(whole)[0] if len(whole) > 4 * HEAD else whole
        return whole


class Calls:
    """The calls of one session."""

    def __init__(self) -> None:
        self._open: dict[str, OpenCall] = {}
        self._running: dict[str, OpenCall] = {}

    def begin(self, raw: str, key: str, name: str, asked: Asked, here: Here) -> Event:
        """Take a call; `raw` is the id by which its output will name it, `key` what its events' ids begin with."""
        call: Any = raw or key
        own: Any = key
        self._open[raw] = OpenCall(call, key, name, asked)
        if len(self._open) > _OPEN:
            del self._open[next(iter(self._open))]
        return ToolCallEvent(
            id=own,
            session=here.session,
            time=here.time,
            ref=here.ref,
            chain=here.chain,
            call=call,
            name=name,
            kind=asked.kind,
            args=asked.args,
            cwd=asked.cwd,
            intent=asked.intent,
        )

    def patched(self, payload: Payload, cwd: str | None, key: str, here: Here) -> list[Event]:
        """Take a `patch_apply_end`; held back until the call's output, unless the call is already running on."""
        raw = text(payload.call_id)
        origin = (
            self._open.get(raw) or next((c for c in self._running.values() if c.call == raw), None) or self._patching()
        )
        orphan = origin is None
        origin = origin or OpenCall(CallId(raw), raw or key, "apply_patch", Asked(_EDIT, {}, cwd))
        changes, state = codex_edits.done(payload, origin.asked.cwd or cwd)
        events = self._edits(origin, changes, state, here)
        if orphan or origin.running:
            return events
        origin.held += events
        return []

    def _patching(self) -> OpenCall | None:
        """The script that is running a nested patch: the patch has an id of its own (`exec-...`)."""
        scripts = [c for c in (*self._running.values(), *self._open.values()) if c.asked.script]
        return next((c for c in reversed(scripts) if c.asked.changes), scripts[-1] if scripts else None)

    def end(self, payload: Payload, key: str, here: Here) -> list[Event]:
        """Take an output: the end of its call, or the news that the command goes on."""
        raw = text(payload.call_id)
        own = self._open.pop(raw, None)
        output = read_output(payload.output)
        if own is None:
            return [_result(raw, output, f"{key}:out", here)]
        if (
            own.asked.kind is ToolKind.SHELL
            and not own.asked.polls
            and isinstance(payload.output, str)
            and refused(output)
        ):
            output = Output(output.text, ResultStatus.DENIED)
        polled = self._running.pop(own.asked.polls, None) if own.asked.polls else None
        events: list[Event] = []
        if polled is not None:
            events += self._finish(own, output, here)
        origin = polled or own
        if output.running:
            origin.output(output.text)
            origin.running = True
            self._running[output.running] = origin
            return [*events, *self._released(origin)]
        if origin.printed:
            output = Output(origin.output(output.text), output.status, output.exit_code)
        return events + self._finish(origin, output, here)

    def release(self, here: Here) -> list[Event]:
        """Give up waiting, at the end of a turn: commands that still run get what they printed so far as their result."""
        events: list[Event] = []
        for origin in self._running.values():
            events += self._finish(origin, Output(origin.output("")), here)
        self._running.clear()
        for origin in self._open.values():
            events += self._released(origin)
        return events

    def _finish(self, origin: OpenCall, output: Output, here: Here) -> list[Event]:
        events: list[Event] = [_result(origin.call, output, f"{origin.key}:out", here)]
        if not origin.edits and origin.asked.changes:
            events += self._edits(origin, list(origin.asked.changes), codex_edits.state_of(output), here)
        return events + self._released(origin) if origin.held else events

    @staticmethod
    def _released(origin: OpenCall) -> list[Event]:
        held, origin.held = origin.held, []
        return held

    @staticmethod
    def _edits(origin: OpenCall, changes: list[PatchChange], state: EditState, here: Here) -> list[Event]:
        events: list[Event] = []
        for change in changes:
            number = origin.edits
            origin.edits += 1
            event = EventId(f"{origin.key}:edit:{number}")
            edit = partial(_file_edit, change, origin.call, f"{origin.key}#{number}", event, origin.name, state, here)
            events.append(
                EditEvent(id=event, session=here.session, time=here.time, ref=here.ref, chain=here.chain, edit=edit)
            )
        return events


def _file_edit(
    change: PatchChange, call: CallId, own: Any, event: EventId, tool: str, state: EditState, here: Here
) -> FileEdit:
    return FileEdit(
        id=own,
        session=here.session,
        event=event,
        call=call,
        time=here.time,
        path=change.path,
        op=change.op,
        state=state,
        hunks=change.hunks,
        new_path=change.new_path,
        before=change.before,
        after=change.after,
        tool=tool,
        confidence=OPEN if state is EditState.UNKNOWN else 1.0,
    )


def _result(call: Any, output: Output, key: Any, here: Here) -> ToolResultEvent:
    shown, truncated = capped(output.text)
    status = output.status
    if status is ResultStatus.OK and output.exit_code:
        status = ResultStatus.ERROR
    return ToolResultEvent(
        id=key,
        session=here.session,
        time=here.time,
        ref=here.ref,
        chain=here.chain,
        call=call,
        status=status,
        exit_code=output.exit_code,
        text=shown,
        truncated=truncated,
    )
