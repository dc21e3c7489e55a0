"""Counts the changes that a log's shell commands made, without turns and facts. The list of sessions needs no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cotlens.facts.shell import parse_shell
from cotlens.facts.shell_writes import ShellWrites, is_change, may_write
from cotlens.model.edit import FileEdit
from cotlens.model.event import EditEvent, Event, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId


class InferredCount:
    """Fed with the events of one log."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self.count = 0
        self._writes: ShellWrites | None = None
        self._open: dict[CallId, tuple[ToolCallEvent, int]] = {}
        """Commands that wait for their result, each with the number of edits recorded before it."""
        self._recorded: list[EditEvent] = []

    def feed(self, events: Sequence[Event], agent: str, root: str | None) -> None:
        """Take in events; `root` is the session's directory. Builds no edit unless a command hangs on one."""
        writes = self._writes = self._writes or ShellWrites(root, agent)
        writes.root = root
        recorded = self._recorded
        for event in events:
            if isinstance(event, ToolCallEvent) and event.kind is ToolKind.SHELL:
                command = event.args.get("command")
                if isinstance(command, str) and may_write(command):
                    self._open[event.call] = (event, len(recorded))
            elif isinstance(event, EditEvent):
                recorded.append(event)
                writes.texts.note_later(partial(_edit_of, event))
            elif isinstance(event, ToolResultEvent) and event.call in self._open:
                call, at = self._open.pop(event.call)
                found = writes.infer(parse_shell(call.args["command"], call.cwd), call, event)
                told = {e.edit.path for e in recorded[at:] if e.edit.call == call.call} if found else set()
                self.count += sum(1 for e in found if e.path not in told and is_change(e, root))


def _edit_of(event: EditEvent) -> FileEdit:
    return event.edit
