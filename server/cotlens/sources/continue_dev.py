"""Continue's sessions: `sessions/<id>.json`, one document that is rewritten; written by its editor extension and by `cn`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.app_folders import home_path
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.long_document import members_of
from cotlens.sources.moments import first_moment
from cotlens.sources.scribe import Scribe
from cotlens.sources.sidecars import local_path
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of
from cotlens.sources.tool_changes import Change, Swap, logged, swapped, wrote
from cotlens.sources.values import Json, items, joined, obj, printable, text, text_or_none

CONTINUE: Final = "continue"

_KINDS: Final[dict[str, ToolKind]] = {
    "bash": ToolKind.SHELL,
    "run_terminal_command": ToolKind.SHELL,
    "builtin_run_terminal_command": ToolKind.SHELL,
    "edit": ToolKind.EDIT,
    "multiedit": ToolKind.EDIT,
    "multi_edit": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "edit_existing_file": ToolKind.EDIT,
    "single_find_and_replace": ToolKind.EDIT,
    "create_new_file": ToolKind.EDIT,
    "builtin_edit_existing_file": ToolKind.EDIT,
    "builtin_create_new_file": ToolKind.EDIT,
    "read": ToolKind.READ,
    "read_file": ToolKind.READ,
    "builtin_read_file": ToolKind.READ,
    "read_file_range": ToolKind.READ,
    "read_currently_open_file": ToolKind.READ,
    "list": ToolKind.READ,
    "ls": ToolKind.READ,
    "view_diff": ToolKind.READ,
    "search": ToolKind.SEARCH,
    "grep_search": ToolKind.SEARCH,
    "file_glob_search": ToolKind.SEARCH,
    "codebase": ToolKind.SEARCH,
    "fetch": ToolKind.WEB,
    "fetch_url_content": ToolKind.WEB,
    "search_web": ToolKind.WEB,
    "subagent": ToolKind.TASK,
    "checklist": ToolKind.PLAN,
}
_STATUS: Final[dict[str, ResultStatus]] = {
    "done": ResultStatus.OK,
    "errored": ResultStatus.ERROR,
    "canceled": ResultStatus.DENIED,
    "cancelled": ResultStatus.DENIED,
}
"""Ends of a call; `generating`, `generated` and `calling` go on. Continue says `canceled` of a call that was refused."""
_REFUSED: Final = (
    "Permission denied by user",
    "Tool call was rejected",
    "User rejected",
    "Error: Permission denied by user",
)
_STOPPED: Final = ("Tool call was cancelled", "Command was cancelled")


def recognise(value: Any) -> str | None:
    """Know a session by its workspace and its history of messages."""
    if not isinstance(value, dict) or not isinstance(value.get("history"), list):
        return None
    if not isinstance(value.get("sessionId"), str) or not isinstance(value.get("workspaceDirectory"), str):
        return None
    return "any" if all(isinstance(obj(entry).get("message"), dict) for entry in value["history"][:4]) else None


class SessionReader:
    """Reads a session, again whenever it was rewritten."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Write all events of the document, message by message."""
        session = obj(value)
        scribe.named(text(session.get("sessionId")) or scribe.picture.id)
        scribe.picture.title = printable(text(session.get("title"))) or None
        scribe.picture.visit(printable(local_path(text(session.get("workspaceDirectory")))) or None)
        scribe.picture.model = printable(text(session.get("chatModelTitle"))) or None
        calls = Calls(_KINDS, _changes)
        for number, entry in enumerate(map(obj, items(session.get("history")))):
            yield
            _Entry(scribe, calls, entry, f"{scribe.picture.id}/{number}").tell()


class _Entry:
    """One message of the history, with the states of the calls that it makes."""

    def __init__(self, scribe: Scribe, calls: Calls, entry: Json, key: str) -> None:
        self._scribe = scribe
        self._calls = calls
        self._entry = entry
        self._key = key
        self._message = obj(entry.get("message"))

    def tell(self) -> None:
        reasoning = obj(self._entry.get("reasoning"))
        when = first_moment(self._message.get("timestamp"), reasoning.get("startAt"), self._entry.get("timestamp"))
        self._scribe.at(when, message=self._key)
        role = self._message.get("role")
        if role == "user":
            self._user()
        elif role == "assistant":
            self._agent(reasoning)
        elif role == "thinking":
            redacted = bool(self._message.get("redactedThinking")) and not joined(self._message.get("content"))
            self._scribe.reasoning(self._key, "" if redacted else joined(self._message.get("content")))
        elif role == "tool":
            self._result(self._message.get("toolCallId"), "done", joined(self._message.get("content")))
        elif role != "system":
            self._scribe.picture.unknown_types += 1
        if text(self._entry.get("conversationSummary")):
            self._scribe.compaction(f"{self._key}:summary", text(self._entry["conversationSummary"]))

    def _user(self) -> None:
        content = self._message.get("content")
        parts = [content] if isinstance(content, str) else [text(obj(p).get("text")) for p in items(content)]
        self._scribe.user(self._key, "\n".join(part for part in parts if part))
        for index, context in enumerate(map(obj, items(self._entry.get("contextItems")))):
            self._scribe.user(f"{self._key}:context{index}", text(context.get("content")), typed=False)

    def _agent(self, reasoning: Json) -> None:
        if reasoning and reasoning.get("active") is not True:
            self._scribe.reasoning(f"{self._key}:reasoning", text(reasoning.get("text")))
        self._scribe.message(f"{self._key}:text", joined(self._message.get("content")))
        states = {text(s.get("toolCallId")): s for s in map(obj, self._states())}
        for index, use in enumerate(map(obj, items(self._message.get("toolCalls")))):
            native = text(use.get("id"))
            state = states.pop(native, {})
            self._call(use, state, native, index)
        for state in states.values():
            self._call(obj(state.get("toolCall")), state, text(state.get("toolCallId")), len(states))

    def _states(self) -> list[Any]:
        single = self._entry.get("toolCallState")
        return items(self._entry.get("toolCallStates")) or ([single] if isinstance(single, dict) else [])

    def _call(self, use: Json, state: Json, native: str, index: int) -> None:
        function = obj(use.get("function"))
        args = obj(state.get("parsedArgs")) or arguments_of(function.get("arguments"))
        call = printable(native) or f"{self._key}:call{index}"
        name = text(function.get("name")) or "unknown"
        self._calls.ask(self._scribe, f"{call}:call", call, name, args, intent=text(args.get("description")))
        said = "\n".join(text(obj(o).get("content")) for o in items(state.get("output")))
        self._result(call, text(state.get("status")), said)

    def _result(self, native: object, state: str, said: str) -> None:
        call = printable(text(native))
        status = _STATUS.get(state)
        # A call that has a state is answered by it; a message of the role `tool` says the same once more.
        if status is None or not self._calls.is_open(call):
            return
        if said.startswith(_REFUSED):
            status = ResultStatus.DENIED
        elif said.startswith(_STOPPED):
            status = ResultStatus.INTERRUPTED
        self._calls.answer(self._scribe, f"{call}:result", call, Answer(status, said))


def _changes(asked: Asked, answer: Answer) -> list[Change]:
    args, name = asked.args, asked.name.lower()
    path = next((p for k in ("file_path", "filepath", "filePath", "path") if (p := text(args.get(k)))), "")
    path = local_path(path)
    diff = answer.text if answer.status is ResultStatus.OK and "\n@@ -" in answer.text else ""
    if name in ("write", "create_new_file", "builtin_create_new_file"):
        content = next((text(args[k]) for k in ("content", "contents") if isinstance(args.get(k), str)), "")
        hunks = logged(diff, [content]) if diff else ()
        existed = any(line[0] in " -" for hunk in hunks for line in hunk.lines) or asked.again
        change = wrote(path, content, existed=existed or (False if name != "write" else None))
        return [Change(path, change.op, hunks, None, content) if existed and hunks else change]
    if name.endswith("edit_existing_file"):
        # Its `changes` leave out what stays, in words: only the diff that was applied says what it did.
        hunks = logged(diff)
        return [Change(path, swapped(path, []).op, hunks)]
    entries = [obj(e) for e in items(args.get("edits"))] or [args]
    swaps = [Swap(text(e.get("old_string")), text(e.get("new_string")), e.get("replace_all") is True) for e in entries]
    return [swapped(path, swaps, diff=diff)]


# --- places -----------------------------------------------------------------------------------------------------------


def cwds(path: str) -> Sequence[str]:
    """The working directory of a session by its path."""
    try:
        info = os.stat(path)
    except (OSError, ValueError):
        return ()
    return _cwds(path, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=4096)
def _cwds(path: str, _changed: int, _size: int) -> tuple[str, ...]:
    folder = text_or_none(members_of(path).get("workspaceDirectory"))
    return (printable(local_path(folder)),) if folder else ()


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`sessions/` in Continue's folder; `sessions.json` beside the sessions is a list of them."""
    root = home_path(env.get("CONTINUE_GLOBAL_DIR", "").strip() or os.path.join(home, ".continue"), home)
    return [Place(CONTINUE, os.path.join(root, "sessions"), "*-*.json", cwds=cwds)]


AGENT: Final = Agent(
    CONTINUE,
    "Continue",
    (Format(CONTINUE, "session", Shape.DOCUMENT, recognise, SessionReader, experimental=True),),
    places,
)
