"""Antigravity's transcripts (`brain/<conversation>/.system_generated/logs/transcript.jsonl`) become events, step by step."""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import LogRef, ReasoningForm, ResultStatus, ToolKind
from cotlens.model.ids import digest
from cotlens.sources import patches
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.scribe import STATES
from cotlens.sources.sidecars import read_value
from cotlens.sources.values import Json, integer, items, obj, seconds, text

ANTIGRAVITY: Final = "antigravity"
_KINDS: Final = {
    "run_command": ToolKind.SHELL, "write_to_file": ToolKind.EDIT, "replace_file_content": ToolKind.EDIT,
    "multi_replace_file_content": ToolKind.EDIT, "view_file": ToolKind.READ, "list_dir": ToolKind.READ,
    "view_file_outline": ToolKind.READ, "view_code_item": ToolKind.READ, "view_content_chunk": ToolKind.READ,
    "find_by_name": ToolKind.SEARCH, "grep_search": ToolKind.SEARCH, "codebase_search": ToolKind.SEARCH,
    "search_in_file": ToolKind.SEARCH, "search_web": ToolKind.WEB, "read_url_content": ToolKind.WEB,
    "browser_subagent": ToolKind.TASK, "task_boundary": ToolKind.PLAN, "notify_user": ToolKind.OTHER,
    "call_mcp_tool": ToolKind.MCP,
}  # fmt: skip
_ANSWER_OF: Final = {
    "RUN_COMMAND": ("run_command",), "SEARCH_WEB": ("search_web",), "LIST_DIRECTORY": ("list_dir",),
    "CODE_ACTION": ("write_to_file", "replace_file_content", "multi_replace_file_content"),
    "VIEW_FILE": ("view_file",), "GREP_SEARCH": ("grep_search",), "FIND": ("find_by_name",),
    "READ_URL_CONTENT": ("read_url_content",), "COMMAND_STATUS": ("command_status",),
    "MCP_TOOL": ("call_mcp_tool",), "BROWSER_SUBAGENT": ("browser_subagent",), "TASK_BOUNDARY": ("task_boundary",),
    "NOTIFY_USER": ("notify_user",),
}  # fmt: skip
_QUIET: Final = frozenset({
    "CONVERSATION_HISTORY", "EPHEMERAL_MESSAGE", "KNOWLEDGE_ARTIFACTS", "ERROR_MESSAGE", "SYSTEM_MESSAGE",
})  # fmt: skip
_GOING_ON: Final = frozenset({"RUNNING", "IN_PROGRESS", "PENDING", "GENERATING", "WAITING", "QUEUED"})
_ENDED: Final = {
    "DONE": ResultStatus.OK, "ERROR": ResultStatus.ERROR, "FAILED": ResultStatus.ERROR,
    "CANCELED": ResultStatus.INTERRUPTED, "CANCELLED": ResultStatus.INTERRUPTED, "INTERRUPTED": ResultStatus.INTERRUPTED,
    "REJECTED": ResultStatus.DENIED, "DENIED": ResultStatus.DENIED,
}  # fmt: skip
_OPEN: Final = 256
_TIMES: Final = re.compile(r"(?:(?:Created|Completed) At: [^\n]{0,80}\n)+")
_CODE: Final = re.compile(r"The command (?:exited with code|failed with exit code:?) (-?\d{1,10})\b")
_CREATED: Final = "Created file "
_MODEL: Final = re.compile(r"`Model Selection` from .{0,100}? to (.{1,100}?)\. No need")
_CUT: Final = re.compile(r"\n?<truncated \d+ bytes>")
_DIFF: Final = ("[diff_block_start]", "[diff_block_end]")
_HEAD: Final = 1024 * 1024
# Values are JSON strings inside JSON strings: `"Cwd":"\"C:\\\\a\""`.
_FILES: Final = re.compile(rb'"(?:Cwd|TargetFile|AbsolutePath|DirectoryPath|SearchPath)":"\\"((?:[^"\\]|\\\\)+)\\""')


@dataclass(slots=True)
class _Call:
    """A call that waits for its step."""

    key: str
    name: str
    args: Json


class AntigravityReader(LineReader):
    """Reads one transcript. A step may be written again when it is done."""

    agent = ANTIGRAVITY

    def __init__(self, path: str, seen: Any, owner: Any) -> None:
        super().__init__(path, seen, owner)
        self._session = _conversation(path)
        self._named = False
        self._open: list[_Call] = []
        self._told: set[int] = set()

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one step."""
        if not self._named:
            begun = digest(text(record.get("created_at")), text(record.get("content"))[:20_000])
            self.scribe.named(self._session or f"{ANTIGRAVITY}-{begun}")
            self._named = True
        kind, status = text(record.get("type")), text(record.get("status"))
        step = integer(record.get("step_index"))
        if status in _GOING_ON or (step is not None and step in self._told):
            return
        if step is not None:
            self._told.add(step)
        key = f"s{step if step is not None else f'L{ref.line}'}"
        self.scribe.at(seconds(record.get("created_at")), line=ref.line, offset=ref.offset, message=key)
        said = text(record.get("content"))
        if kind == "USER_INPUT":
            self._user(key, said)
        elif kind == "PLANNER_RESPONSE":
            self._planned(key, record, said)
        elif kind == "CHECKPOINT":
            self.scribe.compaction(key, said)
        elif kind not in _QUIET:
            self._answer(kind, status, record, said)

    def _user(self, key: str, said: str) -> None:
        model = _MODEL.search(said)
        self.scribe.picture.model = model[1] if model else self.scribe.picture.model
        begin, end = said.find("<USER_REQUEST>"), said.rfind("</USER_REQUEST>")
        if begin < 0:
            self.scribe.user(key, said)
            return
        self.scribe.user(key, said[begin + len("<USER_REQUEST>") : end if end > begin else len(said)].strip())

    def _planned(self, key: str, record: Json, said: str) -> None:
        thinking = text(record.get("thinking"))
        if thinking.strip():
            self.scribe.reasoning(f"{key}:thinking", thinking, ReasoningForm.SUMMARY)
        self.scribe.message(f"{key}:text", said)
        for number, call in enumerate(map(obj, items(record.get("tool_calls")))):
            self._call(f"{key}:{number}", text(call.get("name")), _decoded(obj(call.get("args"))))

    def _call(self, key: str, name: str, args: Json) -> None:
        kind = _KINDS.get(name, ToolKind.MCP if name.startswith("mcp_") else ToolKind.OTHER)
        cwd = text(args.get("Cwd")) or None
        self.scribe.picture.visit(cwd)
        command = text(args.get("CommandLine")) if kind is ToolKind.SHELL else None
        intent = text(args.get("Description")) or text(args.get("toolAction")) or text(args.get("toolSummary"))
        self.scribe.call(f"{key}:call", key, name, kind, args, command=command, cwd=cwd, intent=intent)
        self._open = [*self._open[-_OPEN:], _Call(key, name, args)]

    def _answer(self, kind: str, status: str, record: Json, said: str) -> None:
        names = _ANSWER_OF.get(kind, ())
        call = next((c for c in self._open if c.name in names), None)
        if call is None and not names:
            # Tools that are not known answer in steps of types that are not known.
            call = next((c for c in self._open if c.name not in _NAMED), None)
        if call is None:
            if not names and record.get("source") != "MODEL":
                self.unknown()
            return
        self._open.remove(call)
        body = _TIMES.sub("", said, count=1).lstrip("\n")
        told = _CODE.search(body[:400])
        code = integer(record.get("exit_code"))
        code = int(told[1]) if code is None and told else code
        ended = _ENDED.get(status, ResultStatus.OK)
        if ended is ResultStatus.OK and (code not in (None, 0) or text(record.get("error"))):
            ended = ResultStatus.ERROR
        self.scribe.result(f"{call.key}:result", call.key, ended, body or text(record.get("error")), exit_code=code)
        if _KINDS.get(call.name) is ToolKind.EDIT:
            self._edit(call, ended, body)

    def _edit(self, call: _Call, ended: ResultStatus, body: str) -> None:
        path = _path(text(call.args.get("TargetFile")))
        if not path:
            return
        op, hunks, after = _change(call.args, body)
        self.scribe.edit(call.key, call.key, path, op, STATES[ended], hunks, after=after, tool=call.name)


_NAMED: Final = frozenset(name for names in _ANSWER_OF.values() for name in names)


def _change(args: Json, body: str) -> tuple[EditOp, tuple[Hunk, ...], str | None]:
    begin, end = body.find(_DIFF[0]), body.rfind(_DIFF[1])
    if begin >= 0:
        diff = body[begin + len(_DIFF[0]) : end if end > begin else len(body)]
        return EditOp.MODIFY, patches.unified(diff), None
    op = EditOp.CREATE if _CREATED in body[:400] else EditOp.MODIFY
    if "CodeContent" in args:
        content = text(args.get("CodeContent"))
        if cut := _CUT.search(content):
            # The transcript leaves the rest of a long file out; the line in which it breaks off is not whole either.
            head, _, _ = content[: cut.start()].rpartition("\n")
            return op, patches.created(head), None
        return op, patches.created(content), content
    chunks = [obj(chunk) for chunk in items(args.get("ReplacementChunks"))] or [args]
    hunks = tuple(
        hunk
        for chunk in chunks
        for hunk in patches.replaced(text(chunk.get("TargetContent")), text(chunk.get("ReplacementContent")))
    )
    return EditOp.MODIFY, hunks, None


def _decoded(args: Json) -> Json:
    """The arguments, of which each is JSON once more."""
    return {name: _value(value) for name, value in args.items()}


def _value(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ('"', "{", "[", "t", "f"):
        return value
    try:
        return msgspec.json.decode(value.encode("utf-8", "replace"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Cut off in the middle (`<truncated 115 bytes>`): the text as it is, without its opening quote.
        return value.removeprefix('"')


def _path(path: str) -> str:
    """A path, also from a `file:` address."""
    if not path.startswith("file://"):
        return path
    plain = unquote(path.removeprefix("file://"), errors="replace")
    return plain[1:] if re.match(r"/[A-Za-z]:", plain) else plain


def _conversation(path: str) -> str | None:
    parts = path.replace("\\", "/").split("/")
    at = len(parts) - 1 - parts[::-1].index("brain") if "brain" in parts else -1
    return parts[at + 1] if 0 <= at < len(parts) - 2 else None


def recognise(record: Json) -> str | None:
    """Know a step by its number, source, type and status."""
    if integer(record.get("step_index")) is None or not isinstance(record.get("status"), str):
        return None
    if record.get("source") not in ("USER_EXPLICIT", "USER_IMPLICIT", "MODEL", "SYSTEM"):
        return None
    return "transcript" if isinstance(record.get("type"), str) else None


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """The folders `brain` of the editor and of the command line program."""
    roots = [
        os.path.join(home, ".gemini", name, "brain") for name in ("antigravity", "antigravity-ide", "antigravity-cli")
    ]
    pattern = "*/.system_generated/logs/transcript.jsonl"
    return [Place(ANTIGRAVITY, root, pattern, cwds=directories, finds=named, watched=False) for root in roots]


def directories(path: str) -> tuple[str, ...]:
    """Workspaces whose last conversation it is, by the command line program's list of them (workspace to id)."""
    conversation = _conversation(path)
    if conversation is None:
        return ()
    at = path.replace("\\", "/").rindex("/brain/")
    listed = obj(read_value(os.path.join(path[:at], "cache", "last_conversations.json"), _HEAD))
    return tuple(_path(folder) for folder, last in listed.items() if last == conversation)


def named(data: bytes) -> Iterator[str]:
    """Find the directories of commands and searches, and those of files."""
    for found in _FILES.finditer(data):
        place = re.sub(r"\\+", r"\\", found[1].decode("utf-8", "replace"))
        flavour = ntpath if "\\" in place else posixpath
        folder = place if found[0].startswith((b'"Cwd"', b'"Dir', b'"Sea')) else flavour.dirname(place)
        if ".gemini" not in folder:
            yield folder


AGENT: Final = Agent(
    ANTIGRAVITY,
    "Antigravity",
    (Format(ANTIGRAVITY, "transcript", Shape.LINES, recognise, AntigravityReader),),
    places,
)
