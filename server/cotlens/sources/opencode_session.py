"""An OpenCode session, as its messages and their parts, becomes events. Does not know where the messages were stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cotlens.model.edit import EditOp, EditState
from cotlens.model.event import Phase, ReasoningForm
from cotlens.sources.compact import Texts
from cotlens.sources.moments import first_moment, moment
from cotlens.sources.opencode_tools import tell_tool
from cotlens.sources.scribe import Scribe
from cotlens.sources.tool_changes import Change, record
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

_UNTITLED: Final = re.compile(r"(?:New|Child) session - \d{4}-")
_HEADINGS: Final = re.compile(r"(?:gpt-|o\d|codex)", re.IGNORECASE)
"""Models whose provider gives summaries of the thoughts only."""
_NATIVE: Final = 16
"""Shorter ids of parts are not unique beyond their message."""
_SILENT: Final = frozenset({"step-start", "step-finish", "snapshot", "file", "agent", "retry", "compaction"})
"""Parts that tell nothing of their own: what a compaction led to stands in the summary that follows it."""
_PHASES: Final = {"commentary": Phase.COMMENTARY, "final_answer": Phase.FINAL}
_REDACTED: Final = ("[REDACTED]", "REDACTED")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message."""

    id: str
    data: Json
    line: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its parts, in order."""

    id: str
    data: Json
    parts: Sequence[Piece] = ()
    line: int = 1


@dataclass(frozen=True, slots=True)
class Info:
    """What is stored of the session itself; all of it may be missing."""

    id: str
    parent: str | None = None
    """The session that the whole family is told under: that of the first agent, where this is a subagent's."""
    directory: str | None = None
    title: str | None = None
    version: str | None = None
    reverted: str | None = None
    """The message that the user went back to before; it and all later ones are undone."""


def info_of(record: Json, session: str) -> Info:
    """Read the stored record of a session (export, storage tree)."""
    return Info(
        id=text(record.get("id")) or session,
        parent=text_or_none(record.get("parentID")),
        directory=text_or_none(record.get("directory")),
        title=text_or_none(record.get("title")),
        version=text_or_none(record.get("version")),
        reverted=text_or_none(obj(record.get("revert")).get("messageID")),
    )


@dataclass(slots=True)
class _Turn:
    """One message while it is being told."""

    scribe: Scribe
    message: Message
    key: str
    place: dict[str, Any]
    cwd: str | None
    child: bool
    open: bool
    """Whether the agent may still be writing it."""
    shell: str | None = None
    """The last finished shell call."""
    touched: set[str] = field(default_factory=set)


def tell(scribe: Scribe, info: Info, messages: Iterable[Message], count: int) -> Iterator[None]:
    """Write the events of a session of `count` messages, one after the other.

    A subagent's are told on a chain of the session that it works for.
    """
    picture = scribe.picture
    child = bool(info.parent) and info.parent != info.id
    scribe.named(info.parent if child and info.parent else info.id)
    picture.chain = printable(info.id) if child else None
    if info.version:
        picture.version = printable(info.version)
    if info.title and not _UNTITLED.match(info.title):
        picture.title = printable(info.title)
    if info.directory:
        picture.visit(printable(info.directory))
    taken = Texts()
    undone = 0
    for number, message in enumerate(messages):
        yield
        turn = _turn(scribe, info, message, number, last=number == count - 1, child=child)
        if turn is None:
            picture.unknown_types += 1
            continue
        if info.reverted and (undone or message.id == info.reverted):
            undone += _is_prompt(message)
        for index, piece in enumerate(message.parts):
            _tell_piece(turn, piece, _key(turn.key, piece.id, index, taken))
        if text(obj(message.data.get("error")).get("name")) == "MessageAbortedError":
            scribe.at(**{**turn.place, "time": _completed(message.data) or turn.place["time"]})
            scribe.interrupt(f"{turn.key}:abort")
    if undone and info.reverted:
        scribe.rollback(f"{info.id}:revert:{info.reverted}", undone)


def _turn(scribe: Scribe, info: Info, message: Message, number: int, *, last: bool, child: bool) -> _Turn | None:
    data = message.data
    role = data.get("role")
    if role not in ("user", "assistant"):
        return None
    if model := text_or_none(data.get("modelID")) or text_or_none(obj(data.get("model")).get("modelID")):
        scribe.picture.model = printable(model)
    cwd = text_or_none(obj(data.get("path")).get("cwd"))
    if cwd:
        cwd = printable(cwd)
        scribe.picture.visit(cwd)
    key = f"{info.id}/{message.id if _usable(message.id) else number}"
    place = {
        "time": moment(obj(data.get("time")).get("created")),
        "line": message.line,
        "message": printable(message.id) if _usable(message.id) else key,
    }
    is_open = last and role == "assistant" and _completed(data) is None and not obj(data.get("error"))
    return _Turn(scribe, message, printable(key), place, cwd or scribe.cwd, child, is_open)


def _is_prompt(message: Message) -> bool:
    return message.data.get("role") == "user" and any(
        p.data.get("type") in ("text", "subtask") and p.data.get("synthetic") is not True for p in message.parts
    )


def _completed(data: Json) -> float | None:
    return moment(obj(data.get("time")).get("completed"))


def _usable(native: str) -> bool:
    # Programs that keep sessions in repositories overwrite what looks like a secret, and ids do.
    return bool(native) and not native.startswith("REDACTED")


def _key(message: str, native: str, index: int, taken: Texts) -> str:
    """Name a part by its own id, or by its place where that is too short, overwritten or there twice."""
    native = printable(native)
    key = native if len(native) >= _NATIVE else f"{message}/{native}" if native else ""
    if not key or not _usable(native) or key in taken:
        key = f"{message}:{index}"
    taken.add(key)
    return key


# --- parts ------------------------------------------------------------------------------------------------------------


def _tell_piece(turn: _Turn, piece: Piece, key: str) -> None:
    kind = text(piece.data.get("type"))
    tell_it = _PIECES.get(kind)
    if tell_it is None:
        turn.scribe.picture.unknown_types += kind not in _SILENT
        return
    start = first_moment(obj(piece.data.get("time")).get("start"), turn.place["time"])
    turn.scribe.at(**{**turn.place, "time": start, "line": piece.line})
    tell_it(turn, piece, key)


def _is_partial(turn: _Turn, part: Json) -> bool:
    """Tell whether a text is still being written: its time has a start and no end, in a message that goes on."""
    times = obj(part.get("time"))
    return turn.open and "start" in times and moment(times.get("end")) is None


def _text(turn: _Turn, piece: Piece, key: str) -> None:
    said = text(piece.data.get("text"))
    data = turn.message.data
    if data.get("role") == "user":
        # In a subagent's session it is the agent above that writes the prompts.
        injected = turn.child or piece.data.get("synthetic") is True or piece.data.get("ignored") is True
        turn.scribe.user(key, said, typed=not injected)
    elif _is_partial(turn, piece.data):
        return
    elif data.get("summary") is True:
        if said.strip():
            turn.scribe.compaction(key, said)
    else:
        turn.scribe.message(key, said, _phase(piece.data))


def _phase(part: Json) -> Phase:
    for provider in obj(part.get("metadata")).values():
        if phase := _PHASES.get(text(obj(provider).get("phase"))):
            return phase
    return Phase.UNKNOWN


def _reasoning(turn: _Turn, piece: Piece, key: str) -> None:
    if _is_partial(turn, piece.data):
        return
    said = text(piece.data.get("text"))
    if said.strip() in _REDACTED:
        said = ""
    turn.scribe.reasoning(key, said, _form(turn.message.data, piece.data))


def _form(data: Json, part: Json) -> ReasoningForm:
    """GPT models' providers give headings only; they are known by the model's name, or by the encrypted thought beside."""
    model = text(data.get("modelID")).rsplit("/", 1)[-1]
    encrypted = any("reasoningEncryptedContent" in obj(p) for p in obj(part.get("metadata")).values())
    return ReasoningForm.SUMMARY if encrypted or _HEADINGS.match(model) else ReasoningForm.FULL


def _tool(turn: _Turn, piece: Piece, key: str) -> None:
    already = len(turn.scribe.events)
    turn.shell = tell_tool(turn.scribe, key, piece.data, {**turn.place, "line": piece.line}, turn.cwd) or turn.shell
    for event in turn.scribe.events[already:]:
        if (edit := getattr(event, "edit", None)) is not None:
            turn.touched.update(path for path in (edit.path, edit.new_path) if path)


def _subtask(turn: _Turn, piece: Piece, key: str) -> None:
    """`/review`: the person typed the command, its text comes from a template."""
    command = text(piece.data.get("command"))
    if command:
        turn.scribe.user(f"{key}:command", f"/{command}", typed=not turn.child)
    turn.scribe.user(key, text(piece.data.get("prompt")), typed=False)


def _patch(turn: _Turn, piece: Piece, key: str) -> None:
    """Files that changed during a step, by OpenCode's snapshots, and that no editing tool of the step accounts for.

    A command of the step may have changed them, and so may a person meanwhile: the edit is of unknown state.
    """
    if turn.shell is None:
        return
    rest = [f for f in items(piece.data.get("files")) if isinstance(f, str) and f not in turn.touched]
    changes = [Change(path, EditOp.MODIFY) for path in rest]
    record(turn.scribe, key, turn.shell, changes, EditState.UNKNOWN, tool="bash", cwd=turn.cwd)


_PIECES: Final[dict[str, Callable[[_Turn, Piece, str], None]]] = {
    "text": _text,
    "reasoning": _reasoning,
    "tool": _tool,
    "subtask": _subtask,
    "patch": _patch,
}
