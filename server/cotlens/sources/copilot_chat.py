"""GitHub Copilot's chat in VS Code: sessions as a document or as a log of mutations, the agent host's transcripts, their places."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from cotlens.model.event import Event, LogRef
from cotlens.sources import copilot_chat_request, copilot_events
from cotlens.sources.app_folders import editor_users
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.scribe import Scribe
from cotlens.sources.sidecars import read_json
from cotlens.sources.uris import path_in
from cotlens.sources.values import Json, absolute, integer, items, obj, text

COPILOT_CHAT: Final = "copilot-chat"
_KEPT: Final = frozenset(
    {"requestId", "message", "timestamp", "modelId", "agent", "response", "result", "isCanceled", "modelState"}
)
"""What is needed of a request; the rest (attached files, references) is the larger part of the log."""
_DEEPEST: Final = 12
_HELD: Final = 48 * 1024 * 1024
"""Bytes of lines after which the oldest requests are forgotten: what was told of them stays told."""
_INITIAL, _SET, _PUSH, _DELETE = range(4)


class ChatDocument:
    """Reads the document (VS Code 1.108 and before), which is written anew as a whole."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Write all events, request by request."""
        for folder in folders(self._path):
            scribe.picture.visit(folder)
        state = obj(value)
        copilot_chat_request.facts(scribe, state)
        for number, request in enumerate(map(obj, items(state.get("requests")))):
            yield
            copilot_chat_request.tell(scribe, request, f"r{number}")


class ChatLogReader(LineReader):
    """Reads the log of mutations (VS Code 1.109 and later): the state as lines change it, told when all lines are read."""

    agent: ClassVar[str] = COPILOT_CHAT

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._requests: list[Json] = []
        self._changed: dict[int, LogRef] = {}
        """Numbers of requests that are to be told, and the line that changed them last."""
        self._size = 0
        for folder in folders(path):
            self.scribe.picture.visit(folder)

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Read one line."""
        self._size += len(line)
        return super().feed(line, ref)

    def record(self, record: Json, ref: LogRef) -> None:
        """Apply one mutation."""
        kind, path, value = record.get("kind"), items(record.get("k")), record.get("v")
        if isinstance(kind, bool) or kind not in (_INITIAL, _SET, _PUSH, _DELETE):
            self.unknown()
        elif kind == _INITIAL:
            copilot_chat_request.facts(self.scribe, obj(value))
            self._replace(0, items(obj(value).get("requests")), ref)
        elif path == ["requests"]:
            start = integer(record.get("i")) if kind == _PUSH else 0
            size = len(self._requests)
            self._replace(size if start is None else max(0, min(start, size)), items(value), ref)
        elif path[:1] == ["requests"] and len(path) <= _DEEPEST:
            self._change(kind, path[1:], record, ref)
        elif kind == _SET and len(path) == 1:
            copilot_chat_request.facts(self.scribe, {text(path[0]): value} if path[0] != "sessionId" else {})

    def at_end(self) -> None:
        """Tell the requests that changed."""
        for number, ref in sorted(self._changed.items()):
            if number < len(self._requests) and self._requests[number]:
                fallback = f"r{number}"
                copilot_chat_request.tell(self.scribe, self._requests[number], fallback, ref.line, ref.offset)
        self._changed = {}
        if self._size > _HELD:
            self._size = 0
            for number in range(len(self._requests) - 2):
                self._requests[number] = {}

    # --- the state ----------------------------------------------------------------------------------------------------

    def _replace(self, start: int, values: list[Any], ref: LogRef) -> None:
        """Let the requests from `start` on give way to others. Those that do not come back were undone by the user."""
        fresh = [{key: request[key] for key in _KEPT & request.keys()} for request in map(obj, values)]
        kept = {text(request.get("requestId")) for request in fresh}
        old = self._requests[start:]
        gone = [r for r in old if text(r.get("requestId")) not in kept and copilot_chat_request.prompt(r).strip()]
        if gone:
            self.scribe.at(None, line=ref.line, offset=ref.offset)
            self.scribe.rollback(scoped(f"{ref.line}:rollback", self.scribe.picture.id), len(gone))
        self._requests[start:] = fresh
        self._changed.update(dict.fromkeys(range(start, len(self._requests)), ref))

    def _change(self, kind: int, path: list[Any], record: Json, ref: LogRef) -> None:
        number = integer(path[0])
        if number is None or not 0 <= number < len(self._requests) or not self._requests[number]:
            return
        if len(path) > 1 and text(path[1]) not in _KEPT:
            return
        if len(path) == 1:
            self._requests[number] = {key: v for key, v in obj(record.get("v")).items() if key in _KEPT}
        else:
            _mutate(kind, self._requests[number], path[1:], record)
        self._changed[number] = ref


def _mutate(kind: int, target: Any, path: list[Any], record: Json) -> None:
    """Apply a mutation below one request; a path that leads nowhere changes nothing."""
    for step in path[:-1]:
        target = _below(target, step)
    last = path[-1]
    if kind == _PUSH:
        held = _below(target, last)
        start = integer(record.get("i"))
        if isinstance(held, list):
            held[max(0, start) if start is not None else len(held) :] = items(record.get("v"))
        elif isinstance(target, dict) and isinstance(last, str):
            target[last] = list(items(record.get("v")))
    elif isinstance(target, dict) and isinstance(last, str):
        target[last] = record.get("v") if kind == _SET else None
    elif isinstance(target, list) and isinstance(last, int) and last < len(target) and _below(target, last) is not None:
        target[last] = record.get("v")


def _below(target: Any, step: Any) -> Any:
    if isinstance(target, dict) and isinstance(step, str):
        return target.get(step)
    return target[step] if isinstance(target, list) and isinstance(step, int) and 0 <= step < len(target) else None


class HostReader(copilot_events.CopilotReader):
    """Reads the transcripts of VS Code's agent host, which have the schema of the terminal program."""

    agent: ClassVar[str] = COPILOT_CHAT

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        for folder in folders(path):
            self.scribe.picture.visit(folder)


# --- recognising ------------------------------------------------------------------------------------------------------


def recognise_document(value: Any) -> str | None:
    """Know the document."""
    state = obj(value)
    named = "responderUsername" in state or "initialLocation" in state
    known = isinstance(state.get("requests"), list) and isinstance(state.get("version"), int) and named
    return "VS Code before 1.109" if known else None


def recognise_log(record: Json) -> str | None:
    """Know the first line of a log of mutations: the whole state."""
    state = obj(record.get("v"))
    first = record.keys() == {"kind", "v"} and record["kind"] == _INITIAL and record["kind"] is not False
    named = "inputState" in state or isinstance(state.get("creationDate"), (int, float))
    return "VS Code 1.109 and later" if first and named and isinstance(state.get("requests"), list) else None


def recognise_host(record: Json) -> str | None:
    """Know the first event of a transcript: only it says which of the two programs wrote it."""
    if record.get("type") != "session.start" or copilot_events.recognise(record) is None:
        return None
    return "agent host" if text(obj(record.get("data")).get("vscodeVersion")) else None


# --- places -----------------------------------------------------------------------------------------------------------


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`User/workspaceStorage/<id>/` and `User/globalStorage/emptyWindowChatSessions/` of each editor."""
    below = (
        ("workspaceStorage", "*/chatSessions/*.json"),
        ("workspaceStorage", "*/chatSessions/*.jsonl"),
        ("workspaceStorage", "*/[Gg]it[Hh]ub.copilot-chat/transcripts/*.jsonl"),
        (os.path.join("globalStorage", "emptyWindowChatSessions"), "*.json"),
        (os.path.join("globalStorage", "emptyWindowChatSessions"), "*.jsonl"),
    )
    return [
        Place(COPILOT_CHAT, os.path.join(user, folder), pattern, cwds=folders, watched=False)
        for user in editor_users(env, home)
        for folder, pattern in below
    ]


def folders(log: str) -> tuple[str, ...]:
    """Folders of the window that a log belongs to, by the `workspace.json` of its storage."""
    place = os.path.dirname(log)
    for _ in range(3):
        place = os.path.dirname(place)
        if window := read_json(os.path.join(place, "workspace.json")):
            return _of_window(window)
    return ()


def _of_window(window: Json) -> tuple[str, ...]:
    if folder := path_in(window.get("folder")):
        return (folder,)
    several = path_in(window.get("workspace")) or path_in(obj(window.get("workspace")).get("configPath"))
    if not several:
        return ()
    home = os.path.dirname(several)
    listed = [obj(f) for f in items(read_json(several).get("folders"))]
    found = [path_in(f.get("uri")) or absolute(text(f.get("path")), home) for f in listed]
    return tuple(dict.fromkeys(f for f in found if f)) or (home,)


AGENT: Final = Agent(
    COPILOT_CHAT,
    "GitHub Copilot Chat",
    (
        Format(COPILOT_CHAT, "chat session log", Shape.LINES, recognise_log, ChatLogReader),
        Format(COPILOT_CHAT, "agent host transcript", Shape.LINES, recognise_host, HostReader),
        Format(COPILOT_CHAT, "chat session document", Shape.DOCUMENT, recognise_document, ChatDocument),
    ),
    places,
)
