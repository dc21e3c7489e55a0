"""A thread of Zed's agent becomes events. It has no times of its own; the tools' results stand in the message of their calls."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Iterator
from typing import Any, Final

from cotlens.model.edit import EditOp
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.scribe import Scribe
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of, exit_code_of
from cotlens.sources.tool_changes import Change, Swap, from_texts, logged, removed, swapped, wrote
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

ZED: Final = "zed"

_KINDS: Final[dict[str, ToolKind]] = {
    "terminal": ToolKind.SHELL,
    "edit_file": ToolKind.EDIT,
    "streaming_edit_file": ToolKind.EDIT,
    "write_file": ToolKind.EDIT,
    "create_file": ToolKind.EDIT,
    "delete_path": ToolKind.EDIT,
    "move_path": ToolKind.EDIT,
    "copy_path": ToolKind.OTHER,
    "create_directory": ToolKind.OTHER,
    "read_file": ToolKind.READ,
    "list_directory": ToolKind.READ,
    "open": ToolKind.OTHER,
    "grep": ToolKind.SEARCH,
    "find_path": ToolKind.SEARCH,
    "path_search": ToolKind.SEARCH,
    "diagnostics": ToolKind.SEARCH,
    "fetch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "subagent": ToolKind.TASK,
    "spawn_agent": ToolKind.TASK,
    "update_plan": ToolKind.PLAN,
}
_THINKING: Final = "thinking"
_DENIED: Final = ("Permission to run tool denied by user", "Tool call was rejected", "User denied", "The user denied")
_STOPPED: Final = ("Tool canceled by user", "Tool cancelled by user", "Tool call canceled", "The user canceled")
_HELD_BACK: Final = "Command cancelled: user denied permission"
_CUT_SHORT: Final = "The user stopped this command."
_FAILED: Final = re.compile(r"failed with exit code (-?\d{1,10})\.")
_EXIT: Final = "exit_code"


def tell(scribe: Scribe, thread: Json, session: str, *, line: int) -> None:
    """Write the events of a thread of any version."""
    model = obj(thread.get("model"))
    if name := text_or_none(model.get("model")):
        scribe.picture.model = printable(name)
    for tree in map(obj, items(obj(thread.get("initial_project_snapshot")).get("worktree_snapshots"))):
        scribe.picture.visit(printable(text(tree.get("worktree_path"))) or None)
        branch = text_or_none(obj(tree.get("git_state")).get("current_branch"))
        scribe.picture.branch = scribe.picture.branch or (printable(branch) if branch else None)
    told = _Thread(scribe, printable(session), line)
    for number, message in enumerate(items(thread.get("messages"))):
        told.message(number, message)


class _Thread:
    def __init__(self, scribe: Scribe, session: str, line: int) -> None:
        self._scribe = scribe
        self._session = session
        self._line = line
        self._calls = Calls(_KINDS, self._changes)

    def message(self, number: int, message: Any) -> None:
        key = f"{self._session}/{number}"
        self._scribe.at(None, line=self._line, message=key)
        entry = obj(message)
        if "role" in entry:
            self._legacy(entry, key)
        elif "User" in entry:
            self._user(items(obj(entry["User"]).get("content")), key)
        elif "Agent" in entry:
            agent = obj(entry["Agent"])
            self._agent(list(_tagged(agent.get("content"))), obj(agent.get("tool_results")), key)
        elif "Compaction" in entry:
            self._scribe.compaction(f"{key}:compaction", text(obj(entry["Compaction"]).get("Summary")))
        elif message != "Resume":
            self._scribe.picture.unknown_types += 1

    def _legacy(self, message: Json, key: str) -> None:
        """Read a message of version 0.2 and earlier: segments, and calls and results as lists of their own."""
        segments = [obj(s) for s in items(message.get("segments"))]
        if isinstance(message.get("text"), str):
            segments.append({"type": "text", "text": message["text"]})
        if message.get("role") == "user":
            self._user([{"Text": text(s.get("text"))} for s in segments], key)
            return
        content: list[tuple[str, Any]] = []
        for segment in segments:
            kind = text(segment.get("type"))
            if kind == "text":
                content.append(("Text", segment.get("text")))
            elif kind == "thinking":
                content.append(("Thinking", segment))
            else:
                content.append(("RedactedThinking", segment.get("data")))
        content += [("ToolUse", use) for use in items(message.get("tool_uses"))]
        results = {text(r.get("tool_use_id")): r for r in map(obj, items(message.get("tool_results")))}
        self._agent(content, results, key)

    def _user(self, content: list[Any], key: str) -> None:
        chain = self._scribe.picture.chain is not None
        typed = [said for kind, said in _tagged(content) if kind == "Text" and isinstance(said, str)]
        self._scribe.user(f"{key}:user", "\n".join(typed), typed=not chain)
        for index, (kind, inner) in enumerate(_tagged(content)):
            if kind == "Mention":
                self._scribe.user(f"{key}:mention{index}", text(obj(inner).get("content")), typed=False)

    def _agent(self, content: list[tuple[str, Any]], results: Json, key: str) -> None:
        for index, (kind, inner) in enumerate(content):
            place = f"{key}:{index}"
            if kind == "Text":
                self._scribe.message(place, text(inner))
            elif kind == "Thinking":
                self._scribe.reasoning(place, text(obj(inner).get("text")))
            elif kind == "RedactedThinking":
                self._scribe.reasoning(place, "")
            elif kind == "ToolUse":
                self._tool(obj(inner), results, place)
            else:
                self._scribe.picture.unknown_types += 1

    def _tool(self, use: Json, results: Json, key: str) -> None:
        given = use.get("input")
        args = arguments_of(obj(given)["value"] if {"type", "value"} == obj(given).keys() else given)
        name = text(use.get("name")) or "unknown"
        native = text(use.get("id"))
        if name == _THINKING:
            self._scribe.reasoning(key, text(args.get("content")))
            return
        call = printable(native) or key
        cwd = self._place(text(args.get("cd"))) if text(args.get("cd")) else None
        intent = text(args.get("display_description")) or text(args.get("label"))
        self._calls.ask(self._scribe, f"{key}:call", call, name, args, cwd=cwd, intent=intent)
        result = obj(results.get(native))
        if result:
            shell = text(args.get("command")) if self._calls.kind(name) is ToolKind.SHELL else None
            self._result(result, call, f"{key}:result", shell)

    def _result(self, result: Json, call: str, key: str, shell: str | None) -> None:
        content = result.get("content")
        said = content if isinstance(content, str) else "\n".join(_said(content))
        output = obj(result.get("output"))
        status = ResultStatus.ERROR if result.get("is_error") is True else ResultStatus.OK
        if status is ResultStatus.ERROR and said.startswith(_DENIED):
            status = ResultStatus.DENIED
        elif status is ResultStatus.ERROR and said.startswith(_STOPPED):
            status = ResultStatus.INTERRUPTED
        code = exit_code_of(output.get(_EXIT))
        if shell is not None and code is None and status is ResultStatus.OK:
            status, code = _ended(said, shell)
        answer = Answer(status, said, output, code)
        self._calls.answer(self._scribe, key, call, answer)

    # --- edits --------------------------------------------------------------------------------------------------------

    def _place(self, path: str) -> str:
        """Resolve a path whose first part is the name of one of the project's folders."""
        windows = any(cwd[1:2] == ":" for cwd in self._scribe.picture.cwds)
        flavour: Any = ntpath if windows else posixpath
        first = path.replace("\\", "/").split("/", 1)[0]
        for cwd in self._scribe.picture.cwds:
            if first and flavour.basename(cwd) == first:
                return str(flavour.join(flavour.dirname(cwd), path))
        return path

    def _changes(self, asked: Asked, answer: Answer) -> list[Change]:
        args = asked.args
        output = answer.details if answer.status is ResultStatus.OK else {}
        path = self._place(text(args.get("path")) or text(args.get("source_path")) or text(output.get("input_path")))
        if asked.name == "delete_path":
            return [removed(path)]
        if asked.name == "move_path":
            return [Change(path, EditOp.RENAME, new_path=self._place(text(args.get("destination_path"))))]
        old, new = output.get("old_text"), output.get("new_text")
        create = args.get("mode") == "create" or asked.name == "create_file"
        if isinstance(old, str) and isinstance(new, str):
            return [from_texts(path, old, new, existed=not create)]
        if isinstance(args.get("content"), str):
            return [wrote(path, text(args["content"]), existed=None if not create else False)]
        if diff := text(output.get("diff")):
            return [Change(path, EditOp.CREATE if create else EditOp.MODIFY, logged(diff))]
        entries = [obj(e) for e in items(args.get("edits"))]
        swaps = [Swap(text(e.get("old_text")), text(e.get("new_text"))) for e in entries]
        found = swapped(path, swaps)
        return [Change(path, EditOp.CREATE if create else EditOp.MODIFY, found.hunks)]


def _ended(said: str, command: str) -> tuple[ResultStatus, int | None]:
    """Read how a command ended: the terminal's result is text, and no error even where the command failed."""
    if said.startswith(_HELD_BACK):
        return ResultStatus.DENIED, None
    if said.startswith((_CUT_SHORT, f'Command "{command}" was interrupted.')):
        return ResultStatus.INTERRUPTED, None
    if said.startswith(f'Command "{command}" timed out'):
        return ResultStatus.ERROR, None
    lead = next((w for w in (f'Command "{command}" ', "Command ") if said.startswith(w)), None)
    found = _FAILED.match(said, len(lead)) if lead is not None else None
    return (ResultStatus.ERROR, int(found[1])) if found else (ResultStatus.OK, None)


def _tagged(content: Any) -> Iterator[tuple[str, Any]]:
    """Take apart values that are written as `{"<kind>": <value>}`."""
    for entry in items(content):
        if isinstance(entry, str):
            yield "Text", entry
        yield from list(obj(entry).items())[:1]


def _said(content: Any) -> Iterator[str]:
    for kind, inner in _tagged(content if isinstance(content, list) else [content]):
        if isinstance(inner, str):
            yield inner if kind in ("Text", "text") else f"[{kind.lower()}]"
        else:
            yield text(obj(inner).get("text")) or f"[{kind.lower()}]"
