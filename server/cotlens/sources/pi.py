"""Pi's sessions (and those of oh-my-pi): JSON lines that form a tree by `id` and `parentId`; a branch begins where an entry's
parent is not the entry before it.
"""  # noqa: D205 - the summary does not fit one line

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import LogRef, ResultStatus, ToolKind
from cotlens.sources import patches
from cotlens.sources.app_folders import home_path
from cotlens.sources.base import Owner, Seen
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.moments import first_moment
from cotlens.sources.tool_calls import Answer, Asked, Calls, arguments_of, exit_code_of
from cotlens.sources.tool_changes import Change, Swap, patched, swapped, wrote
from cotlens.sources.values import Json, items, joined, obj, printable, text, text_or_none

PI: Final = "pi"

_KINDS: Final[dict[str, ToolKind]] = {
    "bash": ToolKind.SHELL,
    "powershell": ToolKind.SHELL,
    "edit": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "read": ToolKind.READ,
    "ls": ToolKind.READ,
    "grep": ToolKind.SEARCH,
    "find": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "lsp": ToolKind.SEARCH,
    "ast_grep": ToolKind.SEARCH,
    "fetch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "browser": ToolKind.WEB,
    "task": ToolKind.TASK,
    "subagent": ToolKind.TASK,
    "todo": ToolKind.PLAN,
    "todo_write": ToolKind.PLAN,
    "ask": ToolKind.OTHER,
}
_KNOWN: Final = frozenset(
    {
        "session", "message", "model_change", "thinking_level_change", "compaction", "branch_summary", "custom",
        "custom_message", "label", "session_info", "context_transform", "ephemeral", "title", "mode_change",
        "ttsr_injection", "session_init",
    }
)  # fmt: skip
_ROLES: Final = frozenset(
    {"user", "assistant", "toolResult", "bashExecution", "custom", "hookMessage", "developer", "branchSummary",
     "compactionSummary"}
)  # fmt: skip
_EXIT: Final = re.compile(r"Command exited with code (-?\d{1,10})\s*\Z")
_NUMBERED: Final = re.compile(r"([ +-])\s{0,8}(\d{1,9}) ?(.*)", re.DOTALL)
_TAIL: Final = 200
_ABORTED: Final = ("Command aborted", "Operation aborted", "Aborted", "aborted")
_DENIED: Final = ("Blocked by user", "User denied", "Permission denied by user", "User rejected", "User declined")
_REMEMBERED: Final = 1 << 16
"""Entries whose place in the tree is kept."""


def recognise(record: Json) -> str | None:
    """Know a session's header, or an entry of its tree."""
    kind = record.get("type")
    if kind == "session":
        fits = isinstance(record.get("cwd"), str) and isinstance(record.get("timestamp"), str)
        if not fits or not isinstance(record.get("id"), str) or "payload" in record:
            return None
        version = record.get("version", 1)
        return f"version {version}" if isinstance(version, int) and not isinstance(version, bool) else None
    if kind == "message" and "parentId" in record and isinstance(record.get("timestamp"), str):
        message = obj(record.get("message"))
        own = "api" in message or "provider" in message or "toolCallId" in message or "timestamp" in message
        return "version 2 and later" if own and text(message.get("role")) in _ROLES else None
    return None


class PiReader(LineReader):
    """Reads one session file."""

    agent: ClassVar[str] = PI

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        stem = os.path.basename(path).removesuffix(".jsonl")
        self.scribe.named(stem.rsplit("_", 1)[-1] or stem)
        self._calls = Calls(_KINDS, _changes)
        self._leaf: str | None = None
        self._prompts: dict[str, int] = {}
        """Number of typed prompts up to an entry, on its branch."""

    def record(self, record: Json, ref: LogRef) -> None:
        """Write the events of one line."""
        kind = text(record.get("type"))
        message = obj(record.get("message"))
        key = printable(text(record.get("id"))) if kind != "session" else ""
        # Ids have 8 digits, unique in their file.
        key = f"{self.scribe.picture.id}/{key}" if key else f"{self.scribe.picture.id}:{ref.line}"
        when = first_moment(record.get("timestamp"), message.get("timestamp"))
        self.scribe.at(when, line=ref.line, offset=ref.offset, message=key)
        if kind not in ("session", "title"):
            self._branch(record, key, is_prompt=kind == "message" and message.get("role") == "user")
        tell = self._TYPES.get(kind)
        if tell is not None:
            tell(self, record, key)
        elif kind not in _KNOWN:
            self.unknown()

    def _branch(self, record: Json, key: str, *, is_prompt: bool) -> None:
        """Notice that the user went back in the tree: the turns between there and the last entry are undone."""
        own = text_or_none(record.get("id"))
        if own is None:
            return
        parent = text_or_none(record.get("parentId"))
        before = self._prompts.get(parent, 0) if parent else 0
        if self._leaf is not None and parent != self._leaf and (parent is None or parent in self._prompts):
            self.scribe.rollback(f"{key}:branch", self._prompts.get(self._leaf, 0) - before)
        self._leaf = own
        self._prompts[own] = before + is_prompt
        if len(self._prompts) > _REMEMBERED:
            del self._prompts[next(iter(self._prompts))]

    # --- types --------------------------------------------------------------------------------------------------------

    def _session(self, record: Json, _key: str) -> None:
        if native := text_or_none(record.get("id")):
            self.scribe.named(native)
        self.scribe.picture.visit(printable(text(record.get("cwd"))) or None)
        self._model(record, "")
        if title := text_or_none(record.get("title")):
            self.scribe.picture.title = printable(title)

    def _model(self, record: Json, _key: str) -> None:
        model = text_or_none(record.get("modelId")) or text_or_none(record.get("model"))
        if model:
            self.scribe.picture.model = printable(model)

    def _title(self, record: Json, _key: str) -> None:
        if name := text_or_none(record.get("name")) or text_or_none(record.get("title")):
            self.scribe.picture.title = printable(name)

    def _compaction(self, record: Json, key: str) -> None:
        self.scribe.compaction(key, text(record.get("summary")))

    def _injected(self, record: Json, key: str) -> None:
        self.scribe.user(key, joined(record.get("content")), typed=False)

    def _branch_summary(self, record: Json, key: str) -> None:
        self.scribe.user(key, text(record.get("summary")), typed=False)

    def _message(self, record: Json, key: str) -> None:
        message = obj(record.get("message"))
        tell = self._MESSAGES.get(text(message.get("role")))
        if tell is None:
            self.unknown()
        else:
            tell(self, message, key)

    # --- messages -----------------------------------------------------------------------------------------------------

    def _user(self, message: Json, key: str) -> None:
        said = message.get("content")
        typed = message.get("attribution") != "agent" and message.get("synthetic") is not True
        self.scribe.user(key, said if isinstance(said, str) else _texts(said), typed=typed)

    def _harness(self, message: Json, key: str) -> None:
        self.scribe.user(key, joined(message.get("content")) or text(message.get("summary")), typed=False)

    def _agent(self, message: Json, key: str) -> None:
        self._model(message, key)
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else items(content)
        for index, block in enumerate(map(obj, blocks)):
            kind = text(block.get("type"))
            if kind == "text":
                self.scribe.message(f"{key}:{index}", text(block.get("text")))
            elif kind in ("thinking", "redactedThinking"):
                thought = "" if block.get("redacted") is True else text(block.get("thinking"))
                self.scribe.reasoning(f"{key}:{index}", "" if thought.strip() == "[REDACTED]" else thought)
            elif kind == "toolCall":
                self._call(block, f"{key}:{index}")
            else:
                self.scribe.picture.unknown_types += kind != "image"
        if message.get("stopReason") == "aborted":
            self.scribe.interrupt(f"{key}:abort")

    def _call(self, block: Json, key: str) -> None:
        args = arguments_of(block.get("arguments"))
        call = printable(text(block.get("id"))) or key
        intent = next((i for k in ("_i", "agent__intent", "description") if (i := text(args.get(k)))), "")
        cwd = text_or_none(args.get("cwd"))
        self._calls.ask(self.scribe, key, call, text(block.get("name")) or "unknown", args, cwd=cwd, intent=intent)

    def _tool_result(self, message: Json, key: str) -> None:
        call = printable(text(message.get("toolCallId"))) or key
        said = joined(message.get("content"))
        details = obj(message.get("details"))
        failed = message.get("isError") is True
        code = exit_code_of(details.get("exitCode"))
        if code is None and failed and (found := _EXIT.search(said[-_TAIL:])):
            code = int(found[1])
        if code is None and not failed and self._calls.kind(text(message.get("toolName"))) is ToolKind.SHELL:
            # The tool throws for every other status.
            code = 0
        cut = obj(details.get("truncation")).get("truncated") is True
        self._calls.answer(self.scribe, key, call, Answer(_status(said, failed), said, details, code, cut))

    def _bash(self, message: Json, key: str) -> None:
        """Write a command that the person ran with `!`: nobody asked an agent for it."""
        command = text(message.get("command"))
        output = text(message.get("output"))
        self.scribe.user(key, f"!{command}\n{output}".strip(), typed=False)

    _Tell = Callable[["PiReader", Json, str], None]
    _TYPES: ClassVar[dict[str, _Tell]] = {
        "session": _session,
        "message": _message,
        "model_change": _model,
        "compaction": _compaction,
        "branch_summary": _branch_summary,
        "custom_message": _injected,
        "session_info": _title,
        "title": _title,
    }
    _MESSAGES: ClassVar[dict[str, _Tell]] = {
        "user": _user,
        "assistant": _agent,
        "toolResult": _tool_result,
        "bashExecution": _bash,
        "custom": _harness,
        "hookMessage": _harness,
        "developer": _harness,
        "branchSummary": _harness,
        "compactionSummary": _harness,
    }


def _texts(content: Any) -> str:
    """Join what was typed; pictures are not."""
    return "\n".join(text(b.get("text")) for b in map(obj, items(content)) if b.get("type") == "text")


def _status(said: str, failed: bool) -> ResultStatus:
    if not failed:
        return ResultStatus.OK
    if said.startswith(_DENIED):
        return ResultStatus.DENIED
    return ResultStatus.INTERRUPTED if said[-_TAIL:].strip().endswith(_ABORTED) else ResultStatus.ERROR


def _changes(asked: Asked, answer: Answer) -> list[Change]:
    args, name = asked.args, asked.name.lower()
    path = text(args.get("path")) or text(args.get("file_path"))
    if name == "write":
        return [wrote(path, text(args.get("content")), existed=True if asked.again else None)]
    patch = text(args.get("patch")) or text(args.get("input"))
    if name == "apply_patch" or patch.lstrip().startswith("*** Begin Patch"):
        return patched(patch, asked.cwd)
    details = answer.details if answer.status is ResultStatus.OK else {}
    path = path or text(details.get("path"))
    hunks = patches.unified(text(details.get("patch"))) or displayed(text(details.get("diff")))
    if hunks:
        return [Change(path, EditOp.MODIFY, hunks)]
    swaps = [_swap(obj(e)) for e in items(args.get("edits"))] or [_swap(args)]
    return [swapped(path, [s for s in swaps if s.old or s.new])]


def _swap(entry: Json) -> Swap:
    old = text(entry.get("oldText")) or text(entry.get("old_text"))
    new = text(entry.get("newText")) or text(entry.get("new_text"))
    return Swap(old, new, entry.get("all") is True)


def displayed(diff: str) -> tuple[Hunk, ...]:
    """Read the diff that Pi shows: `-12 old`, `+12 new`, ` 11 same`, ` ... ` for lines that are left out.

    A removed line has its number in the file before, an added one in the file after; what an unchanged one has differs
    from version to version, so the changed ones alone say where a hunk is.
    """
    hunks: list[Hunk] = []
    run: list[tuple[str, int]] = []
    shift = 0
    for line in [*diff.split("\n"), ""]:
        found = _NUMBERED.fullmatch(line)
        if found is not None:
            run.append((found[1] + found[3], int(found[2])))
            continue
        hunks += _run(run, shift)
        shift += sum((x[0] == "+") - (x[0] == "-") for x, _ in run)
        run = []
    return tuple(hunks)


def _run(run: list[tuple[str, int]], shift: int) -> Iterator[Hunk]:
    """Make a hunk of lines without a gap; `shift` is by how much the hunks before it lengthen the file."""
    first = next((n for n, (line, _) in enumerate(run) if line[0] != " "), None)
    if first is None:
        return
    line, number = run[first]
    old = number - first - (shift if line[0] == "+" else 0)
    lines = tuple(line for line, _ in run)
    added, removed = (all(x[0] == sign for x in lines) for sign in ("+", "-"))
    # The convention of unified diffs: the start of an empty side is the line before it.
    yield Hunk(lines, max(old - added, 0), max(old + shift - removed, 0))


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`sessions/<folder>/` in Pi's and oh-my-pi's folders."""
    own = env.get("PI_CODING_AGENT_DIR", "").strip()
    roots = [home_path(own, home)] if own else []
    roots += [os.path.join(home, folder, "agent") for folder in (".pi", ".omp")]
    return [Place(PI, os.path.join(root, "sessions"), "**/*.jsonl") for root in dict.fromkeys(roots)]


AGENT: Final = Agent(PI, "Pi", (Format(PI, "session", Shape.LINES, recognise, PiReader),), places)
