"""Calls, results and edits of formats in which any agent's tools may stand, written the same way for all of them."""

from __future__ import annotations

from typing import Any, Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import common_tools
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.str_replace_editor import Change
from cotlens.sources.values import text

_OPEN: Final = 256
"""Calls kept in wait of their results; agents run a handful at a time."""
_NAMED: Final = 4096
"""Native ids of which the last call is remembered."""


class Calls:
    """The calls of one session that wait for their results."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._open: dict[str, tuple[str, list[Change]]] = {}
        self._latest: dict[str, str] = {}

    def begin(self, call: str, name: str, given: Any, *, cwd: str | None = None) -> None:
        """Write a call; `call` is its id, unique in the session."""
        args = common_tools.arguments(given)
        kind = common_tools.kind_of(name, args)
        command = common_tools.command_of(args) if kind is ToolKind.SHELL else None
        intent = text(args.get("description")) if kind is ToolKind.SHELL else ""
        self._scribe.call(f"{call}:call", call, name, kind, args, command=command, cwd=cwd, intent=intent)
        native = call.rpartition(":")[2]
        self._latest.pop(native, None)
        self._latest[native] = call
        if len(self._latest) > _NAMED:
            del self._latest[next(iter(self._latest))]
        base = cwd if cwd is not None else self._scribe.cwd
        self._open[call] = (name, common_tools.changes_of(name, args, base) if kind is ToolKind.EDIT else [])
        if len(self._open) > _OPEN:
            del self._open[next(iter(self._open))]

    def knows(self, call: str) -> bool:
        """Whether a call waits for its result."""
        return call in self._open

    def latest(self, native: str) -> str:
        """The last call with a native id that is not unique; the id itself if there is none."""
        return self._latest.get(native.rpartition(":")[2], native)

    def end(self, call: str, status: ResultStatus, said: str, *, exit_code: int | None = None) -> None:
        """Write a call's result, and its edits; a result without a call is nothing."""
        held = self._open.pop(call, None)
        if held is None:
            return
        self._scribe.result(f"{call}:result", call, status, said, exit_code=exit_code)
        for ordinal, change in enumerate(held[1]):
            self._scribe.edit(
                call,
                call,
                change.path,
                change.op,
                STATES[status],
                change.hunks,
                ordinal=ordinal,
                before=change.before,
                after=change.after,
                tool=held[0],
            )
