"""Calls of tools that wait for their results, for agents that log the two apart. Writes both, and the edits with the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cotlens.model.edit import PRESUMED, EditState
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.records import decode
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.tool_changes import Change, record
from cotlens.sources.values import Json, integer, obj, printable, text

_MOST: Final = 4096
"""Calls kept in wait of their results; agents run a handful at a time."""
_HELD: Final = 1024 * 1024
"""Characters of their arguments that are kept, unless it is one call alone that has more."""

_PATHS: Final = ("path", "file_path", "filepath", "filePath", "targetFile")


@dataclass(frozen=True, slots=True)
class Asked:
    """A call, as its result will need it."""

    name: str
    args: Json
    cwd: str | None
    kind: ToolKind
    again: bool = False
    """Whether an earlier call of the session named the same file: then it was there before."""
    size: int = 0
    """Characters of the arguments' texts."""


_NOTHING: Final = Asked("", {}, None, ToolKind.OTHER)


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, as the log has it."""

    status: ResultStatus
    text: str
    details: Json = field(default_factory=dict)
    """What the agent logs of the result for itself."""
    exit_code: int | None = None
    cut: bool = False


ChangesOf = Callable[[Asked, Answer], Iterable[Change]]


class Calls:
    """The open calls of one session."""

    def __init__(self, kinds: Mapping[str, ToolKind], changes: ChangesOf) -> None:
        """`kinds` by the tools' names in lower case; `changes` says what an editing call does to files."""
        self._kinds = kinds
        self._changes = changes
        self._open: dict[str, Asked] = {}
        self._size = 0
        self._paths: set[str] = set()

    def kind(self, name: str) -> ToolKind:
        """What a tool does; MCP tools are known by the double underscore that all agents put behind the server's name."""
        low = name.lower()
        return self._kinds.get(low) or (ToolKind.MCP if "__" in low or low.startswith("mcp_") else ToolKind.OTHER)

    def ask(
        self,
        scribe: Scribe,
        key: str,
        call: str,
        name: str,
        args: Json,
        *,
        kind: ToolKind | None = None,
        command: str | None = None,
        cwd: str | None = None,
        intent: str = "",
    ) -> None:
        """Write a call and keep it in wait of its result; `kind` where the tool's name does not say it."""
        kind = kind or self.kind(name)
        place = printable(cwd) if cwd else scribe.cwd
        shell = command if command is not None else text(args.get("command"))
        scribe.call(
            key,
            call,
            printable(name),
            kind,
            args,
            command=printable(shell) if kind is ToolKind.SHELL else None,
            cwd=place,
            intent=intent,
        )
        size = sum(len(value) for value in args.values() if isinstance(value, str))
        while self._open and (len(self._open) >= _MOST or self._size + size > _HELD):
            self._size -= self._open.pop(next(iter(self._open))).size
        named = next((p for k in _PATHS if (p := text(args.get(k)))), "")
        self._size -= self._open.pop(call, _NOTHING).size
        self._open[call] = Asked(name, args, place, kind, named in self._paths, size)
        self._size += size
        if named and len(self._paths) < _MOST:
            self._paths.add(named)

    def answer(self, scribe: Scribe, key: str, call: str, answer: Answer) -> None:
        """Write a result, and what its call did to files."""
        asked = self._open.pop(call, None)
        self._size -= asked.size if asked is not None else 0
        status = answer.status
        if status is ResultStatus.OK and answer.exit_code not in (None, 0):
            status = ResultStatus.ERROR
        scribe.result(key, call, status, answer.text, exit_code=answer.exit_code, cut=answer.cut)
        if asked is not None and asked.kind is ToolKind.EDIT:
            changes = self._changes(asked, answer)
            record(scribe, key, call, changes, STATES[status], tool=printable(asked.name), cwd=asked.cwd)

    def unanswered(self, scribe: Scribe) -> None:
        """Write the edits of the calls that are open, as unknown: the log has no results for them."""
        for call, asked in self._open.items():
            if asked.kind is ToolKind.EDIT:
                changes = self._changes(asked, Answer(ResultStatus.OK, ""))
                name = printable(asked.name)
                record(
                    scribe,
                    f"{call}:result",
                    call,
                    changes,
                    EditState.UNKNOWN,
                    tool=name,
                    cwd=asked.cwd,
                    confidence=PRESUMED,
                )

    def is_open(self, call: str) -> bool:
        """Tell whether a call still waits for its result."""
        return call in self._open


def arguments_of(value: Any) -> Json:
    """Return a call's arguments, which some agents log as JSON inside a string."""
    if isinstance(value, str):
        return decode(value.encode("utf-8", "surrogatepass")) or ({"input": value} if value.strip() else {})
    return obj(value)


def exit_code_of(value: object) -> int | None:
    """Return an exit status: a whole number that fits one."""
    code = integer(value)
    return code if code is not None and abs(code) < 1 << 40 else None
