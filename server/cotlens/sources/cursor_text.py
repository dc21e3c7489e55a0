"""Cursor's transcripts of 2025: plain text with marks, whose thoughts can be read. Nothing tells where a thought ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from cotlens.model.edit import EditState
from cotlens.sources.cursor_places import CURSOR, directories
from cotlens.sources.cursor_said import WITHHELD, answered, asked, call, changes
from cotlens.sources.cursor_tools import plain
from cotlens.sources.format import Format, Shape
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import Json, text

_ROLE: Final = re.compile(r"(user|assistant|A):[ \t]*")
_MARK: Final = re.compile(r"\[(Thinking|Tool call|Tool result)\][ \t]*(.*)")
_ARGUMENT: Final = re.compile(r"  ([a-z_]{2,40}): ?(.*)")
_TURN: Final = re.compile(r"[.!?][)`*\"']{0,2}\n(?=[A-Z])")
"""Where a sentence ends and the next begins on a new line, without a blank line: paragraphs of one text have one between."""
_NAMES: Final[dict[str, frozenset[str]]] = {
    "write": frozenset({"path", "contents"}),
    "strreplace": frozenset({"path", "old_string", "new_string", "replace_all"}),
    "applypatch": frozenset({"patch"}),
    "shell": frozenset({"command", "description", "working_directory", "timeout", "is_background", "block_until_ms"}),
}
"""Arguments of tools whose arguments may have lines that look like further ones."""


def recognise(beginning: Any) -> str | None:
    """Know a transcript by its first line, and by the mark of what the user typed."""
    if not isinstance(beginning, str):
        return None
    first = beginning.lstrip("\r\n").split("\n", 1)[0].rstrip()
    return "transcripts of 2025" if first == "user:" and "<user_query>" in beginning else None


class CursorText:
    """Reads a transcript."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> None:
        """Write all events."""
        for folder in directories(self._path):
            scribe.picture.visit(folder)
        for line, kind, head, body in _sections(text(value)):
            scribe.at(None, line=line)
            _SECTIONS[kind](scribe, f"{line}", head, body)


def _sections(said: str) -> Iterator[tuple[int, str, str, str]]:
    """Take a transcript apart: (line that a section begins at, what it is, what stands behind its mark, the lines below)."""
    lines = [line.rstrip("\r") for line in said.split("\n")]
    role, kind, head, start = "", "", "", 1
    body: list[str] = []
    for number, line in enumerate(lines, 1):
        marked = _MARK.fullmatch(line) if role == "assistant" else None
        turned = _role(lines, number - 1)
        if marked is None and not turned:
            body.append(line)
            continue
        if kind:
            yield start, kind, head, "\n".join(body).rstrip("\n")
        if turned:
            role = kind = turned
            head = ""
        elif marked is not None:
            kind, head = marked[1], marked[2].strip()
        start, body = number, []
    if kind:
        yield start, kind, head, "\n".join(body).rstrip("\n")


def _role(lines: list[str], at: int) -> str:
    """Whose turn begins at a line, '' if none does: files that the agent writes may have such lines, too."""
    found = _ROLE.fullmatch(lines[at])
    if found is None or (at and lines[at - 1].strip()):
        return ""
    if found[1] != "user":
        return "assistant"
    return "user" if at + 1 < len(lines) and lines[at + 1].startswith("<") else ""


def _user(scribe: Scribe, key: str, _head: str, body: str) -> None:
    asked(scribe, key, body)


def _assistant(scribe: Scribe, key: str, _head: str, body: str) -> None:
    answered(scribe, key, body)


def _thinking(scribe: Scribe, key: str, head: str, body: str) -> None:
    whole = f"{head}\n{body}".strip()
    turn = _TURN.search(whole)
    thought, said = (whole[: turn.end()].rstrip(), whole[turn.end() :]) if turn else (whole, "")
    scribe.reasoning(f"{key}:thinking", "" if WITHHELD.fullmatch(thought) else thought)
    answered(scribe, key, said)


def _tool(scribe: Scribe, key: str, head: str, body: str) -> None:
    args = _arguments(head, body)
    call(scribe, key, key, head, args)
    changes(scribe, key, key, head, args, EditState.UNKNOWN)


def _arguments(tool: str, body: str) -> Json:
    args: dict[str, list[str]] = {}
    last: list[str] = []
    names = _NAMES.get(plain(tool))
    for line in body.split("\n"):
        found = _ARGUMENT.fullmatch(line)
        if found and found[1] not in args and (names is None or found[1] in names):
            last = args.setdefault(found[1], [])
            last.append(found[2])
        else:
            last.append(line)
    return {name: "\n".join(lines) for name, lines in args.items()}


def _result(scribe: Scribe, key: str, head: str, body: str) -> None:
    """Results are named and left out; which of several calls one belongs to cannot be told."""


_SECTIONS: Final[dict[str, Callable[[Scribe, str, str, str], None]]] = {
    "user": _user,
    "assistant": _assistant,
    "Thinking": _thinking,
    "Tool call": _tool,
    "Tool result": _result,
}

FORMAT: Final = Format(CURSOR, "agent transcript in plain text", Shape.TEXT, recognise, CursorText, experimental=True)
