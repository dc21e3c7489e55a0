"""Crush's messages become events; the versions that it keeps of files give an edit its texts before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.moments import first_moment, moment
from cotlens.sources.records import decode
from cotlens.sources.scribe import Scribe
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of
from cotlens.sources.tool_changes import Change, Swap, from_texts, logged, swapped, wrote
from cotlens.sources.values import Json, absolute, items, obj, printable, text, text_or_none

CRUSH: Final = "crush"

_KINDS: Final[dict[str, ToolKind]] = {
    "bash": ToolKind.SHELL,
    "edit": ToolKind.EDIT,
    "multiedit": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "view": ToolKind.READ,
    "ls": ToolKind.READ,
    "glob": ToolKind.SEARCH,
    "grep": ToolKind.SEARCH,
    "sourcegraph": ToolKind.SEARCH,
    "lsp_references": ToolKind.SEARCH,
    "lsp_diagnostics": ToolKind.SEARCH,
    "diagnostics": ToolKind.SEARCH,
    "fetch": ToolKind.WEB,
    "web_fetch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "agentic_fetch": ToolKind.WEB,
    "download": ToolKind.WEB,
    "agent": ToolKind.TASK,
    "todos": ToolKind.PLAN,
}
_EXIT: Final = re.compile(r"(?:\A|\n)Exit code (-?\d{1,10})\s*(?:<cwd>[^<]{0,4096}</cwd>\s*)?\Z")
_TAIL: Final = 4500
_DENIED: Final = ("User denied permission", "user denied permission", "Permission denied by user", "permission denied")
_STOPPED: Final = ("Tool execution canceled by user", "Tool execution cancelled by user", "context canceled")
_CUT_SHORT: Final = "Command was aborted before completion"
_SILENT: Final = frozenset({"image_url", "binary", "finish"})


class Versions:
    """The versions of files that a session made, each used once and in order."""

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        self._texts: dict[str, list[str]] = {}
        for path, content in files:
            self._texts.setdefault(path, []).append(content)
        self._at: dict[str, int] = {}

    def step(self, path: str, leads: Callable[[str, str], bool]) -> tuple[str, str] | None:
        """Find the next pair of versions of which `leads(before, after)` is true."""
        texts = self._texts.get(path, [])
        for number in range(self._at.get(path, 0) + 1, len(texts)):
            if leads(texts[number - 1], texts[number]):
                self._at[path] = number
                return texts[number - 1], texts[number]
        return None


def working_directory(messages: Iterable[Json]) -> str | None:
    """The directory that Crush ran in: where the first shell command ran that did not name one of its own."""
    named: set[str] = set()
    for message in messages:
        for part in map(obj, items(message.get("parts"))):
            data = obj(part.get("data"))
            if part.get("type") == "tool_call" and "working_dir" in arguments_of(data.get("input")):
                named.add(text(data.get("id")))
            if part.get("type") != "tool_result" or text(data.get("tool_call_id")) in named:
                continue
            if cwd := text(_details(data.get("metadata")).get("working_directory")):
                return printable(cwd)
    return None


def _details(metadata: object) -> Json:
    """What Crush logs of a result for itself, which is JSON inside a string."""
    return (decode(metadata.encode("utf-8", "replace")) or {}) if isinstance(metadata, str) else obj(metadata)


class CrushMessages:
    """Writes the events of one message after the other."""

    def __init__(self, scribe: Scribe, versions: Versions) -> None:
        self._scribe = scribe
        self._versions = versions
        self._calls = Calls(_KINDS, self._changes)

    def tell(self, native: str, message: Json, *, line: int, last: bool) -> None:
        """Write the events of a message; `last` tells that it may still be written."""
        scribe = self._scribe
        key = f"{scribe.picture.chain or scribe.picture.id}/{printable(native)}"
        if model := text_or_none(message.get("model")):
            scribe.picture.model = model
        created = moment(message.get("created"))
        scribe.at(created, line=line, message=key)
        parts = [(text(obj(p).get("type")), obj(obj(p).get("data"))) for p in items(message.get("parts"))]
        role = message.get("role")
        # A `finish` part is a message's last.
        writing = last and role == "assistant" and not any(kind == "finish" for kind, _ in parts)
        for index, (kind, data) in enumerate(parts):
            self._part(kind, data, f"{key}:{index}", message, writing=writing)
        for _, data in (p for p in parts if p[0] == "finish"):
            if data.get("reason") == "canceled":
                scribe.at(first_moment(data.get("time"), created), line=line, message=key)
                scribe.interrupt(f"{key}:interrupt")

    def _part(self, kind: str, data: Json, key: str, message: Json, *, writing: bool) -> None:
        scribe, role = self._scribe, message.get("role")
        if kind == "text":
            self._text(data, key, message, writing=writing)
        elif kind == "reasoning":
            if not (writing and not moment(data.get("finished_at"))):
                scribe.reasoning(key, text(data.get("thinking")))
        elif kind == "tool_call":
            if data.get("finished") is not False or not writing:
                self._call(data, key)
        elif kind == "tool_result":
            self._result(data, key)
        elif kind == "shell_command":
            # The person ran it with `!`.
            scribe.user(key, f"!{text(data.get('command'))}\n{text(data.get('output'))}", typed=False)
        else:
            scribe.picture.unknown_types += kind not in _SILENT and role != "system"

    def _text(self, data: Json, key: str, message: Json, *, writing: bool) -> None:
        said = text(data.get("text"))
        role = message.get("role")
        if role == "user":
            typed = data.get("hidden") is not True and self._scribe.picture.chain is None
            self._scribe.user(key, said, typed=typed)
        elif role == "assistant" and not writing:
            if message.get("summary"):
                self._scribe.compaction(key, said)
            else:
                self._scribe.message(key, said)

    def _call(self, data: Json, key: str) -> None:
        args = arguments_of(data.get("input"))
        cwd = text_or_none(args.get("working_dir"))
        call = printable(text(data.get("id"))) or key
        name = text(data.get("name")) or "unknown"
        self._calls.ask(self._scribe, key, call, name, args, cwd=cwd, intent=text(args.get("description")))

    def _result(self, data: Json, key: str) -> None:
        said = text(data.get("content"))
        details = _details(data.get("metadata"))
        name = text(data.get("name"))
        found = _EXIT.search(said[-_TAIL:]) if name == "bash" else None
        status = _status(said, data.get("is_error") is True, shell=name == "bash")
        code = int(found[1]) if found else None
        answer = Answer(status, said, details, code, "lines truncated" in said)
        self._calls.answer(self._scribe, key, printable(text(data.get("tool_call_id"))) or key, answer)

    # --- edits --------------------------------------------------------------------------------------------------------

    def _changes(self, asked: Asked, answer: Answer) -> list[Change]:
        args = asked.args
        named = text(args.get("file_path"))
        path = absolute(named, asked.cwd) if named else ""
        details = answer.details
        happened = answer.status is ResultStatus.OK
        if isinstance(details.get("new_content"), str) and happened:
            before = text(details.get("old_content"))
            return [from_texts(path, before, text(details["new_content"]), existed=bool(before))]
        if asked.name == "write":
            content = text(args.get("content"))
            step = self._versions.step(path, lambda _, after: after == content) if happened else None
            if step is not None:
                return [from_texts(path, *step, existed=bool(step[0]))]
            diff = logged(text(details.get("diff")), [content]) if happened else ()
            if any(line[0] in " -" for hunk in diff for line in hunk.lines):
                return [Change(path, wrote(path, content, existed=True).op, diff, None, content)]
            return [wrote(path, content, existed=True if asked.again else None)]
        entries = [obj(e) for e in items(args.get("edits"))] or [args]
        swaps = [_swap(entry) for entry in entries]
        step = self._versions.step(path, lambda before, after: _led(before, swaps) == after) if happened else None
        return [from_texts(path, *step, existed=bool(step[0]))] if step is not None else [swapped(path, swaps)]


def _swap(entry: Json) -> Swap:
    return Swap(text(entry.get("old_string")), text(entry.get("new_string")), entry.get("replace_all") is True)


def _led(before: str, swaps: list[Swap]) -> str:
    for swap in swaps:
        before = before.replace(swap.old, swap.new, -1 if swap.every else 1) if swap.old else before + swap.new
    return before


def _status(said: str, failed: bool, *, shell: bool) -> ResultStatus:
    if failed and said.startswith(_DENIED):
        return ResultStatus.DENIED
    if (failed and said.startswith(_STOPPED)) or (shell and _CUT_SHORT in said[-_TAIL:]):
        return ResultStatus.INTERRUPTED
    return ResultStatus.ERROR if failed else ResultStatus.OK
