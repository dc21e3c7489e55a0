"""Writes down the events of one session for a reader: stable ids, common fields, edits in one shape. Reads no log itself."""

from __future__ import annotations

from typing import Any, Final

from cotlens.model.edit import OPEN, EditOp, EditState, FileEdit, Hunk
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    LogRef,
    MessageEvent,
    Phase,
    ReasoningEvent,
    ReasoningForm,
    ResultStatus,
    RollbackEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import CallId, EditId, EventId, SessionId
from cotlens.sources.base import scoped
from cotlens.sources.picture import Picture
from cotlens.sources.values import absolute, arguments, capped, printable

STATES: Final[dict[ResultStatus, EditState]] = {
    ResultStatus.OK: EditState.APPLIED,
    ResultStatus.ERROR: EditState.FAILED,
    ResultStatus.DENIED: EditState.DENIED,
    ResultStatus.INTERRUPTED: EditState.FAILED,
}
"""What became of an edit, by how its call ended."""


class Scribe:
    """Collects events in `events`. A `key` is the agent's own id of a record or a part (with an index where there are
    several), the same at every reading; short ones are made unique by the session's id.
    """  # noqa: D205 - the summary does not fit one line

    def __init__(self, agent: str, log: str, session: str, file: str | None = None) -> None:
        """`log` is the log's name, `file` the file that references point into where that is another one."""
        self.picture = Picture(agent, log, SessionId(session))
        self.events: list[Event] = []
        self.circumstances: dict[EventId, tuple[str | None, str | None]] = {}
        """Entry point and model of each thought: by the end of a log they may be others."""
        self._file = file or log
        self._base: dict[str, Any] = {}
        self.time: float | None = None
        self.at(None)

    # --- what the next events have in common --------------------------------------------------------------------------

    def named(self, session: str) -> None:
        """Say the session's own id; must come before its first event."""
        self.picture.id = SessionId(printable(session))

    def at(
        self,
        time: float | None,
        *,
        line: int = 1,
        offset: int = 0,
        message: str | None = None,
        chain: str | None = None,
    ) -> None:
        """Say when (seconds since the epoch) and where the next events are, of which API message and which subagent."""
        self.time = time
        self._base = {
            "time": time,
            "ref": LogRef(self._file, line, offset),
            "message": message,
            "chain": chain if chain is not None else self.picture.chain,
        }

    @property
    def cwd(self) -> str | None:
        """The working directory that was named last."""
        return self.picture.cwds[-1] if self.picture.cwds else None

    # --- events -------------------------------------------------------------------------------------------------------

    def user(self, key: str, text: str, *, typed: bool = True) -> None:
        """Text in the user's role; blank text is nothing."""
        if text.strip():
            origin = UserOrigin.TYPED if typed else UserOrigin.INJECTED
            self._add(UserEvent, key, text=printable(text), origin=origin)

    def reasoning(self, key: str, text: str, form: ReasoningForm = ReasoningForm.FULL) -> None:
        """A thought; blank text means that it is withheld."""
        if not text.strip():
            text, form = "", ReasoningForm.WITHHELD
        self.circumstances[EventId(scoped(key, self.picture.id))] = (self.picture.entrypoint, self.picture.model)
        self._add(ReasoningEvent, key, text=printable(text), form=form)

    def message(self, key: str, text: str, phase: Phase = Phase.UNKNOWN) -> None:
        """Text shown to the user; blank text is nothing."""
        if text.strip():
            self._add(MessageEvent, key, text=printable(text), phase=phase)

    def call(
        self,
        key: str,
        call: str,
        name: str,
        kind: ToolKind,
        args: Any,
        *,
        command: str | None = None,
        cwd: str | None = None,
        intent: str = "",
    ) -> None:
        """A tool call; `command` is the one shell string of a SHELL call, `cwd` defaults to the directory named last."""
        slim = arguments(args)
        if kind is ToolKind.SHELL:
            slim["command"] = command if command is not None else str(slim.get("command") or "")
        self._add(
            ToolCallEvent,
            key,
            call=self.call_id(call),
            name=name,
            kind=kind,
            args=slim,
            cwd=cwd if cwd is not None else self.cwd,
            intent=printable(intent),
        )

    def result(
        self, key: str, call: str, status: ResultStatus, text: str, *, exit_code: int | None = None, cut: bool = False
    ) -> None:
        """How a call ended; `cut` tells that the agent had already left out a part of the output."""
        shown, truncated = capped(printable(text))
        self._add(
            ToolResultEvent,
            key,
            call=self.call_id(call),
            status=status,
            exit_code=exit_code,
            text=shown,
            truncated=truncated or cut,
        )

    def edit(
        self,
        key: str,
        call: str,
        path: str,
        op: EditOp,
        state: EditState,
        hunks: tuple[Hunk, ...] = (),
        *,
        ordinal: int = 0,
        before: str | None = None,
        after: str | None = None,
        new_path: str | None = None,
        user_modified: bool = False,
        tool: str = "",
        cwd: str | None = None,
        confidence: float | None = None,
    ) -> None:
        """A file changed by a call, told with or after the call's result; `ordinal` counts the files of one call.

        `confidence` is for edits whose outcome is not known: `model.edit.PRESUMED` where no outcome is ever logged.
        """
        event = EventId(scoped(key, self.picture.id) + (f":edit{ordinal}" if ordinal else ":edit"))
        base = cwd if cwd is not None else self.cwd
        edit = FileEdit(
            id=EditId(f"{self.call_id(call)}#{ordinal}"),
            session=self.picture.id,
            event=event,
            call=self.call_id(call),
            time=self.time,
            path=absolute(path, base),
            op=op,
            state=state,
            hunks=hunks,
            new_path=absolute(new_path, base) if new_path else None,
            before=before,
            after=after,
            user_modified=user_modified,
            tool=tool,
            confidence=confidence if confidence is not None else OPEN if state is EditState.UNKNOWN else 1.0,
        )
        self.events.append(EditEvent(id=event, session=self.picture.id, edit=edit, **self._base))

    def interrupt(self, key: str) -> None:
        """The user stopped the agent."""
        self._add(InterruptEvent, key)

    def compaction(self, key: str, summary: str) -> None:
        """The context was replaced by a summary."""
        self._add(CompactionEvent, key, summary=printable(summary))

    def rollback(self, key: str, turns: int) -> None:
        """The user undid the last turns."""
        if turns > 0:
            self._add(RollbackEvent, key, turns=turns)

    # --- ids ----------------------------------------------------------------------------------------------------------

    def call_id(self, call: str) -> CallId:
        """The id that joins a call, its result and its edits."""
        return CallId(scoped(call, self.picture.id))

    def _add(self, make: Any, key: str, /, **fields: Any) -> None:
        name = EventId(scoped(key, self.picture.id))
        self.events.append(make(id=name, session=self.picture.id, **self._base, **fields))
