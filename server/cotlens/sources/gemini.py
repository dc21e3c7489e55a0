"""Gemini CLI's sessions: JSON lines since April 2026, one JSON document before, and the folders of its projects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from cotlens.model.event import LogRef, ReasoningForm, ToolKind
from cotlens.sources import gemini_tools
from cotlens.sources.app_folders import home_path
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.scribe import Scribe
from cotlens.sources.sidecars import read_json, read_text
from cotlens.sources.values import Json, integer, items, obj, seconds, text, text_or_none

GEMINI: Final = "gemini"
_NOTICES: Final = frozenset({"info", "warning", "error"})
_CANCELLED: Final = "Request cancelled."
_FILES: Final = "--- Content from referenced files ---"
"""Where the text of files begins that the user named with `@`."""
_INJECTED: Final = re.compile(r"\s*<(?:session_context|state_snapshot|hook_context|loaded_context|extension_context)\b")
_METADATA: Final = frozenset({"sessionId", "projectHash", "startTime", "lastUpdated", "kind", "directories", "summary"})


# --- messages, the same in both formats -------------------------------------------------------------------------------


def tell(scribe: Scribe, record: Json, native: str, line: int = 1, offset: int = 0) -> bool:
    """Write the events of one message; True if a person typed it."""
    kind = text(record.get("type"))
    base = scoped(native, scribe.picture.id)
    time = seconds(record.get("timestamp"))
    scribe.at(time, line=line, offset=offset, message=native if kind == "gemini" else None)
    if kind == "user":
        return _user(scribe, record, base)
    if kind == "gemini":
        _gemini(scribe, record, native, base, (line, offset))
    elif kind in _NOTICES:
        if words(record.get("content")).strip() == _CANCELLED:
            scribe.interrupt(f"{base}:interrupt")
    else:
        scribe.picture.unknown_types += 1
    return False


def words(content: Any) -> str:
    """Join the text of a message: a string, or Gemini's parts."""
    if isinstance(content, str):
        return content
    parts = items(content) if isinstance(content, list) else [content]
    return "\n".join(said for part in parts if (said := part if isinstance(part, str) else text(obj(part).get("text"))))


def _user(scribe: Scribe, record: Json, base: str) -> bool:
    said = words(record.get("content"))
    if _INJECTED.match(said):
        scribe.user(f"{base}:context", said, typed=False)
        return False
    typed, mark, files = said.partition(_FILES)
    # What the user saw himself type is kept beside what the model was given, where they differ.
    typed = words(record.get("displayContent")) or typed
    scribe.user(f"{base}:text", typed.strip())
    scribe.user(f"{base}:files", f"{mark}{files}", typed=False)
    return bool(typed.strip())


def _gemini(scribe: Scribe, record: Json, native: str, base: str, at: tuple[int, int]) -> None:
    scribe.picture.model = text_or_none(record.get("model")) or scribe.picture.model
    time = scribe.time
    thoughts = [obj(thought) for thought in items(record.get("thoughts"))]
    for number, thought in enumerate(thoughts):
        scribe.at(seconds(thought.get("timestamp")) or time, line=at[0], offset=at[1], message=native)
        scribe.reasoning(f"{base}:thought{number}", _thought(thought), ReasoningForm.SUMMARY)
    scribe.at(time, line=at[0], offset=at[1], message=native)
    if not thoughts and (integer(obj(record.get("tokens")).get("thoughts")) or 0) > 0:
        # It was charged for thinking, and the provider sent no summary of it.
        scribe.reasoning(f"{base}:withheld", "")
    scribe.message(f"{base}:text", words(record.get("content")))
    for number, call in enumerate(map(obj, items(record.get("toolCalls")))):
        _call(scribe, call, native, f"{base}:{number}", at)
        scribe.at(time, line=at[0], offset=at[1], message=native)


def _thought(thought: Json) -> str:
    subject, description = text(thought.get("subject")).strip(), text(thought.get("description")).strip()
    return "\n\n".join(part for part in (f"**{subject}**" if subject else "", description) if part)


def _call(scribe: Scribe, call: Json, native: str, base: str, at: tuple[int, int]) -> None:
    name = text(call.get("name"))
    args = obj(call.get("args"))
    kind = gemini_tools.kind_of(name, text(call.get("displayName")))
    number = text(call.get("id")) or base
    cwd = gemini_tools.directory(args, scribe.cwd) if kind is ToolKind.SHELL else None
    scribe.call(f"{base}:call", number, name, kind, args, cwd=cwd, intent=gemini_tools.intent(args))
    end = gemini_tools.ending(call.get("status"), call.get("result"), call.get("resultDisplay"), kind)
    if end is None:
        if kind is ToolKind.EDIT and call.get("status") is None:
            # Nothing says how it ended; a later record with the same id may.
            gemini_tools.write_edit(scribe, f"{base}:result", number, name, args, None, None)
        return
    scribe.at(seconds(call.get("timestamp")) or scribe.time, line=at[0], offset=at[1], message=native)
    scribe.result(f"{base}:result", number, end.status, end.text, exit_code=end.exit_code)
    if kind is ToolKind.EDIT:
        gemini_tools.write_edit(scribe, f"{base}:result", number, name, args, call.get("resultDisplay"), end)


def _header(scribe: Scribe, header: Json, path: str) -> None:
    session = text(header.get("sessionId"))
    if header.get("kind") == "subagent" and session:
        # A subagent's log lies in a folder named after the session that started it.
        scribe.picture.chain = session
        session = os.path.basename(os.path.dirname(path)) or session
    if session:
        scribe.named(session)
    scribe.picture.title = text_or_none(header.get("summary")) or scribe.picture.title
    _visit(scribe, header.get("directories"))


def _visit(scribe: Scribe, directories: Any) -> None:
    for directory in items(directories):
        scribe.picture.visit(text(directory))


# --- the two formats --------------------------------------------------------------------------------------------------


class GeminiReader(LineReader):
    """Reads JSON lines: a message is told again under its id when its tools end, and the last telling counts."""

    agent: ClassVar[str] = GEMINI

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        super().__init__(path, seen, owner)
        self._path = path
        self._typed: dict[str, bool] = {}
        """Ids of the messages that stand, in order, and whether a person typed them."""
        for cwd in projects(path):
            self.scribe.picture.visit(cwd)

    def record(self, record: Json, ref: LogRef) -> None:
        """Read one line."""
        if isinstance(record.get("$rewindTo"), str):
            self._rewind(record["$rewindTo"], ref)
        elif isinstance(record.get("$set"), dict):
            self._set(record["$set"], ref)
        elif isinstance(record.get("id"), str) and "type" in record:
            self._message(record, ref)
        elif isinstance(record.get("sessionId"), str) and "projectHash" in record:
            if not self._typed:
                _header(self.scribe, record, self._path)
        else:
            self.unknown()

    def _message(self, record: Json, ref: LogRef) -> None:
        self._typed[record["id"]] = tell(self.scribe, record, record["id"], ref.line, ref.offset)

    def _rewind(self, target: str, ref: LogRef) -> None:
        """The named message and all after it are undone; all of them if there is no such message."""
        turns, found = 0, ""
        while self._typed and found != target:
            found, typed = self._typed.popitem()
            turns += typed
        self.scribe.at(None, line=ref.line, offset=ref.offset)
        self.scribe.rollback(scoped(f"{ref.line}:rewind", self.scribe.picture.id), turns)

    def _set(self, change: Json, ref: LogRef) -> None:
        self.scribe.picture.title = text_or_none(change.get("summary")) or self.scribe.picture.title
        _visit(self.scribe, change.get("directories"))
        messages = [m for m in map(obj, items(change.get("messages"))) if isinstance(m.get("id"), str)]
        if not messages:
            return
        if not self._typed:
            for message in messages:
                self._message(message, ref)
            return
        kept = {message["id"] for message in messages}
        new = [message for message in messages if message["id"] not in self._typed]
        if new and not kept >= self._typed.keys():
            # `/compress`: a summary stands in the place of old messages. What was told of them stays true.
            self.scribe.at(seconds(change.get("lastUpdated")), line=ref.line, offset=ref.offset)
            summary = next((said for message in new if (said := words(message.get("content")).strip())), "")
            self.scribe.compaction(scoped(f"{new[0]['id']}:compaction", self.scribe.picture.id), summary)
        self._typed = {message["id"]: self._typed.get(message["id"], False) for message in messages}


class GeminiDocument:
    """Reads the document, which is written anew as a whole with each message."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Write all events, message by message."""
        for cwd in projects(self._path):
            scribe.picture.visit(cwd)
        document = obj(value)
        _header(scribe, document, self._path)
        for number, message in enumerate(map(obj, items(document.get("messages")))):
            yield
            tell(scribe, message, text(message.get("id")) or f"{number}")


def recognise(record: Json) -> str | None:
    """Know a line: the header, a message of the model, or a rewinding."""
    if isinstance(record.get("sessionId"), str) and isinstance(record.get("projectHash"), str):
        return "JSON lines" if "startTime" in record and record.keys() <= _METADATA else None
    if record.get("type") == "gemini":
        named = isinstance(record.get("id"), str) and isinstance(record.get("timestamp"), str)
        return "JSON lines" if named and "content" in record else None
    return "JSON lines" if isinstance(record.get("$rewindTo"), str) and len(record) == 1 else None


def recognise_document(value: Any) -> str | None:
    """Know the document."""
    document = obj(value)
    named = all(isinstance(document.get(key), str) for key in ("sessionId", "projectHash", "startTime"))
    return "JSON document" if named and isinstance(document.get("messages"), list) else None


# --- places -----------------------------------------------------------------------------------------------------------


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`$GEMINI_CLI_HOME/.gemini` or `~/.gemini`: `tmp/<project>/chats/`."""
    root = os.path.join(home_path(env.get("GEMINI_CLI_HOME", "").strip() or home, home), ".gemini", "tmp")
    patterns = ("*/chats/session-*.json", "*/chats/session-*.jsonl", "*/chats/*/*.jsonl")
    return [Place(GEMINI, root, pattern, cwds=projects) for pattern in patterns]


def projects(log: str) -> tuple[str, ...]:
    """Directories of the project that a log belongs to: its own marker names it, else the list of all projects.

    The name of the project's folder is a short name from that list, in older versions the SHA-256 of the directory.
    """
    chats = os.path.dirname(log)
    if os.path.basename(chats) != "chats":
        chats = os.path.dirname(chats)
    if os.path.basename(chats) != "chats":
        return ()
    project = os.path.dirname(chats)
    name = os.path.basename(project)
    marked = read_text(os.path.join(project, ".project_root")).strip()
    listed = obj(read_json(os.path.join(os.path.dirname(os.path.dirname(project)), "projects.json")).get("projects"))
    found = [folder for folder, short in listed.items() if name in (short, _digest(folder))]
    return tuple(dict.fromkeys(folder for folder in (marked, *found) if folder))


def _digest(folder: str) -> str:
    import hashlib  # noqa: PLC0415  # OpenSSL comes along, 3.5 MB, for these old folders alone

    return hashlib.sha256(folder.encode("utf-8", "replace")).hexdigest()


AGENT: Final = Agent(
    GEMINI,
    "Gemini CLI",
    (
        Format(GEMINI, "session log", Shape.LINES, recognise, GeminiReader),
        Format(GEMINI, "session document", Shape.DOCUMENT, recognise_document, GeminiDocument),
    ),
    places,
)
