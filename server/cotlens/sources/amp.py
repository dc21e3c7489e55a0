"""Amp's threads: `threads/T-<uuid>.json`, one document that is rewritten with every message."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.app_folders import data_folders, home_path
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.long_document import members_of
from cotlens.sources.moments import first_moment, moment
from cotlens.sources.scribe import Scribe
from cotlens.sources.sidecars import local_path
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of, exit_code_of
from cotlens.sources.tool_changes import Change, Swap, logged, patched, removed, swapped, wrote
from cotlens.sources.values import Json, integer, items, joined, obj, printable, text, text_or_none

AMP: Final = "amp"

_KINDS: Final[dict[str, ToolKind]] = {
    "bash": ToolKind.SHELL,
    "shell_command": ToolKind.SHELL,
    "edit_file": ToolKind.EDIT,
    "create_file": ToolKind.EDIT,
    "undo_edit": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "delete_file": ToolKind.EDIT,
    "format_file": ToolKind.OTHER,
    "read": ToolKind.READ,
    "read_file": ToolKind.READ,
    "list_directory": ToolKind.READ,
    "look_at": ToolKind.READ,
    "view_media": ToolKind.READ,
    "grep": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "finder": ToolKind.SEARCH,
    "codebase_search_agent": ToolKind.SEARCH,
    "librarian": ToolKind.TASK,
    "oracle": ToolKind.TASK,
    "task": ToolKind.TASK,
    "web_search": ToolKind.WEB,
    "read_web_page": ToolKind.WEB,
    "todo_write": ToolKind.PLAN,
    "todo_read": ToolKind.PLAN,
    "mermaid": ToolKind.OTHER,
}
_STATUS: Final[dict[str, ResultStatus]] = {
    "done": ResultStatus.OK,
    "error": ResultStatus.ERROR,
    "rejected-by-user": ResultStatus.DENIED,
    "cancelled": ResultStatus.INTERRUPTED,
}
"""Ends of a tool's run; any other status is a run that goes on."""


def recognise(value: Any) -> str | None:
    """Know a thread by its id, its version counter and its messages."""
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        return None
    if not text(value.get("id")).startswith("T-") or integer(value.get("v")) is None:
        return None
    fits = all(obj(m).get("role") in ("user", "assistant") for m in value["messages"][:4])
    return "any" if fits and ("created" in value or "env" in value) else None


class ThreadReader:
    """Reads a thread, again whenever it was rewritten."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Write all events of the document, message by message."""
        return _Thread(obj(value), scribe).tell()


class _Thread:
    def __init__(self, thread: Json, scribe: Scribe) -> None:
        self._thread = thread
        self._scribe = scribe
        self._id = text(thread.get("id")) or scribe.picture.id
        self._calls = Calls(_KINDS, _changes)
        self._last = moment(thread.get("created"))

    def tell(self) -> Iterator[None]:
        scribe, picture = self._scribe, self._scribe.picture
        scribe.named(self._id)
        picture.title = printable(text(self._thread.get("title"))) or None
        first = obj(obj(self._thread.get("env")).get("initial"))
        platform = obj(first.get("platform"))
        picture.version = printable(text(platform.get("clientVersion"))) or None
        picture.entrypoint = printable(text(platform.get("client"))) or None
        for cwd in folders_of(self._thread):
            picture.visit(cwd)
        trees = [obj(tree) for tree in items(first.get("trees"))]
        branch = next((b for t in trees if (b := text(obj(t.get("repository")).get("ref")))), "")
        picture.branch = printable(branch.removeprefix("refs/heads/")) or None
        for number, entry in enumerate(items(self._thread.get("messages"))):
            yield
            self._message(number, obj(entry))

    def _message(self, number: int, message: Json) -> None:
        role = message.get("role")
        if role not in ("user", "assistant"):
            self._scribe.picture.unknown_types += 1
            return
        native = integer(message.get("messageId"))
        key = f"{self._id}/{number if native is None else native}"
        usage = obj(message.get("usage"))
        when = first_moment(obj(message.get("meta")).get("sentAt"), usage.get("timestamp"))
        # What has no time of its own (results) came right after what was before it.
        self._last = when if when is not None else self._last
        self._scribe.at(self._last, message=printable(key))
        if model := text_or_none(usage.get("model")):
            self._scribe.picture.model = printable(model)
        tell = self._of_user if role == "user" else self._of_agent
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else items(content)
        streaming = obj(message.get("state")).get("type") == "streaming"
        for index, block in enumerate(map(obj, blocks)):
            if streaming and index == len(blocks) - 1 and block.get("type") != "tool_use":
                break
            tell(printable(f"{key}:{index}"), block, message)
        state = obj(message.get("state"))
        if state.get("type") == "cancelled" or message.get("interrupted") is True:
            self._scribe.interrupt(printable(f"{key}:interrupt"))

    def _of_user(self, key: str, block: Json, message: Json) -> None:
        kind = text(block.get("type"))
        if kind == "text":
            # What a tool's own agent is asked comes from the agent.
            self._scribe.user(key, text(block.get("text")), typed=not text(message.get("parentToolUseId")))
        elif kind == "tool_result":
            self._result(block)
        elif kind == "summary":
            said = block.get("summary")
            self._scribe.compaction(key, text(said) or text(obj(said).get("summary")))
        else:
            self._scribe.picture.unknown_types += kind not in ("image", "file", "mention")

    def _of_agent(self, key: str, block: Json, _message: Json) -> None:
        kind = text(block.get("type"))
        if kind == "text":
            self._scribe.message(key, text(block.get("text")))
        elif kind == "thinking":
            self._scribe.reasoning(key, text(block.get("thinking")))
        elif kind == "redacted_thinking":
            self._scribe.reasoning(key, "")
        elif kind == "tool_use":
            args = arguments_of(block.get("input"))
            call = printable(text(block.get("id")) or key)
            cwd = text_or_none(args.get("cwd")) or text_or_none(args.get("workdir"))
            command = text(args.get("cmd")) or text(args.get("command"))
            self._calls.ask(
                self._scribe,
                f"{call}:call",
                call,
                text(block.get("name")) or "unknown",
                args,
                command=command,
                cwd=cwd,
                intent=text(args.get("description")),
            )
        else:
            self._scribe.picture.unknown_types += 1

    def _result(self, block: Json) -> None:
        run = obj(block.get("run"))
        status = _STATUS.get(text(run.get("status")))
        native = text(block.get("toolUseID")) or text(block.get("tool_use_id"))
        if status is None or not native:
            return
        result = run.get("result")
        details = obj(result)
        if status is ResultStatus.OK and details.get("success") is False:
            status = ResultStatus.ERROR
        said = _said(result) or text(obj(run.get("error")).get("message")) or text(run.get("error"))
        call = printable(native)
        code = exit_code_of(details.get("exitCode"))
        answer = Answer(status, said or text(run.get("reason")), details, code, details.get("truncated") is True)
        self._calls.answer(self._scribe, f"{call}:result", call, answer)


def _said(result: Any) -> str:
    if isinstance(result, str):
        return result
    if isinstance(result, list):
        return joined(result)
    details = obj(result)
    for name in ("output", "content", "diff", "message"):
        found = details.get(name)
        if isinstance(found, str) and found:
            return found
        if isinstance(found, list) and found:
            return joined(found)
    return ""


def _changes(asked: Asked, answer: Answer) -> list[Change]:
    args, name = asked.args, asked.name.lower()
    path = local_path(text(args.get("path")))
    diff = text(answer.details.get("diff")) if answer.status is ResultStatus.OK else ""
    if name == "edit_file":
        swap = Swap(text(args.get("old_str")), text(args.get("new_str")), args.get("replace_all") is True)
        return [swapped(path, [swap], diff=diff)]
    if name == "create_file":
        # It replaces a file that is there.
        return [wrote(path, text(args.get("content")), existed=True if asked.again else None)]
    if name == "undo_edit":
        return [swapped(path, [], diff=diff)] if logged(diff) else []
    if name == "apply_patch":
        return patched(text(args.get("patchText")) or text(args.get("patch")) or text(args.get("input")), asked.cwd)
    return [removed(path)]


# --- places -----------------------------------------------------------------------------------------------------------


def folders_of(thread: Json) -> Sequence[str]:
    """The working directories that a thread began in."""
    first = obj(obj(thread.get("env")).get("initial"))
    return [printable(local_path(uri)) for t in items(first.get("trees")) if (uri := text(obj(t).get("uri")))]


def cwds(path: str) -> Sequence[str]:
    """The working directories of a thread by its path: they stand at the document's end."""
    try:
        info = os.stat(path)
    except (OSError, ValueError):
        return ()
    return _cwds(path, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=4096)
def _cwds(path: str, _changed: int, _size: int) -> tuple[str, ...]:
    return tuple(folders_of(members_of(path)))


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`threads/` in Amp's data folder."""
    named = [home_path(place, home) for key in ("AMP_DATA_HOME", "AMP_DATA_DIR") if (place := env.get(key, "").strip())]
    folders = dict.fromkeys([*named, *data_folders(AMP, env, home)])
    return [Place(AMP, os.path.join(folder, "threads"), "T-*.json", cwds=cwds) for folder in folders]


AGENT: Final = Agent(
    AMP, "Amp", (Format(AMP, "thread", Shape.DOCUMENT, recognise, ThreadReader, experimental=True),), places
)
