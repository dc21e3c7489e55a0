"""Counts the changes that a log's shell commands made, without turns and facts. The list of sessions needs no more."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from itertools import dropwhile
from typing import Final

from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.writing.shell_writes import ShellWrites, is_change, may_write
from cotlens.model.edit import FileEdit
from cotlens.model.event import EditEvent, Event, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId

_OPEN: Final = 256
"""Commands without a result, and edits since, that are remembered at most."""


class InferredCount:
    """Fed with the events of one log."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self.count = 0
        self._writes: ShellWrites | None = None
        self._open: dict[CallId, tuple[ToolCallEvent, int]] = {}
        """Commands that wait for their result, each with the number of edits recorded before it."""
        self._edits = 0
        self._recorded: deque[tuple[int, EditEvent]] = deque(maxlen=_OPEN)
        """The last recorded edits, numbered from 1, as far as they came after such a command."""

    def feed(self, events: Sequence[Event], agent: str, root: str | None) -> None:
        """Take in events; `root` is the session's directory. Builds no edit unless a command hangs on one."""
        writes = self._writes = self._writes or ShellWrites(root, agent)
        writes.root = root
        for event in events:
            if isinstance(event, ToolCallEvent) and event.kind is ToolKind.SHELL:
                command = event.args.get("command")
                if isinstance(command, str) and may_write(command):
                    self._open[event.call] = (event, self._edits)
                    if len(self._open) > _OPEN:
                        del self._open[next(iter(self._open))]
            elif isinstance(event, EditEvent):
                self._edits += 1
                if self._open:
                    self._recorded.append((self._edits, event))
                writes.texts.note_later(partial(_edit_of, event))
            elif isinstance(event, ToolResultEvent) and event.call in self._open:
                call, at = self._open.pop(event.call)
                found = writes.infer(parse_shell(call.args["command"], call.cwd), call, event)
                told = self._told(call.call, at) if found else set()
                if not self._open:
                    self._recorded.clear()
                self.count += sum(1 for e in found if e.path not in told and is_change(e, root))

    def _told(self, call: CallId, at: int) -> set[str]:
        """Return the files that the log itself tells of as changed by a call that came when there were `at` edits."""
        later = dropwhile(lambda pair: pair[0] <= at, self._recorded)
        return {event.edit.path for _, event in later if event.edit.call == call}


def _edit_of(event: EditEvent) -> FileEdit:
    return event.edit
